"""The pages in docs/ say what is so: every path, function, word, verb and decision they name is there."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from schoolslink.cli.main import find
from schoolslink.config.database.locate import ROOT
from tests.architecture.test_house import tracked

DOCS = ROOT / "docs"
PACKAGE = ROOT / "schoolslink"
PAGES = [path for path in tracked("*.md") if "node_modules" not in path.parts]
# [`referrals/views/lead.py ask`](../schoolslink/referrals/views/lead.py): a place, then names in it.
PLACE = re.compile(r"\[`([\w/.]+\.\w+)((?: \w+)?(?:, \w+)*)`\]\(([^)]+)\)")
# [`Role.SCHOOL_LEAD`](../schoolslink/access/roles.py): a name, then where it is.
NAME = re.compile(r"\[`([A-Za-z_][\w.]*)`\]\(\.\./schoolslink/([\w/]+\.py)\)")
VERB = re.compile(r"(?m)(?:`|^)\./link ([a-z][a-z -]*[a-z])")
# Where these pages were written is nobody's affair; split so as not to find ourselves.
WORKPLACE = (
    "/wo" + "rk/",
    "work" + "tree",
    "sub" + "agent",
    "foun" + "der",
    "ses" + "sion of the project",
)


@cache
def names_in(path: Path) -> frozenset[str]:
    """Return what a file defines at its top, and in its classes as Class.name."""
    found = set()
    for node in ast.parse(path.read_text("utf-8")).body:
        found |= _named(node)
        if isinstance(node, ast.ClassDef):
            found |= {f"{node.name}.{name}" for inner in node.body for name in _named(inner)}
    return frozenset(found)


def _named(node: ast.stmt) -> set[str]:
    match node:
        case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
            return {name}
        case ast.Assign(targets=targets):
            return {target.id for target in targets if isinstance(target, ast.Name)}
        case ast.AnnAssign(target=ast.Name(id=name)):
            return {name}
    return set()


def places_of(text: str) -> list[tuple[str, list[str], str]]:
    """Return each path a page names, the names in it, and where its link leads."""
    return [
        (path, [name.strip() for name in names.split(",") if name.strip()], target)
        for path, names, target in PLACE.findall(text)
        if path.endswith(".py")
    ]


def test_every_function_of_the_corridor_is_where_it_says() -> None:
    text = (DOCS / "corridor.md").read_text("utf-8")
    places = places_of(text)

    wrong = [f"{path}: its link leads to {to}" for path, _, to in places if not to.endswith(path)]
    wrong += [
        f"{path}: {name}"
        for path, names, _ in places
        for name in names
        if not (PACKAGE / path).is_file() or name not in names_in(PACKAGE / path)
    ]

    assert wrong == []
    assert len(places) > 40


def test_every_name_of_the_glossary_is_in_the_code() -> None:
    names = NAME.findall((DOCS / "glossary.md").read_text("utf-8"))

    assert [f"{path}: {name}" for name, path in names if name not in names_in(PACKAGE / path)] == []
    assert len(names) > 50


def test_what_is_not_there_would_be_found() -> None:
    page = "[`kernel/clock.py now, then`](../schoolslink/kernel/clock.py)"

    [(path, names, _)] = places_of(page)

    assert [name for name in names if name not in names_in(PACKAGE / path)] == ["then"]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_verb_that_a_page_tells_of_exists(path: Path) -> None:
    unknown = [
        words for words in VERB.findall(path.read_text("utf-8")) if find(words.split())[0] is None
    ]

    assert unknown == []


def test_the_first_page_has_the_two_commands_and_a_picture_that_is_small() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    pictures = [ROOT / path for path in re.findall(r"!\[[^\]]+\]\(([^)]+\.png)\)", text)]

    assert "\n./link demo " in text
    assert "\n./link test " in text
    assert pictures
    assert all(0 < path.stat().st_size < 200_000 for path in pictures)


def test_every_page_of_docs_can_be_reached_from_the_list_of_pages() -> None:
    reached, waiting = set(), [DOCS / "README.md"]
    while waiting:
        page = waiting.pop()
        if page in reached:
            continue
        reached.add(page)
        links = re.findall(r"\]\(([^)#\s]+\.md)", page.read_text("utf-8"))
        waiting += [(page.parent / link).resolve() for link in links if "://" not in link]

    assert {path for path in PAGES if path.is_relative_to(DOCS)} - reached == set()


def test_no_page_speaks_of_the_place_where_it_was_written() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {word}"
        for path in PAGES
        for word in WORKPLACE
        if word in path.read_text("utf-8").lower()
    ]

    assert found == []
