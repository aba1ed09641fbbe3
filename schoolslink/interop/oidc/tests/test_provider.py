"""Signing in through a real provider (npm's oidc-provider), started here with node."""

import os
import re
import shutil
import socket
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urljoin
from uuid import uuid4

import pytest
import requests
from django.test import Client

from schoolslink.access import commands, links
from schoolslink.access.models import Invitation, Membership, Person, Role
from schoolslink.access.tests import arrange
from schoolslink.access.tests.test_people import actor_of
from schoolslink.access.unit import acting
from schoolslink.config.environment import IdentityProvider
from schoolslink.kernel import clock

HERE = Path(__file__).parent
ROOT = HERE.parents[3]
OURS = "http://testserver"


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    """Run the provider; return its address."""
    node = os.environ.get("SCHOOLSLINK_NODE") or shutil.which("node")
    if node is None:
        pytest.skip("Node.js is not here, so no real identity provider can be started")
    if not (ROOT / "node_modules" / "oidc-provider").is_dir():
        pytest.skip("oidc-provider is not installed: run ./link test once with npm at hand")
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port = trial.getsockname()[1]
    redirect = f"{OURS}/sign-in/with/test/back"
    process = subprocess.Popen(
        [node, str(HERE / "provider.mjs"), str(port), redirect],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert process.stdout
        for line in process.stdout:
            if line.strip() == "ready":
                break
        else:
            pytest.fail("The provider did not start")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.kill()
        process.wait()


@pytest.fixture
def provider(issuer, settings):
    """Set the provider up as an installation would."""
    one = IdentityProvider(
        "test",
        "Test school",
        issuer,
        "schoolslink",
        "a secret for the tests alone",
        ("example.invalid",),
    )
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, oidc=(one,), public_url=OURS)
    settings.OIDC_PROVIDERS = [("test", "Test school")]
    return one


@pytest.fixture
def amira(db, as_seed):
    with as_seed():
        amira = arrange.person(email="amira@example.invalid")
        arrange.member(amira, arrange.organisation(), Role.SCHOOL_LEAD)
    return amira


def at_the_provider(address: str, name: str) -> str:
    """Sign in at the provider as a person would, and agree; return where it sends the browser."""
    browser = requests.Session()
    answer = browser.get(address, allow_redirects=False, timeout=10)
    for _ in range(12):
        if answer.is_redirect:
            where = urljoin(answer.url, answer.headers["Location"])
            if where.startswith(OURS):
                return where
            answer = browser.get(where, allow_redirects=False, timeout=10)
            continue
        prompt = re.search(r'name="prompt" value="(\w+)"', answer.text)
        assert prompt, answer.text[:500]
        form = re.search(r'action="([^"]+)"', answer.text)
        assert form
        answer = browser.post(
            urljoin(answer.url, form[1]),
            {"prompt": prompt[1], "login": name, "password": "any"},
            allow_redirects=False,
            timeout=10,
        )
    raise AssertionError("The provider never sent us back")


def sign_in(client: Client, name: str, **more):
    """Go the whole way: our button, the provider, and back."""
    begun = client.post("/sign-in/with/test/begin", more)
    assert begun.status_code == 302
    back = at_the_provider(begun["Location"], name)
    return client.get(back.removeprefix(OURS))


def who(client: Client) -> str:
    found = re.search(r"<bdi>([^<]+)</bdi>", client.get("/account").content.decode())
    return found[1] if found else "nobody"


def test_person_with_a_verified_address_comes_in(provider, amira, client):
    response = sign_in(client, "amira@example.invalid", next="/account")

    assert (response["Location"], who(client)) == ("/account", "Amira Khan")


def test_person_stays_the_same_when_the_address_changes_at_the_provider(
    provider, amira, client, as_seed
):
    sign_in(client, "amira@example.invalid")
    with as_seed():
        Person.objects.filter(pk=amira.pk).update(email="new@example.invalid")
    client.cookies.clear()
    sign_in(client, "amira@example.invalid")

    assert who(client) == "Amira Khan"


def test_second_subject_with_the_same_address_is_not_the_same_person(provider, amira, client):
    sign_in(client, "amira@example.invalid")
    client.cookies.clear()
    response = sign_in(client, "other-amira@example.invalid")

    assert (response["Location"], who(client)) == ("/sign-in?note=provider", "nobody")


@pytest.mark.parametrize(
    "name", ["unverified-amira@example.invalid", "nobody@example.invalid", "noaddress"]
)
def test_nobody_else_comes_in_and_nobody_is_made(provider, amira, client, name):
    before = Person.objects.count()
    response = sign_in(client, name)

    assert (response["Location"], who(client)) == ("/sign-in?note=provider", "nobody")
    assert Person.objects.count() == before


