"""One question or request as its school reads it: who has it, what was answered, what to do now."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from schoolslink.referrals.commands.escalate import Rung
from schoolslink.referrals.pages.ground import ground
from schoolslink.referrals.pages.lead import holder_card
from schoolslink.referrals.pages.letters import school_reads, school_reads_kept
from schoolslink.referrals.pages.missed import beside_words, entry_of, kind_words
from schoolslink.referrals.pages.sent import left_open
from schoolslink.referrals.pages.told import told_row
from schoolslink.referrals.pages.transfer import transfer_card
from schoolslink.referrals.pages.words import months, related, state_words
from schoolslink.referrals.queries.door import Happened, Opened
from schoolslink.referrals.queries.family_letter import may_get_letter
from schoolslink.referrals.queries.school import SchoolRecord
from schoolslink.referrals.rules import Duty, Kind, Move, Side, State
from schoolslink.referrals.rules.again import MAY_ASK_AGAIN
from schoolslink.referrals.rules.agreement import Decider
from schoolslink.referrals.rules.holders import beside_duty
from schoolslink.referrals.rules.moves import TOLD_OF, UNDECIDED
from schoolslink.referrals.rules.sharing import Choice
from schoolslink.web import dates


@dataclass(frozen=True)
class Step:
    """Something the school can do now. Its name is its address; at_once: a button, without words.

    tap: one of the answers to one question, with words or without. only: in this state alone.
    """

    name: str
    move: Move
    heading: Any
    button: Any
    hint: Any = ""
    at_once: bool = False
    tap: bool = False
    only: State | None = None


# In the order of the page; the rest are steps of the request's own pages.
STEPS = (
    Step("read", Move.CLOSE, "", _("I have read it"),
         _("It is finished then. Something new is asked anew."), at_once=True),
    *(Step(name, move, "", label, tap=True, only=State.NEXT_STEP) for name, move, label in (
        ("no-next-step", Move.RETURN, _("No, it has not")),
        ("not-known", Move.CHASE_NEXT_STEP, _("Not known yet")),
    )),
    Step("next-step", Move.CONFIRM_NEXT_STEP, _("Yes, the next step has begun"), _("Say that it has begun"),
         _("It ends here then. The family reads what you write, and can say that it is not so."),
         only=State.NEXT_STEP),
    Step("reply", Move.REPLY, _("Reply"), _("Send reply")),
    Step("ask-again", Move.ASK_AGAIN, _("Ask something more"), _("Ask")),
    Step("give-more", Move.GIVE_MORE, _("Send what was asked for"), _("Send")),
    Step("say-known", Move.SAY_WHAT_IS_KNOWN, _("Say what you know"), _("Send"),
         _("Why they did not come, if you know it, how the child is at school, and the best way to reach "
           "the family now.")),
    *(Step(name, move, "", label, tap=True) for name, move, label in (
        ("better", Move.FOUND_BETTER, _("Better")),
        ("same", Move.FOUND_SAME, _("The same")),
        ("worse-now", Move.FOUND_WORSE, _("Worse")),
        ("not-reached", Move.FOUND_NOBODY, _("I could not reach them")),
    )),
    Step("look-again", Move.RETURN, _("Ask them to look again"), _("Ask them to look again"),
         _("Say what they should know. They decide anew, and you need not begin again.")),
    Step("moves-school", Move.ARRANGE_TRANSFER, _("They change or leave this school"), _("Tell the service"),
         _("Say when, where they go, and whom you have told there. The service sees to it that somebody goes "
           "on with them, and asks you.")),
    Step("say-worse", Move.SAY_WORSE, _("Something changed or got worse"), _("Tell them now")),
    Step("withdraw", Move.WITHDRAW, _("Take this back"), _("Take it back"),
         _("Say why. The family agreed to it: talk with them first. They hear that it was stopped.")),
    Step("ask-to-stop", Move.ASK_TO_STOP, _("Ask to stop"), _("Ask them to stop"),
         _("Say why. It goes on until the team has talked with the family. They do that by the next working "
           "day, because a risk is marked or because the family was promised help.")),
)  # fmt: skip
BY_NAME = {step.name: step for step in STEPS}
# What nobody has had yet is set aside; there is nothing to take back.
SET_ASIDE = replace(
    BY_NAME["withdraw"],
    heading=_("Set this aside"),
    button=_("Set it aside"),
    hint=_("It has not been sent, and will not be. Say why. You find it again in what has ended."),
)

# What a school may have to do, and where on the page it is done: the names of steps; "told" is the
# list of who must be told, "tasks" the way to the request's own pages.
CONTROLS = {
    Duty.REPLY: ("reply",),
    Duty.READ_ANSWER: ("read",),
    Duty.FINISH_DRAFT: ("tasks",),
    Duty.GET_AGREEMENT: ("tasks",),
    Duty.AFTER_NO: ("withdraw", "tasks"),
    Duty.GIVE_MORE: ("give-more",),
    Duty.SAY_WHAT_IS_KNOWN: ("say-known",),
    Duty.CHECK_IN: ("check-in",),
    Duty.TELL: ("told",),
    Duty.CHECK_NEXT_STEP: ("next-step",),
}
FAMILY = ("self", "carer")
THEY_ASK = (Move.ASK_BACK, Move.ASK_MORE)


def asked_page(record: SchoolRecord, today: date, next_rung: Rung | None = None) -> dict[str, Any]:
    """Return what the page of one question or request shows to the school.

    next_rung: who is asked if the present promise is not kept.
    """
    opened = record.opened
    item = opened.item
    now = CONTROLS.get(Duty(opened.holds.duty), ()) if opened.holds else ()
    if opened.holds and opened.holds.beside_on:
        now += CONTROLS[beside_duty(Kind(item.kind))]
    shown = answer(record)
    return {
        "item": item,
        "kind": kind_words(opened),
        "whom": initials(opened),
        "state": state_words(
            item.state,
            opened.holds.duty if opened.holds else "",
            was_sent=bool(item.asked_at),
            kept=record.kept_by is not None,
        ),
        "holder": _holder(record, today, next_rung),
        "hears": hears(opened),
        "may_say_left": Move.LEAVE_SCHOOL in opened.moves,
        "related": related(opened, "referrals:asked"),
        "beside": beside_words(opened, "referrals:asked"),
        "transfer": transfer_card(record.transfer),
        "months": months(opened, "referrals:asked"),
        "tapped": next((one.name for one in steps(opened) if one.tap), ""),
        "taps": [
            {"text": one.button, "action": reverse("referrals:go-on", args=[item.pk, one.name])}
            for one in steps(opened)
            if one.tap
        ],
        "answer": shown,
        "not_asked": not_asked(record),
        "may_record": record.may_record,
        "told": told(record, today),
        "may_tell": may_tell(opened),
        "entries": [_entry(opened, happened, shown) for happened in opened.history],
        "said": _said(opened),
        "left": left_open(opened),
        "steps": steps(opened),
        "now": now,
        "may_become_request": Move.BECOME_REQUEST in opened.moves,
        "may_edit": item.state in (State.DRAFT, State.AWAITING_AGREEMENT),
        "said_no": opened.holds is not None and opened.holds.duty == Duty.AFTER_NO,
        "may_read_sent": item.kind == Kind.REFERRAL
        and item.asked_at is not None
        and {"I", "N", "K"} <= opened.groups,
        "may_hand_over": item.kind == Kind.REFERRAL and item.asked_at is not None,
        "may_see_log": item.kind == Kind.REFERRAL and "L" in opened.groups,
        "ground": ground(opened),
        "has_ended": item.closed_at is not None,
        "may_ask_again": item.kind == Kind.REFERRAL
        and item.asked_at is not None
        and item.state in MAY_ASK_AGAIN
        and (item.closed_at is not None or record.kept_by is None)
        and {"I", "N", "K"} <= opened.groups,
    }


def steps(opened: Opened) -> list[Step]:
    """Return what the school can do now, in the words of where it stands."""
    unsent = opened.item.state == State.AWAITING_AGREEMENT
    return [
        SET_ASIDE if unsent and step.move is Move.WITHDRAW else step
        for step in STEPS
        if step.move in opened.moves and step.only in (None, opened.item.state)
    ]


def initials(opened: Opened) -> str:
    """Return the child's initials, for readers who may see the name; empty for a question."""
    names = (opened.identity.get("first_name", ""), opened.identity.get("surname", ""))
    return " ".join(f"{name[0]}." for name in names if name)


