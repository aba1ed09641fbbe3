"""What a school sent, section by section, for those of it who may read it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from schoolslink.referrals.pages.contact_bars import shown_answers
from schoolslink.referrals.pages.request import answer_words
from schoolslink.referrals.queries.team import TeamRecord
from schoolslink.referrals.rules.request import BLOCKS


def as_sent(record: TeamRecord) -> list[dict[str, Any]]:
    """Return each section with its answers, in the order in which they were asked."""
    answers, found = shown_answers(record), []
    for block in BLOCKS:
        rows = [
            {"key": {"text": _(field.label)}, "value": {"text": said}}
            for field in block.fields
            if (said := answer_words(field, answers.get(field.name)))
        ]
        if rows:
            found.append({"title": _(block.title), "rows": rows})
    return found
