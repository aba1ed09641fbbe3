"""The moves of everything that can be asked: one table, and a wrong move raises."""

from collections.abc import Iterable
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

# The open states of a request, in the groups by which its moves are written.
UNSENT = (S.DRAFT, S.AWAITING_AGREEMENT)
WITH_THE_TEAM = (S.SUBMITTED, S.ACKNOWLEDGED, S.IN_TRIAGE)
UNDECIDED = (*WITH_THE_TEAM, S.MORE_INFORMATION_ASKED)
BEFORE_HELP = (S.ACCEPTED, S.WAITING, S.FIRST_CONTACT)
HELPING = (*BEFORE_HELP, S.HELP_STARTED)
# Nothing more comes from this team itself. What got worse, or should be looked at again, begins anew.
LET_GO = (S.ADVICE_GIVEN, S.NOT_ACCEPTED, S.HELP_ENDED, S.NEXT_STEP)
AT_A_TEAM = (*UNDECIDED, *HELPING, S.REDIRECTED, *LET_GO)
# Asked, and no help has begun: whoever decides may still take it back.
MAY_STOP = (S.AWAITING_AGREEMENT, *UNDECIDED, *BEFORE_HELP, S.REDIRECTED)
# Help that has begun ends with a plan, by the team: until then they may ask for its end, by a day.
MAY_ASK_TO_STOP = (*MAY_STOP, S.HELP_STARTED)

OPEN: dict[Kind, frozenset[State]] = {
    Kind.ADVICE: frozenset({S.ASKED, S.MORE_INFORMATION_ASKED, S.ANSWERED}),
    Kind.REFERRAL: frozenset({*UNSENT, *AT_A_TEAM}),
}
ENDED: dict[Kind, frozenset[State]] = {
    Kind.ADVICE: frozenset({S.BECAME_REQUEST, S.WITHDRAWN, S.CLOSED}),
    Kind.REFERRAL: frozenset(
        {S.DISCARDED, S.PASSED_ON, S.DISCHARGED, S.WITHDRAWN, S.DUPLICATE, S.CLOSED}
    ),
}

DECISIONS = {
    M.ACCEPT: S.ACCEPTED,
    M.ADVISE: S.ADVICE_GIVEN,
    M.REDIRECT: S.REDIRECTED,
    M.NOT_ACCEPT: S.NOT_ACCEPTED,
}
# What everybody concerned is told by a day: each answer to a request, and the end of help.
TOLD_OF = frozenset({*DECISIONS, M.DISCHARGE})
# Where something stands only after a decision, and which one it was.
TELLS_THE_ANSWER = frozenset({*DECISIONS.values(), *HELPING, *LET_GO, S.PASSED_ON, S.DISCHARGED})
# What follows a decision, each after one kind alone.
AFTER_THE_ANSWER = frozenset(
    {
        M.CONFIRM_RECEIPT,
        M.RETURN,
        M.CONFIRM_NEXT_STEP,
        M.RECORD_FIRST_CONTACT,
        M.START_HELP,
        M.DISCHARGE,
    }
)


def _each(states: Iterable[State], move: Move, to: State) -> dict[tuple[State, Move], State]:
    return {(state, move): to for state in states}


def _staying(states: Iterable[State], *moves: Move) -> dict[tuple[State, Move], State]:
    """Return moves that leave the state as it is: what they change is what is due, or who has it."""
    return {(state, move): state for state in states for move in moves}


_ADVICE: dict[tuple[State, Move], State] = {
    (S.NEW, M.ASK): S.ASKED,
    (S.ASKED, M.ANSWER): S.ANSWERED,
    (S.ASKED, M.ASK_BACK): S.MORE_INFORMATION_ASKED,
    (S.MORE_INFORMATION_ASKED, M.REPLY): S.ASKED,
    # Nobody who can answer already has to wait for a reply.
    (S.MORE_INFORMATION_ASKED, M.ANSWER): S.ANSWERED,
    (S.ANSWERED, M.ASK_AGAIN): S.ASKED,
    (S.ANSWERED, M.CLOSE): S.CLOSED,
    **_each((S.ASKED, S.MORE_INFORMATION_ASKED), M.WITHDRAW, S.WITHDRAWN),
    **_each(OPEN[Kind.ADVICE], M.BECOME_REQUEST, S.BECAME_REQUEST),
}

