"""Who sees a thing as their own today: asked of each person's own list, as that person and role app."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING
from uuid import UUID

from schoolslink.access.actor import Actor
from schoolslink.access.roles import Role
from schoolslink.checks.falls.story import (
    ALARM,
    NATIONAL,
    NOBODY,
    NOBODY_AS_YET,
    PAST,
    STILL_NOBODY,
    STILL_PAST,
)
from schoolslink.kernel import clock
from schoolslink.kernel.calendar import add_working_days
from schoolslink.referrals import permissions
from schoolslink.referrals.commands.hand_over import may_reassign
from schoolslink.referrals.models import Item
from schoolslink.referrals.queries.at_school import open_for_school
from schoolslink.referrals.queries.lists import HoldingRow, open_at_service, queue_of
from schoolslink.referrals.queries.silent import silent_in_area
from schoolslink.simulate.programme.watch import rows

if TYPE_CHECKING:
    from schoolslink.checks.falls.life import Life

MOST = 200
_TOLD = """
select min(sent_at) from notices_notice
where about_id = %s and kind = %s and recipient_person_id = %s and sent_at is not null
"""
_ALARMS = """
select count(*) from notices_notice
where about_id = %s and kind = any(%s) and recipient_person_id = any(%s)
"""
_NATIONAL_KNOWS = """
select from notices_notice n join access_membership m on m.person_id = n.recipient_person_id
where n.kind = 'directory.nobody_coordinates' and n.about_id = %s and n.sent_at is not null
  and m.role = 'national_team' limit 1
"""
COORDINATORS = ("coordinator", "second coordinator")
# By which message the other is told, and how many working days later.
_AFTER = {PAST: (STILL_PAST, 0), NOBODY: (STILL_NOBODY, 1)}


def own_list(actor: Actor, role: Role) -> list[HoldingRow]:
    """Return what somebody's list page shows, by what they are."""
    if role in (Role.CAMHS_CONTACT, Role.TRIAGER):
        return queue_of(actor, size=MOST)
    if role is Role.SERVICE_MANAGER:
        return open_at_service(actor, size=MOST)
    return open_for_school(actor, size=MOST)


def accountable(life: Life) -> dict[UUID, list[str]]:
    """Return who finds each thing on their own list, as theirs, and may act on it."""
    found: dict[UUID, list[str]] = {item_id: [] for item_id in life.things.values()}
    for name, player in life.town.there():
        if player.role is Role.AREA_COORDINATOR:
            continue
        with life.town.acting(name) as actor:
            for row in own_list(actor, player.role):
                if row.item_id in found and row.person_id == player.person_id:
                    if _may_act(actor, row, player.role):
                        found[row.item_id].append(name)
                    else:
                        life.fault(f"{name} has it on their list and may do nothing")
    return found


def _may_act(actor: Actor, row: HoldingRow, role: Role) -> bool:
    if row.has_ended:
        return True  # to read it is all that is left to do
    item = Item.objects.get(pk=row.item_id)
    if role is Role.SERVICE_MANAGER:
        return may_reassign(actor, item)
    return bool(permissions.moves_now(actor, item))


def look(life: Life) -> None:
    """Compare whose each thing is with whose it should be, and what the coordinators find."""
    found = accountable(life)
    for thing in life.story.whose:
        expected = life.story.holder_of(thing, life.day)
        if expected is None:
            continue
        if thing not in life.things:
            life.fault(f"there is no {thing}")
            continue
        names = found[life.things[thing]]
        wanted = [] if expected in NOBODY_AS_YET else [expected]
        if expected == NATIONAL and not rows(_NATIONAL_KNOWS, life.town.place.area_id):
            life.fault(
                f"{thing} is nobody's, nobody coordinates, and the national team does not know"
            )
        if expected == ALARM and not _is_told(life, life.things[thing], NOBODY):
            life.fault(f"{thing} is nobody's, and the coordinators do not know")
        if names != wanted:
            said, should = " and ".join(names) or "nobody", expected or "nobody"
            life.fault(f"{thing} is seen by {said}, and should be by {should} alone")
    _look_at_the_end(life)


def _look_at_the_end(life: Life) -> None:
    """Look whether each coordinator has on their list what they were told of."""
    due = [
        thing for thing, (on, kind) in life.story.told.items()
        if kind == PAST and on <= life.day and life.story.holder_of(thing, life.day)
    ]  # fmt: skip
    for name in COORDINATORS if due else ():
        if name in life.town.left:
            continue
        with life.town.acting(name) as actor:
            area = life.town.place.area_id
            there = {row.item_id for row in silent_in_area(actor, area, today=clock.today())}
        for thing in due:
            if life.things.get(thing) not in there:
                life.fault(f"{thing} is past its day and not on the list of the {name}")


def told_by_name(life: Life, item_id: UUID, kind: str) -> list[str]:
    """Return who of the story was told something about a thing, in order."""
    names = {player.person_id: name for name, player in life.town.people.items()}
    found = rows(
        "select recipient_person_id from notices_notice where about_id = %s and kind = %s order by id",
        item_id, kind,
    )  # fmt: skip
    return [names.get(person, "somebody else") for (person,) in found]


def _is_told(life: Life, item_id: UUID, kind: str) -> bool:
    people = (life.town.people[name] for name in COORDINATORS)
    return any(rows(_TOLD, item_id, kind, one.person_id)[0][0] is not None for one in people)


def judge_alarms(life: Life) -> None:
    """Compare on which day the coordinators were told of what with the day on which they should be.

    One hears first. The other hears of what is past its day in the afternoon of the same day, and on the
    next working day of what is nobody's: nothing is done between the two in any story.
    """
    people = {name: life.town.people[name].person_id for name in COORDINATORS}
    for thing, item_id in life.things.items():
        expected = life.story.told.get(thing)
        if expected is None:
            ((many,),) = rows(
                _ALARMS, item_id, [PAST, STILL_PAST, NOBODY, STILL_NOBODY], list(people.values())
            )
            if many:
                life.fault(f"the coordinators were told of {thing} without need")
            continue
        on, kind = expected
        after, later = _AFTER[kind]
        firsts = {name: rows(_TOLD, item_id, kind, who)[0][0] for name, who in people.items()}
        first = [name for name, at in firsts.items() if at]
        if len(first) != 1:
            life.fault(f"of {thing} one coordinator should hear first, and did {first}")
        heard = firsts | {
            name: rows(_TOLD, item_id, after, who)[0][0]
            for name, who in people.items() if name not in first
        }  # fmt: skip
        for name, at in heard.items():
            day = clock.local_day(at) if at else None
            should = on if name in first else add_working_days(on, later)
            if day != should and (should <= life.story.until or day is not None):
                life.fault(f"the {name} heard of {thing} on {day}, and should on {should}")


def sent_to(life: Life, name: str, kind: str) -> Iterator[str]:
    """Return the days on which somebody got a kind of message."""
    who = life.town.people[name].person_id
    query = (
        "select sent_at from notices_notice where recipient_person_id = %s and kind = %s"
        " and sent_at is not null order by sent_at"
    )
    return (clock.local_day(at).isoformat() for (at,) in rows(query, who, kind))
