"""A coordinator's own list of contacts: read it, look through it, make the pairs the same day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from schoolslink.access import audit
from schoolslink.access.actor import Actor
from schoolslink.access.models import Organisation
from schoolslink.access.policy import Action
from schoolslink.access.saving import made_before
from schoolslink.directory import permissions, sheets
from schoolslink.directory.commands import contacts, links
from schoolslink.directory.commands.contacts import Details
from schoolslink.directory.models import (
    Area,
    ContactFile,
    Cover,
    HealthcareService,
    Link,
    NamedContact,
    Position,
    School,
    Side,
    SupportTeam,
)
from schoolslink.directory.models.dated import current
from schoolslink.directory.rules.contact_columns import heading_row, read_headings
from schoolslink.directory.rules.contact_lines import Line, Reached, line_from_json, read_line
from schoolslink.directory.rules.hours import days_in, times_in
from schoolslink.directory.rules.school_match import (
    Candidate,
    Certainty,
    Known,
    known,
    match_school,
)
from schoolslink.kernel import clock
from schoolslink.kernel.ids import new_id
from schoolslink.kernel.names import normal_form
from schoolslink.web.errors import Refusal

SKIP = "skip"
KEEP, TAKE = "keep", "take"
LEAD, CONTACT = "lead", "contact"  # of whom a row may name another than is there


class NoHeadings(sheets.FileRefused):
    """We found no columns for a school and a person. Give them headings, such as School and Lead."""


class NoRows(sheets.FileRefused):
    """No row below the headings names a school. Check that you chose the right list."""


class AlreadyApplied(Refusal):
    """This list was brought in already. Send it again if it has changed."""


@dataclass
class Applied:
    """What a list changed, in figures.

    left: rows nobody chose a school for. to_decide: rows that name somebody else than is there.
    """

    schools: int = 0
    leads: int = 0
    covers: int = 0
    contacts: int = 0
    pairs: int = 0
    unchanged: int = 0
    left: int = 0
    to_decide: int = 0
    without_service: int = 0
    problems: list[str] = field(default_factory=list)


@transaction.atomic
def read_file(
    *, actor: Actor, file_id: UUID, area_id: UUID, name: str, content: bytes, at: datetime
) -> ContactFile:
    """Read a spreadsheet and keep it for looking through. Nothing is changed yet.

    Raises Area.DoesNotExist (not found), FormOfAnother, and sheets.FileRefused with a sentence
    for the person.
    """
    area = permissions.areas(actor, Action.MANAGE).get(pk=area_id)
    existing = made_before(ContactFile, file_id, area_id=area.pk)
    if existing is not None:
        return existing
    rows = sheets.rows_of(content)
    heading = heading_row(rows)
    if heading is None:
        raise NoHeadings
    columns = read_headings(rows[heading])
    schools = _candidates(area, clock.local_day(at))
    kept = []
    for number, row in enumerate(rows[heading + 1 :], start=heading + 2):
        line = read_line(number, row, columns.places)
        if line.school or line.urn:
            kept.append(line.as_json() | _matched(line, schools))
    if not kept:
        raise NoRows
    notes = [f"unread: {name}" for name in columns.unread]
    notes += [f"twice: {first} / {second}" for _meaning, first, second in columns.doubtful]
    found = ContactFile.objects.create(
        id=file_id,
        area=area,
        name=name[-120:],
        lines=kept,
        notes=notes,
        counts=dict(Counter(line["certainty"] for line in kept)),
        read_at=at,
        read_by_id=actor.person_id,
    )
    audit.record(actor, "contact_file.read", found.pk, at=at, detail={"rows": len(kept)})
    return found


@transaction.atomic
def apply_file(*, actor: Actor, file_id: UUID, choices: Mapping[int, str], at: datetime) -> Applied:
    """Name the people of a list and make its pairs. choices: row's number -> school's id or "skip".

    Rows without a choice go in where the school is clear, and are left where it is not. Whoever is
    named already stays; a row that names somebody else waits for `decide_rows`. The same list
    twice changes nothing. Raises ContactFile.DoesNotExist (not found) and AlreadyApplied.
    """
    areas = permissions.areas(actor, Action.MANAGE)
    file = ContactFile.objects.select_for_update().get(pk=file_id, area__in=areas)
    if file.applied_at is not None:
        raise AlreadyApplied
    on, done = clock.local_day(at), Applied()
    allowed = {k.school.school_id for k in _candidates(file.area, on)}
    services = _Services(file.area, on)
    waiting = []
    for kept in file.lines:
        line = line_from_json(kept)
        chosen = choices.get(line.number) or kept.get("school_id") or ""
        if not chosen or chosen == SKIP or UUID(chosen) not in allowed:
            done.left += chosen != SKIP
            continue
        before = (done.leads, done.covers, done.contacts, done.pairs)
        there = _apply_line(actor, line, UUID(chosen), services, done, at)
        if there:
            waiting.append(kept | {"school_id": chosen, "there": there})
        done.schools += 1
        after = (done.leads, done.covers, done.contacts, done.pairs)
        done.unchanged += before == after and not there
    done.to_decide = len(waiting)
    file.applied_at, file.lines = at, waiting
    file.counts = {name: value for name, value in vars(done).items() if isinstance(value, int)}
    file.save(update_fields=["applied_at", "lines", "counts"])
    audit.record(actor, "contact_file.applied", file.pk, at=at, detail=file.counts)
    return done


@transaction.atomic
def decide_rows(
    *, actor: Actor, file_id: UUID, choices: Mapping[int, Mapping[str, str]], at: datetime
) -> Applied:
    """Keep who is there, or take who the list names, in rows that wait for it.

    choices: row's number -> LEAD and CONTACT, each KEEP or TAKE; what has none goes on waiting.
    Raises ContactFile.DoesNotExist (not found).
    """
    areas = permissions.areas(actor, Action.MANAGE)
    file = ContactFile.objects.select_for_update().get(
        pk=file_id, area__in=areas, applied_at__isnull=False
    )
    done, waiting = Applied(), []
    services = _Services(file.area, clock.local_day(at))
    for kept in file.lines:
        line, given = line_from_json(kept), choices.get(kept["number"], {})
        chosen = {part: said for part, said in given.items() if said in (KEEP, TAKE)}
        if not chosen:
            waiting.append(kept)
            continue
        decided = kept.get("decided", {}) | chosen
        school = UUID(kept["school_id"])
        there = _apply_line(actor, line, school, services, done, at, decided=decided)
        if there:
            waiting.append(kept | {"there": there, "decided": decided})
    file.lines = waiting
    file.counts |= {"to_decide": len(waiting)}
    file.save(update_fields=["lines", "counts"])
    said = {str(number): dict(choice) for number, choice in choices.items()}
    audit.record(actor, "contact_file.decided", file.pk, at=at, detail=said)
    return done


@transaction.atomic
def throw_away(*, actor: Actor, file_id: UUID, at: datetime) -> None:
    """Forget a list that was read and not applied. Raises ContactFile.DoesNotExist (not found)."""
    areas = permissions.areas(actor, Action.MANAGE)
    file = ContactFile.objects.select_for_update().get(pk=file_id, area__in=areas)
    if file.applied_at is None:
        file.applied_at, file.lines = at, []
        file.counts = {"thrown_away": 1}
        file.save(update_fields=["applied_at", "lines", "counts"])
        audit.record(actor, "contact_file.thrown_away", file.pk, at=at)


def _candidates(area: Area, on: date) -> list[Known]:
    """Return the open schools that can be meant: those of the area, as they are called."""
    rows = (
        School.objects.filter(
            current(on, through="areas__"), areas__area=area, status__in=["open", "closing"]
        )
        .select_related("organisation")
        .order_by("urn")
    )
    return [
        known(Candidate(row.pk, row.urn, row.organisation.name, row.town, row.postcode))
        for row in rows
    ]


def _matched(line: Line, schools: list[Known]) -> dict[str, Any]:
    match = match_school(line.school, schools, town=line.town, postcode=line.postcode, urn=line.urn)
    sure = match.certainty in (Certainty.EXACT, Certainty.LIKELY)
    return {
        "certainty": str(match.certainty),
        "school_id": str(match.school_id) if sure else "",
        "choices": [
            {"id": str(c.school_id), "name": c.name, "town": c.town, "postcode": c.postcode}
            for c in match.choices
        ],
    }


class _Services:
    """The area's services and teams, found by what a row calls them."""

    def __init__(self, area: Area, on: date) -> None:
        rows = HealthcareService.objects.filter(current(on), area=area)
        self.services = list(rows.select_related("organisation").order_by("pk"))
        teams = SupportTeam.objects.filter(current(on), service__area=area)
        self.teams = list(teams.select_related("organisation").order_by("pk"))

    def service(self, name: str) -> HealthcareService | None:
        """Return the service a row names; without a name, the one that is meant anyway."""
        if name:
            return _by_name(name, self.services)
        mental = [service for service in self.services if service.kind == "camhs"]
        return mental[0] if len(mental) == 1 else None

    def team(self, name: str, service: HealthcareService) -> SupportTeam | None:
        """Return the team a row names, of this service."""
        of_it = [team for team in self.teams if team.service_id == service.pk]
        return _by_name(name, of_it) if name else None


