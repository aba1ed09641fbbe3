"""Two requests about one child become one: the other is over here, nothing is lost, and it can be undone."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import DatabaseError, transaction
from django.utils.translation import gettext as _

from schoolslink.access import audit, doors, seal
from schoolslink.access.actor import Actor
from schoolslink.kernel import clock, outbox
from schoolslink.kernel.calendar import add_working_days
from schoolslink.kernel.ids import new_id
from schoolslink.referrals import events
from schoolslink.referrals.commands.carried_over import carry_from
from schoolslink.referrals.commands.moving import CHANGED, Moved, find, make_move
from schoolslink.referrals.commands.owing import owe_each
from schoolslink.referrals.commands.reading import owe_school
from schoolslink.referrals.commands.telling import end_if_all_told, one_at_a_time
from schoolslink.referrals.errors import ChangedMeanwhile, NotPossible, NotYours
from schoolslink.referrals.limits import limits_for
from schoolslink.referrals.models import Decision, DecisionWords, Item, Joining, Told
from schoolslink.referrals.queries.compared import find_pair
from schoolslink.referrals.queries.halves import half_of
from schoolslink.referrals.queries.held import held_now
from schoolslink.referrals.queries.joined import joined_to, joining_of
from schoolslink.referrals.routing import Holder, last_holder, route_of
from schoolslink.referrals.rules import Move, Need, Side, State
from schoolslink.referrals.rules.alike import Verdict
from schoolslink.referrals.rules.dues import told_by
from schoolslink.referrals.rules.joining import HINDERS, PROMISED, contradicts, day_of_both, hinders
from schoolslink.referrals.rules.moves import JOINED
from schoolslink.referrals.sharing import latest_choices

NOT_SAID = "Say first that they are the same child. Nothing was joined."
NOT_JOINED = "They are not joined any more. Nothing was changed."
SAY_WHY = "Say why, in a sentence."


@transaction.atomic
def join(
    *,
    actor: Actor,
    item_id: UUID,
    alike_id: UUID,
    goes_on_id: UUID,
    versions: tuple[int, int],
    why: str,
    at: datetime,
) -> Joining:
    """Let one of two requests about one child go on, and the other be over here; return that they are joined.

    versions: those the actor saw, of the one that goes on and of the other. Whoever asked for the other is
    told what is decided from now on, and now where something was decided already. What stands against
    reaching somebody, a risk, and the earliest day hold for the one that goes on.
    Raises Likeness.DoesNotExist or Item.DoesNotExist, NotYours for whoever is not of the team of both,
    ChangedMeanwhile, and NotPossible with what has to be finished first.
    """
    pair = find_pair(actor, item_id, alike_id)
    ids = {pair.item_id, pair.other_id}
    if goes_on_id not in ids:
        raise Item.DoesNotExist
    (joined_id,) = ids - {goes_on_id}
    if not why.strip():
        raise NotPossible(sentence=SAY_WHY)
    goes_on, joined = _both(actor, goes_on_id, joined_id)
    if (goes_on.version, joined.version) != versions:
        raise ChangedMeanwhile
    if pair.verdict != Verdict.SAME:
        raise NotPossible(sentence=_(NOT_SAID))
    halves = half_of(joined), half_of(goes_on)
    if (stops := hinders(*halves)) is not None:
        raise NotPossible(sentence=_(HINDERS[stops]))
    on = clock.local_day(at)
    by = day_of_both(*halves, help_days=limits_for(goes_on, on=on).help_days)
    merged = make_move(
        actor=actor, item=joined, side=Side.SERVICE, move=Move.MERGE, version=versions[1], at=at,
        given={Need.OTHER_ITEM: goes_on.pk},
    )  # fmt: skip
    row = _keep(actor, joined, goes_on, merged, why, at)
    _take_in(actor, goes_on, joined, by, versions[0], at)
    _hold_the_stricter(actor, goes_on, joined, at)
    if goes_on.state in PROMISED and halves[0].state not in PROMISED:
        _tell_of_promise(actor, goes_on, joined, at)
    return row


def _both(actor: Actor, *ids: UUID) -> list[Item]:
    """Return both, alone: whoever joins them the other way about waits, and sees what was done."""
    for item_id in sorted(ids):
        one_at_a_time(Item(pk=item_id))
    found = [find(actor, item_id) for item_id in ids]
    if {side for _item, side in found} != {Side.SERVICE}:
        raise NotYours
    return [item for item, _side in found]


def _keep(
    actor: Actor, joined: Item, goes_on: Item, merged: Moved, why: str, at: datetime
) -> Joining:
    row = Joining(id=new_id(), item=joined, goes_on=goes_on, event=merged.event, at=at)
    seal.fill(row, joined.child_id, words=why.strip())
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except DatabaseError as error:
        if getattr(error.__cause__, "sqlstate", "") == CHANGED:
            raise ChangedMeanwhile from error
        raise
    for item in (joined, goes_on):
        audit.record(actor, "referral.joined", row.pk, at=at, child_id=item.child_id)
    return row


def _take_in(
    actor: Actor, goes_on: Item, joined: Item, by: date, version: int, at: datetime
) -> None:
    """Write on the one that goes on that it stands for both: not later than either was promised."""
    held = held_now(goes_on.pk)
    if held is None:
        raise ChangedMeanwhile
    is_new = joined.risk_marked and not goes_on.risk_marked
    marked = (events.RiskMarked(item_id=goes_on.pk, child_id=goes_on.child_id),)
    make_move(
        actor=actor, item=goes_on, side=Side.SERVICE, move=Move.TAKE_IN, version=version, at=at,
        named_on=by, holder=Holder(Side(held.side), held.person_id, held.pool_id),
        facts={"set_risk": True} if is_new else None,
        news=marked if is_new else (),
    )  # fmt: skip


def _hold_the_stricter(actor: Actor, one: Item, other: Item, at: datetime) -> None:
    """Let who must not be reached, or is limited by a court, on one of both be so on the other too."""
    carry_from(actor, one, other, at)
    carry_from(actor, other, one, at)


def _tell_of_promise(actor: Actor, goes_on: Item, joined: Item, at: datetime) -> None:
    """Let those who asked for the joined one be told that there is help: not in words meant for others."""
    decided = Decision.objects.filter(item=goes_on).order_by("-id").first()
    if decided is None:
        return
    on = clock.local_day(at)
    by = told_by(on, add_working_days, limits=limits_for(goes_on, on=on))
    _hear(actor, Item.objects.get(pk=joined.pk), decided, {}, _team_of(goes_on, actor), by, at)


def tell_those_joined(
    actor: Actor, goes_on: Item, decided: Decision, words: dict[str, str], at: datetime
) -> None:
    """Let everybody who asked for what is joined to a request be told what was decided, by the same day.

    Where somebody has since said of one that they may be told and of the other that not, it is apart again
    and decided by itself: nobody hears anything against a no.
    """
    for row in joined_to(goes_on):
        joined, side = find(actor, row.item_id)
        if side is not Side.SERVICE:
            raise NotYours
        one_at_a_time(joined)
        if contradicts(latest_choices(joined), latest_choices(goes_on)):
            why = _("Who may be told is not the same on both any more. Decide this one by itself.")
            _apart(actor, joined, joined.version, why, at)
            continue
        _hold_the_stricter(actor, goes_on, joined, at)
        _hear(actor, joined, decided, words, _team_of(goes_on, actor), decided.told_by, at)


def _team_of(goes_on: Item, actor: Actor) -> Holder:
    """Return who of the team tells those who asked for what is joined: whoever has the one that goes on."""
    assert goes_on.team_id is not None  # noqa: S101 - only a team's request is joined
    kept = last_holder(goes_on.pk, Side.SERVICE, pool_id=goes_on.team_id)
    return kept or Holder(Side.SERVICE, actor.person_id, goes_on.team_id)


def _hear(
    actor: Actor,
    joined: Item,
    decided: Decision,
    words: dict[str, str],
    holder: Holder,
    by: date,
    at: datetime,
) -> None:
    heard = make_move(
        actor=actor, item=joined, side=Side.SERVICE, move=Move.HEAR_DECISION,
        version=joined.version, at=at, named_on=by, holder=holder,
    )  # fmt: skip
    decision = Decision.objects.create(
        item=joined, event=heard.event, move=decided.move, level=decided.level,
        reason=decided.reason, criteria_version=decided.criteria_version,
        receiver_id=decided.receiver_id, outside_id=decided.outside_id,
        who_tells=Side.SERVICE.value, told_by=by,
    )  # fmt: skip
    kept = DecisionWords(decision=decision, item=joined)
    seal.fill(kept, joined.child_id, **words)
    kept.save(force_insert=True)
    owe_school(joined, heard.event, by)
    owe_each(joined, heard.event, words, by)
    outbox.publish(
        events.ReferralDecided(
            item_id=joined.pk, child_id=joined.child_id, decision_id=decision.pk
        ),
        at=at,
    )
    if not Told.objects.filter(event=heard.event, family_member_id__isnull=False).exists():
        item = Item.objects.get(pk=joined.pk)
        end_if_all_told(actor=actor, item=item, side=Side.SERVICE, version=item.version, at=at)


@transaction.atomic
def take_apart(*, actor: Actor, item_id: UUID, version: int, why: str, at: datetime) -> Moved:
    """Let a joined request be one of its own again: at the team, with a holder and a day, at once.

    What happened meanwhile on the other stays there. What was joined with which stays written, and they
    may be looked at anew. Raises Item.DoesNotExist, NotYours for whoever is not of its team,
    ChangedMeanwhile, and NotPossible for what is not joined, or without a reason.
    """
    one_at_a_time(Item(pk=item_id))
    item, side = find(actor, item_id)
    if side is not Side.SERVICE:
        raise NotYours
    if not why.strip():
        raise NotPossible(sentence=_(SAY_WHY))
    if item.state not in JOINED or joining_of(item) is None:
        raise NotPossible(sentence=_(NOT_JOINED))
    return _apart(actor, item, version, why, at)


def _apart(actor: Actor, item: Item, version: int, why: str, at: datetime) -> Moved:
    row = joining_of(item)
    if row is None:
        raise NotPossible(sentence=_(NOT_JOINED))
    moved = make_move(
        actor=actor, item=item, side=Side.SERVICE, move=Move.TAKE_APART, version=version, at=at,
        route=route_of(item, on=clock.local_day(at)),
    )  # fmt: skip
    seal.fill(row, item.child_id, apart_words=why.strip())
    Joining.objects.filter(pk=row.pk).update(apart_words=row.apart_words)
    for one in filter(None, (item, row.goes_on)):
        audit.record(actor, "referral.taken_apart", row.pk, at=at, child_id=one.child_id)
    return moved


def leave_joined(*, actor: Actor, item_id: UUID, at: datetime) -> int:
    """Say of all that was joined to a request gone from its team that it is left; return how many."""
    left = doors.rows("select item, child from access.left_by(%s)", item_id)
    outbox.publish(
        *(events.LeftByOther(item_id=item, child_id=child) for item, child in left), at=at
    )
    return len(left)


def go_on_alone(*, actor: Actor, item_id: UUID, at: datetime) -> Moved | None:
    """Let a request go on by itself whose other half is gone; None where it does already."""
    item, side = find(actor, item_id)
    if State(item.state) not in JOINED:
        return None
    return make_move(
        actor=actor, item=item, side=side, move=Move.TAKE_APART, version=item.version, at=at,
        route=route_of(item, on=clock.local_day(at)),
    )  # fmt: skip
