"""A safeguarding lead lets the young person read later that their record was opened in an emergency."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from schoolslink.access import audit, seal
from schoolslink.access.actor import Actor
from schoolslink.access.policy import Action
from schoolslink.kernel import clock
from schoolslink.referrals import permissions
from schoolslink.referrals.errors import NotPossible
from schoolslink.referrals.models import Glass
from schoolslink.referrals.rules.guarding import KEPT_DAYS, may_keep_until


@transaction.atomic
def delay_telling(*, actor: Actor, glass_id: UUID, until: date, why: str, at: datetime) -> None:
    """Keep an opening out of what the young person reads until a day; on it they read it, by itself.

    why: a sentence, under the child's key. Raises Glass.DoesNotExist for whoever leads safeguarding
    elsewhere or nowhere, and NotPossible for a day that is past or too far off, and for one's own opening.
    """
    rows = permissions.visible_to(actor, Action.DELAY, Glass.objects.all())
    glass = rows.select_for_update(of=("self",)).get(pk=glass_id)
    if glass.person_id == actor.person_id:
        raise NotPossible(sentence="It was you who opened it: somebody else decides this.")
    # The database counts by the real day, and so does this.
    if not may_keep_until(until, today=clock.local_day(clock.real_now())):
        sentence = f"Choose a day after today, within {KEPT_DAYS} days. You can delay it again."
        raise NotPossible(sentence=sentence, field="until")
    child_id = glass.child_id
    seal.open_keys([child_id])  # type: ignore[list-item]  # carried by a trigger
    seal.fill(glass, child_id, kept_words=why)  # type: ignore[arg-type]
    glass.kept_until = until
    glass.save(update_fields=["kept_until", "kept_words"])
    audit.record(
        actor, "glass.delayed", glass.pk, at=at, child_id=child_id,
        detail={"until": until.isoformat()},
    )  # fmt: skip
