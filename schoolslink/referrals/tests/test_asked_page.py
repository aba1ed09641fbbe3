"""What a school reads of an answer, and that each duty it is given stands beside its control."""

from __future__ import annotations

import re
from uuid import UUID

import pytest

from schoolslink.access.tests.arrange import sign_in
from schoolslink.access.unit import acting
from schoolslink.directory.models import HealthcareService
from schoolslink.kernel.calendar import add_working_days
from schoolslink.kernel.ids import new_id
from schoolslink.referrals.models import Holding, Item, Told
from schoolslink.referrals.pages.asked import CONTROLS
from schoolslink.referrals.rules import Duty, Kind, Moment, Side, State, due_after
from schoolslink.referrals.rules.holders import beside_duty, holding_side
from schoolslink.referrals.rules.moves import MOVES, OPEN
from schoolslink.referrals.tests.arrange import acting_as, asked, begun, other_service, sent
from schoolslink.referrals.tests.turns import OTHER_TEAM, text_of

pytestmark = pytest.mark.django_db


def test_the_school_keeps_the_letter_that_was_shown_before_it_went(two, world, noon):
    item_id = sent(world, noon)
    given = OTHER_TEAM | {"who_tells": "service"}
    preview = two.answers(item_id, "other-team", **given, letters="").content.decode()
    letter = re.search(r'What Northgate High will read"(.*?)</section>', preview, re.S)
    promised = [text_of(one) for one in re.findall(r"<p[^>]*>(.*?)</p>", letter[1], re.S)]
    assert len(promised) == 6

    two.answers(item_id, "other-team", **given)

    page = text_of(two.reads(item_id))
    assert [one for one in promised if one not in page] == []
    assert "fits help that starts sooner and closer" in page
    assert "Ms Green, 01632 960 002" in page
    assert "We tell the family by Friday 6 March." in page


def test_the_history_says_what_was_to_happen_next(two, world, noon):
    item_id = sent(world, noon)
    two.answers(item_id, "other-team", **OTHER_TEAM, who_tells="service")

    sign_in(two.client, world.priya)
    history = two.client.get(f"/queue/{item_id}").content.decode().split("What was done")[-1]

    assert "Eight talks with the school&#39;s counsellor." in history
    assert text_of(two.reads(item_id)).count("Eight talks with the school's counsellor.") == 1


def test_a_yes_says_with_what_help_what_happens_now_and_the_usual_wait(two, world, noon, as_seed):
    with as_seed():
        HealthcareService.objects.filter(pk=world.riverside.pk).update(
            wait_weeks_low=5, wait_weeks_high=9, wait_said_on=noon.date()
        )
    item_id = sent(world, noon)
    two.answers(
        item_id, "help", level="getting_help", words="We meet Ellie at school on a Tuesday.",
        who_tells="service", told_by="6 March",
    )  # fmt: skip

    page = text_of(two.reads(item_id))

    assert "They will help" in page
    assert "Getting help: a planned piece of work with a goal" in page
    assert "We meet Ellie at school on a Tuesday." in page
    assert "5 to 9 weeks" in page
    assert "We tell the family by Friday 6 March." in page


def test_advice_is_read_before_everything_that_happened(two, world, noon):
    item_id = sent(world, noon)
    two.answers(
        item_id,
        "advise",
        words="A ladder of small steps.",
        who_tells="school",
        told_by="6 March",
        next_step="Her tutor goes along.",
        with_whom="Ms Pell, at school",
    )

    page = text_of(two.reads(item_id))

    assert page.index("A ladder of small steps.") < page.index("What has happened")
    assert "What happens next: Her tutor goes along. Ms Pell, at school" in page
    assert "If you think that this is wrong, ask us to look again." in page
    assert "As agreed with you, you tell the family by Friday 6 March." in page


def test_an_answer_and_what_is_asked_back_stand_at_the_top(two, world, noon):
    item_id = asked(world, noon, new_id())
    two.answers(item_id, "ask-back", words="When does he go to bed?", due_on="5 March")
    page = text_of(two.reads(item_id, "amira"))
    assert page.index("When does he go to bed?") < page.index("What you asked")

    two.presses(item_id, "reply", "amira", times=2, words="At nine.")
    assert text_of(two.reads(item_id, "amira")).count("At nine.") == 1
    assert (
        "When does he go to bed?"
        not in text_of(two.reads(item_id, "amira")).split("What you asked")[0]
    )
    two.answers(item_id, "answer", words="Then let him sleep longer.")

    page = text_of(two.reads(item_id, "amira"))
    assert page.index("Then let him sleep longer.") < page.index("What you asked")


