"""The link of a school: who answers it, when, and who does while they are away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from uuid import UUID

from django.db.models import Q, QuerySet

from schoolslink.directory.models import Cluster, Cover, Link, NamedContact, Side
from schoolslink.directory.models.dated import current
from schoolslink.directory.queries.belonging import who_belong
from schoolslink.directory.rules.hours import read_days
from schoolslink.directory.rules.way_in import LinkState, link_state, who_answers
from schoolslink.kernel import calendar
from schoolslink.kernel.worded import Question, among

LinkKey = tuple[str, UUID]  # a school's place in human order, the link

SHOWN = (
    "school__organisation",
    "service__organisation",
    "service__pool_manager",
    "team__organisation",
    "nhs_contact",
    "school_contact",
)


@dataclass(frozen=True)
class ContactView:
    """A named contact as others may see them. days: Monday as 0; empty when nobody said.

    covers: who is asked when they are away, in the order in which they are asked.
    away_until: the first day on which they are back, None when they are here.
    """

    contact_id: UUID
    person_id: UUID | None
    organisation_id: UUID
    name: str
    position: str
    job_title: str
    days: tuple[int, ...]
    starts_at: time | None
    ends_at: time | None
    phone: str
    email: str
    best_way: str
    confirmed_on: date | None
    covers: tuple[CoverView, ...] = ()
    away_until: date | None = None


@dataclass(frozen=True)
class CoverView:
    """Who is asked instead: a person, or an organisation such as a trust."""

    name: str
    contact_id: UUID | None = None
    person_id: UUID | None = None
    organisation_id: UUID | None = None
    phone: str = ""


@dataclass(frozen=True)
class LinkView:
    """One live link. contact: None when nobody is named and the pool answers.

    answers_person_id: the person who holds what is sent now: the contact, while they are away
    their cover, without either the manager of the pool; only who has a role there today. None
    exactly when state is NOBODY: a contact without an account, say, and nobody behind them.
    pool_manager_person_id, pool_manager_name: empty when the manager has no role there any more.
    """

    link_id: UUID
    school_id: UUID
    school_name: str
    school_sort_key: str
    service_id: UUID
    service_name: str
    service_phone: str
    team_id: UUID | None
    team_name: str
    area_id: UUID
    contact: ContactView | None
    school_contact: ContactView | None
    pool_manager_person_id: UUID | None
    pool_manager_name: str
    answers_person_id: UUID | None
    answers_from_pool: bool
    is_main: bool
    confirmed_on: date | None
    state: LinkState

    @property
    def contact_person_id(self) -> UUID | None:
        """Return the named contact's person, if they sign in."""
        return self.contact.person_id if self.contact else None

    @property
    def contact_name(self) -> str:
        """Return the named contact's name; empty when nobody is named."""
        return self.contact.name if self.contact else ""


def link_for_school(
    school_id: UUID, *, on: date, service_id: UUID | None = None
) -> LinkView | None:
    """Return a school's main link, or the one with this service, as it stands on a day.

    None when no service is linked: then nothing can be sent, and the coordinator is asked.
    """
    if service_id:
        link = _LINK_WITH.first(on=on, school=school_id, service=service_id)
    else:
        link = _MAIN_LINK.first(on=on, school=school_id)
    return _views([link], on)[0] if link else None


def links_of_school(school_id: UUID, *, on: date) -> list[LinkView]:
    """Return all links of a school, the main one first."""
    return _views(list(live_links(on).filter(school_id=school_id).order_by("-is_main", "pk")), on)


def schools_of_service(service_id: UUID, *, on: date) -> int:
    """Return how many schools are joined with a service."""
    return live_links(on).filter(service_id=service_id).values("school_id").distinct().count()


def links_of_service(
    service_id: UUID, *, on: date, after: LinkKey | None = None, size: int
) -> list[LinkView]:
    """Return links of a service from after a key, its schools in human order; one more than size."""
    rows = live_links(on).filter(service_id=service_id).order_by("school__sort_key", "pk")
    if after is not None:
        name, link_id = after
        rows = rows.filter(Q(school__sort_key__gt=name) | Q(school__sort_key=name, pk__gt=link_id))
    return _views(list(rows[: size + 1]), on)


def links_of_contact(person_id: UUID, *, on: date) -> list[LinkView]:
    """Return the links on which a person is named, on either side; schools in human order."""
    mine = current(on, through="nhs_contact__")
    rows = (
        live_links(on).filter(mine, nhs_contact__person_id=person_id).order_by("school__sort_key")
    )
    return _views(list(rows), on)


