"""Sealing: opens only with the child's key, only in its own place, through a rotation too."""

from uuid import uuid4

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from schoolslink.access import seal
from schoolslink.access.jobs import as_job
from schoolslink.config.environment import KeyRing

KEY = bytes(range(32))


@given(st.text(), st.uuids())
def test_sealed_text_opens_as_it_was(text, row):
    place = seal._place("table", "column", row)

    assert seal._decrypt(KEY, seal._encrypt(KEY, text.encode(), place), place).decode() == text


@given(st.text(), st.uuids(), st.uuids(), st.integers(0, 2))
def test_sealed_text_moved_elsewhere_does_not_open(text, row, other, which):
    place = ["table", "column", row]
    moved = list(place)
    moved[which] = other if which == 2 else "other"
    if moved == place:
        return
    sealed = seal._encrypt(KEY, text.encode(), seal._place(*place))

    with pytest.raises(seal.DoesNotOpen):
        seal._decrypt(KEY, sealed, seal._place(*moved))


@given(st.binary(max_size=40), st.integers(0, 60))
def test_altered_or_cut_ciphertext_does_not_open(plain, at):
    place = seal._place("table", "column", uuid4())
    sealed = bytearray(seal._encrypt(KEY, plain, place))
    sealed[at % len(sealed)] ^= 1

    with pytest.raises(seal.DoesNotOpen):
        seal._decrypt(KEY, bytes(sealed), place)
    with pytest.raises(seal.DoesNotOpen):
        seal._decrypt(KEY, bytes(sealed)[:12], place)


@pytest.fixture
def child(db):
    subject = uuid4()
    with as_job(child_id=subject, purpose="test"):
        seal.new_key(subject)
    return subject


def test_child_without_a_key_is_said_so(child):
    with as_job(child_id=child, purpose="test"), pytest.raises(seal.NoKey):
        seal.seal(uuid4(), "t", "c", uuid4(), "text")


def test_key_of_one_child_does_not_open_anothers(child):
    row, other = uuid4(), uuid4()
    with as_job(child_id=child, purpose="test"):
        seal.new_key(other)
        sealed = seal.seal(child, "t", "c", row, "text")
        with pytest.raises(seal.DoesNotOpen):
            seal.unseal(other, "t", "c", row, sealed)


def test_wrapped_key_given_to_another_child_does_not_open(child, as_seed):
    other = uuid4()
    with as_seed(), connection.cursor() as cursor:
        cursor.execute(
            "insert into keys.child_key select %s, wrapped, master_kid from keys.child_key"
            " where subject = %s",
            [other, child],
        )

    with as_job(child_id=other, purpose="test"), pytest.raises(seal.DoesNotOpen):
        seal.seal(other, "t", "c", uuid4(), "text")


def test_nobody_gets_no_key(child):
    with connection.cursor() as cursor:
        cursor.execute("select * from keys.get(%s)", [[child]])

        assert cursor.fetchall() == []


def test_older_master_key_still_opens_what_it_wrapped(child, settings):
    row = uuid4()
    with as_job(child_id=child, purpose="test"):
        sealed = seal.seal(child, "t", "c", row, "Łódź")
    ring = settings.RINGS["CHILD_MASTER_KEY"]
    newer = KeyRing.parse(KeyRing.fresh("newer"))
    settings.RINGS = {
        **settings.RINGS,
        "CHILD_MASTER_KEY": KeyRing({**newer.keys, **ring.keys}),
    }

    with as_job(child_id=child, purpose="test"):
        assert seal.unseal(child, "t", "c", row, sealed) == "Łódź"


def test_keys_of_a_whole_list_come_in_one_statement(child, django_assert_num_queries):
    with as_job(child_id=child, purpose="test"):
        others = [uuid4() for _ in range(5)]
        for other in others:
            seal.new_key(other)

    with as_job(child_id=child, purpose="test"):
        connection.cursor().execute("select 1")
        with django_assert_num_queries(1):
            seal.open_keys([child, *others])
