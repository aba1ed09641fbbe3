"""The acts that take place on a day of their own, for the page of one record."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from schoolslink.kernel import clock
from schoolslink.referrals.commands.happening import put_day_right, write_down
from schoolslink.referrals.commands.next_step import confirm_receipt, say_it_began
from schoolslink.referrals.commands.setting_aside import count_again, set_aside
from schoolslink.referrals.forms.begun import ReceiptForm, TeamBegunForm
from schoolslink.referrals.forms.contact import ActForm
from schoolslink.referrals.forms.happening import AsideForm, CountAgainForm, DayWrongForm, WhenForm
from schoolslink.referrals.pages.acts import BY_NAME
from schoolslink.referrals.pages.aside import choices_aside
from schoolslink.referrals.pages.happening import choices_of, with_a_day
from schoolslink.referrals.queries.door import Opened
from schoolslink.referrals.rules import Move

Common = dict[str, Any]
WHEN = ("met", "met-again", "measured", "assessed", "planned", "help-began")
FORMS: dict[str, type[ActForm]] = {
    **dict.fromkeys(WHEN, WhenForm),
    "day-wrong": DayWrongForm,
    "days-aside": AsideForm,
    "count-again": CountAgainForm,
    "next-step": TeamBegunForm,
    "arrived": ReceiptForm,
}


def _writes(move: Move) -> Callable[[Common, ActForm], None]:
    def write(common: Common, form: ActForm) -> None:
        given = form.to_input()
        on = given.get("happened_on") or clock.local_day(common["at"])
        write_down(**common, move=move, happened_on=on, because=given.get("because") or "")

    return write


def _mend(common: Common, form: ActForm) -> None:
    given = form.to_input()
    put_day_right(
        **common, of_version=int(given["of_version"]), happened_on=given["happened_on"],
        words=given["words"],
    )  # fmt: skip


def _set_aside(common: Common, form: ActForm) -> None:
    given = form.to_input()
    set_aside(**common, why=given["why"], first_on=given["happened_on"], last_on=given["until_on"])


def _count_again(common: Common, form: ActForm) -> None:
    count_again(**common, of_version=int(form.to_input()["of_version"]))


def _arrived(common: Common, form: ActForm) -> None:
    assert isinstance(form, ReceiptForm)  # noqa: S101 - FORMS pairs them
    confirm_receipt(**common, **form.said())


def _began(common: Common, form: ActForm) -> None:
    assert isinstance(form, TeamBegunForm)  # noqa: S101 - FORMS pairs them
    say_it_began(**common, **form.said())


DO: dict[str, Callable[[Common, ActForm], None]] = {
    **{name: _writes(BY_NAME[name].move) for name in WHEN},
    "day-wrong": _mend,
    "days-aside": _set_aside,
    "count-again": _count_again,
    "next-step": _began,
    "arrived": _arrived,
}


def may_do(move: Move, opened: Opened) -> bool:
    """Say whether a move may be made now, and there is something of which it could be."""
    return move in with_a_day(opened, opened.moves)


def proposed(name: str, on: date) -> dict[str, Any]:
    """Return what a form proposes: that it took place today."""
    return {"happened_on": on} if name in WHEN else {}


def choices_for(name: str, opened: Opened, on: date) -> dict[str, Any]:
    """Return what the form of an act is made with: of what the day may be put right, and the like."""
    match name:
        case "day-wrong":
            return {"took_place": choices_of(opened)}
        case "days-aside":
            return {"on": on}
        case "count-again":
            return {"aside": choices_aside(opened)}
    return {}
