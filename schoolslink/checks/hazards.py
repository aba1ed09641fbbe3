"""The hazard log: read, examined, and made into a page."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import yaml

from schoolslink.config.database.locate import ROOT

FILE = ROOT / "safety" / "hazards.yaml"
SEVERITIES = ("minor", "significant", "considerable", "major", "catastrophic")
LIKELIHOODS = ("very low", "low", "medium", "high", "very high")
FALLS = {
    "F1": "nobody owns a concern",
    "F2": "the link dies",
    "F3": "waiting for agreement",
    "F4": "an unread queue",
    "F5": "asking back and forth",
    "F6": "not taken on, nobody told",
    "F7": "accepted, then silence",
    "F8": "a missed appointment",
    "F9": "a school or service changes",
    "F10": "leaving by age",
    "H1": "told to the wrong reader",
    "H2": "a crisis in a form",
    "T": "the software itself",
}


@dataclass(frozen=True)
class Hazard:
    """One thing that could harm a child, what stands against it, and which tests show that it does."""

    id: str
    fall: str
    hazard: str
    cause: str
    effect: str
    control: str
    severity: str
    likelihood: str
    state: str
    tests: list[str] = field(default_factory=list)
    meanwhile: str = ""


def hazards() -> list[Hazard]:
    """Return the log in its order; raise TypeError for an entry with a word that is not known."""
    return [Hazard(**entry) for entry in yaml.safe_load(FILE.read_text(encoding="utf-8"))]


def problems(log: list[Hazard]) -> list[str]:
    """Return a sentence for each fault of the log; a named test that is not there is one."""
    found = []
    last = 0
    for hazard in log:
        told = f"{hazard.id}: "
        # Numbers are given once and never again; a gap is one that was given and not yet used.
        number = int(hazard.id[1:]) if hazard.id[1:].isdigit() else 0
        if number <= last:
            found.append(f"{told}its number is not above {last}")
        last = max(last, number)
        if hazard.fall not in FALLS or hazard.severity not in SEVERITIES:
            found.append(f"{told}{hazard.fall} or {hazard.severity} is no word of this log")
        if hazard.likelihood not in LIKELIHOODS:
            found.append(f"{told}{hazard.likelihood} is no word of this log")
        if not (hazard.cause and hazard.effect and hazard.control):
            found.append(f"{told}cause, effect or control is missing")
        if hazard.state == "controlled" and not hazard.tests:
            found.append(f"{told}controlled, and no test shows it")
        if hazard.state == "open" and not hazard.meanwhile:
            found.append(f"{told}open, and nobody says what people do meanwhile")
        if hazard.state not in ("controlled", "open"):
            found.append(f"{told}{hazard.state} is no state")
        found += [f"{told}there is no test {test}" for test in hazard.tests if not exists(test)]
    missing = FALLS.keys() - {hazard.fall for hazard in log}
    return found + [f"no hazard for {fall}: {FALLS[fall]}" for fall in sorted(missing)]


def exists(test: str) -> bool:
    """Say whether a test with this address (file::name) is there."""
    path, _, name = test.partition("::")
    return name in _tests_of(ROOT / path)


@cache
def _tests_of(path: Path) -> frozenset[str]:
    if not path.is_file():
        return frozenset()
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef))


def page() -> str:
    """Return the log as a page: a table of all, then each with its tests."""
    log = hazards()
    rows = [
        f"| [{h.id}](#{h.id.lower()}) | {FALLS[h.fall]} | {h.hazard} | {h.severity} | {h.likelihood}"
        f" | {h.state} |"
        for h in log
    ]
    parts = [
        "# Hazard log\n",
        "How it is kept, and who signs, is on [the safety page](safety.md). Severity and likelihood,"
        " with the\ncontrol in place, are proposals until a clinical safety officer has judged them.\n",
        "| | moment | hazard | severity | likelihood | state |\n|---|---|---|---|---|---|",
        "\n".join(rows) + "\n",
    ]
    for hazard in log:
        shown = "; ".join(f"`{test}`" for test in hazard.tests)
        lines = [
            f"## {hazard.id}\n",
            f"{hazard.hazard}\n",
            f"- Cause: {hazard.cause}",
            f"- Effect: {hazard.effect}",
            f"- Control: {hazard.control}",
            f"- Shown by: {shown}" if shown else f"- Until there is a control: {hazard.meanwhile}",
        ]
        parts.append("\n".join(lines) + "\n")
    return "\n".join(parts).replace("|\n\n|", "|\n|")
