"""Ask a school or service to name somebody, by a link in a mail; take its answer; see it through."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TypedDict
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from schoolslink.access import audit
from schoolslink.access.actor import Actor
from schoolslink.access.policy import Action
from schoolslink.access.saving import made_before
from schoolslink.directory import permissions, tokens
from schoolslink.directory.commands import contacts
from schoolslink.directory.commands.closing import close_asking
from schoolslink.directory.commands.contacts import Details
from schoolslink.directory.events import NominationSent
from schoolslink.directory.models import NamedContact, Nomination, NominationState, Position, Side
from schoolslink.directory.models.dated import current
from schoolslink.directory.rules import nomination as rules
from schoolslink.directory.rules.register import Status
from schoolslink.kernel import clock, outbox
from schoolslink.kernel.ids import new_id
from schoolslink.kernel.worded import Question
from schoolslink.web.errors import Refusal

OPEN_STATES = (NominationState.WAITING, NominationState.PHONE)


class _Mails(TypedDict):
    mails_sent: int
    last_mail_on: date | None


class LinkNoLongerOpens(Refusal):
    """This link no longer opens. Ask your area's coordinator for a new one; they are glad to help."""

    status = 410


class AnsweredMeanwhile(Refusal):
    """Somebody else answered this link while you were writing, so your answer was not saved."""

    status = 409


@transaction.atomic
def ask(
    *,
    actor: Actor,
    nomination_id: UUID,
    organisation_id: UUID,
    email: str,
    at: datetime,
    contact_id: UUID | None = None,
) -> Nomination:
    """Ask an organisation to name its contact, or (contact_id) to say yes to one that was named.

    Without an address, or where it had all its mails lately, it becomes a phone task at once.
    In August the first mail waits for term.
    Raises Organisation.DoesNotExist (not found) and FormOfAnother. Asking the same address twice
    is one asking; when an asking was taken back or answered, the next one's first mail waits until
    the week is over.
    """
    # One after the other for each organisation: a button pressed twice is one asking.
    organisation = (
        permissions.organisations(actor, Action.CHASE)
        .select_for_update(no_key=True, of=("self",))
        .get(pk=organisation_id)
    )
    open_one = Nomination.objects.filter(
        organisation=organisation,
        email__iexact=email,
        state__in=OPEN_STATES,
    ).first()
    if open_one is not None:
        return open_one
    before = made_before(Nomination, nomination_id, organisation_id=organisation.pk)
    if before is not None:
        return before
    return begin(
        Nomination(
            id=nomination_id,
            organisation=organisation,
            contact_id=contact_id,
            email=email,
            asked_by_id=actor.person_id,
        ),
        actor,
        at,
    )


def begin(nomination: Nomination, actor: Actor, at: datetime) -> Nomination:
    """Write down an asking that begins now, and send its first mail if that is due."""
    on = clock.local_day(at)
    before = _mails_before(nomination.organisation_id, nomination.email, on)
    nomination.mails_sent, nomination.last_mail_on = before["mails_sent"], before["last_mail_on"]
    # An address that had all its mails gets no more: only a call can ask there.
    if not nomination.email or before["mails_sent"] >= rules.MOST_MAILS:
        nomination.state = NominationState.PHONE
    nomination.side = contacts.side_of(nomination.organisation)
    nomination.asked_at, nomination.expires_at = at, _midnight(rules.expires_on(on))
    nomination.save(force_insert=True)
    audit.record(actor, "nomination.asked", nomination.pk, at=at)
    if nomination.state == NominationState.WAITING and _is_due(nomination, on):
        _mail(nomination, on, at)
    return nomination


@transaction.atomic
def nudge(*, actor: Actor, organisation_id: UUID, at: datetime) -> Nomination:
    """Ask a school again, with one click, at the address that is known.

    Somebody named there without an account is asked whether they are still right; else the
    address that was asked before is asked to name somebody. Without either the school is put on
    the list to ring. Raises Organisation.DoesNotExist (not found).
    """
    on = clock.local_day(at)
    named = NamedContact.objects.filter(
        current(on), organisation_id=organisation_id, person__isnull=True
    ).exclude(Q(email="") | Q(position=Position.COVER))
    contact = named.order_by("-position", "pk").first()
    before = Nomination.objects.filter(organisation_id=organisation_id).order_by("-asked_at")
    last = before.first()
    address = contact.email if contact else last.email if last else ""
    return ask(
        actor=actor,
        nomination_id=new_id(),
        organisation_id=organisation_id,
        email=address,
        contact_id=contact.pk if contact else None,
        at=at,
    )


