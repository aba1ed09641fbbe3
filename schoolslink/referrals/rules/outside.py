"""Asking somebody outside by a link: how long it opens, and who must agree before a name is told."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from schoolslink.referrals.rules.text import gettext_noop as _

# What a token is made for: one that opens anything else opens nothing here.
OUTSIDE_LINK = "outside"


class AgreedBy(StrEnum):
    """Who agreed that somebody outside is told who the child is."""

    YOUNG_PERSON = "young_person"
    CARER = "carer"
    BOTH = "both"
    DANGER = "danger"


AGREED_BY: Mapping[AgreedBy, str] = MappingProxyType(
    {
        AgreedBy.YOUNG_PERSON: _("The young person"),
        AgreedBy.CARER: _("A parent or carer"),
        AgreedBy.BOTH: _("The young person and a parent or carer"),
        AgreedBy.DANGER: _(
            "Nobody: it could not wait, because somebody is at risk of serious harm"
        ),
    }
)


class LinkState(StrEnum):
    """What a link is good for at a moment."""

    OPEN = "open"
    ANSWERED = "answered"
    SHUT = "shut"


def link_state(
    *, ended_at: datetime | None, why: str, opens_until: datetime, waits: bool, now: datetime
) -> LinkState:
    """Return what a link is good for. waits: what is asked by it is still to be answered.

    Stopped, replaced, too late or no longer asked: one and the same, so that nothing tells them apart.
    """
    if ended_at is not None:
        return LinkState.ANSWERED if why == "used" else LinkState.SHUT
    return LinkState.OPEN if waits and now < opens_until else LinkState.SHUT


def last_day(due_on: date) -> date:
    """Return the first day on which a link opens no more: the day after the last in time."""
    return due_on + timedelta(days=1)
