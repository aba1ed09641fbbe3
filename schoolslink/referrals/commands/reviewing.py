"""Somebody looks again at an exception, and says what they found; who did not is asked about."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from schoolslink.access import audit, seal
from schoolslink.access.actor import Actor
from schoolslink.access.models import Membership, Role
from schoolslink.access.policy import Action, Group
from schoolslink.kernel import clock
from schoolslink.kernel.calendar import add_working_days
from schoolslink.referrals import permissions
from schoolslink.referrals.closed import closed_among
from schoolslink.referrals.commands.closing import new_review
from schoolslink.referrals.commands.misuse import (
    ask_to_settle,
    require_may_settle,
    settlers,
)
from schoolslink.referrals.errors import ASecondPerson, NotPossible
from schoolslink.referrals.models import ConflictBlock, Item, Review
from schoolslink.referrals.queries.guarding import to_review
from schoolslink.referrals.rules.guarding import (
    Exceptional,
    FamilyTold,
    Outcome,
    again_after,
    must_say_why,
    needs_second_person,
)

# Who is asked about a review that nobody made, in this order, after whoever has it first.
LADDER = (Role.SCHOOL_HEAD, Role.SCHOOL_LEAD, Role.COUNCIL_LINK, Role.SERVICE_MANAGER)


@transaction.atomic
def record_review(
    *,
    actor: Actor,
    review_id: UUID,
    outcome: Outcome,
    at: datetime,
    words: str = "",
    told: FamilyTold | None = None,
) -> None:
    """Write down what somebody found who looked again at an exception.

    A record that was closed to somebody without need is opened to them again. Nothing happens where it
    was looked at meanwhile. words: why it was not right to open a record in an emergency, which then goes
    to a manager of whoever opened it; or what was done about that. told: whether the family knows.
    Raises Review.DoesNotExist for whoever may not, ASecondPerson for whoever made an exception that
    another has to look at, and NotPossible without the sentence that is needed.
    """
    review = to_review(actor).select_for_update(of=("self",)).get(pk=review_id)
    if review.done_at is not None:
        return
    kind = Exceptional(review.kind)
    if needs_second_person(kind) and review.by_id == actor.person_id:
        raise ASecondPerson
    if must_say_why(kind, outcome) and not words.strip():
        raise NotPossible(sentence="Write it in a sentence", field="words")
    child_id: UUID = review.child_id  # type: ignore[assignment]  # carried by a trigger
    looked_at = review.pk if kind is Exceptional.MISUSE else review.item_id
    audit.read("review", [looked_at], groups=[Group.ROUTING], children=[child_id])
    if kind is Exceptional.MISUSE:
        require_may_settle(actor, review, told)
    if words.strip():
        seal.open_keys([child_id])
        seal.fill(review, child_id, words=words)
    misused = kind is Exceptional.GLASS and outcome is Outcome.NOT_RIGHT
    if misused:
        item = permissions.items(actor, Action.GUARD).get(pk=review.item_id)
        ask_to_settle(actor=actor, item=item, glass_id=review.about_id, why=words, at=at)
    Review.objects.filter(pk=review.pk).update(
        done_at=at, done_by=actor.person_id, outcome=outcome.value, words=review.words
    )
    audit.record(
        actor, f"review.{kind}.{outcome}", review.pk, at=at, child_id=child_id,
        detail={"family": told.value} if told else None,
    )  # fmt: skip
    if kind is Exceptional.BLOCK and outcome is Outcome.NOT_RIGHT:
        ConflictBlock.objects.filter(pk=review.about_id, lifted_at__isnull=True).update(
            lifted_at=at
        )
    days = again_after(kind, outcome)
    if days is not None:
        item = permissions.items(actor, Action.GUARD).get(pk=review.item_id)
        new_review(actor, item, kind, review.about_id, days, at=at).save(force_insert=True)


def ask_next_to_review(*, actor: Actor, review_id: UUID, at: datetime) -> UUID | None:
    """Return who is asked next about a review that is past its day; None when nobody is, today.

    One person on each working day, as for everything else that is late.
    """
    review = Review.objects.select_related("item").get(pk=review_id)
    if not _is_late(review, at) or _asked_lately(review, at):
        return None
    asked = set(review.asked_next)
    person = next((one for one in reviewers(review) if str(one) not in asked), None)
    if person is None:
        return None
    # What somebody settles by name is theirs who is asked.
    named = {"for_id": person} if review.kind == Exceptional.MISUSE.value else {}
    Review.objects.filter(pk=review.pk).update(
        asked_next=[*review.asked_next, str(person)], asked_next_at=at, **named
    )
    audit.record(actor, "review.asked_next", review.pk, at=at, child_id=review.child_id)
    return person


def review_at_the_end(review_id: UUID, *, at: datetime) -> Item | None:
    """Return the item of a review of which everybody was asked, and nobody looked."""
    review = Review.objects.select_related("item").get(pk=review_id)
    if not _is_late(review, at) or _asked_lately(review, at):
        return None
    asked = set(review.asked_next)
    return review.item if all(str(one) in asked for one in reviewers(review)) else None


def reviewers(review: Review) -> list[UUID]:
    """Return who may look at an exception, in the order in which they are asked."""
    if review.kind == Exceptional.MISUSE.value:
        return settlers(review, review.item)
    item, today = review.item, clock.local_day(clock.real_now())
    places = {item.school_id, item.service_id} - {None}
    held = Membership.objects.filter(
        organisation_id__in=places, role__in=LADDER, from_on__lte=today, person__is_active=True
    ).exclude(until_on__lte=today)
    rows = sorted(held, key=lambda m: (LADDER.index(Role(m.role)), m.from_on, m.pk))
    found = list(dict.fromkeys(m.person_id for m in rows))
    if needs_second_person(Exceptional(review.kind)):
        found = [one for one in found if one != review.by_id]
    closed = closed_among(item.child_id, found)
    return [one for one in found if one not in closed]


def _is_late(review: Review, at: datetime) -> bool:
    return review.done_at is None and review.due_on < clock.local_day(at)


def _asked_lately(review: Review, at: datetime) -> bool:
    last = review.asked_next_at
    return last is not None and clock.local_day(at) < add_working_days(clock.local_day(last), 1)
