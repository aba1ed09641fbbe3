"""PDF: every object looked at for what runs, fetches, or carries another file."""

from __future__ import annotations

import logging
import re
from io import BytesIO
from typing import Any

from pypdf import PdfReader
from pypdf.errors import DependencyError, PdfReadError, PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, StreamObject

from schoolslink.referrals.rules.files.kinds import FileRefused, Reason

MOST_OBJECTS = 100_000
MOST_PAGES = 500
DEEPEST = 100
HEADER = re.compile(rb"%PDF-(?:1\.[0-7]|2\.0)[\r\n \t%]")
ENDS = re.compile(rb"%%EOF[\s]*\Z")
# Names may be written with #xx for any letter.
ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
# Said in the bytes themselves, also of objects that no table of the file leads to.
RAW = (
    (re.compile(rb"/(?:JavaScript|Launch|SubmitForm|ImportData|RichMedia)[\s/<>()\[\]]"), Reason.ACTIVE),
    (re.compile(rb"/(?:EmbeddedFiles?|FileAttachment)[\s/<>()\[\]]"), Reason.HOLDS_FILES),
)  # fmt: skip
KEYS = {
    "/JS": Reason.ACTIVE,
    "/JavaScript": Reason.ACTIVE,
    "/AA": Reason.ACTIVE,
    "/XFA": Reason.ACTIVE,
    "/RichMediaContent": Reason.ACTIVE,
    "/EmbeddedFiles": Reason.HOLDS_FILES,
    "/EF": Reason.HOLDS_FILES,
    "/Collection": Reason.HOLDS_FILES,
}
ACTIONS = {
    **dict.fromkeys(
        "/JavaScript /Launch /SubmitForm /ImportData /Rendition /Movie /Sound /RichMediaExecute"
        " /GoTo3DView /Trans".split(),
        Reason.ACTIVE,
    ),
    **dict.fromkeys("/GoToR /GoToE /Thread".split(), Reason.FETCHES),
}
SUBTYPES = {
    **dict.fromkeys("/RichMedia /3D /Screen /Movie /Sound /PrinterMark".split(), Reason.ACTIVE),
    "/FileAttachment": Reason.HOLDS_FILES,
}
TYPES = {"/EmbeddedFile": Reason.HOLDS_FILES}
LINKS = ("http://", "https://", "mailto:", "tel:")
# What a damaged file makes the library raise, whatever it is.
TROUBLE = (PyPdfError, ValueError, KeyError, IndexError, TypeError, AttributeError, OverflowError,
           RecursionError, AssertionError, NotImplementedError, UnicodeError, OSError)  # fmt: skip


def look_through(content: bytes) -> None:
    """Do nothing for a PDF of words and pictures; raise FileRefused for anything more."""
    if not HEADER.match(content):
        raise FileRefused(Reason.DAMAGED)
    if not ENDS.search(content[-2048:]):
        raise FileRefused(Reason.BEHIND if b"%%EOF" in content else Reason.DAMAGED)
    plain = ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), content)
    for pattern, reason in RAW:
        if pattern.search(plain):
            raise FileRefused(reason)
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        _objects(PdfReader(BytesIO(content), strict=False))
    except FileRefused:
        raise
    except DependencyError:
        raise FileRefused(Reason.LOCKED) from None
    except TROUBLE:
        raise FileRefused(Reason.DAMAGED) from None
    except MemoryError:
        raise FileRefused(Reason.UNFOLDS) from None


def _objects(reader: PdfReader) -> None:
    """Look at each object that a table of the file leads to."""
    if reader.is_encrypted:
        raise FileRefused(Reason.LOCKED)
    known = {number for numbers in reader.xref.values() for number in numbers}
    known |= set(reader.xref_objStm)
    if len(known) > MOST_OBJECTS:
        raise FileRefused(Reason.UNFOLDS)
    _look(reader.trailer, 0)
    for number in sorted(known):
        for generation in [g for g, numbers in reader.xref.items() if number in numbers] or [0]:
            try:
                found = reader.get_object(IndirectObject(number, generation, reader))
            except PdfReadError:
                continue  # an entry that leads nowhere opens nothing
            _look(found, 0)
    if not 1 <= len(reader.pages) <= MOST_PAGES:
        raise FileRefused(Reason.DAMAGED if not reader.pages else Reason.UNFOLDS)


def _look(found: Any, depth: int) -> None:
    """Look at an object and what lies directly in it; what it refers to is looked at by itself."""
    if depth > DEEPEST:
        raise FileRefused(Reason.UNFOLDS)
    if isinstance(found, ArrayObject):
        for one in list.__iter__(found):
            if not isinstance(one, IndirectObject):
                _look(one, depth + 1)
    if not isinstance(found, DictionaryObject):
        return
    raw = dict(found.items())
    if isinstance(found, StreamObject) and "/F" in raw:
        raise FileRefused(Reason.FETCHES)
    for key, value in raw.items():
        if key in KEYS:
            raise FileRefused(KEYS[key])
        if not isinstance(value, IndirectObject):
            _look(value, depth + 1)
    for key, table in (("/S", ACTIONS), ("/Subtype", SUBTYPES), ("/Type", TYPES)):
        said = raw.get(key)
        if isinstance(said, IndirectObject):
            said = said.get_object()
        # A page's change is said by the same word as an action's name; neither is one of these.
        if isinstance(said, str) and said in table:
            raise FileRefused(table[said])
    _link(raw)


def _link(raw: dict[str, Any]) -> None:
    """Refuse a link that is no plain address."""
    said = raw.get("/URI")
    if isinstance(said, IndirectObject):
        said = said.get_object()
    if isinstance(said, bytes):
        said = said.decode("latin-1")
    if isinstance(said, str) and not said.strip().casefold().startswith(LINKS):
        raise FileRefused(Reason.FETCHES)
