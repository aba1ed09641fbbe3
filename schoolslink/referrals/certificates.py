"""Certificates of what was erased, outside the database: a backup from before must lose it again.

One signed line for each, appended and never changed. It names nobody: a number of ours, and counts.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings

NAME = "erasures.jsonl"


class NotOurs(Exception):
    """A line of the certificates was not signed by us, or is not as it was signed."""


def file() -> Path:
    """Return where the certificates are kept, beside the checkpoints of the audit."""
    return Path(settings.ENVIRONMENT.home) / "witness" / NAME


def settle(lines: Iterable[dict[str, Any]]) -> int:
    """Append the certificates that are not in the file yet, and see to it that they are on the disk."""
    path = file()
    there = {line["id"] for line in read(path)}
    new = [line for line in lines if line["id"] not in there]
    if not new:
        return 0
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "a", encoding="utf-8") as kept:
        for line in new:
            kept.write(json.dumps(_signed(line)) + "\n")
        kept.flush()
        os.fsync(kept.fileno())
    return len(new)


def read(path: Path) -> list[dict[str, Any]]:
    """Return every certificate of a file, none where there is no file; raise NotOurs for a forged line."""
    if not path.is_file():
        return []
    found = []
    for number, text in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            kept = json.loads(text)
            line, kid, mac = kept["certificate"], str(kept["kid"]), str(kept["mac"])
        except (ValueError, TypeError, KeyError) as damaged:
            raise NotOurs(f"{path}, line {number}: {NotOurs.__doc__}") from damaged
        key = settings.RINGS["CHECKPOINT_KEY"].keys.get(kid)
        if key is None or not hmac.compare_digest(_mac(key, line, kid), mac):
            raise NotOurs(f"{path}, line {number}: {NotOurs.__doc__}")
        found.append(line)
    return found


def _signed(line: dict[str, Any]) -> dict[str, Any]:
    kid, key = settings.RINGS["CHECKPOINT_KEY"].current
    return {"certificate": line, "kid": kid, "mac": _mac(key, line, kid)}


def _mac(key: bytes, line: dict[str, Any], kid: str) -> str:
    said = json.dumps(["erased", line, kid], sort_keys=True).encode()
    return hmac.new(key, said, hashlib.sha256).hexdigest()
