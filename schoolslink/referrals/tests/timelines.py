"""Whole stories of requests, told move by move as the seed role: the database checks each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from uuid import UUID

from schoolslink.directory.models import ServiceCriteria
from schoolslink.kernel import clock
from schoolslink.kernel.ids import new_id
from schoolslink.referrals.models import Decision, Item, ItemEvent, Referral, YoungPerson
from schoolslink.referrals.models import Told as Told_
from schoolslink.referrals.rules import ENDED, MOVES, Kind, Move, Side, State, next_state
from schoolslink.referrals.rules.clocks import Made, Timeline, Told
from schoolslink.referrals.rules.clocks.adjusted import Pause, Paused
from schoolslink.referrals.rules.clocks.agreement import ASKED
from schoolslink.referrals.rules.clocks.timeline import NOES
from schoolslink.referrals.rules.guarding import NOT_TOLD
from schoolslink.referrals.rules.happened import DATED
from schoolslink.referrals.rules.moves import DECISIONS
from schoolslink.referrals.rules.moves.referral import JOINED
from schoolslink.referrals.rules.reasons import Level, Reason
from schoolslink.referrals.tests.arrange import World


@dataclass(frozen=True)
class Step:
    """One move of a story. told: who was owed word of it, and when each had it.

    barred: who of them nobody may tell, from then on. happened_on, puts_right: as on the event.
    """

    move: Move
    at: datetime
    side: Side = Side.SERVICE
    by_person: bool = True
    elsewhere: bool = False
    told: tuple[tuple[str, datetime | None], ...] = ()
    level: str = ""
    happened_on: date | None = None
    puts_right: int | None = None
    urgent: bool = False
    reason: str = ""
    risk: bool = False
    until_on: date | None = None  # of days set aside from happened_on, with `reason`
    barred: tuple[str, ...] = ()


# Whom nobody may tell, of those who were to be told.
BARRED: tuple[tuple[str, ...], ...] = ((), (), ("carer",), ("self", "carer"))
# What the service has published as its reasons, each list from a day on.
PUBLISHED: tuple[tuple[date, frozenset[str] | None], ...] = (
    (date(2026, 4, 20), None),
    (date(2026, 5, 4), frozenset({"below_level", "age", "advice_alone"})),
    (date(2026, 7, 6), frozenset({"age", "moved"})),
)
REASONS_GIVEN = ("below_level", "age", "moved", "out_of_area")
OVER = (State.WITHDRAWN, State.DUPLICATE, State.DISCARDED)


@dataclass(frozen=True)
class Story:
    """One request and all that was done, for one child or another."""

    steps: tuple[Step, ...]
    child: int = 0
    missing: int = 0
    from_advice: bool = False
    level_asked: str = ""
    school: UUID | None = None  # Northgate
    age_band: str = ""
    sen: str = ""

    @property
    def sent(self) -> list[Step]:
        """Return the step with which it reached the service, if any."""
        state, found = State.NEW, list[Step]()
        for step in self.steps:
            before, state = state, next_state(Kind.REFERRAL, state, step.move)
            found += [step] if state is State.SUBMITTED and before is not state else []
        return found

    def timeline(self, others: Iterable[Story] = ()) -> Timeline:
        """Return it as the pure rules read it. others: of the same child, at the same service."""
        made, told, state = [], [], State.NEW
        decided = [step for step in self.steps if step.move in DECISIONS]
        for step in self.steps:
            before, state = state, next_state(Kind.REFERRAL, state, step.move)
            day = clock.local_day(step.at)
            if before in JOINED and state not in JOINED:  # what was owed of it is owed no more
                told = [
                    replace(one, told_on=one.told_on or day)
                    if one.whom in ("self", "carer", "gp") and one.ended_on is None
                    else one
                    for one in told
                ]
            made.append(
                Made(
                    step.move.value,
                    day,
                    step.side.value,
                    step.by_person,
                    state.value,
                    step.elsewhere,
                    step.happened_on if step.move in DATED else None,
                    tuple(
                        (clock.local_day(other.at), other.happened_on)
                        for other in self.steps
                        if other.puts_right == len(made) and other.happened_on
                    ),
                    Paused(Pause(step.reason), step.happened_on, step.until_on)
                    if step.until_on
                    else None,
                    step.puts_right if step.move is Move.COUNT_AGAIN else None,
                    step.urgent or None,
                    step.risk or None,
                )
            )
            told += [
                Told(whom, day, step is decided[0], ended_on=clock.local_day(at))
                if at and whom in step.barred
                else Told(whom, day, step is decided[0], at and clock.local_day(at))
                for whom, at in step.told
            ]
        others = list(others)
        accepted = [s for o in others for s in o.steps if s.move is Move.ACCEPT]
        urgent = [s for o in others for s in o.sent if s.urgent or s.risk]
        return Timeline(
            tuple(made), tuple(told), self.missing, self.from_advice, self.level_asked,
            decided[0].level if decided else "",
            accepted_elsewhere=tuple(clock.local_day(step.at) for step in accepted),
            urgent_elsewhere=tuple(clock.local_day(step.at) for step in urgent),
            reason=next((s.reason for s in self.steps if s.move in NOES), ""),
            published=PUBLISHED,
            ended_states=frozenset(one.value for one in ENDED[Kind.REFERRAL]),
        )  # fmt: skip


def invented(draw: Random, first: datetime, last: datetime, *, child: int) -> Story:
    """Invent a story by chance: any way that the moves allow, slow or fast, ended or not."""
    at = first + timedelta(minutes=draw.randrange(int((last - first).total_seconds() / 60)))
    state, steps, asked = State.NEW, [], None
    for _ in range(draw.randint(1, 14)):
        ways = [move for kind, before, move in MOVES if (kind, before) == (Kind.REFERRAL, state)]
        if not any(one.move in DATED for one in steps):
            ways = [move for move in ways if move is not Move.PUT_DAY_RIGHT]
        aside, to_set = _standing_aside(steps), _may_be_set_aside(draw, at, asked, steps)
        # Either names another school, and these stories are all of one.
        ways = [move for move in ways if move not in (Move.CHANGE_SCHOOL, Move.LEAVE_SCHOOL)]
        ways = [move for move in ways if move is not Move.COUNT_AGAIN or aside]
        ways = [move for move in ways if move is not Move.SET_ASIDE or to_set]
        ways += [Move.SET_ASIDE] * 2 if Move.SET_ASIDE in ways else []
        if not ways or at > last:
            break
        # Most stories go on to an answer and beyond it; by chance alone few would be helped.
        ways += [Move.RECORD_SECOND_CONTACT] * 3 if Move.RECORD_SECOND_CONTACT in ways else []
        ahead = [
            move for move in ways if next_state(Kind.REFERRAL, state, move) not in (state, *OVER)
        ]
        move = draw.choice(ahead if ahead and draw.random() < 0.7 else ways)
        said = _day(draw, move, at, asked, steps)
        said = (to_set[0], None) if move is Move.SET_ASIDE else said
        said = (None, draw.choice(aside)) if move is Move.COUNT_AGAIN else said
        steps.append(
            Step(
                move, at, draw.choice([Side.SERVICE, Side.SERVICE, Side.SCHOOL]),
                draw.random() < 0.9, move is Move.REASSIGN and draw.random() < 0.5,
                _told(draw, at) if move in DECISIONS else (),
                draw.choice(["", *Level]) if move is Move.ACCEPT else "",
                *said,
                draw.random() < 0.5,
                draw.choice(REASONS_GIVEN) if move is Move.NOT_ACCEPT
                else Reason.ADVICE_ALONE if move is Move.ADVISE
                else draw.choice(list(Pause)).value if move is Move.SET_ASIDE else "",
                draw.random() < 0.2,
                to_set[1] if move is Move.SET_ASIDE else None,
                BARRED[at.minute % len(BARRED)],
            )
        )  # fmt: skip
        state = next_state(Kind.REFERRAL, state, move)
        asked = asked or (at if state is State.SUBMITTED else None)
        at += timedelta(minutes=round(draw.expovariate(1 / draw.choice([300, 3000, 20000]))))
    wish = draw.choice(["", "not_sure", *ASKED])
    return Story(tuple(steps), child, draw.choice([0, 0, 3]), draw.random() < 0.3, wish)


def _standing_aside(steps: list[Step]) -> list[int]:
    again = {one.puts_right for one in steps if one.move is Move.COUNT_AGAIN}
    return [n for n, one in enumerate(steps) if one.move is Move.SET_ASIDE and n not in again]


def _may_be_set_aside(
    draw: Random, at: datetime, asked: datetime | None, steps: list[Step]
) -> tuple[date, date] | None:
    """Return days on which the family waited and of which none stands aside; None where chance finds none."""
    if asked is None:
        return None
    begun = [n for n, one in enumerate(steps) if one.move is Move.START_HELP][:1]
    until = [
        one.happened_on or clock.local_day(one.at)
        for n, one in enumerate(steps)
        if n in begun or (one.puts_right in begun and one.move is Move.PUT_DAY_RIGHT)
    ]
    first, last = clock.local_day(asked), min(clock.local_day(at), *until[-1:], date.max)
    if last < first:
        return None
    from_on = first + timedelta(days=draw.randint(0, (last - first).days))
    until_on = from_on + timedelta(days=draw.randint(0, min((last - from_on).days, 20)))
    taken = [steps[n] for n in _standing_aside(steps)]
    if any(one.happened_on <= until_on and from_on <= one.until_on for one in taken):
        return None
    return from_on, until_on


def _day(
    draw: Random, move: Move, at: datetime, asked: datetime | None, steps: list[Step]
) -> tuple[date | None, int | None]:
    """Return a day between asking and now, for what has one, and what it puts right."""
    span = (clock.local_day(at) - clock.local_day(asked or at)).days
    on = clock.local_day(at) - timedelta(days=draw.randint(0, min(span, 20)))
    if move is Move.PUT_DAY_RIGHT:
        return on, draw.choice([n for n, one in enumerate(steps) if one.move in DATED])
    return (on if move in DATED and draw.random() < 0.6 else None), None


def _told(draw: Random, at: datetime) -> tuple[tuple[str, datetime | None], ...]:
    return tuple(
        (whom, at + timedelta(hours=draw.randrange(300)) if draw.random() < 0.8 else None)
        for whom in ("school", "self", "carer", "gp")
        if draw.random() < 0.7
    )


def tell(
    world: World, steps: Iterable[Step], child_id: UUID | None = None, school: UUID | None = None
) -> UUID:
    """Make one request and every move of it; return the item's id. Call as the seed role."""
    steps = list(steps)
    if child_id is None:
        child_id = new_id()
        YoungPerson.objects.create(id=child_id, made_at=steps[0].at)
    item = Item.objects.create(
        kind=Kind.REFERRAL.value, reference=f"T-{new_id()}", child_id=child_id,
        school_id=school or world.northgate.pk, team_id=world.riverside.pk, service_id=world.riverside.pk,
        area_id=world.area.pk, opened_by_id=world.nadia.pk, opened_at=steps[0].at,
    )  # fmt: skip
    state = State.NEW
    for version, step in enumerate(steps):
        state = next_state(Kind.REFERRAL, state, step.move)
        open_still = state not in ENDED[Kind.REFERRAL]
        event = ItemEvent.objects.create(
            item_id=item.pk, move=step.move.value, version_seen=version, at=step.at,
            actor_kind="person" if step.by_person else "job", side=step.side.value,
            actor_id=world.priya.pk if step.by_person else None,
            holder_pool_id=world.riverside.pk if open_still else None,
            holder_side="service" if open_still else "", duty="look" if open_still else "",
            due_on=clock.local_day(step.at) + timedelta(days=1) if open_still else None,
            to_team_id=world.riverside.pk if step.elsewhere else None,
            happened_on=step.happened_on, puts_right=step.puts_right, until_on=step.until_on,
            reason=step.reason if step.until_on else "",
            set_urgent=step.urgent or None, set_risk=step.risk or None,
        )  # fmt: skip
        if step.level or (step.reason and not step.until_on):
            Decision.objects.create(
                item_id=item.pk, event=event, move=step.move.value, level=step.level,
                reason=step.reason,
                who_tells="service", told_by=clock.local_day(step.at),
            )  # fmt: skip
        for whom, at in step.told:
            Told_.objects.create(
                item_id=item.pk, event=event, whom=whom, due_on=clock.local_day(step.at),
                told_at=at, how="" if at is None else NOT_TOLD if whom in step.barred else "mail",
            )  # fmt: skip
    return item.pk


def write_down(world: World, stories: Iterable[Story]) -> None:
    """Make the requests of all these stories. Call as the seed role."""
    # After what the world has published already.
    for version, (from_on, reasons) in enumerate(PUBLISHED, start=2):
        ServiceCriteria.objects.get_or_create(
            service_id=world.riverside.pk, version=version,
            defaults={
                "from_on": from_on, "published_at": datetime.combine(from_on, time(), UTC),
                "content": {} if reasons is None else {"reasons": sorted(reasons)},
            },
        )  # fmt: skip
    children: dict[int, UUID] = {}
    for story in stories:
        if story.child not in children:
            children[story.child] = new_id()
            YoungPerson.objects.create(id=children[story.child], made_at=story.steps[0].at)
        item_id = tell(world, story.steps, children[story.child], story.school)
        Referral.objects.create(
            item_id=item_id, intended_service_id=world.riverside.pk, from_advice=story.from_advice,
            level_asked=story.level_asked, missing=[f"question {n}" for n in range(story.missing)],
            age_band=story.age_band, sen=story.sen,
        )  # fmt: skip
