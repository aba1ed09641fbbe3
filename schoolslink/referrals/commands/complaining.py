"""What went wrong: said by one of the family, heard by whoever manages the service, and answered by a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from schoolslink.access import audit, doors, seal
from schoolslink.access.actor import Actor
from schoolslink.kernel import clock, outbox, references, rows
from schoolslink.kernel.calendar import add_working_days
from schoolslink.kernel.ids import new_id
from schoolslink.referrals import events, permissions
from schoolslink.referrals.errors import NotPossible
from schoolslink.referrals.models import Carer, Complaint, Item
from schoolslink.referrals.queries.complaints import WHO_HEARS_ME, how_to_give, is_anybody_left
from schoolslink.referrals.rules import complaint as rules
from schoolslink.referrals.rules.errors import RuleBroken

PREFIX = "CP"
NO_SERVICE = (
    "No service has this request yet, so there is nobody there who could have done it wrongly."
)
NOBODY = (
    "Nobody at the service may read it, and nobody who looks after the area could find somebody."
)
ONE_AT_A_TIME = "They complained before, and are owed an answer to that first."
WROTE_BACK = (
    "Somebody has written back to them already. Nothing was changed; look at what they said."
)
GIVEN = "They have it already: they read it on their own page, or somebody gave it to them."
NO_POST = "No letter may go to them. Tell them in another way."
ANSWERED = "Somebody has answered this already. Yours was not sent; look at what they read."


@dataclass(frozen=True)
class Followed:
    """Who has a complaint now, and whether they may hear it. person_id: None where nobody is left to ask."""

    person_id: UUID | None
    hears: bool


@transaction.atomic
def complain(
    *,
    actor: Actor,
    item: Item,
    member: Carer,
    what: str,
    wish: str,
    reach: str,
    not_to: Sequence[UUID],
    at: datetime,
) -> UUID:
    """Say what went wrong and what would put it right, for one of the family; return the complaint.

    reach: how they may be spoken with, if they say so. not_to: who of those that would hear it must
    not. It has a holder from this moment, which the
    database names, and a day: three working days to write back. Raises NotPossible where no service
    has the request, where nobody at all would have it, and while an earlier one is not answered.
    """
    if item.service_id is None:
        raise NotPossible(sentence=NO_SERVICE)
    if not _somebody_would_have_it(not_to):
        raise NotPossible(sentence=NOBODY)
    open_ones = Complaint.objects.filter(family_member_id=member.pk, answered_at__isnull=True)
    if open_ones.exists():
        raise NotPossible(sentence=ONE_AT_A_TIME)
    said_on = clock.local_day(at)
    one = Complaint(
        id=new_id(), item=item, family_member_id=member.pk, said_by=actor.subject_id, said_at=at,
        said_as=member.relationship, place_id=item.service_id, reference=references.new(PREFIX),
        not_to=list(not_to), due_on=rules.acknowledge_by(said_on, add_working_days),
    )  # fmt: skip
    seal.new_key(one.pk)
    seal.fill(one, one.pk, what=what, wish=wish, reach=reach)
    rows.insert([one])
    said = events.Complained(item_id=item.pk, child_id=item.child_id, complaint_id=one.pk)
    outbox.publish(said, at=at)
    audit.record(actor, "complaint.said", one.pk, at=at, child_id=item.child_id)
    return one.pk


def _somebody_would_have_it(not_to: Sequence[UUID]) -> bool:
    return is_anybody_left(doors.rows(WHO_HEARS_ME), not_to)


@transaction.atomic
def write_back(
    *, actor: Actor, complaint_id: UUID, answer_on: date, is_agreed: bool, at: datetime
) -> None:
    """Tell whoever complained that it has come, and by which day they have the answer.

    is_agreed: they agreed to the day; else it is ours. Raises Complaint.DoesNotExist (shown as not
    found) for whoever does not hear it, and NotPossible where somebody has written back, or for a
    day that is over or too late.
    """
    one = _locked(actor, complaint_id)
    if one.acknowledged_at is not None:
        raise NotPossible(sentence=WROTE_BACK)
    try:
        said_on, on = clock.local_day(one.said_at), clock.local_day(at)
        rules.check_day(said_on, on, answer_on, add_working_days)
    except RuleBroken as broken:
        raise NotPossible(sentence=broken.message, field="answer_on") from broken
    one.acknowledged_at, one.is_agreed, one.due_on = at, is_agreed, answer_on
    one.person_id, one.asked_next, one.asked_next_at = actor.person_id, [], None
    one.save(
        update_fields=[
            "acknowledged_at", "is_agreed", "due_on", "person_id", "asked_next", "asked_next_at",
        ]
    )  # fmt: skip
    _heard(actor, one, "complaint.acknowledged", at)


@transaction.atomic
def answer(*, actor: Actor, complaint_id: UUID, words: str, at: datetime) -> None:
    """Answer a complaint; whoever complained reads these very words on their page.

    Where nobody has written back yet, this is that too. Raises Complaint.DoesNotExist as `write_back`,
    and NotPossible where it was answered, or nothing is said.
    """
    one = _locked(actor, complaint_id)
    if one.answered_at is not None:
        raise NotPossible(sentence=ANSWERED)
    if not words.strip():
        raise NotPossible(sentence="Say what you found, and what you do about it.", field="words")
    seal.open_keys([one.pk])
    seal.fill(one, one.pk, answer=words)
    one.acknowledged_at, one.answered_at = one.acknowledged_at or at, at
    one.person_id = actor.person_id
    one.save(update_fields=["acknowledged_at", "answered_at", "person_id", "answer"])
    _heard(actor, one, "complaint.answered", at)


@transaction.atomic
def give(*, actor: Actor, complaint_id: UUID, how: rules.Given, at: datetime) -> None:
    """Write down that whoever has no page of their own was given, or told, what stands of their complaint.

    Raises Complaint.DoesNotExist as `write_back`, and NotPossible where they read it on a page of their
    own or have been given it, and for a letter to somebody to whom none may go.
    """
    one = _locked(actor, complaint_id)
    giving = how_to_give(one.pk)
    if not giving.is_owed:
        raise NotPossible(sentence=GIVEN)
    if how is rules.Given.LETTER and not giving.by_post:
        raise NotPossible(sentence=NO_POST, field="how")
    one.given_at, one.given_how = at, how.value
    one.save(update_fields=["given_at", "given_how"])
    audit.record(actor, "complaint.handed_over", one.pk, at=at, child_id=one.child_id)


def _locked(actor: Actor, complaint_id: UUID) -> Complaint:
    return permissions.complaints_heard(actor).select_for_update().get(pk=complaint_id)


def _heard(actor: Actor, one: Complaint, what: str, at: datetime) -> None:
    assert one.child_id is not None  # noqa: S101 - carried by a trigger
    news = events.ComplaintHeard(
        item_id=one.item_id, child_id=one.child_id, complaint_id=one.pk,
        member_id=one.family_member_id, is_answered=one.answered_at is not None,
    )  # fmt: skip
    outbox.publish(news, at=at)
    audit.record(actor, what, one.pk, at=at, child_id=one.child_id)


@transaction.atomic
def follow(*, actor: Actor, complaint_id: UUID, at: datetime) -> Followed | None:
    """Give a complaint to the next who hears it, where its day has passed or its holder may not hear it.

    One person on each working day, as for everything that is late. Where nobody may hear it, whoever
    looks after the area has it, to find somebody. None where nothing is to be done today.
    """
    one = Complaint.objects.select_for_update().get(pk=complaint_id)
    if one.answered_at is not None:
        return None
    found = doors.rows("select person, hears from access.who_hears(%s)", one.pk)
    hearers = [person for person, hears in found if hears]
    finders = [person for person, hears in found if not hears]
    there = hearers or finders
    if one.person_id not in there:
        if not there:
            return None
        return _give(actor, one, there[0], bool(hearers), at)
    if not _is_late(one, at):
        return None
    asked = {str(one.person_id), *one.asked_next}
    after = next((person for person in hearers if str(person) not in asked), None)
    if after is not None:
        return _give(actor, one, after, True, at)
    return Followed(None, bool(hearers))


def _is_late(one: Complaint, at: datetime) -> bool:
    # What was typed in late is with whoever hears it first at least until the next morning.
    if max(one.due_on, clock.local_day(one.typed_at or one.said_at)) >= clock.local_day(at):
        return False
    last = one.asked_next_at
    return last is None or clock.local_day(at) >= add_working_days(clock.local_day(last), 1)


def _give(actor: Actor, one: Complaint, to: UUID, hears: bool, at: datetime) -> Followed:
    had = [str(one.person_id)] if one.person_id and str(one.person_id) not in one.asked_next else []
    one.asked_next = [*one.asked_next, *had, str(to)]
    one.person_id, one.asked_next_at = to, at
    one.save(update_fields=["person_id", "asked_next", "asked_next_at"])
    audit.record(actor, "complaint.given", one.pk, at=at, child_id=one.child_id)
    return Followed(to, hears)
