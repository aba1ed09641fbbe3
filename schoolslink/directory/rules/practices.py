"""How the register's practices are written for people: the file shouts, a letter does not."""

from __future__ import annotations

import re

SMALL = {"And", "At", "By", "In", "Of", "On", "Le", "The", "Under", "Upon", "With"}
INITIALS = {"Nhs", "Gp", "Pms", "Apms", "Pcc", "Pct", "Uk", "Llp", "Ii", "Iii", "Iv"}
WORD = re.compile(r"[A-Z]+(?:'[A-Z]+)*")


def as_read(shouted: str) -> str:
    """Return "THE RIVER STREET SURGERY" as it is read; a name with small letters stays as it is."""
    if any(letter.islower() for letter in shouted):
        return shouted
    return WORD.sub(_word, shouted)


def _word(found: re.Match[str]) -> str:
    first, *rest = found[0].split("'")
    # O'BRIEN has a capital after its mark, ST JOHN'S has none.
    parts = [first.capitalize(), *(p.capitalize() if len(p) > 2 else p.lower() for p in rest)]
    word = "'".join(parts)
    if word in INITIALS:
        return word.upper()
    return word.lower() if word in SMALL and found.start() > 0 else word


def in_one_line(name: str, address: str, postcode: str) -> str:
    """Return a practice as somebody chooses it: name, place and postcode.

    The last line of an address is often the county; all lines together say which of two it is.
    """
    return ", ".join([name, *filter(None, address.split("\n")), *([postcode] if postcode else [])])
