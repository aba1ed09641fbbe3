"""Whoever must act next hears of it; where nobody is named, those who can name somebody."""

from __future__ import annotations

from datetime import datetime
from itertools import chain
from uuid import UUID

from django.urls import reverse

from schoolslink.kernel import clock
from schoolslink.kernel.worded import Question
from schoolslink.notices import commands as notices
from schoolslink.referrals import events, messages
from schoolslink.referrals.jobs.offers import lapse_at_nobody
from schoolslink.referrals.jobs.reaching import (
    coordinators_in_turn,
    page_of,
    team_of,
    tell,
    this_job,
)
from schoolslink.referrals.link_message import OUTSIDE_YES
from schoolslink.referrals.models import Item, ItemEvent
from schoolslink.referrals.queries.held import held_now
from schoolslink.referrals.routing import ladder
from schoolslink.referrals.rules import Duty, Kind, Move, Side

_MOVED: Question[ItemEvent] = Question(
    lambda pk: ItemEvent.objects.select_related("item").filter(pk=pk), pk=UUID
)


def tell_holder(event: events.ItemMoved, *, at: datetime) -> None:
    """Tell whoever must act next, unless they made the move themselves; once a day at most.

    And what others were told to do about it, and is done now, is taken back.
    """
    moved = _MOVED.first(pk=event.event_id)
    if moved is None:
        raise ItemEvent.DoesNotExist
    notices.look_again(about_id=moved.item_id)
    person = moved.holder_person_id
    if person is None:
        _tell_of_nobody_named(moved, at)
        return
    answered = moved.duty == Duty.READ_ANSWER and moved.move != Move.ESCALATE
    # Of an answer they hear as such (`tell_asker`); how a family is asks nothing of them.
    if person == moved.actor_id or answered or moved.move == Move.SAY_HOW_IT_IS:
        return
    day = clock.local_day(at).isoformat()
    kind, once = messages.WAITS_FOR_YOU, f"waits:{person}:{day}"
    if moved.item.kind == Kind.CHECK_IN:
        # Never a mail of its own: all check-ins of a person stand in one line of their weekly one.
        kind, once = messages.CHECK_IN, f"check_in:{moved.item_id}:{person}"
    if moved.move == Move.OUTSIDE_TAKES:
        kind, once = OUTSIDE_YES, f"outside_yes:{moved.item_id}:{person}"
    tell(
        person,
        moved.item,
        kind,
        page_of(moved.item, moved.holder_side),
        once=once,
        at=at,
        act_by_on=moved.due_on,
    )


def _tell_of_nobody_named(moved: ItemEvent, at: datetime) -> None:
    """Tell the team and one coordinator at once of what nobody is named to answer, each once an item.

    The other coordinators hear on the next working day, where it is nobody's by then.

    What a team keeps for all of it while somebody is named behind it is its own affair.
    """
    item = moved.item
    if item.kind == Kind.ARRIVAL and moved.holder_pool_id is not None:
        _give_back_to_sender(item, at)
        return
    if moved.holder_pool_id is None or ladder(item, Side(moved.holder_side), at=at):
        return
    if moved.holder_side == Side.SERVICE:
        for person_id in team_of(moved.holder_pool_id) - {moved.actor_id}:
            once = f"for_team:{item.pk}:{person_id}"
            path = reverse("referrals:record", args=[item.pk])
            tell(person_id, item, messages.WAITS_FOR_TEAM, path, once=once, at=at)
    first, *others = coordinators_in_turn(item, messages.NOBODY_NAMED, once="", at=at)
    for people, kind in (
        (first, messages.NOBODY_NAMED),
        (chain(*others), messages.STILL_NOBODY_NAMED),
    ):
        for person_id in people:
            once = f"nobody:{item.pk}:{person_id}"
            tell(person_id, item, kind, reverse("home"), once=once, at=at)


def _give_back_to_sender(asking: Item, at: datetime) -> None:
    """Take back what a school is asked where nobody by name has it: the sender has the child, and a day.

    No coordinator is told: none could say whether a child has arrived, and somebody has to act already.
    """
    held = held_now(asking.pk)
    if held is not None and held.person_id is None:
        lapse_at_nobody(this_job(), asking.pk, at)
