"""What is counted of a simulated life, from the rows alone and apart from the code that moves them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

import psycopg
from django.conf import settings
from django.db import connection
from psycopg import sql

from schoolslink.config.database import one_core
from schoolslink.simulate.programme.cast import Player
from schoolslink.simulate.world.connection import arranging

# Past its day, and nobody else was asked about it: neither was it given to the next person after that
# day, nor do the area's coordinators know of it; nor the national team, where nobody coordinates the area,
# that something there is heard of by nobody. The morning's round has just come to its end.
_UNSEEN = """
select i.reference, h.duty, h.due_on, h.began_at from referrals_holding h
join referrals_item i on i.id = h.item_id
where h.ended_at is null and h.due_on < %(today)s
  and not exists (select from referrals_itemevent e where e.item_id = h.item_id
    and e.move = 'escalate' and (e.at at time zone 'Europe/London')::date > h.due_on)
  and not exists (select from notices_notice n where n.about_id = h.item_id
    and n.kind = 'referrals.past_its_day' and n.created_at::date > h.due_on)
  and not exists (select from notices_notice n where n.about_id = h.area_id
    and n.kind = 'directory.nobody_coordinates' and n.created_at::date > h.due_on)
"""
# An open thing that nobody holds, or several: a constraint forbids it; looked at all the same.
_NOT_HELD = """
select i.reference from referrals_item i where i.closed_at is null and 1 <> (
  select count(*) from referrals_holding h where h.item_id = i.id and h.ended_at is null)
"""
_SENT = """
select n.id, n.kind, n.recipient_person_id, n.about_id, e.move
from notices_notice n
left join referrals_holding h on h.item_id = n.about_id and h.ended_at is null
left join referrals_itemevent e on e.id = h.event_id
where n.sent_at >= %(since)s and n.sent_at < %(until)s and n.recipient_person_id is not null
  -- What is kept for a weekly mail is a line of it, and no message of its own.
  and not n.is_weekly and n.created_at > %(since)s - interval '60 days'
order by n.sent_at, n.id
"""
_STILL = """
select h.person_id, h.due_on from referrals_holding h where h.item_id = %s and h.ended_at is null
"""
_STILL_UNREAD = """
select null, t.due_on from referrals_told t where t.item_id = %s and t.whom = 'school' and t.read_at is null
"""
# For how long something has stood past its day, or an answer with which something ended is unread.
_MOST_PAST = """
select coalesce(max(%(today)s::date - due_on), 0) from (
  select due_on from referrals_holding where ended_at is null
  union all
  select due_on from referrals_told where whom = 'school' and read_at is null and closed_on is not null) late
