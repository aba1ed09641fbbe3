"""Somebody who comes to a school, in words: who asks, why, by when, and what can be said."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext

from schoolslink.referrals.pages.lead import holder_card
from schoolslink.referrals.pages.missed import entry_of
from schoolslink.referrals.pages.transfer import why_words
from schoolslink.referrals.pages.words import state_words
from schoolslink.referrals.queries.arriving import Arrival
from schoolslink.referrals.rules import Move


def arrival_page(one: Arrival, today: date) -> dict[str, Any]:
    """Return what the page shows, and whether this reader can answer."""
    opened, shown = one.opened, one.preview
    facts = [
        (gettext("Reference"), shown.reference),
        (gettext("Why they are handed over to you"), why_words(shown.transfer)),
        (gettext("School"), one.for_school),
        (
            gettext("Handed over by"),
            ", ".join(filter(None, (shown.from_person, shown.from_service))),
        ),
        (gettext("Whom they spoke to at your school"), shown.spoke_to),
    ]
    return {
        "item": opened.item,
        "state": state_words(opened.item.state),
        "holder": holder_card(opened, today),
        "service_name": shown.from_service,
        "facts": [{"label": label, "text": text} for label, text in facts if text],
        "may_answer": Move.CONFIRM_ARRIVAL in opened.moves,
        "entries": [entry_of(opened, happened) for happened in opened.history],
    }
