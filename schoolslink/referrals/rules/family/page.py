"""A family's page from the truth: which sentence stands where, and never one that is not theirs."""

from collections.abc import Mapping
from dataclasses import replace

from schoolslink.referrals.rules.agreement import Decider
from schoolslink.referrals.rules.dues import Duty
from schoolslink.referrals.rules.ending import WHY_ENDS
from schoolslink.referrals.rules.family import sentences as words
from schoolslink.referrals.rules.family.begun import begun, who_helps
from schoolslink.referrals.rules.family.history import history
from schoolslink.referrals.rules.family.leaving import left_school
from schoolslink.referrals.rules.family.steps import steps
from schoolslink.referrals.rules.family.truth import (
    FamilyPage,
    HolderRole,
    Knows,
    Relationship,
    Truth,
    WhoAsked,
)
from schoolslink.referrals.rules.moves import ENDED, Kind, State
from schoolslink.referrals.rules.moves.referral import BEFORE_HELP
from schoolslink.referrals.rules.reasons import REASONS, Reason
from schoolslink.referrals.rules.sharing import Reader, Told
from schoolslink.referrals.rules.text import Fact, Sentence

_ENDED = ENDED[Kind.REFERRAL]
_BEFORE = (State.DRAFT, State.AWAITING_AGREEMENT)
_DECIDING = (
    State.SUBMITTED,
    State.ACKNOWLEDGED,
    State.IN_TRIAGE,
    State.MORE_INFORMATION_ASKED,
)
_LET_GO = (State.ADVICE_GIVEN, State.NOT_ACCEPTED, State.NEXT_STEP)
_HELP_OVER = (State.HELP_ENDED, State.DISCHARGED)


def family_page(truth: Truth) -> FamilyPage:
    """Return the page of one young person or one carer."""
    return _whole(truth) if truth.hears or truth.state in _BEFORE else _kept(truth)


def _kept(truth: Truth) -> FamilyPage:
    """Return the page of whoever hears nothing of an answer: who has the request and whom to ask.

    It is the same before an answer and after, whatever that is: a day or a step would tell.
    """
    known = [known for known in truth.knows if known.reader is not Reader.GP]
    page, who = _whole(replace(truth, knows=known)), (*left_school(truth), *_who_to_ask(truth))
    return replace(page, who=who, by_when=(), decided=(), quoted="", then=(), steps=())


def _who_to_ask(truth: Truth) -> list[Sentence]:
    """Return who has it and whom to ask; of what has ended only the latter, for its end may tell."""
    if truth.holder is not None and truth.state not in _ENDED:
        return [*_who(truth), Sentence(words.WHO["ask"], {"name": truth.holder.name})]
    if not truth.service:
        return [Sentence(words.WHO["ask_school"])]
    said = [Sentence(words.WHO["ask"], {"name": truth.service})]
    if truth.service_phone:
        said.append(Sentence(words.WHO["phone"], {"phone": truth.service_phone}))
    return said


def _whole(truth: Truth) -> FamilyPage:
    is_self = truth.relationship is Relationship.SELF
    own, by_when = truth.relationship.value, tuple(_by_when(truth))
    return FamilyPage(
        asked=Sentence(words.ASKED[f"{own}_by_{truth.asked_by}"], {"day": truth.asked_on}),
        who=(*left_school(truth), *_who(truth)),
        by_when=by_when,
        decided=tuple(_decided(truth)),
        quoted=_quoted(truth),
        then=_then(truth),
        steps=steps(truth, by_when),
        history=history(truth),
        who_knows=tuple(_who_knows(truth)),
        meanwhile=()
        if truth.state in _ENDED
        else _all_of(words.MEANWHILE, *(f"{own}_{n}" for n in range(1, 5))),
        cannot_wait=_all_of(words.CANNOT_WAIT, *words.CANNOT_WAIT),
        why_not_all=_all_of(words.WHY_NOT_ALL, *(f"{own}_{n}" for n in range(1, 5))),
        rights=_rights(truth),
        interpreter=None if is_self else _interpreter(truth),
    )


def _all_of(mapping: Mapping[str, str], *keys: str) -> tuple[Sentence, ...]:
    return tuple(Sentence(mapping[key]) for key in keys)


