from __future__ import annotations

import pytest

from schoolslink.web import languages


def test_health_touches_nothing(gallery, client) -> None:
    response = client.get("/healthz")

    assert (response.status_code, response.content) == (200, b"ok\n")
    assert "Set-Cookie" not in response.headers


def test_robots_are_kept_to_the_public_pages(gallery, client, settings) -> None:
    settings.ROBOTS_ALLOWED = ["/help-now"]

    lines = client.get("/robots.txt").content.decode().split("\n")

    assert lines == ["User-agent: *", "Allow: /help-now", "Disallow: /", ""]


def test_the_old_address_of_the_icon_leads_to_it(gallery, client) -> None:
    assert client.get("/favicon.ico")["Location"].endswith("web/favicon.svg")


def test_a_page_is_kept_by_nobody_and_found_by_nobody(gallery, client) -> None:
    headers = client.get("/").headers

    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Robots-Tag"] == "noindex, nofollow"
    assert headers["X-Frame-Options"] == "DENY"
    assert "camera=()" in headers["Permissions-Policy"]
    assert "default-src 'none'" in headers["Content-Security-Policy"]


def test_a_public_page_may_be_kept_and_found(gallery, client) -> None:
    headers = client.get("/accessibility").headers

    assert "public" in headers["Cache-Control"]
    assert "X-Robots-Tag" not in headers


@pytest.mark.parametrize(("code", "direction"), [("cy", "ltr"), ("ur", "rtl"), ("ar", "rtl")])
def test_the_reader_chooses_the_language_and_keeps_it(gallery, client, code, direction) -> None:
    chosen = client.get(f"/family?lang={code}")
    later = client.get("/family")

    for response in (chosen, later):
        assert f'<html lang="{code}" dir="{direction}">' in response.content.decode()
        assert response["Content-Language"] == code
    assert chosen.cookies[languages.COOKIE]["httponly"]


def test_only_pages_that_offer_languages_follow_the_choice(gallery, client) -> None:
    client.get("/family?lang=ar")

    page = client.get("/?lang=ar").content.decode()

    assert '<html lang="en" dir="ltr">' in page
    assert "Cymraeg" not in page


def test_an_unknown_language_is_english(gallery, client) -> None:
    response = client.get("/family?lang=xx&step=2")

    assert '<html lang="en" dir="ltr">' in response.content.decode()
    assert languages.COOKIE not in response.cookies
    assert 'href="?lang=pl&amp;step=2"' in response.content.decode()


def test_invented_data_is_said_so_on_every_page(gallery, client, settings) -> None:
    settings.SERVICE_SYNTHETIC = True

    assert "Every person and every request here is invented" in client.get("/").content.decode()


def test_the_nhs_logo_is_shown_only_when_a_setting_says_so(gallery, client, settings) -> None:
    before = client.get("/").content.decode()
    settings.SERVICE_NHS_LOGO = True

    assert 'aria-label="NHS"' not in before
    assert 'aria-label="NHS"' in client.get("/").content.decode()
