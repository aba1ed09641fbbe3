"""When two requests about one child may be joined, which of them goes on, and by when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from schoolslink.referrals.rules.moves import MAY_BE_JOINED, MAY_GO_ON, Kind, State
from schoolslink.referrals.rules.text import gettext_noop as _

# The further on, the later in this list: nobody whom help was promised goes back to where it is decided.
_ORDER = (
    State.SUBMITTED,
    State.ACKNOWLEDGED,
    State.IN_TRIAGE,
    State.WAITING,
    State.FIRST_CONTACT,
    State.HELP_STARTED,
)
PROMISED = (State.WAITING, State.FIRST_CONTACT, State.HELP_STARTED)
# What is looked into, asked of others or judged beside a request, and is finished before it ends. A copy is
# asked for by right and goes on; a check-in is asked again of the one that goes on.
FINISH_FIRST = frozenset(
    {Kind.MISSED, Kind.REDIRECT, Kind.OUTSIDE, Kind.ARRIVAL, Kind.TRANSFER, Kind.SECOND_LOOK}
)


class Hinders(StrEnum):
    """What has to be finished or said before two requests can be joined."""

    NOT_NOW = "not_now"
    FURTHER_ON = "further_on"
    BESIDE = "beside"
    WAITS = "waits"
    CHOICES = "choices"
    JOINED = "joined"


HINDERS: dict[Hinders, str] = {
    Hinders.NOT_NOW: _(
        "One of them is at a point where nothing can be joined: something was asked of somebody, or the "
        "family is still to be told. Finish that first."
    ),
    Hinders.FURTHER_ON: _(
        "Help was promised on the other one already. Let that one go on, or tell them first what changed."
    ),
    Hinders.BESIDE: _(
        "Something stands beside it that is not finished: a missed appointment, a hand-over, a manager's "
        "look, or somebody who was asked to take it. Finish that first."
    ),
    Hinders.WAITS: _("Somebody of the family waits for an answer. Write it first."),
    Hinders.CHOICES: _(
        "Who may be told is not the same on both: on one somebody said yes, on the other no. Ring whoever "
        "decides, and let them say it on both first."
    ),
    Hinders.JOINED: _(
        "One of them is joined with another already. Take those two apart first, or join the one that goes "
        "on."
    ),
}


@dataclass(frozen=True)
class Half:
    """One of two requests, as far as it matters to joining them.

    asked_on: the day on which it reached the team. waits: somebody of the family waits for an answer.
    owed: somebody of the family is still to be told of an answer. choices: who may be told, as was said of
    each. joined: it goes on for a third, or is joined to one.
    """

    state: State
    asked_on: date
    due_on: date
    beside: frozenset[Kind] = frozenset()
    waits: bool = False
    owed: bool = False
    choices: tuple[tuple[str, bool], ...] = ()
    is_joined: bool = False
    goes_on_for_others: bool = False


def hinders(joined: Half, goes_on: Half) -> Hinders | None:
    """Return what has to be done before one is joined to the other; None where nothing has."""
    if goes_on.is_joined or joined.is_joined or joined.goes_on_for_others:
        return Hinders.JOINED
    if joined.owed or joined.state not in MAY_BE_JOINED or goes_on.state not in MAY_GO_ON:
        return Hinders.NOT_NOW
    if joined.state in PROMISED and goes_on.state not in PROMISED:
        return Hinders.FURTHER_ON
    if joined.beside & FINISH_FIRST:
        return Hinders.BESIDE
    if joined.waits:
        return Hinders.WAITS
    if contradicts(dict(joined.choices), dict(goes_on.choices)):
        return Hinders.CHOICES
    return None


def contradicts(one: dict[str, bool], other: dict[str, bool]) -> bool:
    """Say whether of somebody it was said on one that they may be told, and on the other that not.

    Of a carer nobody asked about, who is told unless somebody says no, a no on the other is against it too.
    A practice is told of what it is named on alone, by a letter of its own.
    """
    if (one.get("carer") is False) is not (other.get("carer") is False):
        return True
    return {one.get("school"), other.get("school")} == {True, False}


def goes_on_first(one: Half, other: Half) -> bool:
    """Say whether the first of both is the one to go on: the further on, of equals the earlier."""
    here, there = _ORDER_OF.get(one.state, -1), _ORDER_OF.get(other.state, -1)
    return here > there if here != there else one.asked_on <= other.asked_on


_ORDER_OF = {state: place for place, state in enumerate(_ORDER)}


def day_of_both(joined: Half, goes_on: Half, *, help_days: int) -> date:
    """Return by when the one that goes on must be seen to: never later than either was promised.

    What was decided already promises help within weeks of the earliest asking, and no decision any more.
    """
    if goes_on.state not in PROMISED:
        return min(joined.due_on, goes_on.due_on)
    if goes_on.state is not State.WAITING:
        return goes_on.due_on
    promised = joined.asked_on + timedelta(days=help_days)
    by = joined.due_on if joined.state is State.WAITING else promised
    return min(goes_on.due_on, by)
