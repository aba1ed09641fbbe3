"""Signing in: password, phone, paper, persona; what is limited and what is kept."""

import base64
import os
import time
from datetime import timedelta
from uuid import uuid4

import psycopg
import pytest
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.contrib.auth.hashers import make_password
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone

from schoolslink.access import forms, second_step
from schoolslink.access.limits import Limit
from schoolslink.access.models import Credential, Persona, RecoveryCode, Role, SecondFactor
from schoolslink.access.tests import arrange
from schoolslink.web import typed
from schoolslink.web.forms import NhsForm, PasswordField

PASSWORD = "amber kite on a quiet hill"


@pytest.fixture
def amira(db, as_seed):
    with as_seed():
        amira = arrange.person(email="amira@example.invalid")
        arrange.member(amira, arrange.organisation(), Role.SCHOOL_LEAD)
        Credential.objects.create(
            person=amira, password=make_password(PASSWORD), changed_at=timezone.now()
        )
    return amira


@pytest.fixture
def phone(amira, as_seed):
    """Give Amira a phone; return what makes its codes."""
    secret = second_step.new_secret()
    with as_seed():
        SecondFactor.objects.create(
            person=amira,
            secret=second_step.seal(amira.pk, secret),
            confirmed_at=timezone.now(),
        )
    return lambda steps=0: code_of(secret, steps)


def is_form(one: object) -> bool:
    return isinstance(one, type) and issubclass(one, NhsForm)


def code_of(secret: bytes, steps: int = 0) -> str:
    return TOTP(secret, 6, SHA1(), 30).generate(int(time.time()) + 30 * steps).decode()  # noqa: S303


def send(client, path, **answers):
    return client.post(path, {"form_key": str(uuid4()), **answers})


def give_password(client, password=PASSWORD, email="amira@example.invalid", **more):
    return send(client, "/sign-in", email=email, password=password, **more)


def who(client) -> str:
    response = client.get("/account")
    return "Amira" if response.status_code == 200 and b"Amira" in response.content else "nobody"


def test_password_and_phone_sign_in(amira, phone, client):
    first = give_password(client, next="/account")
    halfway = who(client)
    second = send(client, "/sign-in/code", code=phone())

    assert (first["Location"], halfway) == ("/sign-in/code", "nobody")
    assert (second["Location"], who(client)) == ("/account", "Amira")


def test_sign_in_begins_a_new_session(amira, phone, client):
    give_password(client)
    before = client.cookies["schoolslink"].value
    send(client, "/sign-in/code", code=phone())

    assert client.cookies["schoolslink"].value != before


@pytest.mark.parametrize(
    ("email", "password"),
    [("amira@example.invalid", "wrong"), ("nobody@example.invalid", PASSWORD)],
)
def test_wrong_password_and_unknown_person_get_the_same_answer(
    amira, phone, client, email, password
):
    response = give_password(client, password, email)

    assert "The e-mail address or the password is not right." in response.content.decode()


def test_address_is_known_in_any_letter_case(amira, phone, client):
    assert give_password(client, email="AMIRA@Example.invalid")["Location"] == "/sign-in/code"


def test_person_switched_off_cannot_sign_in(amira, phone, client, as_seed):
    with as_seed():
        type(amira).objects.filter(pk=amira.pk).update(is_active=False)

    assert give_password(client).status_code == 200


def test_code_is_good_once(amira, phone, client):
    code = phone()
    give_password(client)
    send(client, "/sign-in/code", code=code)
    client.cookies.clear()
    give_password(client)
    again = send(client, "/sign-in/code", code=code)

    assert (again.status_code, who(client)) == (200, "nobody")


def test_code_of_a_neighbouring_half_minute_is_good_and_an_older_one_not(amira, phone, client):
    give_password(client)
    older = send(client, "/sign-in/code", code=phone(-3))
    neighbour = send(client, "/sign-in/code", code=phone(-1))

    assert (older.status_code, neighbour.status_code) == (200, 302)