def entries_of(person_id: UUID, *, on: date) -> list[ContactView]:
    """Return what a person is named as at services and their teams, with schools or without."""
    rows = NamedContact.objects.filter(current(on), person_id=person_id, side=Side.NHS)
    return contact_views(list(rows.order_by("from_on", "pk")), on)


def contact_card(school_id: UUID, *, on: date) -> LinkView | None:
    """Return what the card of a school's contact says: the school's main link."""
    return link_for_school(school_id, on=on)


def school_contacts(school_id: UUID, *, on: date) -> list[ContactView]:
    """Return who can be reached at a school: lead first, then cover, then head."""
    rows = _AT_SCHOOLS.rows(on=on, schools=[school_id])
    order = {"lead": 0, "cover": 1, "head": 2}
    return sorted(contact_views(rows, on), key=lambda c: order[c.position])


def service_contacts(service_id: UUID, *, on: date) -> list[ContactView]:
    """Return the named contacts of a service, by name."""
    rows = NamedContact.objects.filter(
        current(on), organisation_id=service_id, side=Side.NHS
    ).order_by("name", "pk")
    return contact_views(list(rows), on)


def contact_views(contacts: list[NamedContact], on: date) -> list[ContactView]:
    """Return contacts with whoever covers for them on a day; one statement for any number."""
    covers: dict[UUID, list[Cover]] = {}
    for cover in _COVERS.rows(on=on, contacts=[c.pk for c in contacts]) if contacts else ():
        covers.setdefault(cover.contact_id, []).append(cover)
    return [contact_view(contact, covers.get(contact.pk, []), on) for contact in contacts]


def contact_view(contact: NamedContact, covers: list[Cover], on: date) -> ContactView:
    """Return one contact; covers: whoever covers for them on the day, as far as that is asked."""
    away = [c.until_on for c in covers if c.is_away and c.until_on]
    return ContactView(
        contact_id=contact.pk,
        person_id=contact.person_id,
        organisation_id=contact.organisation_id,
        name=contact.name,
        position=contact.position,
        job_title=contact.job_title,
        days=read_days(contact.days),
        starts_at=contact.starts_at,
        ends_at=contact.ends_at,
        phone=contact.phone,
        email=contact.email,
        best_way=contact.best_way,
        confirmed_on=contact.confirmed_on,
        covers=tuple(_cover_view(c) for c in covers if _answers_there(c, on)),
        away_until=max(away) if away else None,
    )


def _cover_view(cover: Cover) -> CoverView:
    if cover.by is not None:
        return CoverView(
            cover.by.name,
            contact_id=cover.by_id,
            person_id=cover.by.person_id,
            organisation_id=cover.by.organisation_id,
            phone=cover.by.phone,
        )
    other, cluster = cover.by_organisation, _cluster_of(cover)
    name = other.name if other else ""
    if cluster is None or cluster.answers is None:
        return CoverView(name, organisation_id=cover.by_organisation_id)
    # Whom to ring, and no more: answering for a cluster gives nobody a right at its schools.
    return CoverView(
        f"{name} ({cluster.answers.name})",
        organisation_id=cover.by_organisation_id,
        phone=cluster.answers.phone,
    )


def _answers_there(cover: Cover, on: date) -> bool:
    """Say whether a cover reaches somebody today: a person who left covers for nobody."""
    if cover.by is not None:
        return is_named(cover.by, on)
    cluster = _cluster_of(cover)
    return cluster is None or is_named(cluster.answers, on)


def _cluster_of(cover: Cover) -> Cluster | None:
    return getattr(cover.by_organisation, "cluster", None)


def is_named(contact: NamedContact | None, on: date) -> bool:
    """Say whether somebody is named on a day."""
    return (
        contact is not None
        and contact.from_on <= on
        and (contact.until_on is None or on < contact.until_on)
    )


def live_links(on: date) -> QuerySet[Link]:
    """Return the links of a day with what is shown of each, for other queries of the directory."""
    live = Link.objects.filter(current(on, start="linked_from", end="linked_until"))
    return live.select_related(*SHOWN)


