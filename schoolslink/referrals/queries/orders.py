"""What is known of each carer's right to decide and of a court's order, for those who may write it down."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from schoolslink.access import audit, seal
from schoolslink.access.actor import Actor
from schoolslink.access.models import Person
from schoolslink.access.policy import Action, Group
from schoolslink.referrals import permissions
from schoolslink.referrals.models import Carer, CarerOrder, Item


@dataclass(frozen=True)
class CarerStands:
    """How one carer stands to the child by law. by_name: who wrote it down last, empty for nobody."""

    id: UUID
    name: str
    whose: str
    responsibility: str
    order: str
    seen: str = ""
    by_name: str = ""
    at: datetime | None = None


def carers_of(actor: Actor, item_id: UUID) -> tuple[Item, list[CarerStands]]:
    """Return an item and its carers, each with what was written down last.

    Raises Item.DoesNotExist for whoever may not write it.
    """
    item = permissions.items(actor, Action.VIEW).get(pk=item_id)
    if not permissions.may_set_orders(actor, item):
        raise Item.DoesNotExist
    audit.read("carers", [item.pk], groups=[Group.CONTACTS], children=[item.child_id])
    rows = list(
        Carer.objects.filter(item=item, relationship="carer", replaced=False).order_by("id")
    )
    said = {row.carer_id: row for row in CarerOrder.objects.filter(item=item).order_by("at", "id")}
    names = dict(
        Person.objects.filter(pk__in={row.set_by for row in said.values()}).values_list(
            "pk", "name"
        )
    )
    seal.open_keys([item.child_id])
    return item, [_stands(item, row, said.get(row.pk), names) for row in rows]


def _stands(item: Item, row: Carer, said: CarerOrder | None, names: dict[UUID, str]) -> CarerStands:
    return CarerStands(
        id=row.pk,
        name=seal.texts(row, item.child_id)["name"],
        whose=row.whose,
        responsibility=row.parental_responsibility,
        order=row.court_order,
        seen=said.seen if said else "",
        by_name=names.get(said.set_by, "") if said else "",
        at=said.at if said else None,
    )
