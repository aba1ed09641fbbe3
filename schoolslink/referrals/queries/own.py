"""The one request that a family's code opens, and whose page it is."""

from __future__ import annotations

from uuid import UUID

from schoolslink.access.actor import Actor
from schoolslink.access.policy import Action
from schoolslink.referrals import permissions
from schoolslink.referrals.models import Carer, FamilyMessage, Item
from schoolslink.referrals.rules.family.said import TO_ANSWER
from schoolslink.referrals.sharing import is_kept_out, latest_choices


def own_item(actor: Actor) -> Item:
    """Return the one request a family's code opens; raise Item.DoesNotExist when it is gone."""
    return permissions.items(actor, Action.VIEW).get()


def own_member(actor: Actor, item: Item, choices: dict[str, bool] | None = None) -> Carer:
    """Return the row of whoever's page this is. choices: the latest, where they are known already.

    Raises Carer.DoesNotExist for a carer whom the young person who decides has shut out since.
    """
    member = Carer.objects.get(item=item, family_code_id=actor.subject_id)
    if is_kept_out(item, member, latest_choices(item) if choices is None else choices):
        raise Carer.DoesNotExist
    return member


def family_waits(item: Item) -> frozenset[UUID]:
    """Return who of the family wrote something that the team has not answered since.

    For readers of the team: no other sees what a whole family wrote.
    """
    waits: set[UUID] = set()
    rows = FamilyMessage.objects.filter(item=item).order_by("at", "id")
    for member_id, said in rows.values_list("family_member_id", "said"):
        if said in TO_ANSWER:
            waits.add(member_id)
        elif not said:
            waits.discard(member_id)
    return frozenset(waits)
