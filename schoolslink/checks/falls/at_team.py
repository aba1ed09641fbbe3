"""F4 to F6: a queue that nobody reads, questions back and forth, "not the right team" with nobody told."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from schoolslink.checks.falls import doing
from schoolslink.checks.falls.asked import TUESDAY, on
from schoolslink.checks.falls.doing import (
    advises,
    also,
    leaves,
    passes_on,
    says_no,
    sends,
    steps,
    tells,
)
from schoolslink.checks.falls.story import ENDED, NOBODY, PAST, Story, days
from schoolslink.referrals.commands import next_step
from schoolslink.referrals.rules import Move
from schoolslink.referrals.rules.begun import HowKnown

if TYPE_CHECKING:
    from schoolslink.checks.falls.life import Life
    from schoolslink.simulate.programme.acts import Turn

UNREAD = days((2027, 11, 2, "contact"), (2027, 11, 5, "cover"), (2027, 11, 8, "manager"))
asks_more = steps("contact", Move.ASK_MORE, "Invented: who lives at home?")
gives_more = steps("lead", Move.GIVE_MORE, "Invented: her mother and two brothers.")


def sends_without_holiday_contact(life: Life) -> None:
    """Try to send a request a week before the holidays with nobody to ask in them; then with somebody."""
    life.refused(
        "a request before the holidays with nobody to ring",
        "lead",
        doing.sends_now(life, holiday_contact=""),
    )
    sends(life)


def may_not_let_go(life: Life) -> None:
    """Try to write that the other service has it, with the family still owed word."""

    def act(turn: Turn) -> None:
        has_it(turn, life.things["request"], turn.today)

    life.refused("letting go before the family was told", "contact", act)


def may_not_let_go_unsaid(life: Life) -> None:
    """Try to let go with one press, and since a day before it was passed on."""

    def by_a_press(turn: Turn) -> None:
        turn.step(life.things["request"], Move.CONFIRM_RECEIPT)

    def from_before(turn: Turn) -> None:
        has_it(turn, life.things["request"], turn.today - timedelta(days=1))

    life.refused("letting go with nobody who said that they have it", "contact", by_a_press)
    life.refused("a receipt from before it was passed on", "contact", from_before)


def has_it(turn: Turn, item_id: UUID, since: date) -> None:
    """Write down who over there said that they have what was passed on."""
    next_step.confirm_receipt(
        actor=turn.actor, item_id=item_id, version=turn.version(item_id), at=turn.at,
        who="Invented: the duty worker, Talk Time", how=HowKnown.BY_TELEPHONE, since=since,
    )  # fmt: skip


OTHERS_LEAVE = (leaves("other contact"), leaves("other cover"), leaves("other manager"))
STORIES = (
    Story(
        "F4", "nobody opens the queue",
        begins=TUESDAY, until=on(12), acts={TUESDAY: sends},
        whose={"request": UNREAD}, told={"request": (on(9), PAST)},
    ),
    Story(
        "F4", "no mail leaves for a week",
        begins=TUESDAY, until=on(12), acts={TUESDAY: sends},
        whose={"request": UNREAD}, told={"request": (on(11), PAST)},
        mail_down=frozenset(on(day) for day in range(2, 11)),
    ),
    Story(
        "F4", "the holidays begin ten days later",
        begins=on(10, 12), until=on(20, 12), acts={on(10, 12): sends_without_holiday_contact},
        whose={"request": days((2027, 12, 10, "contact"), (2027, 12, 15, "cover"),
                               (2027, 12, 16, "manager"))},
        told={"request": (on(17, 12), PAST)},
    ),
    Story(
        "F4", "the service ends under an open request",
        begins=TUESDAY, until=on(9), acts={TUESDAY: sends, on(3): doing.ends_service},
        whose={"request": days((2027, 11, 2, "contact"), (2027, 11, 3, "manager"))},
        told={"request": (on(5), PAST)},
    ),
    Story(
        "F4", "a fax without a name lies in the tray",
        begins=TUESDAY, until=on(9), acts={TUESDAY: doing.finds_post},
        whose={"post": days((2027, 11, 2, "contact"), (2027, 11, 4, "cover"),
                            (2027, 11, 5, "manager"))},
        told={"post": (on(8), PAST)},
    ),
    Story(
        "F4", "whoever wrote down a fax leaves",
        begins=TUESDAY, until=on(8), acts={TUESDAY: doing.finds_post, on(3): leaves("contact")},
        whose={"post": days((2027, 11, 2, "contact"), (2027, 11, 3, "cover"),
                            (2027, 11, 4, "manager"))},
        told={"post": (on(5), PAST)},
    ),
    Story(
        "F4", "a letter about a child of the team",
        begins=TUESDAY, until=on(12),
        acts={TUESDAY: sends, on(3): doing.brings_a_letter, on(4): doing.puts_the_letter},
        whose={"post": days((2027, 11, 3, "contact"), (2027, 11, 4, ENDED)),
               "request": UNREAD},  # the earlier day stands
        told={"request": (on(9), PAST)},
    ),
    Story(
        "F5", "the school does not answer what was asked",
        begins=TUESDAY, until=on(23), acts={TUESDAY: sends, on(3): asks_more},
        whose={"request": days((2027, 11, 2, "contact"), (2027, 11, 3, "lead"),
                               (2027, 11, 18, "deputy"), (2027, 11, 19, "head"))},
        told={"request": (on(22), PAST)},
    ),
    Story(
        "F5", "asked twice, and a third time is refused",
        begins=TUESDAY, until=on(17),
        acts={TUESDAY: sends, on(3): asks_more, on(4): gives_more, on(5): asks_more,
              on(8): also(gives_more, doing.may_not_ask_again)},
        whose={"request": days((2027, 11, 2, "contact"), (2027, 11, 3, "lead"),
                               (2027, 11, 4, "contact"), (2027, 11, 5, "lead"),
                               (2027, 11, 8, "contact"), (2027, 11, 16, "cover"),
                               (2027, 11, 17, "manager"))},
    ),
    Story(
        "F6", "not the right team, and nobody tells the family",
        begins=TUESDAY, until=on(15), acts={TUESDAY: sends, on(3): says_no},
        whose={"request": days((2027, 11, 2, "contact"), (2027, 11, 11, "cover"),
                               (2027, 11, 12, "manager"))},
        told={"request": (on(15), PAST)},
    ),
    Story(
        "F6", "told, and nobody asks whether the next step has begun",
        begins=TUESDAY, until=date(2027, 11, 25),
        acts={TUESDAY: sends, on(3): says_no, on(4): also(tells, doing.reads)},
        whose={"request": days((2027, 11, 2, "contact"), (2027, 11, 4, "lead"),
                               (2027, 11, 19, "deputy"), (2027, 11, 22, "head"))},
        told={"request": (on(23), PAST)},
    ),
    Story(
        "F6", "the team that said no would end it in the same hour",
        begins=TUESDAY, until=on(9),
        acts={TUESDAY: sends, on(3): also(says_no, tells, doing.reads, doing.cannot_say_it_began)},
        whose={"request": days((2027, 11, 2, "contact"), (2027, 11, 3, "lead"))},
    ),
    Story(
        "F6", "advice and no help, and nobody asks whether the next step has begun",
        begins=TUESDAY, until=date(2027, 11, 25),
        acts={TUESDAY: sends, on(3): advises, on(4): also(tells, doing.reads)},
        whose={"request": days((2027, 11, 2, "contact"), (2027, 11, 4, "lead"),
                               (2027, 11, 19, "deputy"), (2027, 11, 22, "head"))},
        told={"request": (on(23), PAST)},
    ),
    Story(
        "F6", "the team that gave advice and no help would end it in the same hour",
        begins=TUESDAY, until=on(9),
        acts={TUESDAY: sends, on(3): also(advises, tells, doing.reads, doing.cannot_say_it_began)},
        whose={"request": days((2027, 11, 2, "contact"), (2027, 11, 3, "lead"))},
    ),
    Story(
        "F6", "passed on, and the other service does not answer",
        begins=TUESDAY, until=on(19),
        acts={TUESDAY: sends, on(3): also(passes_on, tells, doing.reads)},
        whose={"offer": days((2027, 11, 3, "other manager"), (2027, 11, 11, ENDED)),
               "request": days((2027, 11, 2, "contact"), (2027, 11, 19, "cover"))},
    ),
    Story(
        "F6", "passed on to a service without people here, and nobody tells the family",
        begins=TUESDAY, until=on(15),
        acts={TUESDAY: also(sends, *OTHERS_LEAVE), on(3): also(passes_on, may_not_let_go)},
        whose={"request": days((2027, 11, 2, "contact"), (2027, 11, 11, "cover"),
                               (2027, 11, 12, "manager"))},
        told={"request": (on(15), PAST)},
    ),
    Story(
        "F6", "passed on to a service without people here, and let go of with nobody who has it",
        begins=TUESDAY, until=on(9),
        acts={TUESDAY: also(sends, *OTHERS_LEAVE),
              on(3): also(passes_on, tells, doing.reads, may_not_let_go_unsaid)},
        whose={"request": days((2027, 11, 2, "contact"))},
    ),
    Story(
        "F6", "taken over, and nobody there tells the family",
        begins=TUESDAY, until=on(15),
        acts={TUESDAY: sends, on(3): passes_on, on(4): doing.takes_it},
        whose={"offer": days((2027, 11, 3, "other manager"), (2027, 11, 4, ENDED)),
               "request": days((2027, 11, 2, "contact"), (2027, 11, 4, "other manager"))},
        # By the day that the first team promised; at the other service nobody comes after its manager.
        told={"request": (on(11), PAST)},
    ),
    Story(
        "F6", "passed on, and the other service's people leave",
        begins=TUESDAY, until=on(8),
        acts={TUESDAY: sends, on(3): also(passes_on, tells, doing.reads),
              on(4): also(*OTHERS_LEAVE)},
        # The offer is nobody's until the next morning takes it back; the request is the contact's throughout.
        whose={"offer": days((2027, 11, 3, "other manager"), (2027, 11, 4, ENDED)),
               "request": days((2027, 11, 2, "contact"))},
        told={"offer": (on(4), NOBODY)},
    ),
)  # fmt: skip
