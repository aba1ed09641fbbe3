"""That somebody else is said to help now: what a family reads of it, and that they may say it is not so."""

from collections.abc import Mapping
from types import MappingProxyType

from schoolslink.referrals.rules.family.truth import Truth
from schoolslink.referrals.rules.text import Fact, Sentence
from schoolslink.referrals.rules.text import gettext_noop as _

BEGUN: Mapping[str, str] = MappingProxyType(
    {
        "since_self": _("We were told that someone else has helped you since {day}."),
        "since_carer": _("We were told that someone else has helped your child since {day}."),
        "who": _("This is what we were told:"),
        "not_so": _("Is this not so? Tell us, and the team must look again."),
    }
)


def begun(truth: Truth) -> list[Sentence]:
    """Return since when somebody else is said to help, and what to do where that is not so."""
    if truth.begun is None:
        return []
    since: dict[str, Fact] = {"day": truth.begun.since}
    return [Sentence(BEGUN[f"since_{truth.relationship}"], since), Sentence(BEGUN["not_so"])]


def who_helps(truth: Truth) -> tuple[tuple[Sentence, str], ...]:
    """Return who that is, in the words in which it was said, for whoever may read them."""
    if truth.begun is None or not truth.begun.who:
        return ()
    return ((Sentence(BEGUN["who"]), truth.begun.who),)
