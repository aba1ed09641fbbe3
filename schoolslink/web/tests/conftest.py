"""The gallery stands alone: no account, no database, no other part."""

from __future__ import annotations

import copy
from collections.abc import Iterator

import pytest

from schoolslink.web import testing

MIDDLEWARE = [
    "schoolslink.web.middleware.ForwardedByOurProxies",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "schoolslink.web.middleware.SafeHeaders",
    "schoolslink.web.middleware.NotTooLarge",
    "schoolslink.web.middleware.ReadableAddresses",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "schoolslink.web.middleware.RefusalsBecomePages",
]


@pytest.fixture
def gallery(settings) -> None:
    """Turn the addresses into those of the gallery."""
    settings.ROOT_URLCONF = "schoolslink.web.tests.gallery.urls"
    settings.MIDDLEWARE = MIDDLEWARE
    settings.SECURE_SSL_REDIRECT = False
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = False
    templates = copy.deepcopy(settings.TEMPLATES)
    templates[0]["OPTIONS"]["context_processors"] = ["schoolslink.web.context.service"]
    settings.TEMPLATES = templates


@pytest.fixture
def gallery_site(gallery: None) -> Iterator[str]:
    """Serve the gallery; return its address."""
    with testing.serving() as address:
        yield address
