"""The one request that a family's code opens, and whose page it is."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from schoolslink.access import audit
from schoolslink.access.actor import Actor
from schoolslink.access.policy import Action, Group
from schoolslink.referrals import permissions
from schoolslink.referrals.models import Carer, FamilyMessage, Item, Told
from schoolslink.referrals.recipients import reach_of
from schoolslink.referrals.rules.agreement import Decider
from schoolslink.referrals.rules.family.said import TO_ANSWER
from schoolslink.referrals.rules.reach import Channel
from schoolslink.referrals.sharing import latest_choices

FAMILY = ("self", "carer")


@dataclass(frozen=True)
class Own:
    """Whose page it is, of which request, and who is told of it. choices: the latest about each."""

    item: Item
    member: Carer
    choices: dict[str, bool]
    told: tuple[Told, ...]

    @property
    def hears(self) -> bool:
        """Say whether this member may know that there is an answer, and what it is."""
        decider = Decider(self.item.referral.decided_by)
        return reach_of(self.item, self.member, Channel.PAGE, self.choices, decider).is_answer

    @property
    def unseen(self) -> tuple[Told, ...]:
        """Return the decisions that this member has not seen yet, and reads when they open it now."""
        if not self.hears:
            return ()
        return tuple(
            duty
            for duty in self.told
            if duty.whom in FAMILY and not duty.told_at and duty.family_member_id == self.member.pk
        )


def own_page(actor: Actor) -> Own:
    """Return whose page a code opens, in three statements; that it was opened is noted.

    Raises Carer.DoesNotExist as `own_member`, and where the code opens nothing any more.
    """
    rows = Carer.objects.select_related("item__referral")
    member = permissions.visible_to(actor, Action.VIEW, rows).get(family_code_id=actor.subject_id)
    item, choices = member.item, latest_choices(member.item)
    decider = Decider(item.referral.decided_by)
    if reach_of(item, member, Channel.PAGE, choices, decider).is_nothing:
        raise Carer.DoesNotExist
    audit.read("family-page", [item.pk], groups=[Group.ROUTING], children=[item.child_id])
    told = Told.objects.filter(item=item).select_related("words").order_by("told_at", "id")
    return Own(item, member, choices, tuple(told))


def own_item(actor: Actor) -> Item:
    """Return the one request a family's code opens; raise Item.DoesNotExist when it is gone."""
    return permissions.items(actor, Action.VIEW).get()


def own_member(actor: Actor, item: Item) -> Carer:
    """Return the row of whoever's page this is.

    Raises Carer.DoesNotExist for a carer whom the young person who decides has shut out since.
    """
    member = Carer.objects.get(item=item, family_code_id=actor.subject_id)
    if reach_of(item, member, Channel.PAGE, latest_choices(item)).is_nothing:
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
