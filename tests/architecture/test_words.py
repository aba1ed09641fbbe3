"""No page, letter or message of any part uses a word that schools and families should never read."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import schoolslink
from schoolslink.referrals.rules.words import NEVER, NOT_FOR_FAMILIES, slips
from schoolslink.web import translations

PACKAGE = Path(schoolslink.__file__).parent
TEMPLATES = sorted(PACKAGE.rglob("*.jinja"))
FAMILY_ROOMS = re.compile(r"young_person|carer|family|public|where_to_turn")
_STRING = re.compile(r"\"([^\"]*)\"|'([^']*)'")


def words_of_template(source: str) -> Iterator[str]:
    """Yield what a template can say: its text, and each quoted sentence of its code and tags."""
    source = re.sub(r"\{#.*?#\}", " ", source, flags=re.S)
    for code in re.findall(r"\{[{%].*?[%}]\}", source, flags=re.S):
        yield from _sentences_in(code)
    source = re.sub(r"\{[{%].*?[%}]\}", " ", source, flags=re.S)
    for tag in re.findall(r"<[^>]*>", source, flags=re.S):
        yield from _sentences_in(tag)
    yield re.sub(r"<[^>]*>", " ", source, flags=re.S)


def _sentences_in(code: str) -> Iterator[str]:
    for double, single in _STRING.findall(code):
        if " " in (double or single).strip():
            yield double or single


def messages_of_errors() -> Iterator[tuple[str, str]]:
    """Yield the message of each error that is shown to people: the docstring of its class."""
    for path in PACKAGE.rglob("*.py"):
        if "tests" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ClassDef) and node.bases:
                bases = {base.id for base in node.bases if isinstance(base, ast.Name)}
                if bases & {"Refusal", "RuleBroken"}:
                    yield node.name, ast.get_docstring(node) or ""


def test_there_are_templates_to_read() -> None:
    assert len(TEMPLATES) > 10


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_templates_use_no_word_of_the_list(path: Path) -> None:
    avoided = NEVER + NOT_FOR_FAMILIES if FAMILY_ROOMS.search(path.name) else NEVER
    found = [
        slip for text in words_of_template(path.read_text("utf-8")) for slip in slips(text, avoided)
    ]

    assert found == []


def test_sentences_for_translation_use_no_word_of_the_list() -> None:
    found = {}
    for message in translations.sentences():
        texts = message.id if isinstance(message.id, tuple) else (message.id,)
        if bad := [slip for text in texts for slip in slips(text)]:
            found[message.id] = bad

    assert found == {}


def test_messages_of_errors_use_no_word_of_the_list() -> None:
    messages = dict(messages_of_errors())

    assert messages
    assert {name: bad for name, text in messages.items() if (bad := list(slips(text)))} == {}


def test_a_word_in_a_page_would_be_found() -> None:
    page = '<p title="It was rejected">{{ _("This case is closed") }}</p><p>DNA</p>'

    words = {slip.word for text in words_of_template(page) for slip in slips(text)}

    assert words == {"rejected", "case", "DNA"}