def _by_school(truth: Truth) -> bool:
    """Say whether school asked: of what somebody asked themselves it may know nothing."""
    return truth.asked_by is WhoAsked.SCHOOL


def _who(truth: Truth) -> list[Sentence]:
    holder = truth.holder
    if truth.state is State.PASSED_ON:
        return [Sentence(words.WHO["passed_on"], {"receiver": truth.receiver})]
    if holder is None or truth.state in _ENDED:
        said = [Sentence(words.WHO["nobody"])]
        # "You can ask again" needs somebody to ask; what the school never sent is the school's.
        if truth.service_phone and truth.state is not State.DISCARDED:
            said.append(Sentence(words.WHO["phone"], {"phone": truth.service_phone}))
        elif not _by_school(truth):
            said.append(Sentence(words.WHO["ask"], {"name": truth.service}))
        else:
            said.append(Sentence(words.WHO["ask_school"]))
        return said
    facts: dict[str, Fact] = {"name": holder.name, "service": truth.service}
    lines = ["team"] if holder.role is HolderRole.TEAM else ["person"]
    match holder.role:
        case HolderRole.CONTACT:
            helps = truth.relationship if _by_school(truth) else "own"
            lines += ["contact_1", f"contact_2_{helps}"]
        case HolderRole.WORKER | HolderRole.MANAGER | HolderRole.SCHOOL:
            lines += [holder.role.value]
    said = [Sentence(words.WHO[line], facts) for line in lines]
    if holder.cover and holder.role is not HolderRole.TEAM:
        said.append(Sentence(words.WHO["cover"], {"name": holder.name, "cover": holder.cover}))
    if holder.manager and holder.manager != holder.name:
        said.append(Sentence(words.WHO["unhappy"], {"manager": holder.manager}))
    if holder.phone:
        said.append(Sentence(words.WHO["phone"], {"phone": holder.phone}))
    return said + _moving(truth)


def _moving(truth: Truth) -> list[Sentence]:
    """Return who is to have them next, and who has them until when; nothing where nobody was asked."""
    moving, holder = truth.moving, truth.holder
    if moving is None or holder is None or not truth.hears:
        return []
    facts: dict[str, Fact] = {"name": holder.name, "receiver": moving.receiver}
    if moving.by is None:
        return [Sentence(words.WHO["moving_both"], facts)]
    key = "moving_yes" if moving.has_said_yes else "moving"
    until = facts | {"day": moving.by}
    return [Sentence(words.WHO[key], facts), Sentence(words.WHO[f"{key}_until"], until)]


_SAID_BY_DUTY = {
    Duty.LOOK: "look",
    Duty.DECIDE: "decide",
    Duty.GIVE_MORE: "give_more",
    Duty.GET_RECEIPT: "get_receipt",
    Duty.CHECK_NEXT_STEP: "check_next_step",
    Duty.ARRANGE_CONTACT: "arrange_contact",
    Duty.SAY_WHAT_HELP: "say_what_help",
    Duty.REVIEW: "review",
    Duty.LOOK_AGAIN: "look_again",
    Duty.GET_AGREEMENT: "get_agreement",
    Duty.AFTER_NO: "get_agreement",  # the school talks with them before anything else
}

# The young person has something to do then: to say what they think. After a no, what comes next
# is in the team's own words, and may well ask something of them.
_ASKS_THEM = (Duty.GET_AGREEMENT, Duty.AFTER_NO)


def _by_when(truth: Truth) -> list[Sentence]:
    if truth.due is None or truth.holder is None or truth.state in _ENDED:
        return []
    key = _SAID_BY_DUTY.get(truth.due.what, f"tell_{truth.relationship}")
    if truth.was_advised and truth.due.what is Duty.CHECK_NEXT_STEP:
        key = "check_advice"
    facts: dict[str, Fact] = {"name": truth.holder.name, "day": truth.due.on}
    said = [Sentence(words.BY_WHEN[key], facts)]
    if truth.is_overdue:
        said.append(Sentence(words.BY_WHEN["late"]))
    asked_of_them = truth.due.what in _ASKS_THEM or truth.state in _LET_GO
    if truth.relationship is Relationship.SELF and not asked_of_them:
        said.append(Sentence(words.BY_WHEN["nothing_to_do"]))
    return said + _aside(truth)