def test_person_switched_off_stays_out(provider, amira, client, as_seed):
    with as_seed():
        Person.objects.filter(pk=amira.pk).update(is_active=False)
    response = sign_in(client, "amira@example.invalid")

    assert response["Location"] == "/sign-in?note=provider"


def test_invitation_is_accepted_with_a_provider_whatever_its_address_says(provider, amira, client):
    hillside = Membership.objects.get(person=amira).organisation
    with acting(actor_of(amira)) as actor:
        commands.invite(
            actor=actor,
            organisation_id=hillside.pk,
            name="Tom Reed",
            email="tom@example.invalid",
            role=Role.SCHOOL_COVER,
            at=clock.now(),
        )
    sign_in(client, "tom-at-the-provider", link=links.token(Invitation.objects.get().pk))
    first = who(client)
    client.cookies.clear()
    sign_in(client, "tom-at-the-provider")

    assert (first, who(client)) == ("Tom Reed", "Tom Reed")


def test_provider_signs_in_nobody_of_another_domain(provider, amira, client, settings, as_seed):
    sign_in(client, "amira@example.invalid")
    client.cookies.clear()
    hillside = Membership.objects.get(person=amira).organisation
    with acting(actor_of(amira)) as actor:
        commands.invite(
            actor=actor, organisation_id=hillside.pk, name="Tom Reed", email="tom@example.invalid",
            role=Role.SCHOOL_COVER, at=clock.now(),
        )  # fmt: skip
    elsewhere = replace(provider, domains=("elsewhere.example",))
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, oidc=(elsewhere,))
    came = []
    for name, more in (
        ("amira@example.invalid", {}),  # bound to her already
        ("tom", {"link": links.token(Invitation.objects.get().pk)}),
    ):
        sign_in(client, name, **more)
        came.append(who(client))
        client.cookies.clear()

    assert came == ["nobody", "nobody"]
    assert Invitation.objects.get().used_at is None


def test_answer_cannot_be_used_twice_or_by_another_browser(provider, amira, client):
    begun = client.post("/sign-in/with/test/begin")
    back = at_the_provider(begun["Location"], "amira@example.invalid").removeprefix(OURS)
    thief = Client()
    stolen = thief.get(back)
    first = client.get(back)
    client.cookies.clear()
    again = client.get(back)

    assert stolen["Location"] == again["Location"] == "/sign-in?note=provider"
    assert (who(thief), first["Location"]) == ("nobody", "/")


def test_altered_state_or_code_is_refused(provider, amira, client):
    for alter in (r"state=[^&]+", r"code=[^&]+"):
        begun = client.post("/sign-in/with/test/begin")
        back = at_the_provider(begun["Location"], "amira@example.invalid").removeprefix(OURS)
        response = client.get(re.sub(alter, alter[:5] + "=" + uuid4().hex, back))
        assert response["Location"] == "/sign-in?note=provider"


def test_provider_that_is_away_leads_back_with_a_sentence(provider, settings, client, db):
    away = replace(provider, issuer="http://127.0.0.1:9")
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, oidc=(away,))

    assert client.post("/sign-in/with/test/begin")["Location"] == "/sign-in?note=provider"
    assert "did not work" in client.get("/sign-in?note=provider").content.decode()


@pytest.mark.parametrize("asked", [{"amr": ("mfa",)}, {"acr": ("urn:test:two",)}])
def test_provider_must_tell_of_a_second_step_where_that_is_asked(
    provider, amira, client, settings, asked
):
    strict = replace(provider, **asked)
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, oidc=(strict,))

    without = sign_in(client, "amira@example.invalid")
    stranger = who(client)
    client.cookies.clear()
    begun = client.post("/sign-in/with/test/begin")["Location"]
    client.cookies.clear()
    sign_in(client, "second-amira@example.invalid")

    assert (without["Location"], stranger) == ("/sign-in?note=second", "nobody")
    assert "with a second step" in Client().get(without["Location"]).text
    assert ("acr_values=urn%3Atest%3Atwo" in begun) is ("acr" in asked)
    assert who(client) == "Amira Khan"


def test_unknown_provider_is_not_found(provider, client, db):
    assert client.post("/sign-in/with/unknown/begin").status_code == 404
    assert client.get("/sign-in/with/unknown/back").status_code == 404


def test_question_is_asked_with_proof_key_nonce_and_state(provider, client, db):
    address = client.post("/sign-in/with/test/begin")["Location"]

    for word in ("code_challenge=", "code_challenge_method=S256", "nonce=", "state="):
        assert word in address
