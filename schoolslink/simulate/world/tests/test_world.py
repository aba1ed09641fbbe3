"""The world as it lies in the database: held, dated, marked, and refused where it has no place."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import timedelta

import psycopg
import pytest
from django.db import connection

from schoolslink.access.models import Membership, Person, Persona, Role
from schoolslink.directory.models import (
    Cover,
    HealthcareService,
    HelpLine,
    Link,
    NamedContact,
    Nomination,
    School,
)
from schoolslink.insight.models import SchoolCount
from schoolslink.insight.queries import national_figures
from schoolslink.kernel import clock
from schoolslink.kernel.models import OutboxDelivery
from schoolslink.referrals.models import Holding, Item, ItemEvent, SharingChoice
from schoolslink.referrals.rules import ENDED, OPEN, Kind, State
from schoolslink.simulate.world import cast
from schoolslink.simulate.world.connection import NotInvented, arranging, refuse_unless_marked
from schoolslink.simulate.world.riverside import CLUSTER
from schoolslink.simulate.world.tests.test_country import DRAMA

pytestmark = pytest.mark.usefixtures("world_database")


@pytest.fixture(autouse=True)
def seeing_everything(world_database: str) -> Iterator[None]:
    """Look at the whole world as its arranger: nobody else could."""
    with arranging():
        yield


def test_every_open_item_has_one_holder_and_a_date():
    for item in Item.objects.filter(closed_at__isnull=True):
        held = Holding.objects.filter(item=item, ended_at__isnull=True)
        assert [one.due_on is not None and one.pool_id is not None for one in held] == [True]


def test_ended_items_are_held_by_nobody():
    ended = Item.objects.filter(closed_at__isnull=False)

    assert ended.exists()
    assert not Holding.objects.filter(item__in=ended, ended_at__isnull=True).exists()


def test_requests_are_met_in_every_state():
    never_kept = {State.NEW, State.ASKED, State.ANSWERED, State.BECAME_REQUEST}
    states = set(Item.objects.exclude(kind="advice").values_list("state", flat=True))

    missing = {state.value for state in set(State) - never_kept} - states
    # Decided and told follow each other at once here; what is between them is not left.
    between = {State.ADVICE_GIVEN, State.NOT_ACCEPTED, State.HELP_ENDED, State.TO_TELL_TOO}
    between.add(State.LAPSED)  # every service of this world answers what it is asked to take
    between |= {State.SENT_ON, State.PUT_TO_REQUEST}  # what came by post here is still to be sorted
    # Of those who wait one month is told, and it was the same.
    other_months = (OPEN[Kind.CHECK_IN] | ENDED[Kind.CHECK_IN]) - {State.SAME}
    # Of what else stands beside a request, what is told here must be there, and not each way it can go.
    told = {
        State.TO_HAND_OVER,
        State.TRANSFERRED,
        State.ARRIVAL_ASKED,
        State.OFFERED_OUTSIDE,
        State.TO_JUDGE,
    }
    kinds = (
        Kind.TRANSFER, Kind.OUTSIDE, Kind.ARRIVAL, Kind.SECOND_LOOK, Kind.COPY, Kind.CORRECTION,
    )  # fmt: skip
    other_ways = {state for kind in kinds for state in OPEN[kind] | ENDED[kind]} - told
    other_ways -= OPEN[Kind.REFERRAL] | ENDED[Kind.REFERRAL]
    other_ways |= OPEN[Kind.CONSULTATION] - {State.BOOKED, State.TWO_STEPS}
    assert missing <= {state.value for state in between | other_months | other_ways}


def test_the_lead_of_the_college_is_asked_whether_somebody_has_come():
    held = Holding.objects.get(kind="arrival", ended_at__isnull=True)

    leads = NamedContact.objects.filter(organisation_id=held.school_id, position="lead")
    assert held.person_id in set(leads.values_list("person_id", flat=True))
    assert held.due_on >= clock.today()
    assert held.item.about.school_id != held.school_id


def test_of_every_request_that_went_it_is_recorded_whether_school_hears():
    sent = Item.objects.filter(kind="referral", asked_at__isnull=False)

    said = SharingChoice.objects.filter(whom="school").values("item_id")

    assert sent.exists()
    assert not sent.exclude(pk__in=said).exists()


def test_one_question_is_overdue_and_nothing_else():
    today = clock.today()
    late = Holding.objects.filter(ended_at__isnull=True, due_on__lt=today)

    schools = {holding.item.school.name for holding in late.select_related("item__school")}
    assert schools == {"Brennimere Primary"}


def test_overdue_question_went_to_the_cover_and_then_to_the_manager():
    late = Item.objects.get(school__name="Brennimere Primary", closed_at__isnull=True)
    holders = Holding.objects.filter(item=late).order_by("began_at", "id")

    names = [holding.person.name for holding in holders.select_related("person")]
    assert names == ["Priya Nair", "Sam Okoro", "Dr Lena Fox"]


def test_nothing_happened_after_today_or_before_the_programme():
    events = ItemEvent.objects.order_by("at")
    today = clock.today()

    assert events.last().at.date() <= today
    assert events.first().at.date() > today - timedelta(days=200)


def test_priya_answers_for_thirty_one_schools_and_the_pool_for_those_of_gareth():
    priya = NamedContact.objects.get(name="Priya Nair")
    pooled = Link.objects.filter(service=priya.organisation_id, nhs_contact__isnull=True)

    assert Link.objects.filter(nhs_contact=priya).count() == cast.SCHOOLS_OF_PRIYA
    assert pooled.filter(school__organisation__name="Selverham Academy").exists()
    assert not Link.objects.filter(nhs_contact__name="Gareth Birtles").exists()


def test_schools_without_a_contact_were_asked_to_name_one():
    first = Nomination.objects.order_by("pk").first()

    assert (first.email, first.state) == ("", "phone")
    assert not Link.objects.filter(school_id=first.organisation_id).exists()


def test_one_alone_is_covered_by_their_trust_and_one_by_their_federation():
    shared = Cover.objects.filter(by_organisation__kind="trust", until_on__isnull=True)
    found = shared.values_list("contact__name", "by_organisation__school_group__kind")

    assert sorted(found) == [("Rosa Keddle", "federation"), ("Sian Oakhill", "trust")]


def test_somebody_leads_the_trust_of_three_schools_whose_numbers_are_mostly_small():
    lead = Membership.objects.get(role=Role.TRUST_LEAD)
    schools = School.objects.filter(trust_code=lead.organisation.school_group.code)
    counted = SchoolCount.objects.filter(school__school__in=schools)

    assert (lead.person.name, schools.count()) == ("Maryam Oduya", 3)
    assert set(counted.values_list("school_id", flat=True)) == {school.pk for school in schools}


def test_one_alone_is_covered_by_the_cluster_of_her_college_and_a_neighbour():
    cover = Cover.objects.get(by_organisation__kind="cluster", until_on__isnull=True)

    assert (cover.contact.name, cover.by_organisation.name) == ("Gwen Penhale", CLUSTER)
    assert cover.by_organisation.cluster.answers.name == "Olu Thackray"


def test_mr_shaw_has_no_account_and_is_reached_all_the_same():
    shaw = NamedContact.objects.get(name=cast.MR_SHAW)
    school = School.objects.get(organisation_id=shaw.organisation_id)

    assert shaw.person_id is None
    assert school.pupils == 46
    assert not Membership.objects.filter(organisation_id=school.pk).exists()
    assert Item.objects.filter(school_id=school.pk, state=State.ANSWERED).count() == 2


def test_personas_are_people_with_a_page_and_two_families_with_a_code():
    personas = list(Persona.objects.order_by("position"))

    assert [p.name for p in personas][:3] == ["Amira Khan", "Tom Reed", "Priya Nair"]
    assert [p.name for p in personas if p.family_code_id] == ["Ellie W.", "Halina W."]
    assert all("Code, as on paper: " in p.about for p in personas if p.family_code_id)


def test_every_telephone_number_is_one_kept_for_drama():
    numbers = set(School.objects.values_list("phone", flat=True))
    numbers |= set(NamedContact.objects.values_list("phone", flat=True))
    numbers |= set(HealthcareService.objects.values_list("phone", flat=True))
    numbers |= set(HelpLine.objects.values_list("phone", flat=True))

    assert [number for number in numbers - {""} if not DRAMA.fullmatch(number)] == []


def test_nobody_can_be_written_to():
    addresses = list(Person.objects.values_list("email", flat=True))
    addresses += NamedContact.objects.exclude(email="").values_list("email", flat=True)

    assert all(address.endswith(".example") for address in addresses)


def test_national_page_has_figures_of_every_area():
    figures = national_figures(since=clock.today() - timedelta(days=400))

    assert figures.settings == School.objects.count()
    assert len(figures.areas) > 1
    assert all(area.requests > 0 for area in figures.areas)
    assert len(figures.line) == 8


def test_news_was_heard_when_it_happened():
    assert not OutboxDelivery.objects.filter(delivered_at__isnull=True).exists()
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from procrastinate_jobs")
        assert cursor.fetchone() == (0,)


def test_world_is_refused_where_the_mark_is_missing(world_database: str):
    admin = os.environ["SCHOOLSLINK_TEST_ADMIN"]
    with psycopg.connect(admin, dbname=world_database, autocommit=True) as server:
        server.execute("delete from access.mark")

    with pytest.raises(NotInvented):
        refuse_unless_marked()
