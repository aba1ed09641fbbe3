"""The letter to the GP practice: written where agreed, stopped where not, and then told to the family."""

from datetime import date

import pytest
from django.urls import reverse

from schoolslink.access.tests.arrange import sign_in
from schoolslink.access.unit import acting
from schoolslink.directory.models import GpPractice
from schoolslink.directory.tests import factories
from schoolslink.kernel import clock
from schoolslink.kernel.ids import new_id
from schoolslink.referrals.commands.decide import record_told
from schoolslink.referrals.commands.family import make_sheets
from schoolslink.referrals.commands.practice_letter import record_letter_sent
from schoolslink.referrals.errors import NotPossible, NotYours
from schoolslink.referrals.models import Decision, ItemEvent, Told
from schoolslink.referrals.queries import who_looked
from schoolslink.referrals.rules import State
from schoolslink.referrals.rules.agreement import Decider
from schoolslink.referrals.rules.practice_letter import NoLetter, why_no_letter
from schoolslink.referrals.rules.sharing import Choice
from schoolslink.referrals.tests.arrange import acting_as, sent
from schoolslink.referrals.tests.letters import (
    AGREED,
    asked_with,
    choose,
    decided,
    owed,
    paths,
    said,
    the_duty,
    unmarked,
)
from schoolslink.referrals.tests.test_family_pages import browser

pytestmark = pytest.mark.django_db


def test_the_rule_lets_a_letter_go_only_where_it_was_agreed():
    def judged(choice, state=State.ACCEPTED, is_latest=True):
        return why_no_letter(choice, Decider.CARER, state, is_latest=is_latest)

    assert judged(Choice.YES) is None
    assert judged(Choice.NO) is judged(Choice.NOT_ASKED) is NoLetter.NOT_AGREED
    assert judged(Choice.YES, State.WITHDRAWN) is NoLetter.TAKEN_BACK
    assert judged(Choice.YES, is_latest=False) is NoLetter.REPLACED


def test_a_decision_makes_a_dated_duty_that_the_team_sees(world, noon, surgery, priya):
    item_id = asked_with(world, noon, surgery)

    duty = decided(world, item_id, noon)

    assert (duty.due_on, duty.team_id) == (date(2026, 3, 10), world.riverside.pk)
    assert owed(world) == [item_id]
    assert "1 letter to a GP practice waits" in priya.get(reverse("referrals:queue")).text
    listed = priya.get(reverse("referrals:letters")).text
    assert paths(item_id, duty)[0] in listed
    assert "by Tuesday 10 March" in listed


@pytest.mark.parametrize("tell", [["carer"], None], ids=["said no", "nobody asked"])
def test_a_barred_practice_never_gets_a_letter(world, noon, surgery, tell):
    item_id = asked_with(world, noon, surgery, tell=tell or "")

    assert decided(world, item_id, noon) is None
    assert owed(world) == []


def test_a_barred_practice_gets_none_even_where_a_duty_lies_there(world, noon, surgery, priya):
    item_id = asked_with(world, noon, surgery, tell=["carer"])
    decided(world, item_id, noon)
    with acting(acting_as(world.priya)):
        event_id = Told.objects.filter(item_id=item_id).first().event_id
        forged = Told(item_id=item_id, event_id=event_id, whom="gp", due_on=date(2026, 3, 5))
        forged.save(force_insert=True)

    page, pdf = paths(item_id, forged)

    with pytest.raises(NotPossible):
        said(world, item_id, forged, noon)
    assert priya.get(pdf).status_code == 409
    assert "River Street" not in priya.get(page).text
    assert "has not agreed that their doctor is told" in priya.get(page).text
    assert owed(world) == []


def test_agreement_taken_back_stops_the_letter_before_it_goes(world, noon, surgery, priya):
    item_id = asked_with(world, noon, surgery)
    duty = decided(world, item_id, noon)
    page, pdf = paths(item_id, duty)
    assert priya.get(pdf).status_code == 200

    choose(world, item_id, noon, gp=False)

    refused = priya.get(pdf)
    assert refused.status_code == 409
    assert b"%PDF" not in refused.content
    form = {"on": "today", "how": "posted", "form_key": str(new_id())}
    assert "has not agreed" in priya.post(page, form).text
    with acting(acting_as(world.priya)) as actor:
        with pytest.raises(NotPossible):
            record_told(
                actor=actor, item_id=item_id, told_id=duty.pk, how="phone", version=3, at=noon
            )
        assert the_duty(item_id).told_at is None
    assert owed(world) == []
    assert "has not agreed" in priya.get(reverse("referrals:record", args=[item_id])).text


