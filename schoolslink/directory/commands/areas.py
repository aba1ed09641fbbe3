"""Areas are dated: move a school from one to another, and end an area with the one that follows it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from schoolslink.access import audit
from schoolslink.access.actor import Actor
from schoolslink.directory import permissions
from schoolslink.directory.models import (
    Area,
    AreaMembership,
    Cluster,
    HealthcareService,
    HelpLine,
    OutsideReceiver,
    RegisterChange,
    School,
    SharingAgreement,
)
from schoolslink.directory.models.dated import current
from schoolslink.directory.queries import handovers
from schoolslink.directory.rules.register import ChangeKind
from schoolslink.kernel import clock
from schoolslink.web.errors import Refusal


class HasEnded(Refusal):
    """This area has ended already. Nothing was changed."""


class FollowsItself(Refusal):
    """An area is followed by another one that goes on. Choose that one."""


@dataclass(frozen=True)
class Ended:
    """What went from an area that ended to the one that follows it."""

    schools: int
    services: int
    help_lines: int
    outside_receivers: int
    clusters: int
    sharing_agreements: int
    open_items: int


@transaction.atomic
def end_area(*, actor: Actor, area_id: UUID, successor_id: UUID, at: datetime) -> Ended:
    """End an area today: everything in it goes on in the one that follows it.

    Where each school lay until now stays written. What is open keeps its pair, holder and days;
    when one is over, the coordinators of the area that follows see it and are told. What has
    ended stays counted where it was.
    Raises Area.DoesNotExist for whoever may not, HasEnded and FollowsItself.
    """
    if not permissions.may_make_areas(actor):
        raise Area.DoesNotExist
    on = clock.local_day(at)
    area = Area.objects.select_for_update().get(pk=area_id)
    successor = Area.objects.get(pk=successor_id)
    if area.until_on is not None:
        raise HasEnded
    if successor.pk == area.pk or successor.until_on is not None:
        raise FollowsItself
    theirs = AreaMembership.objects.filter(area=area, until_on__isnull=True)
    schools = list(theirs.values_list("school_id", flat=True))
    _move(schools, successor, on)
    services = HealthcareService.objects.filter(current(on), area=area).update(area=successor)
    lines = HelpLine.objects.filter(area=area).exclude(until_on__lte=on).update(area=successor)
    others = OutsideReceiver.objects.filter(area=area).exclude(until_on__lte=on)
    outside = others.update(area=successor)
    clusters = Cluster.objects.filter(area=area, until_on__isnull=True).update(area=successor)
    papers = SharingAgreement.objects.filter(area=area).exclude(until_on__lte=on)
    shared = papers.update(area=successor)
    area.until_on = max(on, area.from_on)
    area.save(update_fields=["until_on"])
    moves = handovers.of_areas()
    open_items = sum(move(area.pk, successor.pk, actor=actor, at=at) for move in moves)
    done = Ended(len(schools), services, lines, outside, clusters, shared, open_items)
    detail = {"successor": str(successor.pk)} | vars(done)
    audit.record(actor, "area.ended", area.pk, at=at, detail=detail)
    return done


def follow_codes(changes: Iterable[RegisterChange], *, actor: Actor, at: datetime) -> int:
    """Put each school whose move was accepted into the area made from its new NHS body.

    A school stays where it is while no area is made from that body: somebody must look after it.
    Return how many moved.
    """
    on, moved = clock.local_day(at), 0
    for change in changes:
        if change.kind != ChangeKind.MOVED_AREA:
            continue
        school = School.objects.get(urn=change.urn)
        now = AreaMembership.objects.filter(school=school, until_on__isnull=True).first()
        area = _area_of(school, on)
        if now is None or area is None or now.area_id == area.pk:
            continue
        _move([school.pk], area, on)
        detail = {"from": str(now.area_id), "to": str(area.pk)}
        audit.record(actor, "area.school_moved", school.pk, at=at, detail=detail)
        moved += 1
    return moved


def _area_of(school: School, on: date) -> Area | None:
    """Return the area made from a school's NHS body, the smaller one first."""
    for code in filter(None, (school.sub_icb_code, school.icb_code)):
        if area := Area.objects.filter(current(on), code=code).first():
            return area
    return None


def _move(schools: list[UUID], area: Area, on: date) -> None:
    """End where these schools lie now, on a day, and begin the new area on the same day."""
    theirs = AreaMembership.objects.filter(school_id__in=schools, until_on__isnull=True)
    # Put in today and moved today: the row never held, and a row that ends as it begins says so.
    theirs.update(until_on=on)
    AreaMembership.objects.bulk_create(
        AreaMembership(school_id=school, area=area, from_on=on) for school in schools
    )
