"""The reconciler over any number of open requests: how long one run takes, in how much memory.

Each run is a process of its own, as in the night, so that its memory is not that of making the world.
Run with nothing wrong, and again with a handful planted: a fast run that finds nothing is no figure.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any
from uuid import UUID

import psycopg

from schoolslink.access.models import Membership
from schoolslink.access.roles import Role
from schoolslink.bench.measure import require, where
from schoolslink.bench.requests import LONG_AGO, Builder, rows_into

SMALL = 10_000
MOST_SECONDS, MOST_GROWTH = 60.0, 1.2
_HELD = "update referrals_holding set {} where item_id = %(item)s and ended_at is null"
_MOVED = "update referrals_itemevent set {} where item_id = %(item)s"
PLANTED = {
    "open_without_holder": [_HELD.format("ended_at = began_at")],
    "changed_without_a_move": [_HELD.format("due_on = due_on + 5")],
    "no_real_day": [words.format("due_on = due_on + 500") for words in (_HELD, _MOVED)],
    "move_not_allowed": [_MOVED.format("move = 'ask'")],
    "row_goes_elsewhere": [_MOVED.format("area_id = null")],
}

_TOLD_OF_RISK = """
insert into notices_notice (id, kind, about_id, child_id, area_id, recipient_person_id, channel, state,
  is_weekly, is_counted, code_word, link_path, language, created_at, sent_at, due_at, attempts, last_error)
select gen_random_uuid(), 'referrals.marked', i.id, i.child_id, i.area_id, m.person_id, 'email', 'sent',
  false, false, 'apple river', '/', 'en', i.asked_at, i.asked_at, i.asked_at, 1, ''
from referrals_item i join access_membership m on m.organisation_id = i.school_id and m.role = 'school_lead'
where i.risk_marked and not exists (select from notices_notice n where n.about_id = i.id)
"""


def run(builder: Builder, wanted: int, seed: int, tell: Callable[[str], None]) -> dict[str, Any]:
    """Measure at ten thousand open requests and at so many as wanted; return the figures."""
    began = time.monotonic()
    small = _measured(builder, min(SMALL, wanted), tell)
    large = _measured(builder, wanted, tell)
    built = time.monotonic() - began
    require("Violations with nothing planted", large["by_invariant"], {})
    _plant(builder)
    again = _in_a_process()
    require("What was planted and nothing else", again["by_invariant"], dict.fromkeys(PLANTED, 1))
    growth = large["peak_mb"] / small["peak_mb"]
    return {
        "open_items": large["open"],
        "seconds": large["seconds"],
        "peak_mb": large["peak_mb"],
        "peak_mb_at_ten_thousand": small["peak_mb"],
        "seconds_at_ten_thousand": small["seconds"],
        "seconds_with_planted": again["seconds"],
        "violations": sum(large["by_invariant"].values()),
        "seeded": len(PLANTED),
        "found": len(again["by_invariant"]),
        "missed": sorted(PLANTED.keys() - again["by_invariant"].keys()),
        "seed": seed,
        "built_in_minutes": round(built / 60, 1),
        "slowest": large["slowest"],
        "held": {
            "seconds": large["seconds"] <= MOST_SECONDS,
            "memory": growth <= MOST_GROWTH,
            "found": len(again["by_invariant"]) == len(PLANTED),
        },
        **where(),
    }


def _measured(builder: Builder, wanted: int, tell: Callable[[str], None]) -> dict[str, Any]:
    before = len(builder.teams)
    builder.grow_to(wanted, tell)
    _let_leads_in(builder, before)
    _tell_of_risk(builder)
    found = _in_a_process()
    tell(f"{found['open']:,} open: {found['seconds']} s, {found['peak_mb']} MB")
    require("Open requests that were looked at", found["open"], builder.made)
    return found


def _let_leads_in(builder: Builder, first: int) -> None:
    """Give each lead a role at every school whose requests come back to them."""
    with psycopg.connect(builder.admin) as connection:
        cursor = builder.as_seed(connection)
        rows_into(
            cursor,
            Membership,
            (
                {"person_id": team.lead_id, "organisation_id": school,
                 "role": Role.SCHOOL_LEAD.value, "from_on": LONG_AGO}
                for team in builder.teams[first:]
                for school in team.school_ids[1:]
            ),
        )  # fmt: skip
    with psycopg.connect(builder.admin, autocommit=True) as connection:
        connection.execute("analyze access_membership")


def _tell_of_risk(builder: Builder) -> None:
    """Write that the lead of each school was told of every risk that is marked, where it is not written."""
    with psycopg.connect(builder.admin) as connection:
        builder.as_seed(connection).execute(_TOLD_OF_RISK)
    with psycopg.connect(builder.admin, autocommit=True) as connection:
        connection.execute("vacuum analyze notices_notice")


def _plant(builder: Builder) -> None:
    """Break five invariants, each on a request of its own, as an administrator without triggers."""
    with psycopg.connect(builder.admin) as admin:
        admin.execute("set session_replication_role = replica")
        for (name, statements), item in zip(PLANTED.items(), _chosen(admin), strict=True):
            for statement in statements:
                done = admin.execute(statement, {"item": item})  # type: ignore[call-overload]
                require(f"Rows changed for {name}", done.rowcount, 1)


def _chosen(admin: psycopg.Connection) -> list[UUID]:
    """Return as many requests as are needed, with one move each, from all over the table."""
    rows = admin.execute(
        "select item_id from referrals_holding where ended_at is null and kind = 'referral'"
        " and state = 'submitted' order by md5(item_id::text) limit %s",
        [len(PLANTED)],
    ).fetchall()
    return [item for (item,) in rows]


def _in_a_process() -> dict[str, Any]:
    said = subprocess.run(
        [sys.executable, "-P", "-m", "schoolslink.bench.reconcile_once"],
        env=dict(os.environ),
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return dict(json.loads(said.stdout.splitlines()[-1]))
