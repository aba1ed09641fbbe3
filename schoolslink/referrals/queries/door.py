"""The one door to a record: it checks, loads what the reader's field groups allow, and notes the read."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from schoolslink.access import audit, seal
from schoolslink.access.actor import Actor
from schoolslink.access.models import Membership, Organisation, Person
from schoolslink.access.policy import Action, Group
from schoolslink.kernel import clock
from schoolslink.referrals import permissions
from schoolslink.referrals.models import (
    AdviceRequest,
    Answer,
    ChildIdentity,
    Decision,
    Holding,
    Item,
    ItemEvent,
    Referral,
    ThreadMessage,
    Told,
)
from schoolslink.referrals.rules import Kind, Move

# The moves by which a thing changes hands and nothing else.
HANDED = (Move.ESCALATE.value, Move.REASSIGN.value)


@dataclass(frozen=True)
class Holds:
    """Who must act, what they must do, and by when."""

    person_id: UUID | None
    name: str
    place: str
    side: str
    duty: str
    due_on: date


@dataclass(frozen=True)
class Happened:
    """One move of the history. to_name, to_role: who was given it, where it changed hands."""

    move: str
    side: str
    by_name: str
    at: datetime
    to_state: str
    words: str = ""
    to_name: str = ""
    to_role: str = ""


@dataclass(frozen=True)
class Opened:
    """One record as this reader may see it. What they may not see is not here."""

    item: Item
    groups: frozenset[Group]
    moves: tuple[Move, ...]
    holds: Holds | None
    school_name: str
    service_name: str
    history: tuple[Happened, ...]
    identity: dict[str, str] = field(default_factory=dict)
    advice: dict[str, str] = field(default_factory=dict)
    about: str = ""
    how_soon: str = ""
    answers: dict[str, Any] = field(default_factory=dict)
    referral: Referral | None = None
    decision: Decision | None = None
    decision_words: dict[str, str] = field(default_factory=dict)
    receiver_name: str = ""
    told: tuple[Told, ...] = ()


def open_item(actor: Actor, item_id: UUID) -> Opened:
    """Return one record, as far as this actor may read it.

    Raises Item.DoesNotExist (shown as not found) when the actor has no relationship to it.
    """
    item = permissions.items(actor, Action.VIEW).get(pk=item_id)
    groups = permissions.groups_of(actor, item)
    audit.read("item", [item.pk], groups=groups, children=[item.child_id])
    seal.open_keys([item.child_id])
    narrative = Group.NARRATIVE in groups
    identity = ChildIdentity.objects.filter(item=item).first() if "I" in groups else None
    advice = (
        AdviceRequest.objects.filter(item=item).first()
        if narrative and item.kind == Kind.ADVICE
        else None
    )
    decisions = list(_decisions(item, narrative))
    decision = decisions[-1] if decisions else None
    words = {
        row.pk: seal.texts(row.words, item.child_id)
        for row in decisions
        if narrative and hasattr(row, "words")
    }
    receiver_id = decision.receiver_id if decision else None
    names = organisations([item.school_id, item.service_id, receiver_id])
    next_steps = {row.event_id: words[row.pk]["next_step"] for row in decisions if row.pk in words}
    return Opened(
        item=item,
        groups=groups,
        moves=permissions.moves_now(actor, item),
        holds=holder_of(item),
        school_name=names.get(item.school_id, ""),
        service_name=names.get(item.service_id, ""),
        history=_history(item, narrative, next_steps),
        identity=seal.texts(identity, item.child_id) if identity else {},
        advice=seal.texts(advice, item.child_id) if advice else {},
        about=advice.about if advice else "",
        how_soon=advice.how_soon if advice else "",
        answers=_answers(item) if narrative and item.kind == Kind.REFERRAL else {},
        referral=Referral.objects.filter(item=item).first() if item.kind == Kind.REFERRAL else None,
        decision=decision,
        decision_words=words.get(decision.pk, {}) if decision else {},
        receiver_name=names.get(receiver_id, ""),
        told=tuple(Told.objects.filter(item=item).order_by("due_on", "id")),
    )


def holder_of(item: Item) -> Holds | None:
    """Return who holds an item now; None when it has ended."""
    row = (
        Holding.objects.filter(item=item, ended_at__isnull=True)
        .select_related("person", "pool")
        .first()
    )
    if row is None:
        return None
    return Holds(
        person_id=row.person_id,
        name=row.person.name if row.person else "",
        place=row.pool.name,
        side=row.side,
        duty=row.duty,
        due_on=row.due_on,
    )


def organisations(ids: list[UUID | None]) -> dict[UUID | None, str]:
    """Return the names of organisations by id."""
    wanted = {i for i in ids if i is not None}
    return dict(Organisation.objects.filter(pk__in=wanted).values_list("pk", "name"))


def _answers(item: Item) -> dict[str, Any]:
    rows = Answer.objects.filter(item=item)
    return {row.block: json.loads(seal.texts(row, item.child_id)["words"] or "{}") for row in rows}


def _decisions(item: Item, narrative: bool) -> QuerySet[Decision]:
    """Return every decision in order, with its words for those who may read them."""
    rows = Decision.objects.filter(item=item).order_by("id")
    return rows.select_related("words") if narrative else rows


def _history(item: Item, narrative: bool, next_steps: dict[UUID, str]) -> tuple[Happened, ...]:
    """Return every move; a decision without words of its own says what was to happen next."""
    events = list(ItemEvent.objects.filter(item=item).order_by("version_seen"))
    handed = [e for e in events if e.move in HANDED]
    named = {e.actor_id for e in events} | {e.holder_person_id for e in handed}
    people = dict(Person.objects.filter(pk__in=named - {None}).values_list("pk", "name"))
    roles = _roles_held(item, handed)
    said: dict[UUID | None, str] = {}
    if narrative:
        for message in ThreadMessage.objects.filter(item=item):
            said[message.event_id] = seal.texts(message, item.child_id)["words"]
    return tuple(
        Happened(
            move=e.move,
            side=e.side,
            by_name=people.get(e.actor_id, "") if e.actor_id else "",
            at=e.at,
            to_state=e.to_state,
            words=said.get(e.pk) or next_steps.get(e.pk, ""),
            to_name=people.get(e.holder_person_id, "") if e in handed else "",
            to_role=roles.get(e.pk, ""),
        )
        for e in events
    )


def _roles_held(item: Item, handed: list[ItemEvent]) -> dict[UUID, str]:
    """Return in what role each of these was given it, by event: as on that day, else as now."""
    if not handed:
        return {}
    places = {item.school_id, item.team_id, item.service_id} - {None}
    held = list(
        Membership.objects.filter(
            organisation_id__in=places, person_id__in={e.holder_person_id for e in handed}
        ).order_by("-from_on", "pk")
    )
    found: dict[UUID, str] = {}
    for event in handed:
        theirs = [row for row in held if row.person_id == event.holder_person_id]
        day = clock.local_day(event.at)
        then = [
            row for row in theirs
            if row.from_on <= day and (row.until_on is None or row.until_on > day)
        ]  # fmt: skip
        if role := next((row.role for row in (*then, *theirs)), ""):
            found[event.pk] = role
    return found
