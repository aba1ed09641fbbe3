"""What was answered and asked beside a record, in the world in which the opinions are compared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from schoolslink.checks.oracle import Code, Link, Record
from schoolslink.checks.world import Invented
from schoolslink.directory.models import AdviceHours, Area, NamedContact, OutsideReceiver
from schoolslink.referrals.models import (
    Complaint,
    ConsultationSlot,
    Elsewhere,
    ItemEvent,
    Joining,
    OfferReply,
    OutsideLink,
    OutsideOffer,
    OutsideReply,
    Post,
    PostFile,
    PracticeAsking,
    RightAsked,
    TransferStep,
)


def given_back(record: Record, invented: Invented, at: datetime) -> OfferReply:
    """Return such a row of a record; by what it was offered, nobody asks there."""
    return OfferReply(
        item_id=record.id, offer_id=record.id, reason="age", at=at,
        by_service_id=invented.places["service"][0], written_by=invented.people[0],
    )  # fmt: skip


def handed_over(record: Record, opening: Mapping[UUID, ItemEvent]) -> TransferStep:
    """Return what goes with a step of a hand-over of a record; by which move, nobody asks there."""
    return TransferStep(item_id=record.id, event=opening[record.id], why="age")


def talks(records: Sequence[Record], invented: Invented, at: datetime) -> list[ConsultationSlot]:
    """Return a time that was booked for each record, each another one; whose hours, nobody asks there."""
    somebody = NamedContact.objects.create(
        side="nhs", position="contact", organisation_id=invented.places["service"][0],
        name="Invented", from_on=date(2020, 9, 1),
    )  # fmt: skip
    hours = AdviceHours.objects.create(
        contact=somebody, starts_at=time(9), ends_at=time(10), minutes=30, how="phone", whom="all",
        from_on=date(2020, 9, 1),
    )  # fmt: skip
    return [
        ConsultationSlot(
            item_id=record.id, hours=hours, person_id=invented.people[0], how="phone",
            knows="agreed", booked_at=at, released_at=at,
            starts_at=at + timedelta(hours=number), ends_at=at + timedelta(hours=number, minutes=30),
        )
        for number, record in enumerate(records)
    ]  # fmt: skip


def joined(
    records: Sequence[Record], opening: Mapping[UUID, ItemEvent], at: datetime
) -> list[Joining]:
    """Return that each record was joined to the first, and is apart again."""
    first = min(record.id for record in records)
    return [
        Joining(
            item_id=record.id, goes_on_id=first, event=opening[record.id], at=at, apart_at=at,
            apart_event=opening[record.id],
        )
        for record in records
        if record.id != first
    ]  # fmt: skip


def elsewhere(records: Sequence[Record], invented: Invented, at: datetime) -> list[Elsewhere]:
    """Return that each record may be one child with the first, where another team has it, and is not."""
    first = min(records, key=lambda record: record.id)
    return [
        Elsewhere(
            item_id=record.id, other_id=first.id, there_id=first.team or first.area, found_at=at,
            verdict="not_same", judged_by=invented.people[0], judged_at=at,
        )
        for record in records
        if record.id != first.id
    ]  # fmt: skip


def posts(
    records: Sequence[Record], invented: Invented, at: datetime
) -> tuple[list[Post], list[PostFile]]:
    """Return post for each record, and a file that came with it; nobody wrote anything in either."""
    somebody = invented.people[0]
    came = [
        Post(
            item_id=record.id, came_at=at, typed_by=somebody, how="letter", from_whom="gp", danger="no"
        )
        for record in records
    ]  # fmt: skip
    files = [
        PostFile(
            item_id=record.id, type="pdf", bytes=1, file="0" * 64, sha256="0" * 64, at=at,
            written_by=somebody,
        )
        for record in records
    ]  # fmt: skip
    return came, files


def outside_receiver(invented: Invented) -> OutsideReceiver:
    """Return somebody outside who can be asked, in the world's first area."""
    place = invented.places["area"][0]
    Area.objects.get_or_create(organisation_id=place, defaults={"from_on": date(2020, 9, 1)})
    return OutsideReceiver.objects.create(
        area_id=place, kind="other", name="Invented", what_they_do="Invented", phone="0",
        owner="Invented", from_on=date(2020, 9, 1),
    )  # fmt: skip


def asked_outside(
    link: Link, receiver: OutsideReceiver, at: datetime
) -> tuple[OutsideOffer, OutsideLink, OutsideReply, PracticeAsking]:
    """Return what somebody outside was asked of a record, with link and answer; and a practice that asked."""
    until = datetime.now(UTC) + timedelta(days=1)
    ended = {} if link.opens else {"ended_at": at, "why": "stopped"}
    return (
        OutsideOffer(item_id=link.record, receiver=receiver),
        OutsideLink(
            id=link.id, item_id=link.record, address="invented", token_hash=link.id.bytes, made_at=at,
            made_by=link.id, opens_until=until, **ended,
        ),
        OutsideReply(item_id=link.record, takes=True, written_by=link.id, at=at),
        PracticeAsking(
            item_id=link.record, name="Invented", ods_code="A00000", address="invented", phone="0",
            token_hash=link.id.bytes, made_at=at, opens_until=until, asked=True, answered_at=at, how="link",
        ),
    )  # fmt: skip


def opens_now(link: OutsideLink) -> bool:
    """Say whether a link opens anything at this very moment."""
    return link.ended_at is None and link.opens_until > datetime.now(UTC)


def went_wrong(code: Code, member: UUID, invented: Invented, at: datetime) -> tuple[Complaint, ...]:
    """Return what one of a family complained of, where a service has the record; it was answered."""
    service = invented.world.records[code.record].service
    if service is None:
        return ()
    somebody = invented.people[0]
    return (
        Complaint(
            item_id=code.record, family_member_id=member, said_by=code.id, said_at=at,
            said_as=code.relationship, place_id=service, reference=f"CP-{code.id}", what=b"sealed",
            person_id=somebody, due_on=at.date(), acknowledged_at=at,
            acknowledged_by=somebody, answered_at=at, answered_by=somebody, answer=b"sealed",
        ),
    )  # fmt: skip


def asked_by_right(
    code: Code, member: UUID, invented: Invented, at: datetime
) -> tuple[RightAsked | Complaint, ...]:
    """Return what one of a family asked for by right: open in some records, answered in others."""
    is_open = code.record in invented.world.copies and not code.barred
    done, answer = (None, {}) if is_open else (at, {"outcome": "note", "answer": b"sealed"})
    common: dict[str, Any] = {
        "item_id": code.record, "family_member_id": member, "asked_by": code.id, "at": at,
        "asked_on": invented.world.today, "due_on": invented.world.today, "done_at": done,
    }  # fmt: skip
    return (
        RightAsked(kind="copy", **common),
        RightAsked(kind="correction", wrong=b"sealed", should_be=b"sealed", **common, **answer),
        *went_wrong(code, member, invented, at),
    )
