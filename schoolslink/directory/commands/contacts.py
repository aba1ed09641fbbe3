"""Name, change, confirm, cover, replace and vacate: whoever answers for a school or a service."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from schoolslink.access import audit
from schoolslink.access.actor import Actor
from schoolslink.access.models import Organisation, Person
from schoolslink.access.policy import Action
from schoolslink.access.saving import FormOfAnother, made_before
from schoolslink.directory import permissions
from schoolslink.directory.events import ContactChanged, LinkChanged
from schoolslink.directory.models import Cover, Link, NamedContact, Position, Side
from schoolslink.directory.models.dated import current
from schoolslink.directory.queries.belonging import named_who_left
from schoolslink.directory.rules.hours import write_days
from schoolslink.kernel import clock, outbox
from schoolslink.web.errors import Refusal

from .closing import close_askings
from .covering import answer_in_place_of, way_of


class NotAContactHere(Refusal):
    """Somebody of a school can be its lead, its cover or its head; of a service, its contact or cover."""

    field = "position"


class EndsBeforeToday(Refusal):
    """The day on which they are back must be after the day on which they leave."""

    field = "until_on"


class CoversForThemselves(Refusal):
    """Somebody else must answer while they are away. Choose another person."""

    field = "by"


@dataclass(frozen=True)
class Details:
    """What is known of how to reach somebody. days: Monday as 0; empty when nobody said."""

    name: str
    email: str = ""
    job_title: str = ""
    days: tuple[int, ...] = ()
    starts_at: time | None = None
    ends_at: time | None = None
    phone: str = ""
    best_way: str = ""

    def columns(self) -> dict[str, object]:
        """Return the values by column."""
        known = {name: value for name, value in vars(self).items() if name != "days"}
        return known | {"name": self.name.strip(), "days": write_days(self.days)}


@transaction.atomic
def name_contact(
    *,
    actor: Actor,
    contact_id: UUID,
    organisation_id: UUID,
    position: str,
    details: Details,
    at: datetime,
    is_confirmed: bool = False,
) -> NamedContact:
    """Name somebody for a school or a service and tell those who route by it.

    contact_id: made with the form, so that the same form sent twice names one person. A school has
    one lead: a new one takes the place of whoever was. is_confirmed: they said so themselves.
    Raises Organisation.DoesNotExist (not found), FormOfAnother and NotAContactHere.
    """
    organisation = permissions.organisations(actor, Action.MANAGE).get(pk=organisation_id)
    return make_contact(
        actor=actor,
        contact_id=contact_id,
        organisation=organisation,
        position=position,
        details=details,
        at=at,
        is_confirmed=is_confirmed,
    )


def make_contact(
    *,
    actor: Actor,
    contact_id: UUID,
    organisation: Organisation,
    position: str,
    details: Details,
    at: datetime,
    is_confirmed: bool,
    in_place_of: NamedContact | None = None,
) -> NamedContact:
    """Do what `name_contact` says for whoever may: the coordinator, or a nomination's own link.

    in_place_of: whose place the new one takes, links and cover with it; of a school, its lead's.
    """
    before = made_before(NamedContact, contact_id, organisation_id=organisation.pk)
    if before is not None:
        return before
    side = side_of(organisation)
    if position not in POSITIONS[side]:
        raise NotAContactHere
    on = clock.local_day(at)
    left = _current_lead(organisation.pk, on) if position == Position.LEAD else in_place_of
    if left is not None:
        _end(left, on)
    contact = NamedContact.objects.create(
        id=contact_id,
        side=side,
        position=position,
        organisation=organisation,
        person=_person_of(details.email),
        confirmed_on=on if is_confirmed else None,
        from_on=on,
        **details.columns(),
    )
    if left is not None:
        _follow(actor, left, contact, on, at)
    close_askings(actor, contact, at)
    audit.record(actor, "contact.named", contact.pk, at=at, detail={"position": position})
    _tell(contact.organisation_id, side, "replaced" if left else "made", contact, left, at)
    return contact


@transaction.atomic
def change_contact(
    *, actor: Actor, contact_id: UUID, details: Details, at: datetime
) -> NamedContact:
    """Change how a contact can be reached; that it is right is thereby confirmed.

    Raises NamedContact.DoesNotExist (not found) for anybody else's.
    """
    contact = permissions.contacts(actor, Action.MANAGE).select_for_update().get(pk=contact_id)
    for column, value in details.columns().items():
        setattr(contact, column, value)
    contact.person = _person_of(details.email) or contact.person
    contact.confirmed_on = clock.local_day(at)
    contact.save()
    audit.record(actor, "contact.changed", contact.pk, at=at)
    return contact


@transaction.atomic
def confirm_contacts(*, actor: Actor, contact_ids: Iterable[UUID], at: datetime) -> int:
    """Note that these contacts are still right, with the links they stand on; return how many.

    Those that are not the actor's to confirm are left out without a word.
    """
    on = clock.local_day(at)
    mine = permissions.contacts(actor, Action.MANAGE).filter(current(on), pk__in=list(contact_ids))
    return _confirm(actor, list(mine.values_list("pk", flat=True)), at)


def _confirm(actor: Actor, ids: list[UUID], at: datetime) -> int:
    confirm(ids, clock.local_day(at))
    for contact_id in ids:
        audit.record(actor, "contact.confirmed", contact_id, at=at)
    return len(ids)


@transaction.atomic
def confirm_all_mine(*, actor: Actor, at: datetime) -> int:
    """Note with one click that all that is mine is still right; return how many contacts.

    Mine: what I am named for, and the contacts of the school I lead.
    """
    on = clock.local_day(at)
    schools = permissions.schools(actor, Action.MANAGE).filter(
        pk__in=[held.organisation_id for held in actor.memberships]
    )
    mine = permissions.contacts(actor, Action.MANAGE).filter(
        Q(person_id=actor.person_id) | Q(organisation_id__in=schools.values("pk")), current(on)
    )
    return _confirm(actor, list(mine.values_list("pk", flat=True)), at)


def confirm(contact_ids: list[UUID], on: date) -> None:
    """Write that these contacts, and the links on which they stand, were confirmed on a day."""
    NamedContact.objects.filter(pk__in=contact_ids).update(confirmed_on=on)
    Link.objects.filter(
        Q(nhs_contact_id__in=contact_ids)
        | Q(school_contact_id__in=contact_ids)
        | Q(school__organisation__named_contacts__in=contact_ids),
        current(on, start="linked_from", end="linked_until"),
    ).update(confirmed_on=on)


@transaction.atomic
def set_cover(
    *,
    actor: Actor,
    cover_id: UUID,
    contact_id: UUID,
    by: UUID,
    at: datetime,
    away_from: date | None = None,
    away_until: date | None = None,
) -> Cover:
    """Say who answers for a contact: always when they are away, or from a day until a day.

    by: another contact, or an organisation of theirs (trust, cluster, council, the whole team).
    away_from, away_until: both or neither; the day they are back is away_until.
    Raises NamedContact.DoesNotExist (not found), FormOfAnother, CannotCover, CoversForThemselves and
    EndsBeforeToday.
    """
    contact = permissions.contacts(actor, Action.MANAGE).select_for_update().get(pk=contact_id)
    if existing := made_before(Cover, cover_id, contact_id=contact.pk):
        return existing
    if by == contact_id:
        raise CoversForThemselves
    on = clock.local_day(at)
    is_away = away_until is not None
    from_on = away_from or on
    if away_until is not None and away_until <= from_on:
        raise EndsBeforeToday
    if not is_away:
        contact.covers.filter(current(on), is_away=False).update(until_on=on)
    cover = Cover.objects.create(
        id=cover_id, contact=contact, from_on=from_on, until_on=away_until,
        is_away=is_away, **way_of(contact, by, on),
    )  # fmt: skip
    audit.record(actor, "contact.covered", contact.pk, at=at)
    _tell(contact.organisation_id, contact.side, "away" if is_away else "cover", contact, None, at)
    return cover


@transaction.atomic
def end_cover(*, actor: Actor, cover_id: UUID, at: datetime) -> None:
    """End a cover today. Raises Cover.DoesNotExist (not found) for anybody else's."""
    mine = permissions.contacts(actor, Action.MANAGE)
    cover = Cover.objects.select_for_update(of=("self",)).get(pk=cover_id, contact__in=mine)
    cover.until_on = max(clock.local_day(at), cover.from_on)
    cover.save(update_fields=["until_on"])
    contact = cover.contact
    audit.record(actor, "contact.cover_ended", contact.pk, at=at)
    _tell(contact.organisation_id, contact.side, "back", contact, None, at)


