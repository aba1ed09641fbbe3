"""Logs hold what the program says and allow-listed values; what people wrote gets into no line."""

import io
import json
import logging
import re
from pathlib import Path

import pytest
from django.http import HttpRequest, HttpResponse
from hypothesis import given
from hypothesis import strategies as st

from schoolslink.access.routes import PUBLIC, route
from schoolslink.config.database.locate import ROOT
from schoolslink.config.logging import OneLine
from schoolslink.web import errors

CANARY = "Ellie-canary-7"
log = logging.getLogger("schoolslink.tests.canary")


def write_the_canary(request: HttpRequest, name: str) -> HttpResponse:
    log.warning("about %s", name, extra={"name_of_child": name, "count": 3})
    logging.getLogger("somebody.elses").error(f"sentence with {name}")
    raise ValueError(f"{name} is not a number")


urlpatterns = [route("child/<str:name>", write_the_canary, name="canary", to=PUBLIC)]
handler404, handler500 = errors.not_found, errors.server_error


@pytest.fixture
def lines():
    """Collect what the configured formatter writes while a test runs."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(OneLine())
    root = logging.getLogger()
    root.addHandler(handler)
    ours = logging.getLogger("schoolslink")
    before = ours.level
    ours.setLevel("INFO")
    yield lambda: [json.loads(line) for line in out.getvalue().splitlines()]
    root.removeHandler(handler)
    ours.setLevel(before)


@pytest.mark.urls(__name__)
def test_no_line_holds_what_was_in_the_request(db, client, lines):
    client.raise_request_exception = False
    client.post(f"/child/{CANARY}?q={CANARY}", {"story": CANARY}, HTTP_USER_AGENT=CANARY)

    written = lines()
    assert CANARY not in json.dumps(written)
    assert "child/" not in json.dumps(written)


@pytest.mark.urls(__name__)
def test_lines_say_route_request_kind_of_error_and_where(db, client, lines):
    client.raise_request_exception = False
    client.post(f"/child/{CANARY}")

    warned, foreign, failed, request = lines()
    assert (warned["event"], warned["count"], warned["route"]) == ("about %s", 3, "canary")
    assert (foreign["event"], foreign["logger"]) == ("message", "somebody.elses")
    assert failed["error"] == "ValueError"
    assert re.search(r"test_logging\.py:\d+ write_the_canary$", failed["places"][-1])
    assert (request["event"], request["status"], request["method"]) == ("request", 500, "POST")
    assert warned["request"] == request["request"]


@given(st.text(), st.text())
def test_arguments_and_unlisted_values_are_left_out(text, other):
    record = logging.LogRecord("schoolslink.x", 20, "", 1, "said %s", (text,), None)
    record.unlisted = other
    record.status = "not a number"

    line = json.loads(OneLine().format(record))

    assert line.keys() == {"at", "level", "logger", "event"}
    assert line["event"] == "said %s"


def test_no_program_line_fills_its_message_before_logging_it():
    """A message made with an f-string or format() would carry values past the list."""
    call = re.compile(
        r"\blog(?:ger)?\.(?:debug|info|warning|error|exception|critical)\(\s*(f[\"']|.*\.format\()"
    )
    found = [
        f"{path.relative_to(ROOT)}: {match[0]}"
        for path in Path(ROOT, "schoolslink").rglob("*.py")
        if "tests" not in path.parts
        for match in call.finditer(path.read_text("utf-8"))
    ]

    assert found == []
