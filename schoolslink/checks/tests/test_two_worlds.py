"""A school that is not told tells no answer from another: each address there is, and each message."""

import itertools
import re
from collections.abc import Callable, Iterator

import pytest
from django.db import transaction
from django.urls import reverse

from schoolslink.access.tests.arrange import sign_in
from schoolslink.checks.routes import every_route
from schoolslink.config.subscriptions import SUBSCRIPTIONS, unit_of_work
from schoolslink.kernel import clock
from schoolslink.notices.models import Notice
from schoolslink.referrals import events
from schoolslink.referrals.models import Told
from schoolslink.referrals.tests.arrange import World, sent, signed_paper, small_world
from schoolslink.referrals.tests.test_jobs import moved
from schoolslink.referrals.tests.test_school_not_told import KINDS, family_was_told
from schoolslink.referrals.tests.turns import Two

pytestmark = pytest.mark.django_db

# Whatever is made afresh: ids, the keys of forms, the marks against forged forms.
AFRESH = (
    (re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"), "ID"),
    (re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"'), "MARK"),
    (re.compile(r"gate=[\w:\-]+"), "GATE"),
    (re.compile(r"Code word: [^<]+"), "CODE WORD"),
    (re.compile(r"<time [^>]+>[^<]+</time>"), "REAL TIME"),  # the audit's own
)


@pytest.fixture
def world(as_seed) -> World:
    with as_seed():
        made = small_world()
        signed_paper(made)
    return made


def plain(page: str) -> str:
    for pattern, word in AFRESH:
        page = pattern.sub(word, page)
    return page


def addresses(item_id, told_id) -> Iterator[str]:
    """Yield every address that takes nothing, a request, or a duty of a request."""
    known = {"item_id": item_id, "told_id": told_id}
    for route in every_route():
        if set(route.arguments) <= set(known):
            yield reverse(route.name, kwargs={name: known[name] for name in route.arguments})


def world_of(two: Two, world: World, noon, as_seed, item_id, act: str, told: bool) -> dict:
    """Return all that the lead can get once this was answered; the answer is undone again."""
    found: dict[str, tuple] = {}
    with transaction.atomic():
        if act:
            two.answers(item_id, act, **KINDS[act] | {"who_tells": "service"})
        if told:
            family_was_told(world, as_seed, item_id, noon)
        event = moved(item_id, world.priya)
        for hears in SUBSCRIPTIONS[events.ItemMoved]:
            with unit_of_work(event, "tell"):
                hears(event, at=noon)
        with as_seed():
            duty = Told.objects.filter(item_id=item_id, whom="school").first()
            theirs = Notice.objects.filter(recipient_person_id=world.nadia.pk).order_by("id")
            found["messages"] = tuple(theirs.values_list("kind", "link_path", "is_weekly"))
        sign_in(two.client, world.nadia)
        for address in addresses(item_id, duty.pk if duty else item_id):
            with transaction.atomic():
                came = two.client.get(address)
                body = b"".join(came.streaming_content) if came.streaming else came.content
                transaction.set_rollback(True)
            found[plain(address)] = came.status_code, plain(body.decode(errors="replace"))
        transaction.set_rollback(True)
    return found


@pytest.fixture
def worlds(world, client, noon, as_seed) -> Callable[..., dict[str, dict]]:
    def of(hears: str, *, told: bool, acts=tuple(KINDS)) -> dict[str, dict]:
        two = Two(world, client)
        with clock.fixed(noon):
            item_id = sent(world, noon, school_hears=hears)
            return {act: world_of(two, world, noon, as_seed, item_id, act, told) for act in acts}

    return of


def told_apart(found: dict[str, dict]) -> set[str]:
    return {
        address
        for one, other in itertools.combinations(found.values(), 2)
        for address in one.keys() | other.keys()
        if one.get(address) != other.get(address)
    }


def test_a_school_that_is_not_told_tells_no_answer_from_another(worlds):
    found = worlds("no", told=False)

    assert len(found["help"]) > 60
    assert sum(status == 200 for _, (status, *_) in list(found["help"].items())[1:]) > 20
    assert told_apart(found) == set()


def test_nor_once_the_family_has_been_told(worlds):
    assert told_apart(worlds("no", told=True)) == set()


def test_a_school_that_is_told_does(worlds):
    assert len(told_apart(worlds("yes", told=False))) >= 3
