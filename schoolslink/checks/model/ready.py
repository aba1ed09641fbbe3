"""What a step needs beside its place in the table, said a second time: rows looked at, no command asked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from schoolslink.checks.capacities import MAY
from schoolslink.checks.model.looking import as_seed
from schoolslink.checks.model.now import Made, Now
from schoolslink.kernel import clock
from schoolslink.referrals.rules import Kind, Move, Side

MOST_ROUNDS = 2  # more is asked for twice
# They were met: what was missed before is over.
MEETINGS = {
    "record_first_contact", "record_second_contact", "record_baseline", "record_assessment",
    "record_plan", "start_help",
}  # fmt: skip
NOES = ("not_accept", "advise")
ASKED_ELSEWHERE = {"redirect", "outside", "arrival"}
UNFINISHED = {*ASKED_ELSEWHERE, "missed", "transfer", "second_look"}
HANDED = {"handed_over", "handed_and_known", "handed_outside", "outside_and_known", "received"}
MAY_JOIN = {"submitted", "acknowledged", "in_triage", "waiting"}
MAY_GO_ON = MAY_JOIN | {"first_contact", "help_started"}
PROMISED = {"waiting", "first_contact", "help_started"}


Says = Callable[[Now], bool]


def _always(now: Now) -> bool:
    return True


def _can_create(now: Now) -> bool:
    return any("create" in MAY[way][1].split() for way in now.own.own)


def _no_risk(now: Now) -> bool:
    return not now.record.risk


def _adds(now: Now) -> bool:
    """Of what is not sent it is a risk, written into it: once, and only while it goes nowhere by that."""
    unsent = now.seen.state in ("draft", "awaiting_agreement")
    return not unsent or (now.seen.state == "draft" and not now.record.risk)


def _asks_more(now: Now) -> bool:
    """Nobody is asked while the family has not heard that another team has it now."""
    came = [m.version for m in now.moves if m.move == "take_over"]
    decided = [m.version for m in now.moves if m.move in (*NOES, "accept", "redirect")]
    if came and max(decided, default=-1) < came[-1] and now.owed:
        return False
    return (
        now.record.school is not None and sum(m.move == "ask_more" for m in now.moves) < MOST_ROUNDS
    )


def _not_handed(now: Now) -> bool:
    return not any(card.state in HANDED for card in now.beside("transfer"))


def _second_no(now: Now) -> str:
    """Return how it stands with a no that was said to this child before: "" where none was."""
    places = {key for key, one in now.records.items() if one.child == now.record.child}
    said = as_seed(
        "select e.item_id, e.version_seen from referrals_itemevent e"
        " where e.move in ('not_accept', 'advise') and e.service_id = %s",
        now.record.service,
    )
    brought = as_seed(
        "select item_id, version_seen from referrals_itemevent where move = 'take_over'"
    )
    before = [
        (item, version)
        for item, version in said
        if item in places and not any(item == one and later > version for one, later in brought)
    ]
    if not before:
        return ""
    since = max((m.id for m in now.moves if m.move in (*NOES, "return")), default=None)
    return _looked(now, since, lambda reason: reason != "third_missed")


def _after_missed(now: Now) -> str:
    missed: list[Made] = []
    for one in now.moves:
        if one.move == "record_missed":
            missed.append(one)
        elif one.move in MEETINGS:
            missed = []
    if len(missed) < 3:
        return ""
    return _looked(now, missed[2].id, lambda reason: reason == "third_missed")


def _looked(now: Now, since: UUID | None, about: Callable[[str], bool]) -> str:
    """Return the state of the last manager's look of a sort since a move; "ask" where there is none."""
    looks = as_seed(
        "select l.id, l.state, b.reason, (select e.actor_id from referrals_itemevent e"
        " where e.item_id = l.id and e.move = 'agree_to_end') from referrals_item l"
        " join referrals_itemevent b on b.item_id = l.id and b.move = 'look_as_manager'"
        " where l.about_id = %s order by l.id desc",
        now.item,
    )
    for key, state, reason, agreed in looks:
        if about(reason) and (since is None or key > since):
            if state == "closed":
                return "ask"
            return "own" if agreed == now.who and agreed else f"{state}:{reason}"
    return "ask"


