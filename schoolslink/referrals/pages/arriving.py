"""Somebody who comes to a school, in words: who asks, why, by when, and what can be said."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext

from schoolslink.referrals.pages.lead import asked_after, holder_card
from schoolslink.referrals.pages.missed import entry_of
from schoolslink.referrals.pages.transfer import why_words
from schoolslink.referrals.pages.words import state_words
from schoolslink.referrals.queries.arriving import Arrival
from schoolslink.referrals.queries.chases import Asked
from schoolslink.referrals.rules import Move


def arrival_page(one: Arrival, late: Asked | None, today: date) -> dict[str, Any]:
    """Return what the page shows, and whether this reader can answer. late: who asked after it last."""
    opened, shown = one.opened, one.preview
    holder = holder_card(opened, today)
    if holder:
        holder["lines"] = asked_after(late)
    facts = [
        (gettext("Reference"), shown.reference),
        (gettext("Why they are handed over to you"), why_words(shown.transfer)),
        (gettext("School"), one.for_school),
        (
            gettext("Handed over by"),
            ", ".join(filter(None, (shown.from_person, shown.from_service))),
        ),
        (gettext("Whom they spoke to at your school"), shown.spoke_to),
        (gettext("Number that your area’s coordinator says, if they ring"), opened.item.reference),
    ]
    return {
        "item": opened.item,
        "state": state_words(opened.item.state),
        "holder": holder,
        "service_name": shown.from_service,
        "facts": [{"label": label, "text": text} for label, text in facts if text],
        "may_answer": Move.CONFIRM_ARRIVAL in opened.moves,
        "entries": [entry_of(opened, happened) for happened in opened.history],
    }
