"""The rules' sentences in the language of the page."""

from __future__ import annotations

from django.utils.translation import get_language_bidi, gettext, ngettext

from schoolslink.referrals.rules.text import Language, Sentence, say
from schoolslink.web import dates


def spoken() -> Language:
    """Return the language in which the page is being written."""
    return Language(gettext, ngettext, dates.day, right_to_left=get_language_bidi())


def words(sentence: Sentence) -> str:
    """Return a sentence of the rules in the language of the page."""
    return say(sentence, spoken())
