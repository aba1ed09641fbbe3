"""T9 counts a child who was handed over as it counts what was passed on: until somebody had them."""

from datetime import UTC, date, datetime, timedelta

import pytest

from schoolslink.access.jobs import as_job
from schoolslink.kernel import clock
from schoolslink.kernel.calendar import add_working_days
from schoolslink.kernel.ids import new_id
from schoolslink.referrals.models import Item, ItemEvent, TransferStep
from schoolslink.referrals.queries import weekly_totals
from schoolslink.referrals.rules import Kind, Move, Side, State, is_open, next_state
from schoolslink.referrals.rules.clocks import CLOCKS, Looking, Made, Timeline, total_of, week_of
from schoolslink.referrals.tests.arrange import small_world
from schoolslink.referrals.tests.timelines import Step, tell

FIRST, UNTIL = date(2026, 3, 2), date(2026, 11, 15)
LOOKING = Looking(UNTIL, add_working_days)
APRIL = datetime(2026, 4, 1, 9, tzinfo=UTC)
T9 = next(one for one in CLOCKS if one.id == "T9")
M = Move
# Days after which each move was made.
CARDS = (
    ((M.PLAN_TRANSFER, 0), (M.HAND_OUTSIDE, 3), (M.RECORD_RECEIVED, 5), (M.TELL_OF_TRANSFER, 30)),
    ((M.PLAN_TRANSFER, 0), (M.HAND_OUTSIDE, 3), (M.RECORD_RECEIVED, 25)),
    ((M.PLAN_TRANSFER, 0), (M.HAND_OUTSIDE, 9), (M.RECORD_NOT_TAKEN, 12), (M.HAND_OUTSIDE, 40)),
    ((M.PLAN_TRANSFER, 0), (M.HAND_OUTSIDE, 16)),
    ((M.PLAN_TRANSFER, 0), (M.HAND_OUTSIDE, 16), (M.NO_LONGER_NEEDED, 17)),
    ((M.PLAN_TRANSFER, 0), (M.TELL_OF_TRANSFER, 2)),
)


def made(card) -> Timeline:
    return Timeline(
        tuple(Made(move.value, clock.local_day(APRIL + timedelta(days=n))) for move, n in card)
    )


@pytest.mark.parametrize(
    ("card", "kept", "amount"),
    [(CARDS[0], True, 2), (CARDS[1], False, 22), (CARDS[2], True, 3), (CARDS[3], False, None)],
)
def test_it_is_read_from_the_handing_over_to_the_first_answer(card, kept, amount):
    reading = T9.reading(made(card), LOOKING)
    assert (reading.kept, reading.amount) == (kept, amount)


@pytest.mark.parametrize("card", CARDS[4:])
def test_what_was_never_handed_over_or_ended_in_time_is_not_counted(card):
    assert T9.reading(made(card), LOOKING) is None


def write(world, card) -> None:
    request_id = tell(world, [Step(M.SUBMIT, APRIL, Side.SCHOOL)])
    item = Item.objects.create(
        kind=Kind.TRANSFER.value, reference=f"T-{new_id()}", about_id=request_id, opened_at=APRIL,
        child_id=Item.objects.get(pk=request_id).child_id,
    )  # fmt: skip
    state = State.NEW
    for version, (move, days) in enumerate(card):
        state, at = next_state(Kind.TRANSFER, state, move), APRIL + timedelta(days=days)
        goes_on = is_open(Kind.TRANSFER, state)
        event = ItemEvent.objects.create(
            item=item, move=move.value, version_seen=version, at=at, actor_kind="person",
            side="service", actor_id=world.priya.pk,
            holder_pool_id=world.riverside.pk if goes_on else None,
            holder_side="service" if goes_on else "", duty="hand_over" if goes_on else "",
            due_on=clock.local_day(at) if goes_on else None,
        )  # fmt: skip
        TransferStep.objects.create(
            item=item, event=event, why="other", receiver_name="Adult team", whom="self", words=b"x"
        )


@pytest.mark.django_db
def test_the_query_says_what_the_rule_says(as_seed):
    with as_seed():
        world = small_world()
        for card in CARDS:
            write(world, card)

    with as_job(organisation_id=world.riverside.pk, purpose="insight.clocks"):
        found = weekly_totals(world.riverside.pk, first=FIRST, until=UNTIL)

    wanted = {}
    for card in CARDS:
        if reading := T9.reading(made(card), LOOKING):
            wanted.setdefault(("T9", week_of(reading.on)), []).append(reading)
    ours = {place: total for place, total in found.items() if place[0] == "T9"}
    assert ours == {place: total_of(readings) for place, readings in wanted.items()}
    assert len(wanted) > 1
