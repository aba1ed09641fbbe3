"""What was answered, question by question, in one dictionary; and what is carried into asking again."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from schoolslink.access.actor import Actor
from schoolslink.access.policy import Action, Group
from schoolslink.referrals import permissions
from schoolslink.referrals.models import Carer, Item
from schoolslink.referrals.queries.door import open_item
from schoolslink.referrals.queries.school import open_as_sent
from schoolslink.referrals.queries.team import TeamRecord, reached
from schoolslink.referrals.rules import Kind
from schoolslink.referrals.rules.again import ASKED_ANEW, MAY_ASK_AGAIN
from schoolslink.referrals.rules.not_to_contact import REACHED_AT, Way
from schoolslink.referrals.rules.sharing import Order

FROM_COLUMN = {
    "first_name": "first_name",
    "surname": "surname",
    "preferred_name": "called",
    "birth_date": "birth_date",
    "age_or_year": "age",
    "nhs_number": "nhs_number",
}


def answers_of(record: TeamRecord) -> dict[str, Any]:
    """Return every answer this reader may see, by name of its question."""
    opened = record.opened
    found: dict[str, Any] = {}
    for column, name in FROM_COLUMN.items():
        if opened.identity.get(column):
            found[name] = opened.identity[column]
    found |= json.loads(opened.identity.get("details") or "{}")
    for block in opened.answers.values():
        found |= block
    return found | dict(record.contacts)


def may_ask_again(actor: Actor, item_id: UUID, school_id: UUID) -> Item:
    """Return the request of a school after which the same child is asked for again.

    Raises Item.DoesNotExist outside the actor's own, and while a service still has it.
    """
    own = permissions.items(actor, Action.ADD).filter(kind=Kind.REFERRAL, asked_at__isnull=False)
    return own.get(pk=item_id, school_id=school_id, state__in=MAY_ASK_AGAIN)


def said_before(actor: Actor, item_id: UUID) -> dict[str, Any]:
    """Return what was said then, as far as it may stand: agreement and risk are asked anew.

    Nor does a number or an address come along at which somebody must not be reached.
    """
    answers = answers_of(open_as_sent(actor, item_id))
    left_out = ASKED_ANEW | _barred(item_id)
    return {name: said for name, said in answers.items() if name not in left_out}


def _barred(item_id: UUID) -> set[str]:
    """Return the answers that say where somebody is reached who must not be, by that way or by any."""
    family = Carer.objects.filter(item_id=item_id, replaced=False)
    closed = {
        row.whose: {Way.PERSON.value} if row.court_order == Order.BARRED else set(row.not_by)
        for row in family
    }
    return {
        name
        for name, (whose, ways) in REACHED_AT.items()
        if closed.get(whose, set()) & {Way.PERSON.value, *(way.value for way in ways)}
    }


def both_times(actor: Actor, item_id: UUID) -> tuple[TeamRecord, TeamRecord]:
    """Return what was said before, and what is said now: of each the words and contacts alone.

    Raises Item.DoesNotExist where this is the first time, and for whoever may not open both.
    """
    now = words_of(actor, item_id)
    earlier = now.opened.referral.again_of_id if now.opened.referral else None
    if earlier is None:
        raise Item.DoesNotExist
    then = words_of(actor, earlier)
    if then.opened.item.child_id != now.opened.item.child_id:
        raise Item.DoesNotExist
    return then, now


def words_of(actor: Actor, item_id: UUID) -> TeamRecord:
    """Return one request with words and contacts. Raises Item.DoesNotExist for whoever may not read them."""
    opened = open_item(actor, item_id)
    if not {Group.IDENTITY, Group.NARRATIVE, Group.CONTACTS} <= opened.groups:
        raise Item.DoesNotExist
    contacts, _, bars, put_right = reached(opened.item)
    return TeamRecord(opened, contacts=contacts, bars=bars, put_right=put_right)
