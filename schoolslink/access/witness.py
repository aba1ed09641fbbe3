"""The witness: the head of the audit's chain, signed, in a file outside the database.

A chain alone does not see its own tail cut off, nor that all of it was made anew. Each line here
says what the head was at a moment; `checks/audit_verifier.py` holds the chain against the lines.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from schoolslink.kernel import clock


def file() -> Path:
    """Return where the checkpoints are kept."""
    return settings.ENVIRONMENT.home / "witness" / "checkpoints.jsonl"


def write_checkpoint() -> dict[str, object]:
    """Append the head as it is now, signed, and make sure that it is on the disk; return it."""
    with connection.cursor() as cursor:
        cursor.execute("select seq, hash from audit.head_now()")
        seq, digest = cursor.fetchone()
    line = signed(int(seq), bytes(digest).hex(), clock.real_now().isoformat())
    path = file()
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "a", encoding="utf-8") as kept:
        kept.write(json.dumps(line) + "\n")
        kept.flush()
        os.fsync(kept.fileno())
    return line


def signed(seq: int, digest: str, at: str) -> dict[str, object]:
    """Return a checkpoint: sequence number and hash of the head, moment, key name, MAC."""
    kid, key = settings.RINGS["CHECKPOINT_KEY"].current
    mac = _mac(key, seq, digest, at, kid)
    return {"seq": seq, "hash": digest, "at": at, "kid": kid, "mac": mac}


def is_ours(checkpoint: Mapping[str, Any]) -> bool:
    """Say whether a checkpoint was signed by a key of the ring, and is as it was signed."""
    key = settings.RINGS["CHECKPOINT_KEY"].keys.get(str(checkpoint.get("kid")))
    said = [checkpoint.get(name) for name in ("seq", "hash", "at", "kid")]
    return key is not None and hmac.compare_digest(_mac(key, *said), str(checkpoint.get("mac")))


def _mac(key: bytes, *said: object) -> str:
    return hmac.new(key, "|".join(map(str, said)).encode(), hashlib.sha256).hexdigest()
