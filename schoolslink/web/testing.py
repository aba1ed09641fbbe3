"""The browser as a pytest plugin: seats people, and asserts at the end that their pages kept to themselves.

No page may have broken the policy, asked another origin or failed in its scripts.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from schoolslink.web import browser
from schoolslink.web.browser import AXE, DESK, PHONE, ROOT, Visitor

__all__ = ["DESK", "PHONE", "ROOT", "Visitor", "serving"]


@contextlib.contextmanager
def serving() -> Iterator[str]:
    """Serve the site from this process; skip, saying why, where the page styles are missing."""
    with contextlib.ExitStack() as stack:
        try:
            address = stack.enter_context(browser.serving())
        except browser.NotInstalled as missing:
            pytest.skip(str(missing))
        yield address


_loop_of_the_browser: list[Any] = []


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Hide Playwright's loop from every test that has no browser, before its first fixture.

    Between its calls Playwright leaves its loop set as the one that runs in this thread, until the
    browser is closed. Where a loop runs, Django keeps its connections elsewhere: a transaction
    begun in sight of it is not the one that a test out of its sight writes in.
    """
    seen = "chromium" in getattr(item, "fixturenames", ()) and _loop_of_the_browser
    asyncio._set_running_loop(_loop_of_the_browser[-1] if seen else None)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """Return a running browser; skip, saying why, where there is none."""
    if not AXE.exists():
        pytest.skip("axe-core is not installed: run ./link test once with npm at hand")
    with contextlib.ExitStack() as stack:
        try:
            running = stack.enter_context(browser.chromium())
        except browser.NotInstalled as missing:
            pytest.skip(str(missing))
        patched = stack.enter_context(pytest.MonkeyPatch.context())
        _clicks_wait_for_the_page(patched)
        _loop_of_the_browser.append(asyncio._get_running_loop())
        yield running
        asyncio._set_running_loop(_loop_of_the_browser.pop())


def _clicks_wait_for_the_page(patched: pytest.MonkeyPatch) -> None:
    """Let every click end when the page it led to is whole.

    Playwright's own ends when the answer begins: on a busy machine a test would read half a page.
    """
    from playwright.sync_api import Locator, Page

    of_page, of_locator = Page.click, Locator.click

    def click(page: Page, *args: Any, **kwargs: Any) -> None:
        of_page(page, *args, **kwargs)
        page.wait_for_load_state("load")

    def click_on(locator: Locator, *args: Any, **kwargs: Any) -> None:
        of_locator(locator, *args, **kwargs)
        locator.page.wait_for_load_state("load")

    patched.setattr(Page, "click", click)
    patched.setattr(Locator, "click", click_on)


@pytest.fixture
def live_site(own_database: str) -> Iterator[str]:
    """Serve the whole product on a database of the test's own; return its address."""
    with serving() as address:
        yield address


@pytest.fixture
def visit(chromium: Any) -> Iterator[Callable[..., Visitor]]:
    """Return a function that seats a person at a browser: visit(address, width=PHONE)."""
    visitors: list[Visitor] = []

    def seat(address: str, **kwargs: Any) -> Visitor:
        visitors.append(browser.seated(chromium, address, **kwargs))
        return visitors[-1]

    yield seat
    try:
        for visitor in visitors:
            visitor.assert_kept_to_itself()
    finally:
        for visitor in visitors:
            visitor.page.context.close()
