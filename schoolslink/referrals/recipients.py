"""The one door through which recipients are chosen: for an item and a channel, who gets what, and why not.

Previews, pages, letters, sheets, messages and duties to tell all come here; a house test lets no other
module ask the rule. What is recorded is read anew each time: a choice or an order holds from its moment.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from schoolslink.referrals.models import Carer, Item
from schoolslink.referrals.rules.agreement import Decider
from schoolslink.referrals.rules.not_to_contact import Way
from schoolslink.referrals.rules.reach import Case, Channel, Reach, reach
from schoolslink.referrals.rules.sharing import CarerFacts, Order, Reader, Told, may_tell
from schoolslink.referrals.sharing import (
    Member,
    as_choice,
    choice_about,
    decider_of,
    has_responsibility,
    latest_choices,
    reach_outside,
)


@dataclass(frozen=True)
class Recipient:
    """Somebody whom something may reach, and what of it. member: one of the family, or None."""

    reader: Reader
    reach: Reach
    member: Carer | None = None

    @property
    def member_id(self) -> UUID | None:
        """Return the id of one of the family."""
        return self.member.pk if self.member else None


def recipients(
    item: Item,
    channel: Channel,
    *,
    choices: dict[str, bool] | None = None,
    family: Iterable[Carer] | None = None,
) -> list[Recipient]:
    """Return everybody concerned, with what reaches each by this channel; those it may not reach too.

    choices, family: where they have been read already.
    """
    chosen = latest_choices(item) if choices is None else choices
    decider = decider_of(item)
    members = Carer.objects.filter(item=item).order_by("id") if family is None else family
    found = [
        Recipient(_reader(member), reach_of(item, member, channel, chosen, decider), member)
        for member in members
    ]
    for reader in (Reader.SCHOOL, Reader.SAFEGUARDING_LEAD, Reader.GP):
        found.append(Recipient(reader, reach_outside(item, reader, channel, chosen, decider)))
    return found


def reach_of(
    item: Item,
    member: Member,
    channel: Channel,
    choices: dict[str, bool],
    decider: Decider | None = None,
) -> Reach:
    """Return what reaches one of the family by a channel. decider: where it has been read already."""
    case = Case(
        _reader(member),
        as_choice(choices.get("carer")),
        decider or decider_of(item),
        CarerFacts(has_responsibility(member), Order(member.court_order)),
        is_replaced=member.replaced,
        risk_marked=item.risk_marked,
        not_by=frozenset(map(Way, member.not_by)),
    )
    return reach(channel, case)


def may_hear(item: Item, reader: Reader, choices: dict[str, bool], decider: Decider) -> Told:
    """Return how much one of those concerned may hear, as a page says it of all of their sort.

    Of carers: of one with parental responsibility and no order of a court, so that nobody's page says
    anything of another.
    """
    return may_tell(
        reader,
        choice_about(reader, choices),
        decider,
        carer=CarerFacts(has_responsibility=True),
        made_by_school=not item.is_own,
        risk_marked=item.risk_marked,
    )


def _reader(member: Member) -> Reader:
    return Reader.YOUNG_PERSON if member.relationship == "self" else Reader.CARER
