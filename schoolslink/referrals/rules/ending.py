"""Why help ends, in one fixed list with the day from which each reason may be given."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from schoolslink.referrals.rules.errors import RuleBroken
from schoolslink.referrals.rules.second_look import Stands
from schoolslink.referrals.rules.text import gettext_noop as _

FIRST_LIST = date(2020, 1, 1)


class WhyEnds(StrEnum):
    """The reasons that are counted. Help does not end without one."""

    GOALS_MET = "goals_met"
    WELL_ENOUGH = "well_enough"
    CHOSE_TO_STOP = "chose_to_stop"
    HELPED_ELSEWHERE = "helped_elsewhere"
    MOVED_AWAY = "moved_away"
    TOO_OLD = "too_old"
    NOT_MET = "not_met"


@dataclass(frozen=True)
class WhyWords:
    """One reason as the team picks it, as the school reads it and as the family reads it.

    from_on, until_on: the days between which it may be given; what was given before stays said.
    """

    why: WhyEnds
    pick: str
    school: str
    family: str
    from_on: date = FIRST_LIST
    until_on: date | None = None


WHY_ENDS: Mapping[WhyEnds, WhyWords] = {
    entry.why: entry
    for entry in (
        WhyWords(
            WhyEnds.GOALS_MET,
            _("What was agreed as a goal is reached"),
            _("What was agreed as a goal is reached."),
            _("What you wanted to change has changed."),
        ),
        WhyWords(
            WhyEnds.WELL_ENOUGH,
            _("Well enough to go on without this team"),
            _("Things are well enough to go on without this team."),
            _("Things are better, and this team is not needed now."),
        ),
        WhyWords(
            WhyEnds.CHOSE_TO_STOP,
            _("The young person or the family asked to stop"),
            _("The young person or the family asked to stop for now."),
            # Not who asked: another of the family reads this too.
            _("It stops because that was asked for."),
        ),
        WhyWords(
            WhyEnds.HELPED_ELSEWHERE,
            _("Somebody else helps now"),
            _("Somebody else helps now. The plan says who."),
            _("Somebody else helps now. The plan says who."),
        ),
        WhyWords(
            WhyEnds.MOVED_AWAY,
            _("Moved away"),
            _("They moved. The plan says whom to ask at the new place."),
            _("There was a move. The plan says who can help at the new place."),
        ),
        WhyWords(
            WhyEnds.TOO_OLD,
            _("Has reached the age at which this team stops"),
            _("They have reached the age at which this team stops. The plan says who helps now."),
            _("This team helps up to a set age. The plan says who helps now."),
        ),
        WhyWords(
            WhyEnds.NOT_MET,
            _("Could not be met, and the manager has looked at it"),
            _("We tried and could not meet. The plan says how to come back."),
            _("We tried and could not meet. The plan says how to come back."),
        ),
    )
}


class NotOnTheList(RuleBroken):
    """Choose why help ends, from the list."""


class NotLookedAt(RuleBroken):
    """“Could not be met” needs three missed appointments and your manager's look. Ask for that first."""


def offered_on(day: date) -> tuple[WhyWords, ...]:
    """Return the reasons that may be given on a day, in their order."""
    return tuple(
        words
        for words in WHY_ENDS.values()
        if words.from_on <= day and (words.until_on is None or day < words.until_on)
    )


def check_why(code: str, on: date, after_missed: Stands) -> None:
    """Do nothing where help may end for this reason; raises NotOnTheList or NotLookedAt."""
    if code not in {words.why.value for words in offered_on(on)}:
        raise NotOnTheList
    if code == WhyEnds.NOT_MET and after_missed is not Stands.AGREED:
        raise NotLookedAt
