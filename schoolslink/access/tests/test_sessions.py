"""Sessions: kept hashed, bound to their person, ended on time."""

from datetime import timedelta

import pytest
from django.contrib.auth import SESSION_KEY as PERSON_KEY
from django.db import connection

from schoolslink.access import sessions
from schoolslink.access.models import Role, Session
from schoolslink.access.sessions import SessionStore, key_hash
from schoolslink.access.tests import arrange
from schoolslink.config.environment import KeyRing

pytestmark = pytest.mark.django_db


@pytest.fixture
def amira(as_seed):
    with as_seed():
        return arrange.person()


@pytest.fixture
def open_session(amira, client):
    return arrange.sign_in(client, amira)


def opened_by(key: str):
    """Return whose session a key opens, asked afresh."""
    store = SessionStore(key)
    store.load()
    return store.opened.person_id if store.opened else None


def alter(as_seed, session: SessionStore, **columns) -> None:
    with as_seed():
        Session.objects.filter(key_hash=key_hash(session.session_key)).update(**columns)


def move_clock(as_seed, session: SessionStore, *, column: str, by: str) -> None:
    with as_seed(), connection.cursor() as cursor:
        cursor.execute(
            f"update access_session set {column} = {column} - %s::interval where key_hash = %s",  # noqa: S608
            [by, key_hash(session.session_key)],
        )


def test_key_is_kept_as_its_hash_alone(open_session, as_seed):
    with as_seed():
        row = Session.objects.get(key_hash=key_hash(open_session.session_key))

    assert open_session.session_key.encode() not in bytes(row.key_hash) + row.data.encode()


def test_session_is_its_persons(open_session, amira):
    assert opened_by(open_session.session_key) == amira.pk


def test_row_copied_under_another_key_is_nobodys(open_session, as_seed):
    with as_seed():
        row = Session.objects.get(key_hash=key_hash(open_session.session_key))
        row.key_hash = key_hash("thief")
        row.save(force_insert=True)

    assert opened_by("thief") is None


def test_row_given_to_another_person_is_nobodys(open_session, as_seed):
    with as_seed():
        other = arrange.person("Tom Reed")
    alter(as_seed, open_session, person=other)

    assert opened_by(open_session.session_key) is None


def test_row_with_other_data_is_nobodys(open_session, as_seed):
    other = SessionStore().encode({PERSON_KEY: "someone else"})
    alter(as_seed, open_session, data=other)

    assert opened_by(open_session.session_key) is None


def test_row_given_a_later_end_is_nobodys(open_session, as_seed):
    move_clock(as_seed, open_session, column="ends_at", by="-1 day")

    assert opened_by(open_session.session_key) is None


@pytest.mark.parametrize(("idle", "open_still"), [("29 minutes", True), ("30 minutes", False)])
def test_half_an_hour_idle_ends_it(open_session, as_seed, amira, idle, open_still):
    move_clock(as_seed, open_session, column="seen_at", by=idle)

    assert opened_by(open_session.session_key) == (amira.pk if open_still else None)


def test_page_looked_at_keeps_it_open(open_session, as_seed, amira):
    move_clock(as_seed, open_session, column="seen_at", by="29 minutes")
    opened_by(open_session.session_key)
    move_clock(as_seed, open_session, column="seen_at", by="29 minutes")

    assert opened_by(open_session.session_key) == amira.pk


def test_twelve_hours_end_it_however_busy(amira, as_seed, monkeypatch):
    assert timedelta(hours=12) == sessions.LONGEST
    monkeypatch.setattr(sessions, "LONGEST", timedelta(seconds=-1))
    session = SessionStore()
    session[PERSON_KEY] = str(amira.pk)
    session.save()

    assert opened_by(session.session_key) is None


def test_saving_never_moves_the_end(open_session, as_seed):
    with as_seed():
        before = Session.objects.get(key_hash=key_hash(open_session.session_key)).ends_at
    again = SessionStore(open_session.session_key)
    again["acting"] = "x"
    again.save()

    with as_seed():
        assert Session.objects.get(key_hash=key_hash(open_session.session_key)).ends_at == before


def test_person_switched_off_is_out_at_once(open_session, amira, as_seed):
    with as_seed():
        type(amira).objects.filter(pk=amira.pk).update(is_active=False)

    assert opened_by(open_session.session_key) is None


def test_leaver_holds_nothing_at_the_next_request(open_session, amira, as_seed):
    with as_seed():
        membership = arrange.member(amira, arrange.organisation(), Role.SCHOOL_LEAD)
    before = SessionStore(open_session.session_key)
    before.load()
    with as_seed():
        membership.until_on = membership.from_on
        membership.save()
    after = SessionStore(open_session.session_key)
    after.load()

    assert ([h.role for h in before.opened.memberships], after.opened.memberships) == (
        [Role.SCHOOL_LEAD],
        (),
    )


def test_sign_in_goes_on_under_a_new_key(open_session, amira):
    old = open_session.session_key
    session = SessionStore(old)
    session.cycle_key()

    assert (opened_by(old), opened_by(session.session_key)) == (None, amira.pk)


def test_session_of_an_older_key_still_opens_until_the_key_leaves_the_ring(
    open_session, amira, settings
):
    ring = settings.RINGS["SESSION_KEY"]
    fresh = KeyRing.parse(KeyRing.fresh("newer"))
    both = KeyRing({**fresh.keys, **ring.keys})

    settings.RINGS = {**settings.RINGS, "SESSION_KEY": both}
    rotated = opened_by(open_session.session_key)
    settings.RINGS = {**settings.RINGS, "SESSION_KEY": fresh}
    retired = opened_by(open_session.session_key)

    assert (rotated, retired) == (amira.pk, None)
