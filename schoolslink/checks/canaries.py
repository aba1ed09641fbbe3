"""Words that sing: every text about a child says whose it is and of which kind, wherever it turns up."""

from __future__ import annotations

import re

# I who the child is, N the words, K how to reach somebody, V and W the two sides' own notes, and of
# the family: S and C their own rows, F and G what they wrote, T what was cleared for them.
READERS_ALSO = {
    "s": ("the child", "K"),
    "c": ("a carer", "K"),
    "f": ("the child", "F"),
    "g": ("a carer", "F"),
    "t": ("", "N"),
}
# Long enough that no random token of a page sings by chance.
_SONG = re.compile(r"kanaqua(\d\d)([a-z])zong", re.IGNORECASE)


def sing(record: int, letter: str) -> str:
    """Return the word of one record and one kind of text; it looks like a name and is none."""
    return f"Kanaqua{record:02d}{letter.lower()}zong"


def heard(text: str) -> set[tuple[int, str]]:
    """Return every (record, kind) whose words are in a text."""
    return {(int(number), letter.lower()) for number, letter in _SONG.findall(text)}


def may_hear(letter: str, reads: str, ways: set[str]) -> bool:
    """Say whether somebody may read this kind of text. reads, ways: as the oracle gives them."""
    if letter in READERS_ALSO:
        way, read = READERS_ALSO[letter]
        family = {"the child", "a carer"} & ways
        return read in reads or way in ways or (letter == "t" and bool(family))
    return letter.upper() in reads
