"""Whoever writes SQL with somebody's valid identity becomes nobody else by the doors of signing in."""

import pytest
from django.db import DatabaseError, connection, transaction

from schoolslink.access import identity, passwords
from schoolslink.access.actor import Actor
from schoolslink.access.commands import ask_for_password_link
from schoolslink.access.tests.arrange import person
from schoolslink.access.unit import acting
from schoolslink.kernel.ids import new_id

pytestmark = pytest.mark.django_db

TAKES_OVER = {
    "reads a password": "select * from access.credential_of(%(address)s, %(pass)s)",
    "sets one": "select access.password_rehash(%(who)s, 'kept', 'mine', %(pass)s)",
    "asks for a link": "select access.password_link(%(id)s, %(address)s, 'mine', %(pass)s)",
    "takes an invitation": (
        "select access.invitation_accept('mine', %(id)s, %(id)s, 'mine', null, null, %(pass)s)"
    ),
    "binds a provider": (
        "select * from access.subject_person('nhs', 'mine', %(address)s,"
        " array['example.invalid'], %(pass)s)"
    ),
    "sets a second step": (
        "select access.factor_set(%(who)s, 'mine', 1, array['mine'::bytea], %(pass)s)"
    ),
    "locks it": "select access.factor_use(%(who)s, 9000000000, %(pass)s)",
    "uses up a code": "select access.recovery_use(%(who)s, array['mine'::bytea], %(pass)s)",
}


@pytest.mark.parametrize("does", TAKES_OVER)
def test_nobody_comes_in_as_somebody_else_without_a_pass(as_seed, does):
    with as_seed():
        victim, thief = person("Victim"), person("Thief")
    me = Actor(kind="person", subject_id=thief.pk)
    system = Actor(kind="system")
    values = {"who": victim.pk, "address": victim.email, "id": new_id()}

    def refused(shown: str | None) -> str:
        try:
            with acting(me), transaction.atomic():
                connection.cursor().execute(TAKES_OVER[does], values | {"pass": shown})
        except DatabaseError as error:
            return error.__cause__.sqlstate
        return ""

    own, forged = identity.mint(me), identity.door_pass()[:-1] + "x"
    assert [refused(shown) for shown in (None, "", own, identity.mint(system))] == ["42501"] * 4
    assert refused(forged) == "28000"
    assert refused(identity.door_pass()) == ""


def test_a_pass_opens_no_row_and_leaves_who_asks_as_it_was(as_seed):
    with as_seed():
        me = person("Thief")
    with acting(Actor(kind="person", subject_id=me.pk)), connection.cursor() as cursor:
        cursor.execute("select * from access.credential_of('', %s)", [identity.door_pass()])
        cursor.execute("select (access.who()).kind, access.person()")
        assert cursor.fetchone() == ("person", me.pk)
        cursor.execute("select set_config('schoolslink.token', %s, true)", [identity.door_pass()])
        cursor.execute("select access.person(), access.is_system(), access.family_code()")
        assert cursor.fetchone() == (None, False, None)


def test_somebody_who_is_nobody_yet_still_proves_who_they_are(as_seed):
    with as_seed():
        somebody = person("Somebody")

    assert passwords.check(somebody.email, "wrong") is None
    ask_for_password_link(address=somebody.email)
    with connection.cursor() as cursor:
        cursor.execute("select coalesce(current_setting('schoolslink.token', true), '')")
        assert cursor.fetchone() == ("",)
