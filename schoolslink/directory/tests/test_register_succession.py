"""A closed school hands over what hangs on it, when it is clear to whom."""

from datetime import UTC, date, datetime, timedelta

import pytest

from schoolslink.access.jobs import as_system
from schoolslink.access.queries import person_named
from schoolslink.access.roles import Role
from schoolslink.directory.commands import nominations, register_review
from schoolslink.directory.commands.succession import NoSuchSchool, NotASuccessor
from schoolslink.directory.models import (
    Link,
    NamedContact,
    Nomination,
    RegisterChange,
    School,
    Succession,
    WorkingAgreement,
)
from schoolslink.directory.queries.handovers import hanging_on
from schoolslink.directory.queries.register import (
    closed_without_successor,
    school_shown,
    waiting_changes,
)
from schoolslink.directory.rules.handover import HandOver, Hanging
from schoolslink.directory.tests import factories
from schoolslink.interop.gias.tests import made

from .test_register_import import AT, register, take

pytestmark = pytest.mark.django_db
SUMMER = "31-08-2023"


def closing(urn, **fields):
    return made.a_school(urn, status="Closed", close_date=SUMMER, **fields)


def academy(urn, **fields):
    return made.a_school(urn, open_date="01-09-2023", **fields)


@pytest.fixture
def linked(tmp_path, as_seed):
    """A school with a lead, a cover and a link, before anything happens to it."""
    register(tmp_path, made.a_school(100001), made.a_school(100002), day="2023_06_01")
    school = School.objects.get(urn=100001)
    with as_seed():
        area = factories.an_area()
        service = factories.a_service(area)
        priya = factories.a_contact(service)
        lead = factories.a_contact(school, "Amira Khan")
        cover = factories.a_contact(school, "Tom Reed", position="cover")
        factories.a_cover(lead, cover)
        link = factories.a_link(school, service, nhs_contact=priya)
        factories.AreaMembership.objects.create(area=area, school=school, from_on=date(2020, 1, 1))
        WorkingAgreement.objects.create(
            link=link,
            version=3,
            content={"how": "by phone"},
            written_at=datetime(2023, 1, 1, tzinfo=UTC),
            review_on=date(2024, 1, 1),
            school_agreed_on=date(2023, 1, 2),
            school_agreed_by="Amira Khan",
        )
    return school


def close_with(tmp_path, links, *more):
    take(made.links(tmp_path, links or [(100009, 100008, "Successor", "")]))
    return register(tmp_path, closing(100001), made.a_school(100002), *more, day="2024_06_17")


def test_one_clear_successor_takes_everything_over_without_a_person(linked, tmp_path):
    imported = close_with(tmp_path, [(100001, 100003, "Successor", SUMMER)], academy(100003))

    new, old = School.objects.get(urn=100003), School.objects.get(urn=100001)
    assert (imported.waiting, imported.handed_over) == (0, 1)
    assert (old.status, old.closed_on, old.successor_id) == ("closed", date(2023, 8, 31), new.pk)
    link = Link.objects.get(school=new)
    assert (link.nhs_contact.name, link.is_main, link.linked_until) == ("Priya Nair", True, None)
    assert not Link.objects.filter(school=old, linked_until=None).exists()
    people = NamedContact.objects.filter(organisation_id=new.pk, until_on=None)
    assert sorted(people.values_list("name", "position")) == [
        ("Amira Khan", "lead"), ("Tom Reed", "cover"),
    ]  # fmt: skip
    assert people.get(position="lead").covers.get().by == people.get(position="cover")
    agreement = link.agreements.get()
    assert (agreement.content, agreement.school_agreed_on) == ({"how": "by phone"}, None)
    assert new.areas.get().area.organisation.name == "Riverside"
    record = Succession.objects.get()
    assert (record.outcome, record.moved["contacts"], record.moved["links"]) == ("clear", 2, 1)


def test_links_that_come_after_the_closure_settle_it(linked, tmp_path):
    register(tmp_path, closing(100001), made.a_school(100002), academy(100003), day="2024_06_17")
    assert [change.kind for change in waiting_changes()] == ["closure"]

    imported = take(made.links(tmp_path, [(100001, 100003, "Successor", SUMMER)]))[0]

    assert (imported.handed_over, waiting_changes()) == (1, [])
    assert RegisterChange.objects.get(kind="closure").decision == "automatic"


