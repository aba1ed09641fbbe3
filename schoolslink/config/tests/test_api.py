"""The API as a whole: what describes it is true, and what goes wrong comes as a problem, never as a page."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import OperationalError
from django.urls import get_resolver

from schoolslink.access.api import ANSWERS, operations_in
from schoolslink.access.limits import API, Limit
from schoolslink.access.models import Role
from schoolslink.access.routes import SIGNED_IN
from schoolslink.access.tests.arrange import member, organisation, person, sign_in
from schoolslink.checks.routes import every_route
from schoolslink.config import api as ours
from schoolslink.config.database.locate import ROOT
from schoolslink.referrals import api as referrals

pytestmark = pytest.mark.django_db
DOCUMENT = "/api/v1/openapi.json"
# What the specification lets stand in an operation of ours (OpenAPI 3.1.0, 4.8.10).
OF_AN_OPERATION = set("operationId summary description parameters responses tags security".split())
TYPES = {"string", "integer", "boolean", "array", "object", "null", "number"}


@pytest.fixture
def lead(client, as_seed):
    """Somebody who leads at a school, at a browser."""
    with as_seed():
        who = person("Amira Khan")
        member(who, organisation(), Role.SCHOOL_LEAD)
    sign_in(client, who)
    return client


def schemas_in(value):
    """Yield every schema of a document, however deep."""
    if isinstance(value, dict):
        if "schema" in value:
            yield value["schema"]
        for one in value.values():
            yield from schemas_in(one)
    elif isinstance(value, list):
        for one in value:
            yield from schemas_in(one)


def is_schema(schema, known) -> bool:
    """Say whether a schema is made of what JSON Schema 2020-12 has, and leads nowhere that is not."""
    if ref := schema.get("$ref"):
        return ref.removeprefix("#/components/schemas/") in known
    parts = [*schema.get("anyOf", ()), *schema.get("properties", {}).values()]
    parts += [schema["items"]] if schema.get("type") == "array" else []
    typed = "anyOf" in schema or schema.get("type") in TYPES or "enum" in schema
    return typed and set(schema.get("required", ())) <= schema.get("properties", {}).keys() and all(
        is_schema(one, known) for one in parts
    )  # fmt: skip


def test_the_document_has_the_structure_of_openapi_3_1(client):
    came = client.get(DOCUMENT)
    document = came.json()

    assert came["Content-Type"] == "application/json"
    assert document["openapi"] == "3.1.0"
    assert document["info"].keys() >= {"title", "version"}
    assert document.keys() == {"openapi", "info", "paths", "components", "servers"}
    names = [one["operationId"] for one in operations_in(document)]
    assert len(names) == len(set(names)) == 2
    known = document["components"]["schemas"]
    found = [*schemas_in(document["paths"]), *known.values()]
    assert len(found) > 20
    assert [one for one in found if not is_schema(one, known)] == []
    for path, methods in document["paths"].items():
        assert path.startswith("/api/v1/")
        assert methods.keys() == {"get"}  # a session is enough to read, and for nothing else
        for one in methods.values():
            assert one.keys() <= OF_AN_OPERATION
            assert {p["name"] for p in one["parameters"] if p["in"] == "path"} == set(
                re.findall(r"\{(\w+)\}", path)
            )
            assert all(p["required"] for p in one["parameters"] if p["in"] == "path")
            assert one["responses"].keys() == {"200", *map(str, ANSWERS)}
            assert all(answer["description"] for answer in one["responses"].values())
            assert one["security"] == [{"session": []}]
    assert document["components"]["securitySchemes"]["session"]["in"] == "cookie"


def test_a_schema_that_leads_nowhere_would_be_found():
    assert not is_schema({"$ref": "#/components/schemas/Nothing"}, {})
    assert not is_schema({"type": "object", "properties": {}, "required": ["it"]}, {})
    assert not is_schema({"type": "text"}, {})


def test_every_operation_is_described_and_stands_behind_a_door(client):
    document = client.get(DOCUMENT).json()
    page = client.get("/api/v1/docs").text
    described = {
        one["operationId"]: path for path, m in document["paths"].items() for one in m.values()
    }
    routes = {
        route.name.removeprefix("api:"): route
        for route in every_route()
        if route.pattern.startswith("/api/")
    }

    assert described.keys() == referrals.operations.audiences.keys()
    assert routes.keys() == described.keys() | {"openapi", "docs"}
    for name, path in described.items():
        assert routes[name].audience is SIGNED_IN
        assert re.sub(r"<\w+:(\w+)>", r"{\1}", routes[name].pattern) == path
        assert path in page
    for operation in operations_in(document):
        assert operation["summary"] in page
        assert operation["description"]
        for asked in operation["parameters"]:
            assert asked["in"] == "path" or asked["description"]
    for status in ANSWERS:
        assert f'id="problem-{status}"' in page


def test_the_page_for_people_asks_no_other_origin_and_runs_nothing_of_its_own(client):
    came = client.get("/api/v1/docs")

    assert came.status_code == 200
    assert "public" in came["Cache-Control"]
    loaded = re.findall(r'<(?:script|link|img)[^>]*?(?:src|href)="([^"]+)"', came.text)
    assert loaded
    assert [one for one in loaded if not one.startswith("/static/")] == []
    assert "swagger" not in came.text.lower()
    assert not [p for p in get_resolver().url_patterns if "ninja" in str(p.pattern)]


def is_problem(came, status) -> bool:
    """Say whether an answer is a problem of this status, with every member that it promises."""
    body = json.loads(came.content)
    always = {"type", "status", "title", "detail"}
    return (
        (came.status_code, came["Content-Type"]) == (status, "application/problem+json")
        and body.keys() >= always
        and body["status"] == status
        and body["type"] == f"/api/v1/docs#problem-{status}"
        and all(body[name] for name in always)
        and came["Cache-Control"] == "no-store"
        and "<" not in body["title"] + body["detail"]
    )


@pytest.mark.parametrize(
    "path", ["/api/v1/nothing", "/api/", "/api/v1/items/not-an-id", "/api/v1/items/"]
)
def test_what_is_not_there_is_a_problem(lead, path):
    assert is_problem(lead.get(path), 404)


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
def test_only_reading_is_answered(lead, method):
    came = getattr(lead, method)("/api/v1/items")

    assert is_problem(came, 405)
    assert came["Allow"] == "GET, HEAD"


def test_what_was_sent_to_an_address_that_is_only_read_is_not_given_back(lead):
    came = lead.post("/api/v1/items", {"words": "Very quiet since half term."})

    assert is_problem(came, 405)
    assert "quiet" not in came.text


def test_a_head_has_what_the_answer_would_have_and_no_body(lead):
    came = lead.head("/api/v1/items")

    assert (came.status_code, came.content) == (200, b"")
    assert came["Content-Type"].startswith("application/json")


def test_who_asks_too_often_waits(lead, monkeypatch):
    monkeypatch.setattr("schoolslink.access.limits.API", Limit("api", 2, API.per))

    said = [lead.get("/api/v1/items") for _ in range(3)]

    assert [came.status_code for came in said] == [200, 200, 429]
    assert is_problem(said[2], 429)
    assert said[2]["Retry-After"] == "60"


def test_when_the_database_is_away_it_says_so(lead, monkeypatch):
    def away(*args, **kwargs):
        raise OperationalError("the server closed the connection; words of a child")

    monkeypatch.setattr("schoolslink.referrals.queries.standing.waiting_for", away)
    came = lead.get("/api/v1/items")

    assert is_problem(came, 503)
    assert came["Retry-After"]
    assert "closed" not in came.text


def test_a_mistake_of_ours_says_nothing_of_itself(lead, monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError("words of a child")

    monkeypatch.setattr("schoolslink.referrals.queries.standing.waiting_for", broken)
    lead.raise_request_exception = False
    came = lead.get("/api/v1/items")

    assert is_problem(came, 500)
    assert "child" not in came.text


def test_more_than_is_ever_sent_and_what_cannot_be_read_are_problems(lead):
    assert is_problem(lead.generic("GET", "/api/v1/items", CONTENT_LENGTH="99999999999"), 413)
    assert is_problem(lead.get("/api/v1/items?after=%00"), 400)


def test_people_still_get_pages(client):
    for path in ("/nothing-here", "/apis"):
        assert client.get(path)["Content-Type"].startswith("text/html")


def test_the_page_in_docs_says_what_is_so():
    text = (ROOT / "docs" / "api.md").read_text("utf-8")
    document = ours.document()

    named = set(re.findall(r"`GET (/api/v1/[\w/{}]+)`", text))
    assert named == document["paths"].keys()
    told = {int(status) for status in re.findall(r"(?m)^\| (\d{3}) \|", text)}
    assert told <= ANSWERS.keys()
    example = re.search(r"(?s)```\n(\{.*?\})\n```", text)[1].replace(", …]", "]").replace(
        '"id": "…"', '"id": "01900000-0000-7000-8000-000000000000"'
    )  # fmt: skip
    assert referrals.Item.model_validate_json(example).moves[0].name == "answer"
    assert json.loads(example).keys() == referrals.Item.model_fields.keys()
    assert f"({referrals.SIZE}, at most {referrals.MOST})" in text
    assert f"{API.most:,} requests in a quarter" in text
    assert API.per.total_seconds() == 900


def test_the_command_line_lists_its_verbs_without_any_of_this():
    loaded = "sorted({'ninja', 'pydantic', 'django'} & set(sys.modules))"
    seen = f"""
import runpy, sys
sys.argv = ["link", "--help"]
try:
    runpy.run_module("schoolslink", run_name="__main__")
except SystemExit:
    pass
print({loaded})
"""
    done = subprocess.run(
        [sys.executable, "-c", seen], cwd=Path(ROOT), capture_output=True, text=True, check=True
    )

    assert done.stdout.splitlines()[-1] == "[]"
