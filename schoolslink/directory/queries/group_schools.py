"""The schools of somebody's trusts and federations, with what stands between each and its service."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from schoolslink.access import policy
from schoolslink.access.actor import Actor
from schoolslink.access.policy import Action
from schoolslink.directory.models import School
from schoolslink.directory.permissions import schools_of_groups
from schoolslink.directory.queries.agreements import AgreementView, working_agreements
from schoolslink.directory.queries.sharing import sharing_of_pairs
from schoolslink.directory.queries.standings import SchoolStanding, standings_of
from schoolslink.directory.rules.sharing import SharingDecision

SchoolKey = tuple[str, UUID]  # a school's place in human order


@dataclass(frozen=True)
class GroupSchool:
    """One school of a group. agreement: of its main pair, None before anybody has written it."""

    sort_key: str
    standing: SchoolStanding
    agreement: AgreementView | None
    sharing: SharingDecision | None

    @property
    def key(self) -> SchoolKey:
        """Return where it stands in the list."""
        return self.sort_key, self.standing.school_id


def schools_of_my_groups(
    actor: Actor, *, on: date, after: SchoolKey | None = None, size: int
) -> list[GroupSchool]:
    """Return open schools of the actor's groups from after a key, in human order; one more than size.

    Of a group are the schools that name it in the register today.
    """
    mine = policy.relationships(actor, Action.VIEW, "school").get("own-group", frozenset())
    rows = School.objects.filter(schools_of_groups(mine, on), status__in=["open", "closing"])
    if after is not None:
        name, school_id = after
        rows = rows.filter(Q(sort_key__gt=name) | Q(sort_key=name, pk__gt=school_id))
    ordered = rows.select_related("organisation").order_by("sort_key", "pk")
    schools = list(ordered[: size + 1])
    standings = standings_of(schools, on)
    links = [row.link for row in standings if row.link]
    agreements = working_agreements([link.link_id for link in links])
    signed = sharing_of_pairs([(link.school_id, link.service_id) for link in links], on)
    return [
        GroupSchool(
            sort_key=school.sort_key,
            standing=row,
            agreement=agreements.get(row.link.link_id) if row.link else None,
            sharing=signed[row.school_id, row.link.service_id] if row.link else None,
        )
        for school, row in zip(schools, standings, strict=True)
    ]
