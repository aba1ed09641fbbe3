"""What people do about what they hold: for each duty the product's own command, as its page would call it."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from schoolslink.access import doors
from schoolslink.access.actor import Actor
from schoolslink.directory.commands.contacts import confirm_all_mine
from schoolslink.kernel import clock
from schoolslink.kernel.ids import new_id
from schoolslink.referrals.commands import (
    advice,
    beside,
    check_in,
    decide,
    family,
    missed,
    next_step,
    offering,
    reading,
    request,
    second_look,
)
from schoolslink.referrals.commands.hand_over import reassign
from schoolslink.referrals.models import Item, Told
from schoolslink.referrals.queries.own import family_waits
from schoolslink.referrals.queries.second_look import stands_with
from schoolslink.referrals.rules import Duty, Kind, Move, Side
from schoolslink.referrals.rules.begun import HowKnown
from schoolslink.referrals.rules.offering import WhyBack
from schoolslink.referrals.rules.reasons import Reason
from schoolslink.referrals.rules.second_look import NOES, Instead, Stands
from schoolslink.simulate.programme import habits, handing

NO_DANGER = {"danger_now": False, "cannot_wait": False, "harmed": False}
FAMILY = ("self", "carer")


@dataclass(frozen=True)
class Held:
    """One thing that somebody holds, as it stood this morning. tries: how often it was passed on before."""

    item_id: UUID
    kind: Kind
    duty: Duty
    side: Side
    due_on: date
    person_id: UUID | None
    school_id: UUID | None
    service_id: UUID | None
    rounds: int


@dataclass
class Turn:
    """One person's act: who, at what moment, with which luck.

    other_id: where things are passed on. schools: to which somebody who leaves theirs may go.
    """

    actor: Actor
    at: datetime
    chance: random.Random
    other_id: UUID
    schools: tuple[UUID, ...] = ()

    @property
    def today(self) -> date:
        """Return the day of the act."""
        return clock.local_day(self.at)

    def version(self, item_id: UUID) -> int:
        """Return the version that this person's page shows; raises Item.DoesNotExist where none would."""
        version = doors.value("select version from referrals_item where id = %s", item_id)
        if version is None:
            raise Item.DoesNotExist
        return int(version)

    def step(self, item_id: UUID, move: Move, words: str = "", due_on: date | None = None) -> None:
        """Make a plain move of a request."""
        decide.step(
            actor=self.actor, item_id=item_id, move=move, version=self.version(item_id), at=self.at,
            words=words, due_on=due_on,
        )  # fmt: skip

    def says(self, item_id: UUID, move: Move, words: str = "") -> None:
        """Make a move of a question."""
        advice.say(
            actor=self.actor, item_id=item_id, move=move, version=self.version(item_id),
            words=words, at=self.at,
        )  # fmt: skip

    def beside(self, item_id: UUID, move: Move, words: str) -> None:
        """Go on with what stands beside a request."""
        beside.step_beside(
            actor=self.actor, item_id=item_id, move=move, version=self.version(item_id),
            words=words, at=self.at,
        )  # fmt: skip


def ask(turn: Turn, school_id: UUID) -> tuple[UUID, str]:
    """Ask the school's contact a question; return it, and what kind of work that was."""
    asked = advice.ask_advice(
        actor=turn.actor, school_id=school_id, form_key=new_id(), at=turn.at, about="pupil",
        age_or_year="Year 5", seen="Invented: quiet since half term.", tried="Invented: a mentor.",
        question="Invented: what could we try next?",
        how_soon="today" if turn.chance.random() < 0.05 else "this_week",
    )  # fmt: skip
    return asked, "ask"


