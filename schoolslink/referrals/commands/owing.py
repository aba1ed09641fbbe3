"""Who of those who asked is owed word of a decision: one duty each, and what each may read of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from schoolslink.access import seal
from schoolslink.referrals.commands.practice_letter import owe_letter
from schoolslink.referrals.models import Item, ItemEvent, TellingWords, Told
from schoolslink.referrals.recipients import recipients
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
        duty = Told(
            item=item,
            event=event,
            whom=member.relationship,
            family_member_id=member.pk,
            due_on=due_on,
        )
        duty.save(force_insert=True)
        if one.reach.is_answer:
            words = TellingWords(told=duty, item=item, family_member_id=member.pk)
            seal.fill(words, item.child_id, **own_words)
            words.save(force_insert=True)
    if reach_outside(item, Reader.GP, Channel.PRACTICE_LETTER, latest_choices(item)).is_answer:
        owe_letter(item, event, due_on)
