"""What a family asks by right: asked, begun with a holder and a day, looked through, given, taken."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from schoolslink.access import audit
from schoolslink.access.actor import Actor
from schoolslink.access.policy import Action
from schoolslink.kernel import clock, outbox, references, rows
from schoolslink.kernel.calendar import add_working_days
from schoolslink.kernel.ids import new_id
from schoolslink.referrals import events, permissions
from schoolslink.referrals.commands.judging import harm_of, judged_of, require_ready
from schoolslink.referrals.commands.moving import make_move
from schoolslink.referrals.errors import NotPossible, NotYours
from schoolslink.referrals.models import Carer, Item, RightAsked
from schoolslink.referrals.queries.everything import Everything
from schoolslink.referrals.queries.held import held_now
from schoolslink.referrals.queries.rights import who_may_have_one
from schoolslink.referrals.recipients import reach_of
from schoolslink.referrals.routing import (
    Holder,
    ladder,
    last_holder,
    who_answer_at_school,
    who_answer_for,
)
from schoolslink.referrals.rules import Move, Need, Side
from schoolslink.referrals.rules.moves import BY_MANAGER
from schoolslink.referrals.rules.reach import Channel
from schoolslink.referrals.rules.rights import (
    KIND_OF,
    NotToAsk,
    Right,
    SavedMeanwhile,
    may_ask,
    month_due,
)
from schoolslink.referrals.sharing import decides, latest_choices

PREFIXES = {Right.COPY: "CO", Right.CORRECTION: "CR"}
BEGINS = {Right.COPY: Move.ASK_COPY, Right.CORRECTION: Move.ASK_CORRECTION}
ASKED_ALREADY = {
    Right.COPY: "A copy has been asked for already, and is being prepared.",
    Right.CORRECTION: "They said before that something is wrong, and are owed an answer to that first.",
}


@transaction.atomic
def ask_copy(*, actor: Actor, item: Item, member: Carer, asked_on: date, at: datetime) -> UUID:
    """Ask for a copy of everything, for one of the family; return what was asked.

    By themselves on their page, or written down by the team or whoever answers for the service (or for
    the school, while no service has the request), with the day on which they asked. Raises NotPossible
    where they may not have one, or where one is being prepared.
    """
    asked = to_ask(Right.COPY, actor, item, member, asked_on, at)
    rows.insert([asked])
    outbox.publish(events.AskedByRight(item.pk, item.child_id, asked.pk), at=at)
    audit.record(actor, "right.copy_asked", asked.pk, at=at, child_id=item.child_id)
    return asked.pk


def to_ask(
    kind: Right, actor: Actor, item: Item, member: Carer, asked_on: date, at: datetime
) -> RightAsked:
    """Return what is asked by right, to be saved. Raises NotPossible as `ask_copy`."""
    if (kind is not Right.COPY or item.school_id is None) and (
        item.service_id is None or item.team_id is None
    ):
        raise NotPossible(
            sentence="No service has this request yet. What there is, the school wrote: ask the school."
        )
    if not may_have(member, item):
        raise NotPossible(sentence=NotToAsk.__doc__ or "")
    if asked_on > clock.local_day(at):
        raise NotPossible(sentence="That day is still to come. Write down when they asked.")
    open_ones = RightAsked.objects.filter(
        family_member_id=member.pk, kind=kind, done_at__isnull=True
    )
    if open_ones.exists():
        raise NotPossible(sentence=ASKED_ALREADY[kind])
    return RightAsked(
        id=new_id(), item=item, kind=kind.value, family_member_id=member.pk,
        asked_by=actor.subject_id, asked_on=asked_on, at=at,
        due_on=month_due(asked_on, add_working_days),
    )  # fmt: skip


def may_have(member: Carer, item: Item) -> bool:
    """Say whether one of a family may ask by right now: an order or a choice of today counts."""
    if reach_of(item, member, Channel.PAGE, latest_choices(item)).is_nothing:
        return False
    return may_ask(member.relationship, decides=decides(member, item))


def member_to_give(item: Item, member_id: UUID) -> Carer:
    """Return one of the family for whom a copy may be asked. Raises Carer.DoesNotExist for any other."""
    found = next((one for one in who_may_have_one(item) if one.pk == member_id), None)
    if found is None:
        raise Carer.DoesNotExist
    return found


def begin(*, actor: Actor, right_id: UUID, at: datetime) -> Item | None:
    """Open the item beside the request by which somebody answers for it; None where it stands already."""
    right = RightAsked.objects.select_for_update().get(pk=right_id)
    if right.stands_id is not None:
        return None
    request, what = right.item, Right(right.kind)
    holder = _who_answers(request) if what is Right.COPY else _who_has_it(request, at)
    beside = Item(
        id=new_id(), kind=KIND_OF[what].value, reference=references.new(PREFIXES[what]), about=request,
        child_id=request.child_id, service_id=request.service_id, area_id=request.area_id,
        school_id=holder.pool_id if holder.side is Side.SCHOOL else None,
        opened_by_id=request.opened_by_id, risk_marked=request.risk_marked, opened_at=at,
    )  # fmt: skip
    rows.insert([beside])
    make_move(
        actor=actor, item=beside, side=Side.SYSTEM, move=BEGINS[what], version=0, at=at,
        holder=holder, named_on=right.asked_on,
    )  # fmt: skip
    right.stands = beside
    right.save(update_fields=["stands"])
    return beside


def _who_answers(request: Item) -> Holder:
    """Return who answers for the service, or for the school while no service has the request.

    Where nobody may, it is the pool's, and its coordinators hear.
    """
    if request.service_id is None:
        assert request.school_id is not None  # noqa: S101 - a request is a school's or a service's
        people = who_answer_at_school(request.school_id, request.child_id)
        return Holder(Side.SCHOOL, people[0] if people else None, request.school_id)
    people = who_answer_for(request.service_id, request.child_id)
    return Holder(Side.SERVICE, people[0] if people else None, request.service_id)


def _who_has_it(request: Item, at: datetime) -> Holder:
    """Return who of the team has a request, or had it last; else whoever of it is asked first."""
    assert request.team_id is not None  # noqa: S101 - only of a team's request is anything asked
    kept = last_holder(request.pk, Side.SERVICE, pool_id=request.team_id)
    if kept is not None:
        return kept
    people = ladder(request, Side.SERVICE, at=at)
    return Holder(Side.SERVICE, people[0] if people else None, request.team_id)


def follow_service(*, actor: Actor, request_id: UUID, at: datetime) -> int:
    """Give what a manager answers to whoever answers for the service (or school) that has the request now."""
    request, given = Item.objects.get(pk=request_id), 0
    for stands in Item.objects.filter(about=request, kind__in=BY_MANAGER, closed_at__isnull=True):
        holder, held = _who_answers(request), held_now(stands.pk)
        if held is not None and held.pool_id == holder.pool_id:
            continue
        make_move(
            actor=actor, item=stands, side=Side.SYSTEM, move=Move.REASSIGN, version=stands.version,
            at=at, holder=holder, given={Need.HOLDER: holder.pool_id},
        )  # fmt: skip
        given += 1
    return given


def may_still_have(right: RightAsked) -> bool:
    """Say whether whoever asked may have it now: an order or a choice of today counts."""
    member = Carer.objects.select_related("item").filter(pk=right.family_member_id).first()
    if member is None or member.replaced:
        return False
    return may_have(member, member.item)


@transaction.atomic
def give(*, actor: Actor, held: Everything, file: str, sha256: str, at: datetime) -> None:
    """Give the finished copy to whoever asked: it lies on their page, to be taken once.

    Raises NotPossible as `require_ready`, and where whoever asked may not have it any more.
    """
    right = RightAsked.objects.select_for_update().get(pk=held.right.pk)
    require_ready(held)
    if (judged_of(right), harm_of(right)) != (judged_of(held.right), harm_of(held.right)):
        raise NotPossible(sentence=SavedMeanwhile.__doc__ or "")
    if not may_still_have(right):
        raise NotPossible(sentence=NotToAsk.__doc__ or "")
    stands = Item.objects.filter(pk=right.stands_id).first()
    if stands is None:
        raise NotPossible(sentence="This was asked a moment ago. Try again in a minute.")
    # Before what was asked is answered: with that the right to open all of it ends.
    make_move(
        actor=actor, item=stands, move=Move.GIVE_COPY, version=stands.version,
        side=Side.SCHOOL if right.service_id is None else Side.SERVICE,
        at=at,
    )  # fmt: skip
    right.file, right.sha256, right.done_at = file, sha256, at
    right.save(update_fields=["file", "sha256", "done_at"])
    news = events.RightAnswered(right.item_id, right.child_id, right.pk, right.family_member_id)  # type: ignore[arg-type]
    outbox.publish(news, at=at)
    audit.record(actor, "right.copy_given", right.pk, at=at, child_id=right.child_id)


@transaction.atomic
def take(*, actor: Actor, right_id: UUID, at: datetime) -> tuple[RightAsked, str]:
    """Let whoever asked take their copy, once; return what they asked, and the name of its file.

    No row names the file any more: the night's sweep takes it away.

    Raises RightAsked.DoesNotExist for any but their own, and NotPossible where it was taken before.
    """
    mine = permissions.visible_to(actor, Action.VIEW, RightAsked.objects.all())
    right = mine.select_for_update().get(pk=right_id, kind=Right.COPY)
    if right.taken_at is not None or not right.file:
        raise NotPossible(sentence="This copy was taken already. You can ask for a new one.")
    if not may_still_have(right):
        raise NotYours
    file, right.file, right.taken_at = right.file, "", at
    right.save(update_fields=["file", "taken_at"])
    audit.record(actor, "right.copy_taken", right.pk, at=at, child_id=right.child_id)
    return right, file


def drop_copy(*, actor: Actor, right_id: UUID, at: datetime) -> None:
    """Let a copy go that nobody took in its thirty days; the night's sweep takes the file away."""
    right = RightAsked.objects.get(pk=right_id)
    right.file = ""
    right.save(update_fields=["file"])
    audit.record(actor, "right.copy_dropped", right.pk, at=at, child_id=right.child_id)