_REFERRAL: dict[tuple[State, Move], State] = {
    # At the school. What is complete at once skips the draft, and waits for nothing but a yes.
    (S.NEW, M.START): S.DRAFT,
    **_each((S.NEW, S.DRAFT), M.AWAIT_AGREEMENT, S.AWAITING_AGREEMENT),
    **_each((S.NEW, *UNSENT), M.SUBMIT, S.SUBMITTED),
    (S.DRAFT, M.DISCARD): S.DISCARDED,
    (S.AWAITING_AGREEMENT, M.CHASE_AGREEMENT): S.AWAITING_AGREEMENT,
    # At the service. It may decide from wherever it stands, also before what it asked for has come.
    (S.SUBMITTED, M.ACKNOWLEDGE): S.ACKNOWLEDGED,
    **_each((S.SUBMITTED, S.ACKNOWLEDGED), M.START_TRIAGE, S.IN_TRIAGE),
    **_each(WITH_THE_TEAM, M.ASK_MORE, S.MORE_INFORMATION_ASKED),
    (S.MORE_INFORMATION_ASKED, M.GIVE_MORE): S.IN_TRIAGE,
    **{(state, move): to for state in UNDECIDED for move, to in DECISIONS.items()},
    # Only a team joins two requests, and so only what a team has.
    **_each((*UNDECIDED, S.ACCEPTED, S.WAITING), M.MERGE, S.DUPLICATE),
    # Told: each decision has its own next promise, and nothing ends before the family knows.
    (S.ACCEPTED, M.RECORD_TOLD): S.WAITING,
    (S.ADVICE_GIVEN, M.RECORD_TOLD): S.CLOSED,
    (S.NOT_ACCEPTED, M.RECORD_TOLD): S.NEXT_STEP,
    (S.REDIRECTED, M.RECORD_TOLD): S.REDIRECTED,
    (S.HELP_ENDED, M.RECORD_TOLD): S.DISCHARGED,
    # Elsewhere: open here until somebody there has it.
    (S.REDIRECTED, M.CONFIRM_RECEIPT): S.PASSED_ON,
    (S.NEXT_STEP, M.CONFIRM_NEXT_STEP): S.CLOSED,
    # It came back; or a letter said "ask us to look again", and so it may be from when it is read.
    # Advice is tried first: what it did not help with is said by "worse", or asked anew.
    **_each((S.REDIRECTED, S.NEXT_STEP, S.NOT_ACCEPTED, S.HELP_ENDED), M.RETURN, S.IN_TRIAGE),
    # Help: a service may meet a family, or begin, before it has written that they were told.
    **_each((S.ACCEPTED, S.WAITING), M.RECORD_FIRST_CONTACT, S.FIRST_CONTACT),
    **_each(BEFORE_HELP, M.START_HELP, S.HELP_STARTED),
    # Help that ends is over when those whom it was for know what to watch and whom to ask. It
    # cannot end before the family was told, or saw, that there would be any.
    **_each((S.WAITING, S.FIRST_CONTACT, S.HELP_STARTED), M.DISCHARGE, S.HELP_ENDED),
    # Worse: the place in the line stays, and the service looks by the next working day. What it had
    # given back or let go it takes up again. While somebody waits for a yes it goes to the service,
    # as a risk marked at first does.
    **_staying((*WITH_THE_TEAM, *HELPING, S.REDIRECTED), M.SAY_WORSE),
    **_each((S.MORE_INFORMATION_ASKED, *LET_GO), M.SAY_WORSE, S.IN_TRIAGE),
    (S.AWAITING_AGREEMENT, M.SAY_WORSE): S.SUBMITTED,
    # What follows later changes nothing but that it is there, and that the holder hears of it. Of
    # what is not sent yet, it is a risk written into it: it stays, and from then on it is marked.
    **_staying((*UNSENT, *UNDECIDED, *HELPING, S.REDIRECTED), M.ADD_ANSWERS),
    # A question of the family: wherever a team has it they may ask, and be answered.
    **_staying(AT_A_TEAM, M.FAMILY_ASKS, M.LOOK_AGAIN),
    # Taken back; or, where a family may not end it alone (a risk, another carer, help that has
    # begun), talked about first.
    **_each(MAY_STOP, M.WITHDRAW, S.WITHDRAWN),
    **_staying(MAY_ASK_TO_STOP, M.ASK_TO_STOP),
}

# A change of holder is a move too: it is written down and carries the version, the state stays.
_HANDING = (M.REASSIGN, M.ESCALATE)

MOVES: dict[tuple[Kind, State, Move], State] = {
    (kind, state, move): to
    for kind, table in ((Kind.ADVICE, _ADVICE), (Kind.REFERRAL, _REFERRAL))
    for (state, move), to in {**table, **_staying(OPEN[kind], *_HANDING)}.items()
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
