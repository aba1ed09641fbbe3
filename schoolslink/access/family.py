"""Access codes of families: made for one person and one request, opened on their own page.

Eighty bits in four groups, told by paper or voice. Kept as a keyed hash; the code itself is seen
once, by whoever hands it over.

Guessing: 2**80 codes are 1.2e24. With a million of them good at once, one guess in 1.2e18 opens one.
An address is let try 120 in five minutes, 1.3e7 a year: 9.6e10 years for one hit; a hundred
thousand addresses at that pace need 960,000 years. Whoever has seen the first group of one code has
60 bits left, 1.2e18 guesses. So no wrong try locks a code or a school: a child's prank would.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import secrets
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from django.conf import settings

from schoolslink.access import audit, doors, limits
from schoolslink.access.actor import Actor
from schoolslink.kernel.ids import new_id
from schoolslink.web.errors import Refusal

log = logging.getLogger(__name__)

# Thirty-two signs, five bits each; what is mistaken for another is read as that one.
SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
TAKEN_FOR = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})
LENGTH = 16  # 16 x 5 = 80 bits
GROUP = 4

Relationship = Literal["self", "carer"]


class CodeDoesNotOpen(Refusal):
    """This code does not open a page. Check each letter and number, or ask whoever gave it to you
    for a new one.
    """

    field = "code"


class TooManyCodes(Refusal):
    """There have been too many tries from here. Wait five minutes, then type the code again."""

    field = "code"


@dataclass(frozen=True)
class Code:
    """A code that was made: whom it is for and how it went, never the code itself."""

    id: UUID
    relationship: Relationship
    made_at: datetime
    first_used_at: datetime | None
    revoked_at: datetime | None


@dataclass(frozen=True)
class NewCode:
    """A code just made: its id, and the code itself, which is seen this once."""

    id: UUID
    code: str


def make(
    *, actor: Actor, item_id: UUID, child_id: UUID, relationship: Relationship, at: datetime
) -> NewCode:
    """Make a code for the young person or one carer and return it, to be handed over and not kept.

    Raises a database error when the part that knows the child does not let this actor
    (`access.may_make_code`).
    """
    made, hashed = new_code()
    doors.value(
        "select access.family_code_make(%s, %s, %s, %s, %s)",
        *(made.id, child_id, item_id, relationship, hashed),
    )
    audit.record(actor, "family_code.made", made.id, at=at, child_id=child_id)
    return made


def new_code() -> tuple[NewCode, bytes]:
    """Return a code that opens nothing yet, and what is to be kept of it."""
    code = "".join(secrets.choice(SIGNS) for _ in range(LENGTH))
    return NewCode(new_id(), written(code)), hashes(code)[0]


def revoke(*, actor: Actor, code_id: UUID, child_id: UUID, at: datetime) -> bool:
    """Take a code back; every page it has open closes. Return whether it was still good."""
    if not doors.value("select access.family_code_revoke(%s)", code_id):
        return False
    audit.record(actor, "family_code.revoked", code_id, at=at, child_id=child_id)
    return True


def codes_of(item_id: UUID) -> list[Code]:
    """Return the codes made for one request."""
    found = doors.rows("select * from access.family_codes_of(%s)", item_id)
    return [Code(*row) for row in found]


def open_page(typed: str, *, machine: str) -> UUID:
    """Return the id of the code that was typed. machine: the address it was typed at.

    Only wrong tries count, 120 in five minutes from one address. An unknown, a revoked and a
    mistyped code take the same statements and give the same answer. Very many wrong ones from
    anywhere are an alarm in the log, and still lock nobody out.
    """
    is_open = limits.FAMILY_FROM.is_open(machine)
    tried = hashes(typed) if is_open else []
    found: UUID | None = doors.value("select access.family_enter(%s::bytea[])", tried)
    if not is_open:
        raise TooManyCodes
    if found is None:
        limits.FAMILY_FROM.take(machine)
        if not limits.FAMILY_ANYWHERE.take("all"):
            log.error("many wrong family codes")
        raise CodeDoesNotOpen
    return found


def written(code: str) -> str:
    """Return a code in groups of four."""
    return "-".join(code[i : i + GROUP] for i in range(0, len(code), GROUP))


def normalised(typed: str) -> str:
    """Return a code however it was typed: spaced, dashed, small, an O for a zero."""
    plain = unicodedata.normalize("NFKC", typed).upper()
    return "".join(c for c in plain if c.isalnum()).translate(TAKEN_FOR)[:64]


def hashes(code: str) -> list[bytes]:
    """Return what is kept of a code, under each pepper of the ring, the newest first."""
    said = f"family|{normalised(code)}".encode()
    peppers = settings.RINGS["CODE_PEPPER"].keys.values()
    return [hmac.new(pepper, said, hashlib.sha256).digest() for pepper in peppers]
