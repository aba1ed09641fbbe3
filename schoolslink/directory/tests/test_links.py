"""Who answers a school: its named contact, their cover, the pool; nobody only where nobody is."""

from datetime import date, time, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from schoolslink.access import identity
from schoolslink.access.models import Membership, Role
from schoolslink.directory import queries
from schoolslink.directory.models import NamedContact
from schoolslink.directory.queries.standings import standings_of
from schoolslink.directory.rules.way_in import LinkState, Standing
from schoolslink.directory.tests import factories as make

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 3)  # a Tuesday in the spring term


@pytest.fixture
def riverside(as_seed):
    """Hillside Primary, linked to Priya at Riverside CAMHS, whose pool Lena manages."""

    class World:
        pass

    world = World()
    with as_seed():
        world.area = make.an_area()
        world.lena = make.a_person("Lena Fox")
        world.service = make.a_service(world.area, pool_manager=world.lena)
        world.school = make.a_school(area=world.area)
        world.amira = make.a_contact(world.school, "Amira Khan", person=make.a_person("Amira Khan"))
        world.priya = make.a_contact(
            world.service,
            "Priya Nair",
            person=make.a_person("Priya Nair"),
            days="tue wed thu",
            starts_at=time(9),
            ends_at=time(16),
            phone="01632 960001",
            confirmed_on=date(2026, 1, 20),
        )
        world.sam = make.a_contact(
            world.service, "Sam Okoro", position="cover", person=make.a_person("Sam Okoro")
        )
        make.a_cover(world.priya, world.sam)
        world.link = make.a_link(world.school, world.service, nhs_contact=world.priya)
        make.a_member(world.priya.person, world.service, Role.CAMHS_CONTACT)
        make.a_member(world.sam.person, world.service, Role.CAMHS_CONTACT)
    return world


def test_card_says_who_answers_when_and_who_covers(riverside):
    card = queries.contact_card(riverside.school.pk, on=TODAY)

    assert (card.contact_name, card.contact.days, card.contact.phone) == (
        "Priya Nair",
        (1, 2, 3),
        "01632 960001",
    )
    assert [cover.name for cover in card.contact.covers] == ["Sam Okoro"]
    assert card.school_contact.name == "Amira Khan"
    assert card.answers_person_id == riverside.priya.person_id
    assert card.state == LinkState.CONFIRMED


def test_cover_answers_while_the_contact_is_away(riverside, as_seed):
    with as_seed():
        make.a_cover(
            riverside.priya,
            riverside.sam,
            from_on=TODAY,
            until_on=TODAY + timedelta(days=7),
            is_away=True,
        )

    card = queries.link_for_school(riverside.school.pk, on=TODAY)
    later = queries.link_for_school(riverside.school.pk, on=TODAY + timedelta(days=7))

    assert card.answers_person_id == riverside.sam.person_id
    assert card.contact.away_until == TODAY + timedelta(days=7)
    assert later.answers_person_id == riverside.priya.person_id


def test_vacant_counterpart_routes_to_the_pool(riverside, as_seed):
    with as_seed():
        riverside.priya.until_on = TODAY
        riverside.priya.save()

    card = queries.link_for_school(riverside.school.pk, on=TODAY)

    assert card.contact is None
    assert (card.state, card.answers_from_pool) == (LinkState.VACANT, True)
    assert card.answers_person_id == riverside.lena.pk


def test_contact_who_does_not_sign_in_is_answered_for_by_the_pool(riverside, as_seed):
    with as_seed():
        riverside.priya.covers.all().delete()
        riverside.priya.person = None
        riverside.priya.save()

    card = queries.link_for_school(riverside.school.pk, on=TODAY)

    assert (card.contact_name, card.answers_person_id) == ("Priya Nair", riverside.lena.pk)


