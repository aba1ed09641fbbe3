#!/usr/bin/env python3
"""Verifies the audit offline: a dump of the chain, held against the witness's checkpoints.

Standard library only, so that somebody who trusts none of our other code can run it alone:
    python3 audit_verifier.py DUMP.jsonl CHECKPOINTS.jsonl --key FILE
The dump has one JSON object a line: seq, at (seconds, six decimals, as text), kind, subject,
request, body, prev, hash (hex) and children (ids). Exit code 0 sound, 1 not, 2 wrong use.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import hmac
import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

START = hashlib.sha256(b"schoolslink").hexdigest()
MOST_FINDINGS = 100


@dataclass(frozen=True)
class Finding:
    """Something that is not as it was written."""

    kind: str
    seq: int
    sentence: str


@dataclass
class Verdict:
    """What a dump holds and what is wrong with it."""

    events: int = 0
    checkpoints: int = 0
    unwitnessed: int = 0  # events after the last checkpoint: sound, but not yet vouched for
    findings: list[Finding] = field(default_factory=list)

    @property
    def is_sound(self) -> bool:
        """Say whether nothing was found."""
        return not self.findings

    def find(self, kind: str, seq: int, sentence: str) -> None:
        """Note a finding; the first hundred are enough."""
        if len(self.findings) < MOST_FINDINGS:
            self.findings.append(Finding(kind, seq, sentence))


def hashed_text(event: Mapping[str, Any]) -> str:
    """Return the text that PostgreSQL hashed: its jsonb array, written as it writes it."""
    parts = [str(event["seq"]), str(event["at"])]
    for name in ("kind", "subject", "request", "body"):
        parts.append(json.dumps(event[name], ensure_ascii=False))
    return "[" + ", ".join(parts) + "]"


def event_hash(event: Mapping[str, Any], previous: str) -> str:
    """Return the hash of an event that follows one with this hash."""
    return hashlib.sha256(bytes.fromhex(previous) + hashed_text(event).encode()).hexdigest()


def children_in(event: Mapping[str, Any]) -> list[str]:
    """Return the children that an event's body speaks of, each once."""
    try:
        return sorted(set(json.loads(event["body"]).get("children") or []))
    except (ValueError, AttributeError, TypeError):
        return []


def checkpoint_mac(checkpoint: Mapping[str, Any], key: bytes) -> str:
    """Return the MAC of a checkpoint under a key."""
    said = "|".join(str(checkpoint.get(name)) for name in ("seq", "hash", "at", "kid"))
    return hmac.new(key, said.encode(), hashlib.sha256).hexdigest()


def verify(
    events: Iterable[Mapping[str, Any]],
    checkpoints: Sequence[Mapping[str, Any]],
    keys: Mapping[str, bytes],
) -> Verdict:
    """Return what is wrong: in the witness, in the chain, in the index of children, between them."""
    verdict = Verdict(checkpoints=len(checkpoints))
    witnessed = trusted(checkpoints, keys, verdict)
    last = max(witnessed, default=0)
    previous, number = START, 0
    for event in events:
        number += 1
        verdict.events += 1
        if event["seq"] != number:
            verdict.find("gap", number, f"Event {number} is missing, doubled or out of order.")
            number = event["seq"]
        if event["prev"] != previous:
            verdict.find("link", number, f"Event {number} does not follow the one before it.")
        if event_hash(event, event["prev"]) != event["hash"]:
            verdict.find("content", number, f"Event {number} is not as it was written.")
        if sorted(event.get("children") or []) != children_in(event):
            verdict.find("children", number, f"The children of event {number} were changed.")
        if number in witnessed and witnessed[number] != event["hash"]:
            verdict.find("witness", number, f"The witness saw another event {number}.")
        previous = event["hash"]
    if number < last:
        verdict.find("tail", number, f"The witness saw {last} events; the chain ends at {number}.")
    verdict.unwitnessed = max(0, number - last)
    return verdict


def trusted(
    checkpoints: Sequence[Mapping[str, Any]], keys: Mapping[str, bytes], verdict: Verdict
) -> dict[int, str]:
    """Return sequence number -> hash of the checkpoints with a right MAC; note the others."""
    found: dict[int, str] = {}
    latest = 0
    for number, checkpoint in enumerate(checkpoints, start=1):
        key = keys.get(str(checkpoint.get("kid")))
        mac = str(checkpoint.get("mac", ""))
        if key is None or not hmac.compare_digest(checkpoint_mac(checkpoint, key), mac):
            verdict.find("checkpoint", 0, f"Checkpoint {number} was not signed by us.")
            continue
        seq = int(checkpoint["seq"])
        if seq < latest:
            verdict.find("checkpoint", seq, f"Checkpoint {number} goes back from {latest}.")
        if seq == 0 and checkpoint["hash"] != START:
            verdict.find("checkpoint", 0, f"Checkpoint {number} begins with another chain.")
        if found.get(seq, checkpoint["hash"]) != checkpoint["hash"]:
            verdict.find("checkpoint", seq, f"Two checkpoints saw two different events {seq}.")
        latest = max(latest, seq)
        if seq:
            found[seq] = str(checkpoint["hash"])
    return found


def lines_of(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the JSON objects of a file, one a line."""
    with path.open(encoding="utf-8") as file:
        for line in file:
            if line.strip():
                yield json.loads(line)


def ring_of(text: str) -> dict[str, bytes]:
    """Return the keys of a ring written as NAME:BASE64,NAME:BASE64."""
    pairs = (entry.strip().partition(":") for entry in text.strip().split(",") if entry.strip())
    return {name: base64.urlsafe_b64decode(encoded.encode()) for name, _, encoded in pairs}


def main(words: Sequence[str]) -> int:
    """Verify the files named; write the verdict as JSON; return the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("dump", type=Path, help="the chain, one event a line")
    parser.add_argument("checkpoints", type=Path, help="the witness's file")
    parser.add_argument("--key", type=Path, required=True, help="file with the checkpoint key ring")
    options = parser.parse_args(words)
    try:
        verdict = verify(
            lines_of(options.dump),
            list(lines_of(options.checkpoints)),
            ring_of(options.key.read_text(encoding="utf-8")),
        )
    except (OSError, ValueError, KeyError, TypeError) as broken:
        sys.stderr.write(f"These files cannot be read: {type(broken).__name__}\n")
        return 2
    sys.stdout.write(json.dumps(asdict(verdict) | {"sound": verdict.is_sound}) + "\n")
    return 0 if verdict.is_sound else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
