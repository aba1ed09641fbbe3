"""What fifty people try at one request: each move as a page would make it, or not at all."""

from schoolslink.chaos.dup import is_tried
from schoolslink.checks.model.said import NEEDS_MORE, SAID
from schoolslink.checks.model.whole import WHOLE
from schoolslink.referrals.rules import Move


def test_a_move_that_must_say_more_is_tried_by_its_own_command_or_not_at_all():
    tried = {move for move in Move if is_tried(move)}

    assert {Move.ACCEPT, Move.ADVISE, Move.NOT_ACCEPT} <= tried & WHOLE.keys()
    assert Move.START_TRIAGE in tried - WHOLE.keys()
    assert (tried - WHOLE.keys()) & (NEEDS_MORE | SAID) == set()
    assert Move.MERGE not in tried
