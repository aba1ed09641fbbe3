"""Join a school and a service, give the link another contact or team, end it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from schoolslink.access import audit
from schoolslink.access.actor import Actor
from schoolslink.access.policy import Action
from schoolslink.directory import permissions
from schoolslink.directory.events import LinkChanged
from schoolslink.directory.models import Link, NamedContact, Side, SupportTeam
from schoolslink.directory.models.dated import current
from schoolslink.kernel import clock, outbox
from schoolslink.web.errors import Refusal


class NotOfThisService(Refusal):
    """This contact or team belongs to another service. Choose one of this service."""

    field = "nhs_contact"


@transaction.atomic
def make_link(
    *,
    actor: Actor,
    link_id: UUID,
    school_id: UUID,
    service_id: UUID,
    at: datetime,
    nhs_contact_id: UUID | None = None,
    team_id: UUID | None = None,
) -> Link:
    """Join a school and a service; a pair that is joined already only gets the contact and team.

    The first link of a school is its main one. Raises School.DoesNotExist and
    HealthcareService.DoesNotExist (not found), NotOfThisService.
    """
    school = permissions.schools(actor, Action.MANAGE).get(pk=school_id)
    service = permissions.services(actor, Action.MANAGE).get(pk=service_id)
    on = clock.local_day(at)
    live = Link.objects.select_for_update().filter(
        current(on, start="linked_from", end="linked_until"), school=school
    )
    found = live.filter(service=service).first()
    contact = _contact_of(service_id, nhs_contact_id)
    team = _team_of(service_id, team_id)
    if found is not None:
        _change(actor, found, at, nhs_contact=contact or found.nhs_contact, team=team or found.team)
        return found
    link = Link.objects.create(
        id=link_id,
        school=school,
        service=service,
        team=team,
        nhs_contact=contact,
        is_main=not live.filter(is_main=True).exists(),
        linked_from=on,
    )
    audit.record(actor, "link.made", link.pk, at=at)
    _tell(link, "made", at)
    return link


@transaction.atomic
def give_links(
    *, actor: Actor, link_ids: Iterable[UUID], nhs_contact_id: UUID | None, at: datetime
) -> int:
    """Give links another contact of their service, or (None) back to its pool; return how many.

    Links that are not the actor's to give are left out without a word. Raises NotOfThisService.
    """
    mine = permissions.services(actor, Action.MANAGE)
    links = Link.objects.select_for_update().filter(pk__in=list(link_ids), service__in=mine)
    changed = 0
    for link in links:
        contact = _contact_of(link.service_id, nhs_contact_id)
        changed += _change(actor, link, at, nhs_contact=contact, team=link.team)
    return changed


@transaction.atomic
def make_main(*, actor: Actor, link_id: UUID, at: datetime) -> None:
    """Make a link the one its school's questions go to. Raises Link.DoesNotExist (not found)."""
    schools = permissions.schools(actor, Action.MANAGE)
    link = Link.objects.select_for_update().get(pk=link_id, school__in=schools)
    link.school.links.filter(is_main=True).update(is_main=False)
    link.is_main = True
    link.save(update_fields=["is_main"])
    audit.record(actor, "link.made_main", link.pk, at=at)


@transaction.atomic
def end_link(*, actor: Actor, link_id: UUID, at: datetime) -> None:
    """End a link today; what is open on it is routed anew by those who hear of it.

    Raises Link.DoesNotExist (not found).
    """
    mine = permissions.services(actor, Action.MANAGE)
    link = Link.objects.select_for_update().get(pk=link_id, service__in=mine)
    if link.linked_until is None:
        link.linked_until = max(clock.local_day(at), link.linked_from)
        link.save(update_fields=["linked_until"])
        audit.record(actor, "link.ended", link.pk, at=at)
        _tell(link, "ended", at)


def _change(
    actor: Actor,
    link: Link,
    at: datetime,
    *,
    nhs_contact: NamedContact | None,
    team: SupportTeam | None,
) -> bool:
    moved = [
        what
        for what, before, after in (
            ("contact", link.nhs_contact_id, nhs_contact.pk if nhs_contact else None),
            ("team", link.team_id, team.pk if team else None),
        )
        if before != after
    ]
    if not moved:
        return False
    link.nhs_contact, link.team, link.confirmed_on = nhs_contact, team, None
    link.save(update_fields=["nhs_contact", "team", "confirmed_on"])
    audit.record(actor, "link.changed", link.pk, at=at)
    for what in moved:
        _tell(link, what, at)
    return True


def _contact_of(service_id: UUID, contact_id: UUID | None) -> NamedContact | None:
    if contact_id is None:
        return None
    contact = NamedContact.objects.filter(
        pk=contact_id, side=Side.NHS, organisation_id__in=_service_and_teams(service_id)
    ).first()
    if contact is None:
        raise NotOfThisService
    return contact


def _team_of(service_id: UUID, team_id: UUID | None) -> SupportTeam | None:
    if team_id is None:
        return None
    team = SupportTeam.objects.filter(pk=team_id, service_id=service_id).first()
    if team is None:
        raise NotOfThisService
    return team


def _service_and_teams(service_id: UUID) -> list[UUID]:
    teams = SupportTeam.objects.filter(service_id=service_id).values_list("pk", flat=True)
    return [service_id, *teams]


def _tell(link: Link, what: str, at: datetime) -> None:
    outbox.publish(
        LinkChanged(
            link_id=link.pk, school_id=link.school_id, service_id=link.service_id, what=what
        ),
        at=at,
    )