def test_taking_the_same_files_again_hands_nothing_over_twice(linked, tmp_path):
    links = [(100001, 100003, "Successor", SUMMER)]
    close_with(tmp_path, links, academy(100003))

    again = close_with(tmp_path, links, academy(100003))

    assert (again.handed_over, Succession.objects.count()) == (0, 1)


@pytest.mark.parametrize(
    ("links", "outcome"),
    [
        ([(100001, 100003, "Successor - merged", SUMMER)], "merged"),
        ([(100001, 100003, "Successor", ""), (100001, 100002, "Successor", "")], "split"),
        ([], "none"),
    ],
)
def test_an_unclear_closure_waits_with_what_hangs_on_it(links, outcome, linked, tmp_path):
    imported = close_with(tmp_path, links, academy(100003))

    change = waiting_changes()[0]
    assert (imported.handed_over, change.kind, change.outcome) == (0, "closure", outcome)
    assert sorted((h.what, h.count) for h in change.hanging) == [
        ("links", 1),
        ("named contacts", 2),
    ]
    assert Link.objects.filter(school=linked, linked_until=None).exists()


def test_a_person_names_the_successor_of_a_merger_and_is_kept(linked, tmp_path, as_seed):
    with as_seed():
        ade = factories.a_person("Ade Bello", "ade@example.invalid")
        programme = factories.an_organisation("area", "The programme")
        factories.a_member(ade, programme, Role.NATIONAL_TEAM)
    close_with(tmp_path, [(100001, 100002, "Successor - merged", SUMMER)])
    ids = [change.id for change in waiting_changes()]

    with as_system("review") as actor:
        register_review.accept_changes(
            actor=actor, change_ids=ids, at=AT, successor_urn=100002,
            reviewer=person_named("ade@example.invalid"),
        )  # fmt: skip

    assert Link.objects.get(school__urn=100002).nhs_contact.name == "Priya Nair"
    made_by_hand = Succession.objects.get()
    assert (made_by_hand.outcome, made_by_hand.decided_by) == ("merged", ade)
    assert school_shown(100001).handed_over[0]["decided_by"] == "Ade Bello"
    assert School.objects.get(urn=100001).successor.urn == 100002


@pytest.mark.parametrize(("urn", "refusal"), [(999999, NoSuchSchool), (100001, NotASuccessor)])
def test_nobody_is_handed_to_a_school_that_is_not_there(urn, refusal, linked, tmp_path):
    close_with(tmp_path, [(100001, 100002, "Successor - merged", SUMMER)])
    School.objects.filter(urn=100001).update(status="closed")
    ids = [change.id for change in waiting_changes()]

    with as_system("review") as actor, pytest.raises(refusal):
        register_review.accept_changes(actor=actor, change_ids=ids, at=AT, successor_urn=urn)

    assert not Succession.objects.exists()


def test_what_is_left_on_a_closed_school_stays_on_the_list(linked, tmp_path):
    close_with(tmp_path, [])
    ids = [change.id for change in waiting_changes()]

    with as_system("review") as actor:
        register_review.accept_changes(actor=actor, change_ids=ids, at=AT)

    assert list(closed_without_successor()) == [linked.pk]


def test_a_new_school_with_the_old_name_and_place_is_asked_about(linked, tmp_path):
    same = {"name": "Invented School 100001", "postcode": "ZE3 1AA"}
    register(tmp_path, made.a_school(100001, **same), made.a_school(100002), day="2023_06_02")

    imported = register(tmp_path, made.a_school(100002), academy(100003, **same), day="2024_06_17")

    assert {k: n for k, n in imported.changes.items() if n} == {
        "added": 1, "opening": 1, "vanished": 1,
    }  # fmt: skip
    opening = next(change for change in waiting_changes() if change.kind == "opening")
    assert (opening.urn, opening.before["urn"]) == (100003, 100001)
    with as_system("review") as actor:
        register_review.accept_changes(actor=actor, change_ids=[opening.id], at=AT)
    assert Link.objects.get(school__urn=100003).nhs_contact.name == "Priya Nair"
    assert (School.objects.get(urn=100001).status, waiting_changes()) == ("closed", [])


