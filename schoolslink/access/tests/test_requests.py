"""One request, one unit of work: what an error leaves, what survives it, who is known inside it."""

import os

import psycopg
import pytest
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.cache import cache_control

from schoolslink.access import audit
from schoolslink.access.actor import Actor
from schoolslink.access.jobs import as_job
from schoolslink.access.models import Organisation, Role
from schoolslink.access.routes import PUBLIC, SIGNED_IN, roles, route
from schoolslink.access.tests import arrange
from schoolslink.access.unit import acting, current
from schoolslink.kernel import clock
from schoolslink.kernel.ids import new_id
from schoolslink.web import errors

pytestmark = pytest.mark.urls(__name__)


def write_then_raise(request: HttpRequest) -> HttpResponse:
    Organisation.objects.create(kind="school", name="Half done")
    audit.record(request.actor, "half.done", at=clock.now())
    raise RuntimeError


def write_then_not_found(request: HttpRequest) -> HttpResponse:
    Organisation.objects.create(kind="school", name="Half done")
    raise Http404


def write(request: HttpRequest) -> HttpResponse:
    Organisation.objects.create(kind="school", name="Done")
    audit.record(request.actor, "done", at=clock.now())
    return HttpResponse("done")


def who(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute(
            "select access.person(), (select count(*) from access.organisations_as(%s))",
            [Role.SCHOOL_LEAD],
        )
        person, schools = cursor.fetchone()
    return HttpResponse(f"{person} {schools} {request.actor.name}")


def long_page(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("select set_config('schoolslink.token', '', true)")
        current().begun_at = float("-inf")
        cursor.execute("select access.person()")
        return HttpResponse(str(cursor.fetchone()[0]))


@cache_control(public=True, max_age=60)
def for_everybody(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"Hello {request.actor.name}")


urlpatterns = [
    route("everybody", for_everybody, name="everybody", to=PUBLIC),
    route("raise", write_then_raise, name="raise", to=PUBLIC),
    route("missing", write_then_not_found, name="missing", to=PUBLIC),
    route("write", write, name="write", to=PUBLIC),
    route("who", who, name="who", to=PUBLIC),
    route("mine", who, name="mine", to=SIGNED_IN),
    route("long", long_page, name="long", to=SIGNED_IN),
    route("leads", who, name="leads", to=roles(Role.SCHOOL_LEAD)),
    path("sign-in", lambda request: HttpResponse("sign in"), name="sign-in"),
]
handler404 = errors.not_found
handler500 = errors.server_error


def test_page_for_everybody_is_kept_by_nobody_while_somebody_is_signed_in(lead, client):
    """On a shared computer it would go on showing their name after they had signed out."""
    visitor = client.get("/everybody")
    arrange.sign_in(client, lead)
    signed_in = client.get("/everybody")

    assert "public" in visitor["Cache-Control"]
    assert (signed_in["Cache-Control"], b"Amira" in signed_in.content) == ("no-store", True)


@pytest.fixture
def lead(db, as_seed):
    with as_seed():
        amira = arrange.person()
        arrange.member(amira, arrange.organisation(), Role.SCHOOL_LEAD)
    return amira


def audited(name: str) -> list[tuple[str, str]]:
    """Return kind and body of what a test's own database has audited, read as its administrator."""
    with psycopg.connect(os.environ["SCHOOLSLINK_TEST_ADMIN"], dbname=name) as database:
        return database.execute("select kind, body from audit.event order by seq").fetchall()


@pytest.mark.parametrize("address", ["/raise", "/missing"])
def test_view_that_fails_leaves_nothing(own_database, client, address):
    client.raise_request_exception = False

    assert client.get(address).status_code in (404, 500)

    assert not Organisation.objects.filter(name="Half done").exists()
    assert audited(own_database) == []


def test_view_that_answers_is_kept_with_its_audit(own_database, client):
    assert client.get("/write").status_code == 200

    assert Organisation.objects.filter(name="Done").exists()
    assert [kind for kind, _ in audited(own_database)] == ["done"]


def test_denial_survives_the_rollback_and_names_no_path(own_database, client, as_seed):
    with as_seed():
        head = arrange.person("Mr Shaw")
        arrange.member(head, arrange.organisation(), Role.SCHOOL_HEAD)
    arrange.sign_in(client, head)

    assert client.get("/leads").status_code == 404

    [(kind, body)] = audited(own_database)
    assert (kind, '"route": "leads"' in body, "/leads" in body) == ("denied", True, False)


def test_request_is_its_persons(lead, client):
    arrange.sign_in(client, lead)

    assert client.get("/who").content.decode() == f"{lead.pk} 1 Amira Khan"


def test_identity_ends_with_the_request(lead, client):
    arrange.sign_in(client, lead)
    client.get("/who")

    with connection.cursor() as cursor:
        cursor.execute("select current_setting('schoolslink.token', true)")
        assert cursor.fetchone()[0] in ("", None)


def test_identity_is_said_again_before_it_expires(lead, client):
    arrange.sign_in(client, lead)

    assert client.get("/long").content.decode() == str(lead.pk)


def test_visitor_is_sent_to_sign_in_and_comes_back(db, client):
    response = client.get("/mine")

    assert (response.status_code, response["Location"]) == (302, "/sign-in?next=/mine")


def test_what_was_typed_is_given_back_to_whoever_was_signed_out(lead, client):
    session = arrange.sign_in(client, lead)
    session.delete()
    page = {"HTTP_REFERER": "http://testserver/who?step=2"}

    answer = client.post("/mine", {"worry": "not eating", "password": "hush"}, **page)

    assert answer.status_code == 403
    assert "You were signed out" in answer.text
    assert ("not eating" in answer.text, "hush" in answer.text) == (True, False)
    # Back to the page it was typed on: /mine may be an address that shows nothing.
    assert 'href="/sign-in?next=/who%3Fstep%3D2"' in answer.text
    assert "/mine" not in answer.text


@pytest.mark.parametrize("said", ["", "https://elsewhere.example/who", "http://testserver.evil/"])
def test_way_back_is_a_page_of_ours_or_none(db, client, said):
    answer = client.post("/mine", {"worry": "x"}, HTTP_REFERER=said)

    assert 'href="/sign-in"' in answer.text


def test_sign_in_says_why_it_is_asked_for_again(lead, client):
    arrange.sign_in(client, lead).delete()

    assert client.get("/mine")["Location"] == "/sign-in?next=/mine&note=ended"


def test_page_is_not_shown_when_the_audit_refuses(own_database, admin_url, client):
    with psycopg.connect(admin_url, autocommit=True) as administrator:
        administrator.execute(
            "revoke execute on function audit.append(text[], text[]) from schoolslink_test_app"
        )

    response = client.get("/write")

    assert response.status_code == 503
    assert b"done" not in response.content
    assert not Organisation.objects.filter(name="Done").exists()


@pytest.mark.parametrize(("address", "in_a_unit"), [("/healthz", False), ("/healthzebra", True)])
def test_only_the_address_itself_does_without_a_transaction(db, client, address, in_a_unit):
    assert hasattr(client.get(address).wsgi_request, "unit") is in_a_unit


def test_job_inside_a_request_gives_the_identity_back(lead, client):
    def asked() -> object:
        with connection.cursor() as cursor:
            cursor.execute("select (w).kind from access.who() w")
            return cursor.fetchone()[0]

    with acting(Actor(kind="person", subject_id=lead.pk)):
        before = asked()
        with as_job(organisation_id=new_id(), purpose="test"):
            inside = asked()
        after = asked()

    assert (before, inside, after) == ("person", "job", "person")
