"""What follows a change in the directory: who hears of it, and what each day asks for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from uuid import UUID

from django.conf import settings
from django.db.models import OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from schoolslink.access import policy
from schoolslink.access.actor import Actor
from schoolslink.access.events import MembershipEnded, RoleGiven
from schoolslink.access.jobs import as_system
from schoolslink.access.models import Membership, Role
from schoolslink.access.unit import current as unit
from schoolslink.directory import events, messages, tokens
from schoolslink.directory.commands import contacts, nominations, services
from schoolslink.directory.models import (
    AreaMembership,
    HealthcareService,
    Link,
    NamedContact,
    Nomination,
    NominationState,
    Position,
    Side,
    SupportTeam,
    WorkingAgreement,
)
from schoolslink.directory.models.dated import current
from schoolslink.directory.queries.linked import areas_without_coordinator, national_people
from schoolslink.directory.queries.sides import speakers
from schoolslink.directory.rules.way_in import is_confirming_time
from schoolslink.kernel import calendar, clock, heartbeat, queue
from schoolslink.kernel.worded import Question
from schoolslink.notices import commands as notices
from schoolslink.notices import transport
from schoolslink.notices.queries import was_told
from schoolslink.notices.rendering import Rendered

ROUND = "directory.every_day"  # when what a day asks for last came to its end


class MailNotSent(Exception):
    """A mail server did not take a message; it is tried again."""


def ask_by_mail(event: events.NominationSent, *, at: datetime) -> None:
    """Send one mail of a nomination to the address that was given; there is no account behind it.

    An address that no server will ever take becomes a phone task at once.
    """
    nomination = Nomination.objects.select_related("organisation").get(pk=event.nomination_id)
    if nomination.state != NominationState.WAITING or nomination.mails_sent != event.mail:
        return
    token = tokens.token(tokens.NOMINATION, nomination.pk)
    link = f"{settings.ENVIRONMENT.public_url}{reverse('directory:nominate', args=[token])}"
    outcome = transport.send(
        to=nomination.email,
        rendered=_question(nomination, link),
        notice_id=UUID(int=nomination.pk.int ^ event.mail),
        language="en-gb",
    )
    if outcome.is_sent:
        return
    if not outcome.is_final:
        raise MailNotSent(outcome.code)
    nomination.state = NominationState.PHONE
    nomination.save(update_fields=["state"])


def _question(nomination: Nomination, link: str) -> Rendered:
    """Return the mail: two sentences and a link."""
    at_school = nomination.side == Side.SCHOOL
    if nomination.contact_id and at_school:
        asked = _(
            "Please tell us whether the person we have for your school is still the right one."
        )
    elif nomination.contact_id:
        asked = _("Please tell us whether you are still the person whom schools can reach.")
    elif at_school:
        asked = _("Please tell us whom we can reach at your school.")
    else:
        asked = _("Please tell us whom schools can reach at your service.")
    takes = _("It takes two minutes and needs no account.")
    return Rendered(subject=_("Who can be reached?"), body=f"{asked} {takes}\n\n{link}\n")


def tell_coordinator(event: events.LinkChanged, *, at: datetime) -> None:
    """Tell the area's coordinators, once, that a link has nobody named on it, or has ended."""
    link = Link.objects.select_related("service").get(pk=event.link_id)
    is_vacant = event.what == "contact" and link.nhs_contact_id is None
    if not is_vacant and event.what != "ended":
        return
    kind = messages.NOBODY_NAMED if is_vacant else messages.LINK_ENDED
    area = (
        AreaMembership.objects.filter(current(clock.local_day(at)), school_id=link.school_id)
        .values_list("area_id", flat=True)
        .first()
    ) or link.service.area_id
    for person in coordinators_to_tell(area, at=at):
        _tell(person, kind.name, _school(link), link.pk, at, area)


