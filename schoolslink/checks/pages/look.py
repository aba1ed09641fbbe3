"""Looks at one page in a browser, with scripts and without, wide and narrow; says what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from schoolslink.web.browser import DESK, PHONE, TOO_WIDE, Visitor, seated

# What somebody must find on a page, scripts or not: its heading, its fields, its buttons.
SHOWN = """() => {
  const seen = (e) => e.checkVisibility() || e.closest('details:not([open])');
  const all = (what) => [...document.querySelectorAll(what)].filter(seen);
  return {
    heading: all('h1').map((e) => e.textContent.trim()).filter(Boolean),
    fields: all('input:not([type=hidden]), select, textarea').map((e) => e.name).filter(Boolean),
    buttons: all('form button:not([type=button]), a.nhsuk-button').map((e) => e.textContent.trim()),
  };
}"""
OPEN = """() => {
  const closed = [...document.querySelectorAll('details:not([open])')];
  closed.forEach((e) => { e.open = true; });
  const menus = [...document.querySelectorAll('button[aria-expanded=false]')]
    .filter((e) => e.checkVisibility());
  menus.forEach((e) => e.click());
  return closed.length + menus.length;
}"""
# Fills the form and sends it, as the reader without a mouse would: by its first button.
SEND = """([number, words, pick]) => {
  const form = [...document.querySelectorAll('form')]
    .filter((e) => e.method === 'post')[number];
  const filled = (choices) => choices.filter((e) => e.value).at(pick);
  for (const field of form.elements) {
    const kind = field.type;
    if (kind === 'hidden' || kind === 'submit' || kind === 'file' || kind === 'button') continue;
    if (kind === 'radio' || kind === 'checkbox') {
      const same = [...form.elements].filter((e) => e.name === field.name && e.type === kind);
      field.checked = Boolean(words) && filled(same) === field;
    } else if (field.tagName === 'SELECT') {
      field.value = (words && filled([...field.options])?.value) || field.options[0]?.value || '';
    } else {
      field.value = words;
    }
  }
  form.noValidate = true;
  form.requestSubmit(form.querySelector('button:not([type=button])'));
}"""
# The deepest thing that sticks out, to be found again.
WIDEST = """() => {
  const out = [...document.querySelectorAll('body *')]
    .filter((e) => e.getBoundingClientRect().right > document.documentElement.clientWidth + 0.5);
  const last = out.at(-1);
  return last ? `${last.tagName}.${last.className} "${last.textContent.trim().slice(0, 40)}"` : '';
}"""
# A script that folds a menu away after the window changed does so in the frames that follow.
SETTLE = """() => new Promise((done) => {
  const frames = (left) => (left ? requestAnimationFrame(() => frames(left - 1)) : done());
  frames(12);
})"""
FORMS = "() => [...document.querySelectorAll('form')].filter((e) => e.method === 'post').length"
ASK = """() => {
  const form = [...document.querySelectorAll('main form')].find((e) => e.method === 'get');
  if (form) form.requestSubmit();
  return Boolean(form);
}"""


class NotAsPlanned(Exception):
    """Another page came than the one that was planned, or without the form that it had."""


@dataclass(frozen=True)
class Fault:
    """What is wrong with a page. kind: which of the counts it belongs to."""

    kind: str
    told: str


@dataclass(frozen=True)
class Sent:
    """A form of the page to send first: the how-manieth, the words in every field, which choices."""

    form: int
    words: str
    pick: int = -1


class Looker:
    """One reader at two browser windows: one with scripts, one without."""

    def __init__(self, browser: Any, address: str, cookies: dict[str, str]) -> None:
        self.address = address
        self.scripted = seated(browser, address, width=DESK)
        self.plain = seated(browser, address, width=PHONE, scripts=False)
        self.dialogs: list[str] = []
        self.scripted.page.on("dialog", self._dialog)
        self.held = [{"name": n, "value": v, "url": address} for n, v in cookies.items()]

    def close(self) -> None:
        """Leave the browser."""
        for visitor in (self.scripted, self.plain):
            visitor.page.context.close()

    def look(self, path: str, sent: Sent | None = None, *, asks: bool = False) -> list[Fault]:
        """Return what is wrong with a page, or with the answer to a form of it.

        asks: the page has a form that only asks, which must work without scripts.
        """
        for visitor in (self.scripted, self.plain):
            visitor.page.context.add_cookies(self.held)  # whatever the form before it ended
        found: list[Fault] = []
        try:
            shown = self._with_scripts(path, sent, found)
            self._without_scripts(path, sent, shown, found)
            if asks and sent is None:
                self._ask(found)
        except NotAsPlanned as other:
            found.append(Fault("server_error", str(other)))
        found += self._noted()
        return found

    def _dialog(self, dialog: Any) -> None:
        self.dialogs.append(f"a script ran: {dialog.message}")
        dialog.dismiss()

    def _open(self, visitor: Visitor, path: str, sent: Sent | None) -> int:
        page = visitor.page
        answer = page.goto(self.address + path, wait_until="load")
        status = answer.status if answer else 0
        forms = page.evaluate(FORMS)
        if status != 200 or (sent is not None and forms <= sent.form):
            raise NotAsPlanned(f"answered {status}, {page.title()!r}, {forms} forms, at {page.url}")
        if sent is not None:
            with page.expect_navigation(wait_until="load") as going:
                page.evaluate(SEND, [sent.form, sent.words, sent.pick])
            answer = going.value
        return answer.status if answer else 0

    def _with_scripts(
        self, path: str, sent: Sent | None, found: list[Fault]
    ) -> dict[str, list[str]]:
        page = self.scripted.page
        page.set_viewport_size({"width": DESK, "height": 900})
        status = self._open(self.scripted, path, sent)
        if not 0 < status < 500:
            found.append(Fault("server_error", f"answered {status}"))
        found += [Fault("axe", f"{DESK} pixels: {one}") for one in self.scripted.axe()]
        page.set_viewport_size({"width": PHONE, "height": 844})
        shown: dict[str, list[str]] = page.evaluate(SHOWN)
        found += self._too_wide(page, "")
        if page.evaluate(OPEN):
            found += self._too_wide(page, ", opened")
        found += [Fault("axe", f"{PHONE} pixels, opened: {one}") for one in self.scripted.axe()]
        self.scripted.collect()
        return shown

    def _without_scripts(
        self,
        path: str,
        sent: Sent | None,
        shown: dict[str, list[str]],
        found: list[Fault],
    ) -> None:
        self._open(self.plain, path, sent)
        there: dict[str, list[str]] = self.plain.page.evaluate(SHOWN)
        if not there["heading"]:
            found.append(Fault("without_javascript", "no heading"))
        for what, wanted in shown.items():
            if missing := sorted(set(wanted) - set(there[what])):
                found.append(Fault("without_javascript", f"{what} missing: {', '.join(missing)}"))
        found += self._too_wide(self.plain.page, ", no scripts")

    def _ask(self, found: list[Fault]) -> None:
        page = self.plain.page
        with page.expect_navigation(wait_until="load") as going:
            if not page.evaluate(ASK):
                page.reload()
        if going.value.status >= 400 or not page.evaluate(SHOWN)["heading"]:
            found.append(Fault("without_javascript", f"a search answers {going.value.status}"))

    def _too_wide(self, page: Any, when: str) -> Iterator[Fault]:
        by = page.evaluate(TOO_WIDE)
        if by > 0 and page == self.scripted.page:
            page.evaluate(SETTLE)
            by = page.evaluate(TOO_WIDE)
        if by > 0:
            yield Fault(
                "overflow", f"{by} pixels wider than {PHONE}{when}: {page.evaluate(WIDEST)}"
            )

    def _noted(self) -> Iterator[Fault]:
        for visitor in (self.scripted, self.plain):
            yield from (Fault("other_origin", url) for url in visitor.foreign)
            for told in (visitor.violations, visitor.broken, visitor.errors):
                yield from (Fault("console", line) for line in told)
                told.clear()
            visitor.foreign.clear()
        yield from (Fault("console", told) for told in self.dialogs)
        self.dialogs.clear()
