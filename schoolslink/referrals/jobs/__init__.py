"""What happens after a move and of itself: who hears, who holds it now, who is asked next.

Each runs as a job about the one child, in a transaction of its own, and is repeated until it is done.
"""

from .asker import tell_asker
from .beside import end_beside, tell_school_of_missed
from .chasing import remind
from .check_in import check_in_on_waiting, end_check_in, follow_school_choice, hear_from_family
from .complaints import tell_of_complaint, tell_who_complained
from .family import (
    family_reach,
    tell_answered,
    tell_begun,
    tell_family,
    tell_family_of_stop,
)
from .files import sweep_files
from .glass import tell_of_glass, tell_of_misuse
from .growing import look_at_ages
from .handing_on import (
    ask_cover,
    change_holder,
    every_morning,
    every_morning_if_nobody_did,
    follow_link,
    hand_on_from_contact,
    hand_on_from_leaver,
)
from .holder import tell_holder
from .joining import go_on_alone, leave_joined
from .last_resort import ask_councils
from .leaving_school import tell_of_leaving
from .looking import ask_to_look
from .offers import (
    bring_over,
    come_back,
    end_offers,
    outside_reach,
    receive,
    send_outside_link,
    take_over,
)
from .overdue import escalate_if_nobody_did, escalate_overdue
from .own import forget_drafts, tell_school_of_own
from .practice import ask_practice, tell_of_no, tell_practice
from .reconciling import reconcile, reconcile_if_nobody_did
from .retention import look_at_retention
from .rights import (
    begin_right,
    drop_copies,
    follow_service,
    tell_of_put_right,
    tell_of_right,
)
from .safeguarding import tell_safeguarding, tell_safeguarding_of_stop
from .second_look import end_look, tell_of_look
from .sending import finish_sending
from .thanks import pass_on_thanks

__all__ = [
    "ask_councils",
    "ask_cover",
    "ask_practice",
    "ask_to_look",
    "begin_right",
    "bring_over",
    "change_holder",
    "check_in_on_waiting",
    "come_back",
    "drop_copies",
    "end_beside",
    "end_check_in",
    "end_look",
    "end_offers",
    "escalate_if_nobody_did",
    "escalate_overdue",
    "every_morning",
    "every_morning_if_nobody_did",
    "family_reach",
    "finish_sending",
    "follow_link",
    "follow_school_choice",
    "follow_service",
    "forget_drafts",
    "go_on_alone",
    "hand_on_from_contact",
    "hand_on_from_leaver",
    "hear_from_family",
    "leave_joined",
    "look_at_ages",
    "look_at_retention",
    "outside_reach",
    "pass_on_thanks",
    "receive",
    "reconcile",
    "reconcile_if_nobody_did",
    "remind",
    "send_outside_link",
    "sweep_files",
    "take_over",
    "tell_answered",
    "tell_asker",
    "tell_begun",
    "tell_family",
    "tell_family_of_stop",
    "tell_holder",
    "tell_of_complaint",
    "tell_of_glass",
    "tell_of_leaving",
    "tell_of_look",
    "tell_of_misuse",
    "tell_of_no",
    "tell_of_put_right",
    "tell_of_right",
    "tell_practice",
    "tell_safeguarding",
    "tell_safeguarding_of_stop",
    "tell_school_of_missed",
    "tell_school_of_own",
    "tell_who_complained",
]
