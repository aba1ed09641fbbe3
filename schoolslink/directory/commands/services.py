"""Make areas, services and teams; publish what a service takes; say how long one waits now."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max, QuerySet

from schoolslink.access import audit
from schoolslink.access.actor import Actor
from schoolslink.access.models import Organisation, OrganisationKind, Person
from schoolslink.access.policy import Action
from schoolslink.access.saving import made_before
from schoolslink.directory import permissions
from schoolslink.directory.events import CriteriaPublished
from schoolslink.directory.models import (
    Area,
    AreaMembership,
    HealthcareService,
    HelpLine,
    NumberCheck,
    School,
    ServiceCriteria,
    SupportTeam,
)
from schoolslink.directory.models.dated import current
from schoolslink.directory.queries.belonging import belongs, who_belong
from schoolslink.directory.rules.help_now import EVERYWHERE
from schoolslink.kernel import clock, outbox
from schoolslink.kernel.worded import Question
from schoolslink.web.errors import Refusal

from .places_fill import point_of


class WaitTurnedRound(Refusal):
    """The longest wait is shorter than the shortest. Check both."""

    field = "wait_weeks_high"


class FromThePast(Refusal):
    """New criteria hold from today or a later day: what held before stays as it was published."""

    field = "from_on"


class NobodyToAnswer(Refusal):
    """Nobody signs in with this address yet. Invite them first, then name them here."""

    field = "pool_manager_email"


class NoRoleThere(Refusal):
    """This person has no role in this service, so they could open nothing. Give them one first."""

    field = "pool_manager_email"


@transaction.atomic
def make_area(
    *, actor: Actor, area_id: UUID, name: str, kind: str, code: str, at: datetime
) -> Area:
    """Make an area of the programme.

    Raises Area.DoesNotExist for whoever may not, and FormOfAnother.
    """
    if not permissions.may_make_areas(actor):
        raise Area.DoesNotExist
    if made_before(Organisation, area_id, kind=OrganisationKind.AREA):
        return Area.objects.get(pk=area_id)
    organisation = Organisation.objects.create(id=area_id, kind=OrganisationKind.AREA, name=name)
    area = Area.objects.create(
        organisation=organisation, kind=kind, code=code, from_on=clock.local_day(at)
    )
    audit.record(actor, "area.made", area.pk, at=at)
    return area


@transaction.atomic
def put_schools_into_area(
    *, actor: Actor, area_id: UUID, school_ids: list[UUID], at: datetime
) -> int:
    """Put schools that lie in no area into this one; return how many were put.

    A school that lies in another area stays there: that is a move, and somebody decides it.
    Raises Area.DoesNotExist (not found).
    """
    area = permissions.areas(actor, Action.MANAGE).get(pk=area_id)
    on = clock.local_day(at)
    taken = AreaMembership.objects.filter(current(on), school_id__in=school_ids)
    free = set(school_ids) - set(taken.values_list("school_id", flat=True))
    known = School.objects.filter(pk__in=free).values_list("pk", flat=True)
    AreaMembership.objects.bulk_create(
        AreaMembership(school_id=school, area=area, from_on=on) for school in known
    )
    audit.record(actor, "area.schools_added", area.pk, at=at, detail={"schools": len(free)})
    return len(free)


@transaction.atomic
def make_service(
    *, actor: Actor, service_id: UUID, area_id: UUID, name: str, kind: str, at: datetime
) -> HealthcareService:
    """Make a service of an area. Raises Area.DoesNotExist (not found) and FormOfAnother."""
    area = permissions.areas(actor, Action.MANAGE).get(pk=area_id)
    if made_before(Organisation, service_id, kind=OrganisationKind.SERVICE):
        existing = made_before(HealthcareService, service_id, area_id=area.pk)
        if existing is not None:
            return existing
    organisation = Organisation.objects.create(
        id=service_id, kind=OrganisationKind.SERVICE, name=name
    )
    service = HealthcareService.objects.create(
        organisation=organisation, area=area, kind=kind, from_on=clock.local_day(at)
    )
    audit.record(actor, "service.made", service.pk, at=at)
    return service


@transaction.atomic
def make_team(
    *, actor: Actor, team_id: UUID, service_id: UUID, name: str, at: datetime
) -> SupportTeam:
    """Make a mental health support team. Raises HealthcareService.DoesNotExist (not found)."""
    service = permissions.services(actor, Action.MANAGE).get(pk=service_id)
    existing = SupportTeam.objects.filter(pk=team_id).first()
    if existing is not None:
        return existing
    organisation = Organisation.objects.create(id=team_id, kind=OrganisationKind.TEAM, name=name)
    team = SupportTeam.objects.create(
        organisation=organisation, service=service, from_on=clock.local_day(at)
    )
    audit.record(actor, "team.made", team.pk, at=at)
    return team


@transaction.atomic
def change_service(
    *,
    actor: Actor,
    service_id: UUID,
    name: str,
    details: Mapping[str, Any],
    pool_manager_email: str,
    at: datetime,
) -> HealthcareService:
    """Change what is said of a service, how to reach it and who manages its pool.

    details: column -> value, of PAGE_COLUMNS; the postcode says where it stands on the map.
    Raises HealthcareService.DoesNotExist (not found), NobodyToAnswer,
    NoRoleThere and WaitTurnedRound.
    """
    service = permissions.services(actor, Action.MANAGE).select_for_update().get(pk=service_id)
    low, high = details.get("wait_weeks_low"), details.get("wait_weeks_high")
    if low is not None and high is not None and high < low:
        raise WaitTurnedRound
    was_at = service.postcode
    for column in PAGE_COLUMNS:
        if column in details:
            setattr(service, column, details[column])
    if service.postcode != was_at or service.lat is None:
        service.lat, service.lon = point_of(service.postcode) or (None, None)
    known = low is not None and high is not None
    service.wait_weeks_low, service.wait_weeks_high = (low, high) if known else (None, None)
    service.wait_said_on = clock.local_day(at) if known else None
    if pool_manager_email:
        manager = Person.objects.filter(email__iexact=pool_manager_email, is_active=True).first()
        if manager is None:
            raise NobodyToAnswer
        if (manager.pk, service.pk) not in who_belong([(manager.pk, service.pk)]):
            raise NoRoleThere
        service.pool_manager = manager
    service.save()
    if name and name != service.organisation.name:
        Organisation.objects.filter(pk=service.pk).update(name=name)
    audit.record(actor, "service.changed", service.pk, at=at)
    return service


@transaction.atomic
def clear_managers_who_left(
    *, actor: Actor, at: datetime, organisation_id: UUID | None = None
) -> list[HealthcareService]:
    """Take the name off each pool whose manager has no role at the service; return those services.

    Called when a membership has ended, and each night for those whose last day has come.
    """
    today = clock.local_day(clock.real_now())
    cleared = (
        _MANAGER_LEFT.rows(today=today)
        if organisation_id is None
        else list(_manager_left(today).filter(pk=organisation_id))
    )
    for service in cleared:
        service.pool_manager = None
        service.save(update_fields=["pool_manager"])
        audit.record(actor, "service.manager_left", service.pk, at=at)
    return cleared


def _manager_left(today: date) -> QuerySet[HealthcareService]:
    left = HealthcareService.objects.filter(
        ~belongs(person="pool_manager_id", organisation="pk", on=today), pool_manager__isnull=False
    )
    return left.select_for_update(of=("self",))


_MANAGER_LEFT: Question[HealthcareService] = Question(_manager_left, today=date)


@transaction.atomic
def publish_criteria(
    *,
    actor: Actor,
    criteria_id: UUID,
    service_id: UUID,
    content: Mapping[str, Any],
    what_changed: str,
    from_on: date,
    at: datetime,
) -> ServiceCriteria:
    """Publish a new version of what a service takes, from a day on. Nothing published is edited.

    content: checked by whoever asks the questions (see `directory.questions`).
    Raises HealthcareService.DoesNotExist (not found), FormOfAnother and FromThePast.
    """
    service = permissions.services(actor, Action.MANAGE).select_for_update().get(pk=service_id)
    existing = made_before(ServiceCriteria, criteria_id, service_id=service.pk)
    if existing is not None:
        return existing
    if from_on < clock.local_day(at):
        raise FromThePast
    latest = service.criteria.aggregate(latest=Max("version"))["latest"] or 0
    criteria = ServiceCriteria.objects.create(
        id=criteria_id,
        service=service,
        version=latest + 1,
        from_on=from_on,
        content=dict(content),
        what_changed=what_changed.strip(),
        published_at=at,
        published_by_id=actor.person_id,
    )
    audit.record(actor, "criteria.published", criteria.pk, at=at)
    outbox.publish(CriteriaPublished(service_id=service.pk, version=criteria.version), at=at)
    return criteria


@transaction.atomic
def save_help_line(
    *,
    actor: Actor,
    line_id: UUID,
    area_id: UUID,
    details: Mapping[str, str],
    is_checked: bool,
    at: datetime,
) -> HelpLine:
    """Write a number that can be rung now. Another number than before is one nobody has checked.

    details: name, phone, hours, for_whom, owner. is_checked: whoever writes it rang it today, and
    says so. Raises Area.DoesNotExist (not found) and FormOfAnother.
    """
    area = permissions.areas(actor, Action.MANAGE).get(pk=area_id)
    before = made_before(HelpLine, line_id, area_id=area.pk)
    line = before or HelpLine(id=line_id, area=area)
    if line.phone != details["phone"].strip():
        line.checked_on = None
    for column in ("name", "phone", "hours", "for_whom", "owner"):
        setattr(line, column, details.get(column, "").strip())
    if is_checked:
        line.checked_on = clock.local_day(at)
    line.save()
    audit.record(actor, "help_line.checked" if is_checked else "help_line.saved", line.pk, at=at)
    return line


@transaction.atomic
def check_national_number(*, actor: Actor, phone: str, at: datetime) -> NumberCheck:
    """Note that somebody rang a national number today and found it right; once a day is enough.

    Raises NumberCheck.DoesNotExist (not found) for another number, or who may not say so.
    """
    known = phone in {number.phone for number in EVERYWHERE}
    if not known or not permissions.may_check_numbers(actor) or actor.person_id is None:
        raise NumberCheck.DoesNotExist
    check, is_new = NumberCheck.objects.get_or_create(
        phone=phone, checked_on=clock.local_day(at), checked_by_id=actor.person_id
    )
    if not is_new:
        return check
    audit.record(actor, "help_number.checked", check.pk, at=at, detail={"phone": phone})
    return check


PAGE_COLUMNS = (
    "who_for",
    "what_we_do",
    "phone",
    "email",
    "website",
    "hours",
    "how_to_reach",
    "postcode",
    "families_may_ask",
    "schools_cap",
    "ods_code",
)
