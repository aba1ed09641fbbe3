"""Why an organisation may share: the third of the three records. Shown, never asked of a child."""

from dataclasses import dataclass
from enum import StrEnum

from schoolslink.referrals.rules.text import gettext_noop as _


class Basis(StrEnum):
    """The standing ground on which a request is shared. Each organisation confirms its own."""

    CARE = "care"
    SAFEGUARDING = "safeguarding"
    LIFE = "life"


@dataclass(frozen=True)
class BasisWords:
    """What is shown beside a request. The organisation's data officer answers for the articles."""

    basis: Basis
    title: str
    plain: str
    articles: str


BASES: dict[Basis, BasisWords] = {
    entry.basis: entry
    for entry in (
        BasisWords(
            Basis.CARE,
            _("Helping with health"),
            _("School and NHS may share what is needed so that the right people can help."),
            "UK GDPR 6(1)(e), 9(2)(h)",
        ),
        BasisWords(
            Basis.SAFEGUARDING,
            _("Keeping a child safe"),
            _("Keeping a child safe comes first, and may go ahead without agreement."),
            "UK GDPR 6(1)(e), 9(2)(g)",
        ),
        BasisWords(
            Basis.LIFE,
            _("A life in danger"),
            _("To protect a life, what is needed may be shared at once."),
            "UK GDPR 6(1)(d), 9(2)(c)",
        ),
    )
}


def basis_of(*, agreed: bool, risk_marked: bool, life_in_danger: bool = False) -> Basis:
    """Return the ground to record. Agreement is not the ground; without it only safety is one."""
    if life_in_danger:
        return Basis.LIFE
    return Basis.SAFEGUARDING if risk_marked and not agreed else Basis.CARE
