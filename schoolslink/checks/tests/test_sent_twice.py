"""Every form of the demonstration is sent twice, as whoever presses *Try again* does: it works once.

People are told that nothing can be saved twice. This holds them to it, also for the form made next.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import Resolver404, resolve
from psycopg import sql

from schoolslink.access import personas
from schoolslink.checks.ground import undone
from schoolslink.checks.pages.reading import Form, Page, read

# Kept for a visit, or for the very purpose of knowing what was sent before.
BESIDE = {"access_session", "access_rate_limit", "kernel_savedform"}
LEAVING = {"sign-in-as", "sign-out", "family:leave"}
# What it was about is not there any more, or not theirs: whoever ends their own role looks after
# nobody; who was taken out of a cluster, and a cluster that has ended, cannot be found.
GONE = {"referrals:closed", "end-membership", "directory:cluster", "directory:end-cluster"}
SENT_AT_LEAST = 40  # forms that were taken, no two alike: of too few this would prove nothing
PAGES_OF_A_KIND = 5  # of one route and one person: a record asks other things in each of its states
AN_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")
SIGNED = re.compile(r"(gate=[^:&]*)[^&]*")  # by the second in which it was sent
A_DAY = re.compile(r"_(on|by|from|until)$")


def filled(form: Form) -> dict[str, str]:
    """Return a form as somebody might fill it in: the first choice, a few words, a coming day."""
    found = dict(form.fixed)
    for name, (kind, choices) in form.fields.items():
        if name == "email" or kind == "email":
            found[name] = "somebody@example.invalid"
        elif name == "phone":
            found[name] = "01632 960 123"
        else:
            words = "tomorrow" if A_DAY.search(name) else "Words that say little."
            found[name] = choices[0] if choices else words
    return found


def likeness(form: Form) -> tuple[str, ...]:
    """Return what forms of one kind have in common: the address without ids, and what is asked."""
    return (AN_ID.sub("", form.action), *sorted(form.fields))


def counts(as_seed: Callable[[], AbstractContextManager[None]]) -> dict[str, int]:
    """Return how many rows each table has, news and jobs among them."""
    with as_seed(), connection.cursor() as cursor:
        cursor.execute(
            "select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace"
            " where c.relkind = 'r' and n.nspname = 'public'"
            " and has_table_privilege(c.oid, 'select')"
        )
        tables = [name for (name,) in cursor.fetchall() if name not in BESIDE]
        counted = sql.SQL(" union all ").join(
            sql.SQL("select {}, count(*) from {}").format(sql.Literal(name), sql.Identifier(name))
            for name in tables
        )
        cursor.execute(counted)
        return dict(cursor.fetchall())


def route_of(path: str) -> str:
    """Return the name of the address, "" for one that is not ours."""
    try:
        return str(resolve(path.partition("?")[0]).view_name)
    except Resolver404:
        return ""


def pages_of(client: Client) -> Iterator[Page]:
    """Yield some pages of each kind that somebody reaches from their first one."""
    waiting, tried, seen = ["/"], set(), Counter()
    while waiting:
        path = waiting.pop(0)
        route = route_of(path)
        if path in tried or not route or route in LEAVING or seen[route] == PAGES_OF_A_KIND:
            continue
        tried.add(path)
        with undone():
            answer = client.get(path)
            html = answer.getvalue().decode(errors="replace")
        if answer.status_code in (301, 302):
            waiting.append(answer["Location"])
        if answer.status_code != 200 or "text/html" not in answer["Content-Type"]:
            continue
        seen[route] += 1
        page = read(path, html)
        waiting += page.links
        yield page


@pytest.fixture
def browsers(world_database) -> list[Client]:
    """Seat each persona of the demonstration at a browser."""
    found = [(Client(), persona) for persona in personas.listed()]
    for client, persona in found:
        client.post(f"/sign-in/as/{persona.id}")
    return [client for client, _ in found]


def leads(answer: HttpResponse) -> str:
    """Return where an answer leads, without the second in which it was signed."""
    return SIGNED.sub(r"\1", answer["Location"])


def test_every_form_sent_twice_does_its_work_once(browsers, as_seed):
    faults, sent = [], set()
    for client in browsers:
        for page in pages_of(client):
            for form in page.posts:
                route = route_of(form.action)
                if not route or likeness(form) in sent or route in LEAVING:
                    continue
                given = filled(form)
                with undone():
                    first = client.post(form.action, given)
                    if first.status_code != 302:
                        continue  # refused: nothing was saved that could be saved again
                    before = counts(as_seed)
                    second = client.post(form.action, given)
                    after = counts(as_seed)
                sent.add(likeness(form))
                more = {name: rows for name, rows in after.items() if rows != before[name]}
                alike = second.status_code == 302 and leads(second) == leads(first)
                if more or not (alike or (route in GONE and second.status_code == 404)):
                    faults.append((form.action, first["Location"], second.status_code, more))

    assert faults == []
    assert len(sent) >= SENT_AT_LEAST, sorted(sent)
