"""What a program reads for somebody: where a thing stands, and the same moves as on the pages."""

import re

import pytest
from django.urls import reverse

from schoolslink.access.models import Role
from schoolslink.access.tests.arrange import enter_family, member, person, sign_in
from schoolslink.access.unit import acting
from schoolslink.bench.statements import taken_down
from schoolslink.kernel import clock
from schoolslink.kernel.ids import new_id
from schoolslink.referrals import permissions
from schoolslink.referrals.api import Item as Shown
from schoolslink.referrals.api import Lines
from schoolslink.referrals.commands.advice import say
from schoolslink.referrals.commands.decide import step
from schoolslink.referrals.models import Item
from schoolslink.referrals.pages.acts import BY_NAME, ELSEWHERE
from schoolslink.referrals.queries import open_for_school
from schoolslink.referrals.queries.lists import queue_of
from schoolslink.referrals.queries.school import open_at_school
from schoolslink.referrals.rules import Kind, Move, State, next_state
from schoolslink.referrals.rules.needs import NEEDS
from schoolslink.referrals.tests.arrange import acting_as, asked, begun, sent
from schoolslink.referrals.tests.joining import joined, last_tuesday
from schoolslink.referrals.tests.test_who_may_move import family
from schoolslink.referrals.tests.turns import OTHER_TEAM

pytestmark = pytest.mark.django_db

MOST = 12
# Who holds what role where; each is tried on every item below.
MORE = (
    (Role.SCHOOL_COVER, "northgate"),
    (Role.SCHOOL_HEAD, "hillside"),
    (Role.SCHOOL_REFERRER, "northgate"),
    (Role.SAFEGUARDING_LEAD, "northgate"),
    (Role.SUPPORT_TEAM_WORKER, "riverside"),
    (Role.NATIONAL_TEAM, "area"),
)
LIST = "/api/v1/items"
# Allowed, and on a page only where something stands to be looked at, or a manager is to be asked first.
WHERE_DUE = {Move.LOOK_AGAIN, Move.ASK_MANAGER}


def address(item_id) -> str:
    return f"{LIST}/{item_id}"


def audited(said: list[str]) -> list[str]:
    """Return what was written into the audit, as it was before it was quoted twice."""
    return [one.replace("\\", "") for one in said if "audit.append" in one]


def read(client, item_id) -> Shown:
    """Return one item as a program reads it, held against what the description promises."""
    came = client.get(address(item_id))
    assert came.status_code == 200, came.content
    return Shown.model_validate_json(came.content)


def everybody(world, as_seed) -> list:
    """Return one of every role that the small world knows, and a stranger."""
    with as_seed():
        more = [person(f"{role} of {place}") for role, place in MORE]
        for who, (role, place) in zip(more, MORE, strict=True):
            member(who, getattr(world, place), role)
    names = ("amira", "nadia", "priya", "sam", "lena", "jo", "stranger")
    return [*(getattr(world, name) for name in names), *more]


def many(world, noon) -> list:
    """Return a question and requests in several states."""
    question, answered, again = (asked(world, noon, new_id()) for _ in range(3))
    with acting(acting_as(world.priya)) as priya:
        for one, move in ((answered, Move.ANSWER), (again, Move.ASK_BACK)):
            say(actor=priya, item_id=one, move=move, version=1, words="Rung.", at=noon)
    draft, waits = begun(world, noon), sent(world, noon, carer_agrees="not_asked")
    plain, marked, looked = (
        sent(world, noon),
        sent(world, noon, risk_self_harm="yes"),
        sent(world, noon),
    )
    with acting(acting_as(world.priya)) as priya:
        step(actor=priya, item_id=looked, move=Move.ACKNOWLEDGE, version=2, at=noon)
    return [question, answered, again, draft, waits, plain, marked, looked]


def test_the_moves_of_every_role_are_those_of_the_one_function_and_of_the_pages(
    world, client, noon, as_seed
):
    with clock.fixed(noon):
        items = many(world, noon)
        shown, hidden, offered = 0, 0, set()
        for who in everybody(world, as_seed):
            for item_id in items:
                with acting(acting_as(who)) as actor:
                    item = (
                        permissions.items(actor, permissions.Action.VIEW).filter(pk=item_id).first()
                    )
                    moves = permissions.moves_now(actor, item) if item else ()
                sign_in(client, who)
                if item is None:
                    assert client.get(address(item_id)).status_code == 404
                    hidden += 1
                    continue
                found = read(client, item_id)
                shown += 1

                assert tuple(one.name for one in found.moves) == moves
                assert found.version == item.version
                assert (found.reference, found.state) == (item.reference, item.state)
                for one in found.moves:
                    assert one.leads_to == next_state(Kind(item.kind), State(item.state), one.name)
                    assert set(one.needs) == NEEDS[one.name]
                page = client.get(reverse("referrals:record", args=[item_id]))
                if page.status_code == 200:
                    on_page = {BY_NAME[name].move for name in acts_on(page.text, item_id)}
                    offered |= on_page
                    assert on_page <= set(moves)
                    assert set(moves) - on_page <= ELSEWHERE.keys() | WHERE_DUE
                elif client.get(reverse("referrals:asked", args=[item_id])).status_code == 200:
                    with acting(acting_as(who)) as actor:
                        assert open_at_school(actor, item_id).opened.moves == moves
        assert shown > 40
        assert hidden > 20
        assert {Move.ANSWER, Move.ACCEPT, Move.NOT_ACCEPT, Move.REASSIGN} <= offered


