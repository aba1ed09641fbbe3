"""Asking for help, sent at once, against the database alone: the same statements, the same rows."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from random import Random
from statistics import median
from typing import Any
from urllib.parse import urlencode

from django.db import connection
from django.middleware.csrf import _get_new_csrf_string as new_csrf_secret

from schoolslink.bench.load import Answer, people_at_once, request_text, web_server
from schoolslink.bench.measure import require, where
from schoolslink.bench.people import Person
from schoolslink.bench.requests import Builder
from schoolslink.bench.statements import Speed, pgbench, script, taken_down, with_fresh_ids
from schoolslink.kernel.ids import new_id
from schoolslink.referrals.forms.request import seal_gate
from schoolslink.referrals.rules.gate import GateQuestion

AT_ONCE = 8
PEOPLE = 16
SECONDS = 6
ROUNDS = 3
LEAST_RATIO = 0.20
ANSWERS = {
    "first_name": "Ellie",
    "surname": "Ward",
    "birth_date-day": "12",
    "birth_date-month": "May",
    "birth_date-year": "2015",
    "concern": "Very quiet since half term, and late on most mornings.",
    "worry": "3",
    "young_person_agrees": "agrees",
    "carer_agrees": "agrees",
    "carer_pr": "yes",
    "school_hears": "yes",
    "tell": ["carer"],
    "holiday_contact": "Mr Reed, deputy head",
    "holiday_phone": "01632 960 777",
    "then": "send",
}


def address() -> str:
    """Return where the form is sent, with the gate's answers as the gate hands them on."""
    gate = seal_gate(dict.fromkeys(GateQuestion, False))
    return "/help/new/know?" + urlencode({"gate": gate})


def is_right(answer: Answer) -> bool:
    """Say whether an answer leads to the confirmation of a request that was sent."""
    return answer.status == 302 and answer.headers.get("location", "").endswith("/sent")


def take_down(person: Person, path: str) -> list[str]:
    """Return the statements of one sending."""
    with taken_down() as said:
        answer = person.client().post(path, {**ANSWERS, "form_key": str(new_id())})
    require("Sending leads to", answer["Location"].rpartition("/")[2], "sent")
    return said


def sent_so_far() -> int:
    """Return how many requests have been sent: news of each is kept before anybody is told."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(*) from kernel_outboxmessage where event like '%%ReferralSubmitted'"
        )
        return int(cursor.fetchone()[0])


def run(
    builder: Builder, wanted: int, words: list[str], port: int, tell: Callable[[str], None]
) -> dict[str, Any]:
    """Measure sending in a world of so many open requests; return the figures."""
    builder.grow_to(wanted, tell)
    path, secret = address(), new_csrf_secret()
    teams = Random(3).sample(builder.teams, min(PEOPLE, len(builder.teams)))  # noqa: S311
    people = [Person(team.lead_id) for team in teams]
    connection_cookies = [{**p.cookies, "csrftoken": secret} for p in people]

    def make(number: int) -> bytes:
        form = {**ANSWERS, "form_key": str(new_id()), "csrfmiddlewaretoken": secret}
        body = urlencode(form, doseq=True).encode()
        cookies = connection_cookies[number % len(people)]
        return request_text("POST", path, cookies=cookies, body=body)

    def visit(seconds: float) -> Speed:
        before = sent_so_far()
        speed = people_at_once(port, make, is_right, clients=AT_ONCE, seconds=seconds)
        require("Every answer kept its request", sent_so_far() - before, speed.done)
        return speed

    with tempfile.TemporaryDirectory() as folder:
        scripts, queries = [], 0
        for number, person in enumerate(people):
            take_down(person, path)
            other, said = take_down(person, path), take_down(person, path)
            queries = max(queries, len(said))
            file = Path(folder) / f"send-{number}.sql"
            file.write_text(script(with_fresh_ids(said, other), person.actor), encoding="utf-8")
            scripts.append(file)
        connection.close()
        alone, pages = [], []
        with web_server(words, port):
            visit(2)
            pgbench(scripts, clients=AT_ONCE, seconds=2)
            for _ in range(ROUNDS):
                alone.append(pgbench(scripts, clients=AT_ONCE, seconds=SECONDS))
                pages.append(visit(SECONDS))
                tell(f"pgbench {alone[-1].per_second:,.0f}/s, sent {pages[-1].per_second:,.0f}/s")
    ratio = median(p.per_second / a.per_second for p, a in zip(pages, alone, strict=True))
    return {
        "requests": builder.made,
        "queries": queries,
        "pgbench_per_second": round(median(s.per_second for s in alone), 1),
        "sent_per_second": round(median(s.per_second for s in pages), 1),
        "ratio_to_pgbench": round(ratio, 3),
        "median_ms": round(median(s.median_ms for s in pages), 1),
        "p95_ms": round(min(s.p95_ms for s in pages), 1),
        "held": {"ratio_to_pgbench": ratio >= LEAST_RATIO},
        **where(),
    }
