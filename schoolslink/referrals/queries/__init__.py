"""What may be read of what was asked, always through a relationship and never without a note of it."""

from .at_school import open_for_school
from .clock_groups import ForWhom as ForWhom
from .clock_groups import totals_by_whom as totals_by_whom
from .clocks import weekly_totals
from .done import DoneRow, done_by_team
from .door import Opened, open_item
from .drafts import OpenDraft, answers_of_draft, open_draft, words_of_draft
from .faults import FaultRow, fault_count, faults_and_last_check, faults_in_area
from .holders import Load, loads
from .lists import HoldingRow, Narrowed, open_at_service, queue_of
from .log import Look, MoveMade, move_made, who_looked
from .practice_letter import (
    LetterOverdue,
    LetterOwed,
    PracticeLetter,
    letter_of,
    letters_overdue,
    letters_owed,
)
from .silent import (
    LastHolder,
    SilentRow,
    areas_to_chase,
    last_holders,
    silent_and_waiting,
    silent_count,
    silent_in_area,
)
from .spells import spell_totals
from .team import TeamRecord, colleagues, open_for_act, open_for_team
from .waiting import WaitingRow, waiting_for_agreement
from .waits import recent_waits

__all__ = [
    "DoneRow",
    "FaultRow",
    "HoldingRow",
    "LastHolder",
    "LetterOverdue",
    "LetterOwed",
    "Load",
    "Look",
    "MoveMade",
    "Narrowed",
    "OpenDraft",
    "Opened",
    "PracticeLetter",
    "SilentRow",
    "TeamRecord",
    "WaitingRow",
    "answers_of_draft",
    "areas_to_chase",
    "colleagues",
    "done_by_team",
    "fault_count",
    "faults_and_last_check",
    "faults_in_area",
    "last_holders",
    "letter_of",
    "letters_overdue",
    "letters_owed",
    "loads",
    "move_made",
    "open_at_service",
    "open_draft",
    "open_for_act",
    "open_for_school",
    "open_for_team",
    "open_item",
    "queue_of",
    "recent_waits",
    "silent_and_waiting",
    "silent_count",
    "silent_in_area",
    "spell_totals",
    "waiting_for_agreement",
    "weekly_totals",
    "who_looked",
    "words_of_draft",
]
