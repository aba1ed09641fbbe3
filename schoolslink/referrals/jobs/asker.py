"""Whoever asked hears that there is an answer, or that it was taken back."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse

from schoolslink.kernel import outbox
from schoolslink.referrals import events, messages
from schoolslink.referrals.jobs.reaching import page_of, team_of, tell, to_tell_at_school
from schoolslink.referrals.models import Holding, Item, ItemEvent
from schoolslink.referrals.rules import Move, Side
from schoolslink.referrals.rules.moves import TOLD_OF

# What was said in a talk, written down: an answer, whoever does something next.
NOTED = (Move.AGREE_STEP, Move.AGREE_STEPS)


def _tells_somebody(event: events.ItemMoved) -> bool:
    """Say whether a move is one of those of which an asker hears."""
    move = Move(event.move)
    return move in (Move.WITHDRAW, Move.ANSWER, Move.HEAR_DECISION, *NOTED) or move in TOLD_OF


@outbox.only_if(_tells_somebody)
def tell_asker(event: events.ItemMoved, *, at: datetime) -> None:
    """Tell whoever asked at the school that there is an answer or a decision.

    The school counts as told when the message has left, or when it has opened the page.
    """
    move = Move(event.move)
    if move is Move.WITHDRAW:
        _tell_of_end(event, at)
    if move is Move.WITHDRAW or not _tells_somebody(event):
        return
    item = Item.objects.get(pk=event.item_id)
    answered = messages.ANSWERED_SOON if item.urgent else messages.ANSWERED
    decided = messages.HELP_ENDED if move is Move.DISCHARGE else messages.DECIDED
    kind = answered if move is Move.ANSWER or move in NOTED else decided
    for person_id in to_tell_at_school(item):
        once = f"told:{event.event_id}:{person_id}"
        tell(person_id, item, kind, page_of(item, Side.SCHOOL), once=once, at=at)


def _tell_of_end(event: events.ItemMoved, at: datetime) -> None:
    """Tell whoever asked, and whoever had it last, that it was taken back: it is on no list now.

    Where nobody of a team had it by name, all of the team did.
    """
    moved = ItemEvent.objects.select_related("item").get(pk=event.event_id)
    item = moved.item
    to_tell = dict.fromkeys(to_tell_at_school(item), page_of(item, Side.SCHOOL))
    last = Holding.objects.filter(item=item).order_by("-began_at", "-id").first()
    if last is not None and last.side == Side.SCHOOL and last.person_id is not None:
        to_tell.setdefault(last.person_id, page_of(item, last.side))
    elif last is not None and last.side == Side.SERVICE:
        for person_id in {last.person_id} if last.person_id else team_of(last.pool_id):
            to_tell.setdefault(person_id, reverse("referrals:record", args=[item.pk]))
    to_tell.pop(moved.actor_id, None)
    for person_id, path in to_tell.items():
        once = f"taken_back:{event.event_id}:{person_id}"
        tell(person_id, item, messages.TAKEN_BACK, path, once=once, at=at)
