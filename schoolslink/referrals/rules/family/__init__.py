"""Families' pages as a fixed set of sentences, so that each language is one file."""

from schoolslink.referrals.rules.family.by_right import WRONG
from schoolslink.referrals.rules.family.complaining import COMPLAIN
from schoolslink.referrals.rules.family.page import family_page
from schoolslink.referrals.rules.family.sentences import LABELS
from schoolslink.referrals.rules.family.truth import (
    Begun,
    Dated,
    FamilyPage,
    Happened,
    Holder,
    HolderRole,
    Knows,
    Place,
    Relationship,
    Step,
    Truth,
    WhoAsked,
)

__all__ = [
    "COMPLAIN",
    "LABELS",
    "WRONG",
    "Begun",
    "Dated",
    "FamilyPage",
    "Happened",
    "Holder",
    "HolderRole",
    "Knows",
    "Place",
    "Relationship",
    "Step",
    "Truth",
    "WhoAsked",
    "family_page",
]
