"""The acts of a hand-over, for the page of one record: each form with its one command."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from schoolslink.access.actor import Actor
from schoolslink.directory.queries import outside_of_area, services_to_hand_to
from schoolslink.directory.queries.search import SchoolPage, search_schools
from schoolslink.kernel.calendar import add_working_days
from schoolslink.referrals.commands import transferring
from schoolslink.referrals.commands.arriving import hand_to_school
from schoolslink.referrals.commands.outside import hand_and_ask
from schoolslink.referrals.forms import transfer as forms
from schoolslink.referrals.forms.arriving import HandToSchoolForm
from schoolslink.referrals.forms.contact import ActForm
from schoolslink.referrals.models import Item
from schoolslink.referrals.queries.next_school import next_school_of
from schoolslink.referrals.rules import Move
from schoolslink.referrals.rules.agreement import Decider
from schoolslink.referrals.rules.dues import DEFAULT_LIMITS
from schoolslink.referrals.rules.transferring import NextSchool, Told, WhyTransfer
from schoolslink.web.dates import day_with_year

FORMS: dict[str, type[ActForm]] = {
    "move-on": forms.ArrangeForm,
    "hand-on": forms.HandOnForm,
    "hand-outside": forms.HandOutsideForm,
    "hand-to-school": HandToSchoolForm,
    "outside-has-it": forms.OutsideHasItForm,
    "told-of-it": forms.ToldOfItForm,
    "outside-not": forms.WhyNotForm,
    "stay": forms.WhyNotForm,
}
Common = dict[str, Any]
FOUND_AT_ONCE = 10


def arrange(common: Common, form: ActForm) -> None:
    """Open the card."""
    given = form.to_input()
    transferring.arrange(
        **common, why=WhyTransfer(given["why"]), by=given["by"], words=given.get("words", "")
    )


def hand_on(common: Common, form: ActForm) -> None:
    """Hand over to a service that works here."""
    given = form.to_input()
    transferring.hand_over(**common, receiver_id=UUID(given["receiver"]), words=given["words"])


def hand_outside(common: Common, form: ActForm) -> None:
    """Hand over to somebody outside."""
    given = form.to_input()
    if given.get("receiver"):
        hand_and_ask(
            **common,
            receiver_id=UUID(given["receiver"]),
            person=given["person"],
            words=given["words"],
        )
        return
    to = transferring.Outside(given["service"], given["person"])
    transferring.hand_outside(**common, to=to, words=given["words"])


def to_school(common: Common, form: ActForm) -> None:
    """Hand over to a school that works here, which says itself whether they have arrived."""
    given = form.to_input()
    hand_to_school(
        **common, school_id=UUID(given["school"]), person=given["person"], words=given["words"]
    )


def outside_has_it(common: Common, form: ActForm) -> None:
    """Write down that somebody outside said yes."""
    transferring.record_received(**common, **form.to_input())


def told_of_it(common: Common, form: ActForm) -> None:
    """Write down who of the family was told."""
    given = form.to_input()
    said = given.get("next_school")
    transferring.tell_of_transfer(
        **common, whom=Told(given["whom"]), words=given["words"],
        next_school=NextSchool(said) if said else None,
    )  # fmt: skip


def _says(move: Move) -> Callable[[Common, ActForm], None]:
    def say(common: Common, form: ActForm) -> None:
        transferring.step_transfer(**common, move=move, words=form.to_input()["words"])

    return say


DO: dict[str, Callable[[Common, ActForm], None]] = {
    "move-on": arrange,
    "hand-on": hand_on,
    "hand-outside": hand_outside,
    "hand-to-school": to_school,
    "outside-has-it": outside_has_it,
    "told-of-it": told_of_it,
    "outside-not": _says(Move.RECORD_NOT_TAKEN),
    "stay": _says(Move.CALL_OFF),
}


def choices_for(name: str, actor: Actor, item: Item, on: date, sent: Any = None) -> dict[str, Any]:
    """Return what the form of an act is made with beside its version: whom to choose from."""
    if name == "hand-to-school":
        typed = (sent.get("typed") or "").strip()[:120] if sent else ""
        page = search_schools(typed, size=FOUND_AT_ONCE) if typed else SchoolPage()
        others = [one for one in page.rows if one.id != item.school_id]
        return {
            "is_exact": page.is_exact,
            "found": [
                (one.id, ", ".join(filter(None, (one.name, one.town, one.postcode))))
                for one in others
            ],
        }
    if name == "told-of-it" and item.about is not None:
        asked = next_school_of(item, item.about, on=on)
        if asked is None or not asked.may_share:
            return {}
        return {"school": asked.name, "carer_decides": asked.decider is Decider.CARER}
    if name == "hand-outside" and item.area_id is not None:
        near_by = outside_of_area(item.area_id, on=on)
        return {"near_by": [(one.id, one.name) for one in near_by if one.can_be_asked]}
    if name != "hand-on":
        return {}
    return {"services": services_to_hand_to(item.area_id, but=item.service_id, on=on)}


def proposed(name: str, on: date) -> dict[str, Any]:
    """Return what a form proposes: the day by which a hand-over is usually made."""
    if name != "move-on":
        return {}
    return {"by": day_with_year(add_working_days(on, DEFAULT_LIMITS.hand_over_wd))}