def _aside(truth: Truth) -> list[Sentence]:
    """Return the days that the team has set aside, and that the family's own wait counts them."""
    if not truth.aside or not truth.hears or truth.state not in BEFORE_HELP:
        return []
    said = []
    for one in truth.aside:
        key, facts = f"aside_{one.why.value}", dict[str, Fact](day=one.first_on)
        if one.last_on != one.first_on:
            key, facts = f"{key}_days", {"first": one.first_on, "last": one.last_on}
        said.append(Sentence(words.BY_WHEN[key], facts))
    return [*said, Sentence(words.BY_WHEN["aside_counts"])]


def _decided(truth: Truth) -> list[Sentence]:
    own = truth.relationship.value
    own_if = "" if _by_school(truth) else "_own"
    facts: dict[str, Fact] = {"service": truth.service, "receiver": truth.receiver}
    match truth.state:
        case State.MORE_INFORMATION_ASKED:
            keys = ["more"]
        case State.ACCEPTED | State.WAITING:
            says = [Sentence(words.DECIDED["says"])] if truth.words else []
            return [Sentence(words.DECIDED[f"accepted_{own}"]), *_wait(truth), *says]
        case State.FIRST_CONTACT:
            keys = ["first_contact" if own == "self" else "first_contact_carer"]
        case State.HELP_STARTED:
            keys = ["help_started"]
        case State.REDIRECTED:
            keys = ["redirected", "redirected_open"]
        case State.ADVICE_GIVEN | State.NOT_ACCEPTED | State.NEXT_STEP:
            keys = [_no(truth)]
        case State.CLOSED if truth.reason is not None:
            keys = [_no(truth)]
        case State.PASSED_ON:
            keys = ["again"]
        case State.WITHDRAWN | State.DISCARDED:
            keys = ["stopped", "again"]
        case State.DUPLICATE:
            keys = ["twice"]
        case State.HELP_ENDED | State.DISCHARGED:
            why = [Sentence(WHY_ENDS[truth.why_ended].family)] if truth.why_ended else []
            keys = [f"if_worse{own_if}", "again", *(["says"] if truth.words else [])]
            return [Sentence(words.DECIDED["ended"]), *why, *_all_of(words.DECIDED, *keys)]
        case State.CLOSED:
            keys = ["ended", "again"]
        case _:
            return []
    said = begun(truth) + [Sentence(words.DECIDED[key], facts) for key in keys]
    if truth.state in (*_LET_GO, State.REDIRECTED) or _closed_after_no(truth):
        if truth.reason is not None:
            said.append(Sentence(REASONS[truth.reason].family))
        if truth.state is not State.REDIRECTED:
            # That reason says so itself.
            says_so = truth.reason is Reason.INFORMATION_MISSING
            keys = [
                *([] if says_so else ["again"]), f"again_with{own_if}", f"if_worse{own_if}"
            ]  # fmt: skip
            said += _all_of(words.DECIDED, *keys)
        if _quoted(truth):
            said.append(Sentence(words.DECIDED["says" if truth.was_advised else "next"]))
    return said


def _no(truth: Truth) -> str:
    """Return which of both it was: advice in the place of help, or not the right team."""
    if not truth.was_advised:
        return "not_right"
    return "advice" if _by_school(truth) else "advice_own"


def _closed_after_no(truth: Truth) -> bool:
    """Say whether it ended elsewhere: whoever looks again later finds why, and where to turn."""
    return truth.state is State.CLOSED and truth.reason is not None


def _quoted(truth: Truth) -> str:
    match truth.state:
        case State.ADVICE_GIVEN | State.NOT_ACCEPTED | State.NEXT_STEP | State.REDIRECTED:
            return truth.words if truth.was_advised else truth.next_step
        case State.ACCEPTED | State.WAITING | State.HELP_ENDED | State.DISCHARGED:
            return truth.words
        case State.CLOSED if truth.reason is not None:
            return truth.words if truth.was_advised else truth.next_step
    return ""


