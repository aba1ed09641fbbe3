"""F7 and F8: accepted and then silence, and an appointment that was missed."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from schoolslink.checks.falls import doing
from schoolslink.checks.falls.asked import TUESDAY, on
from schoolslink.checks.falls.doing import accepts, also, misses, sends, steps, tells
from schoolslink.checks.falls.story import ENDED, PAST, Act, Story, days
from schoolslink.referrals.commands import beside
from schoolslink.referrals.rules import Move

if TYPE_CHECKING:
    from schoolslink.checks.falls.life import Life

help_begins = steps("contact", Move.START_HELP)
gets_worse = steps("lead", Move.SAY_WORSE, "Invented: it is worse since Monday.")
accepted = {TUESDAY: sends, on(3): also(accepts, tells, doing.reads)}


def nobody_reached(name: str, thing: str) -> Act:
    """Return that somebody is asked how the child is, and says that nobody could be reached."""

    def act(life: Life) -> None:
        made = doing.beside_of(life, "check_in")
        if made is None or made in life.things.values():
            life.fault(f"nobody was asked to try again: there is no {thing}")
            return
        life.things[thing] = made
        with life.turn(name) as turn:
            beside.step_beside(
                actor=turn.actor, item_id=made, version=turn.version(made), at=turn.at,
                move=Move.FOUND_NOBODY, words="",
            )  # fmt: skip

    return act


def team_asks(life: Life) -> None:
    """Note the check-in that is the team's, since nobody could be reached twice."""
    made = doing.beside_of(life, "check_in")
    if made is not None and made not in life.things.values():
        life.things["team's check-in"] = made


def may_not_end(life: Life) -> None:
    """Try to end help while nobody knows why an appointment was missed."""
    life.refused("the end of help with a missed appointment", "contact", doing.discharge(life))


STORIES = (
    Story(
        "F7", "accepted, and nobody makes an appointment",
        begins=TUESDAY, until=date(2027, 12, 8),
        acts=accepted | {date(2027, 12, 1): doing.finds_check_in},
        whose={"request": days((2027, 11, 2, "contact"), (2027, 12, 1, "cover"),
                               (2027, 12, 2, "manager")),
               "check-in": days((2027, 12, 1, "lead"))},
        told={"request": (date(2027, 12, 3), PAST)},
    ),
    Story(
        "F7", "it gets worse while a child waits",
        begins=TUESDAY, until=on(16), acts=accepted | {on(10): gets_worse},
        whose={"request": days((2027, 11, 2, "contact"), (2027, 11, 12, "cover"),
                               (2027, 11, 15, "manager"))},
        told={"request": (on(16), PAST)},
    ),
    Story(
        "F7", "nobody asks after a child who waits",
        begins=TUESDAY, until=date(2027, 12, 16),
        acts=accepted | {on(20 - 1): steps("contact", Move.RECORD_FIRST_CONTACT),
                         date(2027, 12, 1): doing.finds_check_in},
        whose={"request": days((2027, 11, 2, "contact")),
               "check-in": days((2027, 12, 1, "lead"), (2027, 12, 9, "deputy"),
                                (2027, 12, 10, "head"))},
        told={"check-in": (date(2027, 12, 13), PAST)},
    ),
    Story(
        "F7", "met, and help begins, and the carer was not told of the yes",
        begins=TUESDAY, until=on(15),
        acts={TUESDAY: sends, on(3): also(accepts, doing.reads),
              on(8): steps("contact", Move.RECORD_FIRST_CONTACT), on(9): help_begins},
        whose={"request": days((2027, 11, 2, "contact"), (2027, 11, 11, "cover"),
                               (2027, 11, 12, "manager"))},
        told={"request": (on(15), PAST)},
    ),
    Story(
        "F7", "twice nobody can be reached, and then nobody of the team asks",
        begins=TUESDAY, until=date(2027, 12, 21),
        acts=accepted | {on(24): steps("contact", Move.RECORD_FIRST_CONTACT),
                         date(2027, 12, 1): nobody_reached("lead", "check-in"),
                         date(2027, 12, 6): nobody_reached("lead", "second check-in"),
                         date(2027, 12, 9): team_asks},
        whose={"request": days((2027, 11, 2, "contact")),
               "check-in": days((2027, 12, 1, ENDED)),
               "second check-in": days((2027, 12, 6, ENDED)),
               "team's check-in": days((2027, 12, 9, "contact"), (2027, 12, 17, "cover"),
                                       (2027, 12, 20, "manager"))},
        told={"team's check-in": (date(2027, 12, 21), PAST)},
    ),
    Story(
        "F8", "the family did not come, and nobody finds out why",
        begins=TUESDAY, until=on(16), acts=accepted | {on(9): also(misses, may_not_end)},
        whose={"request": days((2027, 11, 2, "contact")),
               "missed appointment": days((2027, 11, 9, "contact"), (2027, 11, 12, "cover"),
                                          (2027, 11, 15, "manager"))},
        told={"missed appointment": (on(16), PAST)},
    ),
    Story(
        "F8", "missed while help goes on, and the contact leaves",
        begins=TUESDAY, until=on(12),
        acts=accepted | {on(8): help_begins, on(9): also(misses, may_not_end),
                         on(10): doing.leaves("contact")},
        whose={"request": days((2027, 11, 2, "contact"), (2027, 11, 10, "cover")),
               "missed appointment": days((2027, 11, 9, "contact"), (2027, 11, 10, "cover"),
                                          (2027, 11, 12, "manager"))},
    ),
)  # fmt: skip