def _mails_before(organisation_id: UUID, email: str, on: date) -> _Mails:
    """Return what this address was sent lately: asking anew does not begin to count anew."""
    lately = Nomination.objects.filter(
        organisation_id=organisation_id,
        email__iexact=email,
        last_mail_on__gt=on - timedelta(days=rules.DAYS_BETWEEN_MAILS * rules.MOST_MAILS),
    )
    found = lately.order_by("-last_mail_on", "-mails_sent").first() if email else None
    if found is None:
        return {"mails_sent": 0, "last_mail_on": None}
    return {"mails_sent": found.mails_sent, "last_mail_on": found.last_mail_on}


def _is_due(nomination: Nomination, on: date) -> bool:
    step = rules.next_step(
        email=nomination.email,
        mails_sent=nomination.mails_sent,
        last_mail_on=nomination.last_mail_on,
        expires=clock.local_day(nomination.expires_at),
        today=on,
    )
    return step is rules.Step.MAIL


def open_nomination(token: str, *, at: datetime) -> Nomination:
    """Return the nomination a link opens. Raises LinkNoLongerOpens when it is over or altered."""
    nomination_id = tokens.subject_of(token, tokens.NOMINATION)
    nomination = (
        Nomination.objects.select_related("organisation", "contact")
        .filter(pk=nomination_id)
        .exclude(state=NominationState.WITHDRAWN)
        .first()
        if nomination_id
        else None
    )
    if nomination is None:
        raise LinkNoLongerOpens
    if nomination.state != NominationState.ANSWERED and nomination.expires_at <= at:
        raise LinkNoLongerOpens
    return nomination


def _locked(token: str, *, at: datetime) -> Nomination:
    """Return what a link opens, held until the end: of two who answer, one is the second."""
    opened = open_nomination(token, at=at)
    Nomination.objects.select_for_update(no_key=True).get(pk=opened.pk)
    return open_nomination(token, at=at)


def note_opened(*, nomination_id: UUID, at: datetime) -> None:
    """Note when a link was first opened, so that nobody is rung who is just reading it."""
    Nomination.objects.filter(pk=nomination_id, opened_at__isnull=True).update(opened_at=at)


@transaction.atomic
def answer(
    *,
    actor: Actor,
    token: str,
    lead_id: UUID,
    lead: Details,
    at: datetime,
    cover_id: UUID | None = None,
    cover: Details | None = None,
    position: str = "",
) -> NamedContact:
    """Name a contact, and their cover if there is one, through the link of a nomination.

    Whoever holds the link speaks for the organisation; no account is needed. The same form sent
    twice names one person. Raises LinkNoLongerOpens, and AnsweredMeanwhile for the second of two.
    """
    nomination = _locked(token, at=at)
    if nomination.state == NominationState.ANSWERED:
        if NamedContact.objects.filter(
            pk=lead_id, organisation_id=nomination.organisation_id
        ).exists():
            return NamedContact.objects.get(pk=lead_id)
        raise AnsweredMeanwhile
    wanted = position or _first_position(nomination)
    contact = contacts.make_contact(
        actor=actor,
        contact_id=lead_id,
        organisation=nomination.organisation,
        position=wanted,
        details=lead,
        at=at,
        is_confirmed=True,
        in_place_of=_asked_about(nomination) if wanted == Position.CONTACT else None,
    )
    if cover is not None and cover.name.strip():
        second = contacts.make_contact(
            actor=actor,
            contact_id=cover_id or new_id(),
            organisation=nomination.organisation,
            position=Position.COVER,
            details=cover,
            at=at,
            is_confirmed=True,
        )
        if not contact.covers.filter(by=second).exists():
            contact.covers.create(by=second, from_on=clock.local_day(at))
    nomination.refresh_from_db(fields=["state"])  # naming the lead closed it already
    close_asking(nomination, actor, at)
    return contact


@transaction.atomic
def say_yes(*, actor: Actor, token: str, at: datetime) -> None:
    """Confirm, through the link, that the contact who was named is right.

    Raises LinkNoLongerOpens, and AnsweredMeanwhile where somebody else was named meanwhile.
    """
    nomination = _locked(token, at=at)
    if nomination.state == NominationState.ANSWERED:
        if nomination.contact and nomination.contact.until_on is None:
            return
        raise AnsweredMeanwhile
    if nomination.contact_id is not None:
        contacts.confirm([nomination.contact_id], clock.local_day(at))
    close_asking(nomination, actor, at)