def test_a_new_school_in_place_of_two_is_asked_about_once(tmp_path):
    old = [made.a_school(urn, name=f"Birches Green {kind} School", postcode="B24 9SR")
           for urn, kind in ((100001, "Junior"), (100002, "Infant"))]  # fmt: skip
    register(tmp_path, *old, day="2023_07_20")

    new = made.a_school(150054, name="Birches Green Infants School", postcode="B24 9SR")
    register(tmp_path, *old, new, day="2024_07_08")

    (opening,) = [change for change in waiting_changes() if change.kind == "opening"]
    assert (opening.urn, opening.before["urn"]) == (150054, 100002)
    take(made.links(tmp_path, [(100002, 150054, "Successor - amalgamated", "")]))
    assert waiting_changes() == []  # a link says it by now


def test_schools_with_open_items_come_first(linked, tmp_path, monkeypatch):
    other = School.objects.get(urn=100002)
    part = HandOver(
        "items",
        lambda schools: [Hanging(other.pk, "open requests", 2, is_open=True)],
        lambda *args, **more: 0,
    )
    monkeypatch.setattr("schoolslink.config.handovers.HANDOVERS", (part,))

    register(tmp_path, closing(100001), closing(100002), academy(100003), day="2024_06_17")

    assert [change.urn for change in waiting_changes()] == [100002, 100001]


def test_a_chain_of_conversions_reaches_the_school_of_today(linked, tmp_path):
    links = [(100001, 100003, "Successor", SUMMER), (100003, 100004, "Successor", "31-03-2024")]
    middle = made.a_school(100003, status="Closed", open_date="01-09-2023", close_date="31-03-2024")

    close_with(tmp_path, links, middle, made.a_school(100004, open_date="01-04-2024"))

    assert School.objects.get(urn=100001).successor.urn == 100004
    assert Link.objects.filter(school__urn=100004, linked_until=None).count() == 1


def an_asking(school, state="waiting", email="office@hillside.example", **fields) -> Nomination:
    begun = datetime(2024, 6, 1, 12, tzinfo=UTC)
    return Nomination.objects.create(
        organisation_id=school.pk, side="school", email=email, state=state, asked_at=begun,
        expires_at=begun + timedelta(days=21), **fields,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("state", "email"), [("waiting", "office@hillside.example"), ("phone", "")]
)
def test_what_a_closed_school_was_asked_is_asked_of_its_successor(
    state, email, linked, tmp_path, as_seed
):
    with as_seed():
        NamedContact.objects.filter(organisation_id=linked.pk).update(until_on=date(2024, 1, 1))
        before = an_asking(linked, state, email)

    close_with(tmp_path, [(100001, 100003, "Successor", SUMMER)], academy(100003))

    before.refresh_from_db()
    after = Nomination.objects.exclude(pk=before.pk).get()
    assert (before.state, after.state, after.email) == ("withdrawn", state, email)
    assert after.organisation_id == School.objects.get(urn=100003).pk
    assert Succession.objects.get().moved["askings"] == 1


def test_whoever_was_asked_to_say_yes_is_asked_by_the_successor(linked, tmp_path, as_seed):
    with as_seed():
        lead = NamedContact.objects.get(organisation_id=linked.pk, position="lead")
        lead.email = "amira@hillside.example"
        lead.save()
        an_asking(linked, email=lead.email, contact=lead)

    close_with(tmp_path, [(100001, 100003, "Successor", SUMMER)], academy(100003))

    asked = Nomination.objects.get(state="waiting")
    assert (asked.contact.organisation.school.urn, asked.contact.name) == (100003, "Amira Khan")


def test_successor_that_has_somebody_is_not_asked_whom_to_name(linked, tmp_path, as_seed):
    with as_seed():
        an_asking(linked)

    close_with(tmp_path, [(100001, 100003, "Successor", SUMMER)], academy(100003))

    assert list(Nomination.objects.values_list("state", flat=True)) == ["withdrawn"]


def test_closed_school_is_mailed_no_more_and_its_asking_waits_to_be_handed_over(
    linked, tmp_path, as_seed
):
    with as_seed():
        asked = an_asking(linked)
    close_with(tmp_path, [])
    with as_system("review") as actor:
        ids = [change.id for change in waiting_changes()]
        register_review.accept_changes(actor=actor, change_ids=ids, at=AT)

        done = nominations.chase_due(actor=actor, at=AT)

    asked.refresh_from_db()
    assert (done, asked.state, asked.mails_sent) == ({"mail": 0, "phone": 0}, "waiting", 0)
    assert "askings to name somebody" in {
        hanging.what for hanging in hanging_on([linked.pk])[linked.pk]
    }
