"""A contact says when schools can talk to them about a pupil, and stops."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from schoolslink.access import audit
from schoolslink.access.actor import Actor
from schoolslink.access.policy import Action
from schoolslink.access.saving import made_before
from schoolslink.directory import permissions
from schoolslink.directory.models import AdviceHours, NamedContact, Side, Whom
from schoolslink.directory.queries.hours import clusters_for, rule_of, running, schools_for
from schoolslink.directory.rules.slots import MOST_HOURS, Hours, Offered, overlap
from schoolslink.kernel import clock
from schoolslink.web.errors import Refusal


class AlreadyThen(Refusal):
    """You offer a time then already. Choose other hours, or stop the others first."""

    field = "hours"


class TooManyHours(Refusal):
    """That is as many as can be kept at once. Stop one first."""


class NotTheirSchool(Refusal):
    """That is no school or cluster of yours today. Choose one from the list."""

    field = "whom"


class DayIsOver(Refusal):
    """That day is over. Choose today or a later day."""

    field = "from_on"


@transaction.atomic
def publish_hours(
    *, actor: Actor, contact_id: UUID, form_key: UUID, offered: Offered, at: datetime
) -> AdviceHours:
    """Offer hours to schools from a day on; the same form sent twice offers them once.

    Raises NamedContact.DoesNotExist (not found), DayIsOver, AlreadyThen, TooManyHours, NotTheirSchool.
    """
    # The contact's row is held meanwhile: two forms at once must not offer the same time.
    contact = _mine(actor).select_for_update(of=("self",)).get(pk=contact_id)
    before = made_before(AdviceHours, form_key, contact_id=contact.pk)
    if before is not None:
        return before
    today = clock.local_day(at)
    if offered.from_on < today:
        raise DayIsOver
    hours = AdviceHours(
        id=form_key,
        contact=contact,
        starts_at=offered.starts_at,
        ends_at=offered.ends_at,
        minutes=offered.minutes,
        how=offered.how,
        whom=offered.whom,
        school_id=offered.place_id if offered.whom == Whom.SCHOOL else None,
        cluster_id=offered.place_id if offered.whom == Whom.CLUSTER else None,
        in_holidays=offered.in_holidays,
        from_on=offered.from_on,
        until_on=None if offered.every_week else offered.from_on + timedelta(days=1),
    )
    _check_place(contact, offered, today)
    kept = _kept(contact, today)
    if len(kept) >= MOST_HOURS:
        raise TooManyHours
    if any(overlap(rule_of(hours), one) for one in kept):
        raise AlreadyThen
    hours.save(force_insert=True)
    audit.record(actor, "hours.published", hours.pk, at=at)
    return hours


@transaction.atomic
def stop_hours(*, actor: Actor, contact_id: UUID, hours_id: UUID, at: datetime) -> None:
    """Offer these hours no more from today; what is booked stays booked.

    Raises AdviceHours.DoesNotExist (not found).
    """
    hours = AdviceHours.objects.select_for_update(of=("self",)).get(
        pk=hours_id, contact__in=_mine(actor), contact_id=contact_id
    )
    today = clock.local_day(at)
    if hours.until_on is not None and hours.until_on <= today:
        return
    hours.until_on = max(today, hours.from_on)
    hours.save(update_fields=["until_on"])
    audit.record(actor, "hours.stopped", hours.pk, at=at)


def _mine(actor: Actor) -> QuerySet[NamedContact]:
    return permissions.contacts(actor, Action.MANAGE).filter(side=Side.NHS, person__isnull=False)


def _kept(contact: NamedContact, today: date) -> list[Hours]:
    """Return the hours that the same person keeps, at whatever organisation."""
    rows = AdviceHours.objects.filter(running(today), contact__person_id=contact.person_id)
    return [rule_of(row) for row in rows]


def _check_place(contact: NamedContact, offered: Offered, today: date) -> None:
    if offered.whom == Whom.SCHOOL:
        found = {one for one, _ in schools_for(contact, on=today)}
    elif offered.whom == Whom.CLUSTER:
        found = {one for one, _ in clusters_for(contact, on=today)}
    else:
        return
    if offered.place_id not in found:
        raise NotTheirSchool
