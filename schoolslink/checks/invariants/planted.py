"""How things are planted: by real moves, as many days ago, and what stands beside a request."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from schoolslink.kernel import clock
from schoolslink.referrals import models as held


@dataclass
class Planted:
    """What there is, by the name under which a violation speaks of it."""

    now: datetime
    ids: dict[str, UUID] = field(default_factory=dict)


@dataclass(frozen=True)
class Step:
    """One move, so many days ago. due: in how many days from today the holder must have acted."""

    move: str
    days_ago: float
    holder: str = "contact"
    due: int = 3
    facts: dict[str, Any] = field(default_factory=dict)


ANSWERS = {"redirect": "step", "not_accept": "below_threshold", "discharge": "goals_met"}
ANSWERS |= {"accept": "", "advise": "advice_alone"}


def make_move(made: Planted, item: held.Item, version: int, step: Step) -> None:
    """Make one move of a thing, as whoever has it."""
    ids = made.ids
    at_school = step.holder in ("lead", "small_school")
    service = ids["other_service" if step.holder == "other_contact" else "service"]
    if step.move in ("ask", "submit", "offer", "take_over", "log_post"):
        facts = step.facts | {"to_team_id": service, "to_service_id": service}
    else:
        facts = step.facts
    if step.holder:
        facts = facts | {
            # At the small school the pool holds it, and nobody by name.
            "holder_person_id": None if step.holder == "small_school" else ids[step.holder],
            "holder_pool_id": facts.get("to_school_id", item.school_id) if at_school else service,
            "holder_side": "school" if at_school else "service",
            "duty": "look",
            "due_on": clock.local_day(made.now) + timedelta(days=step.due),
        }
    event = held.ItemEvent(
        item=item,
        move=step.move,
        version_seen=version,
        at=made.now - timedelta(days=step.days_ago),
        actor_kind="person",
        side="service",
        **facts,
    )
    event.save(force_insert=True)
    if step.move in ANSWERS:
        decide(made, item, event)


def begin_beside(request: held.Item, kind: str, name: str, opened_at: datetime) -> held.Item:
    """Begin what stands beside a request."""
    return held.Item.objects.create(
        kind=kind, reference=f"PL-{name}-{request.child_id.hex[-8:]}", about=request,
        child_id=request.child_id, opened_at=opened_at,
    )  # fmt: skip


def decide(made: Planted, item: held.Item, event: held.ItemEvent) -> None:
    """Keep what was decided by a move, and whom it is told."""
    day = clock.local_day(made.now) + timedelta(days=2)
    decision = held.Decision.objects.create(
        item=item, event=event, move=event.move, reason=ANSWERS[event.move],
        who_tells="service", told_by=day,
    )  # fmt: skip
    held.DecisionWords.objects.create(decision=decision, item=item)
    for whom in ("school", "gp"):
        held.Told.objects.create(
            item=item, event=event, whom=whom, due_on=day,
            told_at=made.now, how="mail", read_at=made.now if whom == "school" else None,
        )  # fmt: skip
