"""The lived-in area: its services, people, pairs and agreements, each made by whoever would make it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from uuid import UUID

from schoolslink.access.actor import Actor
from schoolslink.directory.commands import (
    agreements,
    clusters,
    contacts,
    links,
    nominations,
    services,
    support,
)
from schoolslink.directory.commands.contacts import Details
from schoolslink.directory.models import (
    AreaKind,
    HealthcareService,
    Link,
    NamedContact,
    Position,
    School,
    SharingAgreement,
)
from schoolslink.directory.permissions import schools_of_groups
from schoolslink.directory.queries.groups import groups_of
from schoolslink.kernel import calendar, clock
from schoolslink.kernel.ids import new_id
from schoolslink.simulate.world import cast, criteria, rows
from schoolslink.simulate.world.connection import arranging
from schoolslink.simulate.world.programme import Filling, Staffed, fill_schools
from schoolslink.simulate.world.stage import Stage, programme

LONG_AGO = 480  # working days: the programme is in its second year here
LAST_YEAR = 240
APART = 17  # schools between two services, so that a map shows each
TUESDAY_TO_THURSDAY, EVERY_DAY = (1, 2, 3), (0, 1, 2, 3, 4)
PAIRED = ("hillside", "northgate", "quorstow", "brennimere", "jarrowick", "orvenbury")


def build(stage: Stage, area_name: str, code: str, schools: list[School]) -> None:
    """Make the area with all its schools; those of the cast come first in the list."""
    since = stage.order.working_day(LONG_AGO)
    for school, player in zip(schools, cast.SCHOOLS, strict=False):
        stage.name_place(player.key, school.pk)
    stage.name_place("country", programme("National programme"))
    stage.enter("country", since=since)
    _make_area(stage, area_name, code, schools)
    stage.enter("area", since=since)
    _lead_trust(stage)
    _make_services(stage, schools)
    stage.enter("service", *MANAGERS, "team", *(s.key for s in cast.SCHOOLS), since=since)
    _say_what_services_do(stage, schools)
    _name_people(stage)
    sharing = _share(stage, schools)
    _fill_the_rest(stage, sharing, schools[len(cast.SCHOOLS) :])
    _pair(stage)
    _agree(stage)
    _confirm(stage)
    _leave_vacant(stage)
    _ask_for_names(stage, schools)


def _make_area(stage: Stage, name: str, code: str, schools: Iterable[School]) -> None:
    at = stage.moment(LONG_AGO)
    area = stage.new_place("area")
    with stage.as_("ade", at) as ade:
        services.make_area(actor=ade, area_id=area, name=name, kind=AreaKind.ICB, code=code, at=at)


def _lead_trust(stage: Stage) -> None:
    """Let the trust of one school have somebody who leads it; around a real register it may have none."""
    since = stage.order.working_day(LONG_AGO)
    for trust in groups_of(stage.places["selverham"], on=stage.order.anchor)[:1]:
        stage.name_place("trust", trust.pk)
        stage.enter("trust", since=since)


def schools_of_trust(stage: Stage) -> list[School]:
    """Return the open schools of the trust that somebody leads."""
    mine = frozenset({stage.places["trust"]} if "trust" in stage.places else ())
    here = schools_of_groups(mine, stage.order.anchor)
    return list(School.objects.filter(here, status="open").order_by("urn"))


def _make_services(stage: Stage, schools: list[School]) -> None:
    at, area = stage.moment(LONG_AGO, 10), stage.places["area"]
    with stage.as_("jo", at) as jo:
        services.put_schools_into_area(
            actor=jo, area_id=area, school_ids=[s.pk for s in schools], at=at
        )
        for key, name, kind in (
            ("service", cast.SERVICE, "camhs"),
            ("little_steps", cast.LITTLE_STEPS, "early_years"),
            ("talk_time", cast.TALK_TIME, "voluntary"),
            ("eating", cast.EATING, "eating"),
        ):
            services.make_service(
                actor=jo, service_id=stage.new_place(key), area_id=area, name=name, kind=kind, at=at
            )
        services.make_team(
            actor=jo, team_id=stage.new_place("team"), service_id=stage.places["service"],
            name=cast.SUPPORT_TEAM, at=at,
        )  # fmt: skip
        services.save_help_line(
            actor=jo, line_id=new_id(), area_id=area, details=criteria.CRISIS_LINE,
            is_checked=False, at=stage.moment(6),
        )  # fmt: skip


# Who answers for the pool of each smaller service, having a role there and nowhere else.
MANAGERS = {"little_steps": "wren", "talk_time": "idris", "eating": "noor"}


def _say_what_services_do(stage: Stage, schools: list[School]) -> None:
    at = stage.moment(LONG_AGO, 11)
    managers = {"service": "lena"} | MANAGERS
    for number, (key, page) in enumerate(criteria.PAGES.items(), start=1):
        manager = stage.people[managers[key]].email
        near = schools[APART * number % len(schools)]
        details = page | {"postcode": near.postcode}
        with stage.as_("jo", at) as jo:
            services.change_service(
                actor=jo, service_id=stage.places[key], name="", details=details,
                pool_manager_email=manager, at=at,
            )  # fmt: skip
            services.publish_criteria(
                actor=jo, criteria_id=new_id(), service_id=stage.places[key],
                content=criteria.first(key, stage.places), what_changed="",
                from_on=stage.order.working_day(LONG_AGO), at=at,
            )  # fmt: skip
        lately = stage.moment(8)
        with stage.as_(managers[key], lately) as whoever_manages:
            services.change_service(
                actor=whoever_manages, service_id=stage.places[key], name="", details=details,
                pool_manager_email=manager, at=lately,
            )  # fmt: skip
        with arranging():
            place = HealthcareService.objects.filter(pk=stage.places[key])
            place.update(lat=near.lat, lon=near.lon)
    changed = stage.moment(40)
    with stage.as_("lena", changed) as actor:
        services.publish_criteria(
            actor=actor, criteria_id=new_id(), service_id=stage.places["service"],
            content=criteria.second("service", stage.places),
            what_changed=criteria.WHAT_CHANGED, from_on=stage.order.working_day(40), at=changed,
        )  # fmt: skip


HOURS: dict[str, tuple[tuple[int, ...], str, str]] = {
    "priya": (TUESDAY_TO_THURSDAY, "01632 960 001", "Ask here; by phone between 12 and 1"),
    "sam": (EVERY_DAY, "01632 960 002", "Ask here, or ring"),
    "ruth": ((0, 1, 3), "01632 960 003", ""),
    "femi": ((0, 2, 4), "01632 960 004", ""),
    "gareth": ((1, 3), "01632 960 005", ""),
    "kofi": (EVERY_DAY, "01632 960 006", "In school on most days"),
    "amira": (EVERY_DAY, "01632 960 101", "Ask here; the office finds me before 9"),
    "tom": (EVERY_DAY, "01632 960 101", ""),
    "nadia": (EVERY_DAY, "01632 960 102", ""),
    "gwen": ((0, 1, 2, 3), "01632 960 103", ""),
    "imran": (EVERY_DAY, "01632 960 104", ""),
    "sian": ((1, 2), "01632 960 105", ""),
    "rosa": (EVERY_DAY, "01632 960 106", ""),
    "olu": (EVERY_DAY, "01632 960 107", ""),
}
POSITIONS = {"tom": Position.COVER, "rosa": Position.HEAD}
COVERED_BY_THEIR_TRUST = ("sian", "rosa")
CLUSTER = "Orven Valley cluster"
NHS_PEOPLE = ("priya", "sam", "ruth", "femi", "gareth", "kofi")


def _name_people(stage: Stage) -> None:
    """Name everybody who answers for something, and who covers for whom."""
    at = stage.moment(LAST_YEAR)
    players = {player.key: player for player in cast.PLAYERS}
    with stage.as_("jo", at) as jo:
        for key, (days, phone, best_way) in HOURS.items():
            player = players[key]
            position = Position.CONTACT if key in NHS_PEOPLE else POSITIONS.get(key, Position.LEAD)
            contacts.name_contact(
                actor=jo, contact_id=stage.new_place(f"contact of {key}"),
                organisation_id=stage.places[player.at], position=position, at=at,
                details=Details(
                    player.name, player.email, player.title, days, time(9), time(16), phone, best_way
                ),
            )  # fmt: skip
        contacts.name_contact(
            actor=jo, contact_id=stage.new_place("contact of shaw"), at=at,
            organisation_id=stage.places["quorstow"], position=Position.HEAD,
            details=Details(
                cast.MR_SHAW, "head@little-quorstow.example", "Head", phone="01632 960 108",
                best_way="By phone, before 8.30; he is in class until 3",
            ),
        )  # fmt: skip
        for key, by in (("priya", "sam"), ("sam", "priya"), ("ruth", "femi"), ("femi", "ruth"),
                        ("amira", "tom")):  # fmt: skip
            contacts.set_cover(
                actor=jo, cover_id=new_id(), contact_id=stage.places[f"contact of {key}"],
                by=stage.places[f"contact of {by}"], at=at,
            )  # fmt: skip
        # Around a real register it is not in the world's hands whether these have a trust.
        for key in COVERED_BY_THEIR_TRUST:
            contact = NamedContact.objects.get(pk=stage.places[f"contact of {key}"])
            trusts = groups_of(contact.organisation_id, on=clock.local_day(at))
            for trust in trusts[:1]:
                contacts.set_cover(
                    actor=jo, cover_id=new_id(), contact_id=contact.pk, by=trust.pk, at=at
                )
        _neighbours(stage, jo, at)


def _neighbours(stage: Stage, jo: Actor, at: datetime) -> None:
    """Write down a cluster of two schools: Olu answers for it, and it covers for Gwen."""
    cluster = clusters.make_cluster(
        actor=jo, cluster_id=new_id(), area_id=stage.places["area"], name=CLUSTER, at=at
    )
    for school in ("orvenbury", "wiskerton"):
        clusters.add_school(actor=jo, cluster_id=cluster.pk, school_id=stage.places[school], at=at)
    clusters.change_cluster(
        actor=jo, cluster_id=cluster.pk, name=CLUSTER, answers=stage.places["contact of olu"], at=at
    )
    contacts.set_cover(
        actor=jo, cover_id=new_id(), contact_id=stage.places["contact of gwen"],
        by=cluster.pk, at=at,
    )  # fmt: skip


def _share(stage: Stage, schools: list[School]) -> SharingAgreement:
    """Register the agreement that lets a named request go; the services and the cast have signed."""
    at, signed = stage.moment(LAST_YEAR, 14), stage.order.working_day(LAST_YEAR)
    agreement_id = new_id()
    with stage.as_("jo", at) as jo:
        sharing = agreements.register_sharing(
            actor=jo, agreement_id=agreement_id, area_id=stage.places["area"],
            name="Riverside information sharing agreement",
            purpose="Asking for and giving mental health help to children and young people",
            lawful_basis="Public task; provision of health care",
            kept_at="With the board's information governance team", from_on=signed,
            until_on=signed + timedelta(days=3 * 365), at=at,
        )  # fmt: skip
        signing = ("service", "little_steps", "talk_time", "eating", "team")
        parties = [stage.places[key] for key in signing]
        parties += [school.pk for school in schools[: len(cast.SCHOOLS)]]
        agreements.add_parties(
            actor=jo, agreement_id=agreement_id, organisation_ids=parties, signed_on=signed,
            signed_by="The head, or the service's director", at=at,
        )  # fmt: skip
    return sharing


def _fill_the_rest(stage: Stage, sharing: SharingAgreement, schools: list[School]) -> None:
    """Give the area's other schools their contacts: Priya's first, up to her thirty-one."""
    named = {
        key: NamedContact.objects.get(pk=stage.places[f"contact of {key}"])
        for key in ("priya", "ruth", "femi", "gareth")
    }
    service = HealthcareService.objects.get(pk=stage.places["service"])
    doing = Filling(stage.order, stage.order.chance("lived-in area"))
    hers = cast.SCHOOLS_OF_PRIYA - len(PAIRED)
    priya = Staffed(service, cast.SERVICE, sharing, [named["priya"]])
    others = Staffed(
        service, cast.SERVICE, sharing, [named[key] for key in ("gareth", "ruth", "femi")]
    )
    fill_schools(doing, priya, schools[:hers], linked=1.0)
    fill_schools(doing, others, schools[hers:])
    with arranging():
        rows.put(doing.rows)


def _pair(stage: Stage) -> None:
    at = stage.moment(LAST_YEAR - 1)
    pairs: list[tuple[str, str, UUID | None]] = [(key, "priya", None) for key in PAIRED]
    pairs += [("selverham", "gareth", None), ("wiskerton", "kofi", stage.places["team"])]
    with stage.as_("jo", at) as jo:
        for school, contact, team in pairs:
            links.make_link(
                actor=jo, link_id=stage.new_place(f"link of {school}"),
                school_id=stage.places[school], service_id=stage.places["service"],
                nhs_contact_id=stage.places[f"contact of {contact}"], team_id=team, at=at,
            )  # fmt: skip
        # The youngest go elsewhere: a second link, asked only when chosen.
        links.make_link(
            actor=jo, link_id=new_id(), school_id=stage.places["jarrowick"],
            service_id=stage.places["little_steps"], at=at,
        )  # fmt: skip


def _agree(stage: Stage) -> None:
    """Let pairs agree how they work: one wholly, one on the school's side only."""
    at = stage.moment(LAST_YEAR - 10, 15)
    link = stage.places["link of hillside"]
    own_words = {
        "reach_service": "By a question here at any time. By phone Tuesday to Thursday, 12 to 1.",
        "talk": "Half an hour in the first week after each half term, at Hillside.",
    }
    with stage.as_("amira", at) as amira:
        agreements.write_agreement(
            actor=amira, agreement_id=new_id(), link_id=link, answers=own_words, at=at
        )
        for kind, provider, days, how in (
            ("mentor", "Ms Ellery, learning mentor", "Monday, Tuesday, Thursday", "Speak to Amira"),
            ("nurse", "School nurse", "Wednesdays", "A note in the office tray"),
            ("voluntary", cast.TALK_TIME, "Fridays", "Ask Amira; parents may ask themselves"),
        ):
            details = {"kind": kind, "provider": provider, "days": days, "how_to_get": how}
            support.save_support(
                actor=amira, support_id=new_id(), school_id=stage.places["hillside"],
                details=details, at=stage.moment(25),
            )  # fmt: skip
    later = stage.moment(LAST_YEAR - 12, 12)
    with stage.as_("priya", later) as priya:
        agreements.agree(actor=priya, link_id=link, version=1, at=later)
    with stage.as_("nadia", later) as nadia:
        agreements.write_agreement(
            actor=nadia, agreement_id=new_id(), link_id=stage.places["link of northgate"],
            answers={}, at=later,
        )  # fmt: skip


