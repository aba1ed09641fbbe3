"""`chaos clock`: the application's clock set back and forth, while the database's goes on.

The clock is injected: into `kernel.clock` and into the machine's own, in this process. PostgreSQL is
left alone, and its clock is the one to which everything is held. The mark of invented data is taken
off the scratch database meanwhile, since invented worlds may live in years to come.
"""

from __future__ import annotations

import contextlib
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import Any
from unittest.mock import patch
from uuid import UUID

from django.db import DatabaseError, transaction

from schoolslink.access import unit
from schoolslink.access.unit import ClockWrong, acting
from schoolslink.bench.people import Person
from schoolslink.bench.requests import Team
from schoolslink.chaos import world
from schoolslink.chaos.scratch import Scratch
from schoolslink.kernel import clock, outbox
from schoolslink.kernel.ids import new_id
from schoolslink.notices import delivery
from schoolslink.referrals.commands.advice import ask_advice
from schoolslink.referrals.commands.moving import find, make_move
from schoolslink.referrals.errors import ChangedMeanwhile, DatedInTheFuture, NotPossible
from schoolslink.referrals.models import ItemEvent
from schoolslink.referrals.routing import route_for
from schoolslink.referrals.rules import Move, Need

SKEWS = tuple(
    timedelta(seconds=seconds)
    for seconds in (-400 * 86400, -86400, -7200, -3600, -90, 90, 3600, 7200, 86400, 400 * 86400)
)
SLIGHT = (timedelta(seconds=-20), timedelta(0), timedelta(seconds=20))
MOST_OFF_SECONDS = 65
Tell = Callable[[str], None]


@contextlib.contextmanager
def skewed(skew: timedelta) -> Iterator[None]:
    """Let the application's clock, and its machine's, differ from the database's."""
    seconds, really, now = skew.total_seconds(), time.time, clock.real_now
    with (
        patch.object(time, "time", lambda: really() + seconds),
        patch.object(clock, "now", lambda: now() + skew),
        patch.object(clock, "real_now", lambda: now() + skew),
    ):
        yield


def run(scratch: Scratch, *, seed: int, tell: Tell) -> dict[str, Any]:
    """Work with a clock that is wrong by turns, then with one that is right again."""
    teams = world.teams(scratch, 2, seed, tell)
    lead = Person(teams[0].lead_id)
    scratch.sql("delete from access.mark")
    chance = random.Random(seed)  # noqa: S311 (a repeatable run, not a secret)
    turns = [skew for skew in SKEWS for _ in range(3)] + [
        skew for skew in SLIGHT for _ in range(10)
    ]
    chance.shuffle(turns)
    done, wrong = _turns(scratch, lead, teams[0], turns)
    tell("The control: a rule that trusts the application's clock ...")
    scratch.sql("insert into access.mark (synthetic) values (true)")
    with patch.object(unit, "MOST_SKEW_SECONDS", float("inf")):
        _, control = _turns(scratch, lead, teams[0], turns)
    scratch.sql("delete from access.mark")
    return {
        "turns": len(turns),
        "kept": done["kept"],
        "refused": done["refused"],
        "kept_with_a_wrong_clock": done["kept_wrongly"],
        "wrong_deadlines": wrong,
        **_order(teams[1], Person(teams[1].lead_id)),
        **_right_again(scratch, lead),
        "control_wrong": control,
        "control": "no comparison of the two clocks, and no rule of the database's",
    }


