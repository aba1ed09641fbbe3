"""The audit: who did and saw what, in the same transaction, in one chain."""

import base64
import json
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from schoolslink.access import audit, seal
from schoolslink.access.actor import Actor
from schoolslink.access.jobs import as_job
from schoolslink.access.unit import NoUnit, acting, current
from schoolslink.kernel import clock
from schoolslink.kernel.ids import new_id

pytestmark = pytest.mark.django_db


@pytest.fixture
def priya():
    return Actor(kind="person", subject_id=new_id())


def heads() -> tuple[int, bytes]:
    with connection.cursor() as cursor:
        cursor.execute("select seq, hash from audit.head_now()")
        seq, digest = cursor.fetchone()
        return seq, bytes(digest)


def test_what_was_read_is_one_event_however_often_it_was_noted(priya):
    before, _ = heads()
    with acting(priya):
        audit.read("item", [uuid4(), uuid4()], groups="RI", children=[uuid4()])
        audit.read("item", [uuid4()], groups="R")
        audit.read("item", [], groups="R")
    after, _ = heads()

    assert after - before == 1


def test_everything_done_and_everything_read_moves_the_head(priya):
    before, digest = heads()
    with acting(priya):
        audit.record(priya, "item.opened", uuid4(), at=clock.now())
        audit.record(priya, "item.moved", uuid4(), at=clock.now())
        audit.read("item", [uuid4()], groups="R")
    after, other = heads()

    assert (after - before, digest == other) == (3, False)


def test_nothing_done_writes_nothing(priya):
    before = heads()
    with acting(priya), connection.cursor() as cursor:
        cursor.execute("select 1")

    assert heads() == before


def test_block_that_fails_is_not_audited(priya):
    before = heads()

    def fail() -> None:
        with acting(priya):
            audit.record(priya, "item.opened", uuid4(), at=clock.now())
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert heads() == before


def test_outside_a_unit_of_work_nothing_can_be_read_or_done(priya):
    with pytest.raises(NoUnit):
        audit.read("item", [uuid4()], groups="R")
    with pytest.raises(NoUnit):
        audit.record(priya, "item.opened", at=clock.now())


def test_detail_about_a_child_is_sealed(priya):
    child, item = uuid4(), uuid4()
    with as_job(child_id=child, purpose="test") as job:
        seal.new_key(child)
        audit.record(job, "told", item, at=clock.now(), child_id=child, detail={"who": "Halina"})
        [(_, body)] = current().events
        opened = seal.unseal(child, "audit", "detail", item, base64.b64decode(body["sealed"]))

    assert "Halina" not in json.dumps(body)
    assert json.loads(opened) == {"who": "Halina"}


@pytest.mark.parametrize(
    "statement",
    [
        "insert into audit.event select 1, now(), 'x', null, null, '', '', ''",
        "update audit.event set body = ''",
        "delete from audit.event",
        "truncate audit.event, audit.child_event",
        "update audit.head set seq = 0",
        "alter table audit.event disable trigger all",
    ],
)
@pytest.mark.parametrize("role", ["app", "seed", "reconciler"])
def test_every_role_can_only_append(role, statement):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"set local role schoolslink_test_{role}")
        with pytest.raises(DatabaseError, match=r"permission denied|must be owner"):
            cursor.execute(statement)
        transaction.set_rollback(True)


def test_caller_cannot_say_who_it_was(priya):
    """The function takes no actor; the one in the event comes from the signed token."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_get_function_identity_arguments('audit.append'::regproc)")

        assert cursor.fetchone()[0] == "kinds text[], bodies text[]"