@transaction.atomic
def replace_contact(
    *, actor: Actor, left_contact_id: UUID, contact_id: UUID, details: Details, at: datetime
) -> NamedContact:
    """Put somebody in a contact's place from today: same position, same links, same cover.

    What the one who left still holds is moved by those who hear of `ContactChanged`.
    Raises NamedContact.DoesNotExist (not found) and FormOfAnother.
    """
    left = permissions.contacts(actor, Action.MANAGE).select_for_update().get(pk=left_contact_id)
    if contact_id == left.pk:
        raise FormOfAnother
    if again := made_before(NamedContact, contact_id, organisation_id=left.organisation_id):
        return again
    on = clock.local_day(at)
    _end(left, on)
    contact = NamedContact.objects.create(
        id=contact_id,
        side=left.side,
        position=left.position,
        organisation_id=left.organisation_id,
        person=_person_of(details.email),
        from_on=on,
        **details.columns(),
    )
    _follow(actor, left, contact, on, at)
    close_askings(actor, contact, at)
    audit.record(actor, "contact.replaced", left.pk, at=at, detail={"by": str(contact.pk)})
    _tell(left.organisation_id, left.side, "replaced", contact, left, at)
    return contact


@transaction.atomic
def vacate_contact(*, actor: Actor, contact_id: UUID, at: datetime) -> None:
    """End a contact today, with nobody in their place: their links go to the service's pool.

    Raises NamedContact.DoesNotExist (not found).
    """
    contact = permissions.contacts(actor, Action.MANAGE).select_for_update().get(pk=contact_id)
    _vacate(actor, contact, at)


