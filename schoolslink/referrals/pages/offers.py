"""What is offered to another service, in words: the limited preview, and why one was given back."""

from __future__ import annotations

from django.utils.translation import gettext

from schoolslink.referrals.pages.said import answer_words
from schoolslink.referrals.pages.transfer import why_words
from schoolslink.referrals.queries.team import TeamRecord
from schoolslink.referrals.rules.offering import SHOWN, WHY_BACK, Preview
from schoolslink.referrals.rules.request import BLOCKS
from schoolslink.referrals.rules.transferring import WHY_NOT_HERE
from schoolslink.web import dates

_FIELDS = {field.name: field for block in BLOCKS for field in block.fields if field.name in SHOWN}


def said_lines(preview: Preview) -> list[tuple[str, str]]:
    """Return what a preview has of the answers, each with its label."""
    labels = {
        "school_year": gettext("School year"),
        "topics": gettext("What the worry is"),
        "ask_for": gettext("What is asked for"),
        "language": gettext("Language"),
    }
    return [
        (labels[name], answer_words(_FIELDS[name], preview.said[name]))
        for name in SHOWN
        if preview.said.get(name)
    ]


def preview_facts(record: TeamRecord, preview: Preview) -> list[dict[str, str]]:
    """Return what whoever is asked reads before they say yes or no: no name is in it."""
    opened = record.opened
    found = [
        (gettext("Age"), "" if preview.age is None else str(preview.age)),
        (gettext("School"), opened.school_name),
        *said_lines(preview),
        (gettext("Why they are handed over to you"), why_words(preview.transfer)),
        (gettext("Interpreter"), gettext("Needed") if opened.item.interpreter else ""),
        (
            gettext("Passed on by"),
            ", ".join(filter(None, (preview.from_person, preview.from_service))),
        ),
    ]
    return [{"label": label, "text": text} for label, text in found if text]


def back_lines(record: TeamRecord) -> list[dict[str, str]]:
    """Return who gave this request back, when, why, and in what words."""
    known: dict[str, str] = {reason.value: words for reason, words in WHY_NOT_HERE.items()}
    known |= {reason.value: words for reason, words in WHY_BACK.items()}
    return [
        {
            "who": one.by_service,
            "when": dates.moment(one.at),
            "why": gettext(known[one.reason]) if one.reason in known else one.reason,
            "words": one.words,
        }
        for one in record.given_back
    ]
