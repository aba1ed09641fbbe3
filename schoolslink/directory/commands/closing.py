"""Close what an organisation was asked, by whichever way it was answered."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from schoolslink.access import audit
from schoolslink.access.actor import Actor
from schoolslink.directory.models import NamedContact, Nomination, NominationState, Position, Side


def close_askings(actor: Actor, contact: NamedContact, at: datetime) -> None:
    """Close what an organisation is still asked, once somebody was named: who that is, is known.

    A cover is not who was asked for. Of a service's contacts each is asked for themselves: whoever
    is still there goes on being asked.
    """
    if contact.position == Position.COVER:
        return
    open_ones = Nomination.objects.select_for_update(no_key=True, of=("self",)).filter(
        organisation_id=contact.organisation_id,
        side=contact.side,
        state__in=[NominationState.WAITING, NominationState.PHONE],
    )
    if contact.side == Side.NHS:
        open_ones = open_ones.filter(Q(contact__isnull=True) | Q(contact__until_on__isnull=False))
    for nomination in open_ones.order_by("pk"):
        close_asking(nomination, actor, at)


def close_asking(nomination: Nomination, actor: Actor, at: datetime) -> None:
    """Note that an asking was answered."""
    if nomination.state != NominationState.ANSWERED:
        nomination.state, nomination.answered_at = NominationState.ANSWERED, at
        nomination.save(update_fields=["state", "answered_at"])
        audit.record(actor, "nomination.answered", nomination.pk, at=at)
