"""What whoever holds a link from a mail sees."""

from __future__ import annotations

from datetime import date
from typing import Any

from schoolslink.directory.models import Nomination, Side
from schoolslink.directory.pages import cards, words
from schoolslink.directory.queries import (
    ContactView,
    contact_card,
    school_contacts,
    service_contacts,
)
from schoolslink.web import dates


def nominate(nomination: Nomination, form: object, known: list[ContactView]) -> dict[str, Any]:
    """Return the page on which a school or service names somebody, or says yes to whom we have."""
    return {
        "form": form,
        "name": nomination.organisation.name,
        "until": dates.day(nomination.expires_at),
        "at_school": nomination.side == Side.SCHOOL,
        "known": person(known[0]) if known else None,
    }


def thanks(nomination: Nomination, *, on: date) -> dict[str, Any]:
    """Return what is known now, and the card of the school's own contact at the service."""
    if nomination.side != Side.SCHOOL:
        named = service_contacts(nomination.organisation_id, on=on)
        return {
            "name": nomination.organisation.name,
            "people": [person(c) for c in named],
            "card": None,
        }
    link = contact_card(nomination.organisation_id, on=on)
    return {
        "name": nomination.organisation.name,
        "is_school": True,
        "people": [person(c) for c in school_contacts(nomination.organisation_id, on=on)],
        "card": cards.contact_card(link, on=on, actions=[]) if link else None,
    }


def person(contact: ContactView) -> dict[str, Any]:
    """Return somebody as the school told us."""
    return {
        "name": contact.name,
        "position": words.position_in_words(contact),
        "lines": cards.contact_lines(contact),
    }
