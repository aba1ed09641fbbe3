"""What people do with what is there, each by the whole command that their page calls; nothing is left out."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

from schoolslink.access.policy import Action
from schoolslink.access.sealed_files import sealed_blocks
from schoolslink.checks.model.turn import AGREED, ASKED, NOT_ASKED, WORDS, Turn
from schoolslink.checks.model.whole import WHOLE
from schoolslink.kernel import clock
from schoolslink.kernel.ids import new_id
from schoolslink.referrals import storage
from schoolslink.referrals.commands import (
    additions,
    advice,
    alike,
    arriving,
    beside,
    check_in,
    consulting,
    correcting,
    decide,
    family,
    happening,
    joining,
    judging,
    outside,
    reading,
    request,
    rights,
    sorting,
    transferring,
)
from schoolslink.referrals.commands.giving_at_school import give_at_school, to_give_at_school
from schoolslink.referrals.commands.hand_over import reassign
from schoolslink.referrals.commands.put_to import put_to
from schoolslink.referrals.commands.typed_in import type_in
from schoolslink.referrals.models import Item, Likeness, RightAsked
from schoolslink.referrals.queries.everything import everything
from schoolslink.referrals.queries.next_school import next_school_of
from schoolslink.referrals.queries.own import family_waits, own_page
from schoolslink.referrals.rules import Kind, Move, Side
from schoolslink.referrals.rules.agreement import Decider
from schoolslink.referrals.rules.alike import Verdict
from schoolslink.referrals.rules.family.said import FamilySaid
from schoolslink.referrals.rules.offering import WhyBack
from schoolslink.referrals.rules.outside import AgreedBy
from schoolslink.referrals.rules.rights import Corrected, Judged, version_of
from schoolslink.referrals.rules.transferring import NextSchool, WhyNotHere
from schoolslink.referrals.rules.transferring import Told as Whom

Act = Callable[[Turn], object]


def _step(move: Move, words: str = WORDS) -> Act:
    return lambda turn: decide.step(**turn.said, move=move, words=words)


def _says(move: Move, words: str = WORDS) -> Act:
    return lambda turn: advice.say(**turn.said, move=move, words=words)


def _beside(move: Move) -> Act:
    return lambda turn: beside.step_beside(**turn.said, move=move, words=WORDS)


def _taps(move: Move) -> Act:
    return lambda turn: check_in.tap(**turn.said, move=move, words="")


def _took_place(move: Move) -> Act:
    return lambda turn: happening.write_down(
        **turn.said, move=move, happened_on=clock.local_day(turn.at), because=""
    )


def _closes(turn: Turn) -> None:
    reading.read_at_school(actor=turn.actor, item=turn.item, at=turn.at)
    advice.say(**turn.said, move=Move.CLOSE, words="")


def _becomes(turn: Turn) -> None:
    """Begin the request that a question, or a talk, has grown into."""
    assert turn.item.school_id is not None  # noqa: S101 - asked by a school
    ask = request.start_request if turn.number % 2 else request.ask_at_once
    ask(
        actor=turn.actor, school_id=turn.item.school_id, form_key=new_id(), at=turn.at, gate={},
        answers={**ASKED, **AGREED}, advice_id=turn.item.pk,
    )  # fmt: skip


def _sends(said: dict[str, str]) -> Act:
    def act(turn: Turn) -> None:
        request.save_step(
            actor=turn.actor, item_id=turn.item.pk, step="agreement", answers={**ASKED, **said},
            at=turn.at,
        )  # fmt: skip
        request.send_request(
            actor=turn.actor, item_id=turn.item.pk, version=turn.version, at=turn.at
        )

    return act


def _adds(turn: Turn) -> None:
    if turn.item.asked_at is None:
        request.save_step(
            actor=turn.actor, item_id=turn.item.pk, step="risk", at=turn.at,
            answers={"risk_self_harm": "yes"},
        )  # fmt: skip
    else:
        additions.add_answers(**turn.said, answers={"tried": "Time."})


def _passes_on(turn: Turn) -> None:
    goes_outside = turn.number % 2 == 1
    said = decide.Answering(
        Move.REDIRECT, words=WORDS, reason="below_level", next_step="They see them.", to_them="Quiet.",
        outside_id=turn.receiver if goes_outside else None,
        receiver_id=None if goes_outside else turn.other,
    )  # fmt: skip
    decide.decide(**turn.said, answer=said)


def _looks_again(turn: Turn) -> None:
    waiting = sorted(family_waits(turn.item))
    if not waiting:
        decide.step(**turn.said, move=Move.LOOK_AGAIN)
    for member in waiting[:1]:
        family.answer_family(**turn.said, member_id=member, words=WORDS)


def _hands_outside(turn: Turn) -> None:
    if turn.number % 3 == 0:
        WHOLE[Move.HAND_OUTSIDE](turn)
    elif turn.number % 3 == 1:
        outside.hand_and_ask(**turn.said, receiver_id=turn.receiver, person="Dr Day", words="Rung.")
    else:
        arriving.hand_to_school(**turn.said, school_id=turn.school, person="Mx Day", words="Rung.")


def _tells_of_transfer(turn: Turn) -> None:
    """Tell the young person; where a school is asked, they say whether it may see the request."""
    request = Item.objects.get(pk=turn.item.about_id)
    asked = next_school_of(turn.item, request, on=clock.local_day(turn.at))
    said = NextSchool.NOT_ASKED if asked else None
    if asked and asked.may_share and asked.decider is not Decider.CARER:
        said = NextSchool.YOUNG_PERSON
    elif asked and asked.may_share and transferring.carer_may_hear(request):
        said = NextSchool.CARER
    transferring.tell_of_transfer(
        **turn.said, whom=Whom.YOUNG_PERSON, words="Told.", next_school=said
    )


def _joins(turn: Turn) -> None:
    """Say of two that they are one child, and let the other go on."""
    pair = Likeness.objects.filter(item__in=[turn.item], taken_back_at__isnull=True).first()
    pair = pair or Likeness.objects.filter(other=turn.item, taken_back_at__isnull=True).first()
    if pair is None:
        raise Likeness.DoesNotExist
    if not pair.verdict:
        alike.say_of_pair(
            actor=turn.actor, item_id=turn.item.pk, alike_id=pair.pk, verdict=Verdict.SAME,
            why="The same day of birth.", at=turn.at,
        )  # fmt: skip
    goes_on = pair.other_id if pair.item_id == turn.item.pk else pair.item_id
    other = Item.objects.get(pk=goes_on)
    joining.join(
        actor=turn.actor, item_id=turn.item.pk, alike_id=pair.pk, goes_on_id=goes_on,
        versions=(other.version, turn.version), why="One child.", at=turn.at,
    )  # fmt: skip


def _hands_on(turn: Turn) -> None:
    reassign(
        actor=turn.actor, item_id=turn.item.pk, version=turn.version, to_person=None, at=turn.at
    )


def _hands_to_colleague(turn: Turn) -> None:
    people = [one[0] for one in to_give_at_school(turn.actor, turn.item.pk).people]
    to_person = people[turn.number % len(people)] if people else new_id()  # nobody's
    give_at_school(**turn.said, to_person=to_person)


def _seen(turn: Turn) -> sorting.PostSeen:
    return sorting.PostSeen(turn.item.pk, turn.version)


def _types_in(turn: Turn) -> None:
    assert turn.item.team_id is not None  # noqa: S101 - post came to a team
    type_in(
        actor=turn.actor, service_id=turn.item.team_id, school_id=None, form_key=new_id(),
        asked_by="carer", gate={}, made_at=turn.at, at=turn.at, post=_seen(turn),
        said={
            "first_name": "Ellie", "surname": "Ward", "birth_date": "2014-03-04", "concern": "Quiet.",
            "carer_name": "Ada Ward", "carer_agrees": "agrees", "school_hears": "no", "gp_hears": "no",
        },
    )  # fmt: skip


def _puts_to(turn: Turn) -> None:
    """Put post to a request that nobody else of the team has."""
    held = Item.objects.filter(
        kind=Kind.REFERRAL, team_id=turn.item.team_id, closed_at__isnull=True
    ).order_by("-id")
    mine = [one for one in held if _is_theirs(one, turn)]
    if not mine:
        raise Item.DoesNotExist
    put_to(
        actor=turn.actor, post=_seen(turn), reference=mine[turn.number % len(mine)].reference,
        worse=bool(turn.number % 2) or turn.item.risk_marked, words="Worse since Sunday.", at=turn.at,
    )  # fmt: skip


def _is_theirs(one: Item, turn: Turn) -> bool:
    held = one.holdings.filter(ended_at__isnull=True).first()
    return held is not None and (
        held.side != Side.SERVICE or held.person_id in (None, turn.actor.person_id)
    )


def _answers_correction(outcome: Corrected) -> Act:
    return lambda turn: correcting.answer_correction(**turn.said, outcome=outcome, words=WORDS)


def _gives_copy(turn: Turn) -> None:
    """Give a copy that a clinician has looked through and somebody has decided of, line by line."""
    right = RightAsked.objects.get(stands=turn.item)
    held = everything(turn.actor, right.pk)
    lines = [*held.lines()]
    judging.judge(
        actor=turn.actor, held=held, of=lines, judged=dict.fromkeys(lines, (Judged.KEEP, "")),
        version=version_of(judging.judged_of(held.right), lines), at=turn.at,
    )  # fmt: skip
    held = everything(turn.actor, right.pk, Action.GIVE)
    file, sha256 = storage.keep(sealed_blocks(turn.item.child_id, right.pk, BytesIO(b"invented")))
    rights.give(actor=turn.actor, held=held, file=file, sha256=sha256, at=turn.at)


def look_through(turn: Turn) -> None:
    """Look as a clinician through every line of a copy that is asked for, and say that each may go."""
    right = RightAsked.objects.get(stands=turn.item)
    held = everything(turn.actor, right.pk)
    judging.look_through(actor=turn.actor, held=held, of=[*held.to_look_at()], at=turn.at)


def _family(said: FamilySaid) -> Act:
    return lambda turn: family.say(
        actor=turn.actor, said=said, version=turn.version, words=WORDS, at=turn.at
    )


def _family_sees(turn: Turn) -> None:
    family.saw_decision(actor=turn.actor, own=own_page(turn.actor), at=turn.at)


def _met_there(turn: Turn) -> None:
    """Write down that they were met where they were passed on to, as whoever passed it on hears."""
    decide.step(**turn.said, move=Move.MET_THERE, words="Rung: they were met.")


ACTS: dict[tuple[Kind, Move], Act] = {
    **{
        (Kind.ADVICE, move): _says(move)
        for move in (Move.ANSWER, Move.ASK_BACK, Move.REPLY, Move.ASK_AGAIN, Move.WITHDRAW)
    },
    (Kind.ADVICE, Move.CLOSE): _closes,
    (Kind.ADVICE, Move.BECOME_REQUEST): _becomes,
    (Kind.CONSULTATION, Move.BECOME_REQUEST): _becomes,
    (Kind.CONSULTATION, Move.WITHDRAW): lambda turn: consulting.take_back(**turn.said, words=WORDS),
    (Kind.POST, Move.BECOME_REQUEST): _types_in,
    (Kind.POST, Move.PUT_TO): _puts_to,
    (Kind.POST, Move.SEND_ON): lambda turn: sorting.send_on(
        **turn.said, to="The eye clinic", who="Ana Day", how="By telephone.", sender="Told."
    ),
    **{
        (Kind.REFERRAL, move): _step(move)
        for move in (
            Move.DISCARD,
            Move.ACKNOWLEDGE,
            Move.START_TRIAGE,
            Move.ASK_MORE,
            Move.GIVE_MORE,
            Move.SAY_WORSE,
            Move.WITHDRAW,
            Move.ASK_TO_STOP,
            Move.RETURN,
            Move.CHASE_NEXT_STEP,
        )
    },
    **{
        (Kind.REFERRAL, move): _took_place(move)
        for move in (
            Move.RECORD_FIRST_CONTACT,
            Move.RECORD_SECOND_CONTACT,
            Move.RECORD_BASELINE,
            Move.RECORD_ASSESSMENT,
            Move.RECORD_PLAN,
            Move.START_HELP,
        )
    },
    (Kind.REFERRAL, Move.SUBMIT): _sends(AGREED),
    (Kind.REFERRAL, Move.AWAIT_AGREEMENT): _sends(NOT_ASKED),
    (Kind.REFERRAL, Move.CHASE_AGREEMENT): _sends(NOT_ASKED),
    (Kind.REFERRAL, Move.ADD_ANSWERS): _adds,
    (Kind.REFERRAL, Move.REDIRECT): _passes_on,
    (Kind.REFERRAL, Move.LOOK_AGAIN): _looks_again,
    (Kind.REFERRAL, Move.MERGE): _joins,
    (Kind.REFERRAL, Move.TAKE_APART): lambda turn: joining.take_apart(**turn.said, why="Two."),
    (Kind.REFERRAL, Move.MET_THERE): _met_there,
    (Kind.MISSED, Move.SAY_WHAT_IS_KNOWN): _beside(Move.SAY_WHAT_IS_KNOWN),
    (Kind.MISSED, Move.RECORD_REACHED): _beside(Move.RECORD_REACHED),
    **{
        (Kind.CHECK_IN, move): _taps(move)
        for move in (Move.FOUND_BETTER, Move.FOUND_SAME, Move.FOUND_WORSE, Move.FOUND_NOBODY)
    },
    (Kind.TRANSFER, Move.HAND_OUTSIDE): _hands_outside,
    (Kind.TRANSFER, Move.TELL_OF_TRANSFER): _tells_of_transfer,
    (Kind.TRANSFER, Move.CALL_OFF): lambda turn: transferring.step_transfer(
        **turn.said, move=Move.CALL_OFF, words=WORDS
    ),
    (Kind.TRANSFER, Move.RECORD_NOT_TAKEN): lambda turn: transferring.step_transfer(
        **turn.said, move=Move.RECORD_NOT_TAKEN, words=WORDS
    ),
    (Kind.OUTSIDE, Move.SEND_LINK): lambda turn: outside.send_link(**turn.said),
    (Kind.OUTSIDE, Move.STOP_LINK): lambda turn: outside.stop_link(**turn.said),
    (Kind.OUTSIDE, Move.OUTSIDE_TAKES): lambda turn: outside.they_take(
        **turn.said, words="Ana Day, on Tuesdays"
    ),
    (Kind.OUTSIDE, Move.OUTSIDE_CONFIRMS): lambda turn: outside.they_confirm(
        **turn.said, words="Ana Day"
    ),
    (Kind.OUTSIDE, Move.OUTSIDE_RETURNS): lambda turn: outside.they_return(
        **turn.said, reason=WhyBack.NO_ROOM, words="Not before June."
    ),
    (Kind.OUTSIDE, Move.HAND_OVER_OUTSIDE): lambda turn: outside.hand_over_outside(
        **turn.said, to_whom="Ana Day", agreed_by=AgreedBy.YOUNG_PERSON
    ),
    (Kind.COPY, Move.GIVE_COPY): _gives_copy,
    (Kind.CORRECTION, Move.PUT_RIGHT): _answers_correction(Corrected.PUT_RIGHT),
    (Kind.CORRECTION, Move.KEEP_NOTE): _answers_correction(Corrected.NOTE),
    (Kind.CORRECTION, Move.LEAVE_AS_IT_IS): _answers_correction(Corrected.AS_IT_IS),
    (Kind.ARRIVAL, Move.CONFIRM_ARRIVAL): lambda turn: arriving.confirm_arrival(**turn.said),
    (Kind.ARRIVAL, Move.NOT_ARRIVED): lambda turn: arriving.not_arrived(
        **turn.said, reason=next(iter(WhyNotHere)), words=WORDS
    ),
}
BY_FAMILY: dict[Move, Act] = {
    Move.FAMILY_ASKS: _family(FamilySaid.ASKED),
    Move.SAY_WORSE: _family(FamilySaid.WORSE),
    Move.SAY_HOW_IT_IS: _family(FamilySaid.SAME),
    Move.WITHDRAW: _family(FamilySaid.STOPS),
    Move.ASK_TO_STOP: _family(FamilySaid.STOPS),
    Move.RETURN: _family(FamilySaid.LOOK_AGAIN),
    Move.RECORD_TOLD: _family_sees,
}


# Where the table lets somebody, and no page of theirs has a button for it.
NO_PAGE = frozenset(
    {
        (Kind.ADVICE, Move.BECOME_REQUEST, Side.SERVICE),
        (Kind.CONSULTATION, Move.BECOME_REQUEST, Side.SERVICE),
        (Kind.POST, Move.BECOME_REQUEST, Side.SCHOOL),
        (Kind.REFERRAL, Move.SUBMIT, Side.SERVICE),
        (Kind.REFERRAL, Move.RECORD_TOLD, Side.SCHOOL),
    }
)


# Which look at the thing anew as they are made, whatever version the page had shown: nothing is lost by it.
LOOKS_ANEW = frozenset(
    {
        (Kind.ADVICE, Move.BECOME_REQUEST, Side.SCHOOL),
        (Kind.CONSULTATION, Move.BECOME_REQUEST, Side.SCHOOL),
        (Kind.COPY, Move.GIVE_COPY, Side.SCHOOL),
        (Kind.COPY, Move.GIVE_COPY, Side.SERVICE),
        (Kind.REFERRAL, Move.RECORD_TOLD, Side.FAMILY),
    }
)


def act_of(kind: Kind, move: Move, *, side: Side) -> Act | None:
    """Return the command by which somebody on a side makes a move; None where no page of theirs has one."""
    if side is Side.FAMILY:
        return BY_FAMILY.get(move) if kind is Kind.REFERRAL else None
    if move is Move.REASSIGN:
        return _hands_on if side is Side.SERVICE else _hands_to_colleague
    if (kind, move, side) in NO_PAGE:
        return None
    return ACTS.get((kind, move)) or WHOLE.get(move)
