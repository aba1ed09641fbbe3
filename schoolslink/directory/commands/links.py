"""Join a school and a service, say who answers it from now on, end a pair."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from schoolslink.access import audit
from schoolslink.access.actor import Actor
from schoolslink.access.policy import Action
from schoolslink.access.saving import FormOfAnother
from schoolslink.directory import permissions
from schoolslink.directory.events import LinkChanged
from schoolslink.directory.models import Link, NamedContact, School, Side, SupportTeam
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
    HealthcareService.DoesNotExist (not found), NotOfThisService and FormOfAnother.
    """
    school = permissions.schools(actor, Action.MANAGE).get(pk=school_id)
    service = permissions.services(actor, Action.MANAGE).get(pk=service_id)
    live = _live_of(school.pk, at)
    found = live.filter(service=service).first()
    contact = _contact_of(service_id, nhs_contact_id)
    team = _team_of(service_id, team_id)
    if found is not None:
        _change(actor, found, at, nhs_contact=contact or found.nhs_contact, team=team or found.team)
        return found
    if Link.objects.filter(pk=link_id).exists():  # another's, or one that has ended meanwhile
        raise FormOfAnother
    link = Link.objects.create(
        id=link_id,
        school=school,
        service=service,
        team=team,
        nhs_contact=contact,
        is_main=not live.filter(is_main=True).exists(),
        linked_from=clock.local_day(at),
    )
    audit.record(actor, "link.made", link.pk, at=at)
    _tell(link, "made", at)
    return link


@transaction.atomic
def change_who_answers(
    *,
    actor: Actor,
    link_id: UUID,
    school_id: UUID,
    service_id: UUID,
    at: datetime,
    nhs_contact_id: UUID | None = None,
    team_id: UUID | None = None,
    former_ends: bool = False,
) -> Link:
    """Let exactly this contact and team of a service answer a school; their pair is the main one.

    Without a contact the whole team answers. former_ends: whether the pair that was the main one
    ends today, or stays as a further one. link_id: made with the form, for a pair that is new.
    Raises School.DoesNotExist and HealthcareService.DoesNotExist (not found), NotOfThisService.
    """
    school = permissions.schools(actor, Action.MANAGE).get(pk=school_id)
    service = permissions.services(actor, Action.MANAGE).get(pk=service_id)
    contact, team = _contact_of(service_id, nhs_contact_id), _team_of(service_id, team_id)
    # One after the other for each school: two who choose at once leave one main pair.
    School.objects.select_for_update(no_key=True, of=("self",)).get(pk=school.pk)
    live = _live_of(school.pk, at)
    former = live.filter(is_main=True).first()
    link = live.filter(service=service).first()
    if link is None:
        link = make_link(
            actor=actor, link_id=link_id, school_id=school_id, service_id=service_id, at=at,
            nhs_contact_id=nhs_contact_id, team_id=team_id,
        )  # fmt: skip
    else:
        _change(actor, link, at, nhs_contact=contact, team=team)
    if former is not None and former.pk != link.pk:
        _put_first(actor, link, at)
        if former_ends:
            end_link(actor=actor, link_id=former.pk, at=at)
    return link


@transaction.atomic
def end_link(*, actor: Actor, link_id: UUID, at: datetime) -> None:
    """End a link today; what is open on it is routed anew by those who hear of it.

    Where it was the school's main one, the next takes its place.
    Raises Link.DoesNotExist (not found).
    """
    mine = permissions.services(actor, Action.MANAGE)
    link = Link.objects.select_for_update().get(pk=link_id, service__in=mine)
    if link.linked_until is None:
        link.linked_until = max(clock.local_day(at), link.linked_from)
        link.save(update_fields=["linked_until"])
        audit.record(actor, "link.ended", link.pk, at=at)
        _tell(link, "ended", at)
        following = next_main(link, clock.local_day(at)) if link.is_main else None
        if following is not None:
            _put_first(actor, following, at)


def next_main(link: Link, on: date) -> Link | None:
    """Return which pair of a school is asked once a main one has ended."""
    live = current(on, start="linked_from", end="linked_until")
    others = Link.objects.filter(live, school_id=link.school_id).exclude(pk=link.pk)
    return others.select_related("service__organisation").order_by("-is_main", "pk").first()


def _live_of(school_id: UUID, at: datetime) -> QuerySet[Link]:
    live = current(clock.local_day(at), start="linked_from", end="linked_until")
    return Link.objects.select_for_update().filter(live, school_id=school_id)


def _put_first(actor: Actor, link: Link, at: datetime) -> None:
    """Make a live link the one its school's questions go to."""
    if link.is_main:
        return
    Link.objects.filter(school_id=link.school_id, is_main=True, linked_until__isnull=True).update(
        is_main=False
    )
    link.is_main = True
    link.save(update_fields=["is_main"])
    audit.record(actor, "link.made_main", link.pk, at=at)
    _tell(link, "main", at)


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
