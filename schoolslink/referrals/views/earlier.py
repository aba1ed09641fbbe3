"""What was said earlier about the same child, to begin a request with: nobody types it again."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404

from schoolslink.access.actor import Actor
from schoolslink.referrals import queries
from schoolslink.referrals.models import Item
from schoolslink.referrals.queries.answered import may_ask_again, said_before
from schoolslink.referrals.rules.request import year_or_age


def from_advice(actor: Actor, advice_id: UUID) -> dict[str, str]:
    """Return what a question has said already, so that nobody types it again."""
    try:
        opened = queries.open_item(actor, advice_id)
    except Item.DoesNotExist:
        raise Http404 from None
    said, who = opened.advice, opened.identity
    both = [said.get("seen", ""), said.get("question", "")]
    return {
        "concern": "\n\n".join(filter(None, both)),
        **year_or_age(said.get("age_or_year", "")),
        # A talk has named the child; a question has not.
        **{name: who[name] for name in ("first_name", "surname") if who.get(name)},
    }


def from_before(actor: Actor, item_id: UUID, school_id: UUID) -> dict[str, Any]:
    """Return what was said when they asked before, to be looked over."""
    try:
        return said_before(actor, may_ask_again(actor, item_id, school_id).pk)
    except Item.DoesNotExist:
        raise Http404 from None
