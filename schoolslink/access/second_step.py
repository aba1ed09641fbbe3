"""The second step of signing in: six digits from a phone (TOTP, RFC 6238), or a code on paper."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import secrets
import time
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.conf import settings

from schoolslink.access import doors
from schoolslink.access.identity import door_pass

STEP_SECONDS = 30
DIGITS = 6
RECOVERY_CODES = 10
SIGNS = "23456789ABCDEFGHJKMNPQRTVWXYZ"


def new_secret() -> bytes:
    """Return a secret for a phone: 20 bytes, as its programs expect."""
    return os.urandom(20)


def readable(secret: bytes) -> str:
    """Return a secret as somebody types it who cannot scan: groups of four."""
    text = base64.b32encode(secret).decode()
    return " ".join(text[i : i + 4] for i in range(0, len(text), 4))


def address_for_phone(secret: bytes, email: str) -> str:
    """Return the otpauth address that the square on the page holds."""
    return _totp(secret).get_provisioning_uri(email, settings.SERVICE_NAME)


def step_of(secret: bytes, code: str, *, at: float | None = None) -> int | None:
    """Return the time step a code belongs to: this one or a neighbour, as clocks differ; or None."""
    digits = "".join(code.split())
    if not (len(digits) == DIGITS and digits.isascii() and digits.isdecimal()):
        return None
    now = int((time.time() if at is None else at) // STEP_SECONDS)
    found = None
    for step in (now - 1, now, now + 1):
        made = _totp(secret).generate(step * STEP_SECONDS)
        if hmac.compare_digest(made, digits.encode()):
            found = step
    return found


def new_recovery_codes() -> list[str]:
    """Return codes to write down: ten of 48 bits, each good once."""
    drawn = ["".join(secrets.choice(SIGNS) for _ in range(10)) for _ in range(RECOVERY_CODES)]
    return [f"{code[:5]}-{code[5:]}" for code in drawn]


def recovery_hashes(person_id: UUID, code: str) -> list[bytes]:
    """Return what is kept of a recovery code, under each pepper of the ring, the newest first."""
    plain = "".join(c for c in code.upper() if c in SIGNS)
    said = f"recovery|{person_id}|{plain}".encode()
    peppers = settings.RINGS["CODE_PEPPER"].keys.values()
    return [hmac.new(pepper, said, hashlib.sha256).digest() for pepper in peppers]


def has_one(person_id: UUID) -> bool:
    """Say whether the person has set a second step up."""
    return _sealed(person_id) is not None


def check(person_id: UUID, code: str) -> str:
    """Return how the code was good, "phone" or "paper", and use it up; "" when it was not."""
    sealed = _sealed(person_id)
    if sealed is None:
        return ""
    step = step_of(unseal(person_id, sealed), code)
    if step is not None:
        used = doors.value("select access.factor_use(%s, %s, %s)", person_id, step, door_pass())
        return "phone" if used else ""
    hashes = recovery_hashes(person_id, code)
    used = doors.value("select access.recovery_use(%s, %s, %s)", person_id, hashes, door_pass())
    return "paper" if used else ""


def set_up(person_id: UUID, secret: bytes, step: int) -> list[str] | None:
    """Keep the secret; return fresh recovery codes, None when somebody else's would be replaced."""
    codes = new_recovery_codes()
    hashes = [recovery_hashes(person_id, code)[0] for code in codes]
    sealed = seal(person_id, secret)
    done = doors.value(
        "select access.factor_set(%s, %s, %s, %s, %s)",
        *(person_id, sealed, step, hashes, door_pass()),
    )
    return codes if done else None


def renew_recovery_codes(person_id: UUID) -> list[str]:
    """Make new codes for whoever is signed in; those made before no longer open."""
    codes = new_recovery_codes()
    hashes = [recovery_hashes(person_id, code)[0] for code in codes]
    doors.value("select access.recovery_set(%s)", hashes)
    return codes


def recovery_left(person_id: UUID) -> int:
    """Return how many recovery codes are unused."""
    return int(doors.value("select access.recovery_left(%s)", person_id))


def seal(person_id: UUID, secret: bytes) -> bytes:
    """Return a secret sealed for this person: key name, nonce, ciphertext."""
    kid, key = settings.RINGS["SECOND_FACTOR_KEY"].current
    nonce = os.urandom(12)
    return kid.encode() + b":" + nonce + AESGCM(key).encrypt(nonce, secret, _place(person_id))


def unseal(person_id: UUID, sealed: bytes) -> bytes:
    """Return a person's secret; raises when it was altered or belongs to somebody else."""
    kid, _, rest = bytes(sealed).partition(b":")
    key = settings.RINGS["SECOND_FACTOR_KEY"][kid.decode()]
    return AESGCM(key).decrypt(rest[:12], rest[12:], _place(person_id))


def _sealed(person_id: UUID) -> bytes | None:
    found: bytes | None = doors.value("select access.factor_of(%s)", person_id)
    return found


def _place(person_id: UUID) -> bytes:
    return f"second-factor|{person_id}".encode()


def _totp(secret: bytes) -> TOTP:
    # SHA-1 is what phones' programs speak; HMAC does not rest on what broke in it.
    return TOTP(secret, DIGITS, SHA1(), STEP_SECONDS)  # noqa: S303
