"""The pages of exceptions, in plain words: to whom a record is closed, what is to be looked at."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from schoolslink.referrals.commands.closing import Colleague
from schoolslink.referrals.models import Glass
from schoolslink.referrals.pages.looks import ROLES, what_for
from schoolslink.referrals.queries.guarding import ClosedTo, Told, ToReview
from schoolslink.referrals.rules.guarding import EMERGENCIES, WHYS, Emergency, Exceptional, Why
from schoolslink.referrals.rules.text import gettext_noop as _
from schoolslink.web import dates

TITLES = {
    Exceptional.BLOCK: _("Is it still right that a colleague may not open this record?"),
    Exceptional.ORDER: _("Is it right what was written about a court order?"),
    Exceptional.CONTACT: _("Is it still right what was written about how to reach the family?"),
    Exceptional.GLASS: _("Was it right to open this record in an emergency?"),
    Exceptional.MISUSE: _("It was not right to open this record: what is done about it?"),
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
            "note": ": ".join(filter(None, (one.reference, due(one, today)))),
            "is_late": one.due_on < today,
        }
        for one in reviews
    ]


def due(one: ToReview, today: date) -> str:
    """Return by when it is to be looked at."""
    said = gettext("was due on %(day)s") if one.due_on < today else gettext("by %(day)s")
    return said % {"day": dates.day(one.due_on)}


def review_page(one: ToReview, told: Told, today: date) -> dict[str, Any]:
    """Return what is said of one exception to whoever looks at it again."""
    was_opened = one.kind in (Exceptional.GLASS, Exceptional.MISUSE)
    facts = [
        (gettext("Record"), one.reference),
        (gettext("School"), one.school_name),
        (gettext("Service"), one.service_name),
        (gettext("Done by"), f"{one.by_name}, {dates.day_with_year(one.at)}"),
    ]
    if one.kind == Exceptional.MISUSE:
        facts[3] = (gettext("Looked at by"), f"{one.by_name}, {dates.day_with_year(one.at)}")
        facts.append((gettext("Opened by"), one.person_name))
    elif one.person_name and not was_opened:
        facts.append((gettext("Closed to"), one.person_name))
    if one.why in set(Why):
        facts.append((gettext("Why"), gettext(WHYS[Why(one.why)])))
    if one.emergency in set(Emergency):
        facts.append((gettext("Why"), gettext(EMERGENCIES[Emergency(one.emergency)])))
    if was_opened:
        facts.append((gettext("What they wrote"), told.words or gettext("Nothing")))
    if told.why_not:
        facts.append((gettext("Why it was not right"), told.why_not))
    if told.kept_until and today < told.kept_until:
        facts.append((gettext("The young person reads of it"), _kept(told)))
    by_when = gettext("Settle it") if one.kind == Exceptional.MISUSE else gettext("Look at it")
    facts.append((by_when, due(one, today)))
    return {
        "title": gettext(TITLES[Exceptional(one.kind)]),
        "rows": [{"key": {"text": key}, "value": {"text": said}} for key, said in facts if said],
        "item_id": one.item_id if one.reference else None,
        "looks": _looks(told) if was_opened and one.reference else None,
    }


def _kept(told: Told) -> str:
    """Return from which day the young person reads of an opening, who said so and why."""
    day = dates.day_with_year(told.kept_until)  # type: ignore[arg-type]  # asked before
    said = gettext("from %(day)s. %(name)s: %(why)s")
    return said % {"day": day, "name": told.kept_by, "why": told.kept_why}


def _looks(told: Told) -> list[dict[str, str]]:
    """Return what was looked at meanwhile, each line with its time: the same in a row once."""
    lines = [(dates.clock_time(look.at), what_for(look)) for look in told.looks]
    kept = [one for at, one in enumerate(lines) if not at or lines[at - 1] != one]
    return [{"when": when, "what": what} for when, what in kept if what]


def delay_page(glass: Glass, words: str) -> dict[str, Any]:
    """Return what a safeguarding lead reads before they let the young person read of it later."""
    facts = [
        (gettext("Record"), glass.item.reference),
        (gettext("When"), f"{dates.day_with_year(glass.at)}, {dates.clock_time(glass.at)}"),
        (gettext("Why"), gettext(EMERGENCIES[Emergency(glass.reason)])),
        (gettext("What they wrote"), words),
    ]
    if glass.kept_until:
        facts.append((gettext("It waits until"), dates.day_with_year(glass.kept_until)))
    return {"rows": [{"key": {"text": key}, "value": {"text": said}} for key, said in facts]}
