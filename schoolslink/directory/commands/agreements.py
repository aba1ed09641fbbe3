"""Write and agree how a pair works; register what organisations may share; record what could not wait."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext

from schoolslink.access import audit
from schoolslink.access.actor import Actor
from schoolslink.access.models import Organisation
from schoolslink.access.policy import Action
from schoolslink.access.saving import made_before
from schoolslink.directory import permissions
from schoolslink.directory.events import AgreementAgreed
from schoolslink.directory.models import (
    EmergencyShare,
    Link,
    SharingAgreement,
    SharingParty,
    Side,
    WorkingAgreement,
)
from schoolslink.directory.queries.agreements import usual_answers
from schoolslink.directory.queries.sides import may_note, noted_by_phone, side_of_link
from schoolslink.directory.rules.agreement import last_review_day, review_day, tidy_answers
from schoolslink.kernel import clock, outbox
from schoolslink.kernel.ids import new_id
from schoolslink.web.errors import Refusal


class ChangedMeanwhile(Refusal):
    """The other side has changed this page since you opened it. Read it again, then agree."""


class NoReviewDay(Refusal):
    """Choose a day after today and within two years."""

    field = "review_on"


class NotThatDay(Refusal):
    """This must be a day since the page was written, and not after today."""

    field = "on_day"


class TheySignIn(Refusal):
    """Somebody on that side signs in here, so they agree themselves."""


class NotYourSide(Refusal):
    """Only the school and the service of this pair can agree to this page."""

    status = 404


@transaction.atomic
def write_agreement(
    *,
    actor: Actor,
    agreement_id: UUID,
    link_id: UUID,
    answers: Mapping[str, str],
    at: datetime,
    review_on: date | None = None,
) -> WorkingAgreement:
    """Write a new version of a pair's page; what was agreed before is agreed no longer.

    The side that writes it has thereby said yes. review_on: a year on where none is chosen.
    Raises Link.DoesNotExist (not found), FormOfAnother and NoReviewDay.
    """
    link, side = _link_and_side(actor, link_id)
    existing = made_before(WorkingAgreement, agreement_id, link_id=link.pk)
    if existing is not None:
        return existing
    on = clock.local_day(at)
    if review_on is not None and not on < review_on <= last_review_day(on):
        raise NoReviewDay
    agreement = _new_version(actor, link, agreement_id, answers, review_on or review_day(on), at)
    _say_yes(actor, agreement, side, on, at)
    return agreement


@transaction.atomic
def agree(*, actor: Actor, link_id: UUID, version: int, at: datetime) -> WorkingAgreement:
    """Say yes for one's own side to the version one has read.

    version: 0 for the usual page, before anybody has written one; it then becomes the first.
    Raises Link.DoesNotExist (not found) and ChangedMeanwhile when there is a newer one.
    """
    link, side = _link_and_side(actor, link_id)
    # One after the other: of two sides that say yes to the usual page at once, one makes it.
    Link.objects.select_for_update(no_key=True).get(pk=link.pk)
    agreement = link.agreements.select_for_update().order_by("-version").first()
    if agreement is None and version == 0:
        return write_agreement(
            actor=actor, agreement_id=new_id(), link_id=link_id, answers={}, at=at
        )
    on = clock.local_day(at)
    # The usual page, version 0, became the first when the same click came before.
    if (
        agreement is not None
        and (version, agreement.version) in {(0, 1), (agreement.version, version)}
        and _yes_of(agreement, side) == (on, actor.name)
    ):
        return agreement
    if agreement is None or agreement.version != version:
        raise ChangedMeanwhile
    _say_yes(actor, agreement, side, on, at)
    return agreement


@transaction.atomic
def agreed_by_phone(
    *,
    actor: Actor,
    link_id: UUID,
    version: int,
    said: Mapping[str, tuple[str, date]],
    at: datetime,
) -> WorkingAgreement:
    """Note who of a side in which nobody signs in said yes by phone, and on which day.

    said: side -> who, and the day; one side or both. version: what was read to them; 0 for the
    usual page, which then becomes the first. Raises Link.DoesNotExist (not found), NotYourSide,
    ChangedMeanwhile, TheySignIn, and NotThatDay for a day on which this page did not stand.
    """
    link = _link(actor, link_id)
    if not may_note(actor, link):
        raise NotYourSide
    if not set(said) <= set(noted_by_phone(actor, link)):
        raise TheySignIn
    Link.objects.select_for_update(no_key=True).get(pk=link.pk)
    agreement = link.agreements.select_for_update().order_by("-version").first()
    if (agreement.version if agreement else 0) != version:
        raise ChangedMeanwhile
    stood_from = clock.local_day(agreement.written_at) if agreement else link.linked_from
    for side, (_who, on_day) in said.items():
        if not stood_from <= on_day <= clock.local_day(at):
            raise NotThatDay(field=f"{side}_on")
    agreement = agreement or _new_version(
        actor, link, new_id(), {}, review_day(clock.local_day(at)), at
    )
    for side, (who, on_day) in said.items():
        words = gettext("%(who)s, by phone to %(name)s") % {"who": who.strip(), "name": actor.name}
        _say_yes(actor, agreement, side, on_day, at, by_phone=words)
    return agreement


def _link(actor: Actor, link_id: UUID) -> Link:
    seen = permissions.schools(actor, Action.VIEW)
    return Link.objects.select_related("nhs_contact").get(pk=link_id, school__in=seen)


def _link_and_side(actor: Actor, link_id: UUID) -> tuple[Link, str]:
    link = _link(actor, link_id)
    side = side_of_link(actor, link)
    if side is None:
        raise NotYourSide
    return link, side


def _yes_of(agreement: WorkingAgreement, side: str) -> tuple[date | None, str]:
    if side == Side.SCHOOL:
        return agreement.school_agreed_on, agreement.school_agreed_by
    return agreement.nhs_agreed_on, agreement.nhs_agreed_by


def _write_yes(agreement: WorkingAgreement, side: str, on: date, by: str) -> None:
    if side == Side.SCHOOL:
        agreement.school_agreed_on, agreement.school_agreed_by = on, by
        changed = ["school_agreed_on", "school_agreed_by"]
    else:
        agreement.nhs_agreed_on, agreement.nhs_agreed_by = on, by
        changed = ["nhs_agreed_on", "nhs_agreed_by"]
    agreement.save(update_fields=changed)


def _new_version(
    actor: Actor,
    link: Link,
    agreement_id: UUID,
    answers: Mapping[str, str],
    review_on: date,
    at: datetime,
) -> WorkingAgreement:
    latest = link.agreements.order_by("-version").first()
    usual = usual_answers(link.service_id, on=clock.local_day(at))
    agreement = WorkingAgreement.objects.create(
        id=agreement_id,
        link=link,
        version=(latest.version if latest else 0) + 1,
        content=tidy_answers(answers, usual),
        written_at=at,
        review_on=review_on,
    )
    audit.record(actor, "agreement.written", agreement.pk, at=at)
    return agreement


def _say_yes(
    actor: Actor,
    agreement: WorkingAgreement,
    side: str,
    on: date,
    at: datetime,
    *,
    by_phone: str = "",
) -> None:
    """Write a side's yes and publish it. by_phone: who said it to the actor; "" for the actor's own."""
    _write_yes(agreement, side, on, by_phone or actor.name)
    detail = {"side": str(side)} | ({"by_phone": True} if by_phone else {})
    audit.record(actor, "agreement.agreed", agreement.pk, at=at, detail=detail)
    outbox.publish(
        AgreementAgreed(link_id=agreement.link_id, agreement_id=agreement.pk, side=str(side)), at=at
    )


@transaction.atomic
def register_sharing(
    *,
    actor: Actor,
    agreement_id: UUID,
    area_id: UUID,
    name: str,
    purpose: str,
    lawful_basis: str,
    kept_at: str,
    from_on: date,
    until_on: date | None,
    at: datetime,
) -> SharingAgreement:
    """Enter a sharing agreement, as signed on paper, in the register.

    Raises Area.DoesNotExist (not found) and FormOfAnother.
    """
    area = permissions.areas(actor, Action.MANAGE).get(pk=area_id)
    existing = made_before(SharingAgreement, agreement_id, area_id=area.pk)
    if existing is not None:
        return existing
    agreement = SharingAgreement.objects.create(
        id=agreement_id,
        area=area,
        name=name.strip(),
        purpose=purpose.strip(),
        lawful_basis=lawful_basis.strip(),
        kept_at=kept_at.strip(),
        from_on=from_on,
        until_on=until_on,
    )
    audit.record(actor, "sharing.registered", agreement.pk, at=at)
    return agreement


@transaction.atomic
def add_parties(
    *,
    actor: Actor,
    agreement_id: UUID,
    organisation_ids: Iterable[UUID],
    signed_on: date,
    signed_by: str,
    at: datetime,
    is_controller: bool = True,
) -> int:
    """Enter who signed an agreement; those who have are left as they are. Return how many came.

    Organisations outside the actor's areas are left out. Raises SharingAgreement.DoesNotExist.
    """
    areas = permissions.areas(actor, Action.MANAGE)
    agreement = SharingAgreement.objects.get(pk=agreement_id, area__in=areas)
    mine = permissions.organisations(actor, Action.MANAGE)
    there = agreement.parties.filter(left_on__isnull=True).values("organisation_id")
    coming = Organisation.objects.filter(
        pk__in=mine.filter(pk__in=list(organisation_ids)).values("pk")
    ).exclude(pk__in=there)
    made = SharingParty.objects.bulk_create(
        SharingParty(
            agreement=agreement,
            organisation=organisation,
            is_controller=is_controller,
            signed_on=signed_on,
            signed_by=signed_by.strip(),
        )
        for organisation in coming
    )
    audit.record(actor, "sharing.parties", agreement.pk, at=at, detail={"parties": len(made)})
    return len(made)


@transaction.atomic
def end_sharing(*, actor: Actor, agreement_id: UUID, until_on: date, at: datetime) -> None:
    """End an agreement on a day. Raises SharingAgreement.DoesNotExist (not found)."""
    areas = permissions.areas(actor, Action.MANAGE)
    agreement = SharingAgreement.objects.select_for_update().get(pk=agreement_id, area__in=areas)
    agreement.until_on = max(until_on, agreement.from_on)
    agreement.save(update_fields=["until_on"])
    audit.record(actor, "sharing.ended", agreement.pk, at=at)


@transaction.atomic
def record_emergency_share(
    *, actor: Actor, share_id: UUID, school_id: UUID, service_id: UUID, reason: str, at: datetime
) -> EmergencyShare:
    """Record that something was shared without a live agreement, and why. It is never refused.

    Called by whoever shares, in the same transaction; what was shared is kept under the child's key.
    """
    share = EmergencyShare.objects.create(
        id=share_id,
        school_id=school_id,
        service_id=service_id,
        reason=reason,
        shared_at=at,
        shared_by_id=actor.person_id,
    )
    audit.record(actor, "sharing.emergency", share.pk, at=at, detail={"reason": reason})
    return share
