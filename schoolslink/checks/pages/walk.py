"""Opens every page of both worlds as everybody, and counts what is wrong.

Each page is asked for once for each reader. Pages that are built alike but for their words are looked
at in the browser once, unless all are wanted; so are the answers to their forms.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from django.test import Client
from django.urls import resolve

from schoolslink.checks.at_once import each_at_once
from schoolslink.checks.ground import undone
from schoolslink.checks.pages import hostile, worlds
from schoolslink.checks.pages.look import Fault, Looker, Sent
from schoolslink.checks.pages.plan import NOT_OPENED, Planned, Sight, plan
from schoolslink.checks.pages.reading import read
from schoolslink.checks.routes import every_route
from schoolslink.web.browser import chromium, serving

SHOWN = 100
# How a form is answered: with which words, and which of several choices.
FILLED = {
    "nothing typed": ("", 0),
    "plain words": ("Words of a reader.", 0),
    "hostile words": (hostile.WORDS, -1),
}


@dataclass(frozen=True)
class Job:
    """One thing to look at in the browser: a page, or the answer to one of its forms."""

    sight: Sight
    state: str
    sent: Sent | None = None


@dataclass
class Found:
    """What came of it. Every count of faults must be nothing."""

    only: str = ""  # of a part: no other address than those that hold this text was looked at
    pages: int = 0  # addresses that answered with a page to somebody
    states: int = 0  # different pages and answers to forms, looked at in the browser
    answers: int = 0  # of the states: pages with which a form was answered
    visits: int = 0  # requests of all readers
    roles: int = 0
    axe_violations: int = 0
    failing_without_javascript: int = 0
    other_origin_requests: int = 0
    overflow: int = 0
    console_errors: int = 0
    server_errors: int = 0
    seconds: float = 0.0
    planted: int = 0
    found: int = 0  # of the planted faults
    not_opened: list[str] = field(default_factory=list)  # of the part that was to be looked at
    shown: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Say whether pages were looked at, none is at fault, and every planted fault was seen."""
        faults = (
            self.axe_violations,
            self.failing_without_javascript,
            self.other_origin_requests,
            self.overflow,
            self.console_errors,
            self.server_errors,
        )
        # A part may have no form; of the whole, no answer to any form means that none was sent.
        looked = self.states > 0 if self.only else self.answers > 0
        return not any(faults) and self.found == self.planted and looked

    def note(self, job: Job, fault: Fault) -> None:
        """Count a fault, and keep where it is."""
        count = {
            "axe": "axe_violations",
            "without_javascript": "failing_without_javascript",
            "other_origin": "other_origin_requests",
            "console": "console_errors",
        }.get(fault.kind, fault.kind if fault.kind == "overflow" else "server_errors")
        setattr(self, count, getattr(self, count) + 1)
        told = (
            f"{job.sight.reader.role}: {job.sight.path} ({job.state}): {fault.kind}: {fault.told}"
        )
        if len(self.shown) < SHOWN:
            self.shown.append(told)


