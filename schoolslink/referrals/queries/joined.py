"""What is joined to what: for the team by its rows, for those who asked where the one that goes on stands."""

from __future__ import annotations

import copy
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from schoolslink.access import doors, seal
from schoolslink.access.actor import Actor
from schoolslink.access.models import Person
from schoolslink.access.policy import Action
from schoolslink.referrals import permissions
from schoolslink.referrals.models import Holding, Item, Joining
from schoolslink.referrals.rules import State
from schoolslink.referrals.rules.moves import JOINED


@dataclass(frozen=True)
class GoesOn:
    """Where a request stands that is joined to another, as those who asked for it may know it.

    holding: who of the team has it, what they do and by when; None where that is over too.
    """

    item_id: UUID
    state: State
    is_open: bool
    holding: Holding | None

    def shown(self, item: Item) -> Item:
        """Return the request as whoever asked for it reads it: where it stands, and not that it is joined."""
        found = copy.copy(item)
        found.state = self.state.value
        if self.is_open:
            found.closed_at = found.closed_on = None
        return found


@dataclass(frozen=True)
class JoinedWith:
    """The other half of a joined pair, for the team. goes_on: it is the other one that goes on."""

    item_id: UUID
    reference: str
    goes_on: bool
    why: str
    by_name: str
    at: datetime


def goes_on_as(item: Item) -> GoesOn | None:
    """Return where the one stands to which a request is joined; None of all that is not joined.

    Nothing is read of the other one but who has it, what they must do, and by when.
    """
    return goes_on_of([item]).get(item.pk) if item.state in JOINED else None


def goes_on_of(items: Iterable[Item]) -> dict[UUID, GoesOn]:
    """Return where what goes on stands, by what is joined to it."""
    wanted = {item.pk: item for item in items if item.state in JOINED}
    if not wanted:
        return {}
    rows = doors.rows(
        "select item, stands, is_open, duty, due_on, person, pool from access.goes_on_as(%s)",
        list(wanted),
    )
    people = Person.objects.in_bulk([row[5] for row in rows if row[5]])
    found = {}
    for item_id, stands, is_open, duty, due_on, person, pool in rows:
        holding = _holding(wanted[item_id], duty, due_on, people.get(person), pool)
        found[item_id] = GoesOn(item_id, State(stands), is_open, holding if is_open else None)
    return found


def _holding(
    item: Item, duty: str | None, due_on: date | None, person: Person | None, pool: UUID
) -> Holding | None:
    if not duty or due_on is None:
        return None
    return Holding(
        item=item, person=person, pool_id=pool, side="service", duty=duty, due_on=due_on,
        kind=item.kind, state=item.state,
    )  # fmt: skip


def joined_to(item: Item) -> list[Joining]:
    """Return what is joined to a request, for whoever of the team may open it."""
    rows = Joining.objects.filter(goes_on=item, apart_at__isnull=True).select_related("item")
    return list(rows.order_by("id"))


def joining_of(item: Item) -> Joining | None:
    """Return that a request is joined, for whoever of the team may open it."""
    return Joining.objects.filter(item=item, apart_at__isnull=True).first()


def joined_with(actor: Actor, item: Item) -> list[JoinedWith]:
    """Return with what a request is joined, and why, for whoever may open both as somebody of the team."""
    rows = permissions.visible_to(actor, Action.VIEW, Joining.objects.filter(apart_at__isnull=True))
    found = [
        *rows.filter(item=item).select_related("item", "goes_on"),
        *rows.filter(goes_on=item).select_related("item", "goes_on").order_by("id"),
    ]
    names = Person.objects.in_bulk([row.joined_by for row in found if row.joined_by])
    said = []
    for row in found:
        other = row.goes_on if row.item_id == item.pk else row.item
        if other is None:
            continue  # all of that child was erased
        by = names.get(row.joined_by) if row.joined_by else None
        said.append(
            JoinedWith(
                other.pk, other.reference, row.item_id == item.pk,
                seal.texts(row, row.child_id)["words"], by.name if by else "", row.at,
            )
        )  # fmt: skip
    return said
