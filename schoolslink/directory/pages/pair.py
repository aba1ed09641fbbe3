"""What a pair sees of itself: its agreement, the support in place, a contact's schools, the card."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import quote

from django.urls import reverse
from django.utils.translation import gettext as _

from schoolslink.directory.models import Link, School, Side, WorkingAgreement
from schoolslink.directory.pages import cards
from schoolslink.directory.queries import ContactView, LinkView, SupportView
from schoolslink.directory.rules.agreement import QUESTIONS, is_agreed
from schoolslink.kernel import calendar
from schoolslink.web import dates


def agreement(
    link: Link,
    latest: WorkingAgreement | None,
    *,
    usual: dict[str, str],
    side: str | None,
    refused: str,
    on: date,
    by_phone: list[str],
) -> dict[str, Any]:
    """Return the one page of a pair. Before anybody wrote it, it shows the usual answers.

    by_phone: the sides in which nobody signs in, whose yes the reader may note.
    """
    content = usual | (latest.content if latest else {})
    school, service = link.school.organisation.name, link.service.organisation.name
    sides = [
        (
            school,
            latest.school_agreed_on if latest else None,
            latest.school_agreed_by if latest else "",
        ),
        (service, latest.nhs_agreed_on if latest else None, latest.nhs_agreed_by if latest else ""),
    ]
    mine = sides[0 if side == Side.SCHOOL else 1][1]
    agreed = latest is not None and is_agreed(latest.school_agreed_on, latest.nhs_agreed_on)
    return {
        "link": link,
        "school": school,
        "service_name": service,
        "answers": [(_(q.label), content[q.name]) for q in QUESTIONS],
        "sides": [
            {
                "name": name,
                "said": _("Agreed by %(name)s on %(day)s")
                % {"name": by, "day": dates.day_with_year(day)}
                if day
                else _("Not agreed yet"),
                "tag": {"text": _("Agreed"), "tone": "done"}
                if day
                else {"text": _("Waits"), "tone": "waiting"},
            }
            for name, day, by in sides
        ],
        "version": latest.version if latest else 0,
        "review": dates.day_with_year(latest.review_on) if latest else "",
        "is_due": bool(latest and latest.review_on <= on),
        "is_agreed": agreed,
        "may_agree": side is not None and mine is None,
        "by_phone": _by_phone(link, latest, side, by_phone),
        "may_write": side is not None,
        "refused": refused,
        "home": reverse("directory:school", args=[link.school_id]),
    }


def sides_to_ring(
    link: Link, latest: WorkingAgreement | None, by_phone: list[str]
) -> dict[str, str]:
    """Return which of these sides have not agreed yet, each with its name."""
    agreed = {
        str(Side.SCHOOL): latest.school_agreed_on if latest else None,
        str(Side.NHS): latest.nhs_agreed_on if latest else None,
    }
    names = {
        str(Side.SCHOOL): link.school.organisation.name,
        str(Side.NHS): link.service.organisation.name,
    }
    return {str(side): names[side] for side in by_phone if agreed[side] is None}


def note_by_phone(sides: int) -> str:
    """Return what stands above the form on which a yes by phone is noted."""
    said = _("Read the page to them first. It then says who agreed, on which day, and to whom.")
    if sides > 1:
        said += " " + _("Fill in one side now and the other when you have rung it, or both.")
    return said


def _by_phone(
    link: Link, latest: WorkingAgreement | None, side: str | None, by_phone: list[str]
) -> str:
    """Return the button that notes a yes by phone, "" where there is none to note.

    A side that signs in writes the page or agrees to it first; a coordinator reads out the usual one.
    """
    waiting = sides_to_ring(link, latest, by_phone)
    if not waiting or (latest is None and side is not None):
        return ""
    return _("They agreed by phone") if side is not None else _("Note who agreed by phone")


def support_rows(rows: list[SupportView], today: date) -> list[dict[str, Any]]:
    """Return what a school has; what nobody checked this term is marked."""
    began = calendar.term_at(today).first_on
    return [
        {
            "id": row.support_id,
            "kind": row.kind_name,
            "provider": row.provider,
            "days": row.days,
            "how": row.how_to_get,
            "checked": _("Checked on %(day)s") % {"day": dates.day_with_year(row.checked_on)},
            "tag": None
            if row.checked_on >= began
            else {"text": _("Not checked this term"), "tone": "soon"},
        }
        for row in rows
    ]


def my_schools(
    entries: list[ContactView], rows: list[dict[str, Any]], *, on: date
) -> dict[str, Any]:
    """Return a contact's own page: their entries, their schools, and whether all is confirmed."""
    began = calendar.term_at(on).first_on
    return {
        "entries": [
            {"id": entry.contact_id, "name": entry.name, "lines": cards.contact_lines(entry)}
            for entry in entries
        ],
        "rows": rows,
        "columns": [_("School"), _("Lead"), _("When"), _("Answered by")],
        "is_confirmed": all(
            entry.confirmed_on and entry.confirmed_on >= began for entry in entries
        ),
    }


def printed_card(school: School, link: LinkView | None, *, on: date) -> dict[str, Any]:
    """Return the card of a school's contact, on paper or in a mail."""
    lines: list[str] = []
    if link and link.contact:
        lines = cards.contact_lines(link.contact, service_phone=link.service_phone)
    return {
        "school": school.organisation.name,
        "link": link,
        "card": cards.contact_card(link, on=on, actions=[]) if link else None,
        "mail": _mail_address(school.organisation.name, link, lines) if link else "",
        "home": reverse("directory:school", args=[school.pk]),
    }


def _mail_address(school: str, link: LinkView, lines: list[str]) -> str:
    """Return a mailto: address with the card as its text, to send it from one's own mail."""
    subject = _("Your contact at %(service)s") % {"service": link.service_name}
    body = "\n".join([school, "", link.contact_name, link.service_name, *lines])
    return f"mailto:?subject={quote(subject)}&body={quote(body)}"
