"""A complaint taken down: who may make it and who hears it, as rows for the form."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext

from schoolslink.kernel import clock
from schoolslink.referrals.models import Item
from schoolslink.referrals.pages.complaining import TURN_TO
from schoolslink.referrals.pages.told import TOLD
from schoolslink.referrals.queries.complaints import Hearers
from schoolslink.referrals.queries.taking_down import Speaker
from schoolslink.referrals.rules import Side
from schoolslink.referrals.rules.complaint import is_long_ago

BACK = {Side.SCHOOL: "referrals:asked", Side.SERVICE: "referrals:record"}


def members(found: list[Speaker]) -> list[tuple[UUID, str]]:
    """Return who may complain, each by name where whoever takes it down knows one."""
    return [(one.id, _named(one)) for one in found]


def _named(one: Speaker) -> str:
    who = str(TOLD[one.relationship])
    if one.whose == "second_carer" and not one.name:
        who = gettext("Another parent or carer")
    return f"{one.name} ({who})" if one.name else who


def back_to(item: Item, side: Side | None) -> str:
    """Return where whoever takes it down came from."""
    return reverse(BACK[side], args=[item.pk]) if side in BACK else reverse("referrals:service")


def take_page(
    item: Item, side: Side | None, speakers: list[Speaker], hearers: Hearers, today: date
) -> dict[str, Any]:
    """Return what stands before the form, and whether there is one."""
    place = item.service.name if item.service else ""
    can = bool(place and speakers and hearers.is_anybody)
    ended_on = clock.local_day(item.closed_at) if item.closed_at else None
    return {
        "item": item,
        "back": back_to(item, side),
        "may_take": can,
        "before": _before(place, hearers) if can else [],
        "long_ago": is_long_ago(ended_on, today),
        "why_not": "" if can else _why_not(place, speakers),
        "turn_to": [] if can else [{"who": who, "phone": phone} for _, who, phone, _ in TURN_TO],
        "without_page": can and any(not one.has_page for one in speakers),
    }


def _before(place: str, hearers: Hearers) -> list[str]:
    if not hearers.people:
        words = gettext(
            "Nobody at %(place)s may read it yet. %(name)s has it until somebody does, and must find one."
        )
        return [words % {"place": place, "name": hearers.finder}]
    words = gettext("%(name)s reads it, who answers for %(place)s.")
    return [words % {"place": place, "name": hearers.people[0][1]}]


def _why_not(place: str, speakers: list[Speaker]) -> str:
    if not place:
        return gettext(
            "No service has this request yet. What they say of the school, they tell the school as it asks"
            " them to."
        )
    if not speakers:
        return gettext(
            "Nobody of this family may be spoken with of this request, so nothing is written down here."
        )
    return gettext(
        "Nobody at the service may read it now, and nobody who looks after the area could find somebody."
    )
