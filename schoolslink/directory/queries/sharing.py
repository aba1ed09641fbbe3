"""Is there a live sharing agreement between a school and a service?"""

from __future__ import annotations

from datetime import date
from uuid import UUID

from schoolslink.directory.models import Link, SharingParty
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


def schools_without_agreement(area_id: UUID, on: date) -> list[Link]:
    """Return the joined pairs of an area that have no live agreement, schools in human order."""
    pairs = list(
        Link.objects.filter(
            current(on, start="linked_from", end="linked_until"), service__area_id=area_id
        )
        .select_related("school__organisation", "service__organisation")
        .order_by("school__sort_key")
    )
    live = SharingParty.objects.filter(
        current(on, start="signed_on", end="left_on"),
        current(on, through="agreement__"),
        organisation_id__in={pair.school_id for pair in pairs} | {p.service_id for p in pairs},
    )
    signed: dict[UUID, set[UUID]] = {}
    for organisation, agreement in live.values_list("organisation_id", "agreement_id"):
        signed.setdefault(organisation, set()).add(agreement)
    nothing: set[UUID] = set()
    return [
        pair
        for pair in pairs
        if not signed.get(pair.school_id, nothing) & signed.get(pair.service_id, nothing)
    ]
