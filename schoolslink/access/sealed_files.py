"""Files under a child's own key, block by block: none can be cut short, mixed up, or moved elsewhere."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import BinaryIO
from uuid import UUID

from schoolslink.access.seal import DoesNotOpen, seal_bytes, unseal_bytes

MARK = b"SLF1"
BLOCK = 64 * 1024
# A sealed block: version, nonce, content and its tag.
MOST_SEALED = BLOCK + 64


def sealed_blocks(subject_id: UUID, file_id: UUID, source: BinaryIO) -> Iterator[bytes]:
    """Return a file's sealed form, in pieces; each says which it is, and whether it is the last."""
    yield MARK
    number, block = 0, source.read(BLOCK)
    while True:
        following = source.read(BLOCK)
        sealed = seal_bytes(subject_id, _place(file_id, number, last=not following), block)
        yield struct.pack("!L", len(sealed)) + sealed
        if not following:
            return
        number, block = number + 1, following


def opened_blocks(subject_id: UUID, file_id: UUID, source: BinaryIO) -> Iterator[bytes]:
    """Return a sealed file's content, in pieces; raise DoesNotOpen where anything was altered."""
    if source.read(len(MARK)) != MARK:
        raise DoesNotOpen(DoesNotOpen.__doc__)
    number, sealed = 0, _next(source)
    while True:
        following = _next(source)
        last = not following
        yield unseal_bytes(subject_id, _place(file_id, number, last=last), sealed)
        if last:
            return
        number, sealed = number + 1, following


def _next(source: BinaryIO) -> bytes:
    head = source.read(4)
    if not head:
        return b""
    length = struct.unpack("!L", head)[0] if len(head) == 4 else 0
    sealed = source.read(length) if 0 < length <= MOST_SEALED else b""
    if len(sealed) != length or not sealed:
        raise DoesNotOpen(DoesNotOpen.__doc__)
    return sealed


def _place(file_id: UUID, number: int, *, last: bool) -> bytes:
    return f"file|{file_id}|{number}|{'last' if last else 'more'}".encode()
