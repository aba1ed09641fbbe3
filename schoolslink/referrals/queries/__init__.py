"""What may be read of what was asked, always through a relationship and never without a note of it."""

from .done import DoneRow, done_by_team
from .door import Opened, open_item
from .drafts import OpenDraft, open_draft, words_of_draft
from .holders import Load, loads
from .lists import HoldingRow, Narrowed, open_at_service, open_for_school, queue_of
from .log import Look, MoveMade, move_made, who_looked
from .team import TeamRecord, colleagues, open_for_team

__all__ = [
    "DoneRow",
    "HoldingRow",
    "Load",
    "Look",
    "MoveMade",
    "Narrowed",
    "OpenDraft",
    "Opened",
    "TeamRecord",
    "colleagues",
    "done_by_team",
    "loads",
    "move_made",
    "open_at_service",
    "open_draft",
    "open_for_school",
    "open_for_team",
    "open_item",
    "queue_of",
    "who_looked",
    "words_of_draft",
]
