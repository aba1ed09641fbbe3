"""Is there a live sharing agreement between a school and a service?"""

from __future__ import annotations

from datetime import date
from uuid import UUID

from schoolslink.directory.models import SharingParty
from schoolslink.directory.models.dated import current
from schoolslink.directory.rules.sharing import SharingDecision, Signed, sharing_between


def sharing_allowed(school_id: UUID, service_id: UUID, on: date) -> SharingDecision:
    """Return whether a named request may go from a school to a service, and by which agreement.

    Where none does, an emergency share goes all the same, with its reason recorded.
    """
    rows = SharingParty.objects.filter(
        current(on, start="signed_on", end="left_on"),
        organisation_id__in=[school_id, service_id],
    ).select_related("agreement")
    found: dict[UUID, Signed] = {}
    for row in rows:
        agreement, before = row.agreement, found.get(row.agreement_id)
        parties = (before.parties if before else frozenset()) | {row.organisation_id}
        found[row.agreement_id] = Signed(
            agreement.pk, agreement.name, agreement.from_on, agreement.until_on, parties
        )
    return sharing_between(school_id, service_id, found.values(), on)
