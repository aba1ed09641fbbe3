"""Advice about a pupil who is not named: asked, answered, asked back; it can become a request."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from schoolslink.access import seal
from schoolslink.access.actor import Actor
from schoolslink.access.policy import Action
from schoolslink.access.saving import saved_before
from schoolslink.kernel import clock, once, references, rows
from schoolslink.kernel.ids import new_id
from schoolslink.referrals import permissions
from schoolslink.referrals.commands.moving import Moved, find, make_move
from schoolslink.referrals.commands.reading import owe_school
from schoolslink.referrals.commands.safety import require_signed_for_real_children
from schoolslink.referrals.errors import NotYours
from schoolslink.referrals.models import AdviceRequest, Item, YoungPerson
from schoolslink.referrals.routing import Holder, route_for, route_of
from schoolslink.referrals.rules import Kind, Move, Side

PREFIX = "QU"


def ask_advice(
    *,
    actor: Actor,
    school_id: UUID,
    form_key: UUID,
    at: datetime,
    about: str,
    age_or_year: str,
    seen: str,
    tried: str,
    question: str,
    how_soon: str,
) -> UUID:
    """Ask the school's named contact a question; return the item's id.

    The same form sent twice asks once. Raises NotYours unless the actor may ask for this school,
    and NoLink when the school has nobody to ask.
    """
    permissions.require_may_ask(actor, school_id)
    if (made := saved_before(form_key, actor, "advice")) is not None:
        return made
    route = route_for(school_id, on=clock.local_day(at))
    item = begin_item(Kind.ADVICE, PREFIX, actor=actor, school_id=school_id, at=at)
    _keep_question(item, about, how_soon, age_or_year, seen, tried, question)
    make_move(
        actor=actor,
        item=item,
        side=Side.SCHOOL,
        move=Move.ASK,
        version=0,
        at=at,
        route=route,
        words=question,
        facts={
            "to_service_id": route.service_id,
            "to_team_id": route.team_id,
            "to_area_id": route.area_id,
            "set_urgent": how_soon == "today",
        },
    )
    once.remember(form_key, item.pk)
    return item.pk


def begin_item(
    kind: Kind,
    prefix: str,
    *,
    actor: Actor,
    school_id: UUID,
    at: datetime,
    child_id: UUID | None = None,
    team_id: UUID | None = None,
) -> Item:
    """Insert an item that its first move will open; with it the child and the child's key.

    child_id: an existing child, when advice becomes a request. team_id: set at once when the
    service itself types in what came by phone. Raises NotYetSafe before a real installation may
    hold real children.
    """
    require_signed_for_real_children()
    child = None
    if child_id is None:
        child = YoungPerson(made_at=at)
        child_id = child.pk
        seal.new_key(child_id)
    item = Item(
        id=new_id(),
        kind=kind.value,
        reference=references.new(prefix),
        child_id=child_id,
        school_id=school_id,
        team_id=team_id,
        opened_by_id=actor.person_id,
        opened_at=at,
    )
    rows.insert([child, item] if child else [item])
    return item


def _keep_question(
    item: Item, about: str, how_soon: str, age_or_year: str, seen: str, tried: str, question: str
) -> None:
    row = AdviceRequest(item=item, about=about, how_soon=how_soon)
    seal.fill(
        row, item.child_id, age_or_year=age_or_year, seen=seen, tried=tried, question=question
    )
    rows.insert([row])


def log_phone_advice(
    *,
    actor: Actor,
    school_id: UUID,
    form_key: UUID,
    at: datetime,
    question: str,
    answer: str,
    about: str,
) -> UUID:
    """Write down a question that came by phone, and the answer given; return the item's id.

    For a service that looks after the school. Raises NotYours for anybody else.
    """
    route = route_for(school_id, on=clock.local_day(at))
    if not permissions.may_act_for_team(actor, route.team_id):
        raise NotYours
    if (made := saved_before(form_key, actor, "phone")) is not None:
        return made
    item = begin_item(
        Kind.ADVICE, PREFIX, actor=actor, school_id=school_id, at=at, team_id=route.team_id
    )
    row = AdviceRequest(item=item, about=about, how_soon="by_phone", by_phone=True)
    seal.fill(row, item.child_id, question=question)
    rows.insert([row])
    routing = {
        "to_service_id": route.service_id,
        "to_team_id": route.team_id,
        "to_area_id": route.area_id,
    }
    moved = make_move(
        actor=actor, item=item, side=Side.SERVICE, move=Move.ASK, version=0, at=at,
        route=route, words=question, facts=routing,
    )  # fmt: skip
    item = permissions.items(actor, Action.VIEW).get(pk=moved.item.pk)
    answered = make_move(
        actor=actor, item=item, side=Side.SERVICE, move=Move.ANSWER, version=1, at=at,
        route=route, words=answer,
        # It was typed in by the service, but the answer is the school's to read.
        holder=Holder(Side.SCHOOL, route.school_person, route.school_id),
    )  # fmt: skip
    if answered.due is not None:
        owe_school(item, answered.event, answered.due.on)
    once.remember(form_key, item.pk)
    return item.pk


def say(
    *, actor: Actor, item_id: UUID, move: Move, version: int, words: str, at: datetime
) -> Moved:
    """Answer, ask back, reply or ask again: every move on advice that is made of words.

    Raises Item.DoesNotExist outside what the actor may see, ChangedMeanwhile when somebody else
    was quicker, and NotPossible when this cannot be done now.
    """
    item, side = find(actor, item_id)
    moved = make_move(
        actor=actor,
        item=item,
        side=side,
        move=move,
        version=version,
        at=at,
        route=route_of(item, on=clock.local_day(at)),
        words=words,
    )
    if move is Move.ANSWER and moved.due is not None:
        owe_school(item, moved.event, moved.due.on)
    return moved


def withdraw_advice(
    *, actor: Actor, item_id: UUID, version: int, words: str, at: datetime
) -> Moved:
    """Take a question back; the service sees that it is no longer asked, and why."""
    return say(
        actor=actor, item_id=item_id, move=Move.WITHDRAW, version=version, words=words, at=at
    )