def tell_school(event: events.LinkChanged, *, at: datetime) -> None:
    """Tell a school's lead and cover that somebody else, or the whole team, answers them now."""
    link = Link.objects.get(pk=event.link_id)
    if event.what not in ("made", "contact", "main"):
        return
    for person in _of_school(link.school_id, clock.local_day(at)):
        _tell(person, messages.NEW_CONTACT.name, _school(link), link.pk, at, None)


def tell_counterpart(event: events.ContactChanged, *, at: datetime) -> None:
    """Tell each service's contact of a school, the same day, that whoever led there no longer does."""
    if event.side != Side.SCHOOL or event.what not in ("replaced", "vacated"):
        return
    led = NamedContact.objects.filter(pk=event.left_contact_id, position=Position.LEAD)
    if not led.exists():
        return
    live = Link.objects.filter(school_id=event.organisation_id, linked_until__isnull=True)
    for link in live.select_related("nhs_contact").order_by("pk"):
        contact = link.nhs_contact.person_id if link.nhs_contact else None
        people = [contact] if contact else sorted(_members(link.service_id, Role.SERVICE_MANAGER))
        for person in people:
            path = reverse("home")
            _tell(person, messages.COUNTERPART_CHANGED.name, path, link.pk, at, None)


# Who names somebody at a school: its head; where it has none, whoever covers, else the area.
_NAMES = (Role.SCHOOL_HEAD, Role.SCHOOL_COVER)


def ask_for_successor(event: events.ContactChanged, *, at: datetime) -> None:
    """Ask whoever may, on the same day, to name and invite who follows a lead or contact who has gone."""
    if event.what != "vacated" or event.left_contact_id is None:
        return
    left = NamedContact.objects.get(pk=event.left_contact_id)
    place = left.organisation_id
    if left.position == Position.LEAD:
        path = reverse("directory:school", args=[place])
        asked = next((found for role in _NAMES if (found := _members(place, role))), [])
        asked = asked or _coordinators_of_school(place, at)
    elif left.position == Position.CONTACT:
        path = reverse("directory:service", args=[place])
        asked = _members(place, Role.SERVICE_MANAGER)
    else:
        return
    for person in sorted(asked):
        _tell(person, messages.WHO_FOLLOWS.name, path, left.pk, at, None)


def _coordinators_of_school(school_id: UUID, at: datetime) -> list[UUID]:
    area = AreaMembership.objects.filter(current(clock.local_day(at)), school_id=school_id).first()
    return coordinators_to_tell(area.area_id, at=at) if area else []


def tell_both_of_end(event: events.LinkChanged, *, at: datetime) -> None:
    """Tell both sides of a pair that it has ended: the school's people, the contact, the managers."""
    if event.what != "ended":
        return
    link = Link.objects.select_related("nhs_contact").get(pk=event.link_id)
    for person in _of_school(link.school_id, clock.local_day(at)):
        _tell(person, messages.PAIR_ENDED.name, _school(link), link.pk, at, None)
    contact = link.nhs_contact.person_id if link.nhs_contact else None
    managers = _members(link.service_id, Role.SERVICE_MANAGER)
    for person in sorted({*managers, *([contact] if contact else [])}):
        _tell(person, messages.PAIR_ENDED.name, reverse("home"), link.pk, at, None)


def tell_other_side(event: events.AgreementAgreed, *, at: datetime) -> None:
    """Tell the side that has not agreed that there is a page to read."""
    agreement = WorkingAgreement.objects.select_related("link__nhs_contact").get(
        pk=event.agreement_id
    )
    link = agreement.link
    if event.side == Side.NHS and agreement.school_agreed_on is None:
        people = speakers(link, Side.SCHOOL)
    elif event.side == Side.SCHOOL and agreement.nhs_agreed_on is None:
        people = speakers(link, Side.NHS)
    else:
        return
    path = reverse("directory:agreement", args=[link.pk])
    for person in people:
        _tell(person, messages.AGREE.name, path, agreement.pk, at, None)