def test_passed_on_names_the_service_and_says_who_keeps_it_until_then(two, world, noon, as_seed):
    with as_seed():
        other = other_service(world)
    item_id = sent(world, noon)
    two.answers(
        item_id, "pass-on", receiver=str(other.pk), reason="age", who_tells="service",
        next_step="They ring within a week.", told_by="6 March", to_them="Too small for us.",
    )  # fmt: skip

    page = text_of(two.reads(item_id))

    assert "another team fits better: Little Steps." in page
    assert "They ring within a week." in page
    assert "This team sees another age." in page


def test_looking_again_brings_it_back_with_the_schools_words(two, world, noon):
    item_id = sent(world, noon)
    two.answers(item_id, "other-team", **OTHER_TEAM, who_tells="service")

    two.presses(item_id, "look-again", words="She stopped eating on Sunday. Please read again.")

    page = text_of(two.reads(item_id))
    assert "Being decided" in page
    assert "What was decided before" in page
    sign_in(two.client, world.priya)
    assert "She stopped eating on Sunday." in two.client.get(f"/queue/{item_id}").content.decode()


def _question_asked_back(two, world, noon):
    item_id = asked(world, noon, new_id())
    two.answers(item_id, "ask-back", words="Since when?", due_on="5 March")
    return item_id, "amira"


def _question_answered(two, world, noon):
    item_id = asked(world, noon, new_id())
    two.answers(item_id, "answer", words="Wait and see.")
    return item_id, "amira"


def _draft(two, world, noon):
    return begun(world, noon), "nadia"


def _without_agreement(two, world, noon):
    return sent(world, noon, carer_agrees="not_asked"), "nadia"


def _after_a_no(two, world, noon):
    return sent(world, noon, carer_agrees="says_no"), "nadia"


def _more_asked(two, world, noon):
    item_id = sent(world, noon)
    two.answers(item_id, "ask", words="What did you try?", due_on="9 March")
    return item_id, "nadia"


def _to_tell(two, world, noon):
    item_id = sent(world, noon)
    two.answers(item_id, "other-team", **OTHER_TEAM, who_tells="school")
    return item_id, "nadia"


def _next_step(two, world, noon):
    item_id, who = _to_tell(two, world, noon)
    for duty in _owed(world, item_id):
        two.presses(item_id, f"told/{duty}", how="in_person")
    return item_id, who


def _owed(world, item_id) -> list[UUID]:
    with acting(acting_as(world.nadia)):
        rows = Told.objects.filter(item_id=item_id, told_at__isnull=True)
        return list(rows.exclude(whom__in=["school", "gp"]).values_list("pk", flat=True))


# Every duty a school can hold, and how it comes to hold it.
HELD = {
    Duty.REPLY: _question_asked_back,
    Duty.READ_ANSWER: _question_answered,
    Duty.FINISH_DRAFT: _draft,
    Duty.GET_AGREEMENT: _without_agreement,
    Duty.AFTER_NO: _after_a_no,
    Duty.GIVE_MORE: _more_asked,
    Duty.TELL: _to_tell,
    Duty.CHECK_NEXT_STEP: _next_step,
}


def test_these_are_all_the_duties_that_a_school_can_hold(noon):
    found = set()
    for kind, state, move in MOVES:
        if kind in (Kind.CONSULTATION, Kind.ARRIVAL):
            continue  # these have pages of their own (test_consulting, test_arrival_pages)
        to = MOVES[kind, state, move]
        for teller in (Side.SCHOOL, Side.SERVICE):
            if to in OPEN[kind] and holding_side(to, teller=teller) is Side.SCHOOL:
                for moment in (Moment(on=noon.date()), Moment(on=noon.date(), said_no=True)):
                    found.add(due_after(kind, move, to, moment, add_working_days).what)

    beside = {beside_duty(kind) for kind in Kind} - set(HELD)  # theirs while the team holds it
    # Of a check-in whoever opens it says who has it: mostly the asker.
    assert found - {Duty.LOOK_AGAIN} == set(HELD) == set(CONTROLS) - beside - {Duty.CHECK_IN}


def _duty(world, item_id, who) -> str | None:
    with acting(acting_as(getattr(world, who))):
        held = Holding.objects.filter(item_id=item_id, ended_at__isnull=True).first()
        return held.duty if held and held.side == Side.SCHOOL else None