def _no(reason: str) -> Says:
    def says(now: Now) -> bool:
        return _not_handed(now) and _second_no(now) in ("", f"judged_right:{reason}")

    return says


def _redirects(now: Now) -> bool:
    return _not_handed(now) and not now.beside(*ASKED_ELSEWHERE)


def _discharges(now: Now) -> bool:
    agreed = _after_missed(now) in ("", "own", "judged_right:third_missed")
    return _not_handed(now) and not now.beside("missed") and agreed


def _asks_manager(now: Now) -> bool:
    helped = now.seen.state in ("accepted", "waiting", "first_contact", "help_started")
    stands = _after_missed(now) if helped else _second_no(now)
    asks = ("ask", "judged_anew") if helped else ("ask", "judged_anew", "judged_right", "own")
    if stands.split(":")[0] not in asks or now.beside("second_look"):
        return False
    managers = as_seed(
        "select person_id from access_membership where organisation_id = %s"
        " and role = 'service_manager' and until_on is null",
        now.record.service,
    )
    return any(person != now.who for (person,) in managers)


def _receipt(now: Now) -> bool:
    return not now.owed and not now.beside("redirect", "outside")


def _next_step_began(now: Now) -> bool:
    answered = [m for m in now.moves if m.move in (*NOES, "accept", "redirect")] or now.moves
    return now.own.side is Side.SCHOOL or clock.local_day(answered[-1].at) < now.today


def _days(now: Now) -> list[tuple[str, Any]]:
    found: dict[int, tuple[str, Any]] = {}
    for one in now.moves:
        if one.move in MEETINGS:
            found[one.version] = (one.move, one.happened_on or clock.local_day(one.at))
        elif one.move == "put_day_right" and one.puts_right in found:
            found[one.puts_right] = (found[one.puts_right][0], one.happened_on)
    return list(found.values())


def _put_right(now: Now) -> bool:
    """The last day becomes that of asking, or today's: never before the first meeting."""
    days = _days(now)
    if not days:
        return False
    move, on = days[-1]
    new = now.asked_on if on == now.today else now.today
    first = next((day for what, day in days[:-1] if what == "record_first_contact"), None)
    began = next((day for what, day in days[:-1] if what == "start_help"), None)
    anchor = first or (began if move == "record_second_contact" else None)
    return new != on and (anchor is None or new >= anchor)


def _aside(now: Now) -> list[Made]:
    again = {m.puts_right for m in now.moves if m.move == "count_again"}
    return [m for m in now.moves if m.move == "set_aside" and m.version not in again]


def _set_aside(now: Now) -> bool:
    began = [on for move, on in _days(now) if move == "start_help"]
    too_late = bool(began) and began[0] < now.asked_on
    return not too_late and all(one.happened_on != now.asked_on for one in _aside(now))


_HALF = (
    "select i.state, exists (select from referrals_told t where t.item_id = i.id and t.told_at is null"
    " and t.whom in ('self', 'carer')), exists (select from referrals_joining j where j.apart_at is null"
    " and i.id = j.item_id), exists (select from referrals_joining j where j.apart_at is null"
    " and i.id = j.goes_on_id) from referrals_item i where i.id = %s"
)