def test_contact_whose_role_has_ended_is_answered_for_by_their_cover(riverside, as_seed):
    with as_seed():
        riverside.priya.person.memberships.update(until_on=date(2021, 1, 1))

    card = queries.link_for_school(riverside.school.pk, on=TODAY)

    assert card.answers_person_id == riverside.sam.person_id


def contact_is_away(world):
    make.a_cover(
        world.priya, world.sam, from_on=TODAY, until_on=TODAY + timedelta(days=7), is_away=True
    )


def cover_has_gone(world):
    contact_is_away(world)
    world.sam.until_on = TODAY
    world.sam.save()


def trust_covers(world):
    world.priya.person.memberships.update(until_on=date(2021, 1, 1))
    world.priya.covers.all().delete()
    make.a_cover(world.priya, make.an_organisation("trust", "River Trust"))


def contact_has_gone(world):
    world.priya.until_on = TODAY
    world.priya.save()


def cover_cannot_sign_in(world):
    contact_is_away(world)
    world.sam.person.is_active = False
    world.sam.person.save()


def second_cover_answers(world):
    cover_cannot_sign_in(world)
    third = make.a_contact(world.service, "Bo Lind", person=make.a_person("Bo Lind"))
    make.a_cover(world.priya, third)
    make.a_member(third.person, world.service, Role.CAMHS_CONTACT)


def school_names_another(world):
    other = make.a_contact(
        world.school, "Tom Bell", position="cover", person=make.a_person("Tom Bell")
    )
    world.link.school_contact = other
    world.link.save()


def the_other_has_gone(world):
    school_names_another(world)
    world.link.school_contact.until_on = TODAY
    world.link.school_contact.save()


def lead_has_gone(world):
    world.amira.until_on = TODAY
    world.amira.save()
    make.a_contact(world.school, "Jo Head", position="head", person=make.a_person("Jo Head"))


def second_service(world):
    make.a_link(world.school, make.a_service(world.area, "Quiet Corner"), is_main=False)


def link_has_ended(world):
    world.link.linked_until = TODAY
    world.link.save()


def nothing_changed(world):
    pass


def manager_has_left(world):
    Membership.objects.filter(person=world.lena).update(until_on=TODAY)
    contact_has_gone(world)


def manager_never_came(world):
    Membership.objects.filter(person=world.lena).delete()
    contact_has_gone(world)


def contact_signs_in_nowhere(world):
    NamedContact.objects.filter(pk__in=[world.priya.pk, world.sam.pk]).update(person=None)
    Membership.objects.filter(person=world.lena).delete()


@pytest.mark.parametrize(
    "change",
    [
        nothing_changed, contact_is_away, cover_has_gone, trust_covers, contact_has_gone,
        cover_cannot_sign_in, second_cover_answers, school_names_another, the_other_has_gone,
        lead_has_gone, second_service, link_has_ended, manager_has_left, manager_never_came,
        contact_signs_in_nowhere,
    ],
    ids=lambda change: change.__name__,
)  # fmt: skip
def test_the_short_way_to_a_pair_finds_whom_the_card_shows(change, riverside, as_seed):
    with as_seed():
        change(riverside)

    for day in (TODAY, TODAY + timedelta(days=7)):
        for service_id in (None, riverside.service.pk):
            given = {"on": day, "service_id": service_id}
            card = queries.link_for_school(riverside.school.pk, **given)
            pair = queries.pair_of_school(riverside.school.pk, **given)

            assert pair == card if card is None else same(pair, card)


@pytest.mark.parametrize("change", [manager_has_left, manager_never_came, contact_signs_in_nowhere])
def test_where_nobody_can_open_it_nobody_is_said_to_answer_and_the_school_is_red(
    change, riverside, as_seed
):
    with as_seed():
        change(riverside)

    card = queries.link_for_school(riverside.school.pk, on=TODAY)
    [standing] = standings_of([riverside.school], TODAY)

    assert (card.answers_person_id, card.pool_manager_name) == (None, "")
    assert card.state == LinkState.NOBODY
    assert queries.pool_of(riverside.service.pk).manager_person_id is None
    assert (
        queries.managers_to_ring([riverside.service.pk], on=TODAY)[riverside.service.pk].name == ""
    )
    assert standing.standing == Standing.NO_WAY_IN