def tell_of_criteria(event: events.CriteriaPublished, *, at: datetime) -> None:
    """Tell the schools of a service that it has published anew what it takes."""
    on = clock.local_day(at)
    path = reverse("directory:service-turn", args=[event.service_id])
    live = current(on, start="linked_from", end="linked_until")
    for link in Link.objects.filter(live, service_id=event.service_id):
        for person in _of_school(link.school_id, on):
            key = f"{event.version}"
            _tell(person, messages.NEW_CRITERIA.name, path, link.pk, at, None, key=key)


def let_go(event: MembershipEnded, *, at: datetime) -> None:
    """End the contacts of whoever no longer belongs to an organisation, and what they managed."""
    contacts.vacate_those_who_left(actor=_job(), at=at, organisation_id=event.organisation_id)
    clear_managers(actor=_job(), at=at, organisation_id=event.organisation_id)


def clear_managers(*, actor: Actor, at: datetime, organisation_id: UUID | None = None) -> None:
    """Take those who left off the pools they managed, and ask the areas' coordinators for another."""
    left = services.clear_managers_who_left(actor=actor, at=at, organisation_id=organisation_id)
    for service in left:
        path = reverse("directory:edit-service", args=[service.pk])
        for person in coordinators_to_tell(service.area_id, at=at):
            _tell(person, messages.NOBODY_MANAGES.name, path, service.pk, at, service.area_id)


def coordinators_to_tell(area_id: UUID, *, at: datetime) -> list[UUID]:
    """Return the coordinators for whom there is news of an area; where it has none, ask for one.

    What they hear goes to nobody meanwhile: it stands in the area's lists for whoever comes.
    """
    people = _members(area_id, Role.AREA_COORDINATOR)
    if not people:
        ask_for_coordinator(area_id, at=at)
    return people


def ask_for_coordinator(area_id: UUID, *, at: datetime, once: str = "") -> None:
    """Ask the national team to name somebody for an area that nobody coordinates.

    once: what this asking is for, so that it is one for all who would ask for the same; else one a day.
    """
    if not areas_without_coordinator(on=clock.local_day(at), among=[area_id]):
        return  # somebody coordinates it, or it is over
    path = reverse("people", args=[area_id])
    for person in national_people():
        _tell(person, messages.NOBODY_COORDINATES.name, path, area_id, at, area_id, key=once)


def miss_coordinator(event: MembershipEnded, *, at: datetime) -> None:
    """Ask the national team on the day when the last of an area's coordinators goes."""
    if event.role == Role.AREA_COORDINATOR:
        ask_for_coordinator(event.organisation_id, at=at, once=week_of(at))


def ask_for_coordinators(*, at: datetime) -> None:
    """Ask for each area that has pairs and no coordinator, each week for as long as it has none."""
    for area_id, _name in areas_without_coordinator(on=clock.local_day(at)):
        ask_for_coordinator(area_id, at=at, once=week_of(at))


def week_of(at: datetime) -> str:
    """Return a name for the week in which a moment lies, Monday to Sunday."""
    return clock.local_day(at).strftime("%G-W%V")


def tell_of_role(event: RoleGiven, *, at: datetime) -> None:
    """Tell those responsible that somebody was let in to children's records: never the giver alone.

    A school's heads and safeguarding leads, a service's managers; where there is no other than
    whoever gave it, the coordinators of the area.
    """
    if not policy.reads_children(event.role):
        return
    place = event.organisation_id
    told = {*_members(place, Role.SCHOOL_HEAD, Role.SAFEGUARDING_LEAD)}
    team = SupportTeam.objects.filter(organisation_id=place).first()
    service = HealthcareService.objects.filter(pk=team.service_id if team else place).first()
    if service:
        told |= {*_members(service.pk, Role.SERVICE_MANAGER)}
    not_told = {event.by_id, event.person_id}
    if not told - not_told:
        school = AreaMembership.objects.filter(
            current(clock.local_day(at)), school_id=place
        ).first()
        area = school.area_id if school else service.area_id if service else None
        told = {*coordinators_to_tell(area, at=at)} if area else set()
    for person in sorted(told - not_told):
        _tell(person, messages.ROLE_GIVEN.name, reverse("account"), event.about_id, at, None)