def _confirm(stage: Stage) -> None:
    """Let those who did this term say that all of it is right; Sian and Imran have not yet."""
    began = calendar.term_at(stage.order.anchor).first_on
    for number, key in enumerate(("priya", "sam", "ruth", "amira", "nadia", "gwen", "rosa", "olu")):
        for ago in (12 - number, 5, 2, 1, 0):
            if stage.order.working_day(ago) >= began:
                at = stage.moment(ago, 8, 40)
                with stage.as_(key, at) as actor:
                    contacts.confirm_all_mine(actor=actor, at=at)
                break


def _leave_vacant(stage: Stage) -> None:
    """Gareth has left the service: his schools are answered by the pool until somebody is named."""
    at = stage.moment(9, 16)
    with stage.as_("lena", at) as lena:
        contacts.vacate_contact(actor=lena, contact_id=stage.places["contact of gareth"], at=at)


def _ask_for_names(stage: Stage, schools: list[School]) -> None:
    """Ask schools without a contact to name one: one by phone, since it has no address, then by mail."""
    linked = set(Link.objects.filter(school__in=schools).values_list("school_id", flat=True))
    unlinked = [school for school in schools if school.pk not in linked][:3]
    at = stage.moment(6, 10)
    for number, school in enumerate(unlinked):
        address = f"office@school-{school.urn}.example" if number else ""
        with stage.as_("jo", at) as jo:
            nominations.ask(
                actor=jo, nomination_id=new_id(), organisation_id=school.pk, email=address, at=at
            )
