"""The token: who the database believes is asking."""

from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from schoolslink.access import identity
from schoolslink.access.actor import Actor

pytestmark = pytest.mark.django_db


def who(token: str | None) -> tuple:
    with transaction.atomic(), connection.cursor() as cursor:
        if token is not None:
            cursor.execute("select set_config('schoolslink.token', %s, true)", [token])
        cursor.execute("select (w).kind, (w).subject from access.who() w")
        row = cursor.fetchone()
        cursor.execute("select set_config('schoolslink.token', '', true)")
        return row


def test_token_names_its_person():
    person = uuid4()

    assert who(identity.mint(Actor(kind="person", subject_id=person))) == ("person", person)


def test_no_token_is_nobody():
    assert who(None) == (None, None)


def test_expired_token_is_nobody():
    assert who(identity.mint(Actor(kind="person", subject_id=uuid4()), expires=1)) == (None, None)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda t: t.replace("person", "system", 1),
        lambda t: t[:-1] + ("0" if t[-1] != "0" else "1"),
        lambda t: "x" + t,
        lambda t: "",
    ],
)
def test_altered_token_is_an_error_or_nobody(spoil):
    token = spoil(identity.mint(Actor(kind="person", subject_id=uuid4())))

    if token == "":
        assert who(token) == (None, None)
    else:
        with pytest.raises(DatabaseError, match="forged identity"):
            who(token)


def test_application_cannot_read_the_key_nor_the_memberships_functions_owner():
    for statement in (
        "select * from access.token_key",
        "select * from access_session",
        "select * from keys.child_key",
        "select * from audit.event",
        "update access_person set email = 'x@example.invalid'",
        "insert into access_membership select gen_random_uuid()",
        "set role schoolslink_test_owner",
    ):
        with (
            pytest.raises(DatabaseError, match="permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)
