"""The working agreement of a pair: eight questions on one page, each with a sensible answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from schoolslink.directory.rules.text import gettext_noop as _

MONTHS_UNTIL_REVIEW = 12
LONGEST_ANSWER = 600


@dataclass(frozen=True)
class Question:
    """One question of the page. usual: the answer that stands there until somebody changes it."""

    name: str
    label: str
    usual: str


QUESTIONS: tuple[Question, ...] = (
    Question(
        "reach_service",
        _("How the school reaches the service, and when"),
        _("By a question here at any time. By phone on the contact's days, in their hours."),
    ),
    Question(
        "reach_school",
        _("How the service reaches the school, and when"),
        _(
            "By an answer here. By phone between 8.30 and 4.30 in term; the office knows who covers."
        ),
    ),
    Question(
        "service_answers",
        _("What the service answers, and by when"),
        _(
            "Questions within %(answer_wd)s working days. Requests are looked at within %(look_wd)s"
            " working days and decided within %(decide_days)s days, with a reason and a named next"
            " step if it is not for us. Where a risk is marked, somebody looks by the next working"
            " day."
        ),
    ),
    Question(
        "school_answers",
        _("What the school answers, and by when"),
        _("Questions from the service within 2 working days in term, from the cover if need be."),
    ),
    Question(
        "shared",
        _("What we share, and with whose agreement"),
        _(
            "What the young person, or who decides for them, agreed to. The school is told what was"
            " decided and what happens next, not what was said in the room. To keep a child safe we"
            " share what is needed, and write down why."
        ),
    ),
    Question(
        "holidays",
        _("In the holidays"),
        _("The service goes on. The school names who can be rung, before each holiday begins."),
    ),
    Question(
        "talk",
        _("Our talk each term"),
        _("Half an hour: what was asked, what happened, what we would do differently."),
    ),
    Question(
        "trouble",
        _("When this does not work"),
        _("We say so to each other first, then to the area's coordinator."),
    ),
)


def usual_answers(days: Mapping[str, int]) -> dict[str, str]:
    """Return the answers that stand until somebody changes them. days: of the service's promises."""
    return {question.name: question.usual % days for question in QUESTIONS}


def tidy_answers(answers: Mapping[str, str], usual: Mapping[str, str]) -> dict[str, str]:
    """Return one answer for each question, cut at the page's end; an empty one is the usual one."""
    return {
        question.name: (answers.get(question.name, "").strip() or usual[question.name])[
            :LONGEST_ANSWER
        ]
        for question in QUESTIONS
    }


def review_day(written_on: date) -> date:
    """Return the day on which both look at it again: a year on."""
    last_of_february = written_on.month == 2 and written_on.day == 29
    day = written_on.replace(day=28) if last_of_february else written_on
    return day.replace(year=day.year + MONTHS_UNTIL_REVIEW // 12)


def last_review_day(written_on: date) -> date:
    """Return the latest day that can be chosen to look at it again."""
    return review_day(review_day(written_on))


def is_agreed(school_agreed_on: date | None, nhs_agreed_on: date | None) -> bool:
    """Say whether both sides have said yes."""
    return school_agreed_on is not None and nhs_agreed_on is not None