def test_an_earlier_decisions_letter_is_replaced_by_the_later_ones(
    world, noon, surgery, priya, as_seed
):
    item_id = asked_with(world, noon, surgery)
    first = decided(world, item_id, noon)
    with as_seed():
        before = Decision.objects.get(item_id=item_id)
        event = ItemEvent.objects.filter(item_id=item_id).order_by("version_seen").first()
        Decision.objects.create(
            item_id=item_id, event=event, move=before.move, level=before.level,
            criteria_version=0, who_tells="service", told_by=before.told_by,
        )  # fmt: skip

    with pytest.raises(NotPossible):
        said(world, item_id, first, noon)
    assert priya.get(paths(item_id, first)[1]).status_code == 409
    assert owed(world) == []


def test_a_yes_after_the_decision_makes_the_duty_and_the_familys_page_keeps_its_word(
    world, noon, surgery
):
    item_id = asked_with(world, noon, surgery, tell=["carer"])
    assert decided(world, item_id, noon) is None
    with acting(acting_as(world.nadia)) as nadia:
        made = {s.relationship: s for s in make_sheets(actor=nadia, item_id=item_id, at=noon)}
    with clock.fixed(noon):
        mother = browser(made["carer"])
        assert "Your doctor is not told." in mother.get("/my-request", follow=True).text

        mother.post("/my-request/choose", {"form_key": new_id(), "told": ["school", "gp"]})

        assert "Your doctor gets a letter." in mother.get("/my-request").text
        assert owed(world) == [item_id]
        with acting(acting_as(world.priya)) as actor:
            duty = the_duty(item_id)
            record_letter_sent(
                actor=actor, item_id=item_id, told_id=duty.pk, how="posted",
                on=date(2026, 3, 3), at=noon,
            )  # fmt: skip
        page = mother.get("/my-request").text
        assert "Your doctor was told on Tuesday 3 March." in unmarked(page)
        assert "Your doctor gets a letter." not in page

        mother.post("/my-request/choose", {"form_key": new_id(), "told": ["school"]})

        page = unmarked(mother.get("/my-request").text)
        assert "Your doctor was told on Tuesday 3 March." in page
        assert "Your doctor hears nothing more." in page


def test_marked_as_posted_in_one_tap_the_practice_counts_as_told(world, noon, surgery, priya):
    item_id = asked_with(world, noon, surgery)
    duty = decided(world, item_id, noon)
    page, _pdf = paths(item_id, duty)
    shown = priya.get(page).text
    assert "River Street Surgery" in shown
    assert 'value="3 March 2026"' in shown

    done = priya.post(page, {"on": "3 March", "how": "secure_mail", "form_key": str(new_id())})

    assert done.url == reverse("referrals:record", args=[item_id])
    with acting(acting_as(world.priya)):
        told = the_duty(item_id)
        assert (told.how, told.told_by, clock.local_day(told.told_at)) == (
            "secure_mail", world.priya.pk, date(2026, 3, 3),
        )  # fmt: skip
    assert "By secure mail" in priya.get(done.url).text
    assert owed(world) == []
    assert priya.get(page).status_code == 302


@pytest.mark.parametrize("day", ["2 March", "4 March", "rubbish", ""])
def test_a_day_before_the_decision_or_after_today_is_not_taken(world, noon, surgery, priya, day):
    item_id = asked_with(world, noon, surgery)
    duty = decided(world, item_id, noon)

    answer = priya.post(
        paths(item_id, duty)[0], {"on": day, "how": "posted", "form_key": str(new_id())}
    )

    assert answer.status_code == 200
    with acting(acting_as(world.priya)):
        assert the_duty(item_id).told_at is None


