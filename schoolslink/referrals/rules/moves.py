"""The moves of everything that can be asked: one table, and a wrong move raises."""

from enum import StrEnum

from schoolslink.referrals.rules.errors import RuleBroken


class Kind(StrEnum):
    """What was asked."""

    ADVICE = "advice"
    REFERRAL = "referral"


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
    RECORD_FIRST_CONTACT = "record_first_contact"
    START_HELP = "start_help"
    DISCHARGE = "discharge"
    SAY_WORSE = "say_worse"
    FAMILY_ASKS = "family_asks"
    LOOK_AGAIN = "look_again"
    WITHDRAW = "withdraw"
    ASK_TO_STOP = "ask_to_stop"
    MERGE = "merge"
    CLOSE = "close"
    REASSIGN = "reassign"
    ESCALATE = "escalate"


class MoveNotAllowed(RuleBroken):
    """This has changed since you opened it, so that step is no longer open. Nothing was saved."""

    def __init__(self, kind: Kind, state: State, move: Move) -> None:
        super().__init__(f"{kind}: no {move} from {state}")
        self.kind, self.state, self.move = kind, state, move


S, M = State, Move

ENDED: dict[Kind, frozenset[State]] = {
    Kind.ADVICE: frozenset({S.BECAME_REQUEST, S.WITHDRAWN, S.CLOSED}),
    Kind.REFERRAL: frozenset(
        {S.DISCARDED, S.PASSED_ON, S.DISCHARGED, S.WITHDRAWN, S.DUPLICATE, S.CLOSED}
    ),
}

_OPEN: dict[Kind, tuple[State, ...]] = {
    Kind.ADVICE: (S.ASKED, S.MORE_INFORMATION_ASKED, S.ANSWERED),
    Kind.REFERRAL: (
        S.DRAFT,
        S.AWAITING_AGREEMENT,
        S.SUBMITTED,
        S.ACKNOWLEDGED,
        S.IN_TRIAGE,
        S.MORE_INFORMATION_ASKED,
        S.ACCEPTED,
        S.ADVICE_GIVEN,
        S.REDIRECTED,
        S.NOT_ACCEPTED,
        S.WAITING,
        S.FIRST_CONTACT,
        S.HELP_STARTED,
        S.HELP_ENDED,
        S.NEXT_STEP,
    ),
}
OPEN: dict[Kind, frozenset[State]] = {kind: frozenset(states) for kind, states in _OPEN.items()}

UNDECIDED = (S.SUBMITTED, S.ACKNOWLEDGED, S.IN_TRIAGE, S.MORE_INFORMATION_ASKED)
HELPING = (S.ACCEPTED, S.WAITING, S.FIRST_CONTACT, S.HELP_STARTED)
AT_A_TEAM = (
    *UNDECIDED, *HELPING, S.REDIRECTED, S.ADVICE_GIVEN, S.NOT_ACCEPTED, S.HELP_ENDED, S.NEXT_STEP,
)  # fmt: skip
DECISIONS = {
    M.ACCEPT: S.ACCEPTED,
    M.ADVISE: S.ADVICE_GIVEN,
    M.REDIRECT: S.REDIRECTED,
    M.NOT_ACCEPT: S.NOT_ACCEPTED,
}
# What everybody concerned is told by a day: each answer to a request, and the end of help.
TOLD_OF = frozenset({*DECISIONS, M.DISCHARGE})

_ADVICE: dict[tuple[State, Move], State] = {
    (S.NEW, M.ASK): S.ASKED,
    (S.ASKED, M.ANSWER): S.ANSWERED,
    (S.ASKED, M.ASK_BACK): S.MORE_INFORMATION_ASKED,
    (S.MORE_INFORMATION_ASKED, M.REPLY): S.ASKED,
    (S.MORE_INFORMATION_ASKED, M.ANSWER): S.ANSWERED,
    (S.ANSWERED, M.ASK_AGAIN): S.ASKED,
    (S.ANSWERED, M.CLOSE): S.CLOSED,
    **{(state, M.BECOME_REQUEST): S.BECAME_REQUEST for state in _OPEN[Kind.ADVICE]},
    (S.ASKED, M.WITHDRAW): S.WITHDRAWN,
    (S.MORE_INFORMATION_ASKED, M.WITHDRAW): S.WITHDRAWN,
}

