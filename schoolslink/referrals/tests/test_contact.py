"""The team's pages as the application: the queue, one record, each act, and everything that may go wrong."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest

from schoolslink.access.models import Role
from schoolslink.access.tests.arrange import member, sign_in
from schoolslink.access.unit import acting
from schoolslink.directory.tests.factories import some_support
from schoolslink.kernel import clock
from schoolslink.kernel.ids import new_id
from schoolslink.referrals.commands.decide import step
from schoolslink.referrals.pages.acts import ACTS, ELSEWHERE, MAIN
from schoolslink.referrals.queries import open_item
from schoolslink.referrals.rules import WHOSE, Kind, Move, Side
from schoolslink.referrals.tests.arrange import (
    World,
    acting_as,
    asked,
    other_service,
    sent,
)

pytestmark = pytest.mark.django_db

HOSTILE = [
    "<script>alert(1)</script>",
    "=cmd|' /C calc'!A0",
    "مرحبا \u2066x\u2069 👩‍👧",
    "a" * 4_000,
]


def page_of(client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, answer.content[:500]
    return answer.content.decode()


def post(client, path: str, **given):
    return client.post(path, {"form_key": str(new_id()), **given})


def version_of(world: World, item_id) -> int:
    with acting(acting_as(world.priya)) as priya:
        return open_item(priya, item_id).item.version


def state_of(world: World, item_id) -> str:
    with acting(acting_as(world.priya)) as priya:
        return open_item(priya, item_id).item.state


def test_queue_says_who_what_when_and_where(priya, world, noon):
    asked(world, noon, new_id())
    sent(world, noon, risk_suicide_thoughts="yes", language="pl", interpreter="yes")

    page = page_of(priya, "/queue")

    for words in (
        "EW", "Advice", "Northgate High", "Hillside Primary", "Thursday 5 March", "Polish",
        "Interpreter needed", "Has talked of not wanting to live",
    ):  # fmt: skip
        assert words in page
    assert page.index("EW") < page.index(">Advice<")  # the same day: what is marked comes first


def test_queue_takes_few_statements_and_counts_nothing(
    priya, world, noon, django_assert_max_num_queries
):
    for _ in range(6):
        asked(world, noon, new_id())
        sent(world, noon, risk_self_harm="yes")

    with django_assert_max_num_queries(20) as seen:
        page_of(priya, "/queue")
    assert not [q for q in seen.captured_queries if "count(" in q["sql"].lower()]


def test_several_are_marked_as_seen_and_each_says_what_came_of_it(priya, world, noon):
    first, second = sent(world, noon), sent(world, noon)
    page = page_of(priya, "/queue")
    held = re.findall(r'name="held" value="([0-9a-f-]+)"', page)
    with acting(acting_as(world.sam)) as sam:
        step(actor=sam, item_id=second, move=Move.ACKNOWLEDGE, version=2, at=noon)

    answer = priya.post("/queue", {"held": held}, follow=True).content.decode()

    assert "EW, Northgate High: done." in answer
    assert "not changed. Sam Okoro" in answer
    assert state_of(world, first) == state_of(world, second) == "acknowledged"


def test_filters_live_in_the_address(priya, world, noon):
    asked(world, noon, new_id())
    sent(world, noon)

    assert ">Advice<" not in page_of(priya, "/queue?kind=referral")
    assert ">EW<" not in page_of(priya, f"/queue?school={world.hillside.pk}")
    assert "Nothing fits these filters" in page_of(priya, "/queue?language=pl")
    assert "Nothing fits these filters" in page_of(priya, "/queue?risk=yes")
    assert ">EW<" in page_of(priya, "/queue?mine=yes&kind=nonsense&school=%F0&after=x")


def test_queue_goes_on_page_by_page_and_loses_nobody(priya, world, noon):
    for _ in range(30):
        asked(world, noon, new_id())

    first = page_of(priya, "/queue")
    onward = re.search(r'href="(\?after=[^"]+)"', first)
    second = page_of(priya, "/queue" + onward.group(1).replace("&amp;", "&"))

    seen = [set(re.findall(r'href="/queue/([0-9a-f-]{36})"', page)) for page in (first, second)]
    assert [len(s) for s in seen] == [25, 5]
    assert not seen[0] & seen[1]


def test_done_today_shows_the_teams_acts_and_forgets_them_tomorrow(priya, world, noon):
    item_id = sent(world, noon)
    post(priya, f"/queue/{item_id}/seen", version=2)

    with clock.fixed(noon + timedelta(minutes=1)):
        assert "Has seen it" in page_of(priya, "/queue?view=done")
    with clock.fixed(noon + timedelta(days=1)):
        assert "Nothing done yet today" in page_of(priya, "/queue?view=done")


def test_what_waits_for_the_school_stands_under_others(priya, world, noon):
    item_id = sent(world, noon)
    post(priya, f"/queue/{item_id}/ask", version=2, words="Since when?", due_on="9 March")

    assert ">EW<" in page_of(priya, "/queue?view=others")
    assert ">EW<" not in page_of(priya, "/queue")


def test_record_shows_what_was_said_as_written(priya, world, noon):
    words = "She said:\n  <b>no</b> & left. " + HOSTILE[0] + HOSTILE[2]
    item_id = sent(world, noon, concern=words, risk_self_harm="yes", risk_self_harm_said="Cut.")

    page = page_of(priya, f"/queue/{item_id}")

    assert "Ellie Wiśniewska" in page
    assert "&lt;b&gt;no&lt;/b&gt;" in page
    assert "<script>alert" not in page
    assert "hurts themselves" in page
    assert "Halina W." in page
    assert "4 May 2010" in page


def test_help_that_the_school_has_stands_beside_what_was_tried(priya, world, noon, as_seed):
    with as_seed():
        some_support(world.northgate.school)
        some_support(world.hillside.school, provider="Another school's")
    item_id = sent(world, noon, tried="A quiet place at lunch.")

    page = page_of(priya, f"/queue/{item_id}")

    tried, beside = page.index("A quiet place at lunch."), page.index("Help that the school has")
    assert tried < beside < page.index("Counsellor, Quiet Corner, Mondays")
    assert "From the school&#39;s own list, checked on 12 January 2026" in page
    assert "Another school" not in page


@pytest.mark.parametrize("who", ["amira", "lena", "jo", "stranger"])
def test_pages_are_the_teams_own(client, world, noon, who):
    item_id = sent(world, noon)
    sign_in(client, getattr(world, who))

    for path in ("/queue", f"/queue/{item_id}", f"/queue/{item_id}/help", "/queue/phone"):
        assert client.get(path).status_code == 404


def test_foreign_and_unknown_ids_are_not_found(client, world, noon, as_seed):
    item_id = sent(world, noon)
    with as_seed():
        from schoolslink.access.tests.arrange import organisation, person

        other = person("Other Worker")
        member(other, organisation("service", "Elsewhere CAMHS"), Role.CAMHS_CONTACT)
    sign_in(client, other)

    for path in (f"/queue/{item_id}", f"/queue/{new_id()}", f"/queue/{item_id}/help"):
        assert client.get(path).status_code == 404
    assert post(client, f"/queue/{item_id}/seen", version=2).status_code == 404
    assert post(client, f"/queue/{item_id}/note", words="x").status_code == 404
    # In words, not in a form's token, which may hold any letters.
    assert not re.search(r">[^<]*\bEW\b", client.get(f"/queue?seen={item_id}").content.decode())


def test_help_is_offered_with_level_words_and_who_tells(priya, world, noon):
    item_id = sent(world, noon)

    answer = post(
        priya, f"/queue/{item_id}/help", version=2, level="getting_help",
        words="Sam rings Halina on Monday.", who_tells="service", told_by="6 March 2026",
    )  # fmt: skip

    assert answer.status_code == 302
    page = page_of(priya, answer["Location"])
    for words in (
        "Done: We will help.",
        "Getting help: a planned",
        "Halina W.",
        "by Friday 6 March",
    ):
        assert words in page
    assert state_of(world, item_id) == "accepted"


def test_not_the_right_team_needs_all_and_shows_both_letters_before_it_goes(priya, world, noon):
    item_id = sent(world, noon)
    path = f"/queue/{item_id}/other-team"
    whole = {
        "version": 2, "reason": "below_level", "next_step": "A talk with the school's counsellor.",
        "with_whom": "Ms Green, 01632 960 002", "who_tells": "service", "told_by": "Friday",
    }  # fmt: skip

    for name in ("reason", "next_step", "with_whom", "who_tells", "told_by"):
        answer = post(priya, path, **{k: v for k, v in whole.items() if k != name})
        assert "There is a problem" in answer.content.decode()
    letters = post(priya, path, **whole).content.decode()

    assert state_of(world, item_id) == "submitted"
    for words in ("Check what they will read", "Ms Green", "fits help that starts sooner",
                  "Help nearer to you fits better"):  # fmt: skip
        assert words in letters
    assert post(priya, path, **whole, letters="seen").status_code == 302
    assert state_of(world, item_id) == "not_accepted"


def test_words_a_family_would_look_up_are_pointed_out(priya, world, noon):
    item_id = sent(world, noon)

    page = post(
        priya, f"/queue/{item_id}/other-team", version=2, reason="below_level",
        next_step="A referral to early help.", with_whom="Early help", who_tells="service",
        told_by="Friday",
    ).content.decode()  # fmt: skip

    assert "“referral”" in page


def test_passing_on_keeps_it_until_they_confirm(priya, world, noon, as_seed):
    with as_seed():
        steps = other_service(world)
    item_id = sent(world, noon)
    given = {
        "version": 2, "receiver": str(steps.pk), "reason": "age", "who_tells": "service",
        "next_step": "Little Steps rings the family.", "to_them": "Four years old.", "told_by": "Friday",
        "letters": "seen",
    }  # fmt: skip

    assert post(priya, f"/queue/{item_id}/pass-on", **given).status_code == 302
    assert state_of(world, item_id) == "redirected"
    assert "The other service has it" in page_of(priya, f"/queue/{item_id}")


def test_a_third_round_of_asking_is_not_possible(priya, world, noon):
    item_id = sent(world, noon)
    for version in (2, 4):
        ask = {"version": version, "words": "Since when?", "due_on": "9 March"}
        assert post(priya, f"/queue/{item_id}/ask", **ask).status_code == 302
        with acting(acting_as(world.nadia)) as nadia:
            step(actor=nadia, item_id=item_id, move=Move.GIVE_MORE, version=version + 1, at=noon,
                 words="Since May.")  # fmt: skip

    page = post(priya, f"/queue/{item_id}/ask", version=6, words="And?", due_on="9 March")

    assert "asked for more twice already" in page.content.decode()
    assert "And?" in page.content.decode()


def test_the_family_has_been_told_one_by_one(priya, world, noon):
    item_id = sent(world, noon)
    post(priya, f"/queue/{item_id}/help", version=2, level="getting_help", words="Monday.",
         who_tells="service", told_by="Friday")  # fmt: skip
    with acting(acting_as(world.priya)) as actor:
        owed = [d.pk for d in open_item(actor, item_id).told if d.whom != "school"]

    for told_id in owed:
        path = f"/queue/{item_id}/told/{told_id}"
        assert post(priya, path, version=3, how="phone").status_code == 302

    assert state_of(world, item_id) == "waiting"
    assert (
        post(priya, f"/queue/{item_id}/told/{owed[0]}", version=3, how="phone").status_code == 404
    )


def test_notes_and_own_number_stay_with_the_team(priya, world, noon):
    item_id = sent(world, noon)

    post(priya, f"/queue/{item_id}/note", words="Rang the GP.")
    post(priya, f"/queue/{item_id}/number", reference="RIO-4711")

    page = page_of(priya, f"/queue/{item_id}")
    assert "Rang the GP." in page
    assert "RIO-4711" in page


def test_a_phone_answer_is_written_down_in_three_fields(priya, world):
    given = {
        "school": str(world.hillside.pk), "question": "Rang about sleep.", "answer": "A diary.",
    }  # fmt: skip

    answer = post(priya, "/queue/phone", **given)

    page = page_of(priya, answer["Location"])
    assert "Rang about sleep." in page
    assert "A diary." in page


def test_a_phone_answer_for_a_foreign_school_cannot_be_sent(priya, world):
    page = post(priya, "/queue/phone", school=str(new_id()), question="x", answer="y")

    assert "Choose one from the list" in page.content.decode()


def test_handing_over_keeps_the_day_and_names_the_colleague(priya, world, noon):
    item_id = sent(world, noon)

    assert (
        post(priya, f"/queue/{item_id}/hand-over", version=2, to=str(world.sam.pk)).status_code
        == 302
    )
    with acting(acting_as(world.priya)) as actor:
        holds = open_item(actor, item_id).holds
    assert (holds.name, holds.due_on.isoformat()) == ("Sam Okoro", "2026-03-05")
    assert post(priya, f"/queue/{item_id}/hand-over", version=3, to="team").status_code == 302


def test_handing_over_to_a_stranger_is_no_choice(priya, world, noon):
    item_id = sent(world, noon)

    page = post(priya, f"/queue/{item_id}/hand-over", version=2, to=str(world.stranger.pk))

    assert "Choose one of these answers" in page.content.decode()


def test_help_is_begun_and_ended(client, world):
    # How long a team reads what has ended follows the real day, so this one lives in it.
    sign_in(client, world.priya)
    item_id = sent(world, clock.now())
    post(client, f"/queue/{item_id}/help", version=2, level="getting_help", words="Monday.",
         who_tells="service", told_by="tomorrow")  # fmt: skip
    for version, name in ((3, "met"), (4, "help-began")):
        assert post(client, f"/queue/{item_id}/{name}", version=version).status_code == 302

    assert post(client, f"/queue/{item_id}/finish", version=5, reason="goals_met",
                words="Better.", watch="Exams.", plan="The lead talks weekly.", who_tells="service",
                told_by="tomorrow").status_code == 302  # fmt: skip
    assert state_of(world, item_id) == "help_ended"


def test_every_move_of_the_service_is_an_act_or_made_elsewhere():
    service = {move for move, sides in WHOSE.items() if Side.SERVICE in sides}

    assert {act.move for act in ACTS} | set(ELSEWHERE) == service
    assert not {act.move for act in ACTS} & set(ELSEWHERE)
    assert set(MAIN) == set(Kind)


def test_an_act_that_is_no_longer_possible_leads_back(priya, world, noon):
    item_id = sent(world, noon)

    assert priya.get(f"/queue/{item_id}/met")["Location"] == f"/queue/{item_id}"
    assert priya.get(f"/queue/{item_id}/nonsense").status_code == 404


def test_overdue_and_today_are_said(priya, world, noon):
    asked(world, noon, new_id())

    with clock.fixed(datetime(2026, 3, 5, 9, tzinfo=UTC)):
        assert "today" in page_of(priya, "/queue")
    with clock.fixed(datetime(2026, 3, 6, 9, tzinfo=UTC)):
        assert "due yesterday" in page_of(priya, "/queue")


def test_what_could_still_be_asked_is_told_by_subject_and_without_reproach(priya, world, noon):
    item_id = sent(world, noon, impact_sleep="2", postcode="__not_known__")

    page = page_of(priya, f"/queue/{item_id}")
    part = page[page.index("What you could still ask") :]
    part = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", part[: part.index("</details>")]))

    assert "left open" not in page
    assert "so that nobody had to wait" in part
    assert "How much does it get in the way? (1 is answered) Learning · Coming to school" in part
    assert " Sleep" not in part
    assert "Postcode" not in part
    with acting(acting_as(world.sam)) as sam:
        step(actor=sam, item_id=item_id, move=Move.ASK_MORE, version=2, at=noon, words="Sleep?")
    assert "ask for it" not in page_of(priya, f"/queue/{item_id}")
