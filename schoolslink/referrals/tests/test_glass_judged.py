"""An opening in an emergency is judged: what is read of it, what follows when it was not right."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from schoolslink.access import seal, second_step
from schoolslink.access.jobs import as_job
from schoolslink.access.models import Membership, Role
from schoolslink.access.tests.arrange import member, organisation, person, sign_in
from schoolslink.access.unit import acting, current
from schoolslink.directory.models import HealthcareService
from schoolslink.kernel import clock, outbox
from schoolslink.kernel.ids import new_id
from schoolslink.notices.models import Notice
from schoolslink.referrals.commands.delaying import delay_telling
from schoolslink.referrals.commands.family import make_sheets
from schoolslink.referrals.commands.glass import Wanted, break_glass
from schoolslink.referrals.commands.reviewing import ask_next_to_review, record_review
from schoolslink.referrals.errors import NotPossible
from schoolslink.referrals.models import Answer, Glass, Item, Review
from schoolslink.referrals.queries.glass import open_glass
from schoolslink.referrals.queries.guarding import (
    review_of,
    reviews_due,
    reviews_late_in_area,
    told_of,
)
from schoolslink.referrals.rules.guarding import Emergency, FamilyTold, Outcome
from schoolslink.referrals.tests.arrange import LONG_AGO, acting_as, sent
from schoolslink.referrals.tests.test_closing import by_session
from schoolslink.referrals.tests.test_family_pages import browser, words

pytestmark = pytest.mark.django_db
SENTENCE = "She is with us in A and E and cannot say what she took."
WHY = "She was on no list of ours that night."
DONE = "We have spoken, and she has no access until she is trained again."


@pytest.fixture
def noon():
    return clock.real_now()


@pytest.fixture
def item(world, noon, as_seed):
    item_id = sent(world, noon, called="Ellie", risk_self_harm="yes")
    with as_seed():
        Item.objects.filter(pk=item_id).update(area_id=world.area.pk)
        return Item.objects.get(pk=item_id)


@pytest.fixture
def away(world, as_seed):
    """Another service of the same area: a clinician, and their manager."""
    with as_seed():
        service = organisation("service", "Little Steps")
        HealthcareService.objects.create(
            organisation=service, area_id=world.area.pk, from_on=LONG_AGO
        )
        ida, max_ = person("Dr Ida Byrne"), person("Max Hall")
        member(ida, service, Role.TRIAGER)
        member(max_, service, Role.SERVICE_MANAGER)
    return ida, max_


@pytest.fixture
def opened(item, away, noon):
    ida, _manager = away
    with acting(by_session(ida)) as actor:
        glass_id = break_glass(
            actor=actor, wanted=Wanted(reference=item.reference), reason=Emergency.AE,
            words=SENTENCE, at=noon,
        )  # fmt: skip
    with acting(by_session(ida)) as actor:
        open_glass(actor, glass_id)
    return glass_id


def the_review(as_seed, kind="glass"):
    with as_seed():
        return Review.objects.get(kind=kind)


def not_right(who, as_seed, noon, why=WHY):
    review = the_review(as_seed)
    with acting(acting_as(who)) as actor:
        record_review(
            actor=actor, review_id=review.pk, outcome=Outcome.NOT_RIGHT, words=why, at=noon
        )
    return the_review(as_seed, "misuse")


def settle(who, review, noon, told=FamilyTold.TOLD, words_=DONE):
    with acting(acting_as(who)) as actor:
        record_review(
            actor=actor, review_id=review.pk, outcome=Outcome.SETTLED, words=words_, told=told,
            at=noon,
        )  # fmt: skip


@pytest.mark.parametrize("who", ["nadia", "lena"])
def test_whoever_looks_again_reads_the_sentence_and_what_was_looked_at(
    who, world, opened, client, as_seed
):
    sign_in(client, getattr(world, who))

    page = words(client.get(reverse("referrals:review", args=[the_review(as_seed).pk])))

    assert SENTENCE in page
    assert "What they looked at in that hour" in page
    assert "Read what was said" in page
    assert "Opened it in an emergency" in page


def test_a_manager_reads_no_other_words_and_none_once_it_is_judged(
    world, opened, item, as_seed, noon
):
    review = the_review(as_seed)
    with acting(acting_as(world.lena)) as lena:
        assert told_of(lena, review_of(lena, review.pk)).words == SENTENCE
        assert not Answer.objects.exists()
        record_review(actor=lena, review_id=review.pk, outcome=Outcome.RIGHT, at=noon)
    with acting(acting_as(world.lena)):
        assert not Answer.objects.exists()
        seal.open_keys([item.child_id])
        assert item.child_id not in current().keys


def test_not_right_needs_a_sentence_and_goes_to_their_own_manager_by_name_and_day(
    world, opened, away, as_seed, noon
):
    _ida, manager = away
    with pytest.raises(NotPossible, match="in a sentence"):
        not_right(world.nadia, as_seed, noon, why=" ")

    review = not_right(world.nadia, as_seed, noon)

    assert (review.for_id, review.by_id) == (manager.pk, world.nadia.pk)
    assert review.due_on > clock.today()
    outbox.deliver_waiting()
    with as_seed():
        (news,) = Notice.objects.filter(kind="referrals.misuse_to_settle")
    assert (news.recipient_person_id, news.act_by_on) == (manager.pk, review.due_on)
    with acting(acting_as(manager)) as actor:
        assert [one.id for one in reviews_due(actor)] == [review.pk]
        assert not Item.objects.exists()  # who opened it, and nothing of the child
    with acting(acting_as(world.jo)) as jo:
        late = reviews_late_in_area(jo, world.area.pk, today=clock.today())
        assert [(one.id, one.for_name) for one in late] == [(review.pk, "Max Hall")]


def test_neither_whoever_opened_it_nor_whoever_judged_it_settles_it(
    world, opened, away, as_seed, noon
):
    """Ida leads her own service: so the next is asked, and not the manager who judged."""
    ida, manager = away
    with as_seed():
        Membership.objects.filter(person=manager).delete()
        own = Membership.objects.get(person=ida)
        member(ida, own.organisation, Role.SERVICE_MANAGER)

    review = not_right(world.lena, as_seed, noon)

    assert review.for_id == world.jo.pk
    for who in (ida, world.lena, world.nadia):
        with pytest.raises((Review.DoesNotExist, NotPossible)):
            settle(who, review, noon)
    # And the database says it by itself.
    with as_seed():
        Review.objects.filter(pk=review.pk).update(for_id=ida.pk)
    with acting(acting_as(ida)), pytest.raises(DatabaseError), transaction.atomic():
        Review.objects.filter(pk=review.pk).update(done_at=noon, done_by=ida.pk, outcome="settled")


def test_the_manager_reads_why_and_settles_it_once_the_family_knows(
    world, opened, away, client, as_seed, noon
):
    review = not_right(world.nadia, as_seed, noon)
    sign_in(client, away[1])
    address = reverse("referrals:review", args=[review.pk])

    page = words(client.get(address))
    assert SENTENCE in page
    assert WHY in page
    assert "Dr Ida Byrne" in page
    said = {"words": DONE, "form_key": str(new_id())}
    assert "Say whether the family knows" in words(client.post(address, said))
    kept = words(client.post(address, said | {"told": "kept"}))
    assert "Nobody delays it" in kept
    assert DONE in kept
    assert client.post(address, said | {"told": "told"}).status_code == 302
    with as_seed():
        done = Review.objects.get(pk=review.pk)
    assert (done.outcome, done.done_by) == ("settled", away[1].pk)
    assert client.get(address).status_code == 404


def test_a_manager_who_lets_it_pass_is_followed_by_the_next(world, opened, as_seed, noon):
    review = not_right(world.nadia, as_seed, noon)
    late = noon + timedelta(days=15)
    with as_job(child_id=review.child_id, purpose="test") as job:
        asked = [
            ask_next_to_review(actor=job, review_id=review.pk, at=late + timedelta(days=4 * turn))
            for turn in range(2)
        ]

    assert asked[1] == world.lena.pk
    assert the_review(as_seed, "misuse").for_id == world.lena.pk


@pytest.fixture
def ellie(world, item, noon):
    with acting(acting_as(world.nadia)) as nadia:
        made = make_sheets(actor=nadia, item_id=item.pk, at=noon)
    return browser(next(sheet for sheet in made if sheet.relationship == "self"))


def test_the_young_person_reads_that_it_was_an_emergency_and_that_it_was_not_right(
    world, ellie, opened, as_seed, noon
):
    page = words(ellie.get("/my-request/who-has-looked"))
    assert "Someone said it was an emergency. They opened it (Little Steps)" in page
    assert "It was not right" not in page

    not_right(world.nadia, as_seed, noon)

    page = words(ellie.get("/my-request/who-has-looked"))
    assert "We checked. It was not right. Someone who leads them must act on it." in page


def keeps(who, glass_id, until, noon, why="Police speak with the home first."):
    with acting(acting_as(who)) as actor:
        delay_telling(actor=actor, glass_id=glass_id, until=until, why=why, at=noon)


@pytest.fixture
def sade(world, as_seed):
    with as_seed():
        found = person("Sade Cole")
        member(found, world.northgate, Role.SAFEGUARDING_LEAD)
    return found


def test_a_safeguarding_lead_delays_it_and_on_the_day_it_is_shown_by_itself(
    world, sade, ellie, item, opened, client, as_seed, noon
):
    outbox.deliver_waiting()
    with as_seed():
        (news,) = Notice.objects.filter(kind="referrals.glass_to_delay")
    assert news.recipient_person_id == sade.pk
    until = clock.today() + timedelta(days=7)
    sign_in(client, sade)
    assert SENTENCE in words(client.get(news.link_path))
    said = {
        "until-day": str(until.day), "until-month": str(until.month), "until-year": str(until.year),
        "why": "Police speak with the home first.", "form_key": str(new_id()),
    }  # fmt: skip
    assert client.post(news.link_path, said).status_code == 302

    assert "Little Steps" not in words(ellie.get("/my-request/who-has-looked"))
    sign_in(client, world.nadia)
    page = words(client.get(reverse("referrals:review", args=[the_review(as_seed).pk])))
    assert "Sade Cole: Police speak with the home first." in page
    log = client.get(reverse("referrals:who-looked", args=[item.pk]))
    assert "Let the young person read of an opening later" in words(log)
    with as_seed():
        Glass.objects.update(kept_until=clock.today())
    assert "They opened it (Little Steps)" in words(ellie.get("/my-request/who-has-looked"))


def test_nobody_else_delays_it_nor_past_or_far_off_nor_their_own(
    world, sade, opened, away, as_seed, noon
):
    soon = clock.today() + timedelta(days=3)
    for who in (world.nadia, world.lena, away[0], world.jo):
        with pytest.raises(Glass.DoesNotExist):
            keeps(who, opened, soon, noon)
    for until in (clock.today(), clock.today() + timedelta(days=29)):
        with pytest.raises(NotPossible, match="within 28 days"):
            keeps(sade, opened, until, noon)
    with acting(acting_as(away[0])), pytest.raises(DatabaseError), transaction.atomic():
        Glass.objects.filter(pk=opened).update(kept_until=soon, kept_words=b"x")
    with as_seed():
        Glass.objects.update(person_id=sade.pk)
    with pytest.raises(NotPossible, match="you who opened it"):
        keeps(sade, opened, soon, noon)


def test_settled_while_a_delay_stands_says_so(world, sade, opened, away, as_seed, noon):
    keeps(sade, opened, clock.today() + timedelta(days=7), noon)
    review = not_right(world.nadia, as_seed, noon)

    settle(away[1], review, noon, told=FamilyTold.KEPT)

    assert the_review(as_seed, "misuse").outcome == "settled"


def test_without_a_second_step_the_page_says_what_to_do_and_opens_nothing(
    item, away, client, monkeypatch, as_seed
):
    sign_in(client, away[0])
    address = reverse("referrals:emergency")
    monkeypatch.setattr(second_step, "has_one", lambda who: False)
    said = {
        "reference": item.reference, "reason": "hospital", "words": "x", "proof": "my password",
        "form_key": str(new_id()),
    }  # fmt: skip

    for page in (client.get(address), client.post(address, said)):
        assert "Your account has no phone code" in words(page)
        assert "call 999 first" in words(page)
    with as_seed():
        assert not Glass.objects.exists()