_REFERRAL: dict[tuple[State, Move], State] = {
    (S.NEW, M.START): S.DRAFT,
    (S.NEW, M.AWAIT_AGREEMENT): S.AWAITING_AGREEMENT,
    (S.NEW, M.SUBMIT): S.SUBMITTED,
    (S.DRAFT, M.AWAIT_AGREEMENT): S.AWAITING_AGREEMENT,
    (S.DRAFT, M.SUBMIT): S.SUBMITTED,
    (S.DRAFT, M.DISCARD): S.DISCARDED,
    (S.AWAITING_AGREEMENT, M.SUBMIT): S.SUBMITTED,
    (S.AWAITING_AGREEMENT, M.CHASE_AGREEMENT): S.AWAITING_AGREEMENT,
    # Worse while somebody waits for a yes: it goes to the service, as a risk marked at first does.
    (S.AWAITING_AGREEMENT, M.SAY_WORSE): S.SUBMITTED,
    (S.SUBMITTED, M.ACKNOWLEDGE): S.ACKNOWLEDGED,
    (S.SUBMITTED, M.START_TRIAGE): S.IN_TRIAGE,
    (S.ACKNOWLEDGED, M.START_TRIAGE): S.IN_TRIAGE,
    **{(state, M.ASK_MORE): S.MORE_INFORMATION_ASKED for state in UNDECIDED[:3]},
    (S.MORE_INFORMATION_ASKED, M.GIVE_MORE): S.IN_TRIAGE,
    **{(state, move): to for state in UNDECIDED for move, to in DECISIONS.items()},
    **{
        (state, M.MERGE): S.DUPLICATE
        for state in (S.AWAITING_AGREEMENT, *UNDECIDED, S.ACCEPTED, S.WAITING)
    },
    # Told: each decision has its own next promise.
    (S.ACCEPTED, M.RECORD_TOLD): S.WAITING,
    (S.ADVICE_GIVEN, M.RECORD_TOLD): S.CLOSED,
    (S.HELP_ENDED, M.RECORD_TOLD): S.DISCHARGED,
    (S.NOT_ACCEPTED, M.RECORD_TOLD): S.NEXT_STEP,
    (S.REDIRECTED, M.RECORD_TOLD): S.REDIRECTED,
    (S.REDIRECTED, M.CONFIRM_RECEIPT): S.PASSED_ON,
    (S.REDIRECTED, M.RETURN): S.IN_TRIAGE,
    (S.NEXT_STEP, M.CONFIRM_NEXT_STEP): S.CLOSED,
    (S.NEXT_STEP, M.RETURN): S.IN_TRIAGE,
    # The letter says "ask us to look again": so it may be, from the moment it is read.
    (S.NOT_ACCEPTED, M.RETURN): S.IN_TRIAGE,
    (S.HELP_ENDED, M.RETURN): S.IN_TRIAGE,
    # Help: a service may meet a family, or begin, before it has written that they were told.
    (S.ACCEPTED, M.RECORD_FIRST_CONTACT): S.FIRST_CONTACT,
    (S.WAITING, M.RECORD_FIRST_CONTACT): S.FIRST_CONTACT,
    **{(state, M.START_HELP): S.HELP_STARTED for state in HELPING[:3]},
    # Help that ends is over when those whom it was for know what to watch and whom to ask.
    **{(state, M.DISCHARGE): S.HELP_ENDED for state in HELPING[1:]},
    # Worse: the place in the line stays, the service looks by the next working day.
    **{(state, M.SAY_WORSE): state for state in (*UNDECIDED[:3], *HELPING, S.REDIRECTED)},
    **{
        (state, M.SAY_WORSE): S.IN_TRIAGE
        for state in (
            S.MORE_INFORMATION_ASKED,
            S.ADVICE_GIVEN,
            S.NOT_ACCEPTED,
            S.HELP_ENDED,
            S.NEXT_STEP,
        )
    },
    # What follows later changes nothing but that it is there, and that the holder hears of it.
    **{(state, M.ADD_ANSWERS): state for state in (*UNDECIDED, *HELPING, S.REDIRECTED)},
    # A risk written into what is not sent yet: it stays, and from then on it is marked.
    (S.DRAFT, M.ADD_ANSWERS): S.DRAFT,
    (S.AWAITING_AGREEMENT, M.ADD_ANSWERS): S.AWAITING_AGREEMENT,
    # A question of the family: nothing changes but that somebody must answer it.
    # Wherever a team has it they may ask, and be answered.
    **{(state, move): state for state in AT_A_TEAM for move in (M.FAMILY_ASKS, M.LOOK_AGAIN)},
    # A family's stop that may not end it alone (a risk, another carer): somebody talks with them.
    **{
        (state, M.ASK_TO_STOP): state
        for state in (S.AWAITING_AGREEMENT, *UNDECIDED, *HELPING[:3], S.REDIRECTED)
    },
    **{
        (state, M.WITHDRAW): S.WITHDRAWN
        for state in (S.AWAITING_AGREEMENT, *UNDECIDED, *HELPING[:3], S.REDIRECTED)
    },
}

# A change of holder is a move too: it is written down and carries the version, the state stays.
_HANDING = {
    (kind, state, move): state
    for kind, states in _OPEN.items()
    for state in states
    for move in (M.REASSIGN, M.ESCALATE)
}

MOVES: dict[tuple[Kind, State, Move], State] = {
    **{(Kind.ADVICE, state, move): to for (state, move), to in _ADVICE.items()},
    **{(Kind.REFERRAL, state, move): to for (state, move), to in _REFERRAL.items()},
    **_HANDING,
}


def next_state(kind: Kind, state: State, move: Move) -> State:
    """Return the state after a move. Raises MoveNotAllowed where the table has no such move."""
    try:
        return MOVES[kind, state, move]
    except KeyError:
        raise MoveNotAllowed(kind, state, move) from None


def moves_allowed(kind: Kind, state: State) -> tuple[Move, ...]:
    """Return every move that the table allows from a state, in the order of `Move`."""
    return tuple(move for move in Move if (kind, state, move) in MOVES)


def is_open(kind: Kind, state: State) -> bool:
    """Return whether somebody must still act: exactly then the thing has a holder and a date."""
    return state in OPEN[kind]