class Walk:
    """One walk through some worlds, one after another."""

    def __init__(self, *, every: bool = False, only: str = "") -> None:
        self.found, self.every, self.only = Found(only), every, only
        self.began = time.perf_counter()
        self.built: set[tuple[str, str]] = set()
        self.opened: set[str] = set()

    def through(self, readers: list[worlds.Reader], world: str) -> None:
        """Open everything these readers can open in the world as it is."""
        planned = Planned()
        for part in each_at_once(partial(plan, only=self.only), readers):
            planned.sights += part.sights
            planned.requests += part.requests
            planned.server_errors += part.server_errors
        self.found.roles += len(readers)
        self.found.visits += planned.requests
        for role, path in planned.server_errors:
            self.found.server_errors += 1
            self.found.shown.append(f"{role}: {path} ({world}): a server error")
        self.opened |= {sight.route for sight in planned.sights}
        chosen = list(self._different(Job(sight, world) for sight in planned.sights))
        jobs, waiting = list(chosen), chosen
        while waiting:
            answers: list[Job] = []
            for came, requests in each_at_once(_answers, waiting):
                answers += came
                self.found.visits += requests
            fresh = list(self._different(answers))
            self.opened |= {job.sight.route for job in fresh}
            jobs += fresh
            # A page to which a form led on has forms of its own.
            waiting = [job for job in fresh if job.sent is None]
        self.found.states += len(jobs)
        self.found.answers += sum(job.sent is not None for job in jobs)
        for job, fault in _looked(jobs):
            self.found.note(job, fault)

    def _different(self, jobs: Iterable[Job]) -> Iterable[Job]:
        """Yield one job of each that are built alike."""
        for job in jobs:
            key = (job.sight.route, job.sight.page.built)
            if self.every or key not in self.built:
                self.built.add(key)
                yield job

    def end(self) -> Found:
        """Return what was found."""
        self.found.pages = len(self.opened)
        self.found.not_opened = sorted(
            route.name
            for route in every_route()
            if route.name not in self.opened and self.only in route.pattern
        )
        if not self.found.states:
            self.found.shown.append(f"no page was looked at whose address holds {self.only!r}")
        elif self.only:
            self.found.shown.append(f"only pages whose address holds {self.only!r} were looked at")
        self.found.seconds = round(time.perf_counter() - self.began, 1)
        return self.found


def _answers(job: Job) -> tuple[list[Job], int]:
    """Return the answers to the page's forms that are pages themselves, and how many were asked."""
    found, asked = [], 0
    visitor = worlds.client(job.sight.reader)
    held = {name: cookie.value for name, cookie in visitor.cookies.items()}
    for number, form in enumerate(job.sight.page.posts):
        if resolve(urlsplit(form.action).path).view_name in NOT_OPENED:
            continue
        for state, (words, pick) in FILLED.items():
            if words and not form.fields:
                continue
            # A form may end the session, as a new password does; that is undone like all else.
            for name, value in held.items():
                visitor.cookies[name] = value
            with undone():
                answer = visitor.post(form.action, form.filled(words, pick))
                body = answer.getvalue().decode("utf-8", "replace")
            asked += 1
            sent = f"{job.state}, {form.action} with {state}"
            onward = answer.get("Location", "")
            if onward.startswith("/"):
                asked += 1
                found += _led_to(job, visitor, onward, sent)
            elif answer.status_code != 404 and _is_page(answer):
                sight = replace(job.sight, page=read(form.action, body))
                found.append(Job(sight, sent, Sent(number, words, pick)))
    return found, asked


def _led_to(job: Job, visitor: Client, path: str, state: str) -> list[Job]:
    """Return the page that a form leads on to, if it is there although nothing was kept."""
    match = resolve(urlsplit(path).path)
    with undone():
        answer = visitor.get(path)
        body = answer.getvalue().decode("utf-8", "replace")
    if match.view_name in NOT_OPENED or answer.status_code != 200 or not _is_page(answer):
        return []
    sight = Sight(job.sight.reader, match.view_name, path, read(path, body))
    return [Job(sight, f"{state}, led on")]


def _is_page(answer: Any) -> bool:
    return answer.get("Content-Type", "").startswith("text/html")


def _looked(jobs: list[Job]) -> list[tuple[Job, Fault]]:
    """Look at every job in a browser for each core; return what was wrong."""
    many = os.cpu_count() or 1
    # Each gets neighbours: a reader's pages come one after another at the same browser.
    size = -(-len(jobs) // many) or 1
    shares = [jobs[start : start + size] for start in range(0, len(jobs), size)]
    return [pair for part in each_at_once(_look, shares) for pair in part]


def _look(jobs: list[Job]) -> list[tuple[Job, Fault]]:
    found = []
    with serving(worlds.Undoing) as address, chromium() as browser:
        reader, looker = None, None
        for job in jobs:
            if looker is None or job.sight.reader != reader:
                if looker:
                    looker.close()
                reader = job.sight.reader
                looker = Looker(browser, address, reader.cookies())
            try:
                faults = looker.look(job.sight.path, job.sent, asks=bool(job.sight.page.gets))
            except Exception as failed:
                faults = [Fault("server_error", f"could not be looked at: {failed}")]
                looker.close()
                looker = None
            found += [(job, fault) for fault in faults]
    return found
