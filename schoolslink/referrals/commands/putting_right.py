"""An answer of a sent request was wrong: it is put right where it stands, and what it was stays beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.db import transaction

from schoolslink.access import audit, doors, seal
from schoolslink.access.actor import Actor
from schoolslink.access.policy import Action, Group
from schoolslink.kernel import outbox, rows
from schoolslink.referrals import events, permissions
from schoolslink.referrals.commands.additions import keep_more
from schoolslink.referrals.commands.another_carer import (
    in_whose_place,
    not_known_of,
    require_may_name,
    said_of_the_first,
    tell_who_is_there_now,
)
from schoolslink.referrals.commands.answers import answers_kept, kept_of
from schoolslink.referrals.commands.moving import find
from schoolslink.referrals.errors import ChangedMeanwhile, NotPossible, NotYours
from schoolslink.referrals.models import Carer, Item, PutRight, Referral, RightAsked
from schoolslink.referrals.rules import Kind, Side
from schoolslink.referrals.rules import putting_right as rules
from schoolslink.referrals.rules.request import is_answered, read_mark
from schoolslink.referrals.rules.request.languages import language_to_speak
from schoolslink.referrals.rules.rights import Right


@dataclass(frozen=True)
class Mend:
    """One answer to put right. seen: the mark of the answer that was shown (`rules.mark_of`)."""

    name: str
    seen: str
    answer: rules.Answer
    why: str


@transaction.atomic
def put_right(
    *, actor: Actor, item_id: UUID, mend: Mend, at: datetime, correction_id: UUID | None = None
) -> UUID:
    """Put one answer of a request that was sent right; return the id of the row that says what it was.

    From then on every page, letter, age window, list and copy has the new one. What says who the child
    is changes on each of their requests where the same stood and this person may change it. Where another
    carer is named in the place of the first, what was said of the first is not known of them.
    correction_id: what stands for the correction that one of the family asked for, if it is that.
    Raises Item.DoesNotExist (shown as not found) outside what the actor may see, NotYours for whoever may
    not put it right, NotPossible for what cannot stand, and ChangedMeanwhile where another answer stands.
    """
    item, side = find(actor, item_id)
    asked = _asked_for(actor, item, correction_id) if correction_id else None
    if not may_put_right(item, side, mend.name):
        raise NotYours
    _check(mend)
    others = list(_others(actor, item, mend.name))
    for one in sorted({item.pk, *(other.pk for other, _side in others)}):  # in one order for all
        doors.value("select access.hold_to_put_right(%s)", one)
    seal.open_keys([item.child_id])
    stands = answers_kept(item, kept_of(item)).get(mend.name, "")
    if rules.mark_of(stands) != mend.seen:
        raise ChangedMeanwhile
    if rules.mark_of(stands) == rules.mark_of(mend.answer):
        raise NotPossible(sentence="That is what stands there already.", field=mend.name)
    answers = {mend.name: mend.answer}
    first = in_whose_place(item, answers)
    require_may_name(side, first, mend.name)
    of_first = said_of_the_first(item, first, answers)
    row = _write(actor, item, side, mend, stands, asked, at, also=not_known_of(of_first))
    for name, said in of_first.items():
        if name in rules.HELD:
            gone = Mend(name, rules.mark_of(said), not_known_of(of_first)[name], mend.why)
            _note(item, side, gone, said, None, at)
    if first:
        tell_who_is_there_now(actor, item, side, at)
    for other, their_side in others:
        if rules.mark_of(answers_kept(other, kept_of(other)).get(mend.name, "")) == mend.seen:
            _write(actor, other, their_side, mend, stands, None, at)
    return row.pk


def may_put_right(item: Item, side: Side, name: str) -> bool:
    """Say whether whoever acts on a side of a request may put this answer of it right."""
    if item.kind != Kind.REFERRAL or item.asked_at is None:
        return False
    typed_in = item.is_own and Referral.objects.filter(item=item, by_phone=True).exists()
    return rules.may_put_right(name, side, asked_by=item.asked_by, typed_in=typed_in)


def _check(mend: Mend) -> None:
    """Raise NotPossible for an answer that cannot come to stand, and where nothing says why."""
    if not mend.why.strip():
        raise NotPossible(
            sentence="Say why it was wrong. Whoever reads the record reads it.", field="why"
        )
    empty = not is_answered(mend.answer) or (  # type: ignore[arg-type]
        isinstance(mend.answer, str) and read_mark(mend.answer) is not None
    )
    if empty and mend.name in rules.NEVER_EMPTY:
        raise NotPossible(sentence="This cannot be left empty.", field=mend.name)
    if not is_answered(mend.answer):  # type: ignore[arg-type]
        raise NotPossible(
            sentence="Write what is right, or say that it is not known.", field=mend.name
        )
    only = rules.ONLY_TO.get(mend.name)
    if only is not None and mend.answer != only:
        raise NotPossible(
            sentence="Once nothing may be sent home, only whoever said so can change it.",
            field=mend.name,
        )


def _asked_for(actor: Actor, item: Item, correction_id: UUID) -> RightAsked:
    """Return the open correction of this child's family that is answered. Raises Item.DoesNotExist."""
    asked = permissions.visible_to(actor, Action.VIEW, RightAsked.objects.all()).filter(
        stands_id=correction_id, kind=Right.CORRECTION, done_at__isnull=True, child_id=item.child_id
    )
    found = asked.first()
    if found is None:
        raise Item.DoesNotExist
    return found


