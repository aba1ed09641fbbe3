"""Every invariant, in the order of the nouns."""

from __future__ import annotations

from . import (
    alike,
    answers,
    complaints,
    holders,
    items,
    joined,
    judged,
    moves,
    places,
    post,
    practice,
    retention,
    talks,
)

INVARIANTS = (
    *items.INVARIANTS,
    *moves.INVARIANTS,
    *judged.INVARIANTS,
    *joined.INVARIANTS,
    *talks.INVARIANTS,
    *post.INVARIANTS,
    *practice.INVARIANTS,
    *holders.INVARIANTS,
    *answers.INVARIANTS,
    *complaints.INVARIANTS,
    *places.INVARIANTS,
    *retention.INVARIANTS,
    *alike.INVARIANTS,
)
BY_NAME = {invariant.name: invariant for invariant in INVARIANTS}
