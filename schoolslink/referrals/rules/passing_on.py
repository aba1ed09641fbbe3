"""May a request be passed on to this service? Its area, its ages, and an agreement with the school say so."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from schoolslink.referrals.rules.request.criteria import Criteria
from schoolslink.referrals.rules.text import gettext_noop as _


class NotTaken(StrEnum):
    """Why a request may not be passed on there."""

    NOT_THERE = "not_there"
    AREA = "area"
    AGE = "age"
    NO_AGREEMENT = "no_agreement"


def why_not_taken(
    criteria: Criteria,
    *,
    is_there: bool,
    same_area: bool,
    age: int | None,
    agreed: bool,
    risk_marked: bool,
) -> NotTaken | None:
    """Return why a service cannot be passed a request, or None.

    criteria: what it has published; version 0 is nothing, and nothing it has not said turns a child
    away. age: whole years, None where it is not known. agreed: an agreement in force covers the
    school and this service; where a risk is marked no paper stands in the way.
    """
    if not is_there:
        return NotTaken.NOT_THERE
    if not same_area:
        return NotTaken.AREA
    if age is not None and criteria.version and not criteria.sees_age(age):
        return NotTaken.AGE
    return None if agreed or risk_marked else NotTaken.NO_AGREEMENT


SENTENCES: Mapping[NotTaken, str] = MappingProxyType(
    {
        NotTaken.NOT_THERE: _(
            "That service does not take requests today. Choose another, or say “Not the right team”."
        ),
        NotTaken.AREA: _(
            "%(receiver)s does not look after the area of this school. Nothing was saved. Choose"
            " another, or say “Not the right team” and with whom the next step is."
        ),
        NotTaken.AGE: _(
            "%(receiver)s publishes that it does not see this age. Nothing was saved. Choose another,"
            " or say “Not the right team” and with whom the next step is."
        ),
        NotTaken.NO_AGREEMENT: _(
            "No sharing agreement in force covers the school and %(receiver)s, so nothing about a"
            " child with a name may go there. Nothing was saved. Ask your area coordinator, or say"
            " “Not the right team” and tell the family how to ask there."
        ),
    }
)
