"""Another person stands in a carer's place: nothing that was said of the first is said of them.

Where the first is reached, whether they may decide, and who was to tell them what was decided: none of it
is the second one's.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, Subquery

from schoolslink.access.actor import Actor
from schoolslink.referrals.commands.answers import CARERS, answers_kept, is_another, kept_of
from schoolslink.referrals.commands.owing import owe_instead
from schoolslink.referrals.commands.telling import end_if_all_told, one_at_a_time
from schoolslink.referrals.errors import NotPossible
from schoolslink.referrals.models import Carer, Decision, Item, Told
from schoolslink.referrals.queries.owed import is_owed
from schoolslink.referrals.rules import Side
from schoolslink.referrals.rules.guarding import ANOTHER_NOW
from schoolslink.referrals.rules.not_to_contact import NOBODY_TOLD
from schoolslink.referrals.rules.request import FIELDS, Mark, read_mark
from schoolslink.referrals.rules.request.fields import Group


def in_whose_place(item: Item, answers: Mapping[str, Any]) -> tuple[Carer, ...]:
    """Return the carers in whose place these answers name another person."""
    family = kept_of(item).family
    return tuple(
        family[whose]
        for whose, prefix in CARERS
        if f"{prefix}name" in answers and whose in family
        if is_another(item, family[whose], str(answers[f"{prefix}name"]))
    )


def said_of_the_first(
    item: Item, first: tuple[Carer, ...], answers: Mapping[str, Any]
) -> dict[str, Any]:
    """Return what is kept of the carers in whose place these answers name another person."""
    prefixes = tuple(prefix for whose, prefix in CARERS if whose in {one.whose for one in first})
    return {
        name: said
        for name, said in answers_kept(item, kept_of(item)).items()
        if prefixes and name.startswith(prefixes) and name not in answers
        if FIELDS[name].group in (Group.CONTACTS, Group.ROUTING)
        and read_mark(said) is None
        and said
    }


def not_known_of(said: Mapping[str, Any]) -> dict[str, str]:
    """Return the same questions, each answered with "not known"."""
    return dict.fromkeys(said, Mark.NOT_KNOWN.value)


def require_may_name(side: Side, first: tuple[Carer, ...], name: str) -> None:
    """Raise NotPossible where a school names another person while the first is still to be told.

    Who is told instead is the team's to say, who made the decision and sees what each may read of it.
    """
    if side is Side.SCHOOL and first and _passes_on(first[0].item, [one.pk for one in first]):
        raise NotPossible(
            sentence="The family is still being told what was decided. Ask the service to put the name "
            "right: it sees who is told instead.",
            field=name,
        )


def tell_who_is_there_now(actor: Actor, item: Item, side: Side, at: datetime) -> None:
    """Send nobody to tell a carer who is none; and somebody to tell whoever is, as far as they may hear.

    Raises ChangedMeanwhile as `end_if_all_told` does.
    """
    gone = Carer.objects.filter(item=item, replaced=True)
    members = {row.pk: row.whose for row in gone}
    one_at_a_time(item)
    owed = _passes_on(item, members)
    if not owed:
        return
    for duty in owed:
        if duty.told_at is None:
            Told.objects.filter(pk=duty.pk).update(
                told_at=at, how=ANOTHER_NOW, told_by=actor.subject_id
            )
        whose = members[duty.family_member_id]
        now = Carer.objects.filter(item=item, whose=whose, replaced=False).first()
        if now is not None and not _has(now, duty):
            owe_instead(item, now, duty)
    end_if_all_told(actor=actor, item=item, side=side, version=item.version, at=at)


def _passes_on(item: Item, members: Collection[UUID | None]) -> list[Told]:
    """Return the duties of these that are somebody else's to hear of now: those that are still open.

    While the family is being told, also what one of them was told of the latest decision: it was
    another person who heard it.
    """
    if not is_owed(item.pk):
        return []
    latest = Decision.objects.filter(item=item).order_by("-id").values("event_id")[:1]
    theirs = Told.objects.filter(item=item, family_member_id__in=members).select_related("words")
    heard = Q(event_id=Subquery(latest)) & ~Q(how__in=NOBODY_TOLD)
    return list(theirs.filter(Q(told_at__isnull=True) | heard).order_by("id"))


def _has(member: Carer, duty: Told) -> bool:
    return Told.objects.filter(family_member_id=member.pk, event_id=duty.event_id).exists()
