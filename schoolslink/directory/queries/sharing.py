"""Is there a live sharing agreement between a school and a service?"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection
from django.db.models import OuterRef, Q, Subquery

from schoolslink.directory.models import (
    AreaMembership,
    Link,
    School,
    SharingAgreement,
    SharingParty,
)
from schoolslink.directory.models.dated import current
from schoolslink.directory.rules.sharing import SharingDecision, Signed, sharing_between

# Written by hand: every request that is sent asks it.
_SIGNED = """
select a.id, a.name, a.from_on, a.until_on, array_agg(p.organisation_id)
from directory_sharingparty p join directory_sharingagreement a on a.id = p.agreement_id
where p.organisation_id = any(%(parties)s)
  and p.signed_on <= %(on)s and (p.left_on is null or p.left_on > %(on)s)
group by a.id
"""


def sharing_allowed(school_id: UUID, service_id: UUID, on: date) -> SharingDecision:
    """Return whether a named request may go from a school to a service, and by which agreement.

    Where none does, an emergency share goes all the same, with its reason recorded.
    """
    pair = (school_id, service_id)
    return sharing_of_pairs([pair], on)[pair]


def sharing_of_pairs(
    pairs: Collection[tuple[UUID, UUID]], on: date
) -> dict[tuple[UUID, UUID], SharingDecision]:
    """Return the same for each of these schools with its service, in one statement."""
    parties = {one for pair in pairs for one in pair}
    with connection.cursor() as cursor:
        cursor.execute(_SIGNED, {"parties": list(parties), "on": on})
        rows = cursor.fetchall()
    found = [
        Signed(agreement_id, name, from_on, until_on, frozenset(signed))
        for agreement_id, name, from_on, until_on, signed in rows
    ]
    return {pair: sharing_between(*pair, found, on) for pair in pairs}


@dataclass(frozen=True)
class UnsignedPair:
    """A school and a service that are joined without a live agreement between them.

    agreement: a live one of this area that the service has signed, so that the school need only
    sign too; None when there is none. before: the school whose place it took, if that had signed.
    """

    school_id: UUID
    urn: int
    school_name: str
    service_name: str
    agreement_id: UUID | None
    agreement_name: str
    before: str


def schools_without_agreement(area_id: UUID, on: date) -> list[UnsignedPair]:
    """Return the joined pairs of an area that have no live agreement, schools in human order.

    A pair is the area's by its service or by its school. A school that took another's place has
    signed nothing yet, whatever the other had.
    """
    before = School.objects.filter(successor=OuterRef("school")).order_by("pk")
    theirs = AreaMembership.objects.filter(current(on), area_id=area_id).values("school_id")
    pairs = list(
        Link.objects.filter(
            Q(service__area_id=area_id) | Q(school_id__in=theirs),
            current(on, start="linked_from", end="linked_until"),
        )
        .select_related("school__organisation", "service__organisation")
        .annotate(
            old_id=Subquery(before.values("pk")[:1]),
            old_name=Subquery(before.values("organisation__name")[:1]),
        )
        .order_by("school__sort_key", "pk")
    )
    signed = _signed(
        {pair.school_id for pair in pairs}
        | {pair.service_id for pair in pairs}
        | {pair.old_id for pair in pairs if pair.old_id},
        on,
    )
    found = []
    for pair in pairs:
        service = signed.get(pair.service_id, {})
        if signed.get(pair.school_id, {}).keys() & service.keys():
            continue
        here = [row for row in service.values() if row.area_id == area_id]
        of_old = [row for row in here if row.pk in signed.get(pair.old_id, {})]
        agreement = next(iter(of_old or here), None)
        found.append(
            UnsignedPair(
                school_id=pair.school_id,
                urn=pair.school.urn,
                school_name=pair.school.organisation.name,
                service_name=pair.service.organisation.name,
                agreement_id=agreement.pk if agreement else None,
                agreement_name=agreement.name if agreement else "",
                before=pair.old_name if of_old else "",
            )
        )
    return found


def _signed(organisations: set[UUID], on: date) -> dict[UUID, dict[UUID, SharingAgreement]]:
    """Return the live agreements each of these has signed, the newest first."""
    rows = (
        SharingParty.objects.filter(
            current(on, start="signed_on", end="left_on"),
            current(on, through="agreement__"),
            organisation_id__in=organisations,
        )
        .select_related("agreement")
        .order_by("-agreement__from_on", "agreement_id")
    )
    found: dict[UUID, dict[UUID, SharingAgreement]] = {}
    for row in rows:
        found.setdefault(row.organisation_id, {})[row.agreement_id] = row.agreement
    return found
