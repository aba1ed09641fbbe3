"""Who hears of what: coordinators of vacancies, schools of new contacts, everybody once a term."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from schoolslink.access.events import MembershipEnded, RoleGiven
from schoolslink.access.jobs import as_job, as_system
from schoolslink.access.models import Membership, Role
from schoolslink.access.tests.arrange import member, person
from schoolslink.directory import events, jobs, messages, queries
from schoolslink.directory.models import Link, NamedContact, Nomination
from schoolslink.directory.tests import factories as make
from schoolslink.kernel import clock
from schoolslink.kernel.ids import new_id
from schoolslink.notices.kinds import About
from schoolslink.notices.models import Notice

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)
TODAY = date(2026, 3, 3)


@pytest.fixture
def world(hillside, as_seed):
    """Hillside and Priya, as everywhere; the office of Cliff Top has been asked."""
    w = hillside
    with as_seed():
        w.other = make.a_school("Cliff Top", area=w.area)
        w.nomination = Nomination.objects.create(
            organisation_id=w.other.pk,
            side="school",
            email="office@cliff.example",
            asked_at=NOON,
            expires_at=NOON + timedelta(days=21),
            mails_sent=1,
            last_mail_on=TODAY,
        )
    return w


def told() -> set[tuple[str, str]]:
    rows = Notice.objects.values_list("recipient_person__name", "kind")
    return set(rows)


def test_question_goes_to_the_address_with_a_link_and_no_name(world, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

    with as_system("test"):
        jobs.ask_by_mail(events.NominationSent(world.nomination.pk, 1), at=NOON)

    (sent,) = mail.outbox
    assert (sent.to, sent.subject) == (["office@cliff.example"], "Who can be reached?")
    assert f"/name/{world.nomination.pk.hex}." in sent.body
    assert "mental" not in sent.body + sent.subject + sent.from_email


def test_mail_of_a_nomination_that_was_answered_meanwhile_is_not_sent(world, settings, as_seed):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    with as_seed():
        Nomination.objects.update(state="answered", answered_at=NOON)

    with as_system("test"):
        jobs.ask_by_mail(events.NominationSent(world.nomination.pk, 1), at=NOON)

    assert mail.outbox == []


def test_address_nobody_can_send_to_becomes_a_phone_task(world, as_seed):
    with as_seed():
        Nomination.objects.update(email="not an address")

    with as_system("test"):
        jobs.ask_by_mail(events.NominationSent(world.nomination.pk, 1), at=NOON)

    assert Nomination.objects.get().state == "phone"


def test_ended_membership_ends_the_contact_and_the_coordinator_is_asked(world, as_seed):
    with as_seed():
        world.membership.until_on = date(2026, 1, 1)
        world.membership.save()
    ended = MembershipEnded(
        world.membership.pk, world.priya.pk, world.service.pk, "camhs_contact", TODAY
    )

    with as_job(organisation_id=world.service.pk, purpose="test"):
        jobs.let_go(ended, at=NOON)
    with as_system("test"):
        news = events.LinkChanged(world.link.pk, world.school.pk, world.service.pk, "contact")
        jobs.tell_coordinator(news, at=NOON)
        assert told() == {("Jo Marsh", "directory.nobody_named")}

    assert queries.contact_card(world.school.pk, on=TODAY).contact is None


@pytest.mark.parametrize("what", ["vacated", "replaced"])
def test_when_a_schools_lead_goes_their_counterpart_is_told_the_same_day(world, as_seed, what):
    with as_seed():
        lead = NamedContact.objects.get(organisation_id=world.school.pk, position="lead")
        head = NamedContact.objects.create(
            side="school", position="head", organisation_id=world.school.pk, name="Mr Shaw",
            from_on=date(2026, 1, 1),
        )  # fmt: skip
    with as_job(organisation_id=world.school.pk, purpose="test"):
        for left in (head, lead):
            changed = events.ContactChanged(
                world.school.pk, "school", what, left_contact_id=left.pk
            )
            for _twice in range(2):
                jobs.tell_counterpart(changed, at=NOON)

    with as_seed():
        (notice,) = Notice.objects.filter(kind="directory.counterpart_changed")
    assert notice.recipient_person_id == world.priya.pk
    assert not notice.is_weekly


@pytest.mark.parametrize("has_head", [True, False])
def test_when_a_lead_goes_whoever_may_is_asked_to_name_and_invite_who_follows(
    world, as_seed, has_head
):
    school = world.school.pk
    with as_seed():
        lead = NamedContact.objects.get(organisation_id=school, position="lead")
        lead.until_on = TODAY
        lead.save()
        if has_head:
            member(person("Hal Head"), world.school.organisation, Role.SCHOOL_HEAD)
    gone = events.ContactChanged(school, "school", "vacated", left_contact_id=lead.pk)
    for _twice in range(2):
        with as_job(organisation_id=school, purpose="test"):
            jobs.ask_for_successor(gone, at=NOON)

    with as_seed():
        (notice,) = Notice.objects.filter(kind="directory.who_follows")
        assert notice.recipient_person.name == ("Hal Head" if has_head else "Jo Marsh")
        assert not notice.is_weekly
        about = About(lead.pk, None, notice.recipient_person_id, None)
        assert messages.WHO_FOLLOWS.still_true(about)
        NamedContact.objects.create(
            side="school", position="lead", organisation_id=school, name="Ms New", from_on=TODAY
        )
        assert not messages.WHO_FOLLOWS.still_true(about)


def test_when_a_contact_goes_the_manager_is_asked_who_follows(world, as_seed):
    with as_seed():
        contact = NamedContact.objects.get(organisation_id=world.service.pk, position="contact")
    gone = events.ContactChanged(world.service.pk, "nhs", "vacated", left_contact_id=contact.pk)
    with as_job(organisation_id=world.service.pk, purpose="test"):
        jobs.ask_for_successor(gone, at=NOON)

    with as_seed():
        (notice,) = Notice.objects.filter(kind="directory.who_follows")
        assert notice.recipient_person_id == world.lena.pk
        about = About(contact.pk, None, notice.recipient_person_id, None)
        assert not messages.WHO_FOLLOWS.still_true(about)  # somebody is named on every pair
        Link.objects.filter(service_id=world.service.pk).update(nhs_contact=None)
        assert messages.WHO_FOLLOWS.still_true(about)


def test_a_manager_who_left_answers_for_no_pool_and_the_coordinator_is_asked(world, as_seed):
    with as_seed():
        held = Membership.objects.get(person=world.lena)
        held.until_on = clock.local_day(clock.real_now())
        held.save()
    ended = MembershipEnded(
        held.pk, world.lena.pk, world.service.pk, "service_manager", held.until_on
    )

    for _ in range(2):
        with as_job(organisation_id=world.service.pk, purpose="directory.let_go"):
            jobs.let_go(ended, at=NOON)

    world.service.refresh_from_db()
    assert world.service.pool_manager is None
    with as_system("test"):
        assert told() == {("Jo Marsh", "directory.nobody_manages")}
        assert Notice.objects.count() == 1


def test_a_manager_whose_other_role_there_goes_on_stays(world, as_seed):
    with as_seed():
        held = make.a_member(world.lena, world.service, Role.TRIAGER, until_on=date(2021, 1, 1))
    ended = MembershipEnded(held.pk, world.lena.pk, world.service.pk, "triager", date(2021, 1, 1))

    with as_job(organisation_id=world.service.pk, purpose="directory.let_go"):
        jobs.let_go(ended, at=NOON)

    world.service.refresh_from_db()
    assert world.service.pool_manager == world.lena


def test_school_hears_once_of_a_new_contact(world):
    news = events.LinkChanged(world.link.pk, world.school.pk, world.service.pk, "contact")

    with as_system("test"):
        jobs.tell_school(news, at=NOON)
        jobs.tell_school(news, at=NOON)
        assert list(Notice.objects.values_list("kind", flat=True)) == ["directory.new_contact"]


def test_each_is_asked_once_a_term_by_message_or_by_link(world, as_seed):
    with as_seed():
        shaw = make.a_contact(world.other, "Mr Shaw", position="head", email="head@cliff.example")
        Nomination.objects.all().delete()

    with as_system("test") as actor:
        first = jobs.ask_to_confirm(actor=actor, at=NOON)
        again = jobs.ask_to_confirm(actor=actor, at=NOON + timedelta(days=30))
        assert told() == {("Priya Nair", "directory.confirm")}

    assert (first, again) == (2, 0)
    assert Nomination.objects.get().contact_id == shaw.pk


def test_whoever_was_asked_this_term_is_not_looked_up_each_morning(world, as_seed):
    with as_seed():
        Nomination.objects.all().delete()

    with as_system("test") as actor:
        jobs.ask_to_confirm(actor=actor, at=NOON)
        with CaptureQueriesContext(connection) as again:
            jobs.ask_to_confirm(actor=actor, at=NOON + timedelta(days=1))

    assert [one["sql"] for one in again if "insert" in one["sql"].lower()] == []
    assert len(again) == 1


@pytest.mark.parametrize("day", [date(2026, 8, 12), date(2026, 9, 4)])
def test_nobody_is_asked_in_august_or_the_first_week_of_term(world, day):
    at = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)

    with clock.fixed(at), as_system("test") as actor:
        assert jobs.ask_to_confirm(actor=actor, at=at) == 0


def test_whoever_comes_to_sign_in_with_the_address_is_the_contact(world, as_seed):
    with as_seed():
        tom = make.a_contact(
            world.school, "Tom Reed", position="cover", email="Tom@Hillside.example"
        )
        person = make.a_person("Tom Reed", "tom@hillside.example")

    assert NamedContact.objects.get(pk=tom.pk).person_id == person.pk


def given(world, place, role, by, person=None):
    """Say that a role was given at a place, and return who was told of it."""
    event = RoleGiven(new_id(), place.pk, role, by.pk, person.pk if person else None)
    with as_job(organisation_id=place.pk, purpose="test"):
        jobs.tell_of_role(event, at=NOON)
    with as_system("test"):
        return {name for name, kind in told() if kind == "directory.role_given"}


def test_head_and_safeguarding_lead_hear_of_a_new_reader_and_the_giver_does_not(world, as_seed):
    with as_seed():
        head, guard = make.a_person("Hana Head"), make.a_person("Sol Guard")
        make.a_member(head, world.school, Role.SCHOOL_HEAD)
        make.a_member(guard, world.school, Role.SAFEGUARDING_LEAD)

    assert given(world, world.school, Role.SCHOOL_COVER, world.amira) == {"Hana Head", "Sol Guard"}
    with as_system("test"):
        assert not Notice.objects.filter(kind="directory.role_given", is_weekly=True).exists()


def test_a_giver_who_is_the_only_one_responsible_does_not_stay_unseen(world, as_seed):
    with as_seed():
        head = make.a_person("Hana Head")
        make.a_member(head, world.school, Role.SCHOOL_HEAD)

    assert given(world, world.school, Role.SCHOOL_REFERRER, head) == {"Jo Marsh"}


def test_the_manager_hears_of_a_new_reader_at_the_service_and_its_team(world, as_seed):
    with as_seed():
        make.a_member(make.a_person("Mona Lead"), world.service, Role.SERVICE_MANAGER)
        team = make.a_team(world.service)

    both = {"Lena Fox", "Mona Lead"}
    assert given(world, team, Role.SUPPORT_TEAM_WORKER, world.jo) == both
    assert given(world, world.service, Role.TRIAGER, world.jo) == both


def test_a_manager_who_may_give_copies_of_records_is_news_to_the_other_managers(world):
    assert given(world, world.service, Role.SERVICE_MANAGER, world.priya) == {"Lena Fox"}


def test_a_role_that_reads_no_child_is_no_news(world):
    assert given(world, world.school, Role.TRUST_LEAD, world.amira) == set()


def test_a_contact_of_a_service_without_an_account_is_asked_in_their_own_words(
    world, as_seed, client, settings
):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    with as_seed():
        ruth = make.a_contact(world.service, "Ruth Hall", email="ruth@riverside.example")
        other = make.a_contact(world.service, "Kit Ode", email="kit@riverside.example")
        world.link.nhs_contact = ruth
        world.link.save()
    with as_system("test") as actor:
        jobs.ask_to_confirm(actor=actor, at=NOON)
        asked = {n.contact_id: n for n in Nomination.objects.filter(side="nhs")}
        jobs.ask_by_mail(events.NominationSent(asked[ruth.pk].pk, 1), at=NOON)
    assert set(asked) == {ruth.pk, other.pk}
    (sent,) = mail.outbox
    assert "you are still the person whom schools can reach" in sent.body
    assert "school is" not in sent.body
    path = sent.body.rpartition("/name/")[2].strip()

    page = client.get(f"/name/{path}").content.decode()
    given = {"name": "Una Day", "email": "una@riverside.example", "form_key": str(new_id())}
    answer = client.post(f"/name/{path}", given)

    assert "Our senior mental health lead" not in page
    assert answer.status_code == 302
    card = queries.contact_card(world.school.pk, on=TODAY)
    assert (card.contact_name, card.contact.confirmed_on) == ("Una Day", TODAY)
    assert "Una Day" in client.get(f"/name/{path}").content.decode()
