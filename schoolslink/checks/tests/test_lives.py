"""Lives of a village: by whole commands, with what follows; what the product does wrong in one is found."""

import re
from contextlib import contextmanager

import pytest

from schoolslink.access.unit import acting
from schoolslink.checks import village
from schoolslink.checks.ground import undone
from schoolslink.checks.model import turn
from schoolslink.checks.model.beginning import a_lead_sends_at_once
from schoolslink.checks.model.lived import Lived
from schoolslink.checks.model.tally import Differs, Tally, Tried
from schoolslink.checks.model.walk import Cast
from schoolslink.kernel import clock
from schoolslink.referrals import permissions
from schoolslink.referrals.commands import decide, joining, moving
from schoolslink.referrals.errors import NotPossible
from schoolslink.referrals.models import Item
from schoolslink.referrals.rules import Kind, Move, State


@pytest.fixture
def cast(kept_plans, db):
    return Cast(village.build())


@contextmanager
def life(cast):
    """Live for a while, and leave nothing of it."""
    with undone():
        yield Lived(cast, Tally(), clock.real_now())


def one(lived: Lived, kind: Kind, state: State, *, risk: bool = False):
    """Return a thing of the first place, of which a risk is marked or not."""
    service = lived.cast.village.places[0].service.pk
    return next(
        key for key, seen in lived.seen.items()
        if (seen.kind, seen.state) == (kind, state)
        and lived.world.records[key].risk == risk and lived.world.records[key].service == service
    )  # fmt: skip


def does(lived: Lived, who: str, item, *moves: Move) -> None:
    for move in moves:
        assert lived.act(Tried(who, item, move), 0), (move, lived.why)


def two_alike(lived: Lived):
    """Return two requests of which somebody may find that they are one child."""
    for _ in range(2):
        assert lived.begin_by(a_lead_sends_at_once, 2)
    return sorted(lived.seen)[-2:]


def cannot_discharge(lived, patch):
    item = one(lived, Kind.REFERRAL, State.ACCEPTED)
    does(lived, "contact 0", item, Move.RECORD_TOLD, Move.START_HELP)
    patch.setattr(decide, "require_nothing_missed", refuses)
    lived.act(Tried("contact 0", item, Move.DISCHARGE), 0)


def has_not_to_tell(lived, patch):
    item = one(lived, Kind.REFERRAL, State.ACCEPTED)
    does(lived, "contact 0", item, Move.LOOK_AGAIN, Move.LOOK_AGAIN)
    patch.setattr(moving, "_untold", lambda *_: False)
    lived.act(Tried("contact 0", item, Move.START_HELP), 0)


def loses_the_joined(lived, patch):
    _joined, goes_on = two_alike(lived)
    patch.setattr(joining, "_keep", lambda *_: None)
    lived.act(Tried("contact 0", goes_on, Move.MERGE), 0)


def loses_who_goes_on(lived, patch):
    _joined, goes_on = two_alike(lived)
    patch.setattr(joining, "_take_in", lambda *_: None)
    lived.act(Tried("contact 0", goes_on, Move.MERGE), 0)


def lets_the_joined_hear_nothing(lived, patch):
    two = two_alike(lived)
    does(lived, "contact 0", two[1], Move.MERGE)
    goes_on = next(key for key in two if lived.seen[key].open)
    patch.setattr(decide, "tell_those_joined", lambda *_: None)
    lived.act(Tried("contact 0", goes_on, Move.ACCEPT), 0)


def hears_twice(lived, patch):
    item = one(lived, Kind.REFERRAL, State.ACCEPTED)
    does(lived, "contact 0", item, Move.RECORD_MISSED)
    patch.setattr(turn.Turn, "said", property(says_whatever_version_there_is))
    lived.act(Tried("contact 0", item, Move.RECORD_MISSED, behind=1), 0)


PLANTED = {
    cannot_discharge: "legal and refused",
    has_not_to_tell: "owed word|the family is not told",
    loses_the_joined: "legal and refused",
    loses_who_goes_on: "nothing of",
    lets_the_joined_hear_nothing: "nothing of",
    hears_twice: "made and not legal",
}


def test_each_fault_that_is_planted_in_the_product_is_found(cast):
    found = {}
    for plant in PLANTED:
        with life(cast) as lived, pytest.MonkeyPatch.context() as patch:
            try:
                plant(lived, patch)
            except Differs as differs:
                found[plant] = str(differs)

    assert [
        plant for plant, says in PLANTED.items() if not re.search(says, found.get(plant, ""))
    ] == []


def says_whatever_version_there_is(turn):
    here = Item.objects.get(pk=turn.item.pk)
    return {"actor": turn.actor, "item_id": here.pk, "version": here.version, "at": turn.at}


def refuses(*_):
    raise NotPossible(sentence="Not today.")


def test_lives_in_which_nothing_is_wrong_differ_in_nothing(cast):
    """The same without the faults; with a hand-over that came back, and what a role may not begin."""
    with life(cast) as lived:
        item = one(lived, Kind.REFERRAL, State.ACCEPTED)
        does(
            lived,
            "contact 0",
            item,
            Move.START_HELP,
            Move.RECORD_TOLD,
            Move.DISCHARGE,
            Move.RECORD_TOLD,
        )
        assert lived.seen[item].state is State.DISCHARGED
        two = two_alike(lived)
        does(lived, "contact 0", two[1], Move.MERGE)
        assert {lived.seen[key].state for key in two} == {State.SUBMITTED, State.DUPLICATE}
        lived.live(3)
        lived.ask_everything()
        assert lived.tally.asked == 1
    with life(cast) as lived:
        given_back_and_handed_outside(lived)
    with life(cast) as lived:
        a_safeguarding_lead_begins_nothing(lived)


def given_back_and_handed_outside(lived):
    """Nobody is lost by it, and the reconciler says so."""
    item = one(lived, Kind.REFERRAL, State.ACCEPTED)
    does(lived, "contact 0", item, Move.RECORD_TOLD, Move.ARRANGE_TRANSFER)
    card = next(k for k, seen in lived.seen.items() if seen.kind is Kind.TRANSFER)
    does(lived, "contact 0", card, Move.HAND_OVER)
    asked = next(k for k, seen in lived.seen.items() if seen.kind is Kind.REDIRECT)
    does(lived, "contact 1", asked, Move.GIVE_BACK)
    does(lived, "contact 0", card, Move.HAND_OUTSIDE, Move.TELL_OF_TRANSFER, Move.RECORD_RECEIVED)
    lived.live(1)
    lived.ask_everything()
    assert lived.seen[card].state is State.TRANSFERRED


def a_safeguarding_lead_begins_nothing(lived):
    """Whoever may only add is not offered what only whoever asks may begin."""
    item = one(lived, Kind.REFERRAL, State.ACCEPTED, risk=True)
    offered = {}
    for who in ("safeguarding_lead", "school_lead"):
        with acting(lived.actors[who]) as actor:
            offered[who] = permissions.moves_now(actor, Item.objects.get(pk=item))

    assert Move.ARRANGE_TRANSFER not in offered["safeguarding_lead"]
    assert Move.ARRANGE_TRANSFER in offered["school_lead"]
    assert Move.SAY_WORSE in offered["safeguarding_lead"]