def _joins(now: Now) -> bool:
    """Of two that look alike one may be over here: nobody waits for word of it, and nothing stands beside."""
    alike = (
        "select item_id, other_id, verdict from referrals_likeness where taken_back_at is null and"
    )
    pairs = as_seed(f"{alike} item_id = %s order by id", now.item)
    pairs = pairs or as_seed(f"{alike} other_id = %s order by id", now.item)
    if not pairs or pairs[0][2] not in ("", "same"):
        return False
    other = pairs[0][1] if pairs[0][0] == now.item else pairs[0][0]
    if now.records[other].team != now.record.team:
        return False
    (state, owed, joined, for_others), (there, _, gone, _) = (
        as_seed(_HALF, now.item)[0], as_seed(_HALF, other)[0]
    )  # fmt: skip
    if joined or for_others or gone or owed:
        return False
    if state not in MAY_JOIN or there not in MAY_GO_ON:
        return False
    if state in PROMISED and there not in PROMISED:
        return False
    return not now.beside(*UNFINISHED) and not _waits(now.item) and _agree(now.item, other)


def _waits(item: UUID) -> bool:
    """Say whether somebody of the family wrote what nobody has answered since."""
    waiting = set()
    for member, said in as_seed(
        "select family_member_id, said from referrals_familymessage where item_id = %s order by at, id",
        item,
    ):
        if not said:
            waiting.discard(member)
        elif said not in ("better", "same", "thanks", "look_again"):
            waiting.add(member)
    return bool(waiting)


def _agree(one: UUID, other: UUID) -> bool:
    """Say whether of nobody it was said on one that they may be told and on the other that not."""
    said: list[dict[str, bool]] = [
        dict(
            as_seed(
                "select whom, may_be_told from referrals_sharingchoice where item_id = %s order by at, id",
                key,
            )  # type: ignore[arg-type]
        )
        for key in (one, other)
    ]
    carers = {choices.get("carer") is False for choices in said}
    return len(carers) == 1 and {choices.get("school") for choices in said} != {True, False}


def _began(now: Now) -> bool:
    starts = as_seed(
        "select starts_at from referrals_consultationslot where released_at is null"
        " and item_id = %s",
        now.item,
    )
    return bool(starts) and starts[0][0] <= now.at


def _own_step(now: Now) -> bool:
    return now.held[0] == now.own.side


def _hands_over(now: Now) -> bool:
    return not any(
        one.about == now.seen.about and one.open and one.kind in ASKED_ELSEWHERE
        for one in now.all.values()
    )


def _hands_outside(now: Now) -> bool:
    return now.number % 3 == 0 or _hands_over(now)


def _arranges(now: Now) -> bool:
    return not now.beside("transfer")


def _link_opens(now: Now) -> bool:
    return bool(
        now.ask(
            "select exists (select from referrals_outsidelink where item_id = %s and ended_at is null)"
        )
    )


def _in_time(now: Now) -> bool:
    due = now.ask("select due_on from referrals_holding where item_id = %s and ended_at is null")
    return bool(due >= now.today)


def _offer_stands(now: Now) -> bool:
    """The request still waits for it, or the child is handed over to whoever is asked."""
    cards = [
        one for one in now.all.values()
        if one.about == now.seen.about and one.open and one.kind is Kind.TRANSFER
    ]  # fmt: skip
    handed = any(card.state in ("handed_over", "handed_and_known") for card in cards)
    return now.request.state == "redirected" or handed


def _tells_outside(now: Now) -> bool:
    return now.request.state == "redirected" and not now.owed


def _another_asked(now: Now) -> bool:
    return now.moves[0].actor != now.who


def _held_by_service(now: Now) -> bool:
    return now.record.team is not None and now.held[0] == "service"


def _colleague_at_school(now: Now) -> bool:
    """The school has it, and somebody else there can open it; of a copy, somebody who may give it."""
    roles = ["school_lead", "school_head", "council_link"]
    roles += [] if now.seen.kind is Kind.COPY else ["school_cover"]
    found = as_seed(
        "select h.id from referrals_holding h join access_membership m on m.organisation_id = h.pool_id"
        " where h.item_id = %s and h.ended_at is null and h.side = 'school' and m.until_on is null"
        " and m.role = any(%s) and m.person_id is distinct from h.person_id and not exists (select"
        " from referrals_conflictblock b where b.child_id = h.child_id and b.person_id = m.person_id"
        " and b.lifted_at is null)",
        now.item, roles,
    )  # fmt: skip
    return bool(found)