def request_help(turn: Turn, school_id: UUID, number: int) -> tuple[UUID, str]:
    """Ask for help for a child; return the request and what kind of work that was."""
    agreed = turn.chance.random() >= habits.NOT_AGREED_YET
    born = turn.today.replace(year=turn.today.year - turn.chance.randint(6, 16), day=1)
    answers: dict[str, Any] = {
        "first_name": "Invented", "surname": f"Child {number}", "birth_date": born.isoformat(),
        "school_year": "Year 6", "concern": "Invented: does not come to school on most days.",
        "worry": "2", "carer_pr": "yes", "young_person_agrees": "agrees" if agreed else "not_asked",
        "carer_agrees": "agrees" if agreed else "not_asked", "school_hears": "yes",
        "tell": ["young_person", "carer"], "holiday_contact": "Invented Head",
        "holiday_phone": "01632 960 001",
    }  # fmt: skip
    if turn.chance.random() < habits.RISK_MARKED:
        answers["risk_self_harm"] = "yes"
    made = request.start_request(
        actor=turn.actor, school_id=school_id, form_key=new_id(), at=turn.at, answers=answers,
        gate=NO_DANGER,
    )  # fmt: skip
    request.send_request(actor=turn.actor, item_id=made, version=turn.version(made), at=turn.at)
    return made, "request"


def _answer(turn: Turn, held: Held) -> str:
    if turn.chance.random() < habits.ASKS_BACK:
        turn.says(held.item_id, Move.ASK_BACK, "Invented: since when?")
    else:
        turn.says(held.item_id, Move.ANSWER, "Invented: try this first.")
    return "answer"


def _reply(turn: Turn, held: Held) -> str:
    turn.says(held.item_id, Move.REPLY, "Invented: since March.")
    return "reply"


def _read(turn: Turn, held: Held) -> str:
    reading.read_at_school(actor=turn.actor, item=Item.objects.get(pk=held.item_id), at=turn.at)
    if turn.chance.random() < 0.6:  # the rest leave it, and it closes by its day
        turn.says(held.item_id, Move.CLOSE)
    return "read an answer"


def _finish(turn: Turn, held: Held) -> str:
    request.send_request(
        actor=turn.actor, item_id=held.item_id, version=turn.version(held.item_id), at=turn.at
    )
    return "request"


def _agree(turn: Turn, held: Held) -> str:
    said = "does_not_agree" if turn.chance.random() < habits.SAYS_NO else "agrees"
    request.save_step(
        actor=turn.actor, item_id=held.item_id, step="agreement", at=turn.at,
        answers={"young_person_agrees": said, "carer_agrees": said},
    )  # fmt: skip
    _finish(turn, held)
    return "agreement"


def _after_no(turn: Turn, held: Held) -> str:
    turn.step(held.item_id, Move.WITHDRAW, "Invented: they do not want it.")
    return "next step"


def _look(turn: Turn, held: Held) -> str:
    turn.step(held.item_id, Move.ACKNOWLEDGE)
    return "seen"


def _decide(turn: Turn, held: Held) -> str:
    names = list(habits.DECISIONS)
    name = turn.chance.choices(names, [habits.DECISIONS[one] for one in names])[0]
    if name == "ask_more" and held.rounds == 0:
        turn.step(held.item_id, Move.ASK_MORE, "Invented: who lives at home?")
        return "decide"
    no = decide.Answering(Move.NOT_ACCEPT, reason="below_level", next_step="Invented: talks.")
    advice = decide.Answering(
        Move.ADVISE, words="Invented: small steps.", next_step="Invented: their tutor, at school."
    )
    answer = {
        "accept": decide.Answering(Move.ACCEPT, level="getting_help", words="Invented: yes."),
        "not_accept": no,
        "redirect": decide.Answering(
            Move.REDIRECT, reason="below_level", next_step="Invented: Talk Time sees them.",
            receiver_id=turn.other_id,
        ),
    }.get(name) or advice  # fmt: skip
    if answer.move is Move.REDIRECT and held.service_id == turn.other_id:
        answer = decide.Answering(Move.ACCEPT, level="getting_help", words="Invented: yes.")
    if answer.move in NOES:
        stands, _missed = stands_with(held.item_id)
        if stands in (Stands.ASK, Stands.ANEW):
            second_look.ask_manager(
                actor=turn.actor, item_id=held.item_id, version=turn.version(held.item_id),
                reason=Reason.BELOW_LEVEL, at=turn.at,
            )  # fmt: skip
            return "note"
        if stands is Stands.WAITS:
            answer = decide.Answering(Move.ACCEPT, level="getting_help", words="Invented: yes.")
        elif stands is Stands.AGREED:  # to a no with that reason, and to no other
            answer = no
    decide.decide(
        actor=turn.actor, item_id=held.item_id, version=turn.version(held.item_id), answer=answer,
        at=turn.at,
    )  # fmt: skip
    return "decide"


