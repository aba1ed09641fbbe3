"""What waits for a decision about the register, and what it says of one school."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from schoolslink.directory.models import (
    AreaMembership,
    LocalAuthority,
    RegisterChange,
    School,
    SchoolHistory,
    Succession,
)
from schoolslink.directory.rules.handover import Hanging, most_urgent_first
from schoolslink.directory.rules.register import NEEDS_REVIEW, ChangeKind

from .handovers import hanging_on
from .succession import verdicts

ENDINGS = (ChangeKind.CLOSURE.value, ChangeKind.VANISHED.value)


@dataclass(frozen=True)
class WaitingChange:
    """One change a person must decide, with what hangs on the school and who could follow it."""

    id: UUID
    kind: str
    urn: int
    name: str
    grouped_by: str
    before: dict[str, Any]
    after: dict[str, Any]
    source: str
    hanging: tuple[Hanging, ...] = ()
    outcome: str = ""
    candidates: tuple[int, ...] = ()

    @property
    def is_bare(self) -> bool:
        """Say whether nothing hangs on the school, so that nobody is touched by the decision."""
        return not self.hanging


@dataclass(frozen=True)
class SchoolShown:
    """A school as the register has it, with its days."""

    facts: dict[str, Any]
    history: tuple[dict[str, Any], ...] = ()
    changes: tuple[dict[str, Any], ...] = ()
    handed_over: tuple[dict[str, Any], ...] = field(default=())


def waiting_changes(schools_of: UUID | None = None) -> list[WaitingChange]:
    """Return what waits, schools with open items first, then by kind and name.

    schools_of: an area, whose schools alone are meant; None means every school.
    """
    rows = list(
        RegisterChange.objects.filter(decision=RegisterChange.Decision.WAITING).select_related(
            "change_set"
        )
    )
    if schools_of is not None:
        theirs = set(_schools_of(schools_of).values_list("school__urn", flat=True))
        rows = [row for row in rows if row.concerned_urn in theirs]
    schools = {
        school.urn: school
        for school in School.objects.filter(urn__in={row.concerned_urn for row in rows})
        .select_related("organisation")
        .only("urn", "organisation__name")
    }
    hanging = hanging_on([school.pk for school in schools.values()])
    endings = [row.urn for row in rows if row.kind in ENDINGS]
    followed = verdicts(endings) if endings else {}
    found = []
    for row in rows:
        school = schools.get(row.concerned_urn)
        verdict = followed.get(row.urn)
        found.append(
            WaitingChange(
                id=row.pk,
                kind=row.kind,
                urn=row.urn,
                name=school.organisation.name if school else "",
                grouped_by=row.grouped_by,
                before=row.before,
                after=row.after,
                source=f"{row.change_set.source}, {row.change_set.as_of:%-d %B %Y}",
                hanging=tuple(hanging.get(school.pk, ())) if school else (),
                outcome=verdict.outcome.value if verdict else "",
                candidates=verdict.candidates if verdict else (),
            )
        )
    order = {kind.value: place for place, kind in enumerate(NEEDS_REVIEW)}
    found.sort(key=lambda c: (most_urgent_first(c.hanging), order[c.kind], c.name, c.urn))
    return found


def _schools_of(area_id: UUID) -> QuerySet[AreaMembership]:
    return AreaMembership.objects.filter(area_id=area_id, until_on__isnull=True)


@dataclass(frozen=True)
class HandedOver:
    """A school of an area that another has followed. decided_by: a person's name; "" for the rule."""

    name: str
    successor_id: UUID
    successor: str
    at: datetime
    decided_by: str


def handed_over_since(area_id: UUID, since: datetime) -> list[HandedOver]:
    """Return the schools of an area that were handed over since a moment, the latest first."""
    rows = (
        Succession.objects.filter(at__gte=since, predecessor__areas__area_id=area_id)
        .select_related("predecessor__organisation", "successor__organisation", "decided_by")
        .order_by("-at", "-pk")
    )
    return [
        HandedOver(
            row.predecessor.organisation.name,
            row.successor_id,
            row.successor.organisation.name,
            row.at,
            row.decided_by.name if row.decided_by else "",
        )
        for row in rows
    ]


def school_names(urns: Collection[int]) -> dict[int, str]:
    """Return the names of schools by their URN."""
    return dict(School.objects.filter(urn__in=urns).values_list("urn", "organisation__name"))


def closed_without_successor() -> dict[UUID, list[Hanging]]:
    """Return the closed schools on which something still hangs: the coordinator's list."""
    hanging = hanging_on(None)
    closed = School.objects.filter(pk__in=list(hanging), status="closed").values_list(
        "pk", flat=True
    )
    return dict(
        sorted(((pk, hanging[pk]) for pk in closed), key=lambda item: most_urgent_first(item[1]))
    )


FACTS = (
    "urn", "status", "phase", "kind", "gender", "age_low", "age_high", "pupils", "street", "town",
    "postcode", "phone", "website", "trust_name", "la_code", "la_name", "sub_icb_code", "icb_code",
    "lsoa_code", "imd_decile", "rural_urban", "easting", "northing", "lat", "lon", "opened_on",
    "closed_on",
)  # fmt: skip


HISTORY = ("from_on", "until_on", "name", "status", "phase", "icb_code")
CHANGE = ("kind", "decision", "before", "after", "decided_at")


def school_shown(urn: int) -> SchoolShown | None:
    """Return everything the register holds of one school, or None when it has none of that URN."""
    school = School.objects.select_related("organisation", "successor").filter(urn=urn).first()
    if school is None:
        return None
    facts = {"name": school.organisation.name} | {name: getattr(school, name) for name in FACTS}
    facts["successor_urn"] = school.successor.urn if school.successor else None
    history = SchoolHistory.objects.filter(school=school).order_by("-from_on")
    changes = RegisterChange.objects.filter(urn=urn).order_by("-pk")
    handed = Succession.objects.filter(predecessor=school).select_related("successor", "decided_by")
    return SchoolShown(
        facts,
        tuple(dict(row) for row in history.values(*HISTORY)),
        tuple(dict(row) for row in changes.values(*CHANGE)[:50]),
        tuple(
            {
                "to": s.successor.urn,
                "moved": s.moved,
                "at": s.at,
                "decided_by": s.decided_by.name if s.decided_by else "",
            }
            for s in handed
        ),
    )


def council_names() -> dict[str, str]:
    """Return the names of the local authorities by their code."""
    return dict(LocalAuthority.objects.values_list("code", "organisation__name").order_by("code"))
