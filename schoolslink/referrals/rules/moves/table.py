"""How a table of moves is written down."""

from collections.abc import Iterable

from schoolslink.referrals.rules.moves.names import Move, State

Table = dict[tuple[State, Move], State]


def each(states: Iterable[State], move: Move, to: State) -> Table:
    return {(state, move): to for state in states}


def staying(states: Iterable[State], *moves: Move) -> Table:
    """Return moves that leave the state as it is: what they change is what is due, or who has it."""
    return {(state, move): state for state in states for move in moves}
