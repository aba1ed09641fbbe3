"""The page on which a coordinator gives something past its day to somebody else where it is."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from schoolslink.access.wording import ROLES
from schoolslink.insight.pages.chasing import must, what_it_is
from schoolslink.referrals.commands.giving import ToGive
from schoolslink.web.dates import day


def people_to_give(found: ToGive) -> list[tuple[UUID, str]]:
    """Return who can have it, each with their role there."""
    return [(person, f"{name}, {ROLES[role]}") for person, name, role in found.people]


def giving(found: ToGive) -> dict[str, Any]:
    """Return what the page says of it: no child, and no word."""
    row = found.row
    has_it = ", ".join(part for part in (row.person_name, row.pool_name) if part)
    facts = [
        (_("School"), row.school_name or _("No school")),
        (_("What is due"), capfirst(must(row))),
        (_("Was due"), day(row.due_on)),
        (_("Who has it"), has_it or _("Nobody named")),
    ]
    return {
        "caption": f"{what_it_is(row)} {row.reference}",
        "facts": [{"key": {"text": name}, "value": {"text": said}} for name, said in facts],
        "nobody": not found.people,
    }
