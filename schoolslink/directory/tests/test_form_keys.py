"""A form whose key is the id of a row that it did not make is refused in a sentence."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
from django.urls import reverse

from schoolslink.access.models import Role
from schoolslink.access.saving import FormOfAnother
from schoolslink.access.tests.arrange import sign_in
from schoolslink.access.unit import acting
from schoolslink.directory.commands import (
    agreements,
    clusters,
    contact_files,
    contacts,
    links,
    nominations,
    services,
)
from schoolslink.directory.commands.contacts import Details
from schoolslink.directory.models import (
    Cluster,
    ContactFile,
    HelpLine,
    Nomination,
    WorkingAgreement,
)
from schoolslink.directory.tests import factories as make
from schoolslink.kernel import clock
from schoolslink.kernel.ids import new_id

pytestmark = pytest.mark.django_db

AT = datetime(2024, 7, 9, 9, tzinfo=UTC)
TODAY = date(2024, 7, 9)


@pytest.fixture
def world(as_seed):
    """Jo coordinates Riverside; each kind of row is there once more in Coastal, which is not hers."""
    w = SimpleNamespace()
    with as_seed(), clock.fixed(AT):
        w.area, w.coastal = make.an_area(), make.an_area("Coastal")
        w.service, w.theirs = make.a_service(w.area), make.a_service(w.coastal, "Coastal CAMHS")
        w.school, w.other = make.a_school(area=w.area), make.a_school("Cliff Top", area=w.coastal)
        w.contact, w.lead = make.a_contact(w.service), make.a_contact(w.school, "Amira Khan")
        w.link = make.a_link(w.school, w.service, nhs_contact=w.contact)
        far = make.a_contact(w.other, "Far Away")
        far_link = make.a_link(w.other, w.theirs)
        w.second = make.a_service(w.area, "Riverside support")
        w.jo_person, w.amira = make.a_person("Jo Marsh"), make.a_person("Amira Khan")
        w.jo = make.an_actor(w.jo_person, (w.area, Role.AREA_COORDINATOR))
        nation = make.an_organisation("programme", "The programme")
        nation = SimpleNamespace(organisation_id=nation.pk, organisation=nation, pk=nation.pk)
        w.ade = make.an_actor(make.a_person("Ade Bello"), (nation, Role.NATIONAL_TEAM))
        cluster = make.an_organisation("cluster", "Coastal cluster")
        Cluster.objects.create(organisation=cluster, area=w.coastal, from_on=TODAY)
        w.askers = {
            "agreement": make.an_actor(w.amira, (w.school, Role.SCHOOL_LEAD)),
            "area": w.ade,
        }
        w.rows = {
            "contact": far.pk,
            "cover": make.a_cover(far, w.coastal.organisation).pk,
            "link": far_link.pk,
            "school": w.other.pk,
            "service": w.theirs.pk,
            "cluster": cluster.pk,
            "nomination": Nomination.objects.create(
                organisation_id=w.other.pk, side="school", email="office@cliff.example",
                asked_at=AT, expires_at=AT,
            ).pk,
            "agreement": WorkingAgreement.objects.create(
                link=far_link, version=1, content={}, written_at=AT, review_on=date(2025, 7, 9)
            ).pk,
            "sharing": make.a_sharing_agreement(w.coastal, w.theirs).pk,
            "criteria": make.criteria(w.theirs).pk,
            "line": HelpLine.objects.create(
                area=w.coastal, name="Coastal line", phone="0800 000 0000", hours="Always", owner="Al"
            ).pk,
            "file": ContactFile.objects.create(
                area=w.coastal, name="theirs.csv", lines=[], notes=[], counts={}, read_at=AT,
                read_by_id=w.jo_person.pk,
            ).pk,
        }  # fmt: skip
    with clock.fixed(AT):
        yield w


DETAILS = Details(name="Nadia Stone", email="nadia@example.invalid")
LINE = {"name": "A line", "phone": "0800 111", "hours": "Always", "owner": "Jo"}
SHARING = {
    "purpose": "Care",
    "lawful_basis": "Duty",
    "kept_at": "",
    "from_on": TODAY,
    "until_on": None,
}
SENT = {
    "contact": lambda w, key: contacts.name_contact(
        actor=w.jo, contact_id=key, organisation_id=w.school.pk, position="lead", details=DETAILS, at=AT
    ),
    "contact in place": lambda w, key: contacts.replace_contact(
        actor=w.jo, left_contact_id=w.lead.pk, contact_id=key, details=DETAILS, at=AT
    ),
    "cover": lambda w, key: contacts.set_cover(
        actor=w.jo, cover_id=key, contact_id=w.contact.pk, by=w.service.pk, at=AT
    ),
    "link": lambda w, key: links.make_link(
        actor=w.jo, link_id=key, school_id=w.school.pk, service_id=w.second.pk, at=AT
    ),
    "nomination": lambda w, key: nominations.ask(
        actor=w.jo, nomination_id=key, organisation_id=w.school.pk, email="office@hill.example", at=AT
    ),
    "agreement": lambda w, key: agreements.write_agreement(
        actor=w.askers["agreement"], agreement_id=key, link_id=w.link.pk, answers={}, at=AT
    ),
    "sharing": lambda w, key: agreements.register_sharing(
        actor=w.jo, agreement_id=key, area_id=w.area.pk, name="Ours", at=AT, **SHARING
    ),
    "criteria": lambda w, key: services.publish_criteria(
        actor=w.jo, criteria_id=key, service_id=w.service.pk, content={}, what_changed="", from_on=TODAY,
        at=AT,
    ),
    "line": lambda w, key: services.save_help_line(
        actor=w.jo, line_id=key, area_id=w.area.pk, details=LINE, is_checked=False, at=AT
    ),
    "file": lambda w, key: contact_files.read_file(
        actor=w.jo, file_id=key, area_id=w.area.pk, name="ours.csv", at=AT,
        content=b"School,Lead\nHillside,Amira\n",
    ),
    "service": lambda w, key: services.make_service(
        actor=w.jo, service_id=key, area_id=w.area.pk, name="A new one", kind="camhs", at=AT
    ),
    "area": lambda w, key: services.make_area(
        actor=w.ade, area_id=key, name="Moorland", kind="programme", code="", at=AT
    ),
    "cluster": lambda w, key: clusters.make_cluster(
        actor=w.jo, cluster_id=key, area_id=w.area.pk, name="Mill Valley", at=AT
    ),
}  # fmt: skip


@pytest.mark.parametrize(
    ("what", "whose"),
    [
        *((what, what.partition(" ")[0]) for what in SENT if what != "area"),
        ("area", "school"),
        *(
            (what, kind)
            for what in ("service", "cluster")
            for kind in ("service", "cluster", "school")
        ),
    ],
)
def test_id_of_a_row_that_the_form_did_not_make_is_refused(what, whose, world):
    who = world.askers.get(what, world.jo)

    with acting(who), pytest.raises(FormOfAnother):
        SENT[what](world, world.rows[whose])


@pytest.mark.parametrize("what", SENT)
def test_same_form_sent_twice_makes_one(what, world):
    who, key = world.askers.get(what, world.jo), new_id()
    made = []

    for _ in range(2):
        with acting(who):
            made.append(SENT[what](world, key).pk)

    assert made == [key, key]


def test_contact_does_not_take_their_own_place(world):
    with acting(world.jo), pytest.raises(FormOfAnother):
        SENT["contact in place"](world, world.lead.pk)


def test_refusal_is_a_sentence_with_what_was_typed(world, client):
    sign_in(client, world.jo_person)
    key = {"form_key": str(world.rows["line"])}

    page = client.post(reverse("directory:add-help-line", args=[world.area.pk]), LINE | key)

    assert page.status_code == 409
    assert "sent by somebody else" in page.content.decode()
    assert "0800 111" in page.content.decode()
