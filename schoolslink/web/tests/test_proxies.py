"""Whose word about a request's way here is believed."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from schoolslink.web import proxies
from schoolslink.web.middleware import ForwardedByOurProxies

SAID = {
    "HTTP_X_FORWARDED_PROTO": "https",
    "HTTP_X_FORWARDED_FOR": "198.51.100.1",
    "HTTP_X_FORWARDED_HOST": "evil.example",
    "HTTP_FORWARDED": "proto=https",
}


@pytest.fixture(autouse=True)
def ours(settings) -> None:
    settings.PROXIES = proxies.networks(["192.0.2.7", "10.0.0.0/24", "2001:db8::/64"])
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")


def arrived(address: str) -> HttpRequest:
    """Return the request as the application sees it."""
    request = RequestFactory().get("/", REMOTE_ADDR=address, **SAID)
    ForwardedByOurProxies(lambda _: HttpResponse())(request)
    return request


@pytest.mark.parametrize("address", ["192.0.2.7", "10.0.0.9", "::ffff:10.0.0.9", "2001:db8::1"])
def test_our_proxy_is_believed(address) -> None:
    request = arrived(address)

    assert (request.is_secure(), SAID.keys() <= request.META.keys()) == (True, True)


@pytest.mark.parametrize("address", ["192.0.2.8", "10.0.1.9", "2001:db8:1::1", "127.0.0.1", ""])
def test_nobody_else_can_claim_https_or_another_address(address) -> None:
    request = arrived(address)

    assert (request.is_secure(), SAID.keys() & request.META.keys()) == (False, set())


@given(st.text())
def test_no_address_breaks_it(address) -> None:
    assert proxies.is_ours(address) in (True, False)


def test_the_proxies_word_is_weighed_before_anything_reads_it(settings) -> None:
    assert settings.MIDDLEWARE[0] == "schoolslink.web.middleware.ForwardedByOurProxies"
