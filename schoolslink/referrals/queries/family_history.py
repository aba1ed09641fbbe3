"""What has happened to a family's own request, and beside it: moves, days and names of services, no word."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from schoolslink.access import doors
from schoolslink.kernel import clock
from schoolslink.referrals.models import Decision, ItemEvent
from schoolslink.referrals.queries.own import FAMILY, Own
from schoolslink.referrals.queries.transfers import moving_of
from schoolslink.referrals.rules import Kind, Move, Side
from schoolslink.referrals.rules.family import Happened
from schoolslink.referrals.rules.family.truth import Moving
from schoolslink.referrals.rules.happened import Said, days_that_stand
from schoolslink.referrals.rules.not_to_contact import NOBODY_TOLD

# Read by themselves, or told to nobody.
_NOT_TOLD_BY_SOMEBODY = ("page", *NOBODY_TOLD)
# Both doors in one question: a page may ask twenty.
_BESIDE = """
select t.state, t.receiver, t.due_on, h.kind, h.move, h.side, h.happened_at, h.receiver
from (values (1)) as always (row) left join access.family_transfer() t on true
  left join access.family_history() h on true
"""


@dataclass(frozen=True)
class Beside:
    """What stands, and stood, beside a request, as its family may know it."""

    moving: Moving | None
    happened: tuple[tuple[str, str, str, datetime, str | None], ...]


def events_of(own: Own) -> list[ItemEvent]:
    """Return every move of a family's own request, in its order."""
    rows = ItemEvent.objects.filter(item=own.item).select_related("to_service", "to_school")
    return list(rows.order_by("version_seen"))


def beside_of() -> Beside:
    """Return what stands and stood beside the request whose family asks."""
    rows = doors.rows(_BESIDE)
    return Beside(moving_of(*rows[0][:3]), tuple(row[3:] for row in rows if row[3] is not None))


def history_of(
    own: Own,
    events: Sequence[ItemEvent],
    decisions: Sequence[Decision],
    beside: Beside,
    service: str,
) -> tuple[Happened, ...]:
    """Return what has happened, in its order. Ask it for whoever hears what was decided, and nobody else.

    events, decisions: of this request. service: the name of the one that has it now.
    """
    made = _moves(own, events, {one.event_id: one for one in decisions}, service)
    where = [(event.at, one.service) for event, one in zip(events, made, strict=True)]
    found = [
        *(
            (event.at, one)
            for event, one in zip(events, made, strict=True)
            if one.move is not Move.RECORD_TOLD or _had_word(own, event.at)
        ),
        *_told(own),
        *_beside(beside, where, _councils(events)),
    ]
    return tuple(one for _at, one in sorted(found, key=lambda pair: (pair[1].on, pair[0])))


def _moves(
    own: Own, events: Sequence[ItemEvent], decisions: Mapping[UUID, Decision], name_now: str
) -> list[Happened]:
    days = {
        one.version: one.on
        for one in days_that_stand(
            Said(
                event.version_seen, event.move, clock.local_day(event.at), event.happened_on,
                event.puts_right,
            )
            for event in events
        )
    }  # fmt: skip
    found, service, receiver = [], "", ""
    for event in events:
        if event.to_service is not None:
            is_now = event.to_service_id == own.item.service_id
            service = name_now if is_now else event.to_service.name
        decision, move = decisions.get(event.pk), Move(event.move)
        if decision is not None:
            receiver = decision.receiver_name
            # Of what is joined to another: as it was decided there.
            move = Move(decision.move)
        on = days.get(event.version_seen) or event.happened_on or clock.local_day(event.at)
        found.append(Happened(on, move, Kind.REFERRAL, service, receiver))
    return found


def _had_word(own: Own, at: datetime) -> bool:
    """Say whether this member had word by then: of some, nobody told them when the last of all was."""
    return any(
        duty.told_at is not None
        and duty.told_at <= at
        and duty.family_member_id == own.member.pk
        and duty.how not in NOBODY_TOLD
        for duty in own.told
    )


def _told(own: Own) -> list[tuple[datetime, Happened]]:
    """Return when somebody told this member themselves; of anybody else nothing."""
    return [
        (duty.told_at, Happened(clock.local_day(duty.told_at), Move.RECORD_TOLD))
        for duty in own.told
        if duty.told_at is not None
        and duty.whom in FAMILY
        and duty.family_member_id == own.member.pk
        and duty.how not in _NOT_TOLD_BY_SOMEBODY
    ]


def _councils(events: Iterable[ItemEvent]) -> list[tuple[datetime, str]]:
    """Return who stands in a school's place from when on; an empty name where it is a school again."""
    return [
        (event.at, event.to_school.name if event.move == Move.LEAVE_SCHOOL else "")
        for event in events
        if event.to_school is not None
    ]


def _beside(
    beside: Beside,
    where: Sequence[tuple[datetime, str]],
    councils: Sequence[tuple[datetime, str]],
) -> list[tuple[datetime, Happened]]:
    """Return what happened beside it; where: which service had the request from when on."""
    found = []
    for kind, move, side, at, receiver in beside.happened:
        by_school = side == Side.SCHOOL
        one = Happened(
            clock.local_day(at), Move(move), Kind(kind), _then(where, at), receiver or "", by_school
        )
        if by_school and (council := _then(councils, at)):
            one = replace(one, service=council, by_school=False)
        found.append((at, one))
    return found


def _then(since: Sequence[tuple[datetime, str]], at: datetime) -> str:
    """Return the name that stood at a moment: the last one from before it."""
    return next((name for began, name in reversed(since) if began <= at), "")
