"""What was left out when a request was sent, and follows later."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from schoolslink.access.actor import Actor
from schoolslink.directory import queries as directory
from schoolslink.kernel import clock, outbox, rows
from schoolslink.referrals import events, permissions
from schoolslink.referrals.commands.answers import add_to
from schoolslink.referrals.commands.carried_over import carry_over
from schoolslink.referrals.commands.contact_bars import heed_words
from schoolslink.referrals.commands.moving import Moved, find, make_move, present_holder
from schoolslink.referrals.commands.sending import finish_sending
from schoolslink.referrals.commands.telling import tell_nobody_shut_out
from schoolslink.referrals.errors import NotPossible
from schoolslink.referrals.models import Item, Referral
from schoolslink.referrals.queries.team import contacts_of
from schoolslink.referrals.routing import route_of
from schoolslink.referrals.rules import Move
from schoolslink.referrals.rules.agreement import Decider, who_decides
from schoolslink.referrals.rules.clocks.groups import age_band, need_said
from schoolslink.referrals.rules.request import FIELDS, age_from, is_answered, risks_marked

# By these it may be somebody else who decides.
AGES = ("birth_date", "age")


@transaction.atomic
def add_answers(
    *, actor: Actor, item_id: UUID, version: int, answers: Mapping[str, Any], at: datetime
) -> Moved:
    """Add answers to a request that has been sent; whoever holds it hears that there is more.

    Nothing else changes, unless a risk is marked now: then the service looks again by the next
    working day, and the safeguarding lead is told. Raises Item.DoesNotExist outside the actor's
    schools, NotPossible where nothing was said or it has ended, and ChangedMeanwhile.
    """
    item, side = find(actor, item_id)
    if item.asked_at is None:
        raise NotPossible(sentence="This request is not sent yet. Nothing was changed.")
    said = {n: a for n, a in answers.items() if n in FIELDS and is_answered(a)}
    if not said:
        raise NotPossible(sentence="Answer at least one question. Nothing was sent.")
    finish_sending(actor=actor, item_id=item.pk, at=at)  # what was typed first is kept first
    worse = bool(risks_marked(said)) and not item.risk_marked
    moved = make_move(
        actor=actor,
        item=item,
        side=side,
        move=Move.SAY_WORSE if worse else Move.ADD_ANSWERS,
        version=version,
        at=at,
        route=route_of(item, on=clock.local_day(at)),
        words="; ".join(FIELDS[name].label for name in said),
        holder=None if worse else present_holder(item),
        facts={"set_risk": True} if worse else None,
    )
    keep_more(actor, item, said, at)
    if worse:
        outbox.publish(events.RiskMarked(item_id=item.pk, child_id=item.child_id), at=at)
    return moved


def keep_more(actor: Actor, item: Item, said: Mapping[str, Any], at: datetime) -> None:
    """Keep answers of a request that was sent, with all that follows from them."""
    add_to(item, said)
    earlier_id = Referral.objects.filter(item=item).values_list("again_of_id", flat=True).first()
    if earlier_id is not None:
        carry_over(actor, item, earlier_id, at)  # somebody may be named only now
    rows.insert(heed_words(item, contacts_of(item), actor.subject_id, at))
    _keep_up(item, said, clock.local_day(at))
    side = permissions.side_of(actor, item)
    if side is not None and set(AGES) & set(said):
        tell_nobody_shut_out(actor=actor, item=item, side=side, at=at)


def _keep_up(item: Item, said: Mapping[str, Any], on: date) -> None:
    """Let the request say what is still missing, and whose decision it is by an age said only now."""
    referral = Referral.objects.get(item=item)
    referral.missing = [name for name in referral.missing if name not in said]
    if "send" in said:
        referral.sen = need_said(said["send"])
    if set(AGES) & set(said):
        asked_on = clock.local_day(item.asked_at) if item.asked_at else on
        referral.age_band = age_band(age_from(said, asked_on))
        is_college = item.school_id is not None and directory.is_college(item.school_id)
        decider = who_decides(age_from(said, on), is_college=is_college)
        if decider is not Decider.CARER:  # under 16 it stands as it was judged
            referral.decided_by = decider.value
    referral.save(update_fields=["missing", "decided_by", "age_band", "sen"])
