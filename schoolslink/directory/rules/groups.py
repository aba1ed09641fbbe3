"""Which groups of the register can answer for a school, told from the register's own words."""

from __future__ import annotations

from enum import StrEnum

MOST_SCHOOLS = 40  # a cluster is a handful of neighbours; this many are shown on one page


class Kind(StrEnum):
    """What a group of schools is."""

    TRUST = "trust"
    FEDERATION = "federation"


# The register's words, in small letters without marks.
KINDS = {
    "multiacademytrust": Kind.TRUST,
    "singleacademytrust": Kind.TRUST,
    "securesingleacademytrust": Kind.TRUST,
    "trust": Kind.TRUST,
    "umbrellatrust": Kind.TRUST,
    "federation": Kind.FEDERATION,
}
# No school names these by their number: a sponsor stands behind a trust, the others hold no school.
NO_GROUP_OF_SCHOOLS = {"schoolsponsor", "childrenscentresgroup", "childrenscentrescollaboration"}
OPEN = {"open", "openbutproposedtoclose"}
CLOSED = {"closed", "createdinerror"}
NOT_YET = {"proposedtoopen"}
