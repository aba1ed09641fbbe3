"""A record that was opened in an emergency: what helps now first, and nothing to press."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext

from schoolslink.referrals.pages.lead import entry
from schoolslink.referrals.pages.record import decision
from schoolslink.referrals.pages.said import sections
from schoolslink.referrals.queries.glass import Emergent
from schoolslink.web import dates


def glass_page(found: Emergent) -> dict[str, Any]:
    """Return everything the page shows: who, what was said, what was answered, who has it now."""
    opened = found.record.opened
    who = opened.identity
    names = " ".join(filter(None, (who.get("first_name"), who.get("surname"))))
    holds = opened.holds
    facts = [
        (gettext("Date of birth"), who.get("birth_date", "")),
        (gettext("School"), opened.school_name),
        (gettext("Service"), opened.service_name),
        (gettext("Who has it now"), f"{holds.name or holds.place}" if holds else ""),
    ]
    return {
        "item": opened.item,
        "name": names,
        "until": dates.clock_time(found.glass.ends_at),
        "facts": [{"key": {"text": key}, "value": {"text": said}} for key, said in facts if said],
        "sections": sections(found.record),
        "decision": decision(opened),
        "notes": found.record.notes,
        "entries": [entry(one) for one in opened.history],
    }
