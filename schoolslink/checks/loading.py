"""Writes an invented world into the database, by the same events and triggers as a real one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Model

from schoolslink.access import identity
from schoolslink.access.actor import Actor
from schoolslink.access.models import FamilyCode, Membership, Organisation, Person
from schoolslink.checks.ground import show, standing_as
from schoolslink.checks.oracle import Code, Record, Row
from schoolslink.checks.replies import (
    asked_by_right,
    asked_outside,
    elsewhere,
    given_back,
    handed_over,
    joined,
    outside_receiver,
    posts,
    talks,
)
from schoolslink.checks.world import Invented
from schoolslink.kernel.ids import new_id
from schoolslink.referrals import models as held
from schoolslink.referrals.rules import Duty, Kind, Move

BATCH = 500
OPENED_DAYS_AGO = 300
CODE_OF = "code_of"  # hung on a row that is one family member's own
KEPT = {"part": "all", "rule": "after_contact"}
FILE = {"kind": "letter", "type": "pdf", "bytes": 1, "file": "0" * 64, "sha256": "0" * 64}
OF_AN_ANSWER = (held.Decision, held.DecisionWords)
Made = TypeVar("Made", bound=Model)


def load(invented: Invented) -> None:
    """Write a world as role `seed`; note in it the id of every row it got."""
    with standing_as("seed"):
        _people(invented)
        _Records(invented).write()


def _save(rows: Iterable[Made]) -> list[Made]:
    written = list(rows)
    if written:
        type(written[0])._default_manager.bulk_create(written, batch_size=BATCH)
    return written


def _people(invented: Invented) -> None:
    _save(
        Organisation(id=place, kind=kind, name=f"Invented {kind} {number}")
        for kind, places in invented.places.items()
        for number, place in enumerate(places)
    )
    _save(
        Person(id=person, name=f"Person {number}", email=f"{person}@example.invalid")
        for number, person in enumerate(invented.people)
    )
    _save(
        Membership(
            id=b.id,
            person_id=b.person,
            organisation_id=b.place,
            role=b.role,
            from_on=b.from_on,
            until_on=b.until_on,
        )
        for b in invented.world.belongings
    )
    now = datetime.now(UTC)
    _save(
        FamilyCode(
            id=code.id,
            child_id=code.child,
            item_id=code.record,
            relationship=code.relationship,
            code_hash=code.id.bytes,
            made_at=now,
            made_by_id=invented.people[0],
            revoked_at=now if code.revoked else None,
        )
        for code in invented.world.codes.values()
    )


class _Records:
    """The rows of every record: first the events that make it so, then what belongs to it."""

    def __init__(self, invented: Invented) -> None:
        self.invented = invented
        self.world = invented.world
        self.records = list(self.world.records.values())
        self.noon = datetime.combine(self.world.today, time(12), UTC)
        self.opened = self.noon - timedelta(days=OPENED_DAYS_AGO)

    def write(self) -> None:
        """Write everything and note the rows."""
        children = {record.child for record in self.records}
        _save(held.YoungPerson(id=child, made_at=self.opened) for child in children)
        self._keys(children)
        self._note(_save(map(self._item, self.records)), key="id")
        self.opening = {
            event.item_id: event for event in self._note(_save(map(self._opens, self.records)))
        }
        ended = [record for record in self.records if record.closed_on is not None]
        self._note(_save(map(self._ends, ended)))
        self._note(list(held.Holding.objects.all()))
        for rows in (self._of_the_kind(), self._of_each(), self._decided(), self._of_the_family()):
            self._note(rows)

    def _keys(self, children: Iterable[Any]) -> None:
        """Keep a key for each child; nothing is sealed here, so that it opens nothing."""
        with connection.cursor() as cursor:
            show(cursor, identity.mint(Actor(kind="system")))
            cursor.executemany(
                "select keys.put(%s, %s, 'invented')", [(child, b"none") for child in children]
            )
            show(cursor, "")

    def _note(self, rows: Sequence[Made], *, key: str = "item_id") -> Sequence[Made]:
        self.world.rows += [
            Row(
                row._meta.db_table,
                row.pk,
                getattr(row, key),
                getattr(row, CODE_OF, None),
                answers=isinstance(row, OF_AN_ANSWER)
                or (isinstance(row, held.ThreadMessage) and row.side == "service"),
            )
            for row in rows
        ]
        return rows

    def _item(self, record: Record) -> held.Item:
        return held.Item(
            id=record.id,
            kind=record.kind,
            reference=f"XX-{record.id.hex[:12]}",
            child_id=record.child,
            school_id=record.school,
            team_id=record.team,
            service_id=record.service,
            area_id=record.area,
            opened_by_id=record.opened_by,
            opened_at=self.opened,
            risk_marked=record.risk,
        )

    def _opens(self, record: Record) -> held.ItemEvent:
        move = Move.SUBMIT if record.team else Move.START
        return self._event(
            record, Move.ASK if record.kind == Kind.ADVICE else move, 0, self.opened,
            holder_pool_id=record.school, holder_side="school",
            duty=next(iter(Duty)).value, due_on=self.world.today,
        )  # fmt: skip

    def _ends(self, record: Record) -> held.ItemEvent:
        gone = record.kind == Kind.ADVICE or record.team
        days = self.invented.ended_days_ago[record.id]
        at = self.noon - timedelta(days=days)
        return self._event(record, Move.WITHDRAW if gone else Move.DISCARD, 1, at)

    def _event(
        self, record: Record, move: Move, version: int, at: datetime, **holder: Any
    ) -> held.ItemEvent:
        return held.ItemEvent(
            id=new_id(),
            item_id=record.id,
            move=move.value,
            version_seen=version,
            at=at,
            actor_kind="person",
            side="school",
            **holder,
        )

    def _of_the_kind(self) -> list[Model]:
        asked = [r for r in self.records if r.kind == Kind.ADVICE]
        return [
            *_save(held.AdviceRequest(item_id=r.id, about="pupil") for r in asked),
            *_save(
                held.Referral(
                    item_id=r.id,
                    intended_service_id=self.invented.places["service"][0],
                    decided_by="competent" if r.keeps_carers_out else "carer",
                )
                for r in self.records
                if r.kind == Kind.REFERRAL
            ),
        ]

    def _of_each(self) -> list[Model]:
        """Write one row of each table that needs nothing but the record."""
        who, today = self.invented.people[0], self.world.today
        somebody, at = {"written_by": who}, {"at": self.opened}
        plain: list[tuple[type[Model], dict[str, Any]]] = [
            (held.ChildIdentity, {}),
            (held.Answer, {"block": "concern"}),
            (held.FindingToken, {"kind": "name", "token": b"0" * 16}),
            (held.ThreadMessage, at | {"side": "school"}),
            (held.ThreadMessage, at | {"side": "service"}),
            (held.Agreement, at | {"state": "agreed", "decided_by": "carer"}),
            (held.LawfulBasis, at | {"basis": "care", "emergency_reason": "invented"}),
            (held.ServiceNote, at | somebody),
            (held.SchoolNote, at | somebody),
            (held.ClinicReference, at | somebody),
            (held.Draft, {"saved_at": self.opened}),
            (held.Attachment, at | somebody | FILE),
            *((preview, {}) for preview in (held.OfferPreview, held.ArrivalPreview)),
            (held.ConsultationNote, at | somebody | {"school_by": self.world.today}),
            (held.Review, at | self._looked_at_again()),
            (held.RetentionDue, KEPT | {"found_at": self.opened, "due_on": self.world.today}),
            (held.RetentionHold, at | {"reason": "court", "set_by": who, "review_on": today}),
            (held.Chase, at | self._rang()),
            (held.PutRight, at | {"name": "address", "side": "school", "why": b"s", "now": b"s"}),
        ]
        return [
            *_save(self._closed()),
            *_save(self._glass()),
            *_save(map(self._choice, self.records)),
            *_save(given_back(r, self.invented, self.opened) for r in self.records),
            *_save(handed_over(r, self.opening) for r in self.records),
            *_save(self._alike()),
            *_save(elsewhere(self.records, self.invented, self.opened)),
            *_save(joined(self.records, self.opening, self.opened)),
            *_save(talks(self.records, self.invented, self.opened)),
            *(p for found in posts(self.records, self.invented, self.opened) for p in _save(found)),
            *self._outside(),
            *_save(map(self._school_hears, self._said_of_school())),
            *(
                row
                for model, facts in plain
                for row in _save(model(item_id=record.id, **facts) for record in self.records)
            ),
        ]

    def _outside(self) -> list[Model]:
        receiver = outside_receiver(self.invented)
        asked = [asked_outside(link, receiver, self.opened) for link in self.world.links.values()]
        return [row for rows in zip(*asked, strict=True) for row in _save(rows)]

    def _looked_at_again(self) -> dict[str, Any]:
        by = dict.fromkeys(("about_id", "by_id"), self.invented.people[0])
        return by | {"kind": "block", "due_on": self.world.today}

    def _rang(self) -> dict[str, Any]:
        said = {"how": "rang", "came": "message", "by_id": self.invented.people[0]}
        return said | {"side": "service"} | dict.fromkeys(("on", "due_on"), self.world.today)

    def _closed(self) -> Iterable[held.ConflictBlock]:
        """Yield the rows by which children are closed to people, each beside one of the records."""
        record_of = {record.child: record for record in self.records}
        for person, child in sorted(self.world.closed):
            yield held.ConflictBlock(
                item_id=record_of[child].id,
                person_id=person,
                why="relative",
                set_by=person,
                at=self.opened,
            )

    def _glass(self) -> Iterable[held.Glass]:
        """Yield the records that somebody has open in an emergency, the hour of each not yet over."""
        for person, record in sorted(self.world.glass):
            yield held.Glass(
                item_id=record, person_id=person, reason="life", at=self.opened,
                ends_at=datetime.now(UTC) + timedelta(days=1),
            )  # fmt: skip

    def _alike(self) -> Iterable[held.Likeness]:
        """Yield what somebody said of each record and the first; what nobody judged goes with its tokens."""
        first = min(record.id for record in self.records)
        judged = {"judged_by": self.invented.people[0], "judged_at": self.opened}
        for record in self.records:
            if record.id != first:
                yield held.Likeness(
                    item_id=record.id, other_id=first, found_at=self.opened,
                    verdict="not_same", **judged,
                )  # fmt: skip

    def _choice(self, record: Record) -> held.SharingChoice:
        """Return what was chosen last about the carers, by whoever decides."""
        return held.SharingChoice(
            item_id=record.id,
            whom="carer",
            may_be_told=not record.keeps_carers_out,
            chosen_by="self" if record.keeps_carers_out else "carer",
            at=self.opened,
        )

    def _said_of_school(self) -> list[Record]:
        """Return the requests of which somebody said whether school hears: of one in two not, nobody."""
        kept = [record for record in self.records if record.keeps_school_out]
        return [r for r in self.records if not r.keeps_school_out] + kept[::2]

    def _school_hears(self, record: Record) -> held.SharingChoice:
        return held.SharingChoice(
            item_id=record.id,
            whom="school",
            may_be_told=not record.keeps_school_out,
            chosen_by="self" if record.keeps_carers_out else "carer",
            at=self.opened,
        )

    def _decided(self) -> list[Model]:
        decisions = _save(
            held.Decision(
                item_id=r.id,
                event=self.opening[r.id],
                move="accept",
                who_tells="service",
                told_by=self.world.today,
            )
            for r in self.records
        )
        words = _save(held.DecisionWords(decision=d, item_id=d.item_id) for d in decisions)
        return [*decisions, *words]

    def _of_the_family(self) -> list[Model]:
        """Write the rows that are one family member's own, with the code by which they come."""
        found: list[Model] = []
        for code in self.world.codes.values():
            found += self._own(code)
        return found

    def _own(self, code: Code) -> list[Model]:
        record = {"item_id": code.record}
        member = held.Carer(
            relationship=code.relationship,
            family_code_id=code.id,
            parental_responsibility="yes" if code.responsible else "no",
            court_order="barred" if code.barred else "none",
            **record,
        )
        contact = held.ChildContact(whose=code.relationship, family_code_id=code.id, **record)
        told = held.Told(
            whom=code.relationship,
            event=self.opening[code.record],
            family_member_id=member.pk,
            due_on=self.world.today,
            **record,
        )
        words = held.TellingWords(told=told, family_member_id=member.pk, **record)
        message = held.FamilyMessage(
            family_member_id=member.pk, from_family=True, at=self.opened, **record
        )
        pulse = held.FamilyPulse(
            family_member_id=member.pk,
            knows_who=True,
            knows_next=False,
            knows_rights=True,
            at=self.opened,
            **record,
        )
        rights = asked_by_right(code, member.pk, self.invented, self.opened)
        for row in (member, contact, told, words, message, pulse, *rights):
            row.save(force_insert=True)
            setattr(row, CODE_OF, code.id)
        return [member, contact, told, words, message, pulse, *rights, *self._orders(code, member)]

    def _orders(self, code: Code, member: held.Carer) -> list[Model]:
        """Write what somebody said of a carer's right, where it changes nothing."""
        if code.relationship == "self" or code.barred:
            return []
        return _save(
            [
                held.ContactBar(
                    item_id=code.record,
                    carer=member,
                    ways=["email"],
                    asked_by="school",
                    since_on=self.world.today,
                    set_by=self.invented.people[0],
                    at=self.opened,
                )
            ]
        ) + _save(
            [
                held.CarerOrder(
                    item_id=code.record,
                    carer=member,
                    responsibility=member.parental_responsibility,
                    order="none",
                    seen="paper",
                    set_by=self.invented.people[0],
                    at=self.opened,
                ),
            ]
        )
