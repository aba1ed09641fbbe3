"""The few types of file that are taken, and each reason why one is not."""

from __future__ import annotations

from enum import StrEnum

from schoolslink.referrals.rules.errors import RuleBroken
from schoolslink.referrals.rules.text import gettext_noop as _

MOST_BYTES = 10 * 1024 * 1024
MOST_FILES = 10


class FileType(StrEnum):
    """What is taken: what letters, scans, photographs and notes are kept in, and nothing that runs."""

    PDF = "pdf"
    JPEG = "jpeg"
    PNG = "png"
    DOCX = "docx"
    ODT = "odt"
    TEXT = "text"


ENDINGS = {
    FileType.PDF: (".pdf",),
    FileType.JPEG: (".jpg", ".jpeg"),
    FileType.PNG: (".png",),
    FileType.DOCX: (".docx",),
    FileType.ODT: (".odt",),
    FileType.TEXT: (".txt",),
}
MEDIA_TYPES = {
    FileType.PDF: "application/pdf",
    FileType.JPEG: "image/jpeg",
    FileType.PNG: "image/png",
    FileType.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    FileType.ODT: "application/vnd.oasis.opendocument.text",
    FileType.TEXT: "text/plain; charset=utf-8",
}


class Reason(StrEnum):
    """Why a file is refused."""

    NAME = "name"
    ENDING = "ending"
    EMPTY = "empty"
    TOO_LARGE = "too_large"
    TOO_MANY = "too_many"
    TYPE = "type"
    DAMAGED = "damaged"
    LOCKED = "locked"
    ACTIVE = "active"
    FETCHES = "fetches"
    HOLDS_FILES = "holds_files"
    UNFOLDS = "unfolds"
    PIXELS = "pixels"
    MOVES = "moves"
    BEHIND = "behind"
    NOT_PLAIN = "not_plain"
    VIRUS = "virus"
    NOT_LOOKED_AT = "not_looked_at"


SENTENCES = {
    Reason.NAME: _("This name has characters that we do not take. Give the file a plain name"),
    Reason.ENDING: _(
        "The file is named as something else than it is. Save it again, then choose it"
    ),
    Reason.EMPTY: _("This file is empty. Choose another"),
    Reason.TOO_LARGE: _("This file is larger than 10 MB. Scan it with less detail, or send a part"),
    Reason.TOO_MANY: _("Ten files are here already. Remove one first, or join some into one PDF"),
    Reason.TYPE: _("We take PDF, JPEG, PNG, Word (.docx), OpenDocument (.odt) and plain text"),
    Reason.DAMAGED: _("This file is damaged or not whole. Save it again, then choose it"),
    Reason.LOCKED: _("This file has a password. Save it without one, then choose it"),
    Reason.ACTIVE: _("Something in this file could run by itself. Print it to a PDF and send that"),
    Reason.FETCHES: _(
        "This file would fetch something from elsewhere. Print it to a PDF and send that"
    ),
    Reason.HOLDS_FILES: _("There is another file inside this one. Send each by itself, as a PDF"),
    Reason.UNFOLDS: _("There is far more in this file than its size says. Print it to a PDF"),
    Reason.PIXELS: _("This picture has too many points. Scan it with less detail"),
    Reason.MOVES: _("This picture moves. Send one picture of it"),
    Reason.BEHIND: _("Something else hangs on this file. Save it again, or send a screenshot"),
    Reason.NOT_PLAIN: _("This is no plain text. Save it as text with the encoding UTF-8"),
    Reason.VIRUS: _("A scanner found something harmful in this file. It was not kept anywhere"),
    Reason.NOT_LOOKED_AT: _("We could not look into this file in time. Print it to a PDF"),
}


class FileRefused(RuleBroken):
    """This file cannot be taken."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(SENTENCES[reason])
        self.reason = reason
