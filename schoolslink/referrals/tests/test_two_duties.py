"""A family's words and the school's own task wait side by side: neither hides the other."""

from datetime import date, timedelta

import pytest
from django.test import Client

from schoolslink.access.tests.arrange import sign_in
from schoolslink.access.unit import acting
from schoolslink.kernel import clock
from schoolslink.referrals.commands.decide import step
from schoolslink.referrals.commands.family import answer_family, say
from schoolslink.referrals.models import Carer, Holding
from schoolslink.referrals.rules import Duty, Move
from schoolslink.referrals.rules.family.said import FamilySaid
from schoolslink.referrals.tests.arrange import acting_as, sent
from schoolslink.referrals.tests.test_answer_unread import version
from schoolslink.referrals.tests.test_family_truth import family

pytestmark = pytest.mark.django_db
NAMED = date(2026, 3, 12)


def asks(world, item_id, at) -> None:
    actor = family(world, item_id, at)["carer"]
    seen = version(world.nadia, item_id)
    with acting(actor):
        say(actor=actor, said=FamilySaid.ASKED, version=seen, words="When?", at=at)


def wants_more(world, item_id, at) -> None:
    seen = version(world.priya, item_id)
    with acting(acting_as(world.priya)) as priya:
        step(actor=priya, item_id=item_id, move=Move.ASK_MORE, version=seen, words="What?",
             due_on=NAMED, at=at)  # fmt: skip


def answers(world, item_id, at) -> None:
    seen = version(world.priya, item_id)
    with acting(acting_as(world.priya)) as priya:
        carer = Carer.objects.get(item_id=item_id, relationship="carer")
        answer_family(actor=priya, item_id=item_id, member_id=carer.pk, version=seen,
                      words="Soon.", at=at)  # fmt: skip


def held(world, item_id) -> tuple:
    with acting(acting_as(world.nadia)):
        row = Holding.objects.get(item_id=item_id, ended_at__isnull=True)
    return row.side, row.duty, row.due_on, row.beside_on


@pytest.mark.parametrize("order", [(asks, wants_more), (wants_more, asks)])
def test_both_duties_show_and_the_named_day_is_kept(world, noon, order):
    item_id = sent(world, noon)
    for act in order:
        act(world, item_id, noon)

    side, duty, _due_on, beside_on = held(world, item_id)
    assert (side, duty, beside_on) == ("service", Duty.LOOK_AGAIN, NAMED)
    nadia = Client()
    sign_in(nadia, world.nadia)
    with clock.fixed(noon):
        home, page = nadia.get("/").text, nadia.get(f"/asked/{item_id}").text
    assert "send what was asked for by Thursday 12 March" in home.split("This term")[0]
    assert "Priya Nair must look again by" in home
    assert f'href="/asked/{item_id}#give-more"' in home
    assert "Northgate High must send what was asked for by Thursday 12 March" in page

    answers(world, item_id, noon + timedelta(hours=1))

    assert held(world, item_id) == ("school", Duty.GIVE_MORE, NAMED, None)


def test_what_was_sent_ends_the_schools_duty_and_not_the_teams(world, noon):
    item_id = sent(world, noon)
    asks(world, item_id, noon)
    wants_more(world, item_id, noon)

    seen = version(world.nadia, item_id)
    with acting(acting_as(world.nadia)) as nadia:
        step(actor=nadia, item_id=item_id, move=Move.GIVE_MORE, version=seen, words="A diary.",
             at=noon)  # fmt: skip

    side, duty, _due_on, beside_on = held(world, item_id)
    assert (side, duty, beside_on) == ("service", Duty.LOOK_AGAIN, None)
