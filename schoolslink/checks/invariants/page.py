"""docs/invariants.md, from the records themselves."""

from __future__ import annotations

from schoolslink.referrals.reconciler.every import INVARIANTS
from schoolslink.referrals.reconciler.invariant import Noun

HEAD = """# Invariants

What must be true of every record at every moment. `./link reconcile` asks the database each question below,
in one snapshot, as a role that sees routing and clocks and no word about anybody; it runs by itself
every night, and what it finds comes to the coordinators of the area as a task
([why](adr/0090-the-reconciler.md)). `./link check invariants --mutate` breaks each of them in a database
of its own and demands that it is found, alone.

**The law of conservation.** References given = open with exactly one holder + ended with a recorded outcome.
"""


def page() -> str:
    """Return the page, the invariants grouped by what they are about."""
    parts = [HEAD]
    for noun in Noun:
        parts.append(f"## {noun.value}\n")
        parts.append(
            "| invariant | what must be true | answers | when it is not, people read | and do |"
        )
        parts.append("|---|---|---|---|---|")
        parts += [
            f"| `{i.name}` | {i.must} | {_hazards(i.hazards)} | {i.says} | {i.act} |"
            for i in INVARIANTS
            if i.noun is noun
        ]
        parts.append("")
    return "\n".join(parts)


def _hazards(ids: tuple[str, ...]) -> str:
    return ", ".join(f"[{one}](hazards.md#{one.lower()})" for one in ids)