"""
_MAIL_WAITS = "select from notices_notice where state = 'queued' and not is_weekly limit 1"
WEEKLY = "notices.weekly"
TOLD_AFTER = {"referrals.still_past_its_day", "referrals.still_past_later"}
# Those of an answer that nobody has read: the thing has ended then, and nobody holds it.
OF_ANSWERS = {
    "referrals.answer_unread", "referrals.past_its_day", "referrals.past_its_day_again", *TOLD_AFTER,
}  # fmt: skip
# Messages that ask somebody because others did not act, or because nobody is named.
ALARMS = {
    "referrals.past_its_day",
    "referrals.past_its_day_again",
    *TOLD_AFTER,
    "referrals.nobody_named",
    "referrals.still_nobody_named",
    "referrals.waits_for_team",
    "referrals.answer_unread",
    "referrals.letter_overdue",
}


@dataclass
class Tally:
    """Everything that is counted. By role, minutes and messages are by person and week."""

    minutes: dict[tuple[int, int], float] = field(default_factory=lambda: defaultdict(float))
    messages: dict[tuple[int, int], int] = field(default_factory=lambda: defaultdict(int))
    weeks: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    acts: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    unseen: list[dict[str, Any]] = field(default_factory=list)
    most_days_past: int = 0
    escalations: int = 0
    alarms: Counter[str] = field(default_factory=Counter)
    without_action: Counter[str] = field(default_factory=Counter)
    events: Counter[str] = field(default_factory=Counter)
    waiting_alarms: dict[UUID, list[tuple[str, UUID]]] = field(
        default_factory=lambda: defaultdict(list)
    )

    def spends(self, player: Player, week: int, act: str, minutes: float) -> None:
        """Note that somebody did something, and how long it took them."""
        self.minutes[player.number, week] += minutes
        self.acts[act] += 1


Rows = list[tuple[Any, ...]]


def rows(query: str, *given: Any, **named: Any) -> Rows:
    """Return what a question finds, asked as the arranger of the invented world, who sees all of it."""
    return answers((query, named or list(given)))[0]


_own: psycopg.Connection[Any] | None = None


@contextmanager
def looking() -> Iterator[None]:
    """Ask over a connection of our own for a while, which only reads: what is not kept yet is not seen."""
    global _own
    params = {**connection.get_connection_params(), "cursor_factory": psycopg.Cursor}
    seed = sql.Identifier(settings.DATABASE_ROLES["seed"])
    with psycopg.connect(**params, autocommit=True) as _own:
        one_core.bring(_own)
        _own.execute(sql.SQL("set role {}").format(seed))
        _own.execute("set default_transaction_read_only = on")
        try:
            yield
        finally:
            _own = None


def answers(*asked: tuple[str, Any]) -> list[Rows]:
    """Return what each of several questions finds, each with its values; asked as one."""
    if _own is not None:
        return [_own.execute(query, values or None).fetchall() for query, values in asked]
    found = []
    with arranging(), connection.cursor() as cursor:
        for query, values in asked:
            cursor.execute(query, values)
            found.append(cursor.fetchall())
    return found


def held_by(item_id: UUID) -> Rows:
    """Return who has a thing now, None for nobody by name, and by which day it is due."""
    return rows(_STILL, item_id)


def unseen(today: date) -> list[dict[str, Any]]:
    """Return what is past its day with nobody asked about it, once a weekday's round has come to its end."""
    past, unheld = answers((_UNSEEN, {"today": today}), (_NOT_HELD, []))
    late = [
        {"reference": reference, "duty": duty, "due_on": due_on.isoformat()}
        for reference, duty, due_on, _ in past
    ]
    return late + [{"reference": reference, "duty": "held by nobody"} for (reference,) in unheld]


def mail_waits() -> bool:
    """Say whether any message is to leave: on most days at most hours there is none."""
    return bool(rows(_MAIL_WAITS))


def most_days_past(today: date) -> int:
    """Return for how many days that which has stood the longest past its day has stood; 0 for none."""
    return max(0, int(rows(_MOST_PAST, today=today)[0][0]))


def note_messages(
    tally: Tally, people: dict[UUID, Player], week: int, since: datetime, until: datetime
) -> list[tuple[Player, str]]:
    """Count the messages that left in a span; return who got which kind."""
    got = []
    for _, kind, person_id, about_id, last_move in rows(_SENT, since=since, until=until):
        player = people.get(person_id)
        if player is None:
            continue
        tally.messages[player.number, week] += 1
        got.append((player, kind))
        asked_next = kind == "referrals.waits_for_you" and last_move == "escalate"
        if (kind in ALARMS or asked_next) and about_id is not None:
            tally.alarms[kind] += 1
            tally.waiting_alarms[person_id].append((kind, about_id))
    return got


def judge_alarms(
    tally: Tally, player: Player, today: date, rung: frozenset[UUID] = frozenset()
) -> list[UUID]:
    """Look at what somebody was alarmed about, as they come to it; return what still needs somebody.

    An alarm was for nothing when what it told of has been seen to by the time its reader looks, or when
    another has rung about it since noon.
    """
    needed = []
    for kind, item_id in tally.waiting_alarms.pop(player.person_id, []):
        still = [] if kind == "referrals.answer_unread" else held_by(item_id)
        still += rows(_STILL_UNREAD, item_id) if kind in OF_ANSWERS else []
        if item_id not in rung and any(
            holder in (None, player.person_id) or due < today for holder, due in still
        ):
            needed.append(item_id)
        else:
            tally.without_action[kind] += 1
    return needed
