"""The one door to a record: it checks, loads what the reader's field groups allow, and notes the read."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet, Subquery, TextField
from django.db.models.functions import Cast, JSONObject

from schoolslink.access import audit, seal
from schoolslink.access.actor import Actor
from schoolslink.access.models import Membership, Organisation, Person
from schoolslink.access.policy import Action, Group
from schoolslink.kernel import clock
from schoolslink.referrals import permissions
from schoolslink.referrals.models import (
    Answer,
    Decision,
    Item,
    ItemEvent,
    LawfulBasis,
    Referral,
    SharingChoice,
    Told,
)
from schoolslink.referrals.queries.alike import alike_to
from schoolslink.referrals.queries.elsewhere import WITH_ITEM as ELSEWHERE
from schoolslink.referrals.queries.files import WITH_ITEM
from schoolslink.referrals.queries.judged import LOOK_SAID, STANDS
from schoolslink.referrals.queries.post_files import CAME_BY_POST, HAS_POST_FILES
from schoolslink.referrals.rules import Kind, Move
from schoolslink.referrals.rules.begun import HAVE_THEM

# The moves by which a thing changes hands and nothing else.
HANDED = (Move.ESCALATE.value, Move.REASSIGN.value)
# Who may be told, as was said of each, the latest last.
CHOICES = ArraySubquery(
    SharingChoice.objects.filter(item=OuterRef("pk"))
    .order_by("at", "id")
    .values(found=JSONObject(whom="whom", may="may_be_told"))
)


@dataclass(frozen=True)
class Holds:
    """Who must act, what they must do, and by when. beside_on: what the school owes meanwhile."""

    person_id: UUID | None
    name: str
    place: str
    side: str
    duty: str
    due_on: date
    beside_on: date | None = None


@dataclass(frozen=True)
class Happened:
    """One move of the history. to_name, to_role: who was given it, where it changed hands.

    kept: the reader is not told what was answered, and so not by which move. happened_on: the day on
    which it took place, where one was said; of a day that is put right, of the move at `puts_right`.
    until_on, why_aside: of days set aside from happened_on, the last, and why. how_known: where it is
    said that somebody else has them since happened_on, by whose word.
    """

    move: str
    side: str
    by_name: str
    at: datetime
    to_state: str
    words: str = ""
    to_name: str = ""
    to_role: str = ""
    from_state: str = ""
    kept: bool = False
    version: int = 0
    happened_on: date | None = None
    puts_right: int | None = None
    until_on: date | None = None
    why_aside: str = ""
    how_known: str = ""
    of_move: str = ""


@dataclass(frozen=True)
class Beside:
    """One thing that stands beside a request. on: the day on which it was opened."""

    item_id: UUID
    kind: str
    state: str
    on: date | None = None


@dataclass(frozen=True)
class Opened:
    """One record as this reader may see it. What they may not see is not here.

    related_id: of a question the request it became, of a request the question it grew out of, and
    of what stands beside a request that request. beside: what stands beside this one, the oldest first.
    basis, emergency: on what ground it was shared, and why without an agreement in force, if so.
    """

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
    related_id: UUID | None = None
    basis: str = ""
    emergency: str = ""
    beside: tuple[Beside, ...] = ()


def open_item(actor: Actor, item_id: UUID, *, action: Action = Action.VIEW) -> Opened:
    """Return one record, as far as this actor may read it. action: by which right it is read.

    Raises Item.DoesNotExist (shown as not found) when the actor has no relationship to it.
    """
    items = permissions.items(actor, action)
    item = items.get(pk=item_id)
    groups = permissions.groups_of(actor, item)
    audit.read("item", [item.pk], groups=groups, children=[item.child_id])
    seal.open_keys([item.child_id])
    narrative = Group.NARRATIVE in groups
    related = Subquery(_related(items, item).values("pk")[:1])
    grounds = LawfulBasis.objects.filter(item=OuterRef("pk")).order_by("-at", "-id")
    stands = items.filter(about=OuterRef("pk")).order_by("id")
    whole = items.select_related("school", "service", *_parts(item, groups))
    if narrative and item.kind == Kind.REFERRAL:
        whole = whole.annotate(files_found=WITH_ITEM)
    if Group.SERVICE_NOTES in groups and item.kind == Kind.REFERRAL and item.team_id is not None:
        whole = whole.annotate(  # of a team alone
            alike_found=alike_to(actor),
            elsewhere_found=ELSEWHERE,
            judged_first=STANDS,
            look_said=LOOK_SAID,
            choices_found=CHOICES,
            came_by_post=CAME_BY_POST,
            has_post_files=HAS_POST_FILES,
        )
    item = whole.annotate(
        related_id=related,
        stands_beside=ArraySubquery(
            stands.values(
                found=JSONObject(
                    item_id=Cast("id", TextField()), kind="kind", state="state", at="opened_at"
                )
            )
        ),
        basis=Subquery(grounds.values("basis")[:1]),
        emergency=Subquery(grounds.values("emergency_reason")[:1]),
    ).get(pk=item_id)
    named_in = item.about or item  # what stands beside a request names nobody anew
    identity = getattr(named_in, "identity", None) if Group.IDENTITY in groups else None
    named = item.kind == Kind.REFERRAL
    advice = getattr(item, "advice", None) if narrative and not named else None
    events = _events(item, narrative)
    decisions = sorted(
        (event.decision for event in events if hasattr(event, "decision")), key=lambda row: row.pk
    )
    decision = decisions[-1] if decisions else None
    words = {
        row.pk: seal.texts(row.words, item.child_id)
        for row in decisions
        if narrative and hasattr(row, "words")
    }
    next_steps = {row.event_id: words[row.pk]["next_step"] for row in decisions if row.pk in words}
    return Opened(
        item=item,
        groups=groups,
        moves=permissions.moves_now(actor, item),
        holds=_holder(events),
        school_name=item.school.name if item.school else "",
        service_name=item.service.name if item.service else "",
        history=_history(item, events, narrative, next_steps),
        identity=seal.texts(identity, item.child_id) if identity else {},
        advice=seal.texts(advice, item.child_id) if advice else {},
        about=advice.about if advice else "",
        how_soon=advice.how_soon if advice else "",
        answers=_answers(item) if narrative and named else {},
        referral=getattr(item, "referral", None) if named else None,
        decision=decision,
        decision_words=words.get(decision.pk, {}) if decision else {},
        receiver_name=decision.receiver_name if decision else "",
        told=tuple(Told.objects.filter(item=item).order_by("due_on", "id")),
        # Whoever is offered a request does not open it.
        related_id=named_in.pk if item.about_id and item.about else item.related_id,  # type: ignore[attr-defined]
        beside=tuple(
            Beside(
                UUID(one["item_id"]),
                one["kind"],
                one["state"],
                clock.local_day(datetime.fromisoformat(one["at"])),
            )
            for one in item.stands_beside  # type: ignore[attr-defined]
        ),
        basis=item.basis or "",  # type: ignore[attr-defined] # annotated above
        emergency=item.emergency or "",  # type: ignore[attr-defined]
    )


def _related(items: QuerySet[Item], item: Item) -> QuerySet[Item]:
    """Return, of what this reader may open, the other half of a question that became a request."""
    if item.kind == Kind.REFERRAL:
        return items.filter(advice__became=OuterRef("pk"))
    return items.filter(came_from_advice=OuterRef("pk"))


def _parts(item: Item, groups: frozenset[Group]) -> list[str]:
    """Return what there is one of beside an item, and this reader may load: fetched in one statement."""
    if item.about_id is not None:
        return ["about", *(["about__identity"] if Group.IDENTITY in groups else [])]
    parts = ["identity"] if Group.IDENTITY in groups else []
    if item.kind == Kind.REFERRAL:
        parts.append("referral")
    elif Group.NARRATIVE in groups:
        parts.append("advice")
    return parts + (["clinic_reference"] if Group.SERVICE_NOTES in groups else [])


def _events(item: Item, narrative: bool) -> list[ItemEvent]:
    """Return every move with what it left: holder, decision and, for those who may read them, words."""
    left = ["holder_person", "holding__person", "holding__pool"]
    left += ["decision__receiver", "decision__outside"]
    left += ["message", "decision__words"] if narrative else []
    by = Person.objects.filter(pk=OuterRef("actor_id")).values("name")
    rows = ItemEvent.objects.filter(item=item).select_related(*left)
    return list(rows.annotate(by_name=Subquery(by)).order_by("version_seen"))


def _holder(events: list[ItemEvent]) -> Holds | None:
    """Return who holds an item now; None when it has ended."""
    held = [event.holding for event in events if hasattr(event, "holding")]
    row = next((one for one in held if one.ended_at is None), None)
    if row is None:
        return None
    return Holds(
        person_id=row.person_id,
        name=row.person.name if row.person else "",
        place=row.pool.name,
        side=row.side,
        duty=row.duty,
        due_on=row.due_on,
        beside_on=row.beside_on,
    )


def organisations(ids: list[UUID | None]) -> dict[UUID | None, str]:
    """Return the names of organisations by id."""
    wanted = {i for i in ids if i is not None}
    return dict(Organisation.objects.filter(pk__in=wanted).values_list("pk", "name"))


def _answers(item: Item) -> dict[str, Any]:
    rows = Answer.objects.filter(item=item)
    return {row.block: json.loads(seal.texts(row, item.child_id)["words"] or "{}") for row in rows}


def _history(
    item: Item, events: list[ItemEvent], narrative: bool, next_steps: dict[UUID, str]
) -> tuple[Happened, ...]:
    """Return every move; a decision without words of its own says what was to happen next."""
    handed = [e for e in events if e.move in HANDED]
    roles = _roles_held(item, handed)
    made = {e.version_seen: e.move for e in events}
    said = {
        e.pk: seal.texts(e.message, item.child_id)["words"]
        for e in events
        if narrative and hasattr(e, "message")
    }
    return tuple(
        Happened(
            move=e.move,
            side=e.side,
            by_name=e.by_name or "",  # type: ignore[attr-defined] # by `_events`
            at=e.at,
            to_state=e.to_state,
            from_state=e.from_state,
            words=said.get(e.pk) or next_steps.get(e.pk, ""),
            to_name=e.holder_person.name if e in handed and e.holder_person else "",
            to_role=roles.get(e.pk, ""),
            version=e.version_seen,
            happened_on=e.happened_on,
            puts_right=e.puts_right,
            until_on=e.until_on,
            why_aside=e.reason if e.move == Move.SET_ASIDE else "",
            how_known=e.reason if e.move in HAVE_THEM else "",
            of_move=made.get(e.puts_right, ""),
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