TYPED = {"words": "Since October.", "how": "phone"}
BEGUN = {
    "helps": "Ms Green", "where": "School", "how": "school_saw",
    "since-day": "3", "since-month": "3", "since-year": "2026",
}  # fmt: skip


@pytest.mark.parametrize("duty", HELD)
def test_a_duty_of_the_school_is_done_from_the_page_it_leads_to(two, world, noon, duty):
    item_id, who = HELD[duty](two, world, noon)
    assert _duty(world, item_id, who) == duty
    home = two.client.get("/") if sign_in(two.client, getattr(world, who)) else None
    assert f'href="/asked/{item_id}"' in home.content.decode().split("For you to do")[1]

    page = two.reads(item_id, who)
    if duty in (Duty.FINISH_DRAFT, Duty.GET_AGREEMENT):
        assert f'href="/help/{item_id}"' in page  # the request's own pages, tested with them
        return
    offered = re.findall(rf'action="/asked/{item_id}/([^"]+)"', page)
    controls = [one for one in offered if one.split("/")[0] in CONTROLS[duty]]
    assert controls
    for control in controls:
        if _duty(world, item_id, who) == duty:
            two.presses(item_id, control, who, **(BEGUN if control == "next-step" else TYPED))

    assert _duty(world, item_id, who) != duty


def test_reading_the_answer_does_not_end_it_but_saying_so_does(two, world, noon):
    item_id, _ = _question_answered(two, world, noon)
    two.reads(item_id, "amira")
    assert _duty(world, item_id, "amira") == Duty.READ_ANSWER

    two.presses(item_id, "read", "amira")

    with acting(acting_as(world.amira)):
        assert Item.objects.get(pk=item_id).state == State.CLOSED
    assert "Nothing to do this week." in two.client.get("/").content.decode()


def test_the_school_ticks_each_of_the_family_once(two, world, noon):
    item_id, _ = _to_tell(two, world, noon)
    first, second = _owed(world, item_id)
    page = two.reads(item_id)
    assert "Halina W." in page
    two.presses(item_id, f"told/{first}", how="in_person")
    again = two.client.post(
        f"/asked/{item_id}/told/{first}",
        {"form_key": str(new_id()), "version": 3, "how": "in_person"},
    )

    assert again.status_code == 404
    assert "In person" in two.reads(item_id)
    two.presses(item_id, f"told/{second}", how="phone")
    assert _duty(world, item_id, "nadia") == Duty.CHECK_NEXT_STEP


def test_how_they_were_told_must_be_said(two, world, noon):
    item_id, _ = _to_tell(two, world, noon)
    told = _owed(world, item_id)[0]
    two.reads(item_id)

    page = two.client.post(
        f"/asked/{item_id}/told/{told}", {"form_key": str(new_id()), "version": 3}
    )

    assert page.status_code == 200
    assert "Choose how" in page.content.decode()


def test_only_its_own_school_may_tick(two, world, noon):
    item_id, _ = _to_tell(two, world, noon)
    told = _owed(world, item_id)[0]
    sign_in(two.client, world.amira)

    came = two.client.post(
        f"/asked/{item_id}/told/{told}", {"form_key": str(new_id()), "version": 3, "how": "phone"}
    )

    assert came.status_code == 404
    assert told in _owed(world, item_id)


def test_where_the_service_tells_the_school_sees_who_and_ticks_nobody(two, world, noon):
    item_id = sent(world, noon)
    two.answers(item_id, "other-team", **OTHER_TEAM, who_tells="service")

    page = two.reads(item_id)

    assert "Who is told" in page
    assert f"/asked/{item_id}/told/" not in page


def test_a_lead_finds_who_looked_from_the_page_of_a_named_child(two, world, noon):
    item_id = sent(world, noon)
    assert f'href="/records/{item_id}/who-looked"' in two.reads(item_id)
    assert two.client.get(f"/records/{item_id}/who-looked").status_code == 200


def test_the_page_takes_few_statements(two, world, noon, django_assert_max_num_queries):
    item_id, _ = _to_tell(two, world, noon)
    two.reads(item_id)
    with django_assert_max_num_queries(20):
        two.client.get(f"/asked/{item_id}")


def test_the_heading_says_by_initials_for_whom_it_is(two, world, noon):
    item_id = sent(world, noon)

    assert "E. W." in two.reads(item_id).split("<h1")[1].split("</h1>")[0]
