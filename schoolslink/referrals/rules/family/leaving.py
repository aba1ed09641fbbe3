"""To whoever left a school for none: who stands in its place."""

from schoolslink.referrals.rules.family import sentences as words
from schoolslink.referrals.rules.family.truth import Truth
from schoolslink.referrals.rules.text import Sentence


def left_school(truth: Truth) -> list[Sentence]:
    """Return that a council stands in the place of the school they left; of who did not, nothing."""
    if not truth.left_to:
        return []
    return [Sentence(words.WHO[f"left_{truth.relationship.value}"], {"receiver": truth.left_to})]
