"""Ways to tamper with an audit, and the trial: how many of them does the verifier find?

Each way is what somebody could do who has the database but not the witness, or the other way round.
Whoever can write the chain is given the means to hash it anew.
"""

from __future__ import annotations

import copy
import json
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from schoolslink.checks.audit_verifier import START, checkpoint_mac, event_hash, verify

Event = dict[str, Any]
WORDS = ["view", "item.moved", "login", "denied", "failed", "family_code.made"]
# Bodies as people make them: other scripts, quotation marks, line ends, emoji, control characters.
SAID = [
    "Łódź",
    "عائشة",
    'said "no" \\ yes',
    "two\nlines\ttab",
    "\x01\x1f",
    "👩🏽‍🏫",
    "plain",
    "Ŵythnos",
]


@dataclass
class Kept:
    """A chain with its witness, for one trial."""

    events: list[Event]
    checkpoints: list[dict[str, Any]]
    keys: dict[str, bytes]


@dataclass
class Trial:
    """How many tamperings were made and found, by kind."""

    seed: int
    tampered: int = 0
    found: int = 0
    by_kind: dict[str, dict[str, int]] = field(default_factory=dict)


def invented(length: int, chance: random.Random) -> Kept:
    """Return a chain of invented events, witnessed now and then and at its end."""
    key = chance.randbytes(32)
    events: list[Event] = []
    checkpoints = []
    previous = START
    for seq in range(1, length + 1):
        children = [_uuid(chance) for _ in range(chance.randrange(3))]
        body = {"route": chance.choice(WORDS), "said": chance.choice(SAID), "children": children}
        event = {
            "seq": seq,
            "at": f"{1_790_000_000 + seq}.{chance.randrange(10**6):06}",
            "kind": chance.choice(WORDS),
            "subject": chance.choice([None, _uuid(chance)]),
            "request": chance.choice([None, "", _uuid(chance)]),
            "body": json.dumps(body, ensure_ascii=chance.random() < 0.5),
            "prev": previous,
            "children": sorted(set(children)),
        }
        event["hash"] = previous = event_hash(event, previous)
        events.append(event)
        if seq % 17 == 0 or seq == length:
            checkpoints.append(_checkpoint(seq, previous, key))
    return Kept(events, checkpoints, {"first": key})


def rehash(events: list[Event], start: int) -> None:
    """Make the chain right again from an index on, as whoever owns the database can."""
    previous = events[start - 1]["hash"] if start else START
    for seq, event in enumerate(events[start:], start=start + 1):
        event["seq"], event["prev"] = seq, previous
        event["hash"] = previous = event_hash(event, previous)


def change(
    name: str, value: Callable[[random.Random], Any]
) -> Callable[[Kept, random.Random], None]:
    """Return a way to change one field of one event, and nothing else."""

    def tamper(kept: Kept, chance: random.Random) -> None:
        chance.choice(kept.events)[name] = value(chance)

    return tamper


def change_and_rehash(kept: Kept, chance: random.Random) -> None:
    """Change an event and hash everything after it anew."""
    at = chance.randrange(len(kept.events))
    kept.events[at]["body"] = '{"route": "nothing to see"}'
    kept.events[at]["children"] = []
    rehash(kept.events, at)


def delete(kept: Kept, chance: random.Random) -> None:
    """Take one event out."""
    del kept.events[chance.randrange(len(kept.events))]


def delete_and_rehash(kept: Kept, chance: random.Random) -> None:
    """Take one event out and close the gap."""
    at = chance.randrange(len(kept.events))
    del kept.events[at]
    rehash(kept.events, at)


def cut_the_tail(kept: Kept, chance: random.Random) -> None:
    """Cut off the last events: the chain that is left is sound in itself."""
    del kept.events[-chance.randrange(1, len(kept.events)) :]


def empty(kept: Kept, chance: random.Random) -> None:
    """Leave no event at all."""
    kept.events.clear()


