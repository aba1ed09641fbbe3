"""The third opinion on who may see what: plain Python over rows in memory, and nothing of Django.

Written apart from grants, predicates and policies, so that an error in one shows as a difference.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

from schoolslink.checks.capacities import (
    ADDS,
    AT_SCHOOL,
    CHANGES,
    HANDS_OUT_CODES,
    HELPS,
    MAY,
    REMOVES,
)

# What each holds: R routing, I who it is, N words, V W notes of service and school, K reach, D typed only,
# F with the family, B closed, kept, Q look again, X emergency, YZ by link, P right, S same, U went wrong.
_HOLDS = {
    "R": "item itemevent holding referral decision told sharingchoice lawfulbasis chase",
    "I": "childidentity findingtoken",
    "N": "advicerequest answer threadmessage decisionwords agreement attachment consultationnote",
    "V": "servicenote clinicreference offerpreview offerreply post postfile",
    "K": "transferstep consultationslot putright carer carerorder contactbar childcontact",
    "W": "schoolnote arrivalpreview",
    "D": "draft",
    "F": "tellingwords familymessage familypulse",
    "B": "conflictblock retentiondue retentionhold",
    "Q": "review",
    "X": "glass",
    "Y": "outsideoffer",
    "Z": "outsidelink outsidereply practiceasking",
    "P": "rightasked",
    "S": "likeness joining elsewhere",
    "U": "complaint",
}
TABLES = {f"referrals_{name}": letter for letter, names in _HOLDS.items() for name in names.split()}
ACTIONS = (
    "view create add decide withdraw tell reassign chase choose see_log guard answer give glance delay manage"
).split()  # fmt: skip
DAYS_A_TEAM_READS_ON = 90


@dataclass(frozen=True)
class Belongs:
    """One person's role in one place, from a day until the day before another."""

    id: UUID
    person: UUID
    place: UUID
    role: str
    from_on: date
    until_on: date | None


@dataclass(frozen=True)
class Code:
    """A family's code: whose page of which request it opens."""

    id: UUID
    record: UUID
    child: UUID
    relationship: str
    revoked: bool = False
    # A carer for whom somebody has written that they answer for the child by law.
    responsible: bool = False
    barred: bool = False  # a court has said that nothing may reach this carer


@dataclass(frozen=True)
class Link:
    """A link that somebody outside was sent: to which record, and whether it still opens it."""

    id: UUID
    record: UUID
    opens: bool


@dataclass(frozen=True)
class Record:
    """One advice request or request for help; team and service are empty until it was sent."""

    id: UUID
    kind: str
    child: UUID
    school: UUID
    team: UUID | None
    service: UUID | None
    area: UUID | None
    opened_by: UUID | None
    risk: bool
    closed_on: date | None
    # The young person decides, and has said that no carer of theirs hears of it.
    keeps_carers_out: bool = False
    # Whoever decides has not said that the school hears what is answered; of a question, nobody does.
    keeps_school_out: bool = False
    about: UUID | None = None


@dataclass(frozen=True)
class Row:
    """A row of a protected table. code: whose of a family; answers: it holds some of the service's answer."""

    table: str
    id: UUID
    record: UUID
    code: UUID | None = None
    answers: bool = False


@dataclass(frozen=True)
class Who:
    """Somebody, or something, that asks. child and place: what a job is about.

    sends: that job which sends on what a school had typed, once a service has the request. record: what
    a link opens, while it does.
    """

    kind: str
    id: UUID | None = None
    child: UUID | None = None
    place: UUID | None = None
    sends: bool = False
    record: UUID | None = None


