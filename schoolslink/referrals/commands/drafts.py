"""What else can be done with a request that is not sent yet: sent to another service, or dropped."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from schoolslink.access import audit
from schoolslink.access.actor import Actor
from schoolslink.kernel import clock
from schoolslink.referrals.commands.decide import step
from schoolslink.referrals.commands.moving import Moved, find
from schoolslink.referrals.errors import NotPossible
from schoolslink.referrals.models import Referral
from schoolslink.referrals.queries.drafts import UNSENT
from schoolslink.referrals.routing import route_for
from schoolslink.referrals.rules import Move


def choose_service(*, actor: Actor, item_id: UUID, service_id: UUID, at: datetime) -> None:
    """Mean another service with a request that is not sent yet.

    Raises Item.DoesNotExist outside the actor's schools, NotPossible once it has been sent, and
    NoLink when the school has no link with that service.
    """
    item, _side = find(actor, item_id)
    if item.state not in UNSENT or item.school_id is None:
        raise NotPossible(sentence="This request has been sent already. Nothing was changed.")
    route = route_for(item.school_id, on=clock.local_day(at), service_id=service_id)
    Referral.objects.filter(item=item).update(intended_service_id=route.service_id)
    audit.record(actor, "referral.service_chosen", item.pk, at=at, child_id=item.child_id)


def drop_draft(
    *, actor: Actor, item_id: UUID, version: int, at: datetime, words: str = ""
) -> Moved:
    """Drop a request that was begun and not sent.

    Where a risk is marked the words say why, and whoever leads safeguarding hears of it; NotPossible
    without them. Raises ChangedMeanwhile on a stale version.
    """
    return step(
        actor=actor, item_id=item_id, move=Move.DISCARD, version=version, words=words, at=at
    )
