"""Requests of one child that follow on one another, put to both sides: invented here, read by the product."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from random import Random

from schoolslink.checks.clocks.joined import FOUR, Received, Walked
from schoolslink.referrals.rules.clocks import SPELL_CLOCKS, Made, Timeline, spells_by

Requests = tuple[Received, ...]
ENDED = "discharged"


def invented(on: date, draw: Random) -> Requests:
    """Return some requests of one child: mostly at the edge of the five days, some within another."""
    day, found = on, list[Received]()
    for _ in range(draw.randint(1, 4)):
        long = draw.choice((0, 1, 12, 40))
        over = day + timedelta(days=long) if draw.random() < 0.8 else None
        what = draw.sample(FOUR, draw.randint(0, 4))
        had = tuple((one, day + timedelta(days=draw.randint(0, long))) for one in what)
        found.append(Received(day, over, had, _before(day, draw)))
        day = (over or day) + timedelta(days=draw.choice((-6, 0, 4, 5, 6, 7, 30)))
        day = max(day, on)
    draw.shuffle(found)
    return tuple(found)


def _before(day: date, draw: Random) -> tuple[tuple[str, date], ...]:
    """Return how it was at another service that had it first, if any."""
    if draw.random() < 0.8:
        return ()
    asked = day - timedelta(days=draw.randint(1, 20))
    return (("submit", asked), *((one, asked) for one in draw.sample(FOUR, draw.randint(0, 2))))


def as_told(one: Received) -> Timeline:
    """Return a request as its moves tell it."""
    here = sorted(one.had, key=lambda had: had[1])
    if one.elsewhere:
        first, *rest = one.elsewhere
        began = [first, *rest, ("take_over", one.came)]
    else:
        began = [("submit", one.came)]
    made = [
        Made(what, on, to_state="submitted" if what == "submit" else "first_contact")
        for what, on in (*began, *here)
    ]
    if one.over is not None:
        made.append(Made("discharge", one.over, to_state=ENDED))
    return Timeline(tuple(made), ended_states=frozenset({ENDED}))


def found_by_the_rule(requests: Requests, until: date) -> tuple[Walked, ...]:
    """Return the spells, by the product."""
    return tuple(
        Walked(one.opened_on, one.ended_on, one.referrals, one.full_stop_on, one.missing)
        for one in spells_by(map(as_told, requests), until)
    )


def counted_by_the_rule(requests: Requests, until: date) -> dict[str, list[tuple]]:
    """Return what is counted of the spells, by the product."""
    found: dict[str, list[tuple]] = {}
    for spell in spells_by(map(as_told, requests), until):
        for clock in SPELL_CLOCKS:
            reading = clock.reading(spell, until)
            if reading:
                found.setdefault(clock.id, []).append((reading.on, reading.kept, reading.amount))
    return found


def shifted(requests: Requests, days: int) -> Requests:
    """Return requests of which each that ended did so some days later, or earlier but not before it came."""
    later = timedelta(days=days)
    return tuple(
        replace(one, over=max(one.came, one.over + later)) if one.over else one for one in requests
    )


def without(requests: Requests, what: str) -> Requests:
    """Return requests in which one of the four was there from the first day."""
    return tuple(replace(one, had=(*one.had, (what, one.came))) for one in requests)