def _puts_to(now: Now) -> bool:
    """Some open request of the team is held by nobody else of it."""
    held = as_seed(
        "select i.id from referrals_item i join referrals_holding h on h.item_id = i.id"
        " where h.ended_at is null and i.kind = 'referral' and i.closed_at is null and i.team_id = %s"
        " and (h.side <> 'service' or h.person_id is null or h.person_id = %s)",
        now.record.team,
        now.who,
    )
    return bool(held)


def _found_worse(now: Now) -> bool:
    return now.request.open or now.request.state == "discharged"


READY: dict[tuple[Kind, Move], Says] = {
    (Kind.ADVICE, Move.BECOME_REQUEST): _can_create,
    (Kind.CONSULTATION, Move.BECOME_REQUEST): _can_create,
    (Kind.CONSULTATION, Move.AGREE_STEP): _began,
    (Kind.CONSULTATION, Move.AGREE_STEPS): _began,
    (Kind.CONSULTATION, Move.NOT_THERE): _began,
    (Kind.CONSULTATION, Move.DO_FIRST_STEP): _own_step,
    (Kind.CONSULTATION, Move.DO_STEP): _own_step,
    (Kind.POST, Move.PUT_TO): _puts_to,
    (Kind.REFERRAL, Move.AWAIT_AGREEMENT): _no_risk,
    (Kind.REFERRAL, Move.CHASE_AGREEMENT): _no_risk,
    (Kind.REFERRAL, Move.ADD_ANSWERS): _adds,
    (Kind.REFERRAL, Move.ASK_MORE): _asks_more,
    (Kind.REFERRAL, Move.ADVISE): _no("advice_alone"),
    (Kind.REFERRAL, Move.NOT_ACCEPT): _no("below_level"),
    (Kind.REFERRAL, Move.REDIRECT): _redirects,
    (Kind.REFERRAL, Move.DISCHARGE): _discharges,
    (Kind.REFERRAL, Move.ASK_MANAGER): _asks_manager,
    (Kind.REFERRAL, Move.CONFIRM_RECEIPT): _receipt,
    (Kind.REFERRAL, Move.CONFIRM_NEXT_STEP): _next_step_began,
    (Kind.REFERRAL, Move.PUT_DAY_RIGHT): _put_right,
    (Kind.REFERRAL, Move.SET_ASIDE): _set_aside,
    (Kind.REFERRAL, Move.COUNT_AGAIN): lambda now: bool(_aside(now)),
    (Kind.REFERRAL, Move.MERGE): _joins,
    (Kind.REFERRAL, Move.ARRANGE_TRANSFER): _arranges,
    (Kind.CHECK_IN, Move.FOUND_WORSE): _found_worse,
    (Kind.REDIRECT, Move.TAKE_OFFER): _offer_stands,
    (Kind.TRANSFER, Move.HAND_OVER): _hands_over,
    (Kind.TRANSFER, Move.HAND_OUTSIDE): _hands_outside,
    (Kind.OUTSIDE, Move.SEND_LINK): _in_time,
    (Kind.OUTSIDE, Move.STOP_LINK): _link_opens,
    (Kind.OUTSIDE, Move.HAND_OVER_OUTSIDE): _tells_outside,
    (Kind.SECOND_LOOK, Move.AGREE_TO_END): _another_asked,
    (Kind.SECOND_LOOK, Move.NOT_AGREE): _another_asked,
}


def is_ready(move: Move, now: Now) -> bool:
    """Say whether all is there that a step needs beside its place in the table."""
    if move is Move.REASSIGN:
        at_school = now.own.side_for(move) is Side.SCHOOL
        return _colleague_at_school(now) if at_school else _held_by_service(now)
    return READY.get((now.seen.kind, move), _always)(now)
