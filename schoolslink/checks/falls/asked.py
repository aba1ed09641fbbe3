"""F1 to F3: a concern that nobody owns, a link that dies, a draft that waits for a yes."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from schoolslink.checks.falls import doing
from schoolslink.checks.falls.doing import also, asks, begins, leaves, waits_for_a_yes
from schoolslink.checks.falls.looking import COORDINATORS, told_by_name
from schoolslink.checks.falls.story import ALARM, NATIONAL, NOBODY, PAST, Act, Story, days
from schoolslink.directory.commands.services import change_service
from schoolslink.referrals.commands import giving
from schoolslink.referrals.queries.silent import silent_in_area
from schoolslink.referrals.rules import Move
from schoolslink.simulate.programme.acts import Turn

if TYPE_CHECKING:
    from schoolslink.checks.falls.life import Life

PAST_AGAIN = "referrals.past_its_day_again"
TUESDAY = date(2027, 11, 2)  # after half-term; nothing is closed for seven weeks


def on(day: int, month: int = 11, year: int = 2027) -> date:
    """Return a day of that autumn."""
    return date(year, month, day)


def _pool_without_people(life: Life) -> None:
    """Try to put a pool into the hands of somebody who is not there."""
    stranger = f"{life.town.people['next lead'].name.split()[-1]}"

    def name_a_stranger(turn: Turn) -> None:
        change_service(
            actor=turn.actor, service_id=life.town.place.service_id, name="", details={},
            pool_manager_email=f"invented-{stranger}@example.invalid", at=turn.at,
        )  # fmt: skip

    life.refused("a pool whose manager has no role there", "coordinator", name_a_stranger)


def gives_to(name: str) -> Act:
    """Return that a coordinator gives what nobody has acted on to somebody of the team."""

    def act(life: Life) -> None:
        with life.turn("coordinator") as turn:
            item_id = life.things["question"]
            seen = giving.to_give(turn.actor, item_id, at=turn.at).version
            giving.give(
                actor=turn.actor, item_id=item_id, version=seen, at=turn.at,
                to_person=life.town.people[name].person_id,
            )  # fmt: skip

    return act


def told_again(life: Life) -> None:
    """Look whether a coordinator heard a second time of what everybody let pass."""
    told = told_by_name(life, life.things["question"], PAST_AGAIN)
    if len(told) != 1 or told[0] not in COORDINATORS:
        life.fault(
            f"a week later {told} heard again that it still stands, and one coordinator should"
        )


def new_coordinator_finds_it(life: Life) -> None:
    """Let somebody begin to coordinate the area, and look whether they find what nobody has."""
    life.town.is_coordinated(life.day)
    with life.calendar.at(life.at(10)), life.town.acting("new coordinator") as actor:
        area = life.town.place.area_id
        there = {row.item_id for row in silent_in_area(actor, area, today=life.day)}
    if life.things["question"] not in there:
        life.fault("what nobody has is not on the list of the new coordinator")


STORIES = (
    Story(
        "F1", "everybody lets it pass, and a coordinator gives it to one of them",
        begins=TUESDAY, until=on(12), acts={TUESDAY: asks, on(10): gives_to("cover")},
        # Two working days for it; then the next is asked again.
        whose={"question": days((2027, 11, 2, "contact"), (2027, 11, 5, "cover"),
                                (2027, 11, 8, "manager"), (2027, 11, 10, "cover"),
                                (2027, 11, 12, "manager"))},
        told={"question": (on(9), PAST)},
    ),
    Story(
        "F1", "everybody lets it pass for another week",
        begins=TUESDAY, until=on(17), acts={TUESDAY: asks, on(17): told_again},
        whose={"question": days((2027, 11, 2, "contact"), (2027, 11, 5, "cover"),
                                (2027, 11, 8, "manager"))},
        told={"question": (on(9), PAST)},
    ),
    Story(
        "F1", "the contact does not answer a question",
        begins=TUESDAY, until=on(12), acts={TUESDAY: asks},
        whose={"question": days((2027, 11, 2, "contact"), (2027, 11, 5, "cover"),
                                (2027, 11, 8, "manager"))},
        told={"question": (on(9), PAST)},
    ),
    Story(
        "F1", "the lead begins a draft and falls ill",
        begins=TUESDAY, until=on(22), acts={TUESDAY: begins},
        whose={"request": days((2027, 11, 2, "lead"), (2027, 11, 17, "deputy"),
                               (2027, 11, 18, "head"))},
        told={"request": (on(19), PAST)},
    ),
    Story(
        "F1", "over Christmas, with two bank holidays",
        begins=on(21, 12), until=on(31, 12), acts={on(21, 12): asks},
        whose={"question": days((2027, 12, 21, "contact"), (2027, 12, 24, "cover"),
                                (2027, 12, 29, "manager"))},
        told={"question": (on(30, 12), PAST)},
    ),
    Story(
        "F1", "the contact is away when it is asked, and the lead leaves",
        begins=TUESDAY, until=on(8),
        acts={TUESDAY: also(doing.goes_away, asks), on(4): doing.leaves("lead"),
              },
        whose={"question": days((2027, 11, 2, "cover"), (2027, 11, 5, "manager"))},
        told={"question": (on(8), PAST)},
    ),
    Story(
        "F2", "the contact leaves, and nobody follows",
        begins=TUESDAY, until=on(9), acts={TUESDAY: asks, on(3): leaves("contact")},
        whose={"question": days((2027, 11, 2, "contact"), (2027, 11, 3, "cover"),
                                (2027, 11, 5, "manager"))},
        told={"question": (on(8), PAST)},
    ),
    Story(
        "F2", "a question after the link has died goes to the pool's manager",
        begins=on(1), until=on(8), acts={on(1): leaves("contact"), on(2): asks},
        whose={"question": days((2027, 11, 2, "manager"))},
        told={"question": (on(5), PAST)},
    ),
    Story(
        "F2", "everybody of the team leaves, one after the other",
        begins=TUESDAY, until=on(5),
        acts={TUESDAY: also(asks, _pool_without_people), on(3): leaves("contact"),
              on(4): also(leaves("cover"), leaves("manager"))},
        whose={"question": days((2027, 11, 2, "contact"), (2027, 11, 3, "cover"),
                                (2027, 11, 4, ALARM))},
        told={"question": (on(4), NOBODY)},
    ),
    Story(
        "F2", "everybody of the team leaves, and so do all who coordinate",
        begins=TUESDAY, until=on(15),
        acts={TUESDAY: asks, on(3): also(leaves("contact"), leaves("coordinator")),
              on(4): also(leaves("second coordinator"), leaves("cover"), leaves("manager")),
              on(15): new_coordinator_finds_it},
        whose={"question": days((2027, 11, 2, "contact"), (2027, 11, 3, "cover"),
                                (2027, 11, 4, NATIONAL))},
    ),
    Story(
        "F3", "nobody asks the family for their yes",
        begins=TUESDAY, until=on(22), acts={TUESDAY: waits_for_a_yes},
        whose={"request": days((2027, 11, 2, "lead"), (2027, 11, 17, "deputy"),
                               (2027, 11, 18, "head"))},
        told={"request": (on(19), PAST)},
    ),
    Story(
        "F3", "the lead leaves while it waits for a yes",
        begins=TUESDAY, until=on(19), acts={TUESDAY: waits_for_a_yes, on(8): leaves("lead")},
        whose={"request": days((2027, 11, 2, "lead"), (2027, 11, 8, "deputy"),
                               (2027, 11, 17, "head"))},
        told={"request": (on(18), PAST)},
    ),
    Story(
        "F3", "a risk comes to light while it waits",
        begins=TUESDAY, until=on(9),
        acts={TUESDAY: waits_for_a_yes,
              on(3): doing.steps("lead", Move.SAY_WORSE, "Invented: he hurts himself.")},
        whose={"request": days((2027, 11, 2, "lead"), (2027, 11, 3, "contact"),
                               (2027, 11, 5, "cover"), (2027, 11, 8, "manager"))},
        told={"request": (on(9), PAST)},
    ),
)  # fmt: skip