def test_sixth_wrong_code_is_refused_even_when_right(amira, phone, client):
    give_password(client)
    wrong = [send(client, "/sign-in/code", code="000000").status_code for _ in range(5)]

    assert (wrong, send(client, "/sign-in/code", code=phone()).status_code) == ([200] * 5, 429)


def test_eleventh_wrong_password_of_one_account_is_refused(amira, phone, client):
    wrong = {give_password(client, "wrong").status_code for _ in range(10)}

    assert (wrong, give_password(client).status_code) == ({200}, 429)


def test_right_password_costs_no_try(amira, phone, client):
    answers = {give_password(client).status_code for _ in range(12)}

    assert answers == {302}


def test_tries_are_forgotten_after_the_time_and_not_wiped_before(db):
    short = Limit("test", 1, timedelta(seconds=0.2))
    tries = [short.take("one"), short.take("one"), short.take("other")]
    with (
        pytest.raises(DatabaseError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("delete from access.rate")
    time.sleep(0.25)

    assert ([*tries, short.take("one")]) == [True, False, True, True]


def test_first_sign_in_sets_a_phone_up_and_gives_paper_codes(amira, client):
    first = give_password(client, next="/account")
    client.get("/sign-in/set-up")
    secret = base64.b64decode(client.session["secret"])
    done = send(client, "/sign-in/set-up", code=code_of(secret))

    assert first["Location"] == "/sign-in/set-up"
    assert done.content.decode().count("sl-key") == second_step.RECOVERY_CODES
    assert who(client) == "Amira"


def test_phone_of_somebody_else_cannot_be_replaced_by_a_password_alone(amira, phone, client):
    give_password(client)

    assert client.get("/sign-in/set-up")["Location"] == "/sign-in?note=ended"
    assert second_step.set_up(amira.pk, second_step.new_secret(), 1) is None


def test_paper_code_signs_in_once(amira, phone, client, as_seed):
    code = "ABCDE-23456"
    with as_seed():
        RecoveryCode.objects.create(
            person=amira, code_hash=second_step.recovery_hashes(amira.pk, code)[0]
        )
    give_password(client)
    first = send(client, "/sign-in/code", code=" abcde 23456 ")
    client.cookies.clear()
    give_password(client)
    second = send(client, "/sign-in/code", code=code)

    assert (first.status_code, second.status_code) == (302, 200)


def test_secret_given_to_another_person_does_not_open(amira):
    sealed = second_step.seal(amira.pk, b"secret")

    with pytest.raises(Exception):  # noqa: B017, PT011 (whatever the cipher raises)
        second_step.unseal(uuid4(), sealed)


def test_password_is_kept_in_no_clear_form_and_not_readable(amira):
    for table in ("credential", "secondfactor", "recoverycode", "providersubject", "persona"):
        with (
            pytest.raises(DatabaseError, match="permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(f"select * from access_{table}")  # noqa: S608


@pytest.mark.parametrize(
    "address", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "evil"]
)
def test_next_leads_nowhere_else(amira, phone, client, address):
    give_password(client, next=address)

    assert send(client, "/sign-in/code", code=phone())["Location"] == "/"


def test_sign_out_is_a_form_and_ends_the_session(amira, client):
    arrange.sign_in(client, amira)
    asked = client.get("/sign-out").status_code
    before = who(client)
    client.post("/sign-out")

    assert (asked, before, who(client)) == (200, "Amira", "nobody")


def test_forms_without_a_token_are_refused(amira, phone):
    strict = Client(enforce_csrf_checks=True)

    assert give_password(strict).status_code == 403


def test_changing_the_password_signs_every_other_browser_out(amira, phone, client):
    other = Client()
    arrange.sign_in(client, amira)
    arrange.sign_in(other, amira)
    refused = send(client, "/account/password", present_password="wrong", password=PASSWORD[::-1])
    done = send(client, "/account/password", present_password=PASSWORD, password=PASSWORD[::-1])

    assert (refused.status_code, done.status_code) == (200, 302)
    assert (who(client), who(other)) == ("Amira", "nobody")
    assert give_password(Client(), PASSWORD[::-1]).status_code == 302


def test_no_secret_is_written_back_when_a_form_could_not_be_taken(amira):
    browser = Client(enforce_csrf_checks=True)
    arrange.sign_in(browser, amira)
    stale = send(browser, "/account/password", present_password=PASSWORD, password="my next one")

    assert (stale.status_code, b"my next one" in stale.content) == (403, False)
    assert PASSWORD.encode() not in stale.content


@pytest.mark.parametrize("form", [one for one in vars(forms).values() if is_form(one)])
def test_every_secret_of_a_form_has_a_name_that_is_never_shown_again(form):
    secrets = {
        name
        for name, field in form.base_fields.items()
        if isinstance(field, PasswordField) or name == "code"
    }

    assert {name for name in secrets if not typed.NEVER_SHOWN.search(name)} == set()


def test_short_or_common_password_or_ones_own_address_is_refused(amira, client):
    arrange.sign_in(client, amira)
    for weak in (
        "short", "password1234", "123456789012", amira.email, f"{amira.email}2026!", "Amira-Khan 2026",
    ):  # fmt: skip
        response = send(client, "/account/password", present_password=PASSWORD, password=weak)
        assert response.status_code == 200


def test_persona_signs_in_with_one_click_where_all_is_invented(amira, client, as_seed):
    with as_seed():
        persona = Persona.objects.create(person=amira, name="Amira Khan", about="Lead, Hillside")
    page = client.get("/sign-in").content.decode()
    client.post(f"/sign-in/as/{persona.pk}")

    assert ("Lead, Hillside" in page, who(client)) == (True, "Amira")


def test_persona_opens_nothing_without_the_mark(own_database, admin_url, client, as_seed):
    with as_seed():
        person = arrange.person()
        persona = Persona.objects.create(person=person, name="Amira Khan", about="Lead, Hillside")
    with psycopg.connect(admin_url, autocommit=True) as administrator:
        administrator.execute("delete from access.mark")

    page = client.get("/sign-in").content.decode()

    assert ("Lead, Hillside" in page) is False
    assert client.post(f"/sign-in/as/{persona.pk}").status_code == 404
    assert who(client) == "nobody"


def test_comings_and_failures_are_audited_without_address_or_password(
    own_database, client, as_seed
):
    with as_seed():
        amira = arrange.person(email="amira@example.invalid")
        Credential.objects.create(
            person=amira, password=make_password(PASSWORD), changed_at=timezone.now()
        )
    give_password(client, "a wrong one")
    give_password(client)
    client.get("/sign-in/set-up")
    secret = base64.b64decode(client.session["secret"])
    send(client, "/sign-in/set-up", code=code_of(secret))
    client.post("/sign-out")

    with psycopg.connect(os.environ["SCHOOLSLINK_TEST_ADMIN"], dbname=own_database) as database:
        found = database.execute(
            "select kind, subject, body from audit.event order by seq"
        ).fetchall()
    kinds = [(kind, subject) for kind, subject, _ in found]

    assert kinds == [("failed", None), ("login", amira.pk), ("logout", amira.pk)]
    text = " ".join(body for _, _, body in found)
    assert not any(word in text for word in (PASSWORD, "a wrong one", "127.0.0.1", "amira@"))


def test_choosing_for_whom_to_act(amira, client, as_seed):
    with as_seed():
        second = arrange.member(
            amira, arrange.organisation(name="Northgate High"), Role.SCHOOL_COVER
        )
        foreign = arrange.member(
            arrange.person(), arrange.organisation(name="Elsewhere"), Role.SCHOOL_LEAD
        )
    arrange.sign_in(client, amira)
    client.post(f"/account/act-for/{second.pk}")
    chosen = client.session["acting"]
    client.post(f"/account/act-for/{foreign.pk}")

    assert chosen == client.session["acting"] == str(second.pk)
