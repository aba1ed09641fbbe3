"""The letter to one of the family: the sentences of their own page, on paper, in their language."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from schoolslink.referrals.pages.copies import clean, is_right_to_left
from schoolslink.referrals.pages.family import reads
from schoolslink.referrals.pages.queue import language_name
from schoolslink.referrals.pages.told import TOLD
from schoolslink.referrals.queries.family_letter import FamilyLetter
from schoolslink.referrals.queries.telling import ENGLISH
from schoolslink.referrals.rules import Side
from schoolslink.referrals.rules.family import LABELS
from schoolslink.referrals.rules.family.sentences import CANNOT_WAIT
from schoolslink.web import dates, languages
from schoolslink.web.paper import pdf, showable

# On paper there is no colour that shows how far it has come: each step says so.
PLACES = {"now": "now", "next": "later"}
PAPER = Path(__file__).resolve().parents[1] / "paper" / "family_letter.typ"


def content(letter: FamilyLetter, at: datetime, language: str | None = None) -> dict[str, Any]:
    """Return everything the letter says, in its order. language: other than the reader's own."""
    code = language or languages.known(letter.language) or languages.ENGLISH
    with translation.override(code):
        page = reads(letter.truth)
        labels = {
            name: gettext(LABELS[name]) for name in ("hello", "next", "cannot_wait", "rights")
        }
        return {
            "language": languages.current(),
            "rtl": languages.direction() == "rtl",
            "title": letter.opened.item.reference,
            "from": letter.opened.service_name,
            "to": [letter.name or gettext(LABELS["carer"]), *letter.address],
            "date": dates.day_with_year(at),
            "reference": letter.opened.item.reference,
            "labels": labels,
            "asked": page["asked"],
            "decided": page["decided"],
            "quoted": _own(page["quoted"]),
            "then": [{"before": before, "own": _own(words)} for before, words in page["then"]],
            "who": [*page["who"], *page["by_when"]],
            "steps": [
                {
                    "title": step["title"],
                    "text": step["text"],
                    "place": gettext(LABELS[PLACES[step["state"]]]),
                }
                for step in page["steps"]
            ],
            # What the page says of being read at night is said of the page, not of paper.
            "cannot_wait": [gettext(CANNOT_WAIT[name]) for name in ("ring_111", "ring_999")],
            "rights": page["rights"],
            "interpreter": page["interpreter"] or "",
            "unreviewed": "" if code == languages.ENGLISH else gettext(LABELS["unreviewed"]),
        }


def _own(words: str) -> dict[str, Any]:
    """Return the team's own words, which turn the way their own first letters do."""
    return {"text": clean(words), "rtl": is_right_to_left(words)}


def letter_page(letter: FamilyLetter, at: datetime, *, is_large: bool) -> dict[str, Any]:
    """Return the page of one letter, with how it may reach them and the same in English."""
    item, written = letter.opened.item, content(letter, at)
    mine, name = ("record", "family-letter") if letter.side is Side.SERVICE else (
        "asked", "asked-letter"
    )  # fmt: skip
    here = reverse(f"referrals:{name}", args=[item.pk, letter.duty.pk])
    is_english = written["language"] == "en"
    reads_english = letter.language.casefold() in ENGLISH
    return {
        "item": item,
        "letter": written,
        "english": None if is_english else content(letter, at, languages.ENGLISH),
        "reads_best": language_name(letter.language),
        "has_language": reads_english or bool(languages.known(letter.language)),
        "who": TOLD[letter.relationship],
        "back": reverse(f"referrals:{mine}", args=[item.pk]),
        "pdf": reverse(f"referrals:{name}-pdf", args=[item.pk, letter.duty.pk])
        + ("?size=large" if is_large else ""),
        "is_large": is_large,
        "other_size": here if is_large else f"{here}?size=large",
        "sending": _sending(letter),
    }


def _sending(letter: FamilyLetter) -> list[str]:
    """Return how it may reach them: what is known of post to their home, and nothing guessed."""
    match letter.goes_home:
        case "no":
            said = [
                gettext("Send nothing to their home. Give it to them by hand, or read it to them.")
            ]
        case "yes" if letter.address:
            said = [gettext("It can be posted in a plain window envelope: only the address shows.")]
        case "yes":
            said = [
                gettext(
                    "Letters may go to their home. Where this person lives was not asked: check the"
                    " address with them, and use a plain envelope."
                )
            ]
        case _:
            said = [
                gettext(
                    "Nobody has said whether letters may go to their home. Ask them first, or give"
                    " it to them by hand."
                )
            ]
    if letter.contact_limited:
        said.insert(
            0,
            gettext(
                "A court order limits contact with the child. Look at it before you send this."
            ),
        )
    if letter.safe_times:
        said.append(
            gettext("Safe ways and times to reach them: %(times)s") % {"times": letter.safe_times}
        )
    return said


def as_pdf(said: dict[str, Any], at: datetime, *, is_large: bool) -> bytes:
    """Return the letter as paper that a screen reader can read: one page, or larger on several."""
    return pdf(PAPER, showable(said) | {"large": is_large}, at=at)
