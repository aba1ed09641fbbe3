"""Families' codes: eighty bits, kept hashed, limited, ended at once."""

import secrets
import statistics
import time
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from schoolslink.access import family, limits
from schoolslink.access.actor import Actor
from schoolslink.access.models import FamilyCode
from schoolslink.access.sessions import SessionStore
from schoolslink.access.unit import acting
from schoolslink.config.environment import KeyRing
from schoolslink.kernel import clock
from schoolslink.kernel.ids import new_id


@pytest.fixture
def child(db):
    return new_id()


@pytest.fixture
def make(child, as_seed):
    """Return a function that makes a code for the child; who may is the affair of `referrals`."""

    def made() -> str:
        code = "".join(secrets.choice(family.SIGNS) for _ in range(family.LENGTH))
        with as_seed():
            FamilyCode.objects.create(
                child_id=child,
                item_id=new_id(),
                relationship="carer",
                code_hash=family.hashes(code)[0],
                made_at=clock.now(),
            )
        return family.written(code)

    return made


def enter(client: Client, code: str, address: str = "192.0.2.7"):
    return client.post("/family/", {"form_key": str(uuid4()), "code": code}, REMOTE_ADDR=address)


def opened(client: Client):
    if "schoolslink" not in client.cookies:
        return None
    store = SessionStore(client.cookies["schoolslink"].value)
    store.load()
    return store.opened


@given(st.lists(st.sampled_from(family.SIGNS), min_size=16, max_size=16).map("".join))
def test_code_is_read_however_it_is_typed(code):
    typed = family.written(code).lower().replace("0", "o").replace("1", "l").replace("-", " ")

    assert family.normalised(typed) == code
    assert family.normalised(family.written(code)) == code


def test_code_has_eighty_bits():
    assert 32**family.LENGTH == 2**80
    assert len(set(family.SIGNS)) == 32


def test_code_opens_its_childs_page_alone(child, make, client, settings):
    code = make()
    response = enter(client, code.lower().replace("-", " "))

    assert response["Location"] == settings.FAMILY_HOME
    found = opened(client)
    assert (found.child_id, found.relationship, found.person_id) == (child, "carer", None)


def test_code_is_kept_as_a_keyed_hash(make, as_seed):
    code = make()

    with as_seed():
        [kept] = FamilyCode.objects.all()
    assert bytes(kept.code_hash) == family.hashes(code)[0]
    assert code.replace("-", "") not in str(vars(kept))


def test_wrong_code_opens_nothing(make, client):
    make()
    response = enter(client, "0000-0000-0000-0000")

    assert "does not open a page" in response.content.decode()
    assert opened(client) is None


def test_birth_date_opens_nothing(db, client):
    assert "16 letters and numbers" in enter(client, "14 03 2011").content.decode()


def test_revoked_code_closes_its_open_page(make, client, as_seed):
    code = make()
    enter(client, code)
    with as_seed():
        before = FamilyCode.objects.get().first_used_at
        FamilyCode.objects.update(revoked_at=clock.now())

    assert (before is not None, opened(client)) == (True, None)
    assert "does not open" in enter(Client(), code).content.decode()


def test_no_wrong_try_locks_a_code_whose_first_group_was_seen(make, client):
    code = make()
    wrong = code[:-1] + ("0" if code[-1] != "0" else "1")
    for n in range(30):
        enter(client, wrong, f"192.0.{n}.1")

    assert enter(client, code, "198.51.100.1").status_code == 302


def test_a_childs_prank_does_not_lock_the_school_behind_the_same_address(make, client):
    code = make()
    for n in range(60):
        enter(client, f"{n:04}-0000-0000-0000")

    assert enter(client, code).status_code == 302


def test_very_many_tries_wait_minutes_at_that_address_alone(make, client):
    code = make()
    for n in range(limits.FAMILY_FROM.most):
        enter(client, f"{n:04}-0000-0000-0000")

    assert "Wait five minutes" in enter(client, code).content.decode()
    assert enter(Client(), code, "192.0.2.8").status_code == 302
    assert limits.FAMILY_FROM.per <= timedelta(minutes=5)


def test_very_many_wrong_codes_from_anywhere_are_an_alarm_and_lock_nobody(
    make, client, monkeypatch, caplog
):
    monkeypatch.setattr(limits, "FAMILY_ANYWHERE", limits.Limit("family anywhere", 3, limits.HOUR))
    code = make()
    for n in range(4):
        enter(client, f"{n:04}-0000-0000-0000", f"192.0.{n}.1")

    assert [r.message for r in caplog.records].count("many wrong family codes") == 1
    assert enter(client, code).status_code == 302


def test_guessing_is_hopeless():
    """The numbers of the module's docstring, from the limit itself."""
    a_year = limits.FAMILY_FROM.most * (365.25 * 24 * 3600) / limits.FAMILY_FROM.per.total_seconds()
    good, everybody = 1_000_000, 100_000

    years = 2**80 / good / a_year
    assert years > 9e10
    assert years / everybody > 900_000
    assert 2**60 / (a_year * everybody) > 900_000


def test_right_code_costs_no_try(make):
    code = make()

    assert {enter(Client(), code).status_code for _ in range(25)} == {302}


def test_code_of_an_older_pepper_still_opens(child, make, client, settings):
    code = make()
    ring = settings.RINGS["CODE_PEPPER"]
    newer = KeyRing.parse(KeyRing.fresh("newer"))
    settings.RINGS = {**settings.RINGS, "CODE_PEPPER": KeyRing({**newer.keys, **ring.keys})}

    assert enter(client, code).status_code == 302


@pytest.mark.parametrize(
    "actor",
    [
        Actor(kind="person", subject_id=new_id()),
        Actor(kind="system"),
        Actor(kind="family", subject_id=new_id(), child_id=new_id(), relationship="self"),
        Actor(kind="job", child_id=new_id()),
    ],
)
def test_nobody_makes_a_code_whom_the_childs_part_does_not_let(child, actor):
    with (
        pytest.raises(DatabaseError, match="may not make a code"),
        acting(actor) as who,
    ):
        family.make(
            actor=who, item_id=new_id(), child_id=child, relationship="self", at=clock.now()
        )


def test_application_cannot_read_codes(make):
    make()

    with (
        pytest.raises(DatabaseError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("select * from access_familycode")


def test_leaving_ends_the_page_and_leads_away(child, make, client, settings):
    enter(client, make())
    response = client.post("/family/leave")

    assert response["Location"] == settings.SERVICE_EXIT_TO
    assert opened(client) is None


def test_unknown_and_revoked_codes_take_as_long(make, as_seed):
    """Same statements, same order of time: what differs is noise, not an answer."""
    code = make()
    unknown = "0" * 16

    def spent(typed: str) -> float:
        started = time.perf_counter()
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("select access.family_enter(%s)", [family.hashes(typed)])
        return time.perf_counter() - started

    with as_seed():
        FamilyCode.objects.update(revoked_at=clock.now())
    times = [(spent(code), spent(unknown)) for _ in range(200)]
    revoked, absent = (statistics.median(column) for column in zip(*times, strict=True))

    assert abs(revoked - absent) < 0.001