def links_with_people(
    links: list[Link], named: list[NamedContact], on: date
) -> tuple[list[LinkView], dict[UUID, ContactView]]:
    """Return links as they stand on a day and, by contact, everybody they name; two statements.

    named: who is named at these schools on that day, each of whom is returned too. The first lead
    among them is meant where a link names nobody of the school itself.
    """
    on_links = [who for link in links for who in (link.nhs_contact, link.school_contact) if who]
    everybody = [*named, *(who for who in on_links if is_named(who, on))]
    people = {view.contact_id: view for view in contact_views(everybody, on)}
    leads: dict[UUID, ContactView] = {}
    # Lead, head, cover: the alphabet happens to know.
    for who in sorted(named, key=lambda who: who.position, reverse=True):
        leads.setdefault(who.organisation_id, people[who.pk])
    asked = [(c.person_id, c.organisation_id) for c in people.values()]
    asked += [(v.person_id, v.organisation_id) for c in people.values() for v in c.covers]
    asked += [(link.service.pool_manager_id, link.service_id) for link in links]
    belong = who_belong((person, place) for person, place in asked if place)
    began = calendar.term_at(on).first_on
    return [_view(link, people, leads, belong, began) for link in links], people


def _views(links: list[Link], on: date) -> list[LinkView]:
    """Return links as they stand on a day; three statements for any number."""
    without = {link.school_id for link in links if not link.school_contact_id}
    named = _AT_SCHOOLS.rows(on=on, schools=list(without)) if without else []
    return links_with_people(links, named, on)[0]


_LINK_WITH: Question[Link] = Question(
    lambda on, school, service: live_links(on)
    .filter(school_id=school, service_id=service)
    .order_by("pk")[:1],
    on=date, school=UUID, service=UUID,
)  # fmt: skip
_MAIN_LINK: Question[Link] = Question(
    lambda on, school: live_links(on).filter(school_id=school).order_by("-is_main", "pk")[:1],
    on=date, school=UUID,
)  # fmt: skip
_AT_SCHOOLS: Question[NamedContact] = Question(
    lambda on, schools: NamedContact.objects.filter(
        current(on), organisation__in=among(schools), side=Side.SCHOOL
    ).order_by("pk"),
    on=date, schools=list,
)  # fmt: skip
_COVERS: Question[Cover] = Question(
    lambda on, contacts: (
        Cover.objects.filter(current(on), contact__in=among(contacts))
        .select_related("by", "by_organisation__cluster__answers")
        .order_by("-is_away", "from_on", "pk")
    ),
    on=date, contacts=list,
)  # fmt: skip


def _view(
    link: Link,
    people: dict[UUID, ContactView],
    leads: dict[UUID, ContactView],
    belong: frozenset[tuple[UUID, UUID]],
    term_began_on: date,
) -> LinkView:
    contact = people.get(link.nhs_contact_id) if link.nhs_contact_id else None
    ours = link.school_contact_id
    pool = link.service.pool_manager
    if pool and (pool.pk, link.service_id) not in belong:
        pool = None  # whoever left, or never came, can open nothing
    answers, from_pool = _answering(contact, pool.pk if pool else None, belong)
    return LinkView(
        link_id=link.pk,
        school_id=link.school_id,
        school_name=link.school.organisation.name,
        school_sort_key=link.school.sort_key,
        service_id=link.service_id,
        service_name=link.service.organisation.name,
        service_phone=link.service.phone,
        team_id=link.team_id,
        team_name=link.team.organisation.name if link.team else "",
        area_id=link.service.area_id,
        contact=contact,
        school_contact=people.get(ours) if ours else leads.get(link.school_id),
        pool_manager_person_id=pool.pk if pool else None,
        pool_manager_name=pool.name if pool else "",
        answers_person_id=answers,
        answers_from_pool=from_pool,
        is_main=link.is_main,
        confirmed_on=link.confirmed_on,
        state=link_state(
            has_contact=contact is not None,
            is_answered=answers is not None,
            confirmed_on=contact.confirmed_on if contact else None,
            term_began_on=term_began_on,
        ),
    )


def _answering(
    contact: ContactView | None, pool: UUID | None, belong: frozenset[tuple[UUID, UUID]]
) -> tuple[UUID | None, bool]:
    """Return who holds what is sent now, and whether it is the pool's manager."""
    if contact is None:
        return pool, True
    asked = [(contact.person_id, contact.organisation_id)] if contact.away_until is None else []
    asked += [(cover.person_id, cover.organisation_id) for cover in contact.covers]
    return who_answers([(one[0], one in belong) for one in asked], pool)
