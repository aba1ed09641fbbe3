"""Whether anybody of a family is still owed word of what was decided, and since when."""

from __future__ import annotations

from uuid import UUID

from schoolslink.kernel.worded import Question
from schoolslink.referrals.models import Decision, ItemEvent, Told
from schoolslink.referrals.queries.own import FAMILY
from schoolslink.referrals.rules import Move

_OWED: Question[Told] = Question(
    lambda item: Told.objects.filter(item=item, whom__in=FAMILY, told_at__isnull=True), item=UUID
)


def is_owed(item_id: UUID) -> bool:
    """Say whether somebody of the family is owed word of an answer."""
    return _OWED.exists(item=item_id)


def is_owed_from_before(item_id: UUID) -> bool:
    """Say whether they are owed word from before the request came to the team that has it.

    What that team has decided since then it tells with it.
    """
    came = ItemEvent.objects.filter(item=item_id, move=Move.TAKE_OVER).order_by("-id").first()
    if came is None or Decision.objects.filter(item=item_id, event_id__gt=came.pk).exists():
        return False
    owed = Told.objects.filter(item=item_id, whom__in=FAMILY, told_at__isnull=True)
    return owed.filter(event_id__lt=came.pk).exists()
