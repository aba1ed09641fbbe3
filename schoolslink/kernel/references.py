"""References people read aloud, such as SL-7K3M-9QX4: no letter looks like another, one is a check.

Twenty-nine signs, a prime number, so that weights 1 to 8 catch every single wrong sign and every
exchange of two. Without I, L, O, S and U nothing is taken for 1, 0, 5 or V.
"""

import re
import secrets

ALPHABET = "23456789ABCDEFGHJKMNPQRTVWXYZ"
LENGTH = 8

_VALUE = {sign: value for value, sign in enumerate(ALPHABET)}
_SHAPE = re.compile(rf"(?P<prefix>[A-Z]{{2,4}})(?P<body>[{ALPHABET}]{{{LENGTH}}})")
_PREFIX = re.compile(r"[A-Z]{2,4}")
# Three letters in a row could spell something a family should not read on a letter.
_SPELLS = re.compile(r"[A-Z]{3}")


class BadPrefix(ValueError):
    """A prefix is two to four capital letters."""


class NotAReference(ValueError):
    """This is not a reference: a letter or digit is missing, too many or mistaken."""


def new(prefix: str) -> str:
    """Return a new random reference, such as SL-7K3M-9QX4.

    About 4 thousand million differ. The column that keeps it is unique; where the database says
    that one is taken, draw again.
    """
    if not _PREFIX.fullmatch(prefix):
        raise BadPrefix(prefix)
    while True:
        body = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH - 1))
        body += check_sign(body)
        if not _SPELLS.search(body):
            return _written(prefix, body)


def check_sign(body: str) -> str:
    """Return the last sign for the seven before it."""
    total = sum(weight * _VALUE[sign] for weight, sign in enumerate(body, start=1))
    # The eighth sign has weight 8: solve 8 x sign = -total (mod 29) for the sign.
    return ALPHABET[-total * pow(LENGTH, -1, len(ALPHABET)) % len(ALPHABET)]


def normalise(text: str) -> str:
    """Return the reference as we write it, however spaced, dashed or in small letters it was typed.

    Raises NotAReference when its shape or its check is wrong.
    """
    found = _SHAPE.fullmatch(re.sub(r"[\s\u2010-\u2015_.\-]+", "", text).upper())
    if found is None or check_sign(found["body"][:-1]) != found["body"][-1]:
        raise NotAReference(text)
    return _written(found["prefix"], found["body"])


def is_valid(text: str) -> bool:
    """Return whether a text is a reference with the right check."""
    try:
        normalise(text)
    except NotAReference:
        return False
    return True


def _written(prefix: str, body: str) -> str:
    return f"{prefix}-{body[:4]}-{body[4:]}"