def _turns(
    scratch: Scratch, lead: Person, team: Team, turns: list[timedelta]
) -> tuple[Counter[str], int]:
    """Ask a question in each turn; return what became of them, and how many days were wrong."""
    done: Counter[str] = Counter()
    wrong = 0
    with acting(lead.actor, route="chaos") as actor:
        first = _ask(actor, team)
    query = "select due_on from referrals_holding where item_id = %s and ended_at is null"
    due_on = scratch.sql(query, first)[0][0]
    for skew in turns:
        try:
            with skewed(skew), acting(lead.actor, route="chaos") as actor:
                item = _ask(actor, team)
        except (ClockWrong, DatedInTheFuture, DatabaseError):  # the last: an identity out of date
            done["refused"] += 1
            continue
        done["kept"] += 1
        done["kept_wrongly"] += abs(skew.total_seconds()) > MOST_OFF_SECONDS
        wrong += not _is_right(scratch, item, due_on)
    return done, wrong


def _ask(actor: Any, team: Team, *, key: UUID | None = None) -> UUID:
    return ask_advice(
        actor=actor,
        school_id=team.school_ids[0],
        form_key=key or new_id(),
        at=clock.now(),
        about="pupil",
        age_or_year="Year 4",
        seen="",
        tried="",
        question="What can we do until somebody has time?",
        how_soon="this_week",
    )


def _is_right(scratch: Scratch, item: UUID, due_on: date) -> bool:
    """Say whether a question is due on the day of one that was asked with a clock that is right.

    And whether it says that it was asked when the database knows that it was.
    """
    rows = scratch.sql(
        "select h.due_on, abs(extract(epoch from (i.opened_at - clock_timestamp()))) < %s"
        " from referrals_item i join referrals_holding h on h.item_id = i.id and h.ended_at is null"
        " where i.id = %s",
        MOST_OFF_SECONDS,
        item,
    )
    return bool(rows[0] == (due_on, True))


def _order(team: Team, lead: Person) -> dict[str, Any]:
    """Send again what was sent, make a move on a stale version, and date one in the future."""
    key, refused = new_id(), Counter[str]()
    with acting(lead.actor, route="chaos") as actor:
        item_id = _ask(actor, team, key=key)
    with acting(lead.actor, route="chaos") as actor:
        replayed = _ask(actor, team, key=key) == item_id
    contact = Person(team.contact_id)

    def answer(version: int, at: datetime) -> None:
        with acting(contact.actor, route="chaos") as actor, transaction.atomic():
            item, side = find(actor, item_id)
            make_move(
                actor=actor, item=item, side=side, move=Move.ANSWER, version=version, at=at,
                route=route_for(item.school_id, on=clock.today()),
                given=dict.fromkeys(Need, "given"), words="Some words.",
            )  # fmt: skip

    try:
        answer(1, clock.now() + timedelta(days=1))
    except DatedInTheFuture:
        refused["future"] += 1
    answer(1, clock.now() - timedelta(days=1))  # later than what it follows, whatever it says
    try:
        answer(1, clock.now())
    except (ChangedMeanwhile, NotPossible):
        refused["stale"] += 1
    with acting(contact.actor, route="chaos"):
        moments = list(
            ItemEvent.objects.filter(item_id=item_id)
            .order_by("version_seen")
            .values_list("at", flat=True)
        )
    return {
        "replayed_made_one": replayed,
        "future_dated_refused": refused["future"] == 1,
        "stale_refused": refused["stale"] == 1,
        "history_in_order": len(moments) == 2 and moments == sorted(moments),
    }


def _right_again(scratch: Scratch, lead: Person) -> dict[str, Any]:
    """With the clock right again: the session still opens pages, and news put off far is told."""
    with skewed(timedelta(days=40)):
        outbox.deliver_waiting()
        with contextlib.suppress(ClockWrong):
            delivery.deliver_waiting()
    with acting(lead.actor, route="chaos"):
        outbox.wake_lost()
    outbox.deliver_waiting()
    waiting = scratch.sql(
        "select count(*) from kernel_outboxdelivery where delivered_at is null"
        " or due_at > clock_timestamp() + interval '2 hours' and delivered_at is null"
    )[0][0]
    page = lead.client().get("/", headers={"host": "127.0.0.1"})
    return {"session_still_good": page.status_code == 200, "news_left": int(waiting)}
