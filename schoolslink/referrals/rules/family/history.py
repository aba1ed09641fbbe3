"""What has happened, in dated sentences: for each move of the tables one, or why no family reads it."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from schoolslink.referrals.rules.agreement import Decider
from schoolslink.referrals.rules.family.truth import Dated, Happened, Relationship, Truth
from schoolslink.referrals.rules.moves import Kind, Move, State
from schoolslink.referrals.rules.text import Fact, Sentence
from schoolslink.referrals.rules.text import gettext_noop as _

HAPPENED: Mapping[str, str] = MappingProxyType(
    {
        "asked": _("Help was asked for."),
        "sent": _("{service} got the request."),
        "seen": _("{service} saw the request."),
        "more": _("{service} asked to know more."),
        "more_came": _("{service} got what it had asked for."),
        "yes": _("{service} said yes."),
        "advice": _("{service} said what can help."),
        "elsewhere": _("{service} asked {receiver} to help."),
        "no": _("{service} said that it is not the right team for this."),
        "ends": _("{service} said that its help comes to an end."),
        "told": _("You were told what was decided."),
        "took_over": _("{service} took over."),
        "receipt": _("We were told that {receiver} has it."),
        "met_there_self": _("We were told that {receiver} met you."),
        "met_there_carer": _("We were told that {receiver} met your child."),
        "begun_self": _("Someone else began to help you. We were told so."),
        "begun_carer": _("Someone else began to help your child. We were told so."),
        "back": _("{service} began to look at it again."),
        "met_self": _("You met {service} for the first time."),
        "met_carer": _("{service} met your child for the first time."),
        "met_again_self": _("You met {service} again."),
        "met_again_carer": _("{service} met your child again."),
        "needs_self": _("{service} looked closely at what you need."),
        "needs_carer": _("{service} looked closely at what your child needs."),
        "plan_self": _("{service} made a plan for you."),
        "plan_carer": _("{service} made a plan for your child."),
        "missed": _("{service} wrote down that a meeting did not take place."),
        "started": _("Help from {service} started."),
        "stopped": _("This was stopped."),
        "asked_over": _("{service} asked {receiver} to take over."),
        "said_yes": _("{receiver} said that they will take over."),
        "said_no": _("{receiver} could not take over."),
        "how_school": _("The school asked how things are."),
        "how_team": _("{service} asked how things are."),
        "nobody_school": _("The school asked how things are. It could not reach anyone."),
        "nobody_team": _("{service} asked how things are. It could not reach anyone."),
    }
)
# On whose page it is said in other words than on the other's.
_OWN_WORDS = frozenset(key.removesuffix("_self") for key in HAPPENED if key.endswith("_self"))


@dataclass(frozen=True)
class Line:
    """The sentence of a move. close: of meetings and what was found in them; a carer reads it who decides."""

    key: str
    close: bool = False


_ASKED = dict.fromkeys(
    (Move.FOUND_BETTER, Move.FOUND_SAME, Move.FOUND_WORSE), Line("how", close=True)
)
LINES: Mapping[tuple[Kind, Move], Line] = MappingProxyType(
    {
        (Kind.REFERRAL, Move.SUBMIT): Line("sent"),
        (Kind.REFERRAL, Move.ASK_OWN): Line("sent"),
        (Kind.REFERRAL, Move.ACKNOWLEDGE): Line("seen"),
        (Kind.REFERRAL, Move.ASK_MORE): Line("more"),
        (Kind.REFERRAL, Move.GIVE_MORE): Line("more_came"),
        (Kind.REFERRAL, Move.ACCEPT): Line("yes"),
        (Kind.REFERRAL, Move.ADVISE): Line("advice"),
        (Kind.REFERRAL, Move.REDIRECT): Line("elsewhere"),
        (Kind.REFERRAL, Move.NOT_ACCEPT): Line("no"),
        (Kind.REFERRAL, Move.DISCHARGE): Line("ends"),
        (Kind.REFERRAL, Move.RECORD_TOLD): Line("told"),
        (Kind.REFERRAL, Move.TAKE_OVER): Line("took_over"),
        (Kind.REFERRAL, Move.CONFIRM_RECEIPT): Line("receipt"),
        (Kind.REFERRAL, Move.MET_THERE): Line("met_there", close=True),
        (Kind.REFERRAL, Move.CONFIRM_NEXT_STEP): Line("begun"),
        (Kind.REFERRAL, Move.RETURN): Line("back"),
        (Kind.REFERRAL, Move.RECORD_FIRST_CONTACT): Line("met"),
        (Kind.REFERRAL, Move.RECORD_SECOND_CONTACT): Line("met_again", close=True),
        (Kind.REFERRAL, Move.RECORD_ASSESSMENT): Line("needs", close=True),
        (Kind.REFERRAL, Move.RECORD_PLAN): Line("plan", close=True),
        (Kind.REFERRAL, Move.RECORD_MISSED): Line("missed", close=True),
        (Kind.REFERRAL, Move.START_HELP): Line("started"),
        (Kind.REFERRAL, Move.WITHDRAW): Line("stopped"),
        (Kind.REFERRAL, Move.DISCARD): Line("stopped"),
        (Kind.TRANSFER, Move.HAND_OVER): Line("asked_over"),
        (Kind.TRANSFER, Move.HAND_OUTSIDE): Line("asked_over"),
        (Kind.TRANSFER, Move.RECEIVE): Line("said_yes"),
        (Kind.TRANSFER, Move.RECORD_RECEIVED): Line("said_yes"),
        (Kind.TRANSFER, Move.HAND_BACK): Line("said_no"),
        (Kind.TRANSFER, Move.RECORD_NOT_TAKEN): Line("said_no"),
        **{(Kind.CHECK_IN, move): line for move, line in _ASKED.items()},
        (Kind.CHECK_IN, Move.FOUND_NOBODY): Line("nobody", close=True),
    }
)  # fmt: skip

_CARD = "the card on the page says it, for as long as it is so"
_OTHERS = "what another of the family said or was told is theirs; one's own stands on the page"
_OF_TWO = "that somebody else asked too is theirs"
_REQUEST_SAYS = "the request's own line says it"
_TEAMS_OWN = "the team's own work between two promises; nothing of it is news to them"
_PERSON_FIRST = "a person tells them first; until somebody is asked there is nothing to know"
_RIGHTS = "the page of what they can ask for says it, to whoever asked"

# Why no family reads it. Of what can happen to each kind the same, by the move alone.
OF_ANY_KIND: Mapping[Move, str] = MappingProxyType(
    {
        Move.REASSIGN: "the card names who has it now",
        # What is late may be an answer to somebody else of the family.
        Move.ESCALATE: "whose day had passed may be another's; the card says that a day has passed",
    }
)
NO_LINE: Mapping[tuple[Kind, Move], str] = MappingProxyType(
    {
        **{
            (Kind.REFERRAL, move): why
            for why, moves in {
                "the first line says that help was asked for": (Move.START, Move.AWAIT_AGREEMENT),
                _CARD: (
                    Move.CHASE_AGREEMENT, Move.SET_ASIDE, Move.COUNT_AGAIN, Move.LEAVE_SCHOOL,
                ),
                "the line of what took place has the day that stands": (Move.PUT_DAY_RIGHT,),
                "what a school a child goes to now is theirs to say": (Move.CHANGE_SCHOOL,),
                _OTHERS: (
                    Move.ADD_ANSWERS, Move.SAY_WORSE, Move.FAMILY_ASKS, Move.SAY_HOW_IT_IS,
                    Move.LOOK_AGAIN, Move.ASK_TO_STOP,
                ),
                _OF_TWO: (Move.MERGE, Move.TAKE_IN, Move.TAKE_APART),
                "by the line of what was decided": (Move.HEAR_DECISION,),
                _TEAMS_OWN: (
                    Move.START_TRIAGE, Move.CHASE_NEXT_STEP, Move.RECORD_BASELINE, Move.ASK_MANAGER,
                ),
                _PERSON_FIRST: (Move.ARRANGE_TRANSFER,),
            }.items()
            for move in moves
        },
        (Kind.TRANSFER, Move.PLAN_TRANSFER): _PERSON_FIRST,
        (Kind.TRANSFER, Move.TELL_OF_TRANSFER): _OTHERS,
        (Kind.TRANSFER, Move.CALL_OFF): _CARD,
        (Kind.TRANSFER, Move.NO_LONGER_NEEDED): _REQUEST_SAYS,
        (Kind.CHECK_IN, Move.CHECK_IN): _TEAMS_OWN,
        (Kind.CHECK_IN, Move.HEAR_FROM_FAMILY): _OTHERS,
        (Kind.CHECK_IN, Move.NO_LONGER_NEEDED): _REQUEST_SAYS,
        (Kind.MISSED, Move.LOOK_INTO_MISSED): _REQUEST_SAYS,
        (Kind.MISSED, Move.SAY_WHAT_IS_KNOWN): _TEAMS_OWN,
        (Kind.MISSED, Move.RECORD_REACHED): _OTHERS,
        (Kind.MISSED, Move.NO_LONGER_NEEDED): _REQUEST_SAYS,
    }
)  # fmt: skip
# Of these, no move is read: they lead to a move of the request, or are no part of a family's page.
WHOLE_KINDS: Mapping[Kind, str] = MappingProxyType(
    {
        **dict.fromkeys((Kind.REDIRECT, Kind.OUTSIDE, Kind.ARRIVAL), _REQUEST_SAYS),
        Kind.SECOND_LOOK: _TEAMS_OWN,
        **dict.fromkeys((Kind.COPY, Kind.CORRECTION), _RIGHTS),
        **dict.fromkeys(
            (Kind.ADVICE, Kind.CONSULTATION, Kind.POST), "no code of a family opens one"
        ),
    }
)
_BEFORE = (State.DRAFT, State.AWAITING_AGREEMENT)


def history(truth: Truth) -> tuple[Dated, ...]:
    """Return what has happened, the oldest first; nothing for whoever hears nothing of an answer."""
    if not truth.hears and truth.state not in _BEFORE:
        return ()
    found = [Dated(truth.asked_on, Sentence(HAPPENED["asked"]))]
    taken = {(one.on, one.service) for one in truth.happened if one.move is Move.TAKE_OVER}
    for one in truth.happened:
        said = _said(truth, one)
        # Who took over on the day on which they said that they would need not say so too.
        is_twice = one.move is Move.RECEIVE and (one.on, one.receiver) in taken
        if said is not None and said not in found and not is_twice:
            found.append(said)
    return tuple(sorted(found, key=lambda one: one.on))


def reads_close(truth: Truth) -> bool:
    """Say whether a reader has a day for each meeting: the young person, or a carer who decides for them."""
    if truth.relationship is Relationship.SELF:
        return True
    return truth.decider is Decider.CARER and truth.has_responsibility


def _said(truth: Truth, one: Happened) -> Dated | None:
    line = LINES.get((one.kind, one.move))
    if line is None or (line.close and not reads_close(truth)):
        return None
    key = line.key
    if key in _OWN_WORDS:
        key = f"{key}_{truth.relationship}"
    elif one.kind is Kind.CHECK_IN:
        key = f"{key}_{'school' if one.by_school else 'team'}"
    facts: dict[str, Fact] = {"service": one.service, "receiver": one.receiver}
    # A name that is not known leaves no line with a hole in it.
    if any(f"{{{name}}}" in HAPPENED[key] and not value for name, value in facts.items()):
        return None
    return Dated(one.on, Sentence(HAPPENED[key], facts))
