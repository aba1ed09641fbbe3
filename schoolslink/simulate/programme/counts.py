"""What one area's life has left behind, as plain numbers that another process can add up."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

from schoolslink.simulate.programme import watch
from schoolslink.simulate.programme.area import Place

_WAITS = """
select (i.asked_at at time zone 'Europe/London')::date,
  min((e.at at time zone 'Europe/London')::date) filter (where e.move in
    ('accept', 'advise', 'not_accept', 'redirect')),
  min((e.at at time zone 'Europe/London')::date) filter (where e.move in
    ('record_first_contact', 'start_help'))
from referrals_item i join referrals_itemevent e on e.item_id = i.id
where i.kind = 'referral' and i.asked_at is not null group by i.id order by i.asked_at, i.id
"""
_ESCALATED = "select count(*) from referrals_itemevent where move = 'escalate'"
_ASKED = """
select kind, count(*), count(*) filter (where closed_at is null) from referrals_item
group by kind order by kind
"""
# Below this somebody was hardly ever there, and their weeks say nothing about their role.
FEWEST_WEEKS = 10


def counts(place: Place, tally: watch.Tally, schools_a_contact: float) -> dict[str, Any]:
    """Return everything that was counted in one area."""
    waits = watch.rows(_WAITS)
    return {
        "asked": {kind: [count, still] for kind, count, still in watch.rows(_ASKED)},
        "decided_days": _days(waits, 1),
        "help_days": _days(waits, 2),
        "escalations": watch.rows(_ESCALATED)[0][0],
        "unseen": tally.unseen,
        "most_days_past": tally.most_days_past,
        "people": [
            [player.role.value, _mean(tally.minutes, player.number, weeks),
             _mean(tally.messages, player.number, weeks)]
            for player in place.cast.players
            # The few at the service where things are passed on would make every median look idle.
            if player.place_id != place.other_id
            and (weeks := len(tally.weeks[player.number])) >= FEWEST_WEEKS
        ],
        "schools_a_contact": schools_a_contact,
        **{
            name: dict(sorted(counted.items()))
            for name, counted in _counters(tally).items()
        },
    }  # fmt: skip


def _counters(tally: watch.Tally) -> dict[str, Counter[str]]:
    return {
        "alarms": tally.alarms,
        "alarms_for_nothing": tally.without_action,
        "happened": tally.events,
        "acts": tally.acts,
        "refused": tally.refused,
    }


def _mean(counted: Any, number: int, weeks: int) -> float:
    return sum(count for (whose, _), count in counted.items() if whose == number) / weeks


def _days(waits: list[tuple[Any, ...]], column: int) -> list[int]:
    found: list[tuple[date, date]] = [
        (row[0], row[column]) for row in waits if row[column] is not None
    ]
    return [(until - since).days for since, until in found]
