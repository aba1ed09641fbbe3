"""Who of the family must not be reached, by which ways: of one item, for readers who may reach them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from schoolslink.access import audit, seal
from schoolslink.access.actor import Actor
from schoolslink.access.models import Person
from schoolslink.access.policy import Action, Group
from schoolslink.referrals import permissions
from schoolslink.referrals.models import Carer, ContactBar, Item
from schoolslink.referrals.rules.not_to_contact import Asked, Way


@dataclass(frozen=True)
class Bar:
    """What one row says. whose: which answers name the person it is about; why: in words."""

    id: UUID
    member_id: UUID
    name: str
    whose: str
    ways: tuple[Way, ...]
    why: str
    asked_by: Asked
    since_on: date
    set_by: UUID
    by_name: str = ""


@dataclass(frozen=True)
class Reached:
    """One of the family, with what stands against reaching them."""

    id: UUID
    name: str
    is_carer: bool
    bars: tuple[Bar, ...]


def bars_of(item: Item) -> tuple[Bar, ...]:
    """Return what stands of one item, for readers whose right to its contacts was asked before."""
    rows = list(standing(item).select_related("carer"))
    return read(item, rows)


def standing(item: Item) -> QuerySet[ContactBar]:
    """Return the rows of what stands, to be asked for together with others."""
    return ContactBar.objects.filter(item=item, lifted_at__isnull=True).order_by("at", "id")


def read(item: Item, rows: Sequence[ContactBar]) -> tuple[Bar, ...]:
    """Return what these rows say, each with its carer at hand, and note that it was read."""
    if rows:
        audit.read("contact_bars", [item.pk], groups=[Group.CONTACTS], children=[item.child_id])
    return tuple(_bar(row, item) for row in rows)


def to_reach(actor: Actor, item_id: UUID) -> tuple[Item, list[Reached]]:
    """Return an item and its family, each with what stands against reaching them and by whom it was said.

    Raises Item.DoesNotExist for whoever may not write it down.
    """
    item = permissions.items(actor, Action.VIEW).get(pk=item_id)
    if not permissions.may_set_orders(actor, item):
        raise Item.DoesNotExist
    audit.read("family", [item.pk], groups=[Group.CONTACTS], children=[item.child_id])
    seal.open_keys([item.child_id])
    bars = bars_of(item)
    names = dict(
        Person.objects.filter(pk__in={bar.set_by for bar in bars}).values_list("pk", "name")
    )
    members = Carer.objects.filter(item=item, replaced=False).order_by("-relationship", "id")
    return item, [
        Reached(
            id=row.pk,
            name=seal.texts(row, item.child_id)["name"],
            is_carer=row.relationship == "carer",
            bars=tuple(
                _named(bar, names.get(bar.set_by, "")) for bar in bars if bar.member_id == row.pk
            ),
        )
        for row in members
    ]


def _named(bar: Bar, name: str) -> Bar:
    return Bar(**{**vars(bar), "by_name": name})


def _bar(row: ContactBar, item: Item) -> Bar:
    return Bar(
        id=row.pk,
        member_id=row.carer_id,
        name=seal.texts(row.carer, item.child_id)["name"],
        whose=row.carer.whose,
        ways=tuple(Way(way) for way in Way if way.value in row.ways),
        why=seal.texts(row, item.child_id)["words"],
        asked_by=Asked(row.asked_by),
        since_on=row.since_on,
        set_by=row.set_by,
    )
