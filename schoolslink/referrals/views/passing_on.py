"""To whom a request can be passed on: services here, and who helps near by without an account."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from schoolslink.directory.queries import outside_of_area, services_of_area
from schoolslink.referrals.commands import outside
from schoolslink.referrals.commands.passing_on import require_taken
from schoolslink.referrals.forms import contact as forms
from schoolslink.referrals.forms.outside import HandedOverForm
from schoolslink.referrals.models import Item
from schoolslink.referrals.rules.offering import WhyBack

# In a choice of whom it is passed on to: somebody who works without an account here.
OUTSIDE = "outside:"


def whom_to_ask(item: Item, today: date) -> list[tuple[str, str]]:
    """Return the choices: the area's other services, then who helps near by."""
    if item.area_id is None:
        return []
    cards = services_of_area(item.area_id, on=today)
    near_by = outside_of_area(item.area_id, on=today)
    return [
        *(
            (str(card.service_id), card.name)
            for card in cards
            if card.service_id != item.service_id
        ),
        *((f"{OUTSIDE}{one.id}", f"{one.name} ({one.kind_name})") for one in near_by),
    ]


def to_whom(chosen: str) -> dict[str, Any]:
    """Return who was chosen, by the names of `Answering`."""
    if chosen.startswith(OUTSIDE):
        return {"outside_id": UUID(chosen.removeprefix(OUTSIDE))}
    return {"receiver_id": UUID(chosen)} if chosen else {}


def require_open_to(item: Item, chosen: str, *, at: datetime) -> None:
    """Raise NotPossible where it may not go to who was chosen."""
    whom = to_whom(chosen)
    if "outside_id" in whom:
        outside.require_outside(item, whom["outside_id"], at=at)
    else:
        require_taken(item, whom["receiver_id"], at=at)


def _they_return(common: dict[str, Any], form: forms.ActForm) -> None:
    given = form.to_input()
    outside.they_return(**common, reason=WhyBack(given["reason"]), words=given["words"])


def _handed_over(common: dict[str, Any], form: forms.ActForm) -> None:
    assert isinstance(form, HandedOverForm)  # noqa: S101 - the act's own form
    words = form.cleaned_data["words"]
    outside.hand_over_outside(**common, to_whom=words, agreed_by=form.by())


# What the team does about somebody outside, by the act's name. common: who, on what, seen how, when.
DO: Mapping[str, Callable[[dict[str, Any], forms.ActForm], object]] = {
    "they-take": lambda common, form: outside.they_take(**common, **form.to_input()),
    "they-return": _they_return,
    "handed-over": _handed_over,
    "send-link": lambda common, form: outside.send_link(**common),
    "stop-link": lambda common, form: outside.stop_link(**common),
}
