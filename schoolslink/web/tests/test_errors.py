from __future__ import annotations

from uuid import uuid4

import pytest
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory

from schoolslink.web import errors, typed

PAGES = [
    (errors.bad_request, 400, "We could not read what was sent"),
    (errors.permission_denied, 403, "This is not open to you"),
    (errors.not_found, 404, "Page not found"),
    (errors.too_large, 413, "What you sent is too large"),
    (errors.too_many, 429, "Too many tries"),
    (errors.server_error, 500, "Sorry, something went wrong"),
    (errors.unavailable, 503, "Sorry, this is not working just now"),
]


class OverLimit(errors.Refusal):
    """The most an area may
    ask for is {limit} pounds.

    Raised by the command.
    """


class Silent(errors.Refusal):
    """Braces such as {this} stay out of it."""


def test_a_refusal_says_its_first_paragraph_with_its_facts() -> None:
    refusal = OverLimit(limit="85,000")

    assert refusal.message == str(refusal) == "The most an area may ask for is 85,000 pounds."


@pytest.mark.parametrize(("handler", "status", "heading"), PAGES)
def test_an_error_page_needs_no_database_and_no_context(handler, status, heading) -> None:
    response = handler(RequestFactory().get("/child/1"))  # pytest-django refuses the database here

    assert response.status_code == status
    assert f'<h1 class="nhsuk-heading-l">{heading}</h1>' in response.content.decode()
    assert "999" in response.content.decode()
    assert response["Cache-Control"] == "no-store"


def test_an_address_of_a_button_opened_as_a_page_has_a_way_on(db, client) -> None:
    answer = client.get("/sign-in/with/any/begin")

    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert "This address opens no page" in answer.text
    assert "Go to your first page" in answer.text


def test_a_mistake_of_ours_gives_back_what_was_typed() -> None:
    sent = {"worry": "He <shakes>", "password": "hunter2"}

    page = errors.server_error(RequestFactory().post("/ask", sent)).content.decode()

    assert "He &lt;shakes&gt;" in page
    assert "hunter2" not in page
    assert "<form" not in page


def test_a_mistake_of_ours_in_reading_what_was_typed_is_still_a_page(monkeypatch) -> None:
    monkeypatch.setattr(errors.typed, "from_post", lambda *_: 1 / 0)

    response = errors.server_error(RequestFactory().post("/ask", {"worry": "x"}))

    assert (response.status_code, b"something went wrong" in response.content) == (500, True)


def test_what_is_too_large_is_told_apart_from_what_is_wrong() -> None:
    response = errors.bad_request(RequestFactory().post("/"), RequestDataTooBig("big"))

    assert response.status_code == 413


def test_a_page_that_cannot_be_rendered_still_says_a_sentence(monkeypatch) -> None:
    monkeypatch.setattr(errors, "engines", {})

    response = errors.server_error(RequestFactory().get("/"))

    assert response.status_code == 500
    assert "call 999" in response.content.decode()


def test_a_lost_form_is_rebuilt_from_the_request_alone() -> None:
    key = str(uuid4())
    sent = {
        "form_key": key,
        "csrfmiddlewaretoken": "old",
        "what_you_saw": "\nHe <shakes>\n  on Mondays",
        "tried": ["talk", "plan"],
        "action": "send",
    }

    response = errors.not_known_whether_saved(RequestFactory().post("/ask?step=2", sent))

    page = response.content.decode()
    assert response.status_code == 503
    assert "We do not know yet whether this was saved" in page
    assert f'<input type="hidden" name="form_key" value="{key}">' in page
    assert 'action="/ask?step=2"' in page
    assert "\n\nHe &lt;shakes&gt;\n  on Mondays</textarea>" in page
    assert page.count('name="tried"') == 2
    assert 'value="old"' not in page
    assert "What you saw" in page


def test_secrets_and_files_are_asked_for_again_and_never_shown() -> None:
    sent = {"password": "hunter2", "access_code": "1234", "postcode": "NG22 0EA"}
    request = RequestFactory().post("/", {**sent, "sheet": SimpleUploadedFile("a.csv", b"x")})

    page = errors.not_known_whether_saved(request).content.decode()

    assert "hunter2" not in page
    assert "1234" not in page
    assert "NG22 0EA" in page
    assert all(name in page for name in ("Password", "Access code", "Sheet"))


def test_a_page_only_read_is_not_called_unsaved() -> None:
    page = errors.not_known_whether_saved(RequestFactory().get("/")).content.decode()

    assert "whether this was saved" not in page


def test_ids_are_sent_again_and_not_shown() -> None:
    kept = typed.from_post(RequestFactory().post("/", {"team": str(uuid4()), "note": "x"}).POST)

    assert [name for name, _ in kept.hidden] == ["team", "note"]
    assert kept.lines == (("Note", "x"),)


def test_a_stale_form_is_shown_and_never_sent_on() -> None:
    response = errors.csrf_failure(RequestFactory().post("/ask", {"worry": "not eating"}))

    page = response.content.decode()
    assert response.status_code == 403
    assert "not eating" in page
    assert "<form" not in page


def test_a_refusal_nobody_caught_becomes_its_sentence(gallery, client) -> None:
    response = client.get("/raises/refusal")

    assert response.status_code == 409
    assert "The most an area may ask for is 85000 pounds." in response.content.decode()


@pytest.mark.parametrize(
    ("name", "status"), [("many", 429), ("forbidden", 403), ("missing", 404), ("nothing", 404)]
)
def test_errors_of_views_become_pages(gallery, client, name: str, status: int) -> None:
    response = client.get(f"/raises/{name}")

    assert response.status_code == status
    assert "This is not an emergency service" in response.content.decode()


def test_an_error_speaks_the_language_the_reader_chose() -> None:
    request = RequestFactory().get("/", headers={"cookie": "language=pl"})

    page = errors.not_found(request).content.decode()

    assert '<html lang="pl"' in page
    assert "Nie znaleziono strony" in page


@pytest.mark.parametrize("address", ["/search?q=a%00b", "/raises/%00", "/search?%00=1"])
def test_an_address_with_a_null_character_is_not_read(gallery, client, address: str) -> None:
    assert client.get(address).status_code == 400


def test_more_than_we_take_is_refused_with_what_to_do(gallery, client, settings) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10_000

    response = client.post("/form", {"seen": "x" * 20_000})

    assert response.status_code == 413
    assert "smaller file, or less text" in response.content.decode()


def test_a_file_of_any_size_is_refused_before_it_is_read(gallery, client, settings) -> None:
    settings.REQUEST_MOST_BYTES = 10_000
    sent = {"sheet": SimpleUploadedFile("a.csv", b"x" * 20_000)}

    response = client.post("/form", sent)

    assert response.status_code == 413
    assert "smaller file, or less text" in response.content.decode()
    assert not response.wsgi_request._read_started


@pytest.mark.parametrize("body", [b"", b"\0\xff", b"--x\r\nContent-Disposition: form-data; name="])
def test_a_broken_send_is_a_sentence_and_no_crash(gallery, client, body: bytes) -> None:
    response = client.post("/form", body, content_type="multipart/form-data; boundary=x")

    assert response.status_code in {200, 400}
