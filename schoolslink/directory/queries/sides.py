"""Who speaks for which side of a pair, and who may note what a side said by phone."""

from __future__ import annotations

from uuid import UUID

from schoolslink.access import policy
from schoolslink.access.actor import Actor
from schoolslink.access.models import Membership
from schoolslink.access.policy import Action
from schoolslink.directory import permissions
from schoolslink.directory.models import Link, NamedContact, Side
from schoolslink.directory.models.dated import current
from schoolslink.directory.queries.belonging import managers_of, who_belong
from schoolslink.kernel import clock


def side_of_link(actor: Actor, link: Link) -> str | None:
    """Return on which side of a link somebody speaks; None for those who only look on.

    For the service that is its manager, and the named contact whatever team they belong to.
    """
    managed = permissions.schools(actor, Action.MANAGE).filter(pk=link.school_id)
    if actor.membership_in(link.school_id) is not None and managed.exists():
        return Side.SCHOOL
    contact, served = link.nhs_contact, permissions.services(actor, Action.MANAGE)
    is_contact = contact is not None and contact.person_id == actor.person_id is not None
    if contact is not None and is_contact and actor.membership_in(contact.organisation_id):
        return Side.NHS
    if actor.membership_in(link.service_id) and served.filter(pk=link.service_id).exists():
        return Side.NHS
    return None


def speakers(link: Link, side: str) -> list[UUID]:
    """Return the people who can say yes for one side of a pair, the named ones where there are any."""
    if side == Side.NHS:
        contact = link.nhs_contact
        here = who_belong([(contact.person_id, contact.organisation_id)] if contact else [])
        return [person for person, _ in here] or managers_of(link.service_id)
    today = clock.local_day(clock.real_now())  # memberships follow the real calendar
    members = Membership.objects.filter(
        current(today),
        organisation_id=link.school_id,
        role__in=policy.roles_that("own-school", Action.MANAGE, "school"),
        person__is_active=True,
    )
    everybody = set(members.values_list("person_id", flat=True))
    rows = NamedContact.objects.filter(current(clock.today()), organisation_id=link.school_id)
    named = everybody & set(rows.values_list("person_id", flat=True))
    return sorted(named or everybody)


def may_note(actor: Actor, link: Link) -> bool:
    """Say whether this actor may note what somebody of the pair said by phone.

    Each side may, and whoever looks after the school: where neither side signs in, its coordinator.
    """
    managed = permissions.schools(actor, Action.MANAGE).filter(pk=link.school_id)
    return side_of_link(actor, link) is not None or managed.exists()


def noted_by_phone(actor: Actor, link: Link) -> list[str]:
    """Return the sides whose yes this actor may note: not their own, and where nobody signs in."""
    if not may_note(actor, link):
        return []
    mine = side_of_link(actor, link)
    return [side for side in Side.values if side != mine and not speakers(link, side)]
