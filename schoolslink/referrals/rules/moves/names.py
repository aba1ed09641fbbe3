"""The words of every table of moves: what was asked, where it stands, and what somebody does to it."""

from enum import StrEnum


class Kind(StrEnum):
    """What was asked."""

    ADVICE = "advice"
    REFERRAL = "referral"
    # beside a request: each is about one, has a holder and a day of its own, and ends by itself
    MISSED = "missed"
    CHECK_IN = "check_in"
    REDIRECT = "redirect"


class State(StrEnum):
    """Where a thing stands. NEW is before its first event and is never stored."""

    NEW = "new"
    # advice
    ASKED = "asked"
    ANSWERED = "answered"
    BECAME_REQUEST = "became_request"
    # request for help, before it reaches the service
    DRAFT = "draft"
    AWAITING_AGREEMENT = "awaiting_agreement"
    DISCARDED = "discarded"
    # at the service
    SUBMITTED = "submitted"
    ACKNOWLEDGED = "acknowledged"
    IN_TRIAGE = "in_triage"
    MORE_INFORMATION_ASKED = "more_information_asked"
    # decided
    ACCEPTED = "accepted"
    ADVICE_GIVEN = "advice_given"
    REDIRECTED = "redirected"
    NOT_ACCEPTED = "not_accepted"
    # after the decision
    WAITING = "waiting"
    FIRST_CONTACT = "first_contact"
    HELP_STARTED = "help_started"
    HELP_ENDED = "help_ended"
    NEXT_STEP = "next_step"
    # ended
    PASSED_ON = "passed_on"
    DISCHARGED = "discharged"
    WITHDRAWN = "withdrawn"
    DUPLICATE = "duplicate"
    CLOSED = "closed"
    # a missed appointment, looked into by the team and the school together
    TO_REACH = "to_reach"
    REACHED = "reached"
    # a monthly check-in: asked, and how they were
    TO_CHECK_IN = "to_check_in"
    BETTER = "better"
    SAME = "same"
    WORSE = "worse"
    NOT_REACHED = "not_reached"
    FAMILY_SAID = "family_said"
    # a request offered to another service
    OFFERED = "offered"
    TAKEN = "taken"
    GIVEN_BACK = "given_back"
    LAPSED = "lapsed"


class Move(StrEnum):
    """What somebody does to a thing. Each is an act that a person can put a name to."""

    ASK = "ask"
    ANSWER = "answer"
    ASK_BACK = "ask_back"
    REPLY = "reply"
    ASK_AGAIN = "ask_again"
    BECOME_REQUEST = "become_request"
    START = "start"
    AWAIT_AGREEMENT = "await_agreement"
    CHASE_AGREEMENT = "chase_agreement"
    DISCARD = "discard"
    SUBMIT = "submit"
    ACKNOWLEDGE = "acknowledge"
    START_TRIAGE = "start_triage"
    ADD_ANSWERS = "add_answers"
    ASK_MORE = "ask_more"
    GIVE_MORE = "give_more"
    ACCEPT = "accept"
    ADVISE = "advise"
    REDIRECT = "redirect"
    NOT_ACCEPT = "not_accept"
    RECORD_TOLD = "record_told"
    CONFIRM_RECEIPT = "confirm_receipt"
    RETURN = "return"
    CONFIRM_NEXT_STEP = "confirm_next_step"
    CHASE_NEXT_STEP = "chase_next_step"
    RECORD_FIRST_CONTACT = "record_first_contact"
    RECORD_SECOND_CONTACT = "record_second_contact"
    RECORD_BASELINE = "record_baseline"
    RECORD_ASSESSMENT = "record_assessment"
    RECORD_PLAN = "record_plan"
    RECORD_MISSED = "record_missed"
    START_HELP = "start_help"
    DISCHARGE = "discharge"
    SAY_WORSE = "say_worse"
    FAMILY_ASKS = "family_asks"
    SAY_HOW_IT_IS = "say_how_it_is"
    LOOK_AGAIN = "look_again"
    WITHDRAW = "withdraw"
    ASK_TO_STOP = "ask_to_stop"
    MERGE = "merge"
    CLOSE = "close"
    REASSIGN = "reassign"
    ESCALATE = "escalate"
    # beside a request
    LOOK_INTO_MISSED = "look_into_missed"
    SAY_WHAT_IS_KNOWN = "say_what_is_known"
    RECORD_REACHED = "record_reached"
    NO_LONGER_NEEDED = "no_longer_needed"
    CHECK_IN = "check_in"
    FOUND_BETTER = "found_better"
    FOUND_SAME = "found_same"
    FOUND_WORSE = "found_worse"
    FOUND_NOBODY = "found_nobody"
    HEAR_FROM_FAMILY = "hear_from_family"
    # a request that goes from one service to another
    OFFER = "offer"
    TAKE_OFFER = "take_offer"
    GIVE_BACK = "give_back"
    LAPSE = "lapse"
    TAKE_OVER = "take_over"