@transaction.atomic
def vacate_those_who_left(
    *, actor: Actor, at: datetime, organisation_id: UUID | None = None
) -> int:
    """End the contacts who sign in and no longer belong to their organisation; return how many.

    Called when a membership has ended, and each night for those whose last day has come.
    """
    today = clock.local_day(clock.real_now())  # memberships follow the real calendar
    gone = named_who_left(today, organisation_id)
    for contact in gone:
        _vacate(actor, contact, at)
    return len(gone)


def _vacate(actor: Actor, contact: NamedContact, at: datetime) -> None:
    on = clock.local_day(at)
    if contact.until_on is None:
        _end(contact, on)
        audit.record(actor, "contact.vacated", contact.pk, at=at)
        _follow(actor, contact, None, on, at)
        _tell(contact.organisation_id, contact.side, "vacated", None, contact, at)


POSITIONS = {
    Side.SCHOOL: (Position.LEAD, Position.COVER, Position.HEAD),
    Side.NHS: (Position.CONTACT, Position.COVER),
}


def side_of(organisation: Organisation) -> Side:
    """Return on which side an organisation's contacts stand."""
    return Side.SCHOOL if organisation.kind in ("school", "council") else Side.NHS


def _person_of(email: str) -> Person | None:
    """Return the person who signs in with this address, if there is one."""
    return Person.objects.filter(email__iexact=email, is_active=True).first() if email else None


def _current_lead(organisation_id: UUID, on: date) -> NamedContact | None:
    return (
        NamedContact.objects.select_for_update()
        .filter(current(on), organisation_id=organisation_id, position=Position.LEAD)
        .first()
    )


def _end(contact: NamedContact, on: date) -> None:
    contact.until_on = max(on, contact.from_on)
    contact.save(update_fields=["until_on"])
    contact.covers.filter(current(on)).update(until_on=on)


def _follow(
    actor: Actor, left: NamedContact, contact: NamedContact | None, on: date, at: datetime
) -> None:
    """Put the new contact, or nobody, wherever the one who left stood."""
    column = "nhs_contact" if left.side == Side.NHS else "school_contact"
    live = current(on, start="linked_from", end="linked_until")
    links = list(Link.objects.select_for_update().filter(live, **{column: left}))
    for link in links:
        setattr(link, column, contact)
        link.confirmed_on = None
        link.save(update_fields=[column, "confirmed_on"])
        _tell_link(link, "contact", at)
    if contact is not None:
        answer_in_place_of(left, contact)
        for cover in left.covers.filter(until_on=on, is_away=False).exclude(by=contact):
            Cover.objects.create(
                contact=contact,
                by=cover.by,
                by_organisation=cover.by_organisation,
                from_on=on,
            )


def _tell(
    organisation_id: UUID,
    side: str,
    what: str,
    contact: NamedContact | None,
    left: NamedContact | None,
    at: datetime,
) -> None:
    outbox.publish(
        ContactChanged(
            organisation_id=organisation_id,
            side=str(side),
            what=what,
            contact_id=contact.pk if contact else None,
            left_contact_id=left.pk if left else None,
            left_person_id=left.person_id if left else None,
        ),
        at=at,
    )


def _tell_link(link: Link, what: str, at: datetime) -> None:
    changed = LinkChanged(link.pk, link.school_id, link.service_id, what)
    outbox.publish(changed, at=at)