def insert(kept: Kept, chance: random.Random) -> None:
    """Put a forged event in and hash everything after it anew."""
    at = chance.randrange(len(kept.events))
    kept.events.insert(at, copy.deepcopy(chance.choice(kept.events)))
    rehash(kept.events, at)


def swap(kept: Kept, chance: random.Random) -> None:
    """Exchange two neighbours."""
    at = chance.randrange(len(kept.events) - 1)
    kept.events[at], kept.events[at + 1] = kept.events[at + 1], kept.events[at]


def double(kept: Kept, chance: random.Random) -> None:
    """Write one event twice."""
    at = chance.randrange(len(kept.events))
    kept.events.insert(at, copy.deepcopy(kept.events[at]))


def hide_a_look(kept: Kept, chance: random.Random) -> None:
    """Take a child out of the index by which "who looked" is answered."""
    looks = [event for event in kept.events if event["children"]]
    chance.choice(looks)["children"].pop()


def invent_a_look(kept: Kept, chance: random.Random) -> None:
    """Put a child into that index."""
    chance.choice(kept.events)["children"].append(_uuid(chance))


def alter_a_checkpoint(kept: Kept, chance: random.Random) -> None:
    """Change what the witness says, without its key."""
    chance.choice(kept.checkpoints)["hash"] = chance.randbytes(32).hex()


def new_chain_and_own_witness(kept: Kept, chance: random.Random) -> None:
    """Make everything anew, witness included, with a key of one's own under our key's name."""
    change_and_rehash(kept, chance)
    key = chance.randbytes(32)
    for checkpoint in kept.checkpoints:
        seq = checkpoint["seq"]
        checkpoint.update(_checkpoint(seq, kept.events[seq - 1]["hash"], key))


WAYS: dict[str, Callable[[Kept, random.Random], None]] = {
    "body changed": change("body", lambda chance: '{"route": "another"}'),
    "kind changed": change("kind", lambda chance: "harmless"),
    "person changed": change("subject", lambda chance: _uuid(chance)),
    "time changed": change("at", lambda chance: f"1.{chance.randrange(10**6):06}"),
    "request changed": change("request", lambda chance: _uuid(chance)),
    "hash changed": change("hash", lambda chance: chance.randbytes(32).hex()),
    "changed and hashed anew": change_and_rehash,
    "event deleted": delete,
    "deleted and hashed anew": delete_and_rehash,
    "tail cut off": cut_the_tail,
    "everything deleted": empty,
    "forged event put in": insert,
    "neighbours exchanged": swap,
    "event doubled": double,
    "look hidden": hide_a_look,
    "look invented": invent_a_look,
    "checkpoint altered": alter_a_checkpoint,
    "chain and witness made anew": new_chain_and_own_witness,
}


def trial(*, runs: int, seed: int, length: int = 60) -> Trial:
    """Tamper in every way, so many times each, and count what the verifier finds.

    Raises AssertionError when an untouched chain is not sound: then finding proves nothing.
    """
    chance = random.Random(seed)  # noqa: S311 (no secret is drawn)
    result = Trial(seed)
    for way, tamper in WAYS.items():
        counts: Counter[str] = Counter()
        for _ in range(runs):
            kept = invented(length, chance)
            untouched = verify(kept.events, kept.checkpoints, kept.keys)
            if not untouched.is_sound:
                raise AssertionError(untouched.findings[0].sentence)
            tamper(kept, chance)
            counts["tampered"] += 1
            counts["found"] += not verify(kept.events, kept.checkpoints, kept.keys).is_sound
        result.by_kind[way] = dict(counts)
        result.tampered += counts["tampered"]
        result.found += counts["found"]
    return result


def _checkpoint(seq: int, digest: str, key: bytes) -> dict[str, Any]:
    made: dict[str, Any] = {"seq": seq, "hash": digest, "at": f"moment {seq}", "kid": "first"}
    return made | {"mac": checkpoint_mac(made, key)}


def _uuid(chance: random.Random) -> str:
    return str(UUID(bytes=chance.randbytes(16)))
