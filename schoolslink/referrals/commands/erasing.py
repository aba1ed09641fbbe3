"""Erase what was kept long enough: by an operator's order, agreed to by name, with a certificate.

The database decides: it refuses while anything is open, held, not agreed to or too young.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import DatabaseError

from schoolslink.access import audit, doors
from schoolslink.access.actor import Actor
from schoolslink.access.jobs import as_job, as_system
from schoolslink.kernel.ids import new_id
from schoolslink.referrals import certificates, storage
from schoolslink.referrals.commands.retention import look
from schoolslink.referrals.queries.retention import listed
from schoolslink.referrals.rules.retention import PERIODS, Part, Rule

PURPOSE = "retention.apply"  # the one purpose for which the database opens the door
WHY_NOT = {
    "SL440": "something about this child is open",
    "SL441": "somebody holds it",
    "SL442": "not everybody who keeps it has agreed",
    "SL443": "it has not been kept long enough",
}


@dataclass
class Erased:
    """What came of it. refused: number of a record -> why."""

    certificates: list[dict[str, Any]] = field(default_factory=list)
    waiting: int = 0
    refused: dict[str, str] = field(default_factory=dict)


def erase_agreed(
    *, ordered_by: str, at: datetime, tell: Callable[[str], None] = lambda said: None
) -> Erased:
    """Erase everything that was agreed to, each child in a transaction of its own; return what came of it.

    ordered_by: the operator's name, for the certificate. Each is looked at once more right before.
    """
    done = Erased()
    with as_system(PURPOSE):
        rows = listed()
    asked: dict[tuple[UUID, Part], list[dict[str, Any]]] = {}
    for row in rows:
        asked.setdefault((row["child"], Part(row["part"])), []).append(row)
    for (child, part), of_it in sorted(asked.items(), key=lambda one: str(one[0])):
        reference = str(of_it[0]["reference"])
        if not all(row["agreed"] for row in of_it) or any(row["held"] for row in of_it):
            done.waiting += 1
            continue
        if any(line["subject"] == str(child) for line in done.certificates):
            continue  # its notes went with the whole record
        with as_job(child_id=child, purpose="referrals.retention") as job:
            rules = {end.part: end.rule for end in look(actor=job, child_id=child, at=at)}
        try:
            if part not in rules:
                done.refused[reference] = WHY_NOT["SL443"]
                continue
            lines = _erase(child, part, rules[part], ordered_by, at)
        except DatabaseError as refused:
            code = str(getattr(refused.__cause__, "sqlstate", ""))
            if code not in WHY_NOT:
                raise
            done.refused[reference] = WHY_NOT[code]
        else:
            done.certificates += lines
            for line in lines:
                tell(f"{reference}: erased, certificate {line['id']}")
    return done


def _erase(
    child: UUID, part: Part, rule: Rule, ordered_by: str, at: datetime
) -> list[dict[str, Any]]:
    """Erase a child's record, and what was put to its requests; return a certificate for each."""
    with as_system(PURPOSE) as actor:
        lines, files = _by_order(actor, child, part, rule, ordered_by, at)
    # After the commit: a file without a row opens for nobody, a row without its file is a loss.
    for name in files:
        (storage.folder() / name).unlink(missing_ok=True)
    certificates.settle(lines)
    return lines


def _by_order(
    actor: Actor, child: UUID, part: Part, rule: Rule, ordered_by: str, at: datetime
) -> tuple[list[dict[str, Any]], list[str]]:
    found = doors.rows(
        "select line, files from access.erase_child(%s, %s, %s, %s, %s, %s, %s)",
        new_id(), child, part.value, rule.value, PERIODS[rule].source, ordered_by, at,
    )  # fmt: skip
    lines = [json.loads(line) for line, _files in found]
    # The chain holds each certificate's own hash; the child's key, for anything more, is no more.
    for line in lines:
        said = {"certificate": line["hash"], "part": part.value}
        audit.record(actor, "retention.erased", UUID(line["id"]), at=at, detail=said)
    return lines, [name for _line, files in found for name in files]


def write_down() -> int:
    """Lay every certificate of the database beside it too, where it is not yet; return how many were new."""
    with as_system("retention.certificates"):
        kept = [json.loads(line) for (line,) in doors.rows("select * from access.erasures()")]
    return certificates.settle(kept)
