"""Sealing: every word about a child is ciphertext under that child's own key.

A child's key is 32 random bytes, kept wrapped by a master key that the database never sees. The
associated data names table, column and row, so that a sealed value moved elsewhere does not open.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import connection, models

from schoolslink.access.unit import current

NONCE_BYTES = 12
VERSION = b"\x01"


class NoKey(Exception):
    """This child's key is not here: destroyed, never made, or not for whoever asks."""


class DoesNotOpen(Exception):
    """A sealed value does not open: it was altered, or it belongs to another place."""


def new_key(subject_id: UUID) -> None:
    """Make and keep the key of a child (or of an advice request about an unnamed one)."""
    key = AESGCM.generate_key(bit_length=256)
    kid, master = settings.RINGS["CHILD_MASTER_KEY"].current
    with connection.cursor() as cursor:
        cursor.execute(
            "select keys.put(%s, %s, %s)",
            [subject_id, wrap(master, subject_id, key), kid],
        )
    current().keys[subject_id] = key


def open_keys(subject_ids: Iterable[UUID]) -> None:
    """Load the keys of many children in one statement; those already open are not asked again."""
    keys = current().keys
    missing = [subject for subject in set(subject_ids) if subject not in keys]
    if not missing:
        return
    with connection.cursor() as cursor:
        cursor.execute("select subject, wrapped, master_kid from keys.get(%s)", [missing])
        for subject, wrapped, kid in cursor.fetchall():
            master = settings.RINGS["CHILD_MASTER_KEY"][kid]
            keys[subject] = open_wrapped(master, subject, wrapped)


def wrap(master: bytes, subject_id: UUID, key: bytes) -> bytes:
    """Return a child's key wrapped by a master key."""
    return _encrypt(master, key, _key_context(subject_id))


def open_wrapped(master: bytes, subject_id: UUID, wrapped: bytes) -> bytes:
    """Return a child's key; raise DoesNotOpen for another child's, or another master's."""
    return _decrypt(master, bytes(wrapped), _key_context(subject_id))


def _key(subject_id: UUID) -> bytes:
    open_keys([subject_id])
    try:
        return current().keys[subject_id]
    except KeyError as error:
        raise NoKey(NoKey.__doc__) from error


def seal(subject_id: UUID, table: str, column: str, row_id: UUID, text: str) -> bytes:
    """Return the text sealed under the subject's key for exactly this place."""
    return _encrypt(_key(subject_id), text.encode(), _place(table, column, row_id))


def unseal(subject_id: UUID, table: str, column: str, row_id: UUID, sealed: bytes) -> str:
    """Return the text; raise NoKey when the key is gone, DoesNotOpen when it was moved."""
    return _decrypt(_key(subject_id), bytes(sealed), _place(table, column, row_id)).decode()


def seal_bytes(subject_id: UUID, place: bytes, content: bytes) -> bytes:
    """Return a piece of a file sealed under the subject's key for exactly this place."""
    return _encrypt(_key(subject_id), content, place)


def unseal_bytes(subject_id: UUID, place: bytes, sealed: bytes) -> bytes:
    """Return the piece; raise NoKey when the key is gone, DoesNotOpen when it was moved."""
    return _decrypt(_key(subject_id), sealed, place)


class SealedField(models.BinaryField):
    """A column of ciphertext. `fill` writes it, `texts` reads it; Django sees only bytes."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", b"")
        kwargs.setdefault("editable", False)
        super().__init__(*args, **kwargs)


def sealed_fields(model: type[models.Model] | models.Model) -> list[str]:
    """Return the names of a model's sealed columns."""
    return [f.name for f in model._meta.concrete_fields if isinstance(f, SealedField)]


def fill(row: models.Model, subject_id: UUID, **texts: str) -> None:
    """Seal each text into the row's column of that name; an empty text is an empty value."""
    for column, text in texts.items():
        value = seal(subject_id, row._meta.db_table, column, row.pk, text) if text else b""
        setattr(row, column, value)


def texts(row: models.Model, subject_id: UUID) -> dict[str, str]:
    """Return all sealed columns of a row as text."""
    found = {}
    for column in sealed_fields(row):
        value = bytes(getattr(row, column))
        found[column] = (
            unseal(subject_id, row._meta.db_table, column, row.pk, value) if value else ""
        )
    return found


def blind_token(kind: str, value: str) -> bytes:
    """Return a keyed 16-byte token: equal values are found by it, nothing is read from it."""
    _, key = settings.RINGS["BLIND_INDEX_KEY"].current
    return hmac.new(key, f"{kind}|{value}".encode(), hashlib.sha256).digest()[:16]


def _encrypt(key: bytes, plain: bytes, place: bytes) -> bytes:
    nonce = os.urandom(NONCE_BYTES)
    return VERSION + nonce + AESGCM(key).encrypt(nonce, plain, place)


def _decrypt(key: bytes, sealed: bytes, place: bytes) -> bytes:
    if sealed[:1] != VERSION:
        raise DoesNotOpen(DoesNotOpen.__doc__)
    nonce, body = sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
    try:
        return AESGCM(key).decrypt(nonce, body, place)
    except InvalidTag as error:
        raise DoesNotOpen(DoesNotOpen.__doc__) from error


def _place(table: str, column: str, row_id: UUID) -> bytes:
    return f"{table}|{column}|{row_id}".encode()


def _key_context(subject_id: UUID) -> bytes:
    return f"child-key|{subject_id}".encode()
