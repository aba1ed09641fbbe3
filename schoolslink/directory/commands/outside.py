"""Keep the list of who helps near by without an account here, and say that an entry is right."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from schoolslink.access import audit
from schoolslink.access.actor import Actor
from schoolslink.access.saving import made_before
from schoolslink.directory.models import OutsideReceiver
from schoolslink.directory.queries.outside import area_to_keep
from schoolslink.kernel import clock

COLUMNS = ("kind", "name", "what_they_do", "phone", "email", "owner")
REACHED_BY = ("phone", "email")


@transaction.atomic
def save_outside(
    *,
    actor: Actor,
    receiver_id: UUID,
    area_id: UUID,
    details: Mapping[str, str],
    is_checked: bool,
    has_ended: bool = False,
    at: datetime,
) -> OutsideReceiver:
    """Write down an outside receiver. Another number or address than before nobody has checked.

    is_checked: whoever writes it rang them today, and says so. has_ended: nobody is passed on to them
    any more; what was asked of them before stays as it is. Raises Area.DoesNotExist (not found) for
    whoever keeps no list of this area, and FormOfAnother.
    """
    area, on = area_to_keep(actor, area_id), clock.local_day(at)
    before = made_before(OutsideReceiver, receiver_id, area_id=area.pk)
    row = before or OutsideReceiver(id=receiver_id, area=area, from_on=on)
    if any(getattr(row, column) != details.get(column, "").strip() for column in REACHED_BY):
        row.checked_on = None
    for column in COLUMNS:
        setattr(row, column, details.get(column, "").strip())
    if is_checked:
        row.checked_on = on
    row.until_on = max(on, row.from_on) if has_ended else None
    row.save()
    done = "ended" if has_ended else "checked" if is_checked else "saved"
    audit.record(actor, f"outside_receiver.{done}", row.pk, at=at)
    return row
