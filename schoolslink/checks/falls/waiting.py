"""F7 and F8: accepted and then silence, and an appointment that was missed."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from schoolslink.checks.falls import doing
from schoolslink.checks.falls.asked import TUESDAY, on
from schoolslink.checks.falls.doing import accepts, also, misses, sends, steps, tells
from schoolslink.checks.falls.story import PAST, Story, days
from schoolslink.referrals.rules import Move

if TYPE_CHECKING:
    from schoolslink.checks.falls.life import Life

help_begins = steps("contact", Move.START_HELP)
gets_worse = steps("lead", Move.SAY_WORSE, "Invented: it is worse since Monday.")
accepted = {TUESDAY: sends, on(3): also(accepts, tells, doing.reads)}


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
