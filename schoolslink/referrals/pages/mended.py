"""What was put right, in plain words."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from schoolslink.referrals.pages.request import answer_words
from schoolslink.referrals.queries.mended import Mended
from schoolslink.referrals.rules.request import FIELDS
from schoolslink.web import dates


def mended_lines(before: Iterable[Mended]) -> list[dict[str, str]]:
    """Return what was put right: which answer, what it was until when, by whom and why."""
    return [
        {
            "label": _(FIELDS[one.name].label),
            "was": answer_words(FIELDS[one.name], one.was) or _("Not answered"),
            "now": answer_words(FIELDS[one.name], one.now),
            "by": _("It was so until %(day)s. Put right by %(name)s.")
            % {"day": dates.day_with_year(dates.as_day(one.at)), "name": one.by_name},
            "why": one.why,
        }
        for one in before
    ]
