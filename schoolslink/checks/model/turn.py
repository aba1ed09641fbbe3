"""One act of somebody with one thing, and what is said where anything may be said."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from schoolslink.checks.model.whole import Doing

WORDS = "Some words."
# Whoever asks is asked for all of it: with this nothing stands in the way of a request.
ASKED = {
    "first_name": "Ellie", "surname": "Ward", "birth_date": "2014-03-04", "concern": "Quiet.",
    "worry": "2", "carer_name": "Ada Ward", "carer_pr": "yes", "school_hears": "yes",
    "tell": ["young_person", "carer"], "holiday_contact": "The head", "holiday_phone": "01632 960 001",
}  # fmt: skip
AGREED = {"young_person_agrees": "agrees", "carer_agrees": "agrees"}
NOT_ASKED = {"young_person_agrees": "not_asked", "carer_agrees": "not_asked"}


@dataclass(frozen=True)
class Turn(Doing):
    """One act: with what else it may be done. number: which of several ways of doing it."""

    number: int
    receiver: UUID  # somebody outside, on the list of the item's area
    school: UUID  # another school than the item's
