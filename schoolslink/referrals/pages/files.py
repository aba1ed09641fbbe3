"""The files of a request as rows of a page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from schoolslink.referrals.models import Item
from schoolslink.referrals.queries.drafts import UNSENT
from schoolslink.referrals.queries.files import FileRow
from schoolslink.referrals.rules.files import MOST_FILES, FileType
from schoolslink.referrals.rules.request import FIELDS
from schoolslink.referrals.scanning import Scan
from schoolslink.web import dates

TYPES = {
    FileType.PDF: _("PDF"),
    FileType.JPEG: _("photograph"),
    FileType.PNG: _("picture"),
    FileType.DOCX: _("Word document"),
    FileType.ODT: _("OpenDocument text"),
    FileType.TEXT: _("plain text"),
}
SCANNED = {
    Scan.CLEAN: _("Scanned, nothing harmful found."),
    Scan.NOT_SCANNED: _("Not scanned for viruses: open it only on a computer that does."),
}


def file_lines(files: Sequence[FileRow], item: Item, page: str) -> list[dict[str, Any]]:
    """Return each file with its way to it. page: the name of the address that hands it out."""
    kinds = {choice.value: choice.label for choice in FIELDS["attached"].choices}
    return [
        {
            "id": row.id,
            "href": reverse(f"referrals:{page}", args=[item.pk, row.id]),
            "name": row.name,
            "kind": gettext(kinds[row.kind]),
            "note": gettext("%(type)s, %(size)s, %(when)s.")
            % {"type": TYPES[FileType(row.type)], "size": size(row.bytes), "when": dates.moment(row.at)},
            "scanned": str(SCANNED[Scan(row.scanned)]),
            "replaced": row.replaced,
        }
        for row in files
    ]  # fmt: skip


def size(octets: int) -> str:
    """Return a weight as people read it."""
    if octets < 1024 * 1024:
        return gettext("%(number)s KB") % {"number": dates.number(max(1, round(octets / 1024)))}
    return gettext("%(number)s MB") % {"number": dates.number(round(octets / 1024 / 1024, 1))}


def files_page(item: Item, files: Sequence[FileRow]) -> dict[str, Any]:
    """Return the page on which a school puts files to a request."""
    unsent = item.state in UNSENT
    return {
        "item": item,
        "files": file_lines(files, item, "asked-file"),
        "may_remove": unsent and item.service_id is None,
        "may_add": item.closed_at is None and len(files) < MOST_FILES,
        "back": reverse("referrals:tasks" if unsent else "referrals:asked", args=[item.pk]),
        "is_full": len(files) >= MOST_FILES,
    }
