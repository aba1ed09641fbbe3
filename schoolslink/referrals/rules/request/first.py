"""Start with what I know: at most twelve questions make a request with a holder and a clock."""

from dataclasses import dataclass

from schoolslink.referrals.rules.agreement import Decider
from schoolslink.referrals.rules.request.blocks import FIELDS
from schoolslink.referrals.rules.request.fields import Answers, Field, is_answered

MOST_QUESTIONS = 12

# One row is one question; a name, and birth date or age, are questions with two boxes. A yes of a
# carer brings whether they may give it.
START_WITH: tuple[tuple[str, ...], ...] = (
    ("first_name", "surname"),
    ("birth_date", "age"),
    ("school_year",),
    ("concern",),
    ("worry",),
    ("since",),
    ("young_person_agrees",),
    ("carer_agrees", "carer_name", "carer_pr"),
    ("wants",),
    ("school_hears",),
    ("tell",),
    ("referrer_times",),
)

# Only a yes asks whether they may give it; a name is needed of whoever is asked or told.
BROUGHT = {"carer_agrees": {"agrees": ("carer_pr",)}}

# Whose yes brings the question whether school may hear the answer.
_YES_OF_CARERS = ("carer_agrees", "second_carer_agrees")

# Without these nobody could find the child or begin: all the rest may follow.
CANNOT_SEND_WITHOUT = ("first_name", "surname", "concern")


@dataclass(frozen=True)
class Question:
    """One question of the first page, with the boxes that answer it."""

    fields: tuple[Field, ...]


def first_questions(*, is_college: bool) -> tuple[Question, ...]:
    """Return the first page's questions; a college is not asked about parents."""
    rows = (tuple(FIELDS[name] for name in row) for row in START_WITH)
    # What a question brings goes with it.
    kept = (
        tuple(f for f in row if not is_college or (f.in_college and row[0].in_college))
        for row in rows
    )
    return tuple(Question(row) for row in kept if row)


def year_or_age(written: str) -> dict[str, str]:
    """Return what "age or school year" says, as the answer it is: digits alone are an age."""
    text = written.strip()
    if not text:
        return {}
    return {"age": text} if text.isdecimal() and len(text) < 3 else {"school_year": text}


def school_may_hear(answers: Answers) -> bool | None:
    """Return whether school may hear the answer, as whoever decides said; None: nobody was asked."""
    return {"yes": True, "no": False}.get(str(answers.get("school_hears")))


def must_ask_for_school(answers: Answers, decider: Decider) -> bool:
    """Return whether whoever decides said yes and was not asked whether school may hear the answer."""
    theirs = _YES_OF_CARERS if decider is Decider.CARER else ("young_person_agrees",)
    agreed = any(answers.get(name) == "agrees" for name in theirs)
    return agreed and school_may_hear(answers) is None


def missing_to_send(answers: Answers) -> tuple[str, ...]:
    """Return what must be said before a request can be sent; usually nothing."""
    return tuple(name for name in CANNOT_SEND_WITHOUT if not is_answered(answers.get(name)))
