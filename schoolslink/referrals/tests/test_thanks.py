"""Thanks of a family: the team reads them, whoever helped hears of them, and nobody has to do anything."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from schoolslink.access.actor import Actor
from schoolslink.access.family import open_page
from schoolslink.access.jobs import as_job
from schoolslink.access.tests.arrange import enter_family, sign_in
from schoolslink.access.unit import acting
from schoolslink.kernel import clock
from schoolslink.kernel.ids import new_id
from schoolslink.kernel.models import OutboxMessage
from schoolslink.notices.models import Notice
from schoolslink.referrals import events, jobs
from schoolslink.referrals.commands.decide import acknowledge
from schoolslink.referrals.commands.family import make_sheets
from schoolslink.referrals.models import FamilyMessage, Holding, Item
from schoolslink.referrals.queries.own import family_waits
from schoolslink.referrals.tests.arrange import acting_as, sent

pytestmark = pytest.mark.django_db

THANKS = "You listened. <b>Thank you.</b>"


@pytest.fixture
def family(world, noon):
    """Ellie and her mother at their own pages, of a request that Priya has seen."""
    item_id = sent(world, noon, called="Ellie")
    with acting(acting_as(world.nadia)) as nadia:
        sheets = make_sheets(actor=nadia, item_id=item_id, at=noon)
    with acting(acting_as(world.priya)) as priya:
        acknowledge(actor=priya, seen=[(item_id, 2)], at=noon)
    codes = {one.relationship: open_page(one.code, machine="192.0.2.7") for one in sheets}
    members = {one.relationship: one.member_id for one in sheets}
    return item_id, codes, members


def at_their_page(code) -> Client:
    browser = Client()
    enter_family(browser, code)
    return browser


def thanks(browser: Client, words: str = THANKS, key: str = ""):
    return browser.post("/my-request/thank", {"form_key": key or str(new_id()), "words": words})


def read_by(who, path: str) -> str:
    browser = Client()
    sign_in(browser, who)
    return browser.get(path, follow=True).content.decode()


def test_the_team_reads_them_and_neither_the_school_nor_the_other_of_the_family(
    family, world, noon
):
    item_id, codes, _ = family
    ellie, halina = (at_their_page(codes[who]) for who in ("self", "carer"))

    assert thanks(ellie).status_code == 302

    with clock.fixed(noon + timedelta(hours=1)):
        page = read_by(world.priya, f"/queue/{item_id}")
        at_school = read_by(world.nadia, f"/asked/{item_id}")
    assert "You listened." in page
    assert "says thank you" in page
    assert "<b>Thank you." not in page
    assert "You listened." in ellie.get("/my-request", follow=True).content.decode()
    assert "You listened." not in at_school
    assert "You listened." not in halina.get("/my-request", follow=True).content.decode()


def test_nothing_is_due_by_them_and_what_was_asked_before_still_waits(family, as_seed, noon):
    item_id, codes, members = family
    ellie = at_their_page(codes["self"])
    asks = {"form_key": str(new_id()), "version": 3, "words": "Will my class know?"}
    assert ellie.post("/my-request/ask", asks).status_code == 302
    with as_seed():
        before = Item.objects.get(pk=item_id).version, _held(item_id)

    thanks(ellie)

    with as_seed():
        item = Item.objects.get(pk=item_id)
        assert (item.version, _held(item_id)) == before
        assert family_waits(item) == {members["self"]}


def test_sent_twice_they_are_kept_once_and_without_words_not_at_all(family, as_seed):
    _, codes, _ = family
    ellie, key = at_their_page(codes["self"]), str(new_id())

    sent_twice = [thanks(ellie, key=key) for _ in range(2)]
    empty = thanks(ellie, words="  ")

    assert [one.status_code for one in sent_twice] == [302, 302]
    assert "Write it here first" in empty.content.decode()
    with as_seed():
        assert FamilyMessage.objects.filter(said="thanks").count() == 1


def test_words_of_danger_in_them_show_help_before_they_are_kept(family, as_seed):
    _, codes, _ = family

    page = thanks(at_their_page(codes["self"]), "Thank you all. I want to die.").content.decode()

    assert "Read this first" in page
    with as_seed():
        assert not FamilyMessage.objects.filter(said="thanks").exists()


def test_whoever_helped_hears_of_them_by_weekly_mail_and_nobody_else(family, world, as_seed):
    item_id, codes, _ = family
    thanks(at_their_page(codes["self"]))
    with as_seed():
        kept = OutboxMessage.objects.get(event__endswith="FamilyThanked").payload
    event = events.FamilyThanked(**kept)

    for _ in range(2):
        with as_job(child_id=event.child_id, purpose="tell"):
            jobs.pass_on_thanks(event, at=clock.now())

    with as_seed():
        (notice,) = Notice.objects.filter(kind="referrals.thanked")
    assert notice.recipient_person_id == world.priya.pk
    assert notice.is_weekly
    assert notice.link_path == f"/queue/{item_id}"


def test_the_database_takes_other_words_only_with_their_move(family, as_seed, noon):
    item_id, codes, members = family
    with as_seed():
        child = Item.objects.get(pk=item_id).child_id
    mother = Actor(
        kind="family", subject_id=codes["carer"], child_id=child, item_id=item_id,
        relationship="carer",
    )  # fmt: skip
    for said, whose in (("asked", "carer"), ("thanks", "self")):
        row = FamilyMessage(
            item_id=item_id, family_member_id=members[whose], from_family=True, said=said, at=noon,
            child_id=child,
        )  # fmt: skip
        with acting(mother), pytest.raises(DatabaseError), transaction.atomic():
            row.save(force_insert=True)


def _held(item_id):
    held = Holding.objects.get(item_id=item_id, ended_at__isnull=True)
    return held.person_id, held.duty, held.due_on
