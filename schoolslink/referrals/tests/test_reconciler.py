"""The reconciler over real records, on its own connection: what it writes, what it may not read."""

from __future__ import annotations

from datetime import timedelta

import psycopg
import pytest
from django.db import connection

from conftest import seeding
from schoolslink.kernel import clock, heartbeat
from schoolslink.kernel.ids import new_id
from schoolslink.kernel.models import Heartbeat
from schoolslink.referrals.jobs import reconcile_if_nobody_did
from schoolslink.referrals.reconciler.examine import CARRYING
from schoolslink.referrals.reconciler.run import HEARTBEAT, own_connection, reconcile
from schoolslink.referrals.tests.arrange import asked, small_world


@pytest.fixture
def records(own_database):
    """Seat a question in a database of its own, so that another connection can see it."""
    with seeding():
        made = small_world()
    asked(made, clock.now(), new_id())
    return made


def faults(*columns: str) -> list[tuple]:
    with seeding(), connection.cursor() as cursor:
        cursor.execute(f"select {', '.join(columns)} from referrals_fault")  # noqa: S608
        return cursor.fetchall()


def break_it(admin_url: str, statement: str) -> None:
    with psycopg.connect(admin_url, autocommit=True) as admin:
        admin.execute("set session_replication_role = replica")
        assert admin.execute(statement).rowcount == 1


def test_what_is_wrong_is_written_once_until_it_is_right_again(records, admin_url) -> None:
    now = clock.now()
    with own_connection() as own:
        assert reconcile(own, now=now).examined.holds
        break_it(admin_url, "update referrals_holding set ended_at = now()")

        first = reconcile(own, now=now + timedelta(hours=1))
        again = reconcile(own, now=now + timedelta(hours=2))
        break_it(admin_url, "update referrals_holding set ended_at = null")
        mended = reconcile(own, now=now + timedelta(hours=3))

    assert (first.new, again.new, mended.new) == (1, 0, 0)
    assert first.examined.counts == {"open_without_holder": 1}
    assert not first.examined.conserved
    assert mended.examined.holds
    assert faults("invariant", "area_id", "first_seen_at", "last_seen_at", "gone_at") == [
        (
            "open_without_holder",
            records.area.pk,
            now + timedelta(hours=1),
            now + timedelta(hours=2),
            now + timedelta(hours=3),
        )
    ]
    assert heartbeat.is_alive(HEARTBEAT)


def test_a_missed_night_is_made_up_for_and_only_then(records, as_seed) -> None:
    with as_seed():
        Heartbeat.objects.create(name=HEARTBEAT, seen_at=clock.real_now() - timedelta(hours=30))

    reconcile_if_nobody_did(0)
    made_up = Heartbeat.objects.get(name=HEARTBEAT).seen_at
    reconcile_if_nobody_did(0)

    assert made_up > clock.real_now() - timedelta(minutes=5)
    assert Heartbeat.objects.get(name=HEARTBEAT).seen_at == made_up


@pytest.mark.parametrize(
    "question",
    [
        "select name from access_person",
        "select own_words from referrals_carer",
        "select words from referrals_answer",
        "select reason from referrals_decision",
        "select language from referrals_item",
        "select wrapped from keys.child_key",
        "update referrals_item set state = 'closed'",
        "delete from referrals_fault",
    ],
)
def test_the_reconciler_reads_no_word_and_changes_no_record(records, question) -> None:
    with own_connection() as own, pytest.raises(psycopg.errors.InsufficientPrivilege):
        own.execute(question)


@pytest.mark.django_db
def test_every_table_that_carries_routing_is_open_to_the_reconciler_in_that_alone() -> None:
    with connection.cursor() as cursor:
        cursor.execute(CARRYING)
        carrying = {name for (name,) in cursor.fetchall()}
        cursor.execute(
            "select polrelid::regclass::text from pg_policy p where polname = 'reconciler_rows'"
        )
        open_to_it = {name for (name,) in cursor.fetchall()}

    assert len(carrying) > 20
    assert carrying <= open_to_it


def test_the_application_writes_no_fault(records) -> None:
    with connection.cursor() as cursor, pytest.raises(Exception, match="permission denied"):
        cursor.execute(
            "insert into referrals_fault (invariant, about_id, first_seen_at, last_seen_at)"
            " values ('x', gen_random_uuid(), now(), now())"
        )


def test_nothing_is_wrong_in_the_demonstration(world_database) -> None:
    with own_connection() as own:
        found = reconcile(own, now=clock.now())

    assert found.examined.counts == {}
    assert found.examined.conserved
    assert found.examined.law["open"] > 20