def same(pair, card) -> bool:
    return (
        pair.school_id, pair.service_id, pair.team_id, pair.area_id,
        pair.school_contact_person_id, pair.answers_person_id, pair.pool_manager_person_id,
    ) == (
        card.school_id, card.service_id, card.team_id, card.area_id,
        card.school_contact.person_id if card.school_contact else None,
        card.answers_person_id, card.pool_manager_person_id,
    )  # fmt: skip


def test_school_without_a_link_has_no_card(as_seed):
    with as_seed():
        school = make.a_school(area=make.an_area())

    assert queries.contact_card(school.pk, on=TODAY) is None


def test_one_live_link_for_each_school_and_service(riverside, as_seed):
    with as_seed(), pytest.raises(IntegrityError, match="one_live_link"), transaction.atomic():
        make.a_link(riverside.school, riverside.service, is_main=False)


def test_ended_link_makes_room_for_another(riverside, as_seed):
    with as_seed():
        riverside.link.linked_until = TODAY
        riverside.link.save()
        again = make.a_link(riverside.school, riverside.service, linked_from=TODAY)

    assert queries.link_for_school(riverside.school.pk, on=TODAY).link_id == again.pk


def test_criteria_of_a_day_are_the_version_in_force_with_the_wait_of_now(riverside, as_seed):
    with as_seed():
        riverside.service.wait_weeks_low, riverside.service.wait_weeks_high = 6, 9
        riverside.service.wait_said_on = TODAY
        riverside.service.save()
        make.criteria(riverside.service, 1, ages={"from": 5, "until": 18})
        newer = make.criteria(riverside.service, 2, ages={"from": 0, "until": 18})

    before = queries.criteria_of(riverside.service.pk, on=newer.from_on - timedelta(days=1))
    now = queries.criteria_of(riverside.service.pk, on=TODAY)

    assert (before.version, before.content["ages"]) == (1, {"from": 5, "until": 18})
    assert (now.version, now.content["wait_weeks"]) == (2, [6, 9])


def test_named_request_needs_an_agreement_both_signed(riverside, as_seed):
    before = queries.sharing_allowed(riverside.school.pk, riverside.service.pk, TODAY)
    with as_seed():
        make.a_sharing_agreement(
            riverside.area, riverside.school, riverside.service, until_on=TODAY + timedelta(days=1)
        )

    now = queries.sharing_allowed(riverside.school.pk, riverside.service.pk, TODAY)
    after = queries.sharing_allowed(
        riverside.school.pk, riverside.service.pk, TODAY + timedelta(days=1)
    )

    assert (before.allowed, now.allowed, after.allowed) == (False, True, False)


def may_manage(actor, organisation) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("select set_config('schoolslink.token', %s, true)", [identity.mint(actor)])
        cursor.execute("select access.may_manage(%s)", [organisation.organisation_id])
        answer = cursor.fetchone()[0]
        cursor.execute("select set_config('schoolslink.token', '', true)")
    return answer


def test_coordinator_manages_what_lies_in_her_area_and_nothing_else(riverside, as_seed):
    with as_seed():
        elsewhere = make.an_area("Coastal")
        other_school = make.a_school("Cliff Top", area=elsewhere)
        other_service = make.a_service(elsewhere, "Coastal CAMHS")
        team = make.a_team(riverside.service)
        jo = make.an_actor(make.a_person("Jo Marsh"), (riverside.area, Role.AREA_COORDINATOR))

    mine = [riverside.area, riverside.school, riverside.service, team]

    assert [may_manage(jo, each) for each in mine] == [True, True, True, True]
    assert not may_manage(jo, other_school)
    assert not may_manage(jo, other_service)
    assert not may_manage(jo, elsewhere)
