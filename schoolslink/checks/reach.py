"""Who may ever reach a row of the directory: the crawler's own rule, apart from every view.

Somebody reaches a row when some grant about such a record is held in a place to which the row
belongs, or everywhere. It is an upper bound, taken from the rows of `access/grants.csv` alone: who is
beyond it must be answered as if there were no such row, whatever a page or a predicate thinks.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import Model

from schoolslink import access
from schoolslink.checks.arguments import ROWS, UNKNOWN
from schoolslink.checks.ground import standing_as
from schoolslink.checks.oracle import Who, World
from schoolslink.directory.models import (
    AreaMembership,
    HealthcareService,
    Link,
    School,
    SchoolGroup,
    SupportTeam,
)

EVERYWHERE = "everywhere"
# Of which records of the grants table a row in an address is a part; an argument that is not here
# names nothing of the directory.
ANY = {"area", "school", "service", "contact"}
RECORDS = {
    "agreement_id": {"area"},
    "area_id": {"area", "school", "register"},
    "change_id": {"register"},
    "cluster_id": {"area", "school"},
    "contact_id": {"contact"},
    "file_id": {"area", "contact"},
    "invitation_id": ANY,
    "line_id": {"area", "help_number"},
    "link_id": {"school", "service", "contact"},
    "membership_id": ANY,
    "nomination_id": {"contact"},
    "organisation_id": ANY,
    "school_id": {"school", "contact"},
    "service_id": {"service"},
    "support_id": {"school"},
}
# The ways from a row to the places to which it belongs.
WAYS = ("organisation_id", "area_id", "school_id", "service_id", "team_id")


@dataclass
class Reach:
    """What ties everybody to the directory. places: of each row that was asked about."""

    world: World
    grants: list[tuple[str, bool, str]] = field(default_factory=list)  # role, everywhere, record
    places: dict[tuple[str, UUID], set[UUID]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        table = Path(access.__file__).parent / "grants.csv"
        with table.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                everywhere = row["relationship"] == EVERYWHERE
                self.grants.append((row["role"], everywhere, row["record"]))

    def may(self, who: Who, named: tuple[tuple[str, UUID], ...]) -> bool:
        """Say whether somebody may ever reach all the rows that an address names."""
        if UNKNOWN in {key for _, key in named}:
            return False
        return all(self._may(who, argument, key) for argument, key in named)

    def _may(self, who: Who, argument: str, key: UUID) -> bool:
        if who.kind != "person":
            return False
        places = self._places_of(argument, key)
        if who.id in places:
            return True  # a role, an entry or an invitation of one's own
        return any(
            role == held and record in RECORDS[argument] and (everywhere or place in places)
            for held, place in self.world.roles_of(who.id)
            for role, everywhere, record in self.grants
        )

    def _places_of(self, argument: str, key: UUID) -> set[UUID]:
        if (argument, key) not in self.places:
            with standing_as("seed"):
                row = apps.get_model(ROWS[argument])._default_manager.get(pk=key)
                self.places[argument, key] = set(_belongs(row))
        return self.places[argument, key]


def _belongs(row: Model) -> Iterator[UUID]:
    """Yield the places of a row, and whose own it is: a school's are its service's and area's too."""
    found: set[Any] = {row.pk} | {getattr(row, way, None) for way in WAYS}
    # Its own team belongs to a service, a school is linked to one, and a service lies in an area.
    found |= set(SupportTeam.objects.filter(pk__in=found).values_list("service_id", flat=True))
    found |= set(Link.objects.filter(school_id__in=found).values_list("service_id", flat=True))
    found |= set(Link.objects.filter(school_id__in=found).values_list("team_id", flat=True))
    for model, way in ((AreaMembership, "school_id"), (HealthcareService, "organisation_id")):
        lying = model._default_manager.filter(**{f"{way}__in": found})
        found |= set(lying.values_list("area_id", flat=True))
    found |= set(_of_groups(found))
    found.add(getattr(row, "person_id", None))
    yield from found - {None}


def _of_groups(found: set[Any]) -> Iterator[UUID]:
    """Yield the trusts and federations that a school names, and the areas of those that name a group."""
    for school in School.objects.filter(pk__in=found):
        named = {school.trust_code, school.federation_code} - {""}
        yield from SchoolGroup.objects.filter(code__in=named).values_list("pk", flat=True)
    for group in SchoolGroup.objects.filter(pk__in=found):
        for way in ("trust_code", "federation_code"):
            lying = AreaMembership.objects.filter(**{f"school__{way}": group.code})
            yield from lying.values_list("area_id", flat=True)
