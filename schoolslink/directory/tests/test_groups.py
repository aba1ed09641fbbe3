"""Trusts and federations: brought up to date from the register, and cover for their own schools."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from django.urls import reverse

from schoolslink.access.jobs import as_system
from schoolslink.access.models import Organisation, Role
from schoolslink.access.permissions import roles_to_give
from schoolslink.access.policy import Action, grants, relationships
from schoolslink.access.tests.arrange import sign_in
from schoolslink.access.unit import acting
from schoolslink.directory import queries
from schoolslink.directory.commands import contacts
from schoolslink.directory.commands.covering import CannotCover
from schoolslink.directory.commands.register_guard import MayNotManageRegister
from schoolslink.directory.models import Cover, Link, LocalAuthority, School, SchoolGroup
from schoolslink.directory.queries.groups import groups_of, shared_covers
from schoolslink.directory.rules.importing import CutShort, OlderFile
from schoolslink.directory.rules.way_in import WayIn
from schoolslink.directory.tests import factories as make
from schoolslink.interop.gias.errors import BrokenFile
from schoolslink.interop.gias.imports import import_planned, plan
from schoolslink.interop.gias.tests import made
from schoolslink.kernel import clock
from schoolslink.kernel.models import OutboxMessage

pytestmark = pytest.mark.django_db

AT = datetime(2024, 7, 9, 9, tzinfo=UTC)
TODAY = date(2024, 7, 9)
NOTHING = {"added": 0, "changed": 0, "closed": 0, "covers_ended": 0}


def take(path, **options):
    (planned,), _notes = plan([path], AT)
    with as_system("register") as actor:
        return import_planned(planned, actor=actor, at=AT, **options)


def groups(folder, *rows, day="20240617", **options):
    return take(made.groups(folder, rows, f"groups{day}.csv"), **options)


def known():
    rows = SchoolGroup.objects.order_by("code")
    return list(rows.values_list("code", "organisation__name", "kind", "opened_on", "closed_on"))


class TestImport:
    def test_open_trusts_and_federations_are_let_in_and_nothing_else(self, tmp_path):
        imported = groups(
            tmp_path,
            made.a_group(99001),
            made.a_group(99002, name="Mill Federation", type="Federation", open=""),
            made.a_group(99003, type="School sponsor"),
            made.a_group(99004, type="Children's Centres Group"),
            made.a_group(99005, status="Proposed to open"),
            made.a_group(99006, status="Closed", close="31/08/2020"),
        )

        assert (imported.source, imported.rows, imported.held_back) == ("groups", 6, 0)
        assert imported.changes == NOTHING | {"added": 2}
        assert known() == [
            ("99001", "Invented Trust 99001", "trust", date(2015, 9, 1), None),
            ("99002", "Mill Federation", "federation", None, None),
        ]
        assert set(Organisation.objects.values_list("kind", flat=True)) == {"trust"}

    def test_the_same_news_twice_changes_nothing(self, tmp_path):
        rows = [made.a_group(99001), made.a_group(99002, status="Closed")]
        groups(tmp_path, *rows)
        before = known()

        same_file = groups(tmp_path, *rows)
        later = groups(tmp_path, *rows, made.a_group(9, type="School sponsor"), day="20240701")

        assert same_file.changes == later.changes == NOTHING
        assert known() == before

    def test_one_is_renamed_one_closes_and_one_that_is_left_out_stays(self, tmp_path):
        groups(tmp_path, *(made.a_group(code) for code in (99001, 99002, 99003, 99004)))

        imported = groups(
            tmp_path,
            made.a_group(99001, name="Renamed Trust"),
            made.a_group(99002, status="Closed", close="30/06/2024"),
            made.a_group(99003, status="Closed"),
            day="20240701",
        )

        assert imported.changes == NOTHING | {"changed": 1, "closed": 2}
        assert [(code, name, closed) for code, name, _kind, _opened, closed in known()] == [
            ("99001", "Renamed Trust", None),
            ("99002", "Invented Trust 99002", date(2024, 6, 30)),
            ("99003", "Invented Trust 99003", date(2024, 7, 1)),
            ("99004", "Invented Trust 99004", None),
        ]

    def test_a_closed_one_that_opens_again_is_open(self, tmp_path):
        groups(tmp_path, made.a_group(99001))
        groups(tmp_path, made.a_group(99001, status="Closed"), day="20240701")

        groups(tmp_path, made.a_group(99001), made.a_group(99002), day="20240705")

        assert SchoolGroup.objects.get(code="99001").closed_on is None

    def test_a_broken_row_is_held_back_by_line_and_column(self, tmp_path):
        imported = groups(
            tmp_path,
            made.a_group(99001),
            made.a_group(99002, name=""),
            made.a_group("TR1"),
            made.a_group(99004, type="Guild"),
            made.a_group(99005, status="Asleep"),
            made.a_group(99006, open="yesterday"),
            made.a_group(99001, name="Again"),
        )

        assert imported.changes == NOTHING | {"added": 1}
        assert [problem.split(":")[0] for problem in imported.problems] == [
            "line 3, column Group Name",
            "line 4, column Group UID",
            "line 5, column Group Type",
            "line 6, column Group Status",
            "line 7, column Open Date",
            "line 8, column Group UID",
        ]

    @pytest.mark.parametrize(
        ("lost", "column"),
        [
            ({"type": "Multi-academy tr\ufffdst"}, "Group Type"),
            ({"status": "Op\ufffdn"}, "Group Status"),
            ({"name": "Invented Tr\ufffdst"}, "Group Name"),
        ],
    )
    def test_a_lost_letter_is_told_by_line_and_column(self, lost, column, tmp_path):
        imported = groups(tmp_path, made.a_group(99001), made.a_group(99002, **lost))

        said = f"line 3, column {column}: holds a character that cannot be shown. (row held back)"
        assert imported.problems == [said]

    def test_an_older_file_one_cut_short_and_a_broken_one_are_refused(self, tmp_path):
        many = [made.a_group(code) for code in range(99001, 99121)]
        groups(tmp_path, *many)
        broken = [made.a_group(code, open="?") for code in range(98001, 98041)]

        with pytest.raises(OlderFile):
            groups(tmp_path, *many, day="20240501")
        with pytest.raises(CutShort):
            groups(tmp_path, *many[:60], day="20240701")
        with pytest.raises(BrokenFile):
            groups(tmp_path, *many, *broken, day="20240701")

        assert len(known()) == 120
        assert groups(tmp_path, *many[:60], day="20240701", even_if_short=True).rows == 60

    def test_a_lead_may_not_import_groups(self, tmp_path, as_seed):
        with as_seed():
            amira, school = make.a_person("Amira Khan"), make.a_school()
            lead = make.an_actor(amira, (school, Role.SCHOOL_LEAD))
        (planned,), _notes = plan([made.groups(tmp_path, [made.a_group()])], AT)

        with as_system("test"), pytest.raises(MayNotManageRegister):
            import_planned(planned, actor=lead, at=AT)

        with as_system("test"):
            assert not SchoolGroup.objects.exists()

    @pytest.mark.parametrize("schools_first", [True, False])
    def test_schools_find_their_group_whichever_file_comes_first(self, tmp_path, schools_first):
        row = made.in_extract(made.a_school(100001, trust_code="99001", federation_code="99002"))
        path = made.write(tmp_path / "extract20240617.csv", made.text(made.EXTRACT, [row]))
        two = (made.a_group(99001), made.a_group(99002, type="Federation"), made.a_group(99003))
        if schools_first:
            take(path)
        groups(tmp_path, *two)
        if not schools_first:
            take(path)

        school = School.objects.get()

        names = [group.name for group in groups_of(school.pk, on=TODAY)]
        assert names == ["Invented Trust 99001", "Invented Trust 99002"]
        assert not take(path).changes["details"]


@pytest.fixture
def world(as_seed):
    """Sian leads Hillside alone; Hillside is in River Learning Trust, Cliff Top in another."""

    class World:
        pass

    w = World()
    with as_seed(), clock.fixed(AT):
        w.area = make.an_area()
        w.service = make.a_service(w.area, pool_manager=make.a_person("Lena Fox"))
        w.trust = make.a_group("River Learning Trust", code="99001")
        w.federation = make.a_group("Mill Federation", code="99002", kind="federation")
        w.elsewhere = make.a_group("Cliff Trust", code="99003")
        w.closed = make.a_group("Closed Federation", code="99004", closed_on=date(2024, 7, 1))
        council = make.an_organisation("council", "River Council")
        LocalAuthority.objects.create(organisation=council, code="999")
        other = make.an_organisation("council", "Coastal Council")
        LocalAuthority.objects.create(organisation=other, code="998")
        w.school = make.a_school(
            area=w.area, trust_code="99001", federation_code="99002", la_code="999"
        )
        make.a_school("Cliff Top", area=w.area, trust_code="99003", la_code="998")
        make.a_link(w.school, w.service, nhs_contact=make.a_contact(w.service, confirmed_on=TODAY))
        w.sian = make.a_contact(w.school, "Sian Oakhill", confirmed_on=TODAY)
        w.tom = make.a_contact(w.school, "Tom Reed", position="cover")
        w.jo_person = make.a_person("Jo Marsh")
        w.jo = make.an_actor(w.jo_person, (w.area, Role.AREA_COORDINATOR))
    with clock.fixed(AT):
        yield w


def cover_by(world, organisation_id):
    with acting(world.jo):
        return contacts.set_cover(
            actor=world.jo, cover_id=uuid4(), contact_id=world.sian.pk, by=organisation_id, at=AT
        )


def way_in(world) -> WayIn:
    with acting(world.jo):
        return queries.school_standing(world.jo, world.school.pk, on=TODAY).way_in


class TestCover:
    def test_the_form_offers_the_schools_own_and_never_all_of_england(self, world, as_seed, client):
        sign_in(client, world.jo_person)

        page = client.get(reverse("directory:cover", args=[world.sian.pk])).content.decode()

        offered = [
            name
            for name in (
                "Tom Reed", "River Learning Trust", "Mill Federation", "River Council",
                "Riverside CAMHS: the whole team", "Cliff Trust", "Closed Federation",
                "Coastal Council",
            )
            if f">{name}</option>" in page
        ]  # fmt: skip
        assert offered == [
            "Tom Reed", "River Learning Trust", "Mill Federation", "River Council",
            "Riverside CAMHS: the whole team",
        ]  # fmt: skip

    def test_a_service_whose_pair_has_ended_is_not_offered(self, world, as_seed):
        def offered():
            return [one.name for one in shared_covers(world.sian, on=TODAY) if one.is_team]

        before = offered()
        with as_seed():
            Link.objects.filter(school=world.school).update(linked_until=TODAY)

        assert (before, offered()) == (["Riverside CAMHS"], [])

    def test_a_closed_group_is_not_offered(self, world, as_seed):
        with as_seed():
            School.objects.filter(pk=world.school.pk).update(federation_code="99004")
            theirs = groups_of(world.school.pk, on=TODAY)

        assert [group.name for group in theirs] == ["River Learning Trust"]

    @pytest.mark.parametrize("which", ["elsewhere", "closed", "area"])
    def test_the_command_refuses_what_the_form_does_not_offer(self, world, which):
        with pytest.raises(CannotCover):
            cover_by(world, getattr(world, which).pk)

        with acting(world.jo):
            assert not Cover.objects.exists()

    def test_one_person_with_their_trust_as_cover_is_a_way_in(self, world, as_seed):
        with as_seed():
            world.tom.delete()
        assert way_in(world) is WayIn.ONE_ALONE

        cover_by(world, world.trust.pk)

        assert way_in(world) is WayIn.ONE_AND_SHARED_COVER

    def test_pages_say_who_covers(self, world, client):
        cover_by(world, world.trust.pk)
        turn = reverse("directory:school-turn", args=[world.school.urn])
        seen_by_all = client.get(turn).content.decode()
        sign_in(client, world.jo_person)

        card = client.get(reverse("directory:school", args=[world.school.pk])).content.decode()

        assert "When they are away: River Learning Trust." in seen_by_all
        assert "Sian Oakhill" not in seen_by_all
        assert "When away: River Learning Trust" in card

    def test_a_group_that_closes_covers_for_nobody_from_then_on(self, world, tmp_path, as_seed):
        with as_seed():
            world.tom.delete()
        cover_by(world, world.trust.pk)

        imported = groups(
            tmp_path,
            made.a_group(99001, name="River Learning Trust", status="Closed", close="30/06/2024"),
            day="20240709",
        )

        assert (imported.changes["closed"], imported.changes["covers_ended"]) == (1, 1)
        assert Cover.objects.get().until_on == TODAY
        assert OutboxMessage.objects.filter(event="directory.ContactChanged").count() == 2
        assert way_in(world) is WayIn.ONE_ALONE


def test_a_trust_may_look_at_its_schools_and_nothing_else(as_seed):
    with as_seed():
        trust = make.a_group()
        lead = make.an_actor(make.a_person("Pat Vale"), (trust, Role.TRUST_LEAD))

    with acting(lead):
        found = {
            (action, record): relationships(lead, action, record)
            for action in Action
            for record in {grant.record for grant in grants()}
        }

    assert {key for key, ways in found.items() if ways} == {(Action.VIEW, "school")}


class TestWhoLooksAfterATrust:
    def test_it_is_the_coordinator_of_an_area_in_which_one_of_its_schools_lies(self, as_seed):
        with as_seed():
            here, there, gone = (make.an_area(name) for name in ("Here", "There", "Gone"))
            trust, empty = make.a_group(), make.a_group("Empty Trust")
            make.a_school(area=here, trust_code=trust.code)
            make.a_school("Mill", area=there, federation_code=trust.code)
            make.a_school("Old", area=gone, trust_code=trust.code, status="closed")
            actors = {
                area.organisation.name: make.an_actor(
                    make.a_person(f"Jo of {area.organisation.name}"), (area, Role.AREA_COORDINATOR)
                )
                for area in (here, there, gone)
            }
            lead = make.an_actor(make.a_person("Pat Vale"), (trust, Role.TRUST_LEAD))

        found = {}
        for name, actor in (actors | {"the trust lead": lead}).items():
            with acting(actor):
                found[name] = roles_to_give(trust.pk)
                assert roles_to_give(empty.pk) == []

        assert found == {
            "Here": [Role.TRUST_LEAD], "There": [Role.TRUST_LEAD], "Gone": [], "the trust lead": [],
        }  # fmt: skip

    def test_it_stands_on_the_coordinators_list_of_people(self, as_seed):
        with as_seed():
            area = make.an_area()
            trust = make.a_group("River Learning Trust")
            make.a_group("Far Trust")
            closed = make.a_group("Closed Trust", closed_on=TODAY)
            make.a_school(area=area, trust_code=trust.code)
            make.a_school("Mill", area=area, trust_code=closed.code)
            jo = make.an_actor(make.a_person("Jo Marsh"), (area, Role.AREA_COORDINATOR))
            make.a_member(make.a_person("Pat Vale"), trust, Role.TRUST_LEAD)

        with acting(jo):
            places = queries.people_places(jo, area.pk, on=clock.today())

        found = [(place.name, place.there.names) for place in places if place.kind == "trust"]
        assert found == [("River Learning Trust", ("Pat Vale",))]
