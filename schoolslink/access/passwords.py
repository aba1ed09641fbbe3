"""Local passwords: checked in the same time whether or not there is such a person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from uuid import UUID

from django.contrib.auth.hashers import check_password, make_password

from schoolslink.access import doors
from schoolslink.access.identity import door_pass


@dataclass(frozen=True)
class Known:
    """A person who has shown their password."""

    person_id: UUID
    name: str


_LEAST_OF_ONES_OWN = 8


def is_made_of(whose: Sequence[str], password: str) -> bool:
    """Say whether little is left of a password without its owner's name and address."""
    left = _letters(password)
    for said in sorted((_letters(said) for said in whose), key=len, reverse=True):
        left = left.replace(said, "") if said else left
    return left != _letters(password) and len(left) < _LEAST_OF_ONES_OWN


def _letters(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())


@cache
def _nobodys() -> str:
    """Return a hash to check against for an unknown address, so that it takes as long."""
    return make_password("nobody has this password")


def check(address: str, password: str) -> Known | None:
    """Return who has this address and password; None for an unknown address or a wrong password."""
    found = doors.row("select * from access.credential_of(%s, %s)", address.strip(), door_pass())
    if found is None:
        check_password(password, _nobodys())
        return None
    person, name, kept = found

    def keep_as_today(given: str) -> None:
        hashed = make_password(given)
        doors.value(
            "select access.password_rehash(%s, %s, %s, %s)", person, kept, hashed, door_pass()
        )

    return Known(person, name) if check_password(password, kept, setter=keep_as_today) else None


def is_mine(password: str) -> bool:
    """Say whether this is the password of whoever is signed in."""
    kept = doors.value("select access.my_password()")
    return bool(kept) and check_password(password, kept)
