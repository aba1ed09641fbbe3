"""Random worlds in memory: overlapping places, ended and coming roles, families, jobs, old records."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from uuid import UUID

from schoolslink.checks.oracle import Belongs, Code, Link, Record, Who, World

ROLES_AT = {
    "school": ("school_lead school_cover school_referrer school_head safeguarding_lead").split(),
    "service": "camhs_contact triager service_manager".split(),
    "team": "camhs_contact triager support_team_worker".split(),
    "area": "area_coordinator facilitator".split(),
    "trust": ["trust_lead"],
    "council": ["council_link"],
    "programme": "national_team evaluator facilitator grant_assessor operator".split(),
}
# Most people work in a school or a team; a few are everything at once.
KINDS, WEIGHTS = list(ROLES_AT), [8, 5, 4, 3, 1, 1, 1]
# Days from today on which a role begins, and how long it lasts; most go on.
LENGTHS = [(-400, None)] * 6 + [(-400, 399), (-9, 9), (-9, 10), (0, 5), (1, 9), (-3, 0)]
# Both sides of the ninety days, and the day itself.
DAYS_SINCE_END = (0, 1, 30, 88, 89, 90, 91, 200)


@dataclass
class Invented:
    """A random world before it is loaded: its places by kind, its people, what ended when."""

    world: World
    places: dict[str, list[UUID]] = field(default_factory=dict)
    people: list[UUID] = field(default_factory=list)
    ended_days_ago: dict[UUID, int] = field(default_factory=dict)
    jobs: list[Who] = field(default_factory=list)

    def askers(self) -> Iterator[Who]:
        """Yield everybody who may ask, some of the families, and every kind of job."""
        for person in self.people:
            yield Who("person", person)
        for code in list(self.world.codes)[: max(6, len(self.people) // 3)]:
            yield Who("family", code)
        for link in list(self.world.links.values())[: max(6, len(self.people) // 3)]:
            yield Who("link", link.id, record=link.record if link.opens else None)
        yield from self.jobs
        yield Who("system")
        yield Who("public")


def invent(seed: int, *, people: int, records: int, today: date) -> Invented:
    """Return a world that is a function of its arguments alone.

    today: the real day in London, since memberships follow the real calendar.
    """
    chance = random.Random(seed)  # noqa: S311 (a repeatable world, not a secret)
    made = Invented(World(today))
    for kind, many in (("school", 6), ("service", 3), ("team", 3), ("area", 2)):
        made.places[kind] = [_id(chance) for _ in range(max(many, records // (8 * many)))]
    for kind in ("trust", "council", "programme"):
        made.places[kind] = [_id(chance)]
    made.people = [_id(chance) for _ in range(people)]
    for person in made.people:
        made.world.belongings += _belongings(chance, made, person)
    alone = _one_of_each(chance, made)
    made.world.belongings += alone
    made.people += [belongs.person for belongs in alone]
    children = [_id(chance) for _ in range(max(1, records * 4 // 5))]
    for _ in range(records):
        _record(chance, made, children)
    _asked_by_who_may_only_ask(made, alone)
    _ask_outside(chance, made)
    _close_some(chance, made, alone)
    _close_to_every_role(chance, made)
    made.jobs = _jobs(chance, made, children)
    return made


def _id(chance: random.Random) -> UUID:
    return UUID(int=chance.getrandbits(128), version=4)


def _one_of_each(chance: random.Random, made: Invented) -> list[Belongs]:
    """Return every role held today by somebody who holds no other, in the first place of its kind.

    Whoever holds two roles would hide that one of them had lost its rights.
    """
    roles = [(kind, role) for kind in ROLES_AT for role in ROLES_AT[kind]]
    since = made.world.today - timedelta(days=1)
    return [
        Belongs(_id(chance), _id(chance), made.places[kind][0], role, since, None)
        for kind, role in roles
    ]


def _asked_by_who_may_only_ask(made: Invented, alone: list[Belongs]) -> None:
    """Let the referrer of the first school have asked there: of a random few records, none may be theirs."""
    referrer = next(belongs for belongs in alone if belongs.role == "school_referrer")
    records = made.world.records
    for key in list(records)[:2]:
        records[key] = replace(records[key], school=referrer.place, opened_by=referrer.person)
    # And a council has asked for children without a school.
    link = next(belongs for belongs in alone if belongs.role == "council_link")
    for key in list(records)[2:5]:
        records[key] = replace(records[key], school=link.place)
    # And a contact has typed in what came to their team by post.
    contact = next(b for b in alone if b.role == "camhs_contact" and b.place in made.places["team"])
    for key in list(records)[5:6]:
        records[key] = replace(
            records[key], opened_by=contact.person, closed_on=None,
            service=made.places["service"][0], team=contact.place,
        )  # fmt: skip
        made.ended_days_ago.pop(key, None)


def _close_some(chance: random.Random, made: Invented, alone: list[Belongs]) -> None:
    """Close some children to people who could see them by a role, and some to anybody.

    Of those who hold one role alone none is closed out: that their role had lost its rights must show.
    """
    kept = {belongs.person for belongs in alone}
    for record in made.world.records.values():
        there = {record.school, record.team, record.service, record.area}
        near = sorted({b.person for b in made.world.belongings if b.place in there} - kept)
        if near and chance.random() < 0.4:
            made.world.closed.add((chance.choice(near), record.child))
        if near and chance.random() < 0.3:
            made.world.glass.add((chance.choice(made.people), record.id))
    helpers = ("camhs_contact", "triager", "safeguarding_lead")
    for role, key in zip(helpers, made.world.records, strict=False):
        made.world.glass |= {(b.person, key) for b in alone if b.role == role}
    # Of one sent record of the first service, and of some others, the family asked for a copy.
    sent = [r for r in made.world.records.values() if r.service and r.kind == "referral"]
    first = [r for r in sent if r.service == made.places["service"][0]][:1]
    # And of some that no service has, the school: of one of each school that has any.
    alone_held = [r for r in made.world.records.values() if not r.service and r.kind == "referral"]
    of_a_school = {r.school: r for r in reversed(alone_held) if r.school}.values()
    asked = {r.id: _members_of(made, r) for r in (*first, *sent[::3], *of_a_school)}
    made.world.copies = {key: "self" in members for key, members in asked.items() if members}
    made.world.closed.add((made.people[0], next(iter(made.world.records.values())).child))


def _close_to_every_role(chance: random.Random, made: Invented) -> None:
    """Close a few children to one more of each role: that it is shut out no longer must show of each."""
    for belongs in _one_of_each(chance, made):
        there = [
            r for r in made.world.records.values()
            if belongs.place in (r.school, r.team, r.service, r.area)
        ]  # fmt: skip
        if not there:
            continue
        made.world.belongings.append(belongs)
        made.people.append(belongs.person)
        # What most of them would read: marked, open, and with a service.
        there.sort(key=lambda r: (not r.risk, r.closed_on is not None, r.service is None))
        made.world.closed |= {(belongs.person, r.child) for r in there[:2]}


def _members_of(made: Invented, record: Record) -> set[str]:
    """Return who of a record's family could have asked for something by right."""
    codes = (code for code in made.world.codes.values() if code.record == record.id)
    return {code.relationship for code in codes if not code.barred}


