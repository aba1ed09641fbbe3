"""Somebody else has the child now: the next step has begun, or they have there what was passed on.

A yes ends it with who has them; a next step that did not begin comes back, and of what nobody knows yet
somebody asks once more.
"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext

from schoolslink.access.actor import Actor
from schoolslink.kernel import clock
from schoolslink.referrals import events
from schoolslink.referrals.commands.decide import step
from schoolslink.referrals.commands.moving import Moved, find, make_move
from schoolslink.referrals.commands.telling import require_all_told
from schoolslink.referrals.errors import NotPossible
from schoolslink.referrals.models import Item, ItemEvent
from schoolslink.referrals.rules import Move, Need, RuleBroken, Side, begun
from schoolslink.referrals.rules.moves.referral import DECISIONS


@transaction.atomic
def say_it_began(
    *, actor: Actor, item_id: UUID, version: int, who: str, how: str, since: date, at: datetime
) -> Moved:
    """Say that the next step has begun: who has them now and where, how that is known, since when.

    It ends with that, and the family reads it and may say that it is not so. Raises as `make_move`,
    and NotPossible, beside its field, where the side may not say it so (`rules.begun`): the team that
    said no only on a later day, by the word of the family or of whoever helps now.
    """
    item, side = find(actor, item_id)
    return _have_them(actor, item, side, Move.CONFIRM_NEXT_STEP, version, who, how, since, at)


@transaction.atomic
def confirm_receipt(
    *, actor: Actor, item_id: UUID, version: int, who: str, how: str, since: date, at: datetime
) -> Moved:
    """Say that they have there what was passed on: who said so and where, how it is known, since when.

    With that the request lets go. Raises as `make_move`, and NotPossible, beside its field, for a word
    or a day that cannot be (`rules.begun`), and while somebody of the family has still to be told.
    """
    item, side = find(actor, item_id)
    require_all_told(item)
    return _have_them(actor, item, side, Move.CONFIRM_RECEIPT, version, who, how, since, at)


def _have_them(
    actor: Actor,
    item: Item,
    side: Side,
    move: Move,
    version: int,
    who: str,
    how: str,
    since: date,
    at: datetime,
) -> Moved:
    today, answered = clock.local_day(at), answered_on(item)
    try:
        begun.check_begun(how, since, side=side, today=today, answered_on=answered, move=move)
    except RuleBroken as broken:
        field = "how" if isinstance(broken, begun.HowUnknown) else "since"
        raise NotPossible(sentence=broken.message, field=field) from broken
    return make_move(
        actor=actor, item=item, side=side, move=move, version=version, at=at,
        words=who.strip(), given={Need.HOW_KNOWN: how, Need.HAPPENED_ON: since},
        facts={"happened_on": since, "reason": how},
        news=(events.SomebodyHasThem(item_id=item.pk, child_id=item.child_id),),
    )  # fmt: skip


def answered_on(item: Item) -> date:
    """Return the day of the latest answer; of what was never answered, of its last move."""
    made = ItemEvent.objects.filter(item=item).order_by("-version_seen")
    last = made.filter(move__in=[*DECISIONS]).first() or made.first()
    assert last is not None  # noqa: S101 - nothing stands without its first move
    return clock.local_day(last.at)


def say_whether_it_began(
    *, actor: Actor, item_id: UUID, move: Move, version: int, words: str, at: datetime
) -> Moved:
    """Say in one press that the next step has not begun, or that nobody knows yet. Raises as `step`.

    A no brings the request back to the service, which decides anew: nobody has to begin again.
    """
    if move is Move.RETURN and not words.strip():
        words = gettext("The next step did not begin.")
    return step(actor=actor, item_id=item_id, move=move, version=version, words=words, at=at)
