"""The audit as the parts use it: note what was read, record what was done.

Both are written by the unit of work in its own transaction, just before it commits; when they
cannot be written, nothing was done and nothing was shown.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from schoolslink.access import seal
from schoolslink.access.actor import Actor
from schoolslink.access.unit import Unit, current, entered


def read(
    record: str, ids: Iterable[UUID], *, groups: Iterable[str], children: Iterable[UUID] = ()
) -> None:
    """Note that these records' field groups are being shown; children: whose records they are."""
    unit = current()
    shown = [str(i) for i in ids]
    if not shown:
        return
    about = set(children)
    unit.reads.append(
        {"record": record, "ids": shown, "groups": "".join(sorted(groups)), "children": about}
    )
    unit.children |= about


def record(
    actor: Actor,
    kind: str,
    subject_id: UUID | None = None,
    *,
    at: datetime,
    child_id: UUID | None = None,
    detail: dict[str, Any] | None = None,
) -> None:
    """Record something done. detail about a child is kept under their key, else as written."""
    body: dict[str, Any] = {"on": str(subject_id or ""), "domain_time": at.isoformat()}
    if child_id is not None:
        body["children"] = [str(child_id)]
    if detail and child_id is not None:
        sealed = seal.seal(child_id, "audit", "detail", subject_id or child_id, json.dumps(detail))
        body["sealed"] = base64.b64encode(sealed).decode()
    elif detail:
        body["detail"] = detail
    current().events.append((kind, body))


def record_apart(actor: Actor, kind: str, detail: dict[str, Any]) -> None:
    """Record a denial, a login or a failure in its own transaction, after the first has ended."""
    unit = Unit(actor=lambda: actor, route=actor.route, events=[(kind, {"detail": detail})])
    with transaction.atomic(), entered(unit):
        with connection.cursor() as cursor:
            unit.begin(cursor)
        unit.finish()
        if connection.savepoint_ids:
            unit.forget()