def test_a_closed_practice_gets_no_letter_and_another_can_be_chosen(
    world, noon, surgery, as_seed, priya
):
    item_id = asked_with(world, noon, surgery)
    duty = decided(world, item_id, noon)
    page, pdf = paths(item_id, duty)
    with as_seed():
        GpPractice.objects.update(closed_on=date(2026, 3, 1))
        mill = factories.a_practice("Mill Surgery", postcode="ZE1 9ZZ")

    assert priya.get(pdf).status_code == 409
    assert "This practice has closed" in priya.get(page).text
    choosing = reverse("referrals:letter-practice", args=[item_id, duty.pk])
    found = priya.post(
        choosing, {"gp_practice_find": "mill", "find": "yes", "form_key": str(new_id())}
    )
    assert str(mill.pk) in found.text
    kept = priya.post(choosing, {"gp_practice": str(mill.pk), "form_key": str(new_id())})

    assert kept.url == page
    assert "Mill Surgery" in priya.get(page).text
    assert said(world, item_id, duty, noon)["to"][1] == "Mill Surgery"


@pytest.mark.parametrize("answer", ["__ask_family__", "Dr Vale in Oldtown", ""])
def test_without_a_practice_of_the_list_there_is_no_letter_but_a_way_to_one(
    world, noon, surgery, priya, answer
):
    item_id = sent(world, noon, tell=AGREED, gp_practice=answer)
    duty = decided(world, item_id, noon)

    page, pdf = paths(item_id, duty)

    assert priya.get(pdf).status_code == 409
    assert "Choose the practice" in priya.get(page).text
    assert owed(world) == [item_id]


def test_the_letter_is_the_teams_alone(world, noon, surgery, client):
    item_id = asked_with(world, noon, surgery)
    duty = decided(world, item_id, noon)
    every = [
        *paths(item_id, duty),
        reverse("referrals:letter-practice", args=[item_id, duty.pk]),
        reverse("referrals:letters"),
    ]

    for who in (world.nadia, world.amira, world.lena, world.jo, world.stranger):
        sign_in(client, who)
        assert {client.get(path).status_code for path in every} == {404}
    sign_in(client, world.priya)
    other = paths(item_id, Told(pk=new_id()))
    assert [client.get(path).status_code for path in other] == [404, 404]
    with acting(acting_as(world.nadia)) as nadia, pytest.raises(NotYours):
        record_letter_sent(
            actor=nadia,
            item_id=item_id,
            told_id=duty.pk,
            how="posted",
            on=date(2026, 3, 3),
            at=noon,
        )


def test_another_duty_is_no_letter(world, noon, surgery, priya):
    item_id = asked_with(world, noon, surgery)
    decided(world, item_id, noon)
    with acting(acting_as(world.priya)):
        school = Told.objects.get(item_id=item_id, whom="school")

    assert [priya.get(path).status_code for path in paths(item_id, school)] == [404, 404]


def test_who_made_the_letter_is_said_to_whoever_may_ask(world, noon, surgery, priya):
    item_id = asked_with(world, noon, surgery)
    duty = decided(world, item_id, noon)

    priya.get(paths(item_id, duty)[1])

    with acting(acting_as(world.nadia)) as nadia:
        _item, looks = who_looked(nadia, item_id)
    assert "referral.practice_letter" in {look.kind for look in looks}
    log = priya.get(reverse("referrals:who-looked", args=[item_id])).text
    assert "Made the letter to the GP practice" in log


def test_no_letter_is_ever_mailed_by_us(world, noon, surgery, priya):
    from schoolslink.notices.models import Notice

    item_id = asked_with(world, noon, surgery)
    duty = decided(world, item_id, noon)
    with acting(acting_as(world.priya)):
        before = Notice.objects.count()

    priya.post(
        paths(item_id, duty)[0], {"on": "today", "how": "secure_mail", "form_key": str(new_id())}
    )

    with acting(acting_as(world.priya)):
        assert Notice.objects.count() == before


def test_a_family_without_a_practice_ends_the_duty_and_nobody_was_told(world, noon, surgery, priya):
    item_id = sent(world, noon, tell=AGREED, gp_practice="__ask_family__")
    page, _pdf = paths(item_id, decided(world, item_id, noon))

    done = priya.post(page, {"on": "today", "how": "no_practice", "form_key": str(new_id())})

    record = priya.get(done.url).text
    assert "No letter: the family says that they have no GP practice." in record
    assert owed(world) == []
    with acting(acting_as(world.nadia)) as nadia:
        made = {s.relationship: s for s in make_sheets(actor=nadia, item_id=item_id, at=noon)}
    with clock.fixed(noon):
        assert "Your doctor was told" not in browser(made["carer"]).get("/my-request").text