@transaction.atomic
def ring_instead(*, actor: Actor, token: str, at: datetime) -> None:
    """Ask the coordinator to ring, through the link. Raises LinkNoLongerOpens."""
    nomination = open_nomination(token, at=at)
    if nomination.state == NominationState.WAITING:
        nomination.state = NominationState.PHONE
        nomination.save(update_fields=["state"])
        audit.record(actor, "nomination.ring_instead", nomination.pk, at=at)


@transaction.atomic
def answered_by_phone(*, actor: Actor, nomination_id: UUID, at: datetime) -> None:
    """Note that a nomination was answered on the phone (the contact itself is named as always).

    Raises Nomination.DoesNotExist (not found).
    """
    mine = permissions.organisations(actor, Action.CHASE)
    nomination = Nomination.objects.get(pk=nomination_id, organisation__in=mine)
    close_asking(nomination, actor, at)


@transaction.atomic
def withdraw(*, actor: Actor, nomination_id: UUID, at: datetime) -> None:
    """Take a nomination back: its link no longer opens. Raises Nomination.DoesNotExist."""
    mine = permissions.organisations(actor, Action.CHASE)
    nomination = Nomination.objects.get(pk=nomination_id, organisation__in=mine)
    if nomination.state != NominationState.ANSWERED:
        nomination.state = NominationState.WITHDRAWN
        nomination.save(update_fields=["state"])
        audit.record(actor, "nomination.withdrawn", nomination.pk, at=at)


def ask_once_a_term(*, actor: Actor, contact: NamedContact, began: date, at: datetime) -> bool:
    """Ask somebody without an account, by a link, whether all is still right; say whether asked.

    Not when they are being asked, or were asked, since the term began.
    """
    since = _midnight(began)
    asked = Nomination.objects.filter(organisation_id=contact.organisation_id, asked_at__gte=since)
    # A school is asked once for all; of a service's contacts each answers for themselves.
    if (asked if contact.side == Side.SCHOOL else asked.filter(contact=contact)).exists():
        return False
    on = clock.local_day(at)
    nomination = Nomination.objects.create(
        organisation_id=contact.organisation_id,
        side=contact.side,
        contact=contact,
        email=contact.email,
        asked_at=at,
        expires_at=_midnight(rules.expires_on(on)),
    )
    audit.record(actor, "nomination.asked", nomination.pk, at=at)
    _mail(nomination, on, at)
    return True


def _waiting() -> QuerySet[Nomination]:
    waiting = Nomination.objects.select_for_update(of=("self",)).filter(
        state=NominationState.WAITING
    )
    return waiting.exclude(organisation__school__status=Status.CLOSED).order_by("pk")


_WAITING: Question[Nomination] = Question(_waiting)


@transaction.atomic
def chase_due(*, actor: Actor, at: datetime) -> dict[str, int]:
    """Send today's reminders and turn what is over into phone tasks; return how many of each.

    Started once a day by the schedule. In August it does nothing. What a school was asked that has
    closed since waits for whoever says which school follows it.
    """
    on = clock.local_day(at)
    done = {"mail": 0, "phone": 0}
    for nomination in _WAITING.rows():
        step = rules.next_step(
            email=nomination.email,
            mails_sent=nomination.mails_sent,
            last_mail_on=nomination.last_mail_on,
            expires=clock.local_day(nomination.expires_at),
            today=on,
        )
        if step is rules.Step.MAIL:
            _mail(nomination, on, at)
            done["mail"] += 1
        elif step is rules.Step.PHONE:
            nomination.state = NominationState.PHONE
            nomination.save(update_fields=["state"])
            audit.record(actor, "nomination.to_phone", nomination.pk, at=at)
            done["phone"] += 1
    return done


def _asked_about(nomination: Nomination) -> NamedContact | None:
    """Return whom a service was asked about, while they are still named there."""
    contact = nomination.contact
    return contact if contact is not None and contact.until_on is None else None


def _first_position(nomination: Nomination) -> str:
    return contacts.POSITIONS[nomination.side][0]  # type: ignore[index]


def _mail(nomination: Nomination, on: date, at: datetime) -> None:
    nomination.mails_sent += 1
    nomination.last_mail_on = on
    nomination.save(update_fields=["mails_sent", "last_mail_on"])
    outbox.publish(NominationSent(nomination_id=nomination.pk, mail=nomination.mails_sent), at=at)


def _midnight(day: date) -> datetime:
    """Return the moment a day begins in London."""
    return datetime.combine(day, time(), clock.LONDON).astimezone(UTC)
