"""One file judged: its type found from its content, then looked through by what knows that type."""

from __future__ import annotations

from dataclasses import dataclass

from schoolslink.referrals.rules.files import images, office, pdf, plain
from schoolslink.referrals.rules.files.kinds import (
    ENDINGS,
    MOST_BYTES,
    FileRefused,
    FileType,
    Reason,
)
from schoolslink.referrals.rules.files.names import clean_name

# Beginnings of what people send and we do not take: named, so that it is never taken for text.
OTHERS = (
    b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"\xd0\xcf\x11\xe0", b"{\\rtf",
    b"GIF8", b"BM", b"II*\0", b"MM\0*", b"RIFF", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh",
    b"\xfd7zXZ", b"ITSF", b"!<arch>", b"%!PS", b"OggS", b"ID3", b"\0\0\1\0", b"wOFF",
)  # fmt: skip


@dataclass(frozen=True)
class Accepted:
    """A file that may be kept. content: as it is kept, a picture without what was hidden in it."""

    name: str
    type: FileType
    content: bytes


def inspect(typed_name: str, content: bytes) -> Accepted:
    """Return what may be kept of a file; raise FileRefused with the reason why not."""
    name = clean_name(typed_name)
    if not content:
        raise FileRefused(Reason.EMPTY)
    if len(content) > MOST_BYTES:
        raise FileRefused(Reason.TOO_LARGE)
    found, kept = _looked_through(content)
    if not name.casefold().endswith(ENDINGS[found]):
        raise FileRefused(Reason.ENDING)
    if len(kept) > MOST_BYTES:
        raise FileRefused(Reason.TOO_LARGE)
    return Accepted(name, found, kept)


def _looked_through(content: bytes) -> tuple[FileType, bytes]:
    if content.startswith(b"%PDF-"):
        pdf.look_through(content)
        return FileType.PDF, content
    if content.startswith(b"\xff\xd8\xff"):
        return FileType.JPEG, images.jpeg(content)
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return FileType.PNG, images.png(content)
    if content.startswith(b"PK\3\4"):
        return office.look_through(content), content
    if content.startswith(OTHERS) or content[4:8] == b"ftyp" or content[257:262] == b"ustar":
        raise FileRefused(Reason.TYPE)
    return FileType.TEXT, plain.look_through(content)
