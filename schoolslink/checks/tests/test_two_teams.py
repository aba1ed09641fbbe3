"""Nobody at another team, or at a school, tells that a young person asked alone: each address there is."""

import pytest
from django.db import transaction

from schoolslink.access.tests.arrange import sign_in
from schoolslink.checks.tests.test_two_worlds import addresses, plain
from schoolslink.kernel import clock
from schoolslink.referrals.tests.arrange import KNOWN, World, sent, signed_paper, small_world
from schoolslink.referrals.tests.asking_own import asked
from schoolslink.referrals.tests.elsewhere import sent_to_team, support_team

pytestmark = pytest.mark.django_db
SAME = {name: KNOWN[name] for name in ("first_name", "surname", "birth_date")}


def all_that(who, client, item_id) -> dict[str, tuple[int, str]]:
    """Return every page and answer that somebody gets who may open this request."""
    found = {}
    sign_in(client, who)
    for address in addresses(item_id, item_id):
        with transaction.atomic():
            came = client.get(address)
            body = b"".join(came.streaming_content) if came.streaming else came.content
            transaction.set_rollback(True)
        found[plain(address)] = came.status_code, plain(body.decode(errors="replace"))
    return found


@pytest.fixture
def world(as_seed) -> World:
    with as_seed():
        made = small_world()
        signed_paper(made)
    return made


@pytest.fixture
def told_apart(world, noon, as_seed, client):
    """Return by which addresses each reader tells a world with another request from one without."""
    with as_seed():
        kit = support_team(world)

    def of(ask) -> list[set[str]]:
        with clock.fixed(noon):
            item_id = sent_to_team(world, noon)
            found = []
            for who in (kit, world.amira):
                before = all_that(who, client, item_id)
                with transaction.atomic():
                    ask()
                    after = all_that(who, client, item_id)
                    transaction.set_rollback(True)
                assert sum(status == 200 for status, _ in before.values()) > 10
                assert before.keys() == after.keys()
                found.append({one for one in before if before[one] != after[one]})
        return found

    return of


def test_no_page_of_another_team_or_school_tells_that_a_young_person_asked_alone(
    told_apart, world, noon, as_seed
):
    assert told_apart(lambda: asked(world, noon, as_seed, **SAME)) == [set(), set()]


def test_of_what_a_school_asked_openly_the_other_team_reads_and_its_school_does_not(
    told_apart, world, noon
):
    at_the_team, at_its_school = told_apart(lambda: sent(world, noon))

    assert {"/queue", "/queue/ID", "/queue/elsewhere"} <= at_the_team
    assert at_its_school == set()