@dataclass
class World:
    """Everything there is to know, on one real day."""

    today: date
    belongings: list[Belongs] = field(default_factory=list)
    codes: dict[UUID, Code] = field(default_factory=dict)
    links: dict[UUID, Link] = field(default_factory=dict)
    records: dict[UUID, Record] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)
    # A person, and a child of whom they are to see nothing.
    closed: set[tuple[UUID, UUID]] = field(default_factory=set)
    # A person, and a record that they have open for an hour.
    glass: set[tuple[UUID, UUID]] = field(default_factory=set)
    # Records with which a copy was asked for that nobody has given yet; whether by the child.
    copies: dict[UUID, bool] = field(default_factory=dict)

    def copied_to(self, one: Record, place: UUID) -> bool:
        """Say whether a place prepares a copy of this: a child's is of all of theirs, a carer's of one."""
        of = (one.id, one.about)
        there = (self.records[k] for k, own in self.copies.items() if own or k in of)
        whose = (one.child, one.service)
        if one.service is None:  # a school's alone, of which it prepares a copy by itself
            return any(
                (r.child, r.service) == whose and place == r.school == one.school for r in there
            )
        return any((r.child, r.service) == whose and place in (r.service, r.team) for r in there)

    def roles_of(self, person: UUID | None) -> list[tuple[str, UUID]]:
        """Return the roles a person holds today, each with its place."""
        return [
            (b.role, b.place)
            for b in self.belongings
            if b.person == person
            and not b.from_on > self.today
            and (b.until_on is None or self.today < b.until_on)
        ]


def open_to_its_team(record: Record, today: date) -> bool:
    """Say whether its team may still open a record: while it is open, and ninety days after."""
    return record.closed_on is None or (today - record.closed_on).days < DAYS_A_TEAM_READS_ON


def ways(world: World, who: Who, record: Record, roles: list[tuple[str, UUID]]) -> set[str]:
    """Return in which capacities somebody stands to a record: words of our own, in no other file."""
    if who.kind == "family":
        code = world.codes.get(who.id) if who.id else None
        if code is None or code.revoked or code.barred or code.record != record.id:
            return set()
        if code.relationship == "self":
            return {"the child"}
        return set() if record.keeps_carers_out else {"a carer"}
    if who.kind == "link":
        link = world.links.get(who.id) if who.id else None
        return {"holds a link"} if link and link.opens and link.record == record.id else set()
    if who.kind == "job":
        places = {record.school, record.team, record.service, record.area} - {None}
        found = {"job for the child"} if who.child and who.child == record.child else set()
        if found and who.sends and record.service:
            found.add("job that sends it on")
        return found | ({"job for a place"} if who.place in places else set())
    found = set()
    if (who.id, record.child) in world.closed:
        return found
    helps = {"camhs_contact", "triager", "safeguarding_lead"}
    if (who.id, record.id) in world.glass and any(role in helps for role, _ in roles):
        found.add("looks in an emergency")
    for role, place in roles if who.kind == "person" else []:
        if place == record.school:
            if role in ("school_lead", "council_link", "school_cover", "school_head"):
                found.add("answers for the school")
            if role in ("school_lead", "council_link", "school_head"):
                found.add("guards the school")
            if record.service is None:
                found |= _alone(world, role, record, place)
            if role == "safeguarding_lead" and record.risk:
                found.add("safeguards the school")
            if role == "school_referrer" and record.opened_by == who.id:
                found.add("asked it")
        if place == record.team and open_to_its_team(record, world.today):
            if role == "camhs_contact":
                found.add("contact of the team")
            if role in ("triager", "support_team_worker"):
                found.add("works in the team")
        if role in ("camhs_contact", "triager") and world.copied_to(record, place):
            found.add("looks through a copy")
        if place == record.service:
            if role == "service_manager":
                found.add("manages the service")
                if world.copied_to(record, place):
                    found.add("answers for a copy")
            if role in ("camhs_contact", "triager"):
                found.add("works in the service")
        if place == record.area and role == "area_coordinator":
            found.add("coordinates the area")
    return found


def _alone(world: World, role: str, record: Record, place: UUID) -> set[str]:
    """Return in which capacities a role of a school stands to what no service has."""
    guards = role in ("school_lead", "council_link", "school_head")
    found = {"guards what no service has"} if guards else set()
    if world.copied_to(record, place):
        found |= {"answers for a copy at school"} if guards else set()
        if role in ("safeguarding_lead", "school_head", "council_link"):
            found.add("looks through a copy")
    return found


def may_add(world: World, who: Who, row: Row) -> bool:
    """Say whether somebody may write a row like this one; events are judged move by move."""
    record = world.records[row.record]
    if row.table == "referrals_rightasked" and row.code and world.codes[row.code].barred:
        return False  # nothing is asked for whom a court bars
    if row.table == "referrals_item":
        record = replace(record, closed_on=None)  # a new one begins open, whatever is written
    return bool(_writes_as(world, who, row, record) & ADDS[row.table])


