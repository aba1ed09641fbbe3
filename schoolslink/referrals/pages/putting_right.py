"""What can be put right of a request, and what was, in plain words."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from schoolslink.referrals.commands.answers import CARERS
from schoolslink.referrals.pages.contact_bars import shown_answers
from schoolslink.referrals.pages.mended import mended_lines
from schoolslink.referrals.pages.record import child_name
from schoolslink.referrals.pages.request import answer_words
from schoolslink.referrals.queries.putting_right import ToPutRight
from schoolslink.referrals.rules import Side
from schoolslink.referrals.rules.request import BLOCKS, FIELDS

CARER_NAMES = tuple(f"{prefix}name" for _whose, prefix in CARERS)


def list_page(found: ToPutRight) -> dict[str, Any]:
    """Return every answer that this person may put right, page by page, as it stands."""
    shown = shown_answers(found.record)
    return _frame(found) | {
        "sections": [
            {"title": _(block.title), "rows": rows}
            for block in BLOCKS
            if (rows := [_row(found, name, shown) for name in _names(found, block.name)])
        ],
        "before": mended_lines(found.before),
    }


def one_page(found: ToPutRight, name: str) -> dict[str, Any]:
    """Return the page of one answer: what stands there now, and what stood there before."""
    said = answer_words(FIELDS[name], shown_answers(found.record).get(name))
    return _frame(found) | {
        "label": _(FIELDS[name].label),
        "stands": said,
        "before": mended_lines(one for one in found.before if one.name == name),
        "names_a_carer": name in CARER_NAMES,
        "list_href": _href("put-right", found, [found.record.opened.item.pk]),
    }


def _frame(found: ToPutRight) -> dict[str, Any]:
    item = found.record.opened.item
    back = "referrals:asked" if found.side is Side.SCHOOL else "referrals:record"
    return {
        "item": item,
        "name": child_name(found.record.opened),
        "is_school": found.side is Side.SCHOOL,
        "back": reverse("referrals:correction", args=[found.correction_id])
        if found.correction_id
        else reverse(back, args=[item.pk]),
        "because_asked": found.correction_id is not None,
    }


def _names(found: ToPutRight, block: str) -> list[str]:
    return [
        field.name
        for one in BLOCKS
        if one.name == block
        for field in one.fields
        if field.name in found.names
    ]


def _row(found: ToPutRight, name: str, shown: dict[str, Any]) -> dict[str, str]:
    return {
        "label": _(FIELDS[name].label),
        "text": answer_words(FIELDS[name], shown.get(name)),
        "href": _href("put-right-one", found, [found.record.opened.item.pk, name]),
    }


def _href(name: str, found: ToPutRight, args: list[UUID | str]) -> str:
    path = reverse(f"referrals:{name}", args=args)
    return f"{path}?for={found.correction_id}" if found.correction_id else path
