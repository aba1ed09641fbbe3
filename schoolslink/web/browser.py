"""A browser for tests and checks: Chromium, axe, a guard over what a page asks for, pictures.

``seated`` opens pages of a running site as a person at a desk, with a phone, or without scripts.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.db import connections
from django.test.testcases import LiveServerThread

from schoolslink.web import assets, browsers

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
# Where pictures of pages are kept, if anywhere: a person looks at them, and each takes its time.
PICTURES = Path(said) if (said := os.environ.get("SCHOOLSLINK_SCREENSHOTS")) else None
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DESK, PHONE = 1280, 390
HEIGHTS = {DESK: 900, PHONE: 844}
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

LISTEN = """
window.__violations = [];
document.addEventListener('securitypolicyviolation', (e) => window.__violations.push(
  `${e.violatedDirective} ${e.blockedURI} ${e.sourceFile || ''} ${e.sample}`));
"""
RUN_AXE = """async (standards) => {
  const found = await axe.run(document, {runOnly: {type: 'tag', values: standards},
    resultTypes: ['violations'], preload: false});
  return found.violations.map((v) => `${v.id}: ${v.help}\\n` + v.nodes.map((n) => '    '
    + [n.target.join(' '), n.html.slice(0, 200), n.failureSummary].join('\\n    ')).join('\\n'));
}"""
# The header makes room for its links when it hears of a new width, and once more when that has moved them.
SETTLED = """() => new Promise((done) => {
  let frames = 6;
  const next = () => (frames-- > 0 ? requestAnimationFrame(next) : done());
  next();
})"""
TOO_WIDE = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


class NotInstalled(Exception):
    """Something that a browser needs for its tests is not installed."""


@dataclass
class Visitor:
    """One person at a browser. What they see is `page`, Playwright's own."""

    address: str
    page: Any
    scripts: bool = True
    foreign: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    _documents: set[str] = field(default_factory=set)

    def watch(self) -> None:
        """Note every request to another origin, every script error and every refused resource."""
        own = (self.address + "/", "data:", "blob:", "about:")

        def asked(request: Any) -> None:
            # To leave for another site is the reader's act; to fetch from one is the page's.
            if request.is_navigation_request():
                self._documents.add(request.url)
            if not request.url.startswith(own) and not request.is_navigation_request():
                self.foreign.append(request.url)

        def said(message: Any) -> None:
            if "Content Security Policy" in message.text:
                self.violations.append(message.text)
            # A page that is itself an answer of 4xx is told as such; what it asks for must be there.
            elif message.type == "error" and message.location.get("url") not in self._documents:
                self.errors.append(f"{message.text} {message.location.get('url', '')}".strip())

        self.page.on("request", asked)
        self.page.on("pageerror", lambda error: self.broken.append(str(error)))
        self.page.on("console", said)

    def open(self, path: str) -> Any:
        """Go to a path of the site; return Playwright's page."""
        self.page.goto(self.address + path, wait_until="load")
        return self.page

    def check(self, picture: str = "") -> None:
        """Assert that the page is accessible and fits, at a desk and on a phone; keep pictures when named.

        With scripts switched off axe could only wait for ever: the same page is judged with them.
        """
        here = self.page.viewport_size["width"]
        for width in (here, DESK if here == PHONE else PHONE):
            self.see_it_at(width)
            if picture:
                self.picture(picture)
            if self.scripts:
                assert (width, self.axe()) == (width, [])
            assert self.page.evaluate(TOO_WIDE) <= 0, (
                f"{self.page.url} is wider than {width} pixels"
            )
        self.see_it_at(here)
        self.collect()

    def see_it_at(self, width: int) -> None:
        """Show the same page at another width: a window that is pulled, a phone that is turned."""
        if self.page.viewport_size["width"] != width:
            self.page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
            if self.scripts:
                self.page.evaluate(SETTLED)

    def axe(self) -> list[str]:
        """Return what axe finds wrong with the page shown, each with its place."""
        if not self.page.evaluate("() => 'axe' in window"):
            if not AXE.exists():
                raise NotInstalled(
                    "axe-core is not installed: run ./link test once with npm at hand"
                )
            self.page.evaluate(AXE.read_text("utf-8"))
        found: list[str] = self.page.evaluate(RUN_AXE, STANDARDS)
        return found

    def picture(self, name: str) -> None:
        """Keep a picture of the whole page in SCHOOLSLINK_SCREENSHOTS, where that names a folder."""
        if PICTURES is None:
            return
        PICTURES.mkdir(parents=True, exist_ok=True)
        width = self.page.viewport_size["width"]
        path = PICTURES / f"{name}-{width}{'' if self.scripts else '-no-scripts'}.png"
        self.page.screenshot(path=path, full_page=True)

    def collect(self) -> None:
        """Take over what the page noted itself."""
        with contextlib.suppress(Exception):  # A page left in the middle has nothing to say.
            self.violations += self.page.evaluate("() => window.__violations.splice(0)")

    def assert_kept_to_itself(self) -> None:
        """Assert that no page asked elsewhere, broke the policy, or failed in its scripts."""
        self.collect()
        assert self.foreign == []
        assert self.violations == []
        assert self.broken == []
        assert self.errors == []


@contextlib.contextmanager
def serving(handler: type[StaticFilesHandler] = StaticFilesHandler) -> Iterator[str]:
    """Serve the site from this process, static files included; yield its address.

    Raises NotInstalled when the page styles are not there.
    """
    if not assets.TARGET.exists():
        if not assets.NODE_MODULES.exists():
            raise NotInstalled("Page styles are not installed: run ./link once with npm at hand")
        assets.build()
    thread = LiveServerThread("127.0.0.1", handler)
    thread.daemon = True
    thread.start()
    thread.is_ready.wait()
    if thread.error:
        raise thread.error
    try:
        yield f"http://127.0.0.1:{thread.port}"
    finally:
        thread.terminate()
        connections.close_all()


@contextlib.contextmanager
def chromium() -> Iterator[Any]:
    """Give a running browser. Raises NotInstalled, saying why, where there is none."""
    try:
        from playwright import sync_api
    except ImportError as missing:
        raise NotInstalled("Playwright is missing") from missing
    # Playwright runs a loop in this thread, which Django takes for an asynchronous program.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_api.sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=browsers.find(), args=FLAGS)
        except sync_api.Error as error:
            reason = str(error).strip().splitlines()[0]
            raise NotInstalled(
                f"No browser to test with (./link test --install-browser): {reason}"
            ) from error
        yield browser
        browser.close()


def seated(
    browser: Any,
    address: str,
    *,
    width: int = DESK,
    scripts: bool = True,
    paper: bool = False,
    language: str = "en-GB",
) -> Visitor:
    """Return somebody at a browser window of their own.

    Options: width, scripts (False switches them off), paper (prints), language (of the browser).
    """
    context = browser.new_context(
        viewport={"width": width, "height": HEIGHTS.get(width, 900)},
        java_script_enabled=scripts,
        locale=language,
        timezone_id="Europe/London",
        reduced_motion="reduce",
        service_workers="block",
    )
    context.set_default_timeout(10_000)
    context.add_init_script(LISTEN)
    page = context.new_page()
    if paper:
        page.emulate_media(media="print")
    visitor = Visitor(address, page, scripts)
    visitor.watch()
    return visitor
