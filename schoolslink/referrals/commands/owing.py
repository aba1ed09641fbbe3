"""Who of those who asked is owed word of a decision: one duty each, and what each may read of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from django.db.models import Model

from schoolslink.access import seal
from schoolslink.kernel import rows
from schoolslink.referrals.commands.practice_letter import owe_letter
from schoolslink.referrals.models import Carer, Item, ItemEvent, TellingWords, Told
from schoolslink.referrals.recipients import reach_of, recipients
from schoolslink.referrals.rules.reach import Channel
from schoolslink.referrals.rules.sharing import Reader
from schoolslink.referrals.sharing import latest_choices, reach_outside


def owe_each(item: Item, event: ItemEvent, own_words: Mapping[str, str], due_on: date) -> None:
    """Make one duty for each who must be told, and write down what each of the family may read.

    None for a carer who is to hear nothing: a duty would send somebody to tell them.
    """
    for one in recipients(item, Channel.PAGE):
        member = one.member
        if member is None or one.reach.is_nothing:
            continue
        _owe(item, member, event.pk, due_on, own_words if one.reach.is_answer else None)
    if reach_outside(item, Reader.GP, Channel.PRACTICE_LETTER, latest_choices(item)).is_answer:
        owe_letter(item, event, due_on)


def owe_instead(item: Item, member: Carer, before: Told) -> None:
    """Make the duty to tell one of the family what another was to be told, by the same day.

    None for whoever is to hear nothing; and no more than that other could read.
    """
    reached = reach_of(item, member, Channel.PAGE, latest_choices(item))
    if reached.is_nothing:
        return
    words = getattr(before, "words", None) if reached.is_answer else None
    own_words = seal.texts(words, item.child_id) if words is not None else None
    _owe(item, member, before.event_id, before.due_on, own_words)


def _owe(
    item: Item, member: Carer, event_id: UUID, due_on: date, own_words: Mapping[str, str] | None
) -> None:
    """Make one duty. own_words: what they may read of it; None for those who read no answer."""
    duty = Told(
        item=item, event_id=event_id, whom=member.relationship, family_member_id=member.pk,
        due_on=due_on,
    )  # fmt: skip
    made: list[Model] = [duty]
    if own_words is not None:
        words = TellingWords(told=duty, item=item, family_member_id=member.pk)
        seal.fill(words, item.child_id, **own_words)
        made.append(words)
    rows.insert(made)