def _by_name(name: str, rows: list[Any]) -> Any:
    wanted = normal_form(name)
    for row in rows:
        theirs = normal_form(row.organisation.name)
        if wanted == theirs or (len(wanted) > 3 and (wanted in theirs or theirs in wanted)):
            return row
    return None


def _apply_line(
    actor: Actor,
    line: Line,
    school_id: UUID,
    services: _Services,
    done: Applied,
    at: datetime,
    *,
    decided: Mapping[str, str] | None = None,
) -> dict[str, str]:
    """Bring in one row; return who is there already, by part, where the row names somebody else.

    Whom such a part names is not named at all until somebody decides to take them.
    """
    decided = decided or {}
    school = Organisation.objects.get(pk=school_id)
    there = _people(school, line, done, actor, at, decided.get(LEAD, ""))
    service = services.service(line.service)
    if service is None:
        done.without_service += bool(line.contact or line.service)
        return there
    live = school.school.links.filter(service=service, linked_until__isnull=True).first()
    here = _answering(live, clock.local_day(at))
    is_held = here is not None and bool(line.contact.name) and not _is_same(here, line.contact)
    if here is not None and is_held and decided.get(CONTACT) != TAKE:
        contact: NamedContact | None = here
        there |= {} if decided.get(CONTACT) else {CONTACT: here.name}
    elif here is not None and line.contact.name and not is_held:
        contact = here
    else:
        contact, is_new = _named(actor, service.organisation, Position.CONTACT, line.contact, at)
        done.contacts += is_new
    if not (contact or line.lead):
        return there
    team = services.team(line.team, service)
    wanted = contact.pk if contact else (live.nhs_contact_id if live else None)
    if live is not None and live.nhs_contact_id == wanted and (not team or live.team_id == team.pk):
        return there
    links.make_link(
        actor=actor,
        link_id=new_id(),
        school_id=school_id,
        service_id=service.pk,
        nhs_contact_id=wanted,
        team_id=team.pk if team else None,
        at=at,
    )
    done.pairs += 1
    return there


