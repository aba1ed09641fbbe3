"""A GP practice asks for a patient: no account, a named adult and a day, a link of its own, and no more."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client

from schoolslink.access import links
from schoolslink.access.actor import Actor
from schoolslink.access.models import FamilyCode
from schoolslink.access.tests.arrange import sign_in
from schoolslink.access.unit import acting
from schoolslink.kernel import clock, outbox
from schoolslink.kernel.ids import new_id
from schoolslink.notices.models import Notice
from schoolslink.referrals.commands.asking_practice import (
    ask_for_patient,
    they_said,
    they_say,
)
from schoolslink.referrals.commands.decide import Answering, decide
from schoolslink.referrals.errors import NotYours, StillMissing, TooManyBegun
from schoolslink.referrals.models import (
    Carer,
    Holding,
    Item,
    Likeness,
    OwnDraft,
    PracticeAsking,
    SharingChoice,
    Told,
)
from schoolslink.referrals.queries import open_item
from schoolslink.referrals.queries.asking_practice import practice_link, where_it_is
from schoolslink.referrals.rules import Move, Side
from schoolslink.referrals.rules.asking_practice import PRACTICE_LINK, Practice, Shows, Stands
from schoolslink.referrals.tests.arrange import acting_as
from schoolslink.referrals.tests.arrange import sent as sent_by_school
from schoolslink.referrals.tests.asking_own import text
from schoolslink.referrals.tests.joining import joined

pytestmark = pytest.mark.django_db

SAID = {
    "concern": "Low for a year.", "first_name": "Ellie", "surname": "Wright",
    "birth_date": "2011-05-04", "gp_practice": "River Street Surgery", "gp_name": "Dr Ana Reyes",
    "young_person_agrees": "agrees", "carer_agrees": "agrees", "carer_name": "Halina Wright",
    "carer_pr": "yes", "school_hears": "no", "home_hears": "yes", "gp_hears": "yes",
}  # fmt: skip
PRACTICE = Practice("River Street Surgery", "C81001", "river.street@nhs.net", "01632 960 777")


@pytest.fixture
def noon():
    """Stand on the real day: a link is judged by the database's own clock too."""
    return clock.real_now()


def asked(world, at, *, gate=None, practice=PRACTICE, **said):
    """Let the practice ask for Ellie; return the request's id and the link's."""
    with acting(Actor(kind="public")):
        moved, link_id = ask_for_patient(
            service_id=world.riverside.pk, school_id=world.northgate.pk, practice=practice,
            said=SAID | said, gate=gate or {}, machine="192.0.2.9", at=at,
        )  # fmt: skip
    return moved.item.pk, link_id


def holder_of(link_id, item_id) -> Actor:
    return Actor(kind="link", subject_id=link_id, item_id=item_id)


def says(link_id, yes, at):
    found = practice_link(links.token(link_id, purpose=PRACTICE_LINK), at=at)
    with acting(holder_of(link_id, found.item_id)) as actor:
        return they_say(
            actor=actor, item_id=found.item_id, child_id=found.child_id, asked=yes, at=at
        )


def seen(link_id, at):
    found = practice_link(links.token(link_id, purpose=PRACTICE_LINK), at=at)
    with acting(holder_of(link_id, found.item_id)):
        return where_it_is(found)


def decided(world, item_id, at):
    with acting(acting_as(world.priya)) as priya:
        version = Item.objects.get(pk=item_id).version
        answer = Answering(
            Move.NOT_ACCEPT, reason="not_covered", next_step="Ask Ellie's own school nurse.",
            who_tells=Side.SERVICE,
        )  # fmt: skip
        decide(actor=priya, item_id=item_id, version=version, at=at, answer=answer)


def test_it_is_the_services_at_once_with_a_named_adult_and_a_day_though_unconfirmed(world, noon):
    item_id, _ = asked(world, noon)

    with acting(acting_as(world.priya)) as priya:
        opened = open_item(priya, item_id)
        held = Holding.objects.get(item_id=item_id, ended_at__isnull=True)
        assert (opened.item.state, opened.item.asked_by) == ("submitted", "gp")
        assert held.person_id == world.priya.pk
        assert held.due_on > clock.local_day(noon)
        assert opened.answers["concern"]["concern"] == "Low for a year."
        assert PracticeAsking.objects.get(item_id=item_id).asked is None
        choices = SharingChoice.objects.filter(item_id=item_id)
        assert dict(choices.values_list("whom", "may_be_told")) == {
            "school": False, "carer": True, "gp": True,
        }  # fmt: skip