def may_change(world: World, who: Who, row: Row) -> bool:
    """Say whether somebody may change this row."""
    found = _writes_as(world, who, row, world.records[row.record])
    return bool(found & CHANGES.get(row.table, set()))


def may_remove(world: World, who: Who, row: Row) -> bool:
    """Say whether somebody may take this row away: a file only until a service has it."""
    if row.table == "referrals_attachment" and world.records[row.record].service is not None:
        return False
    found = _writes_as(world, who, row, world.records[row.record])
    return bool(found & REMOVES.get(row.table, set()))


def may_write_down(
    world: World, who: Who, row: Row, said: str, *, in_their_name: bool, they_said: str
) -> bool:
    """Say whether somebody who is not of the family may write down what it said.

    said: "yes", "no", "no answer yet", or "chosen" of who may be told.
    they_said: which of the family has answered on their own page: the child, a carer, nobody. Of whoever
    decides that stays as it is. In their name: as though the family had said it there themselves.
    """
    if in_their_name:
        return False
    decides = "the child" if world.records[row.record].keeps_carers_out else "a carer"
    stands = they_said == decides and said != "no answer yet"
    return not stands and may_add(world, who, row)


def _writes_as(world: World, who: Who, row: Row, record: Record) -> set[str]:
    """Return the capacities in which somebody stands to a row that they would write."""
    found = ways(world, who, record, world.roles_of(who.id) if who.kind == "person" else [])
    if row.code is not None and row.code == who.id and found:
        found = found | {"own"}
    if found & HELPS and record.opened_by is not None and record.opened_by == who.id:
        found = found | {"typed it in"}
    own_code = world.codes.get(who.id) if who.id and who.kind == "family" else None
    if record.keeps_carers_out and "the child" in found:
        of_a_carer = row.code in world.codes and world.codes[row.code].relationship == "carer"
        found = found | {"decides"} | ({"shuts a carer out"} if of_a_carer else set())
    if "a carer" in found and own_code is not None and own_code.responsible:
        found = found | {"decides"}
    if "own" in found and found & {"the child", "decides"}:
        found = found | {"own right"}
    return found


@dataclass
class Opinion:
    """What one who may see and do in a world. doors: of the two functions that ask by themselves."""

    rows: dict[str, set[UUID]]
    actions: dict[str, set[UUID]]
    log: set[UUID]
    codes: set[UUID]
    keys: set[UUID] = field(default_factory=set)  # children whose words may be opened


def opinion(world: World, who: Who) -> Opinion:
    """Return all that somebody may see and do; what is not said here is not allowed."""
    roles = world.roles_of(who.id) if who.kind == "person" else []
    letters: dict[UUID, str] = {}
    of_answers: dict[UUID, str] = {}
    actions: dict[str, set[UUID]] = {action: set() for action in ACTIONS}
    codes, children = set(), set()
    for record in world.records.values():
        found = ways(world, who, record, roles)
        letters[record.id] = "".join(MAY[way][0] for way in found)
        told = found - AT_SCHOOL if record.keeps_school_out else found
        of_answers[record.id] = "".join(MAY[way][0] for way in told)
        for action in {word for way in found for word in MAY[way][1].split()}:
            if record.kind != "arrival" or action not in ("guard", "see_log", "choose"):
                actions[action].add(record.id)
        if found & HANDS_OUT_CODES and record.kind != "arrival":
            codes.add(record.id)
        if record.id in actions["see_log"]:
            children.add(record.child)
    rows: dict[str, set[UUID]] = {table: set() for table in TABLES}
    for row in world.rows:
        own = who.kind == "family" and row.code == who.id and bool(letters[row.record])
        if own or TABLES[row.table] in (of_answers if row.answers else letters)[row.record]:
            rows[row.table].add(row.id)
    log = {record.id for record in world.records.values() if record.child in children}
    keys = {
        record.child for record in world.records.values() if set("IY") & set(letters[record.id])
    }
    return Opinion(rows, actions, log, codes, keys)
