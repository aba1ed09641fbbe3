"""Collects the sentences of pages and code, and compiles each language's file.

A language is one file, ``schoolslink/locale/<language>/LC_MESSAGES/django.po``; the compiled
``.mo`` beside it is made with the other assets and never committed.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

PACKAGE = Path(__file__).resolve().parents[1]
LOCALE = PACKAGE / "locale"
METHODS = [
    ("**/tests/**", "ignore"),
    ("**/migrations/**", "ignore"),
    ("**.py", "python"),
    ("**.jinja", "jinja2"),
]
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "in_language": (2,),
}


def catalogue_path(language: str, locale: Path = LOCALE) -> Path:
    """Return where a language's sentences are kept."""
    return locale / language / "LC_MESSAGES" / "django.po"


def sentences(package: Path = PACKAGE) -> Catalog:
    """Return every sentence marked for translation in templates and code, with where it stands."""
    catalogue = Catalog(project="Schools Link", charset="utf-8")
    found = extract_from_dir(
        package,
        method_map=METHODS,
        options_map={"**.jinja": {"silent": "false"}},
        keywords=KEYWORDS,
        comment_tags=("Translators:",),
    )
    for filename, _line, message, comments, context in found:
        # Without line numbers a translation changes only when a sentence does.
        catalogue.add(message, None, [(filename, 0)], auto_comments=comments, context=context)
    return catalogue


def read(language: str, locale: Path = LOCALE) -> Catalog:
    """Return a language's sentences; an empty catalogue when it has no file yet."""
    path = catalogue_path(language, locale)
    if not path.exists():
        return Catalog(locale=language, charset="utf-8", fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def compile_all(locale: Path = LOCALE) -> list[Path]:
    """Compile each language that has a file; return the compiled files.

    A sentence without translation, or marked fuzzy, is left out: the page then shows it in English.
    """
    compiled = []
    for path in sorted(locale.glob("*/LC_MESSAGES/django.po")):
        with path.open("rb") as file:
            catalogue = read_po(file, locale=path.parents[1].name)
        target = path.with_suffix(".mo")
        with target.open("wb") as out:
            write_mo(out, catalogue)
        compiled.append(target)
    return compiled


def missing(language: str, prefixes: tuple[str, ...], locale: Path = LOCALE) -> Iterator[str]:
    """Yield the sentences of files under these prefixes that a language does not have yet."""
    known = read(language, locale)
    for message in sentences():
        if not message.id or not any(
            name.startswith(prefixes) for name, _line in message.locations
        ):
            continue
        mine = known.get(message.id, message.context)
        if mine is None or not mine.string or mine.fuzzy:
            yield message.id if isinstance(message.id, str) else message.id[0]