def test_school_is_told_with_a_yes_alone(world, noon):
    silent, _ = asked(world, noon, school_hears="not_asked")
    told, _ = asked(world, noon, school_hears="yes")

    with acting(acting_as(world.nadia)):
        assert set(Item.objects.filter(pk__in=[silent, told]).values_list("pk", flat=True)) == {
            told
        }


def test_nothing_under_which_it_was_asked_opens_anything_afterwards(world, noon, as_seed):
    item_id, link_id = asked(world, noon)
    with as_seed():
        assert not FamilyCode.objects.filter(item_id=item_id).exists()
        assert not OwnDraft.objects.filter(pk=item_id).exists()
        child = Item.objects.get(pk=item_id).child_id
    says(link_id, True, noon)

    gone = Actor(
        kind="family", subject_id=new_id(), child_id=child, item_id=item_id, relationship="gp"
    )
    for who in (gone, holder_of(link_id, item_id)):
        with acting(who), connection.cursor() as cursor:
            for table in ("item", "holding", "referral", "told", "childidentity", "practiceasking"):
                cursor.execute(f"select count(*) from referrals_{table}")  # noqa: S608
                assert (who.kind, table, cursor.fetchone()[0]) == (who.kind, table, 0)
            cursor.execute("select count(*) from keys.get(array[%s]::uuid[])", [child])
            assert cursor.fetchone()[0] == 0


def test_a_practice_reads_nothing_before_it_says_that_it_asked(world, noon):
    _, link_id = asked(world, noon)

    assert seen(link_id, noon) is None
    says(link_id, True, noon)
    known = seen(link_id, noon)

    assert (known.shows, known.person) == (Shows.WHERE, "Priya Nair")
    assert known.due_on > clock.local_day(noon)


def test_the_answer_is_shown_without_a_written_word_and_a_letter_is_owed(world, noon, as_seed):
    item_id, link_id = asked(world, noon)
    says(link_id, True, noon)
    decided(world, item_id, noon + timedelta(minutes=5))
    outbox.deliver_waiting()
    known = seen(link_id, noon)

    assert (known.shows, known.move, known.reason) == (Shows.ANSWER, "not_accept", "not_covered")
    assert known.letter_by is not None
    with acting(acting_as(world.priya)):
        assert Told.objects.filter(item_id=item_id, whom="gp", told_at__isnull=True).count() == 1
    with as_seed():
        (news,) = Notice.objects.filter(kind="referrals.practice_news", about_id=item_id)
        assert news.recipient_outside_id == link_id
    page = text(Client().get("/did-you-ask/" + links.token(link_id, purpose=PRACTICE_LINK)))
    assert "school nurse" not in page
    assert "We are not the right team for this." in page


@pytest.mark.parametrize("hears", ["no", "not_asked"])
def test_without_their_yes_the_practice_is_told_no_more_than_that_it_arrived(
    world, noon, hears, as_seed
):
    item_id, link_id = asked(world, noon, gp_hears=hears)
    says(link_id, True, noon)
    decided(world, item_id, noon + timedelta(minutes=5))
    outbox.deliver_waiting()
    known = seen(link_id, noon)

    assert known.shows is Shows.NO_MORE
    assert (known.person, known.move, known.due_on) == ("", "", None)
    with acting(acting_as(world.priya)):
        assert not Told.objects.filter(item_id=item_id, whom="gp").exists()
    with as_seed():
        assert not Notice.objects.filter(kind="referrals.practice_news").exists()


def test_a_yes_that_is_taken_back_closes_the_page_at_once(world, noon, as_seed):
    item_id, link_id = asked(world, noon)
    says(link_id, True, noon)
    first = seen(link_id, noon).shows
    with as_seed():
        item = Item.objects.get(pk=item_id)
        SharingChoice.objects.create(
            item=item,
            whom="gp",
            may_be_told=False,
            chosen_by="carer",
            own="carer",
            at=noon + timedelta(minutes=1),
        )

    assert (first, seen(link_id, noon).shows) == (Shows.WHERE, Shows.NO_MORE)


