"""After "not the right team" somebody finds out on a working day whether the next step began."""

import re
from datetime import date, timedelta

import pytest

from schoolslink.access.unit import acting
from schoolslink.kernel.calendar import add_working_days, is_working_day
from schoolslink.referrals.commands.next_step import say_whether_it_began
from schoolslink.referrals.models import Holding, Item
from schoolslink.referrals.queries import open_item
from schoolslink.referrals.rules import Duty, Kind, Moment, Move, State, due_after
from schoolslink.referrals.rules.dues import StillNotKnown
from schoolslink.referrals.tests.arrange import acting_as
from schoolslink.referrals.tests.test_asked_page import _next_step
from schoolslink.referrals.tests.turns import text_of

pytestmark = pytest.mark.django_db


def due(move: Move, on: date, entered_on: date | None = None):
    moment = Moment(on=on, entered_on=entered_on)
    return due_after(Kind.REFERRAL, move, State.NEXT_STEP, moment, add_working_days)


@pytest.mark.parametrize("start", [date(2026, 3, 2) + timedelta(days=n) for n in range(40)])
def test_the_check_falls_on_the_first_working_day_from_the_fourteenth(start):
    found = due(Move.RECORD_TOLD, start)

    assert found.what is Duty.CHECK_NEXT_STEP
    assert is_working_day(found.on)
    assert found.on >= start + timedelta(days=14)
    between = [start + timedelta(days=n) for n in range(14, (found.on - start).days)]
    assert not any(is_working_day(day) for day in between)


def test_not_known_asks_once_more_soon_and_not_for_ever():
    began = date(2026, 3, 2)

    assert due(Move.CHASE_NEXT_STEP, date(2026, 3, 16), began).on == date(2026, 3, 23)
    assert due(Move.CHASE_NEXT_STEP, date(2026, 3, 27), began).on == date(2026, 3, 30)
    with pytest.raises(StillNotKnown):
        due(Move.CHASE_NEXT_STEP, date(2026, 3, 30), began)


def stands(world, item_id) -> tuple[str, str]:
    with acting(acting_as(world.nadia)):
        held = Holding.objects.filter(item_id=item_id, ended_at__isnull=True).first()
        return Item.objects.get(pk=item_id).state, held.duty if held else ""


@pytest.mark.parametrize(
    ("button", "state", "duty"),
    [
        ("no-next-step", State.IN_TRIAGE, Duty.DECIDE),
        ("not-known", State.NEXT_STEP, Duty.CHECK_NEXT_STEP),
    ],
)
def test_one_press_of_the_school_brings_it_back_or_asks_on(two, world, noon, button, state, duty):
    item_id, _ = _next_step(two, world, noon)
    page = two.reads(item_id)
    assert "Did the next step begin?" in text_of(page)
    assert f"/asked/{item_id}/{button}" in page

    form = page.split(f'action="/asked/{item_id}/no-next-step"')[1].split("</form>")[0]
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form))
    came = two.client.post(f"/asked/{item_id}/{button}", hidden | {"words": ""})

    assert came.status_code == 302
    assert stands(world, item_id) == (state, duty)


def test_a_no_without_words_says_why_it_came_back(two, world, noon):
    item_id, _ = _next_step(two, world, noon)

    with acting(acting_as(world.nadia)) as nadia:
        version = Item.objects.get(pk=item_id).version
        say_whether_it_began(
            actor=nadia, item_id=item_id, move=Move.RETURN, version=version, words=" ", at=noon
        )
        last = open_item(nadia, item_id).history[-1]

    assert (last.move, last.words) == (Move.RETURN, "The next step did not begin.")
