"""Random walks of everybody over everything: made exactly when it is legal, held as long as it is open."""

import pytest

from schoolslink.checks import village
from schoolslink.checks.model import walk
from schoolslink.checks.model.machine import run
from schoolslink.checks.model.tally import Differs, Tally, Tried
from schoolslink.checks.model.walk import Cast, Walk
from schoolslink.kernel import clock
from schoolslink.referrals.rules import Kind, Move

STEPS = 5_000  # each of four: all workers of a run have their part of twenty thousand


LIVED = {3: 200}  # in this walk one step in so many; the run of the night lives more


@pytest.fixture
def cast(kept_plans, db):
    return Cast(village.build())


@pytest.mark.parametrize("seed", [2, 3, 4, 5])
def test_no_step_is_made_that_is_not_legal_and_none_refused_that_is(cast, seed):
    tally = run(cast, STEPS, seed, LIVED.get(seed, STEPS + 1))

    assert tally.steps >= STEPS
    assert tally.made > STEPS / 10
    assert tally.at_once > STEPS / 100
    assert tally.kinds.keys() >= {
        Kind.ADVICE, Kind.REFERRAL, Kind.CONSULTATION, Kind.MISSED, Kind.TRANSFER
    }  # fmt: skip
    assert tally.lived >= (STEPS // LIVED[seed] if seed in LIVED else 0)
    assert (tally.asked > 0) == (seed in LIVED)
    assert {Move.ADVISE, Move.REDIRECT, Move.NOT_ACCEPT} & {move for *_, move in tally.ways}
    assert tally.who.keys() >= {"lead 0", "contact 0", "job"}


def lawful_step(here: Walk, move: Move) -> Tried:
    return next(
        Tried(who, item, move, bare=True)
        for item in here.seen
        for who, possible in here.lawful(item)
        if possible is move
    )


def test_a_product_that_refuses_what_is_legal_is_noticed(cast, monkeypatch):
    here = Walk(cast, Tally(), clock.real_now())
    monkeypatch.setattr(Walk, "_straight_into_the_database", refuses)

    with pytest.raises(Differs, match="legal and refused"):
        here.step(lawful_step(here, Move.SAY_WORSE))


def refuses(*_):
    raise walk.NotYours


def test_a_product_that_says_it_moved_and_did_not_is_noticed(cast, monkeypatch):
    here = Walk(cast, Tally(), clock.real_now())
    monkeypatch.setattr(Walk, "_straight_into_the_database", lambda *_: None)

    with pytest.raises(Differs, match="led from"):
        here.step(lawful_step(here, Move.SAY_WORSE))


def test_a_product_that_lets_anybody_move_is_noticed(cast, monkeypatch):
    here = Walk(cast, Tally(), clock.real_now())
    step = lawful_step(here, Move.SAY_WORSE)
    monkeypatch.setattr(walk.Standing, "may_make", lambda *_: False)

    with pytest.raises(Differs, match="made and not legal"):
        here.step(step)


def test_what_is_sent_to_no_service_is_refused_by_the_database(cast, monkeypatch):
    here = Walk(cast, Tally(), clock.real_now())
    monkeypatch.setattr(Walk, "_service_of", lambda *_: None)

    with pytest.raises(Differs, match="sent to nobody"):
        here.step(lawful_step(here, Move.SUBMIT))
