"""That somebody else is said to have them now: what a family reads, and what to do where it is not so."""

from collections.abc import Mapping
from types import MappingProxyType

from schoolslink.referrals.rules.family.truth import Truth
from schoolslink.referrals.rules.moves import State
from schoolslink.referrals.rules.text import Fact, Sentence
from schoolslink.referrals.rules.text import gettext_noop as _

BEGUN: Mapping[str, str] = MappingProxyType(
    {
        "since_self": _("We were told that someone else has helped you since {day}."),
        "since_carer": _("We were told that someone else has helped your child since {day}."),
        "who": _("This is what we were told:"),
        "had_self": _("We were told that they have known about you since {day}."),
        "had_carer": _("We were told that they have known about your child since {day}."),
        "not_had": _("Is this not so? Then ask again, and tell us that."),
        "not_so": _("Is this not so? Tell us, and the team must look again."),
    }
)


def begun(truth: Truth) -> list[Sentence]:
    """Return since when somebody else is said to have them, and what to do where that is not so."""
    if truth.begun is None:
        return []
    since: dict[str, Fact] = {"day": truth.begun.since}
    said, else_do = ("had", "not_had") if truth.state is State.PASSED_ON else ("since", "not_so")
    return [Sentence(BEGUN[f"{said}_{truth.relationship}"], since), Sentence(BEGUN[else_do])]


def who_helps(truth: Truth) -> tuple[tuple[Sentence, str], ...]:
    """Return who that is, in the words in which it was said, for whoever may read them."""
    if truth.begun is None or not truth.begun.who:
        return ()
    return ((Sentence(BEGUN["who"]), truth.begun.who),)
