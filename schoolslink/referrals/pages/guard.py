"""The pages of exceptions, in plain words: to whom a record is closed, what is to be looked at."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from schoolslink.referrals.commands.closing import Colleague
from schoolslink.referrals.pages.looks import ROLES
from schoolslink.referrals.queries.guarding import ClosedTo, ToReview
from schoolslink.referrals.rules.guarding import EMERGENCIES, WHYS, Emergency, Exceptional, Why
from schoolslink.referrals.rules.text import gettext_noop as _
from schoolslink.web import dates

TITLES = {
    Exceptional.BLOCK: _("Is it still right that a colleague may not open this record?"),
    Exceptional.ORDER: _("Is it right what was written about a court order?"),
    Exceptional.CONTACT: _("Is it still right what was written about how to reach the family?"),
    Exceptional.GLASS: _("Was it right to open this record in an emergency?"),
}


def people_to_choose(colleagues: Iterable[Colleague], closed: Iterable[ClosedTo]) -> list[Any]:
    """Return who may be chosen, each once, with role and place."""
    found: dict[Any, str] = {}
    for one in colleagues:
        said = f"{one.name}, {ROLES.get(one.role, one.role)}, {one.place}"  # type: ignore[call-overload]
        found.setdefault(one.id, said)
    there = {one.name for one in closed}
    return [(key, said) for key, said in found.items() if said.split(",")[0] not in there]


def closed_rows(closed: Iterable[ClosedTo]) -> list[dict[str, Any]]:
    """Return the colleagues to whom it is closed, each with why, since when and by whom."""
    return [
        {
            "id": one.id,
            "name": one.name,
            "why": gettext(WHYS[Why(one.why)]),
            "since": gettext("since %(day)s, set by %(name)s")
            % {"day": dates.day_with_year(one.at), "name": one.by_name},
        }
        for one in closed
    ]


def review_tasks(reviews: Iterable[ToReview], today: date) -> list[dict[str, Any]]:
    """Return what is to be looked at again, as things to do on a first page."""
    return [
        {
            "href": reverse("referrals:review", args=[one.id]),
            "text": gettext(TITLES[Exceptional(one.kind)]),
            "note": f"{one.reference}: {due(one, today)}",
            "is_late": one.due_on < today,
        }
        for one in reviews
    ]


def due(one: ToReview, today: date) -> str:
    """Return by when it is to be looked at."""
    said = gettext("was due on %(day)s") if one.due_on < today else gettext("by %(day)s")
    return said % {"day": dates.day(one.due_on)}


def review_page(one: ToReview, today: date) -> dict[str, Any]:
    """Return what is said of one exception to whoever looks at it again."""
    facts = [
        (gettext("Record"), one.reference),
        (gettext("School"), one.school_name),
        (gettext("Service"), one.service_name),
        (gettext("Done by"), f"{one.by_name}, {dates.day_with_year(one.at)}"),
    ]
    if one.person_name:
        facts.append((gettext("Closed to"), one.person_name))
    if one.why in set(Why):
        facts.append((gettext("Why"), gettext(WHYS[Why(one.why)])))
    if one.emergency in set(Emergency):
        facts.append((gettext("Why"), gettext(EMERGENCIES[Emergency(one.emergency)])))
    facts.append((gettext("Look at it"), due(one, today)))
    return {
        "title": gettext(TITLES[Exceptional(one.kind)]),
        "rows": [{"key": {"text": key}, "value": {"text": said}} for key, said in facts if said],
        "item_id": one.item_id,
    }