def judge(turn: Turn, held: Held) -> str:
    """Look as a manager at what a team may not end alone."""
    instead = Instead.MEET if turn.chance.random() < habits.RETURNED else None
    second_look.judge(
        actor=turn.actor, item_id=held.item_id, version=turn.version(held.item_id),
        instead=instead, at=turn.at,
    )  # fmt: skip
    return "next step"


def _give_more(turn: Turn, held: Held) -> str:
    turn.step(held.item_id, Move.GIVE_MORE, "Invented: her mother and two brothers.")
    return "reply"


def _tell(turn: Turn, held: Held) -> str:
    owed = Told.objects.filter(item_id=held.item_id, whom__in=FAMILY, told_at__isnull=True)
    for told_id in owed.order_by("pk").values_list("pk", flat=True):
        decide.record_told(
            actor=turn.actor, item_id=held.item_id, told_id=told_id, how="phone",
            version=turn.version(held.item_id), at=turn.at,
        )  # fmt: skip
    return "tell"


def _next_step(turn: Turn, held: Held) -> str:
    if turn.chance.random() < habits.RETURNED:
        turn.step(held.item_id, Move.RETURN, "Invented: it did not begin.")
    else:
        next_step.say_it_began(
            actor=turn.actor, item_id=held.item_id, version=turn.version(held.item_id), at=turn.at,
            who="Invented: a counsellor, at school", how=HowKnown.FAMILY_SAID, since=turn.today,
        )  # fmt: skip
    return "next step"


def _receipt(turn: Turn, held: Held) -> str:
    """Ring the other service, which has it before it; now and then, take it back."""
    if turn.chance.random() < habits.RETURNED:
        turn.step(held.item_id, Move.RETURN, "Invented: they do not take it.")
    return "next step"


def _offered(turn: Turn, held: Held) -> str:
    seen: dict[str, Any] = {
        "actor": turn.actor,
        "item_id": held.item_id,
        "version": turn.version(held.item_id),
        "at": turn.at,
    }
    if turn.chance.random() < habits.RETURNED:
        offering.give_back(**seen, reason=WhyBack.NO_ROOM, words="Invented: not before June.")
    else:
        offering.take_offer(**seen)
    return "next step"


def _meet(turn: Turn, held: Held) -> str:
    if turn.chance.random() < habits.MISSES_FIRST_MEETING:
        missed.record_missed(
            actor=turn.actor, item_id=held.item_id, version=turn.version(held.item_id),
            words="Invented: Tuesday at ten, by letter.", at=turn.at,
        )  # fmt: skip
        return "missed"
    turn.step(held.item_id, Move.RECORD_FIRST_CONTACT)
    return "note"


def _say_what_help(turn: Turn, held: Held) -> str:
    turn.step(held.item_id, Move.START_HELP)
    return "note"


def _review(turn: Turn, held: Held) -> str:
    answer = decide.Answering(
        Move.DISCHARGE, reason="goals_met", words="Invented: better.", watch="Invented: sleep.",
        next_step="Invented: the tutor sees them each Friday.",
    )  # fmt: skip
    decide.decide(
        actor=turn.actor, item_id=held.item_id, version=turn.version(held.item_id), answer=answer,
        at=turn.at,
    )  # fmt: skip
    return "decide"