def _holder(record: SchoolRecord, today: date, next_rung: Rung | None) -> dict[str, Any] | None:
    card = holder_card(record.opened, today, kept=record.kept_by is not None)
    if card and next_rung and not card["due"]["note"]:
        said = gettext("If that does not happen, %(name)s is asked on %(day)s.")
        card["due"]["note"] = said % {"name": next_rung.name, "day": dates.day(next_rung.on)}
    return card


def not_asked(record: SchoolRecord) -> tuple[str, ...]:
    """Return that nobody was asked whether school may hear the answer, and who can say so; else ()."""
    opened = record.opened
    if record.kept_by is not Choice.NOT_ASKED or opened.item.asked_at is None:
        return ()
    young = opened.referral is not None and opened.referral.decided_by != Decider.CARER
    who = gettext("the young person") if young else gettext("a person with parental responsibility")
    if record.may_record:
        then = gettext(
            "Ask %(who)s, and write down what they say. They can say so on their own page too."
        )
    else:
        then = gettext(
            "Ask %(who)s. The school's lead, cover or head writes down what they say, or they say so on "
            "their own page."
        )
    return (
        gettext("Nobody has been asked yet whether school may hear the answer."),
        then % {"who": who},
    )


def hears(opened: Opened) -> str:
    """Return how the school hears of the answer to a question that still waits for one."""
    if opened.item.kind != Kind.ADVICE or opened.item.state != State.ASKED:
        return ""
    if opened.item.urgent:
        return gettext("The answer will stand here, and you get a mail on the day it comes.")
    return gettext("The answer will stand here. Your weekly mail says so, too.")


