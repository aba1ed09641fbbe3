"""Who follows whom, by the register's links."""

from __future__ import annotations

from collections.abc import Collection

from schoolslink.directory.models import School, SuccessionLink
from schoolslink.directory.rules.succession import (
    Family,
    Known,
    Verdict,
    family_of,
    final_verdict,
)


def read_family() -> Family:
    """Return all links, with what the register knows of each school."""
    schools = {
        urn: Known(status, opened_on, closed_on)
        for urn, status, opened_on, closed_on in School.objects.values_list(
            "urn", "status", "opened_on", "closed_on"
        )
    }
    links = SuccessionLink.objects.values_list("urn", "other_urn", "kind", "linked_on")
    return family_of(links, schools)


def verdicts(urns: Collection[int]) -> dict[int, Verdict]:
    """Return who could follow each of these schools."""
    family = read_family()
    return {urn: final_verdict(family, urn) for urn in urns}
