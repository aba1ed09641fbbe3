"""The one request that a family's code opens, and whose page it is."""

from __future__ import annotations

from schoolslink.access.actor import Actor
from schoolslink.access.policy import Action
from schoolslink.referrals import permissions
from schoolslink.referrals.models import Carer, Item
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
