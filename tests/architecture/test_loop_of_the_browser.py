"""A test without browser runs, from its first fixture, as if no browser had been opened before it."""

import asyncio
from types import SimpleNamespace

import pytest

from schoolslink.web import testing


@pytest.fixture
def loop_left_by_a_browser(monkeypatch):
    loop = asyncio.new_event_loop()
    monkeypatch.setattr(testing, "_loop_of_the_browser", [loop])
    asyncio._set_running_loop(loop)
    yield loop
    asyncio._set_running_loop(None)
    loop.close()


def seen_by_a_test_that_asks_for(*fixtures: str):
    testing.pytest_runtest_setup(SimpleNamespace(fixturenames=list(fixtures)))
    seen = asyncio._get_running_loop()
    asyncio._set_running_loop(None)
    return seen


def test_the_loop_is_hidden_before_any_fixture_and_shown_to_the_next_browser(
    loop_left_by_a_browser,
) -> None:
    assert seen_by_a_test_that_asks_for("_django_db_marker") is None
    assert seen_by_a_test_that_asks_for("visit", "chromium") is loop_left_by_a_browser
    assert seen_by_a_test_that_asks_for() is None


def test_the_hook_comes_before_every_fixture() -> None:
    assert testing.pytest_runtest_setup.pytest_impl["tryfirst"] is True
