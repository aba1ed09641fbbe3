"""What a postcode is, and how one is written here: upper case with one space, `NG22 0EA`."""

from __future__ import annotations

import re

# Outward part, then one digit and two letters; the letters C I K M O V never end a postcode.
# Source: BS 7666 as published with the address standards of government.
FULL = re.compile(
    r"(?:GIR0AA|(?:[A-PR-UWYZ](?:[0-9]{1,2}|[A-HK-Y][0-9](?:[0-9]|[ABEHMNPRV-Y])?"
    r"|[0-9][A-HJKPS-UW]))[0-9][ABD-HJLNP-UW-Z]{2})"
)
BEGINNING = re.compile(r"[A-PR-UWYZ][A-HK-Y]?[0-9][0-9A-Z]?(?:[0-9][ABD-HJLNP-UW-Z]{0,2})?")
LONGEST_TYPED = 12  # eight characters and some stray spaces


def normalise_postcode(typed: str) -> str | None:
    """Return the postcode as we write it, or None when what was typed is no postcode."""
    if len(typed) > LONGEST_TYPED:
        return None
    bare = "".join(typed.split()).upper()
    return f"{bare[:-3]} {bare[-3:]}" if FULL.fullmatch(bare) else None


def beginning_of_postcode(typed: str) -> str | None:
    """Return what a postcode being typed must begin with ("ng220" -> "NG22 0"), or None.

    Without a space both readings of "NG220" are possible (NG2 20., NG22 0..); the one that can
    still become a postcode is the one whose inward part is a digit and letters, so the shorter
    inward part is taken.
    """
    if len(typed) > LONGEST_TYPED:
        return None
    words = typed.upper().split()
    bare = "".join(words)
    if not BEGINNING.fullmatch(bare):
        return None
    if full := normalise_postcode(bare):
        return full
    if len(words) == 2:
        return " ".join(words)
    inward = re.search(r"(?<=[0-9A-Z]{2})[0-9][A-Z]{0,2}$", bare)
    if (
        inward
        and re.fullmatch(r"[A-Z]{1,2}[0-9][0-9A-Z]?", bare[: inward.start()])
        and len(bare) > 4
    ):
        return f"{bare[: inward.start()]} {inward.group()}"
    return bare
