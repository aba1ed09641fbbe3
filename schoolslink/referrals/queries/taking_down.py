"""What somebody needs to take down a complaint: the request, and who of its family may make one."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from schoolslink.access import audit, doors, seal
from schoolslink.access.actor import Actor
from schoolslink.access.policy import Action, Group
from schoolslink.kernel import references
from schoolslink.referrals import permissions
from schoolslink.referrals.models import Carer, Item
from schoolslink.referrals.recipients import reach_of
from schoolslink.referrals.rules import Kind
from schoolslink.referrals.rules.reach import Channel
from schoolslink.referrals.sharing import latest_choices

WHO_COMPLAINS = "select member, relationship, whose, has_page from access.who_complains(%s)"


@dataclass(frozen=True)
class Speaker:
    """One of a family who may complain. name: empty for whoever reads none. has_page: they have opened it."""

    id: UUID
    relationship: str
    whose: str
    name: str
    has_page: bool


def request_to_take(actor: Actor, item_id: UUID) -> Item:
    """Return the request of which somebody takes down a complaint. Raises Item.DoesNotExist for any other."""
    item = permissions.items(actor, Action.VIEW).select_related("service").get(pk=item_id)
    if not permissions.may_take_complaint(actor, item):
        raise Item.DoesNotExist
    audit.read("item", [item.pk], groups=[Group.ROUTING], children=[item.child_id])
    return item


def request_numbered(actor: Actor, reference: str) -> Item | None:
    """Return the request with this number of which this actor takes down complaints, else None."""
    try:
        wanted = references.normalise(reference)
    except references.NotAReference:
        return None
    item = (
        permissions.items(actor, Action.VIEW).filter(kind=Kind.REFERRAL, reference=wanted).first()
    )
    if item is None or not permissions.may_take_complaint(actor, item):
        return None
    audit.read("item", [item.pk], groups=[Group.ROUTING], children=[item.child_id])
    return item


def who_may_complain(actor: Actor, item: Item) -> list[Speaker]:
    """Return who of a family may complain of a request: whoever may be spoken with of it at all.

    The team and the school know them by name; whoever answers for the service knows who they are alone.
    """
    found = doors.rows(WHO_COMPLAINS, item.pk)
    if permissions.side_of(actor, item) is None:
        return [Speaker(member, of, whose, "", page) for member, of, whose, page in found]
    choices = latest_choices(item)
    family = {
        one.pk: one
        for one in Carer.objects.filter(item=item)
        if not reach_of(item, one, Channel.PAGE, choices).is_nothing
    }
    audit.read("carer", list(family), groups=[Group.IDENTITY], children=[item.child_id])
    seal.open_keys([item.child_id])
    return [
        Speaker(member, of, whose, seal.texts(family[member], item.child_id)["name"], page)
        for member, of, whose, page in found
        if member in family
    ]
