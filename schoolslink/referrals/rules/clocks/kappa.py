"""Agreement beyond chance, for levels that stand in an order."""

from collections.abc import Mapping, Sequence


def weighted_kappa(pairs: Mapping[tuple[str, str], int], levels: Sequence[str]) -> float | None:
    """Return the linearly weighted kappa of two people's levels; None where chance alone decides.

    pairs: how often each pair was given. 1 is the same each time, 0 what chance would give. Source:
    Cohen (1968), Weighted kappa: nominal scale agreement provision for scaled disagreement.
    """
    place = {level: number for number, level in enumerate(levels)}
    whole = sum(pairs.values())
    if not whole:
        return None
    first = {level: sum(n for (one, _), n in pairs.items() if one == level) for level in levels}
    second = {level: sum(n for (_, two), n in pairs.items() if two == level) for level in levels}
    apart = sum(abs(place[one] - place[two]) * n for (one, two), n in pairs.items())
    by_chance = sum(
        abs(place[one] - place[two]) * first[one] * second[two] / whole
        for one in levels
        for two in levels
    )
    return 1 - apart / by_chance if by_chance else None
