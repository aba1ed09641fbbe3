"""Every kind of message that leaves the service: the one list of them.

A part declares its kinds in its own `messages.py` and is named here.
"""

from __future__ import annotations

from uuid import UUID

from schoolslink.notices.kinds import Kind, Reach
from schoolslink.notices.messages import WEEKLY

KINDS: tuple[Kind, ...] = (WEEKLY,)


def family_reach(contact_id: UUID) -> Reach | None:
    """Return how a family contact is reached: known to no part yet, so nobody."""
    return None
