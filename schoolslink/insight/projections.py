"""Counts that follow the news: each move counted once, in the area, school and month in which it was made."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import connection

from schoolslink.access import doors
from schoolslink.directory.queries import coverage_by_area, coverage_by_stratum
from schoolslink.insight.models import Coverage, Measure, Stratum
from schoolslink.kernel import clock, outbox
from schoolslink.kernel.ids import new_id
from schoolslink.referrals.events import ItemMoved
from schoolslink.referrals.queries import move_made
from schoolslink.referrals.rules import Move
from schoolslink.referrals.rules.moves import DECISIONS

# A request is counted when it reaches a service, by whichever move: sent, or worse while it waited
# for a yes. A question asked again is promised, and answered, again.
_COUNTED = {
    Move.ASK: Measure.QUESTIONS,
    Move.ASK_AGAIN: Measure.QUESTIONS,
    Move.ANSWER: Measure.ANSWERED,
    Move.RECORD_TOLD: Measure.TOLD,
    **dict.fromkeys(DECISIONS, Measure.ANSWERED),
}
_SENDING = (Move.SUBMIT, Move.ASK_OWN, Move.SAY_WORSE)
_IN_TIME = {Measure.ANSWERED: Measure.ANSWERED_IN_TIME, Measure.TOLD: Measure.TOLD_IN_TIME}


def _is_counted(event: ItemMoved) -> bool:
    """Say whether a move is one of those that are counted, as far as the move alone says it."""
    return Move(event.move) in _COUNTED or Move(event.move) in _SENDING


@outbox.only_if(_is_counted)
def count_move(event: ItemMoved, *, at: datetime) -> None:
    """Count a move of a question or request, if it is one of those that are counted."""
    move = Move(event.move)
    measure = _COUNTED.get(move)
    if measure is None and move not in _SENDING:
        return
    made = move_made(event.event_id)
    if measure is None and made.reached_service:
        measure = Measure.REQUESTS
    if measure is None or made.area_id is None:
        return
    month = made.on.replace(day=1)
    _add_one(made.area_id, made.school_id, month, measure)
    if measure in _IN_TIME and made.was_due_on is not None and made.on <= made.was_due_on:
        _add_one(made.area_id, made.school_id, month, _IN_TIME[measure])


def _add_one(area_id: UUID, school_id: UUID | None, month: date, measure: Measure) -> None:
    if school_id is not None:
        doors.value("select access.count_at_school(%s, %s, %s)", school_id, month, measure.value)
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into insight_projection (id, area_id, month, measure, count)"
            " values (%s, %s, %s, %s, 1) on conflict (month, area_id, measure)"
            " do update set count = insight_projection.count + 1",
            [new_id(), area_id, month, measure.value],
        )


def take_coverage(*, at: datetime) -> int:
    """Write down how each area's settings stand today, once a day; return how many areas."""
    today = clock.local_day(at)
    rows = [
        Coverage(
            area_id=area.area_id,
            on_day=today,
            settings=area.settings,
            pupils=area.pupils,
            live=area.live,
            confirmed=area.confirmed,
            never_asked=area.never_asked,
        )
        for area in coverage_by_area(on=today)
    ]
    Coverage.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["on_day", "area"],
        update_fields=["settings", "pupils", "live", "confirmed", "never_asked"],
    )
    _take_strata(today)
    return len(rows)


def _take_strata(today: date) -> None:
    """Write down how each kind of setting stands; one that is gone since this morning counts none."""
    Stratum.objects.filter(on_day=today).update(settings=0, live=0)
    rows = [
        Stratum(
            on_day=today,
            dimension=stratum.dimension,
            name=stratum.name,
            settings=stratum.settings,
            live=stratum.live,
        )
        for stratum in coverage_by_stratum(on=today)
    ]
    Stratum.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["on_day", "dimension", "name"],
        update_fields=["settings", "live"],
    )
