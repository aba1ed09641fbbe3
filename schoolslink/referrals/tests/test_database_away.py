"""The database goes away in the middle of a submission: said as it is, nothing typed lost, saved once.

The server's process for our connection is ended at each statement in turn, and once just after the
commit, when the answer is lost. It is the same form each time, as by somebody who tries again.
"""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest

from schoolslink.access.unit import acting
from schoolslink.referrals.models import Item
from schoolslink.referrals.tests.arrange import QUESTION, acting_as
from schoolslink.referrals.tests.asking import KNOWN, key, through_the_gate


class Line:
    """Our line to the database, cut at a statement or just after the commit."""

    def __init__(self, admin: psycopg.Connection) -> None:
        self.admin = admin
        self.left = -1  # statements until the cut; below zero it holds
        self.after_commit = False
        self.was_cut = False

    def end(self, connection: psycopg.Connection) -> None:
        self.was_cut = True
        ended = "select pg_terminate_backend(%s, 5000)"
        self.admin.execute(ended, [connection.info.backend_pid])

    def before(self, connection: psycopg.Connection) -> None:
        if connection is self.admin or self.left < 0:
            return
        self.left -= 1
        if self.left < 0:
            self.end(connection)

    @contextmanager
    def cut(self, *, at: int = -1, after_commit: bool = False) -> Iterator[None]:
        self.left, self.after_commit, self.was_cut = at, after_commit, False
        yield
        self.left, self.after_commit = -1, False


@pytest.fixture
def line(own_database, monkeypatch) -> Iterator[Line]:
    """Stand beside every statement and every commit, by whatever way it goes."""
    execute, many = psycopg.Cursor.execute, psycopg.Cursor.executemany
    commit = psycopg.Connection.commit

    def executed(cursor, *args, **kwargs):
        line.before(cursor.connection)
        return execute(cursor, *args, **kwargs)

    def executed_many(cursor, *args, **kwargs):
        line.before(cursor.connection)
        return many(cursor, *args, **kwargs)

    def committed(connection):
        line.before(connection)
        commit(connection)
        if line.after_commit and connection is not line.admin:
            line.end(connection)
            connection.close()  # as the driver does when no answer comes
            raise psycopg.OperationalError("the answer was lost")

    with psycopg.connect(os.environ["SCHOOLSLINK_TEST_ADMIN"], autocommit=True) as admin:
        line = Line(admin)
        monkeypatch.setattr(psycopg.Cursor, "execute", executed)
        monkeypatch.setattr(psycopg.Cursor, "executemany", executed_many)
        monkeypatch.setattr(psycopg.Connection, "commit", committed)
        yield line


def send_until_it_is_saved(line: Line, client, address: str, form: dict, words: str, count) -> str:
    """Cut the line a statement later at each try; return where the whole one leads to."""
    client.raise_request_exception = False
    statement = 0
    while True:
        with line.cut(at=statement):
            answer = client.post(address, form)
        if not line.was_cut:
            break
        told = f"cut at statement {statement}"
        assert answer.status_code == 503, told
        assert "We do not know yet whether this was saved" in answer.text, told
        assert words in answer.text, told
        assert f'name="form_key" value="{form["form_key"]}"' in answer.text, told
        assert count() == 0, told
        statement += 1
    assert statement > 10  # it did stand beside them
    assert (answer.status_code, count()) == (302, 1)
    return answer.url


def send_and_lose_the_answer(line: Line, client, address: str, form: dict, words: str) -> str:
    with line.cut(after_commit=True):
        lost = client.post(address, form)
    assert (line.was_cut, lost.status_code, words in lost.text) == (True, 503, True)
    return client.post(address, form).url


@pytest.fixture
def asked(world):
    """Return what counts the questions and requests there are, read as Amira may."""

    def count() -> int:
        with acting(acting_as(world.amira)):
            return Item.objects.count()

    return count


def test_question_is_asked_once_wherever_the_line_was_cut(line, world, amira, asked):
    words = QUESTION["seen"]
    form = QUESTION | key()

    address = send_until_it_is_saved(line, amira, "/ask", form, words, asked)

    assert amira.post("/ask", form).url == address
    assert asked() == 1
    send_and_lose_the_answer(line, amira, "/ask", QUESTION | key(), words)
    assert asked() == 2


def test_request_is_sent_once_wherever_the_line_was_cut(line, world, amira, asked):
    words = KNOWN["concern"]
    form = KNOWN | key() | {"then": "send"}
    gate = through_the_gate(amira)

    address = send_until_it_is_saved(line, amira, gate, form, words, asked)

    assert "You asked on Tuesday 3 March" in amira.get(address).text
    assert amira.post(gate, form).url == address
    assert asked() == 1
    again = KNOWN | key() | {"then": "send", "first_name": "Halina"}
    send_and_lose_the_answer(line, amira, gate, again, words)
    assert asked() == 2


def test_checked_request_is_sent_once_wherever_the_line_was_cut(line, world, amira, as_seed):
    gate = through_the_gate(amira)
    tasks = amira.post(gate, KNOWN | key() | {"then": "more"}).url
    page = amira.get(tasks + "/check").text
    version = re.search(r'name="version" value="(\d+)"', page)[1]
    form = {"version": version, "incomplete_because": "The family is away."} | key()

    def sent() -> int:
        with acting(acting_as(world.amira)):
            return Item.objects.exclude(asked_at=None).count()

    address = tasks + "/check"
    leads_to = send_until_it_is_saved(line, amira, address, form, "The family is away.", sent)

    assert leads_to == tasks + "/sent"
    assert amira.post(address, form).url == leads_to