def test_of_a_no_whoever_has_it_is_told_and_it_stays_theirs(world, noon):
    item_id, link_id = asked(world, noon)
    assert says(link_id, False, noon)
    assert not says(link_id, True, noon)
    outbox.deliver_waiting()

    with acting(acting_as(world.priya)):
        held = Holding.objects.get(item_id=item_id, ended_at__isnull=True)
        assert held.person_id == world.priya.pk
        told = Notice.objects.get(kind="referrals.did_not_ask", about_id=item_id)
        assert told.recipient_person_id == world.priya.pk
    page = text(Client().get("/did-you-ask/" + links.token(link_id, purpose=PRACTICE_LINK)))
    assert "the service knows that you did not ask" in page


def test_the_team_reads_that_it_is_not_confirmed_and_writes_down_a_call(world, noon, client):
    item_id, _ = asked(world, noon)
    sign_in(client, world.priya)
    with clock.fixed(noon):
        before = text(client.get(f"/queue/{item_id}"))
        empty = text(client.post(f"/queue/{item_id}/practice", {"form_key": str(new_id())}))
        client.post(
            f"/queue/{item_id}/practice",
            {
                "asked": "yes",
                "whom": "Dr Reyes herself",
                "seen": "not_answered",
                "form_key": str(new_id()),
            },
        )
        after = text(client.get(f"/queue/{item_id}"))

    assert "Not confirmed" in before
    assert "River Street Surgery (C81001)" in before
    assert "There is a problem" in empty
    assert "Said on the telephone by Dr Reyes herself" in after
    assert "Not confirmed" not in after


def test_nobody_of_another_team_or_school_writes_down_a_call(world, noon):
    item_id, _ = asked(world, noon, school_hears="yes")

    with acting(acting_as(world.nadia)) as nadia, pytest.raises(NotYours):
        they_said(
            actor=nadia,
            item_id=item_id,
            seen=Stands.NOT_ANSWERED,
            asked=True,
            whom="Nobody",
            at=noon,
        )


def test_a_school_and_a_practice_that_ask_for_one_child_are_found(world, noon):
    theirs = sent_by_school(
        world, noon, first_name="Ellie", surname="Wright", birth_date="2011-05-04"
    )
    item_id, _ = asked(world, noon)

    with acting(acting_as(world.priya)):
        pair = Likeness.objects.get()
        assert {pair.item_id, pair.other_id} == {theirs, item_id}


def test_a_mailbox_is_written_to_ten_times_an_hour_and_a_missing_name_is_said(world, noon):
    for _ in range(10):
        asked(world, noon)
    with pytest.raises(TooManyBegun):
        asked(world, noon)
    with pytest.raises(StillMissing):
        asked(world, noon, first_name="", practice=PRACTICE)


def test_a_forged_link_opens_nothing_and_says_no_more(world, noon):
    asked(world, noon)
    page = text(Client().get("/did-you-ask/" + links.token(new_id(), purpose=PRACTICE_LINK)))

    assert "This link opens nothing any more" in page


def test_the_family_has_a_page_when_it_is_given_one_and_no_row_of_the_practice(world, noon):
    item_id, _ = asked(world, noon)

    with acting(acting_as(world.priya)):
        members = Carer.objects.filter(item_id=item_id).order_by("id")
        assert sorted(member.relationship for member in members) == ["carer", "self"]
        assert {member.family_code_id for member in members} == {None}


def test_joined_with_a_schools_request_both_are_told_what_they_may_know(world, noon, as_seed):
    theirs = sent_by_school(
        world, noon, first_name="Ellie", surname="Wright", birth_date="2011-05-04",
        tell=["young_person", "carer", "gp", "school"],
    )  # fmt: skip
    item_id, link_id = asked(world, noon, school_hears="yes")
    joined(world, item_id, theirs, noon)
    says(link_id, True, noon)

    waits = seen(link_id, noon)
    decided(world, theirs, noon + timedelta(minutes=5))
    outbox.deliver_waiting()
    known = seen(link_id, noon)

    assert (waits.shows, waits.person) == (Shows.WHERE, "Priya Nair")
    assert waits.due_on > clock.local_day(noon)
    assert (known.shows, known.move) == (Shows.ANSWER, "not_accept")
    with as_seed():
        owed = set(Told.objects.filter(whom__in=("school", "gp")).values_list("item_id", "whom"))
        assert {(theirs, "school"), (item_id, "gp")} <= owed
        assert Notice.objects.filter(kind="referrals.practice_news", about_id=item_id).exists()