@app.task(name="directory.every_day", queue=queue.CHORES)
def every_day(timestamp: int) -> None:
    """Chase nominations, end those who left, and ask once a term whether all is still right."""
    with as_system("directory.every_day") as actor:
        at = clock.now()
        contacts.vacate_those_who_left(actor=actor, at=at)
        clear_managers(actor=actor, at=at)
        ask_for_coordinators(at=at)
        nominations.chase_due(actor=actor, at=at)
        ask_to_confirm(actor=actor, at=at)
        heartbeat.beat(ROUND)


@app.task(name="directory.every_day_if_nobody_did", queue=queue.CHORES)
def every_day_if_nobody_did(timestamp: int) -> None:
    """Do what this morning asked for where a worker died of it, or none worked."""
    if not heartbeat.is_done_today(ROUND):
        every_day(timestamp)


def _to_ask(on: date, began: date, since: datetime) -> QuerySet[NamedContact]:
    told = was_told(
        messages.CONFIRM.name, about=OuterRef("pk"), to=OuterRef("person_id"), since=since
    )
    to_ask = NamedContact.objects.filter(current(on)).exclude(confirmed_on__gte=began)
    return to_ask.exclude(told).order_by("id")


_TO_ASK: Question[NamedContact] = Question(_to_ask, on=date, began=date, since=datetime)


def ask_to_confirm(*, actor: Actor, at: datetime) -> int:
    """Ask every contact who has not confirmed this term: by weekly mail, or by a link in a mail.

    Each is asked once a term, and nobody in August or before the second week. Return how many.
    """
    on = clock.local_day(at)
    began = calendar.term_at(on).first_on
    if not is_confirming_time(on, term_began_on=began):
        return 0
    asked = 0
    since = datetime.combine(began, time(), clock.LONDON)
    for contact in _TO_ASK.rows(on=on, began=began, since=since):
        if contact.person_id:
            path = reverse("directory:my-schools")
            if contact.side == Side.SCHOOL:
                path = reverse("directory:school", args=[contact.organisation_id])
            key = began.isoformat()
            asked += _tell(
                contact.person_id, messages.CONFIRM.name, path, contact.pk, at, None, key=key
            )
        elif contact.email and contact.position != "cover":
            asked += nominations.ask_once_a_term(actor=actor, contact=contact, began=began, at=at)
    return asked


def _tell(
    person: UUID,
    kind: str,
    path: str,
    about: UUID,
    at: datetime,
    area: UUID | None,
    *,
    key: str = "",
) -> bool:
    day = key or clock.local_day(at).isoformat()
    queued = notices.send(
        actor=_job(),
        kind=kind,
        link_path=path,
        at=at,
        to_person=person,
        about_id=about,
        area_id=area,
        once_key=f"{kind}:{about}:{person}:{day}",
    )
    return queued is not None


def _members(organisation_id: UUID, *roles: str) -> list[UUID]:
    today = clock.local_day(clock.real_now())  # memberships follow the real calendar
    rows = Membership.objects.filter(
        current(today), organisation_id=organisation_id, role__in=roles, person__is_active=True
    )
    return list(rows.values_list("person_id", flat=True).distinct())


def _of_school(school_id: UUID, on: date) -> Iterator[UUID]:
    rows = NamedContact.objects.filter(current(on), organisation_id=school_id, person__isnull=False)
    yield from rows.values_list("person_id", flat=True).distinct()


def _school(link: Link) -> str:
    return reverse("directory:school", args=[link.school_id])


def _job() -> Actor:
    """Return the actor of the unit under way."""
    return unit().actor()
