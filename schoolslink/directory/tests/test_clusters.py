"""Clusters: neighbouring schools, written down by their coordinator, that cover for each other."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from django.urls import reverse

from schoolslink.access.jobs import as_system
from schoolslink.access.models import Organisation, Role
from schoolslink.access.tests.arrange import sign_in
from schoolslink.access.unit import acting
from schoolslink.directory import queries
from schoolslink.directory.commands import clusters, contacts, hand_over_school
from schoolslink.directory.commands.contacts import Details
from schoolslink.directory.commands.covering import CannotCover
from schoolslink.directory.models import Area, Cluster, ClusterSchool, Cover, School
from schoolslink.directory.queries.clusters import cluster_of_area
from schoolslink.directory.rules.way_in import WayIn
from schoolslink.directory.tests import factories as make
from schoolslink.kernel import clock
from schoolslink.kernel.models import OutboxMessage

pytestmark = pytest.mark.django_db

AT = datetime(2024, 7, 9, 9, tzinfo=UTC)
TODAY = date(2024, 7, 9)


@pytest.fixture
def world(as_seed):
    """Sian leads Hillside alone; Olu leads Brook; Cliff Top lies in an area of somebody else."""

    class World:
        pass

    w = World()
    with as_seed(), clock.fixed(AT):
        w.area, w.elsewhere = make.an_area(), make.an_area("Coastal")
        w.service = make.a_service(w.area, pool_manager=make.a_person("Lena Fox"))
        w.hillside = make.a_school(area=w.area)
        w.brook = make.a_school("Brook Primary", area=w.area)
        w.lonely = make.a_school("Lonely Primary", area=w.area)
        w.foreign = make.a_school("Cliff Top Primary", area=w.elsewhere)
        make.a_link(w.hillside, w.service, nhs_contact=make.a_contact(w.service))
        w.sian = make.a_contact(w.hillside, "Sian Oakhill", confirmed_on=TODAY)
        w.olu = make.a_contact(w.brook, "Olu Thackray", phone="01632 960 107")
        w.far = make.a_contact(w.foreign, "Far Away")
        w.jo_person, w.kim_person = make.a_person("Jo Marsh"), make.a_person("Kim Lund")
        w.jo = make.an_actor(w.jo_person, (w.area, Role.AREA_COORDINATOR))
        w.kim = make.an_actor(w.kim_person, (w.elsewhere, Role.AREA_COORDINATOR))
        w.lead_person = make.a_person("Sian Oakhill")
        w.lead = make.an_actor(w.lead_person, (w.hillside, Role.SCHOOL_LEAD))
    with clock.fixed(AT):
        yield w


def a_cluster(w, *schools, answers=None, name="Mill Valley cluster"):
    """Make a cluster as the coordinator does."""
    with acting(w.jo):
        made = clusters.make_cluster(
            actor=w.jo, cluster_id=uuid4(), area_id=w.area.pk, name=name, at=AT
        )
        for school in schools:
            clusters.add_school(actor=w.jo, cluster_id=made.pk, school_id=school.pk, at=AT)
        if answers is not None:
            clusters.change_cluster(
                actor=w.jo, cluster_id=made.pk, name=name, answers=answers.pk, at=AT
            )
    return made


@pytest.fixture
def cluster(world):
    return a_cluster(world, world.hillside, world.brook, answers=world.olu)


def cover(w, by, contact=None, actor=None):
    actor = actor or w.jo
    with acting(actor):
        return contacts.set_cover(
            actor=actor, cover_id=uuid4(), contact_id=(contact or w.sian).pk, by=by, at=AT
        )


def standing(w):
    with acting(w.jo):
        return queries.school_standing(w.jo, w.hillside.pk, on=TODAY)


def seen(w, cluster):
    with acting(w.jo):
        return cluster_of_area(w.jo, w.area.pk, cluster.pk, on=TODAY)[1]


class TestMaking:
    def test_a_coordinator_makes_one_of_her_schools_and_says_who_answers(self, world, cluster):
        row = seen(world, cluster)

        assert [school.name for school in row.schools] == ["Brook Primary", "Hillside Primary"]
        assert (row.name, row.answers.name, row.answers.school_name) == (
            "Mill Valley cluster", "Olu Thackray", "Brook Primary",
        )  # fmt: skip
        assert Organisation.objects.get(pk=cluster.pk).kind == "cluster"

    def test_the_same_form_sent_twice_makes_one(self, world):
        key = uuid4()
        with acting(world.jo):
            for _time in range(2):
                clusters.make_cluster(
                    actor=world.jo, cluster_id=key, area_id=world.area.pk, name="Mill", at=AT
                )

            assert Cluster.objects.count() == 1

    def test_a_name_is_there_once_in_an_area(self, world, cluster):
        with pytest.raises(clusters.NameTaken):
            a_cluster(world, name="mill valley CLUSTER ")

    def test_adding_a_school_twice_leaves_it_in_once(self, world, cluster):
        with acting(world.jo):
            clusters.add_school(
                actor=world.jo, cluster_id=cluster.pk, school_id=world.brook.pk, at=AT
            )

            assert ClusterSchool.objects.count() == 2

    def test_a_school_of_another_area_cannot_come_in(self, world, cluster):
        with acting(world.jo), pytest.raises(School.DoesNotExist):
            clusters.add_school(
                actor=world.jo, cluster_id=cluster.pk, school_id=world.foreign.pk, at=AT
            )

    def test_a_cluster_holds_a_handful(self, world, cluster, monkeypatch):
        monkeypatch.setattr(clusters, "MOST_SCHOOLS", 2)

        with acting(world.jo), pytest.raises(clusters.TooManySchools, match="2 at most"):
            clusters.add_school(
                actor=world.jo, cluster_id=cluster.pk, school_id=world.lonely.pk, at=AT
            )

    @pytest.mark.parametrize("who", ["far", "sian"])
    def test_only_somebody_of_its_schools_answers(self, world, who):
        with pytest.raises(clusters.AnswersElsewhere):
            a_cluster(world, world.brook, answers=getattr(world, who))

    @pytest.mark.parametrize("who", ["kim", "lead"])
    def test_nobody_else_makes_changes_or_ends_one(self, world, cluster, who):
        other = getattr(world, who)
        key = {"actor": other, "cluster_id": cluster.pk, "at": AT}
        with acting(other):
            with pytest.raises(Area.DoesNotExist):
                clusters.make_cluster(
                    actor=other, cluster_id=uuid4(), area_id=world.area.pk, name="X", at=AT
                )
            for act, more in (
                (clusters.add_school, {"school_id": world.lonely.pk}),
                (clusters.take_out_school, {"school_id": world.hillside.pk}),
                (clusters.change_cluster, {"name": "X", "answers": None}),
                (clusters.end_cluster, {}),
            ):
                with pytest.raises(Cluster.DoesNotExist):
                    act(**key, **more)


class TestCover:
    def test_a_school_in_it_is_offered_it_and_others_are_not(self, world, cluster, client):
        sign_in(client, world.jo_person)

        def offered(contact):
            page = client.get(reverse("directory:cover", args=[contact.pk])).content.decode()
            return ">Mill Valley cluster (Olu Thackray)</option>" in page

        assert offered(world.sian)
        assert not offered(world.olu)  # she would answer for herself

    def test_a_lead_chooses_it_for_herself(self, world, cluster, client):
        sign_in(client, world.lead_person)
        form = client.get(reverse("directory:cover", args=[world.sian.pk]))

        answer = client.post(
            reverse("directory:cover", args=[world.sian.pk]),
            {"by": str(cluster.pk), "when": "always", "form_key": str(uuid4())},
        )

        assert (form.status_code, answer.status_code) == (200, 302)
        assert standing(world).way_in is WayIn.ONE_AND_SHARED_COVER

    def test_pages_say_whom_to_ask_and_the_public_page_names_no_person(
        self, world, cluster, client
    ):
        cover(world, cluster.pk)
        turn = client.get(reverse("directory:school-turn", args=[world.hillside.urn]))
        sign_in(client, world.jo_person)

        card = client.get(reverse("directory:school", args=[world.hillside.pk])).content.decode()

        assert "When away: Mill Valley cluster (Olu Thackray)" in card
        assert "When they are away: Mill Valley cluster." in turn.content.decode()
        assert "Olu" not in turn.content.decode()

    def test_a_cluster_of_others_or_without_anybody_cannot_cover(self, world):
        others = a_cluster(world, world.brook, answers=world.olu, name="Others")
        nobody = a_cluster(world, world.hillside, world.brook, name="Nobody")

        for one in (others, nobody):
            with pytest.raises(CannotCover):
                cover(world, one.pk)

    def test_covering_gives_the_one_who_answers_no_right_there(self, world, cluster, as_seed):
        cover(world, cluster.pk)
        with as_seed():
            olu = make.an_actor(make.a_person("Olu Thackray"), (world.brook, Role.SCHOOL_LEAD))

        with acting(olu), pytest.raises(School.DoesNotExist):
            queries.school_standing(olu, world.hillside.pk, on=TODAY)

    def test_when_the_one_who_answers_leaves_it_covers_for_nobody(self, world, cluster):
        cover(world, cluster.pk)
        with acting(world.jo):
            contacts.vacate_contact(actor=world.jo, contact_id=world.olu.pk, at=AT)

        assert standing(world).way_in is WayIn.ONE_ALONE
        assert seen(world, cluster).answers is None
        with acting(world.jo):
            assert queries.school_standing(world.jo, world.hillside.pk, on=TODAY).lead.covers == ()

    def test_whoever_takes_over_answers_for_the_cluster_too(self, world, cluster):
        cover(world, cluster.pk)
        with acting(world.jo):
            contacts.replace_contact(
                actor=world.jo, left_contact_id=world.olu.pk, contact_id=uuid4(),
                details=Details("Nia Reed"), at=AT,
            )  # fmt: skip

        assert seen(world, cluster).answers.name == "Nia Reed"
        assert standing(world).way_in is WayIn.ONE_AND_SHARED_COVER

    def test_who_answers_is_not_covered_by_it(self, world, cluster):
        cover(world, cluster.pk)

        with acting(world.jo):
            clusters.change_cluster(
                actor=world.jo, cluster_id=cluster.pk, name="Mill", answers=world.sian.pk, at=AT
            )

        assert standing(world).way_in is WayIn.ONE_ALONE


class TestEnding:
    def test_a_school_that_is_taken_out_loses_that_cover_and_it_is_told(self, world, cluster):
        cover(world, cluster.pk)

        with acting(world.jo):
            clusters.take_out_school(
                actor=world.jo, cluster_id=cluster.pk, school_id=world.hillside.pk, at=AT
            )

            assert Cover.objects.get().until_on == TODAY
            told = OutboxMessage.objects.filter(event="directory.ContactChanged").count()
        assert told == 2  # that it covers, and that it no longer does
        assert standing(world).way_in is WayIn.ONE_ALONE

    def test_the_school_of_who_answers_stays_until_somebody_else_does(self, world, cluster):
        with acting(world.jo), pytest.raises(clusters.AnswersForTheCluster, match="Olu Thackray"):
            clusters.take_out_school(
                actor=world.jo, cluster_id=cluster.pk, school_id=world.brook.pk, at=AT
            )

    def test_an_ended_cluster_covers_for_nobody_and_is_not_there(self, world, cluster, client):
        cover(world, cluster.pk)
        with acting(world.jo):
            assert clusters.end_cluster(actor=world.jo, cluster_id=cluster.pk, at=AT) == 1

        assert standing(world).way_in is WayIn.ONE_ALONE
        with pytest.raises(CannotCover):
            cover(world, cluster.pk)
        sign_in(client, world.jo_person)
        address = reverse("directory:cluster", args=[world.area.pk, cluster.pk])
        assert client.get(address).status_code == 404

    def test_a_school_that_follows_another_takes_its_place_in_it(self, world, cluster, as_seed):
        with as_seed():
            after = make.a_school("New Brook Academy", area=world.area)
        with as_system("register") as actor:
            for part in hand_over_school.hand_overs():
                part.move(world.brook.pk, after.pk, actor=actor, at=AT)

        row = seen(world, cluster)

        assert [school.name for school in row.schools] == ["Hillside Primary", "New Brook Academy"]
        assert (row.answers.name, row.answers.school_name) == ("Olu Thackray", "New Brook Academy")


class TestPages:
    def test_from_nothing_to_a_cluster_that_covers(
        self, world, client, django_assert_max_num_queries
    ):
        sign_in(client, world.jo_person)
        here = reverse("directory:clusters", args=[world.area.pk])
        assert "No cluster yet" in client.get(here).content.decode()

        made = client.post(f"{here}/new", {"name": "Mill Valley", "form_key": str(uuid4())})
        page = client.get(made.url).content.decode()
        assert "Add at least two schools." in page
        assert "Not ready" in page

        with django_assert_max_num_queries(20):
            found = client.get(made.url, {"q": "primary"}).content.decode()
        assert "Brook Primary" in found
        assert "Cliff Top" not in found
        assert "Brook Primary" in client.get(made.url, {"q": str(world.brook.urn)}).content.decode()

        for school in (world.hillside, world.brook):
            client.post(made.url, {"add": str(school.pk)})
        client.post(
            f"{made.url}/change",
            {"name": "Mill Valley", "answers": str(world.olu.pk), "form_key": str(uuid4())},
        )
        listed = client.get(here).content.decode()
        assert "Olu Thackray of Brook Primary answers for it" in listed
        assert "Can be chosen as cover" in listed

        refused = client.post(made.url, {"take_out": str(world.brook.pk)}).content.decode()
        assert "Olu Thackray answers for this cluster" in refused
        client.post(made.url, {"take_out": str(world.hillside.pk)})
        assert "Hillside" not in client.get(made.url).content.decode()

        assert (
            "From today no school can choose it" in client.get(f"{made.url}/end").content.decode()
        )
        client.post(f"{made.url}/end")
        assert "No cluster yet" in client.get(here).content.decode()

    @pytest.mark.parametrize("who", ["kim_person", "lead_person"])
    def test_they_are_not_there_for_anybody_else(self, world, cluster, client, who):
        sign_in(client, getattr(world, who))
        here = reverse("directory:clusters", args=[world.area.pk])

        for address in (
            here,
            f"{here}/new",
            *(f"{here}/{cluster.pk}{end}" for end in ("", "/change", "/end")),
        ):
            assert client.get(address).status_code == 404, address
        assert client.post(f"{here}/{cluster.pk}", {"add": str(world.lonely.pk)}).status_code == 404

    def test_a_cluster_is_not_found_under_another_area(self, world, cluster, client, as_seed):
        with as_seed():
            make.a_member(world.jo_person, world.elsewhere, Role.AREA_COORDINATOR)
        sign_in(client, world.jo_person)

        address = reverse("directory:cluster", args=[world.elsewhere.pk, cluster.pk])

        assert client.get(address).status_code == 404
