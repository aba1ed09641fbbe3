"""The lead's home: the contact first, what is open, and what is theirs to do."""

import re
from datetime import date, timedelta
from uuid import UUID

import pytest

from schoolslink.access.models import Membership, Role
from schoolslink.access.tests.arrange import member, person, sign_in
from schoolslink.access.unit import acting
from schoolslink.directory.models import Link, NamedContact, WorkingAgreement
from schoolslink.kernel import clock
from schoolslink.kernel.ids import new_id
from schoolslink.referrals import jobs
from schoolslink.referrals.commands.advice import say
from schoolslink.referrals.rules import Move
from schoolslink.referrals.tests.arrange import (
    QUESTION,
    acting_as,
    asked,
    sent,
    signed_paper,
    small_world,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(as_seed):
    with as_seed():
        return small_world()


def test_lead_sees_her_contact_and_that_there_is_nothing_to_do(client, world):
    sign_in(client, world.amira)

    page = client.get("/").content.decode()

    assert "Priya Nair" in page
    assert "Nothing to do this week." in page


def test_lead_asks_and_sees_who_has_it_and_by_when(client, world, noon):
    sign_in(client, world.amira)
    with clock.fixed(noon):
        answer = client.post("/ask", QUESTION | {"form_key": str(new_id())}, follow=True)
        home = client.get("/").content.decode()

    assert answer.status_code == 200
    assert "Priya Nair must answer by Thursday 5 March" in answer.content.decode()
    assert "Priya Nair" in home


def test_one_question_is_told_from_another_and_an_answer_comes_first(client, world, noon):
    sign_in(client, world.amira)
    with clock.fixed(noon):
        for about, age in (("group", "Year 6"), ("service", ""), ("pupil", "Year 4")):
            client.post(
                "/ask", QUESTION | {"about": about, "age_or_year": age, "form_key": str(new_id())}
            )
        home = client.get("/").content.decode()
        answered = re.search(r'href="/asked/([^"]+)"[^>]*>\s*A pupil, Year 4', home)[1]
        with acting(acting_as(world.priya)) as priya:
            say(
                actor=priya, item_id=UUID(answered), move=Move.ANSWER, version=1,
                at=clock.now(), words="A worry box.",
            )  # fmt: skip
        after = client.get("/").content.decode()

    assert re.search(r">\s*A group, Year 6\s*<", home)
    assert re.search(r">\s*How it works\s*<", home)
    first = re.search(r"For you to do.*?<li>(.*?)</li>", after, re.S)[1]
    assert "A pupil, Year 4" in first
    assert "Read the answer by" in first


def test_lead_of_another_school_finds_no_such_page(client, world, noon):
    item_id = asked(world, noon, new_id())
    sign_in(client, world.nadia)

    assert client.get(f"/asked/{item_id}").status_code == 404
    assert client.get(f"/asked/{new_id()}").status_code == 404


def test_reply_on_an_old_version_keeps_the_words(client, world, noon):
    item_id = asked(world, noon, new_id())
    sign_in(client, world.amira)

    page = client.post(
        f"/asked/{item_id}/withdraw",
        {"words": "No longer needed.", "version": "7", "form_key": str(new_id())},
    ).content.decode()

    assert "No longer needed." in page
    assert "Somebody else answered" in page


def test_home_takes_few_statements(client, world, noon, django_assert_max_num_queries):
    for _ in range(7):
        asked(world, noon, new_id())
    sign_in(client, world.amira)

    with django_assert_max_num_queries(20):
        client.get("/")


def test_all_that_is_open_comes_page_by_page_each_once(client, world, noon):
    asked_ids = {str(asked(world, noon, new_id())) for _ in range(27)}
    sign_in(client, world.amira)

    first = client.get("/open").content.decode()
    following = re.search(r'href="(\?after=[^"]+)"', first)
    second = client.get("/open" + following[1].replace("&amp;", "&")).content.decode()

    shown = re.findall(r"/asked/([0-9a-f-]{36})", first + second)
    assert sorted(shown) == sorted(asked_ids)


def test_safeguarding_lead_sees_what_is_marked_and_nothing_else(client, world, noon, as_seed):
    with as_seed():
        marcus = person("Marcus Dabiri")
        member(marcus, world.northgate, Role.SAFEGUARDING_LEAD)
        signed_paper(world)
    sent(world, noon)
    marked = sent(world, noon, risk_self_harm="yes")
    sign_in(client, marcus)

    home = client.get("/").content.decode()

    assert re.findall(r"/asked/([0-9a-f-]{36})", home) == [str(marked)]
    assert "Ask a question" not in home


@pytest.mark.parametrize(("open_now", "said"), [(5, ""), (6, "All 6"), (51, "All that is open")])
def test_the_way_to_the_whole_list_says_how_many(open_now, said, client, world, noon):
    for _ in range(open_now):
        asked(world, noon, new_id())
    sign_in(client, world.amira)

    found = re.search(r'<a href="/open">([^<]*)</a>', client.get("/").content.decode())

    assert (found[1] if found else "") == said


def this_term(client) -> str:
    return re.search(r"This term</h2>(.*?)</main>", client.get("/").content.decode(), re.S)[1]


def test_this_term_tells_how_the_working_agreement_stands(client, world, as_seed):
    sign_in(client, world.amira)
    link = Link.objects.get(school_id=world.hillside.pk)
    assert "Not written yet." in this_term(client)
    assert f"/directory/link/{link.pk}/agreement" in this_term(client)

    with as_seed():
        page = WorkingAgreement.objects.create(
            link=link, version=1, written_at=clock.now(), content={"talk": "On a Tuesday."},
            review_on=date(2030, 3, 3), nhs_agreed_on=date(2026, 1, 1), nhs_agreed_by="Priya",
        )  # fmt: skip
    assert "It waits for your school" in this_term(client)
    assert "Your talk each term: On a Tuesday." in this_term(client)
    with as_seed():
        page.school_agreed_on, page.school_agreed_by = date(2026, 1, 2), "Amira"
        page.save()
    assert "Both agreed. Look at it again by 3 March 2030." in this_term(client)
    with as_seed():
        page.review_on = clock.today()
        page.save()
    assert "do so now" in this_term(client)


def test_without_a_service_this_term_says_what_will_be_here(client, world, as_seed):
    with as_seed():
        Link.objects.all().update(linked_until=clock.today())
    sign_in(client, world.amira)

    assert "Once a service is named for your school" in this_term(client)


def test_home_comes_in_its_order(client, world):
    sign_in(client, world.amira)

    home = client.get("/").content.decode()

    parts = ("Your contact", "Nothing is open", "For you to do", "This term")
    places = [home.index(part) for part in parts]
    assert places == sorted(places)


def test_what_the_lead_must_do_stands_before_what_is_open(client, world, noon):
    item_id = asked(world, noon, new_id())
    with acting(acting_as(world.priya)) as priya:
        say(
            actor=priya, item_id=item_id, move=Move.ANSWER, version=1, at=noon, words="A worry box.",
        )  # fmt: skip
    sign_in(client, world.amira)

    with clock.fixed(noon):
        home = client.get("/").content.decode()

    parts = ("Your contact", "For you to do", "Read the answer by", "What is open", "This term")
    places = [home.index(part) for part in parts]
    assert places == sorted(places)
    assert home.count("For you to do") == 1


def test_what_is_past_its_day_says_who_was_asked_next(client, world, noon):
    item_id = asked(world, noon, new_id())  # Tuesday; due on Thursday
    sign_in(client, world.amira)
    for days, said in ((3, "was asked today."), (5, "was asked on Friday 6 March.")):
        with clock.fixed(noon + timedelta(days=days)):
            before = client.get("/").content.decode()
            jobs.escalate_overdue(0)
            home = client.get("/").content.decode()
            page = client.get(f"/asked/{item_id}").content.decode()
        assert f"Dr Lena Fox {said}" in home
        assert f"Dr Lena Fox {said}" in page
        assert ("was asked" in before) is (days == 5)


def test_vacant_contact_says_who_answers_and_who_is_to_name_somebody(client, world, as_seed):
    with as_seed():
        member(person("Ann Left"), world.area, Role.AREA_COORDINATOR, until_on=date(2026, 1, 1),
               from_on=date(2025, 1, 1))  # fmt: skip
        Link.objects.filter(school_id=world.hillside.pk).update(nhs_contact=None)
    sign_in(client, world.amira)

    home = client.get("/").content.decode()

    assert "Dr Lena Fox sees that they are answered, by the same day as always." in home
    assert "<li>Jo Marsh is to name someone.</li>" in home
    with as_seed():
        Membership.objects.filter(person=world.jo).update(until_on=clock.real_now().date())
    assert "coordinator is to name someone." in client.get("/").content.decode()


def to_do(client) -> str:
    return re.search(
        r"For you to do</h2>(.*?)<(?:h2|table)", client.get("/").content.decode(), re.S
    )[1]


def test_the_card_says_whether_the_nhs_contact_confirmed_not_the_school(
    client, world, as_seed, noon
):
    sign_in(client, world.amira)
    with as_seed():
        Link.objects.update(confirmed_on=noon.date())  # as the school's own click does
    with clock.fixed(noon):
        assert "Not confirmed this term" in client.get("/").content.decode()
        with as_seed():
            NamedContact.objects.filter(side="nhs").update(confirmed_on=date(2025, 6, 1))
        assert "Not confirmed this term" in client.get("/").content.decode()
        with as_seed():
            NamedContact.objects.filter(side="nhs").update(confirmed_on=date(2026, 2, 25))
        assert "Confirmed this term" in client.get("/").content.decode()


def test_entries_to_confirm_stand_under_what_to_do_until_they_are(client, world, as_seed, noon):
    sign_in(client, world.amira)
    with as_seed():
        NamedContact.objects.create(
            side="school", position="lead", organisation=world.hillside, person=world.amira,
            name=world.amira.name, from_on=date(2020, 9, 1), confirmed_on=date(2025, 6, 1),
        )  # fmt: skip
    with clock.fixed(noon):
        found = to_do(client)
        assert "contacts are still right" in found
        address = re.search(r'href="(/directory/school/[^"]+)"', found)[1]
        assert "/directory/confirm" in client.get(address).content.decode()

        client.post("/directory/confirm", {"next": "/"})

        assert "Nothing to do this week." in to_do(client)


def test_an_agreement_that_waits_for_the_school_stands_under_what_to_do(client, world, as_seed):
    sign_in(client, world.amira)
    link = Link.objects.get(school_id=world.hillside.pk)
    with as_seed():
        page = WorkingAgreement.objects.create(
            link=link, version=1, written_at=clock.now(), content={},
            review_on=date(2030, 3, 3), nhs_agreed_on=date(2026, 1, 1), nhs_agreed_by="Priya",
        )  # fmt: skip
    assert f'href="/directory/link/{link.pk}/agreement"' in to_do(client)
    with as_seed():
        page.school_agreed_on, page.school_agreed_by = date(2026, 1, 2), "Amira"
        page.save()
    assert "Nothing to do this week." in to_do(client)
    with as_seed():
        page.review_on = clock.today()
        page.save()
    assert "Look at the working agreement again" in to_do(client)


def test_whoever_may_not_agree_is_not_asked_to(client, world, as_seed):
    with as_seed():
        helper = person("Class Teacher")
        member(helper, world.hillside, Role.SCHOOL_REFERRER)
        WorkingAgreement.objects.create(
            link=Link.objects.get(school_id=world.hillside.pk), version=1,
            written_at=clock.now(), content={}, review_on=date(2030, 3, 3),
        )  # fmt: skip
    sign_in(client, helper)

    assert "Nothing to do this week." in to_do(client)
