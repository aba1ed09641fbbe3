"""A record is opened in an emergency, by somebody without a relationship to it: for an hour, to read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from schoolslink.access import audit, doors, seal
from schoolslink.access.actor import Actor
from schoolslink.access.identity import door_pass
from schoolslink.kernel import clock, outbox
from schoolslink.kernel.calendar import add_working_days
from schoolslink.kernel.ids import new_id
from schoolslink.referrals import events
from schoolslink.referrals.errors import NothingFound
from schoolslink.referrals.models import Glass
from schoolslink.referrals.rules.guarding import REVIEW_DAYS, Emergency
from schoolslink.referrals.rules.nhs_numbers import plain_nhs_number


@dataclass(frozen=True)
class Wanted:
    """Which record: by its exact reference, or by the child's NHS number and birth date together."""

    reference: str = ""
    nhs_number: str = ""
    birth_date: date | None = None

    def tokens(self) -> list[bytes]:
        """Return the keyed tokens of number and birth date; none without both."""
        if not self.nhs_number or self.birth_date is None:
            return []
        return [
            seal.blind_token("nhs_number", plain_nhs_number(self.nhs_number)),
            seal.blind_token("birth_date", self.birth_date.isoformat()),
        ]


@transaction.atomic
def break_glass(
    *, actor: Actor, wanted: Wanted, reason: Emergency, words: str, at: datetime
) -> UUID:
    """Open one record to whoever has just proved who they are, and return the id of the opening.

    Those who answer for it on both sides hear of it at once, and look at it within five working days.
    Raises NothingFound alike for what is not there, not in reach, and closed to them.
    """
    glass_id, review_id = new_id(), new_id()
    due_on = add_working_days(clock.local_day(at), REVIEW_DAYS)
    item_id = doors.value(
        "select access.break_glass(%s, %s, %s, %s::bytea[], %s, %s, %s)",
        *(glass_id, review_id, wanted.reference.strip().upper(), wanted.tokens()),
        *(reason.value, due_on, door_pass()),
    )
    if item_id is None:
        raise NothingFound
    glass = Glass.objects.select_related("item").get(pk=glass_id)
    item = glass.item
    seal.open_keys([item.child_id])
    seal.fill(glass, item.child_id, words=words)
    glass.save(update_fields=["words"])
    audit.record(actor, f"glass.opened.{reason}", glass.pk, at=at, child_id=item.child_id)
    outbox.publish(
        events.GlassOpened(item_id=item.pk, child_id=item.child_id, review_id=review_id), at=at
    )
    return glass_id
