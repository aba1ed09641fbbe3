"""The middle and the long end of a row of days."""

from collections.abc import Collection
from math import ceil

MEDIAN = 0.5
LONG_END = 0.9


def at_share(days: Collection[int], share: float) -> int | None:
    """Return the fewest days within which this share of all was done; None of none.

    The nearest rank, so that it is a wait that somebody had: as the database's percentile_disc.
    """
    if not days:
        return None
    return sorted(days)[max(1, ceil(share * len(days))) - 1]
