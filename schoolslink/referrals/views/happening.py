"""The acts that take place on a day of their own, for the page of one record."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from schoolslink.kernel import clock
from schoolslink.referrals.commands.happening import put_day_right, write_down
from schoolslink.referrals.forms.contact import ActForm
from schoolslink.referrals.forms.happening import DayWrongForm, WhenForm
from schoolslink.referrals.pages.acts import BY_NAME
from schoolslink.referrals.pages.happening import choices_of
from schoolslink.referrals.queries.door import Opened
from schoolslink.referrals.rules import Move

Common = dict[str, Any]
WHEN = ("met", "met-again", "measured", "assessed", "planned", "help-began")
FORMS: dict[str, type[ActForm]] = {**dict.fromkeys(WHEN, WhenForm), "day-wrong": DayWrongForm}


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


DO: dict[str, Callable[[Common, ActForm], None]] = {
    **{name: _writes(BY_NAME[name].move) for name in WHEN},
    "day-wrong": _mend,
}


def proposed(name: str, on: date) -> dict[str, Any]:
    """Return what a form proposes: that it took place today."""
    return {"happened_on": on} if name in WHEN else {}


def choices_for(name: str, opened: Opened) -> dict[str, Any]:
    """Return what the form of an act is made with: of what the day may be put right."""
    return {"took_place": choices_of(opened)} if name == "day-wrong" else {}
