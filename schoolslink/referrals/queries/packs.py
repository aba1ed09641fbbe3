"""What somebody who leaves held, and who has each of it now: the pack of whoever goes on with it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import DateTimeField, Exists, F, OuterRef, Q, QuerySet, Subquery, TextField

from schoolslink.access import audit, policy
from schoolslink.access.actor import Actor
from schoolslink.access.models import Membership, Organisation, Person
from schoolslink.access.policy import Action, Group
from schoolslink.kernel import clock
from schoolslink.referrals import permissions
from schoolslink.referrals.models import Holding, ItemEvent
from schoolslink.referrals.queries.lists import initials_of, own_teams
from schoolslink.referrals.rules import Kind, Move

# So long before and after somebody's last day their pack is offered.
AROUND = timedelta(days=28)
MOST_NAMED = 20
FIRST = UUID(int=0)


@dataclass(frozen=True)
class Leaver:
    """Somebody of one's own team or school whose last day is near. leaves_on: the first day without them."""

    person_id: UUID
    name: str
    leaves_on: date


@dataclass(frozen=True)
class PackRow:
    """One thing that they held.

    handed_on_at: None while they still have it. holder_name, pool_name, duty, due_on: who has it now, what
    they must do and by when; empty of what has ended. last_move, last_at: what the leaver did to it last.
    """

    holding_id: UUID
    item_id: UUID
    child_id: UUID
    kind: str
    state: str
    reference: str
    calm: bool
    school_name: str
    handed_on_at: datetime | None
    holder_id: UUID | None
    holder_name: str
    pool_name: str
    side: str
    duty: str
    due_on: date | None
    last_move: str
    last_at: datetime | None
    initials: str = ""


def leavers(actor: Actor, *, today: date) -> list[Leaver]:
    """Return whose last day at one of the actor's teams or schools was lately, or comes soon."""
    near = Membership.objects.filter(
        organisation_id__in=_places(actor),
        until_on__gt=today - AROUND,
        until_on__lte=today + AROUND,
    )
    stays = Membership.objects.filter(
        Q(until_on__isnull=True) | Q(until_on__gt=OuterRef("until_on")),
        person_id=OuterRef("person_id"),
        organisation_id=OuterRef("organisation_id"),
    )
    rows = near.exclude(Exists(stays)).order_by("until_on", "person_id")
    found = {
        row.person_id: Leaver(row.person_id, row.person.name, row.until_on)
        for row in rows.select_related("person")[:MOST_NAMED]
    }
    return list(found.values())


def leaver(actor: Actor, person_id: UUID, *, today: date) -> Leaver:
    """Return one of them. Raises Person.DoesNotExist for anybody else."""
    found = next((one for one in leavers(actor, today=today) if one.person_id == person_id), None)
    if found is None:
        raise Person.DoesNotExist
    return found


def pack_of(actor: Actor, gone: Leaver, *, after: UUID = FIRST, size: int = 50) -> list[PackRow]:
    """Return what they held at the actor's own teams and schools, in the order in which they got it.

    What they did not hold on their last day is not in it: they had handed it on themselves. One row more
    than size tells that there are more.
    """
    rows = list(_held(actor, gone).filter(pk__gt=after).order_by("pk")[: size + 1])
    items = [row.item_id for row in rows]
    now = {
        one.item_id: one
        for one in Holding.objects.filter(item_id__in=items, ended_at__isnull=True)
        .select_related("person")
    }  # fmt: skip
    places = {row.school_id for row in rows} | {one.pool_id for one in now.values()}
    names = dict(Organisation.objects.filter(pk__in=places - {None}).values_list("pk", "name"))
    named = [(row.item_id, row.child_id) for row in rows if row.kind != Kind.ADVICE]
    letters = initials_of(named)
    audit.read(
        "pack", items, groups=[Group.ROUTING, *([Group.IDENTITY] if letters else [])],
        children={row.child_id for row in rows},
    )  # fmt: skip
    return [_row(row, now.get(row.item_id), names, letters) for row in rows]


def _held(actor: Actor, gone: Leaver) -> QuerySet[Holding]:
    # Two days, for a last day that a worker found a night late.
    about = datetime.combine(gone.leaves_on - timedelta(days=2), time(), clock.LONDON)
    own_acts = ItemEvent.objects.filter(item_id=OuterRef("item_id"), actor_id=gone.person_id)
    last = own_acts.order_by("-version_seen")
    handed_on = ItemEvent.objects.filter(
        item_id=OuterRef("item_id"), at=OuterRef("ended_at"), move=Move.REASSIGN.value,
        actor_kind="job",
    )  # fmt: skip
    held_again = Holding.objects.filter(
        item_id=OuterRef("item_id"), person_id=gone.person_id, pk__gt=OuterRef("pk")
    )
    rows = Holding.objects.filter(person_id=gone.person_id, pool_id__in=_places(actor))
    rows = rows.filter(Q(ended_at__isnull=True) | Q(Exists(handed_on), ended_at__gte=about))
    rows = rows.exclude(Exists(held_again)).annotate(
        last_move=Subquery(last.values("move")[:1], output_field=TextField()),
        last_at=Subquery(last.values("at")[:1], output_field=DateTimeField()),
        state_now=F("item__state"),
    )
    return permissions.visible_to(actor, Action.VIEW, rows)


def _row(
    row: Holding, now: Holding | None, names: dict[UUID, str], letters: dict[UUID, str]
) -> PackRow:
    return PackRow(
        holding_id=row.pk,
        item_id=row.item_id,
        child_id=row.child_id,
        kind=row.kind,
        state=row.state_now,  # type: ignore[attr-defined]
        reference=row.reference,
        calm=now.calm if now else True,
        school_name=names.get(row.school_id, "") if row.school_id else "",
        handed_on_at=row.ended_at,
        holder_id=now.person_id if now else None,
        holder_name=now.person.name if now and now.person else "",
        pool_name=names.get(now.pool_id, "") if now else "",
        side=now.side if now else "",
        duty=now.duty if now else "",
        due_on=now.due_on if now else None,
        last_move=row.last_move or "",  # type: ignore[attr-defined]
        last_at=row.last_at,  # type: ignore[attr-defined]
        initials=letters.get(row.item_id, ""),
    )


def _places(actor: Actor) -> Collection[UUID]:
    schools = policy.relationships(actor, Action.CHOOSE, permissions.RECORD).get("own-school", ())
    return {*own_teams(actor), *schools}
