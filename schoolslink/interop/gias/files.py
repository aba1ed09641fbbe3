"""A file as it arrives: plain, .gz or .zip, in UTF-8 or Windows-1252, honest or hostile.

Every file is read twice: once to measure it (size, ratio, encoding, digest) and once for its rows.
So nothing is decided about a row before the whole file is known to be sound.
"""

from __future__ import annotations

import codecs
import gzip
import hashlib
import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from .errors import BrokenFile

LARGEST = 400 * 1024 * 1024  # bytes of text; the full GIAS extract has about 60 MB
LARGEST_RATIO = 100  # text to packed bytes; real tables stay below 12
SMALL_ENOUGH = 5 * 1024 * 1024  # below this the ratio says nothing
MOST_MEMBERS = 20
BLOCK = 1 << 18
TABLES = (".csv", ".txt", ".geojson", ".json")

# What people send by mistake, by its first bytes.
WRONG_KINDS = {
    b"%PDF": "This is a PDF, not a table. Please send the CSV file.",
    b"\x89PNG": "This is a picture, not a table. Please send the CSV file.",
    b"\xff\xd8\xff": "This is a picture, not a table. Please send the CSV file.",
    b"\xd0\xcf\x11\xe0": "This is an old Excel workbook. Please save it as CSV and send that.",
    b"\xff\xfe": "This is text in UTF-16. Please save it as CSV in UTF-8 and send that.",
    b"\xfe\xff": "This is text in UTF-16. Please save it as CSV in UTF-8 and send that.",
    b"BZh": "This is packed with bzip2. Please send it plain, or as .gz or .zip.",
    b"\xfd7zXZ": "This is packed with xz. Please send it plain, or as .gz or .zip.",
    b"7z\xbc\xaf": "This is packed with 7-Zip. Please send it plain, or as .gz or .zip.",
    b"\x7fELF": "This is a program, not a table.",
    b"MZ": "This is a program, not a table.",
    b"SQLite format 3": "This is a database file, not a table. Please send the CSV file.",
    b"PAR1": "This is a Parquet file. Please send the CSV file.",
}


@dataclass(frozen=True, slots=True)
class Examined:
    """A file that can be read as text. encoding: name for `open`; first: how it begins."""

    path: Path
    name: str
    encoding: str
    digest: str
    size: int
    longest_line: int
    first: str


@contextmanager
def opened(path: Path) -> Iterator[IO[bytes]]:
    """Open the text inside a file, unpacking .gz and .zip by content, not by name."""
    name = path.name
    with ExitStack() as stack:
        try:
            raw = stack.enter_context(path.open("rb"))
        except IsADirectoryError:
            raise BrokenFile(name, "This is a folder, not a file.") from None
        except FileNotFoundError:
            raise BrokenFile(name, "There is no such file.") from None
        except OSError:
            raise BrokenFile(
                name, "This file may not be read by the account that runs this."
            ) from None
        start = raw.read(4)
        raw.seek(0)
        if start[:2] == b"\x1f\x8b":
            yield stack.enter_context(gzip.GzipFile(fileobj=raw))  # type: ignore[arg-type]
        elif start == b"PK\x03\x04" or start == b"PK\x05\x06":
            yield stack.enter_context(_member(name, raw))
        else:
            yield raw


def _member(name: str, raw: IO[bytes]) -> IO[bytes]:
    """Return the one table inside a zip archive."""
    try:
        archive = zipfile.ZipFile(raw)
    except zipfile.BadZipFile:
        raise BrokenFile(name, "This archive is damaged or cut short.") from None
    inside = archive.infolist()
    if any(member.filename == "[Content_Types].xml" for member in inside):
        raise BrokenFile(name, "This is an Excel workbook. Please save it as CSV and send that.")
    if len(inside) > MOST_MEMBERS:
        raise BrokenFile(name, f"This archive holds {len(inside)} files. Please send one table.")
    tables = [m for m in inside if m.filename.lower().endswith(TABLES)]
    if len(tables) != 1:
        raise BrokenFile(name, f"This archive holds {len(tables)} tables. Please send one in each.")
    if tables[0].flag_bits & 1:
        raise BrokenFile(name, "This archive is locked with a password.")
    return archive.open(tables[0])


