"""What each relationship means in rows. Which role holds which is the affair of `access/grants.csv`.

Reading begins here: `visible_to` is the only way to a child's rows, and what lies outside it is not
found. The same relationships are written again, by hand, in `migrations/sql/policies.sql`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from functools import reduce
from operator import or_
from typing import TypeVar
from uuid import UUID

from django.db import connection
from django.db.models import Model, Q, QuerySet

from schoolslink.access import policy
from schoolslink.access.actor import Actor
from schoolslink.access.policy import Action
from schoolslink.kernel import clock
from schoolslink.referrals.errors import NotYours
from schoolslink.referrals.models import Complaint, Item
from schoolslink.referrals.move_rights import move_rights
from schoolslink.referrals.rules import Kind, Move, Side, State, moves_of
from schoolslink.referrals.rules.stopping import closed_to_school

RECORD = "item"
# The one job that reads a school's words: it sends on what stood unsent (`commands.sending`).
SENDING = "referrals.jobs.sending.finish_sending"
TEAM_READS_DAYS_AFTER_END = 90
# What nobody does with a child about whom a school is only asked whether they have arrived.
NOT_OF_AN_ARRIVAL = frozenset({Action.GUARD, Action.SEE_LOG, Action.CHOOSE})

Row = TypeVar("Row", bound=Model)
Predicate = Callable[[Actor, frozenset[UUID], str], Q]


def _teams_read_after() -> date:
    """Ninety days after the end, a team no longer opens what it once held (the real day counts)."""
    return clock.local_day(clock.real_now()) - timedelta(days=TEAM_READS_DAYS_AFTER_END)


def _open_to_teams() -> Q:
    return Q(closed_on__isnull=True) | Q(closed_on__gt=_teams_read_after())


def is_open_to_its_team(item: Item) -> bool:
    """Say whether the team of an item may still open it."""
    return item.closed_on is None or item.closed_on > _teams_read_after()


PREDICATES: dict[str, Predicate] = {
    "own-school": lambda actor, places, item: Q(school_id__in=places),
    "own-school-risk": lambda actor, places, item: Q(school_id__in=places, risk_marked=True),
    "own-ref": lambda actor, places, item: Q(school_id__in=places, opened_by_id=actor.person_id),
    "own-team": lambda actor, places, item: Q(team_id__in=places) & _open_to_teams(),
    "own-service": lambda actor, places, item: Q(service_id__in=places),
    "own-area": lambda actor, places, item: Q(area_id__in=places),
    # A code opens one request: a child may have others, which are not this family page's.
    "self": lambda actor, places, item: Q(**{item: actor.item_id}),
    "carer": lambda actor, places, item: Q(**{item: actor.item_id}),
    "gp": lambda actor, places, item: Q(**{item: actor.item_id}),
    "glass": lambda actor, places, item: Q(**{f"{item}__in": actor.glass}),
    # A link opens what is asked by it, and nothing of the request.
    "link": lambda actor, places, item: Q(**{item: actor.item_id}),
    # Whoever answers does so for the services that they manage; a clinician of service or team looks,
    # and of what no service has, whoever leads safeguarding.
    "own-answer": lambda actor, places, item: Q(
        **{f"{item}__in": actor.answers, "service_id__in": places}
    ),
    # Of what no service has, whoever answers for the school does.
    "own-school-answer": lambda actor, places, item: Q(
        **{f"{item}__in": actor.answers, "school_id__in": places, "service_id__isnull": True}
    ),
    "own-look": lambda actor, places, item: Q(**{f"{item}__in": actor.answers}),
    "job-child": lambda actor, places, item: Q(child_id=actor.child_id),
    "job-sending": lambda actor, places, item: Q(child_id=actor.child_id, service_id__isnull=False),
    "job-organisation": lambda actor, places, item: (
        Q(school_id=actor.subject_id)
        | Q(team_id=actor.subject_id)
        | Q(service_id=actor.subject_id)
        | Q(area_id=actor.subject_id)
    ),
}

THROUGH_SCHOOL = ("own-school", "own-school-risk", "own-ref")

# Without the thing they are about, these relationships of a job are nobody's.
_NEEDS: dict[str, Callable[[Actor], bool]] = {
    "job-child": lambda actor: actor.child_id is not None,
    "job-sending": lambda actor: actor.child_id is not None and actor.purpose == SENDING,
    "job-organisation": lambda actor: actor.subject_id is not None,
}


def any_of(predicates: Iterable[Q]) -> Q:
    """Return the rows that fulfil one of these."""
    return reduce(or_, predicates)


def visible_to(actor: Actor, action: Action, rows: QuerySet[Row]) -> QuerySet[Row]:
    """Narrow rows about children to those on which this actor may do this. Deny by default."""
    item = "pk" if rows.model is Item else "item_id"
    granted = [
        PREDICATES[name](actor, places, item)
        for name, places in policy.relationships(actor, action, RECORD).items()
        if name not in _NEEDS or _NEEDS[name](actor)
    ]
    if not granted:
        return rows.none()
    found = rows.filter(any_of(granted))
    if rows.model is Item and action in NOT_OF_AN_ARRIVAL:
        found = found.exclude(kind=Kind.ARRIVAL)
    # No grant outweighs it: what is closed to somebody is not there for them.
    return found.exclude(child_id__in=actor.closed) if actor.closed else found


def items(actor: Actor, action: Action) -> QuerySet[Item]:
    """Return the items on which this actor may do this."""
    return visible_to(actor, action, Item.objects.all())


def groups_of(actor: Actor, item: Item, *, without_school: bool = False) -> frozenset[policy.Group]:
    """Return the field groups of this item that this actor may read.

    without_school: of what the school is not told, and so not by any relationship through it.
    """
    true = _true_of(actor, item)
    if without_school:
        true = [(name, place) for name, place in true if name not in THROUGH_SCHOOL]
    return policy.groups(actor, RECORD, true)


def _true_of(actor: Actor, item: Item) -> list[tuple[str, UUID | None]]:
    """Return the relationships that hold between an actor and an item, each with its organisation."""
    if item.child_id in actor.closed:
        return []
    found: list[tuple[str, UUID | None]] = [("own-school", item.school_id)]
    if item.risk_marked:
        found.append(("own-school-risk", item.school_id))
    if item.opened_by_id is not None and item.opened_by_id == actor.person_id:
        found.append(("own-ref", item.school_id))
    if item.team_id and is_open_to_its_team(item):
        found.append(("own-team", item.team_id))
    if item.service_id:
        found.append(("own-service", item.service_id))
    if item.area_id:
        found.append(("own-area", item.area_id))
    if item.pk in actor.glass:
        found.append(("glass", None))
    if item.pk in actor.answers:
        found += [("own-answer", item.service_id), ("own-look", None)]
        if item.service_id is None:
            found.append(("own-school-answer", item.school_id))
    if actor.item_id is not None and actor.item_id == item.pk:
        found += [(name, None) for name in ("self", "carer", "gp", "link")]
    if actor.child_id is not None and actor.child_id == item.child_id:
        found.append(("job-child", None))
        if actor.purpose == SENDING and item.service_id:
            found.append(("job-sending", None))
    if actor.kind == "job" and actor.subject_id is not None:
        places = (item.school_id, item.team_id, item.service_id, item.area_id)
        if actor.subject_id in places:
            found.append(("job-organisation", None))
    return found


def side_of(actor: Actor, item: Item) -> Side | None:
    """Return on whose side this actor acts on this item; None for whoever only looks on."""
    if actor.kind == "family":
        return Side.FAMILY
    if actor.kind == "job":
        return Side.SYSTEM
    if actor.kind == "link":
        return Side.RECEIVER if actor.item_id == item.pk else None
    if item.child_id in actor.closed:
        return None
    reach = policy.relationships(actor, Action.ADD, RECORD)
    if item.team_id in reach.get("own-team", ()) and is_open_to_its_team(item):
        return Side.SERVICE
    school = {*reach.get("own-school", ()), *reach.get("own-ref", ())}
    if item.risk_marked:
        school |= reach.get("own-school-risk", frozenset())
    return Side.SCHOOL if item.school_id in school else None


def require_may_ask(actor: Actor, school_id: UUID) -> None:
    """Raise NotYours unless this actor may ask something for this school."""
    reach = policy.relationships(actor, Action.CREATE, RECORD)
    if not any(school_id in places for places in reach.values()):
        raise NotYours


def may_act_for_team(actor: Actor, team_id: UUID) -> bool:
    """Say whether this actor decides for this team (or service that is its own team)."""
    return team_id in policy.relationships(actor, Action.DECIDE, RECORD).get("own-team", ())


def may_hand_out_codes(actor: Actor, item: Item) -> bool:
    """Say whether this actor gives the family of an item their codes: who asks, or who helps."""
    if item.kind == Kind.ARRIVAL:
        return False  # a school that is asked whether a child has arrived is neither
    if side_of(actor, item) is Side.SERVICE:
        return True
    reach = policy.relationships(actor, Action.CREATE, RECORD)
    return any(place in reach.get(name, ()) for name, place in _true_of(actor, item))


def may_tell(actor: Actor, item: Item) -> bool:
    """Say whether this actor tells people about an item."""
    reach = policy.relationships(actor, Action.TELL, RECORD)
    return any(place in reach.get(name, ()) for name, place in _true_of(actor, item))


def may_record_choices(actor: Actor, item: Item) -> bool:
    """Say whether this actor writes down for the school who may be told, as whoever decides said."""
    places = policy.relationships(actor, Action.CHOOSE, RECORD).get("own-school", frozenset())
    return item.school_id in places and item.child_id not in actor.closed


def may_set_orders(actor: Actor, item: Item) -> bool:
    """Say whether this actor writes down what a court says of a carer: who answers for either side."""
    reach = policy.relationships(actor, Action.ADD, RECORD)
    ways = ("own-school", "own-school-risk", "own-team")
    return any(
        place in reach.get(name, ()) for name, place in _true_of(actor, item) if name in ways
    )


def may_take_complaint(actor: Actor, item: Item) -> bool:
    """Say whether this actor writes down what one of the family says went wrong: not, whether they hear it.

    Who answers for the school that asked, who helps, and who answers for the service.
    """
    if item.kind != Kind.REFERRAL:
        return False
    ways = {"own-school": Action.CHOOSE, "own-team": Action.DECIDE, "own-service": Action.GUARD}
    true = _true_of(actor, item)
    return any(
        (name, place) in true
        for name, action in ways.items()
        for place in policy.relationships(actor, action, RECORD).get(name, ())
    )


def may_answer_alone(actor: Actor, item: Item) -> bool:
    """Say whether this actor answers for the school that alone holds a request: no service has it."""
    places = policy.relationships(actor, Action.GUARD, RECORD).get("own-school", frozenset())
    return (
        item.kind == Kind.REFERRAL
        and item.service_id is None
        and item.school_id in places
        and item.child_id not in actor.closed
    )


def complaints_heard(actor: Actor) -> QuerySet[Complaint]:
    """Return the complaints made to the services that this actor answers for, and not about them.

    Whoever also had the request in their own hands is taken out by the database alone.
    """
    places = policy.relationships(actor, Action.GUARD, RECORD).get("own-service", frozenset())
    found = Complaint.objects.filter(place_id__in=places)
    found = found.exclude(not_to__contains=[actor.person_id])
    return found.exclude(child_id__in=actor.closed) if actor.closed else found


def complaints_in(actor: Actor, area_id: UUID) -> QuerySet[Complaint]:
    """Return the complaints of an area, for whoever looks after it: routing alone, no key opens them."""
    areas = policy.relationships(actor, Action.CHASE, RECORD).get("own-area", frozenset())
    found = Complaint.objects.filter(area_id=area_id, area_id__in=areas)
    return found.exclude(child_id__in=actor.closed) if actor.closed else found


def may_hold(actor: Actor) -> bool:
    """Say whether an actor answers for records somewhere: agrees that they go, and holds them."""
    return bool(policy.relationships(actor, Action.GUARD, RECORD))


def may_break_glass(actor: Actor) -> bool:
    """Say whether this actor holds a role that opens a record in an emergency."""
    return bool(policy.relationships(actor, Action.GLANCE, RECORD))


def moves_now(actor: Actor, item: Item) -> tuple[Move, ...]:
    """Return the moves this actor may make on this item now: one list for pages, API and tests."""
    side = side_of(actor, item)
    if side is None:
        return ()
    if State(item.state) is State.DISCHARGED and not _is_asked_after(actor, item):
        return ()
    if State(item.state) is State.CLOSED and not is_open_to_its_team(item):
        return ()
    theirs = _moves_on(actor, item, side)
    if item.is_own:
        # No school is there to ask, or to let anybody go: the team rings or writes to whoever asked.
        theirs -= {Move.ASK_MORE, Move.LEAVE_SCHOOL}
    return tuple(m for m in moves_of(Kind(item.kind), State(item.state), side) if m in theirs)


def _is_asked_after(actor: Actor, item: Item) -> bool:
    """Say whether somebody asks at present how a child is whose help has ended."""
    asked = Item.objects.filter(about=item, kind=Kind.CHECK_IN, closed_at__isnull=True)
    # What stands beside a request is no row of a family's own: the database says whether there is one.
    if actor.kind != "family":
        return asked.exists()
    with connection.cursor() as cursor:
        cursor.execute("select access.is_asked_after()")
        return bool(cursor.fetchone()[0])


def may_move(actor: Actor, item: Item, move: Move, side: Side) -> bool:
    """Say whether this actor may make this move on this side of an item, in whatever state.

    A request alone has a state in which one and the same school may not end it by itself.
    """
    if move in _not_now(item, side):
        return False
    rights = [right for right in move_rights() if (right.move, right.side) == (move, side)]
    true = frozenset(_true_of(actor, item)) if rights else frozenset()
    return any(policy.stands(actor, right.role, right.relationship, true) for right in rights)


def _moves_on(actor: Actor, item: Item, side: Side) -> frozenset[str]:
    true = frozenset(_true_of(actor, item))
    return frozenset(
        right.move
        for right in move_rights()
        if right.side == side and policy.stands(actor, right.role, right.relationship, true)
    ) - _not_now(item, side)


def _not_now(item: Item, side: Side) -> frozenset[Move]:
    """Return what a school may not do by itself with a request as it stands (`rules.stopping`)."""
    if side is not Side.SCHOOL or item.kind != Kind.REFERRAL:
        return frozenset()
    at_a_team = item.team_id is not None
    return frozenset(
        {closed_to_school(State(item.state), risk_marked=item.risk_marked, at_a_team=at_a_team)}
    )


def schools_to_ask_for(actor: Actor) -> frozenset[UUID]:
    """Return the schools for which this actor may ask."""
    reach = policy.relationships(actor, Action.CREATE, RECORD)
    return frozenset().union(*reach.values()) if reach else frozenset()
