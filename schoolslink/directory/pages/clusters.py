"""The pages of an area's clusters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from schoolslink.directory.models import Area, NamedContact
from schoolslink.directory.queries.clusters import ClusterView
from schoolslink.directory.queries.search import SchoolPage


def clusters(area: Area, rows: Sequence[ClusterView]) -> dict[str, Any]:
    """Return the list of an area's clusters."""
    return {
        "area": area,
        "clusters": [
            {
                "name": row.name,
                "href": address(area, row),
                "lines": [_schools(row), _who(row), _covered(row)],
                "tag": _tag(row),
            }
            for row in rows
        ],
    }


def cluster(
    area: Area, row: ClusterView, *, typed: str, found: SchoolPage, refused: str
) -> dict[str, Any]:
    """Return the page of one cluster. found: schools of the area that match what was typed."""
    inside = {school.school_id for school in row.schools}
    return {
        "area": area,
        "cluster": row,
        "here": address(area, row),
        "change": reverse("directory:change-cluster", args=[area.pk, row.cluster_id]),
        "end": reverse("directory:end-cluster", args=[area.pk, row.cluster_id]),
        "tag": _tag(row),
        "who": _who(row),
        "phone": row.answers.phone if row.answers else "",
        "covered": _covered(row),
        "missing": _missing(row),
        "typed": typed,
        "is_exact": found.is_exact,
        "found": [
            {
                "id": school.id,
                "name": school.name,
                "note": _place(school.town, school.urn),
                "is_in": school.id in inside,
            }
            for school in found.rows
        ],
        "has_more": found.next is not None,
        "schools": [
            {"id": school.school_id, "name": school.name, "note": _place(school.town, school.urn),
             "href": reverse("directory:school", args=[school.school_id])}
            for school in row.schools
        ],
        "refused": refused,
    }  # fmt: skip


def address(area: Area, row: ClusterView) -> str:
    """Return where a cluster's page is."""
    return reverse("directory:cluster", args=[area.pk, row.cluster_id])


def choices(people: Iterable[NamedContact]) -> list[tuple[str, str]]:
    """Return who could answer for a cluster, each with their school."""
    return [
        (
            str(contact.pk),
            _("%(name)s, %(school)s") % {"name": contact.name, "school": contact.organisation.name},
        )
        for contact in people
    ]


def ending(row: ClusterView) -> list[str]:
    """Return what happens when a cluster ends."""
    lines = [_("From today no school can choose it as cover.")]
    if row.covered:
        lines.append(
            ngettext(
                "%(count)s person loses their cover. Their school then stands as “Needs cover”,"
                " unless a colleague covers.",
                "%(count)s people lose their cover. Their schools then stand as “Needs cover”,"
                " unless a colleague covers.",
                row.covered,
            )
            % {"count": row.covered}
        )
    lines.append(_("Nothing else changes at its schools."))
    return lines


def _tag(row: ClusterView) -> dict[str, str]:
    if _missing(row):
        return {"text": _("Not ready"), "tone": "soon"}
    return {"text": _("Can be chosen as cover"), "tone": "done"}


def _missing(row: ClusterView) -> list[str]:
    """Return what there is to do before the cluster's schools can choose it."""
    return [
        text
        for text, is_missing in (
            (_("Add at least two schools."), len(row.schools) < 2),
            (_("Say who answers for it."), row.answers is None),
        )
        if is_missing
    ]


def _schools(row: ClusterView) -> str:
    count = len(row.schools)
    return ngettext("%(count)s school", "%(count)s schools", count) % {"count": count}


def _who(row: ClusterView) -> str:
    if row.answers is None:
        return _("Nobody answers for it")
    return _("%(name)s of %(school)s answers for it") % {
        "name": row.answers.name,
        "school": row.answers.school_name,
    }


def _covered(row: ClusterView) -> str:
    if not row.covered:
        return _("Nobody has it as cover yet")
    return ngettext(
        "It covers for %(count)s person", "It covers for %(count)s people", row.covered
    ) % {"count": row.covered}


def _place(town: str, urn: int) -> str:
    return f"{town}, URN {urn}" if town else f"URN {urn}"