def examine(path: Path) -> Examined:
    """Read a file once and return what it is, or raise BrokenFile saying why it cannot be used."""
    name = path.name
    digest = hashlib.sha256()
    counter = _EncodingCounter()
    size = since_line_end = longest = 0
    first = b""
    with opened(path) as source:
        packed = path.stat().st_size
        try:
            while block := source.read(BLOCK):
                if not first:
                    first = block[:65536]
                    _refuse_wrong_kind(name, first)
                size += len(block)
                if size > LARGEST:
                    raise BrokenFile(name, f"This file holds more than {LARGEST >> 20} MB of text.")
                if size > SMALL_ENOUGH and size > LARGEST_RATIO * packed:
                    raise BrokenFile(
                        name, "This archive unpacks to far more than a real table does."
                    )
                digest.update(block)
                counter.feed(block)
                # Exact for lines within one block only; what matters is a line without any end.
                since_line_end += len(block) if b"\n" not in block else block.index(b"\n")
                longest = max(longest, since_line_end)
                if b"\n" in block:
                    since_line_end = len(block) - block.rindex(b"\n")
        except (EOFError, zlib.error, zipfile.BadZipFile, gzip.BadGzipFile, OSError):
            raise BrokenFile(name, "This archive is damaged or cut short.") from None
        except NotImplementedError:
            raise BrokenFile(
                name, "This archive is packed in a way that is not read here."
            ) from None
    if not first.strip():
        raise BrokenFile(name, "This file is empty.")
    encoding = counter.encoding(first)
    start = first[3:] if first.startswith(codecs.BOM_UTF8) else first
    return Examined(
        path, name, encoding, digest.hexdigest(), size, longest, start.decode(encoding, "replace")
    )


def _refuse_wrong_kind(name: str, first: bytes) -> None:
    for start, sentence in WRONG_KINDS.items():
        if first.startswith(start):
            raise BrokenFile(name, sentence)
    if first[:2] in (b"\x1f\x8b", b"PK"):
        raise BrokenFile(name, "This is an archive inside an archive. Please unpack it once.")
    odd = first.count(0) + sum(first.count(bytes([code])) for code in (1, 2, 3, 4, 5, 6, 8))
    if odd * 50 > len(first):
        raise BrokenFile(name, "This is not text. Please send the CSV file.")
    lead = first.lstrip()[:200].lower()
    if lead.startswith((b"<!doctype", b"<html", b"<?xml")):
        raise BrokenFile(name, "This is a web page or XML, not a table. Please send the CSV file.")


class _EncodingCounter:
    """Tells UTF-8 from Windows-1252 by counting, so that one bad byte does not spoil a good file."""

    def __init__(self) -> None:
        self.good = self.bad = 0
        self.decoder = codecs.getincrementaldecoder("utf-8")("strict")
        self.strict = True

    def feed(self, block: bytes) -> None:
        if self.strict and block.isascii() and not self.decoder.getstate()[0]:
            return
        try:
            if self.strict:
                text = self.decoder.decode(block)
                self.good += len(block) - len(text)
                return
        except UnicodeDecodeError:
            self.strict = False
        text = block.decode("utf-8", "replace")
        bad = text.count("\ufffd")
        self.bad += bad
        self.good += sum(1 for letter in text if letter > "\x7f") - bad

    def encoding(self, first: bytes) -> str:
        """Return the encoding the rows are to be read in; bytes it lacks are replaced and held back."""
        if first.startswith(codecs.BOM_UTF8):
            return "utf-8"
        return "cp1252" if self.bad and self.good < 10 * self.bad else "utf-8"


@contextmanager
def text_of(examined: Examined) -> Iterator[IO[str]]:
    """Open an examined file as text. A byte the encoding lacks becomes U+FFFD, which no row may hold."""
    with opened(examined.path) as source:
        encoding = "utf-8-sig" if examined.encoding == "utf-8" else examined.encoding
        with io.TextIOWrapper(source, encoding, errors="replace", newline="") as text:  # type: ignore[type-var]
            yield text
