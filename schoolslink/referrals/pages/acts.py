"""What the team can do, worded as acts. Which of them stand on a page is `permissions.moves_now` alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from schoolslink.referrals.rules import Kind, Move


@dataclass(frozen=True)
class Act:
    """One act: the move it makes and its words. at_once: a button; else a page with a form.

    says: what the button of its form says. hint: what comes of it. noted: it writes down what has
    taken place and asks nothing, and so stands with others of its like. tap: one of the answers to
    one question, with words or without.
    """

    name: str
    move: Move
    label: Any
    hint: Any = ""
    at_once: bool = False
    says: Any = ""
    noted: bool = False
    tap: bool = False


# In the order of the page; the first one that is possible is the main one.
ACTS: tuple[Act, ...] = (
    Act("seen", Move.ACKNOWLEDGE, _("I have seen this"),
        _("Everybody who may follow it sees that a person has it."), at_once=True),
    Act("looked-again", Move.LOOK_AGAIN, _("I have looked again"),
        _("What was due before is due again on its day."), at_once=True),
    Act("answer", Move.ANSWER, _("Answer"), says=_("Send the answer")),
    Act("ask-back", Move.ASK_BACK, _("Ask something back"), says=_("Ask")),
    Act("help", Move.ACCEPT, _("We will help"), says=_("Say that we will help")),
    Act("advise", Move.ADVISE, _("Answer with advice"), says=_("Send the advice")),
    Act("ask", Move.ASK_MORE, _("Ask for something"), says=_("Ask")),
    Act("other-team", Move.NOT_ACCEPT, _("Not the right team"), says=_("See what they will read")),
    Act("ask-manager", Move.ASK_MANAGER, _("No help from us again: ask your manager first"),
        says=_("Ask your manager")),
    Act("pass-on", Move.REDIRECT, _("Pass it on to another service"), says=_("See what they will read")),
    Act("begin", Move.START_TRIAGE, _("I am deciding on this"),
        _("Colleagues see that you are at it."), at_once=True),
    Act("arrived", Move.CONFIRM_RECEIPT, _("The other service has it"),
        _("They said so. With that we let go."), says=_("Write it down, and let go")),
    Act("met-there", Move.MET_THERE, _("They have been met there"),
        _("With that they are on your list no more."), says=_("Write it down")),
    Act("next-step", Move.CONFIRM_NEXT_STEP, _("The next step has begun"),
        _("Somebody else helps now. This ends here."), says=_("Say that it has begun")),
    Act("not-known", Move.CHASE_NEXT_STEP, _("Not known yet whether the next step has begun"),
        _("You are asked once more within five working days."), at_once=True),
    Act("more-came", Move.GIVE_MORE, _("They told us what we asked"), says=_("Write it down")),
    Act("came-back", Move.RETURN, _("It came back to us"), says=_("Take it back")),
    Act("met", Move.RECORD_FIRST_CONTACT, _("We have met them"), says=_("Write it down")),
    Act("met-again", Move.RECORD_SECOND_CONTACT, _("We have met them again"),
        says=_("Write it down"), noted=True),
    Act("measured", Move.RECORD_BASELINE, _("A first measure was taken"),
        says=_("Write it down"), noted=True),
    Act("assessed", Move.RECORD_ASSESSMENT, _("We have assessed what is needed"),
        says=_("Write it down"), noted=True),
    Act("planned", Move.RECORD_PLAN, _("A plan is agreed with them"),
        says=_("Write it down"), noted=True),
    Act("help-began", Move.START_HELP, _("Help has begun"), says=_("Write it down")),
    Act("day-wrong", Move.PUT_DAY_RIGHT, _("A day was written down wrong"),
        says=_("Put it right"), noted=True),
    Act("days-aside", Move.SET_ASIDE, _("They asked to wait, or could not be reached"),
        says=_("Set these days aside"), noted=True),
    Act("count-again", Move.COUNT_AGAIN, _("Days that were set aside count after all"),
        says=_("Count them again"), noted=True),
    Act("take", Move.TAKE_OFFER, _("We take it"),
        _("It comes to your queue, with the name and all that was said, within a minute."), at_once=True),
    Act("give-back", Move.GIVE_BACK, _("It is not for us"), says=_("Give it back")),
    Act("hand-on", Move.HAND_OVER, _("Hand over to a service here"), says=_("Hand over")),
    Act("hand-outside", Move.HAND_OUTSIDE, _("Hand over to somebody outside"), says=_("Write it down")),
    Act("hand-to-school", Move.HAND_OUTSIDE, _("Hand over to a school that works here"),
        says=_("Ask them whether they have arrived")),
    Act("outside-has-it", Move.RECORD_RECEIVED, _("They have said yes"), says=_("Write it down")),
    Act("told-of-it", Move.TELL_OF_TRANSFER, _("The family has been told"), says=_("Write it down")),
    Act("outside-not", Move.RECORD_NOT_TAKEN, _("They do not take it"), says=_("Write it down")),
    Act("stay", Move.CALL_OFF, _("They stay after all"), says=_("Write it down")),
    Act("handed-over", Move.HAND_OVER_OUTSIDE, _("We have rung them and handed it over"),
        says=_("Write it down, and let go")),
    Act("they-take", Move.OUTSIDE_TAKES, _("They told us that they take it"), says=_("Write it down")),
    Act("they-return", Move.OUTSIDE_RETURNS, _("They told us that it is not for them"),
        says=_("Take it back")),
    Act("send-link", Move.SEND_LINK, _("Send another link"),
        _("To the address that your area’s list has today. The first one opens nothing from then on."),
        at_once=True),
    Act("stop-link", Move.STOP_LINK, _("Stop the link"),
        _("It went to a wrong address, or nobody should use it. It opens nothing from now on."),
        at_once=True),
    Act("missed", Move.RECORD_MISSED, _("They did not come"), says=_("Write it down")),
    Act("reached", Move.RECORD_REACHED, _("We know why, and what comes next"), says=_("Write it down")),
    *(Act(name, move, label, at_once=True, tap=True) for name, move, label in (
        ("better", Move.FOUND_BETTER, _("Better")),
        ("same", Move.FOUND_SAME, _("The same")),
        ("worse-now", Move.FOUND_WORSE, _("Worse")),
        ("not-reached", Move.FOUND_NOBODY, _("I could not reach them")),
    )),
    Act("ask-before-end", Move.ASK_MANAGER, _("Ask your manager whether help may end"),
        _("Three appointments in a row were missed. Your manager answers by a day."), at_once=True),
    Act("finish", Move.DISCHARGE, _("Our help ends"), says=_("End our help")),
    Act("move-on", Move.ARRANGE_TRANSFER, _("Arrange a hand-over"), says=_("Open the hand-over")),
    Act("worse", Move.SAY_WORSE, _("Something got worse"), says=_("Write it down")),
    Act("hand-over", Move.REASSIGN, _("Hand over to a colleague"), says=_("Hand over")),
)  # fmt: skip
BY_NAME = {act.name: act for act in ACTS}

# Moves of this side that are no act of this page, each with where they are made instead.
ELSEWHERE: dict[Move, str] = {
    Move.ASK: "the phone page: it begins a new question",
    Move.RECORD_TOLD: "the list of who must be told: one tick for each person",
    Move.BECOME_REQUEST: "the school's page: a request needs the school's words and agreement;"
    " of post the page on which it is typed in",
    Move.SUBMIT: "the school's page",
    Move.OFFER: "comes with the decision to pass it on",
    Move.PLAN_TRANSFER: "comes with the note that a hand-over is arranged",
    Move.OFFER_OUTSIDE: "comes with the decision to pass it on",
    Move.ASK_SCHOOL: "comes with the note that a child was handed over to a school",
    Move.ASK_RECEIPT: "comes with the note that a child was handed over to somebody outside",
    Move.LOOK_INTO_MISSED: "comes with the note that they did not come",
    Move.LOOK_AS_MANAGER: "comes with asking the manager",
    Move.AGREE_TO_END: "the manager's own page",
    Move.NOT_AGREE: "the manager's own page",
    Move.GIVE_COPY: "the manager's page on which a copy of everything is checked",
    Move.PUT_RIGHT: "the page of a correction",
    Move.KEEP_NOTE: "the page of a correction",
    Move.LEAVE_AS_IT_IS: "the page of a correction",
    Move.CANCEL_TALK: "the page of a talk",
    Move.NOT_THERE: "the page of a talk",
    Move.AGREE_STEP: "the page of a talk",
    Move.AGREE_STEPS: "the page of a talk",
    Move.DO_FIRST_STEP: "the page of a talk",
    Move.DO_STEP: "the page of a talk",
    Move.MERGE: "the page on which two requests are compared",
    Move.TAKE_IN: "comes with joining two requests",
    Move.HEAR_DECISION: "comes with a decision on the request that goes on",
    Move.TAKE_APART: "the page on which two requests are compared",
    Move.SEND_ON: "the page of post",
    Move.PUT_TO: "the page of post",
    Move.LOG_POST: "the page on which post is written down",
}

# Shown first and filled in colour; the rest are quiet.
MAIN = {
    Kind.ADVICE: (Move.ANSWER,),
    Kind.REFERRAL: (
        Move.ACKNOWLEDGE,
        Move.LOOK_AGAIN,
        Move.ACCEPT,
        Move.CONFIRM_RECEIPT,
        Move.RECORD_FIRST_CONTACT,
        Move.START_HELP,
    ),
    Kind.CONSULTATION: (),
    Kind.POST: (),
    Kind.MISSED: (Move.RECORD_REACHED,),
    Kind.CHECK_IN: (),
    Kind.REDIRECT: (Move.TAKE_OFFER,),
    Kind.TRANSFER: (Move.HAND_OVER, Move.RECORD_RECEIVED, Move.TELL_OF_TRANSFER),
    Kind.SECOND_LOOK: (),
    Kind.OUTSIDE: (Move.HAND_OVER_OUTSIDE,),
    Kind.COPY: (),
    Kind.CORRECTION: (),
    Kind.ARRIVAL: (),
}


def acts_now(moves: tuple[Move, ...]) -> list[Act]:
    """Return the acts that are possible now, in the order of the page."""
    return [act for act in ACTS if act.move in moves]


def main_act(kind: Kind, acts: list[Act]) -> Act | None:
    """Return the one act that is the next thing to do; None when nothing of ours is."""
    return next((act for move in MAIN[kind] for act in acts if act.move is move), None)