def acts_on(page: str, item_id) -> set[str]:
    """Return the acts that a page of a record leads to."""
    return {name for name in re.findall(rf"/queue/{item_id}/([\w-]+)", page) if name in BY_NAME}


def test_a_stranger_finds_nothing_and_nothing_is_noted_as_read(world, client, noon, as_seed):
    with clock.fixed(noon):
        item_id = sent(world, noon)
        sign_in(client, world.stranger)

        with taken_down() as said:
            foreign, unknown = client.get(address(item_id)), client.get(address(new_id()))

        assert foreign.status_code == unknown.status_code == 404
        same = [{**one.json(), "instance": ""} for one in (foreign, unknown)]
        assert same[0] == same[1]
        noted = audited(said)
        assert noted
        assert not [one for one in noted if "reads" in one or str(item_id) in one]

        sign_in(client, world.priya)
        with taken_down() as said:
            assert client.get(address(item_id)).status_code == 200
        [noted] = audited(said)
        assert '"groups": "R"' in noted
        assert str(item_id) in noted


def test_no_word_and_no_name_of_a_child_is_there_and_no_key_is_opened(world, client, noon):
    with clock.fixed(noon):
        item_id = sent(world, noon)
        for who in (world.nadia, world.priya):
            sign_in(client, who)
            for path in (LIST, address(item_id)):
                with taken_down() as said:
                    page = client.get(path).text

                assert str(item_id) in page
                assert not re.search("Ellie|Wi|2010|lessons|Halina|Reed", page)
                assert not [one for one in said if "keys.get" in one]


def test_a_family_and_a_passer_by_are_no_readers(world, client, noon, as_seed):
    with clock.fixed(noon):
        item_id = sent(world, noon)

        for path in (LIST, address(item_id)):
            came = client.get(path)
            assert came.status_code == 401
            assert came["Content-Type"] == "application/problem+json"
            assert came["WWW-Authenticate"].startswith("Cookie ")
            assert "Location" not in came

        with as_seed():
            code = family(Item.objects.get(pk=item_id), "self").subject_id
        enter_family(client, code)
        assert client.get(address(item_id)).status_code == 404


def test_an_answer_that_is_kept_from_the_school_is_kept_from_its_programs(two, world, noon):
    item_id = sent(world, noon, school_hears="no")
    sign_in(two.client, world.nadia)
    before = read(two.client, item_id)
    two.answers(item_id, "other-team", **OTHER_TEAM | {"who_tells": "service"})

    team = read(two.client, item_id)
    assert team.state == State.NOT_ACCEPTED

    sign_in(two.client, world.nadia)
    school = read(two.client, item_id)
    [line] = Lines.model_validate_json(two.client.get(LIST).content).items
    with acting(acting_as(world.nadia)) as nadia:
        on_page = open_at_school(nadia, item_id).opened.moves

    assert before.state == State.SUBMITTED
    assert (school.state, line.state) == (None, None)
    assert tuple(one.name for one in school.moves) == on_page
    assert [one.leads_to for one in school.moves] == [None] * len(on_page)
    assert on_page
    assert "not_accepted" not in two.client.get(address(item_id)).text
    assert school.holder.name == "Priya Nair"


def test_who_asked_reads_nothing_of_its_being_joined(world, client):
    noon = last_tuesday()
    with clock.fixed(noon):
        one, goes_on = sent(world, noon), sent(world, noon)
        joined(world, one, goes_on, noon)

        sign_in(client, world.priya)
        assert read(client, one).state == State.DUPLICATE
        sign_in(client, world.nadia)
        school = read(client, one)
        with acting(acting_as(world.nadia)) as nadia:
            on_page = open_at_school(nadia, one).opened

    assert school.state == on_page.item.state != State.DUPLICATE
    assert school.holder.due_on == on_page.holds.due_on
    assert tuple(move.name for move in school.moves) == on_page.moves
    assert school.closed_at is None
    assert school.holder.side == "service"
    assert {move.leads_to for move in school.moves} <= {None}


def test_the_list_is_that_of_the_pages_and_goes_on_page_by_page(world, client, noon):
    with clock.fixed(noon):
        many(world, noon)
        for who, on_pages in ((world.priya, queue_of), (world.nadia, open_for_school)):
            with acting(acting_as(who)) as actor:
                rows = on_pages(actor, size=100)
            sign_in(client, who)
            found, following = [], f"{LIST}?limit=2"
            while following:
                page = Lines.model_validate_json(client.get(following).content)
                assert 0 < len(page.items) <= 2
                found += page.items
                following = page.next

            assert [one.id for one in found] == [row.item_id for row in rows]
            assert [one.due_on for one in found] == sorted(row.due_on for row in rows)
            assert [one.holder_name for one in found] == [row.person_name for row in rows]
            assert len(found) >= 4
            for one in found:
                assert client.get(one.href).json()["id"] == str(one.id)


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=101", "limit=x", "after=x", "after=" + "a" * 1001]
)
def test_what_cannot_be_read_is_said_beside_its_name(world, client, query):
    sign_in(client, world.priya)

    came = client.get(f"{LIST}?{query}")

    assert came.status_code == 422
    assert came["Content-Type"] == "application/problem+json"
    assert [one["parameter"] for one in came.json()["errors"]] == [query.split("=")[0]]
    assert "a" * 1001 not in came.text


def test_few_statements_are_sent(world, client, noon):
    with clock.fixed(noon):
        item_id = many(world, noon)[5]
        for who in (world.priya, world.nadia, world.lena):
            sign_in(client, who)
            for path in (LIST, address(item_id)):
                with taken_down() as said:
                    assert client.get(path).status_code == 200
                assert len(said) <= MOST, "\n".join(said)
