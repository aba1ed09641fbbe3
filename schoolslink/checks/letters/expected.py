"""What should reach whom, written a second time from what was agreed on paper, importing no rule.

The words it follows: a court's order comes before all else, and what somebody wrote down of how one of the
family must not be reached before every wish. From 16 a young person is taken to be able to
decide, and before that where a named person found so; then their wish counts, and a no keeps carers out.
Otherwise whoever holds parental responsibility decides and hears. Where somebody may not be safe a no
stands, whoever said it: it may be about them. A doctor hears on a yes alone, a school that asked hears at
least that there is an answer. A safeguarding lead is never passed over where a risk is marked.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

ORDERS = ("none", "limits_contact", "limits_information", "barred")
RESPONSIBILITY = ("yes", "no", "not_known")
WISHES = ("yes", "no", "not_asked")
AGES = (11, 14, 16, 18)  # under 12, 12 to 15, 16 and 17, 18
NOT_BY = ("", "person", "ring", "message", "email", "post", "code")
CLOSES = {
    "post": {"letter"}, "email": {"email"}, "ring": {"text"}, "message": {"text"}, "code": {"sheet"},
}  # fmt: skip
READERS = ("young_person", "carer", "school", "gp", "safeguarding_lead")
CHANNELS = (
    "page", "sheet", "letter", "email", "text", "in_app", "school_page", "practice_letter",
)  # fmt: skip
FOR_FAMILY = {"page", "sheet", "letter", "email", "text"}
FOR_SCHOOL = {"in_app", "school_page"}


@dataclass(frozen=True)
class Facts:
    """One case. judged: a named person found, under 16, that they can decide; at 16 and 17, that not."""

    responsibility: str
    order: str
    wish: str
    age: int
    judged: bool
    by_school: bool
    replaced: bool
    risk: bool
    not_by: str = ""  # by which way this member of the family must not be reached

    @property
    def young_person_decides(self) -> bool:
        """Return whose wish counts."""
        if self.age >= 18:
            return True
        return self.judged if self.age < 16 else not self.judged


def every_case() -> Iterator[Facts]:
    """Yield every combination."""
    yes_no = (False, True)
    for combination in itertools.product(
        RESPONSIBILITY, ORDERS, WISHES, AGES, yes_no, yes_no, yes_no, yes_no, NOT_BY
    ):
        yield Facts(*combination)


def expected(facts: Facts, reader: str, channel: str) -> str:
    """Return what reaches a reader by a channel: nothing, holder, news or answer."""
    if reader in ("young_person", "carer"):
        return _to_family(facts, reader, channel) if channel in FOR_FAMILY else "nothing"
    if reader == "gp":
        is_theirs = channel == "practice_letter" and facts.wish == "yes"
        return "answer" if is_theirs else "nothing"
    if channel not in FOR_SCHOOL:
        return "nothing"
    if reader == "safeguarding_lead":
        return "news" if facts.risk else "nothing"
    if facts.wish == "yes":
        return "news" if channel == "in_app" else "answer"
    return "news" if facts.by_school else "nothing"


def is_shut_out(facts: Facts) -> bool:
    """Say whether not even a page is left to a carer."""
    if facts.order == "barred" or facts.replaced or facts.not_by == "person":
        return True
    return facts.young_person_decides and facts.wish == "no"


def reads_answer(facts: Facts) -> bool:
    """Say whether a carer reads what was decided."""
    if is_shut_out(facts) or facts.order == "limits_information":
        return False
    if not facts.young_person_decides and facts.responsibility == "yes":
        return not (facts.wish == "no" and facts.risk)
    return facts.wish == "yes"


def _to_family(facts: Facts, reader: str, channel: str) -> str:
    reads = reader == "young_person" or reads_answer(facts)
    if reader == "carer" and is_shut_out(facts):
        return "nothing"
    if channel in CLOSES.get(facts.not_by, ()):
        return "nothing"
    if channel == "sheet":
        return "holder"
    if channel == "page":
        return "answer" if reads else "holder"
    if not reads:
        return "nothing"
    return "answer" if channel == "letter" else "news"