def _people(
    school: Organisation, line: Line, done: Applied, actor: Actor, at: datetime, decided: str
) -> dict[str, str]:
    """Name a school's lead and cover; return the lead who is there where the row has another.

    With the lead the cover waits: whose cover it is, is what has to be decided.
    """
    on = clock.local_day(at)
    other = _other_lead(school, line.lead, on)
    if other is not None and not decided:
        return {LEAD: other.name}
    if other is not None and decided == KEEP:
        lead: NamedContact | None = other
    else:
        lead, is_new = _named(actor, school, Position.LEAD, line.lead, at)
        done.leads += is_new
    cover, is_new = _named(actor, school, Position.COVER, line.cover, at)
    done.covers += is_new
    if lead and cover and not lead.covers.filter(by=cover, until_on__isnull=True).exists():
        Cover.objects.create(contact=lead, by=cover, from_on=on)
    return {}


def _other_lead(school: Organisation, said: Reached, on: date) -> NamedContact | None:
    """Return the present lead of a school where a row names another one."""
    leads = NamedContact.objects.filter(current(on), organisation=school, position=Position.LEAD)
    lead = leads.first() if said and said.name else None
    return None if lead is None or _is_same(lead, said) else lead


def _answering(live: Link | None, on: date) -> NamedContact | None:
    """Return who answers for a pair now by name."""
    here = live.nhs_contact if live is not None else None
    return here if here is not None and (here.until_on is None or here.until_on > on) else None


def _is_same(here: NamedContact, said: Reached) -> bool:
    same_address = said.email and here.email.casefold() == said.email.casefold()
    return bool(same_address) or normal_form(here.name) == normal_form(said.name)


def _named(
    actor: Actor, organisation: Organisation, position: str, said: Reached, at: datetime
) -> tuple[NamedContact | None, bool]:
    """Return whoever a row names, and whether they are new here. What is known stays as it is."""
    if not said or not said.name:
        return None, False
    on = clock.local_day(at)
    there = NamedContact.objects.filter(current(on), organisation=organisation, position=position)
    for here in there:
        if _is_same(here, said):
            return here, False
    hours = times_in(said.days)
    side = Side.SCHOOL if organisation.kind == "school" else Side.NHS
    made = contacts.make_contact(
        actor=actor,
        contact_id=new_id(),
        organisation=organisation,
        position=position if position in contacts.POSITIONS[side] else Position.CONTACT,
        details=Details(
            name=said.name,
            email=said.email,
            job_title=said.title,
            days=days_in(said.days),
            starts_at=hours[0] if hours else None,
            ends_at=hours[1] if hours else None,
            phone=said.phone,
        ),
        at=at,
        is_confirmed=False,
    )
    return made, True