def answer(record: SchoolRecord) -> dict[str, Any] | None:
    """Return what the service said last, to be read first: an answer, a question, a decision."""
    opened = record.opened
    if opened.item.state == State.MORE_INFORMATION_ASKED:
        return _last_said(opened, THEY_ASK, gettext("What they ask you"))
    if opened.item.kind == Kind.ADVICE:
        return _last_said(opened, (Move.ANSWER,), gettext("The answer"))
    if record.kept_by is not None:
        return _kept_answer(record, record.kept_by)
    row = opened.decision
    if row is None:
        return None
    given = {
        "reason": row.reason,
        "level": row.level,
        "who_tells": row.who_tells,
        "told_by": row.told_by,
        **opened.decision_words,
    }
    return {
        "title": gettext("What was decided before")
        if opened.item.state in UNDECIDED
        else gettext("What was decided"),
        "paragraphs": school_reads(
            opened,
            Move(row.move),
            given,
            opened.receiver_name,
            record.wait,
            is_told=_is_family_told(opened, row.event_id),
        ),
        "by": "",
        "of": _last(opened, (Move(row.move),)),
    }


def _is_family_told(opened: Opened, event_id: UUID) -> bool:
    """Say whether everybody of the family who was owed word of a decision has had it."""
    owed = [one for one in opened.told if one.event_id == event_id and one.whom in FAMILY]
    return bool(owed) and all(one.told_at for one in owed)


def _kept_answer(record: SchoolRecord, kept_by: Choice) -> dict[str, Any] | None:
    """Return that there is an answer, and who tells the family of it by when: all that is told."""
    opened = record.opened
    said = _last(opened, tuple(TOLD_OF))
    if said is None or not opened.told:
        return None
    by = max(opened.told, key=lambda duty: duty.event_id).due_on
    return {
        "title": gettext("There was an answer before")
        if opened.item.state in UNDECIDED
        else gettext("There is an answer"),
        "paragraphs": school_reads_kept(opened, kept_by, Side(opened.item.teller), by),
        "by": "",
        "of": said,
    }


def _last_said(opened: Opened, moves: tuple[Move, ...], title: str) -> dict[str, Any] | None:
    """Return the last words of these moves, unless the school has asked again since."""
    one = _last(opened, (*moves, Move.REPLY, Move.ASK_AGAIN))
    if one is None or one.move not in moves or not one.words:
        return None
    by = gettext("%(by)s, %(when)s") % {"by": one.by_name, "when": dates.moment(one.at)}
    return {"title": title, "paragraphs": (one.words,), "by": by, "of": one}


def _last(opened: Opened, moves: tuple[Move, ...]) -> Happened | None:
    return next((one for one in reversed(opened.history) if one.move in moves), None)


def _entry(opened: Opened, happened: Happened, shown: dict[str, Any] | None) -> dict[str, Any]:
    """Return one line of the timeline; what stands at the top already is not said twice."""
    line = entry_of(opened, happened)
    return line | {"text": ""} if shown and shown["of"] is happened else line


def told(record: SchoolRecord, today: date) -> list[dict[str, Any]]:
    """Return who of the family must be told of the decision, and who has been.

    Each whom this school tells, of an answer that it may read, with the address of their letter.
    """
    names, opened = {relative.id: relative for relative in record.family}, record.opened
    prints = may_tell(opened) and record.kept_by is None
    rows = []
    for duty in opened.told:
        if duty.whom not in FAMILY:
            continue
        relative = names.get(duty.family_member_id)
        row = told_row(duty, relative, today) | {"letter": ""}
        if prints and may_get_letter(opened, duty, relative, record.choices):
            row["letter"] = reverse("referrals:asked-letter", args=[duty.item_id, duty.pk])
        rows.append(row)
    return rows


def may_tell(opened: Opened) -> bool:
    """Say whether it is the school that tells the family, and writes down that it did."""
    ours = bool(opened.told) and opened.item.teller == Side.SCHOOL
    return ours and Move.RECORD_TOLD in opened.moves


def _said(opened: Opened) -> list[dict[str, Any]]:
    """Return what the school wrote when it asked, as summary rows."""
    if opened.item.kind != Kind.ADVICE:
        return []
    labels = {
        "age_or_year": gettext("Age or school year"),
        "seen": gettext("What you have seen or heard"),
        "tried": gettext("What you have tried"),
        "question": gettext("What you would like to know"),
    }
    return [
        {"key": {"text": label}, "value": {"text": opened.advice[name]}}
        for name, label in labels.items()
        if opened.advice.get(name)
    ]
