"""What may be read of what was asked, always through a relationship and never without a note of it."""

from .door import Opened, open_item
from .drafts import OpenDraft, open_draft, words_of_draft
from .lists import HoldingRow, open_for_school, queue_of
from .log import Look, MoveMade, move_made, who_looked

__all__ = [
    "HoldingRow",
    "Look",
    "MoveMade",
    "OpenDraft",
    "Opened",
    "move_made",
    "open_draft",
    "open_for_school",
    "open_item",
    "queue_of",
    "who_looked",
    "words_of_draft",
]