def _belongings(chance: random.Random, made: Invented, person: UUID) -> list[Belongs]:
    """Return up to five roles: some ended, one may end today, some only begin tomorrow."""
    found: dict[tuple[UUID, str], Belongs] = {}
    for _ in range(chance.choice((0, 1, 1, 1, 2, 3, 5))):
        kind = chance.choices(KINDS, WEIGHTS)[0]
        place, role = chance.choice(made.places[kind]), chance.choice(ROLES_AT[kind])
        start, length = chance.choice(LENGTHS)
        from_on = made.world.today + timedelta(days=start)
        until_on = None if length is None else from_on + timedelta(days=length)
        # Once at a time: the database refuses a second open membership of the same kind.
        if not any(
            (b.person, b.place, b.role) == (person, place, role) for b in made.world.belongings
        ):
            found[place, role] = Belongs(_id(chance), person, place, role, from_on, until_on)
    return list(found.values())


def _record(chance: random.Random, made: Invented, children: list[UUID]) -> None:
    kind = chance.choice(("advice", "referral", "referral"))
    sent = kind == "advice" or chance.random() < 0.75
    school, service, team, area = (
        made.places[kind][0] if chance.random() < 0.3 else chance.choice(made.places[kind])
        for kind in ("school", "service", "team", "area")
    )
    # A service without teams is its own team, as in the directory.
    team = service if chance.random() < 0.3 else team
    ended = chance.choice(DAYS_SINCE_END) if chance.random() < 0.4 else None
    record = Record(
        id=_id(chance),
        kind=kind,
        child=chance.choice(children),
        school=school,
        team=team if sent else None,
        service=service if sent else None,
        area=area if chance.random() < 0.9 else None,
        opened_by=chance.choice(made.people) if chance.random() < 0.9 else None,
        risk=chance.random() < 0.3,
        closed_on=None if ended is None else made.world.today - timedelta(days=ended),
        # A question has no one of the family who decides.
        keeps_carers_out=chance.random() < 0.3 and kind == "referral",
        keeps_school_out=chance.random() < 0.4 and kind == "referral",
    )
    made.world.records[record.id] = record
    if ended is not None:
        made.ended_days_ago[record.id] = ended
    for way in ("self", "carer", "carer")[: chance.randint(1, 3)]:
        code = Code(
            _id(chance),
            record.id,
            record.child,
            way,
            revoked=chance.random() < 0.2,
            responsible=way == "carer" and chance.random() < 0.6,
            barred=way == "carer" and chance.random() < 0.15,
        )
        made.world.codes[code.id] = code


def _ask_outside(chance: random.Random, made: Invented) -> None:
    """Send a link of every record, of which some open nothing any more; the first one does."""
    for number, record in enumerate(made.world.records.values()):
        link = Link(_id(chance), record.id, opens=not number or chance.random() < 0.6)
        made.world.links[link.id] = link


def _jobs(chance: random.Random, made: Invented, children: list[UUID]) -> list[Who]:
    """Return jobs about a child, about a place of every kind, about both, and about nothing."""
    child, *others = chance.sample(children, min(len(children), 6))
    places = [chance.choice(made.places[kind]) for kind in ("school", "service", "team", "area")]
    return [
        *(Who("job", child=other) for other in (child, *others)),
        *(Who("job", child=other, sends=True) for other in (child, *others)),
        *(Who("job", place=place) for place in places),
        Who("job", child=child, place=places[0]),
        Who("job"),
    ]