def _others(actor: Actor, item: Item, name: str) -> Iterator[tuple[Item, Side]]:
    """Yield the child's other requests on which this person may put the same answer right."""
    if not rules.is_the_childs(name):
        return
    sent = permissions.items(actor, Action.VIEW).filter(
        child_id=item.child_id, kind=Kind.REFERRAL, asked_at__isnull=False
    )
    for other in sent.exclude(pk=item.pk).order_by("pk"):
        side = permissions.side_of(actor, other)
        if side is not None and may_put_right(other, side, name):
            yield other, side


def _write(
    actor: Actor,
    item: Item,
    side: Side,
    mend: Mend,
    was: Any,
    asked: RightAsked | None,
    at: datetime,
    *,
    also: Mapping[str, Any] = MappingProxyType({}),
) -> PutRight:
    """Keep what it was, then let the new answer stand: the database takes it in this order alone.

    also: what other answers stand from then on because of it.
    """
    row = _note(item, side, mend, was, asked, at)
    keep_more(actor, item, {mend.name: mend.answer, **also}, at)
    audit.read("item", [item.pk], groups=[Group.IDENTITY], children=[item.child_id])
    news = events.AnswerPutRight(item_id=item.pk, child_id=item.child_id, put_right_id=row.pk)
    outbox.publish(news, at=at)
    audit.record(actor, "answer.put_right", row.pk, at=at, child_id=item.child_id)
    return row


def _note(
    item: Item, side: Side, mend: Mend, was: Any, asked: RightAsked | None, at: datetime
) -> PutRight:
    """Write down what an answer was, what it is from now on, and why."""
    row = PutRight(
        item=item, name=mend.name, at=at, side=side.value, right=asked,
        told_id=_reader(asked, mend.name), **_spoken(item, mend),
    )  # fmt: skip
    seal.fill(
        row, item.child_id, was=rules.as_text(was), now=rules.as_text(mend.answer),
        why=mend.why.strip(),
    )  # fmt: skip
    rows.insert([row])
    return row


def _reader(asked: RightAsked | None, name: str) -> UUID | None:
    """Return which of the family reads the new answer: whoever asked, where it is theirs to read."""
    if asked is None:
        return None
    member = Carer.objects.filter(pk=asked.family_member_id).first()
    return member.pk if member is not None and rules.may_read(name, member.whose) else None


def _spoken(item: Item, mend: Mend) -> dict[str, Any]:
    """Return what a queue shows of the language in which somebody must speak with them, if it changes."""
    if mend.name not in rules.SPOKEN:
        return {}
    then = answers_kept(item, kept_of(item)) | {mend.name: mend.answer}
    return {
        "sets_language": language_to_speak(then),
        "sets_interpreter": then.get("interpreter") == "yes",
    }