def _look_again(turn: Turn, held: Held) -> str:
    waiting = family_waits(Item.objects.get(pk=held.item_id))
    if not waiting:
        turn.step(held.item_id, Move.LOOK_AGAIN)
        return "look again"
    for member_id in sorted(waiting):
        family.answer_family(
            actor=turn.actor, item_id=held.item_id, member_id=member_id,
            version=turn.version(held.item_id), words="Invented: we ring you today.", at=turn.at,
        )  # fmt: skip
    return "look again"


def _reach(turn: Turn, held: Held) -> str:
    turn.beside(held.item_id, Move.RECORD_REACHED, "Invented: the letter went astray. A new day.")
    return "missed"


def _check_in(turn: Turn, held: Held) -> str:
    found = turn.chance.choices(list(habits.HOW_IT_IS), list(habits.HOW_IT_IS.values()))[0]
    check_in.tap(
        actor=turn.actor, item_id=held.item_id, move=found, version=turn.version(held.item_id),
        words="", at=turn.at,
    )  # fmt: skip
    return "check-in"


# A missing line is a duty that nobody would do: a test compares this with `Duty`.
ACTS: dict[Duty, Callable[[Turn, Held], str]] = {
    Duty.ANSWER: _answer,
    Duty.REPLY: _reply,
    Duty.READ_ANSWER: _read,
    Duty.FINISH_DRAFT: _finish,
    Duty.GET_AGREEMENT: _agree,
    Duty.AFTER_NO: _after_no,
    Duty.LOOK: _look,
    Duty.DECIDE: _decide,
    Duty.GIVE_MORE: _give_more,
    Duty.TELL: _tell,
    Duty.GET_RECEIPT: _receipt,
    Duty.ANSWER_OFFER: _offered,
    Duty.CHECK_NEXT_STEP: _next_step,
    Duty.ARRANGE_CONTACT: _meet,
    Duty.SAY_WHAT_HELP: _say_what_help,
    Duty.REVIEW: _review,
    Duty.LOOK_AGAIN: _look_again,
    Duty.REACH_FAMILY: _reach,
    Duty.CHECK_IN: _check_in,
    Duty.JUDGE: judge,
    Duty.HAND_OVER: handing.hand_over,
    Duty.GET_CONFIRMATION: handing.confirm,
    Duty.TELL_TRANSFER: handing.tell,
    Duty.SAY_ARRIVED: handing.arrives,
}
# Theirs while somebody else holds it, and not to be waited for.
BESIDE = frozenset({Duty.SAY_WHAT_IS_KNOWN})
# Nothing in a simulated life begins these: nobody there asks by right, or somebody outside.
NOT_BEGUN = frozenset(
    {
        Duty.PREPARE_COPY, Duty.ANSWER_CORRECTION, Duty.HEAR_OUTSIDE, Duty.RING_OUTSIDE,
        Duty.CONSULT, Duty.BOOK_TALK, Duty.DO_STEP, Duty.SORT,
    }
)  # fmt: skip


def confirm(turn: Turn) -> str:
    """Say that the cards are still right, as everybody named is asked once a term."""
    confirm_all_mine(actor=turn.actor, at=turn.at)
    return "confirm"


def read_decision(turn: Turn, item_id: UUID) -> str:
    """Open a request of which there is an answer to read."""
    reading.read_at_school(actor=turn.actor, item=Item.objects.get(pk=item_id), at=turn.at)
    return "read an answer"


def hand_over(turn: Turn, held: Held, to: UUID) -> str:
    """Give what the manager was asked about to somebody of the team."""
    reassign(
        actor=turn.actor, item_id=held.item_id, version=turn.version(held.item_id), to_person=to,
        at=turn.at,
    )  # fmt: skip
    return "hand over"


def say_worse(turn: Turn, item_id: UUID) -> str:
    """Say that something got worse."""
    turn.step(item_id, Move.SAY_WORSE, "Invented: it is worse since Monday.")
    return "worse"