def _then(truth: Truth) -> tuple[tuple[Sentence, str], ...]:
    """Return what to look out for and the plan, when help ends; what helps meanwhile, before it begins;
    after advice, what comes next.
    """
    if truth.state in (State.ACCEPTED, State.WAITING) and truth.next_step:
        return ((Sentence(words.DECIDED["meanwhile"]), truth.next_step),)
    if truth.was_advised and truth.next_step and truth.state in (*_LET_GO, State.CLOSED):
        return ((Sentence(words.DECIDED["next"]), truth.next_step), *who_helps(truth))
    if truth.state not in _HELP_OVER:
        return who_helps(truth)
    said = ((words.DECIDED["watch"], truth.watch), (words.DECIDED["next"], truth.next_step))
    return tuple((Sentence(before), own) for before, own in said if own)


def _wait(truth: Truth) -> list[Sentence]:
    if truth.waited is not None:
        half, most = truth.waited
        return [
            Sentence(words.HALF_WAITED[0], {}, words.HALF_WAITED[1], half),
            Sentence(words.MOST_WAITED[0], {}, words.MOST_WAITED[1], most),
        ]
    if truth.wait_weeks is None:
        return [Sentence(words.DECIDED["wait_unknown"])]
    return [Sentence(words.WAIT[0], {}, words.WAIT[1], truth.wait_weeks)]


def _decides(truth: Truth) -> bool:
    if truth.decider is not Decider.CARER:
        return truth.relationship is Relationship.SELF
    return truth.relationship is Relationship.CARER and truth.has_responsibility


def _who_knows(truth: Truth) -> list[Sentence]:
    is_self = truth.relationship is Relationship.SELF
    keys, told_on = ["you"], None
    for known in truth.knows:
        match known.reader:
            case Reader.YOUNG_PERSON if not is_self:
                keys.append("young_person")
            # One carer's page says nothing of another: who they are may be what must stay hidden.
            case Reader.CARER if is_self:
                keys.append("carer_nothing" if known.told is Told.NOTHING else "carer_all")
            case Reader.SCHOOL:
                keys.append(f"school_{known.told}")
            # Not on a carer's page: a carer may be who somebody at school has to keep them safe from.
            case Reader.SAFEGUARDING_LEAD if is_self and known.told is not Told.NOTHING:
                keys.append("safeguarding")
            case Reader.GP:
                keys += _practice(known)
                told_on = known.on or told_on
    days: dict[str, Fact] = {"day": told_on} if told_on else {}
    said = [
        Sentence(words.WHO_KNOWS[key], days if key == "gp_told" else {})
        for key in dict.fromkeys(keys)
    ]
    # "Not told" gives way where somebody else of the same kind is told.
    if {"carer_all", "carer_nothing"} <= set(keys):
        said.remove(Sentence(words.WHO_KNOWS["carer_nothing"]))
    if truth.people_who_read:
        said.append(Sentence(words.READ_BY[0], {}, words.READ_BY[1], truth.people_who_read))
    if _decides(truth):
        said.append(Sentence(words.WHO_KNOWS["change"]))
    return said


def _practice(known: Knows) -> tuple[str, ...]:
    """What was told stays told, also when the doctor is to hear no more."""
    if known.on is None:
        return ("gp_nothing" if known.told is Told.NOTHING else "gp_all",)
    return ("gp_told", "gp_no_more") if known.told is Told.NOTHING else ("gp_told",)


def _rights(truth: Truth) -> tuple[Sentence, ...]:
    own = truth.relationship.value
    fourth = f"{own}_4_decides" if _decides(truth) else f"{own}_4"
    if fourth == "carer_4" and truth.decider is Decider.CARER:
        fourth = "carer_4_unknown"
    keys = (f"{own}_1", f"{own}_2", f"{own}_3", fourth, f"{own}_5", f"{own}_6")
    return _all_of(words.RIGHTS, *keys)


def _interpreter(truth: Truth) -> Sentence | None:
    if truth.interpreter_asked is None:
        return None
    return Sentence(words.INTERPRETER["asked" if truth.interpreter_asked else "not_asked"])
