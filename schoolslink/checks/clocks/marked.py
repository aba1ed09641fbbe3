"""Requests that were marked before they were sent, put to both sides: invented here, read by the product."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from random import Random

from schoolslink.checks.clocks import happening
from schoolslink.checks.clocks.marks import Sent
from schoolslink.kernel.calendar import add_working_days
from schoolslink.referrals.rules.clocks import MARKED, Looking, Made, Timeline

MARKS = (None, None, True, False)


def invented(on: date, draw: Random) -> Sent:
    """Return a request sent on a day, marked or not before and then, with what took place, or its end."""
    moves = draw.randint(1, 3)
    gone = None
    story = happening.invented(on, draw)
    if draw.random() < 0.4:
        last = story[-1].on if story else on
        what = draw.choice(("withdraw", "not_accept"))
        gone = (what, last + timedelta(days=draw.choice((0, 1, 2, 6, 7, 8, 27, 28, 29))))
    return Sent(
        on, tuple(draw.choices(MARKS, k=moves)), tuple(draw.choices(MARKS, k=moves)), story, gone
    )


def read(sent: Sent, until: date) -> dict[str, tuple]:
    """Return U1 to U4 as known by the end of a day, by the product's clocks."""
    before = [
        Made("draft", sent.asked_on, "school", urgent=urgent, risk=risk)
        for urgent, risk in zip(sent.urgent[:-1], sent.risk[:-1], strict=True)
    ]
    arrived = Made(
        "submit", sent.asked_on, "school", to_state="submitted",
        urgent=sent.urgent[-1], risk=sent.risk[-1],
    )  # fmt: skip
    after = happening.as_made(sent.story)
    if sent.gone:
        what, on = sent.gone
        after.append(Made(what, on, "school" if what == "withdraw" else "service"))
    timeline = Timeline((*before, arrived, *after))
    looking = Looking(until, add_working_days)
    found = {clock.id: clock.reading(timeline, looking) for clock in MARKED}
    return {name: (one.on, one.kept, one.amount) for name, one in found.items() if one}


def unmarked(sent: Sent) -> Sent:
    """Return it as if only what was said with sending counted."""
    return replace(
        sent,
        urgent=(*(None for _ in sent.urgent[:-1]), sent.urgent[-1]),
        risk=(*(None for _ in sent.risk[:-1]), sent.risk[-1]),
    )
