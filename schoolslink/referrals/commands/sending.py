"""What it means to send a request: judged first from what is known, then kept whole or not at all."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Model

from schoolslink.access import audit, seal
from schoolslink.access.actor import Actor
from schoolslink.access.policy import Group
from schoolslink.directory import queries as directory
from schoolslink.directory.commands.agreements import record_emergency_share
from schoolslink.directory.models import EmergencyReason
from schoolslink.directory.rules.sharing import SharingDecision
from schoolslink.kernel import clock, rows
from schoolslink.kernel.calendar import Holiday
from schoolslink.kernel.ids import new_id
from schoolslink.referrals import events, permissions
from schoolslink.referrals.commands.answers import (
    NOTHING,
    Kept,
    answer_rows,
    answers_kept,
    family_rows,
    kept_of,
    with_emptied,
)
from schoolslink.referrals.commands.carried_over import carry_over
from schoolslink.referrals.commands.contact_bars import heed_words
from schoolslink.referrals.commands.moving import Moved, make_move, present_holder
from schoolslink.referrals.commands.standing import (
    AGREEING,
    said_no,
    standing_now,
    standing_of,
    unable_by,
)
from schoolslink.referrals.errors import (
    HolidayContactMissing,
    NoSharingAgreement,
    SchoolNotAsked,
    StillMissing,
)
from schoolslink.referrals.models import (
    Agreement,
    Draft,
    Item,
    LawfulBasis,
    Referral,
    SharingChoice,
)
from schoolslink.referrals.queries import words_of_draft
from schoolslink.referrals.routing import Route, route_of
from schoolslink.referrals.rules import Move, Need, Side, State, sending_move
from schoolslink.referrals.rules import agreement as agreeing
from schoolslink.referrals.rules.basis import basis_of
from schoolslink.referrals.rules.clocks.groups import age_band, need_said
from schoolslink.referrals.rules.gate import is_harm_alone
from schoolslink.referrals.rules.request import (
    SOON_DAYS,
    About,
    Age,
    Criteria,
    Outside,
    age_from,
    birthday_from,
    completeness,
    missing_to_send,
    must_name_contact,
    outside,
    risks_marked,
    school_may_hear,
    usable_criteria,
)
from schoolslink.referrals.rules.request.languages import language_to_speak
from schoolslink.referrals.sharing import chosen_themselves

Answers = Mapping[str, Any]

# Whose readers a draft's words belong to.
TYPED = (Group.ROUTING, Group.IDENTITY, Group.NARRATIVE, Group.CONTACTS)


@dataclass(frozen=True)
class Judged:
    """A request as it stands before it is sent, and by which move it goes from here.

    sharing: what allows it to reach the service, and emergency what lets it go without; both None
    while it waits at the school. unasked: it reached the service because something got worse.
    """

    answers: Answers
    about: About
    note: agreeing.CompetenceNote | None
    stands: agreeing.Agreement
    risk: bool
    move: Move
    route: Route
    criteria: Criteria
    sharing: SharingDecision | None
    emergency: EmergencyReason | None
    on: date
    unasked: bool = False

    @property
    def is_no(self) -> bool:
        """Say whether they were asked and said no."""
        return said_no(self.answers, self.stands)

    @property
    def outside(self) -> tuple[Outside, ...]:
        """Return in what it does not fit what the service has published that it takes."""
        topics = self.answers.get("topics") or ()
        age = Age(self.about.age, birthday_from(self.answers), self.on)
        return outside(self.criteria, age=age, topics=topics)


def judge(
    item: Item | None,
    answers: Answers,
    gate: Mapping[str, Any],
    route: Route,
    *,
    at: datetime,
    note: agreeing.CompetenceNote | None = None,
    emergency_reason: str = "",
    unasked: bool = False,
) -> Judged:
    """Return how a request would go now; nothing is written. item: None before there is one.

    unasked: something got worse and a service has it already, so that nothing can stand in the way
    and what is here is added. Raises StillMissing, SchoolNotAsked, HolidayContactMissing and
    NoSharingAgreement when it cannot go.
    """
    if (missing := missing_to_send(answers)) and not unasked:
        raise StillMissing(missing=missing)
    on = clock.local_day(at)
    about = About(age=age_from(answers, on), is_college=directory.is_college(route.school_id))
    stands = (
        standing_of(answers, about, note)
        if item is None
        else standing_now(item, answers, about, note)
    )
    was_marked = item is not None and item.risk_marked
    risk = was_marked or was_danger(gate) or bool(risks_marked(answers))
    # Everybody who asked is told: so it is asked with the yes itself. A risk waits for no question.
    if stands.is_there and not risk and not unasked and school_may_hear(answers) is None:
        raise SchoolNotAsked
    move = sending_move(agreed=stands.is_there, risk_marked=risk)
    if move is Move.AWAIT_AGREEMENT and item and item.state == State.AWAITING_AGREEMENT:
        move = Move.CHASE_AGREEMENT
    if unasked:
        move = Move.ADD_ANSWERS
    if move is Move.SUBMIT and must_name_contact(
        answers, school_closes=closes_soon(route.school_id, on) is not None, risk=risk
    ):
        raise HolidayContactMissing
    sharing = emergency = None
    if move in (Move.SUBMIT, Move.ADD_ANSWERS):
        sharing = directory.sharing_allowed(route.school_id, route.service_id, on)
        if not sharing.allowed:
            emergency = _emergency(emergency_reason, gate, answers, risk)
            if emergency is None and unasked:
                emergency = EmergencyReason.WAITING
            if emergency is None:
                raise NoSharingAgreement
    view = directory.criteria_of(route.service_id, on=on)
    criteria = usable_criteria(view.content, version=view.version)
    return Judged(
        answers, about, note, stands, risk, move, route, criteria, sharing, emergency, on, unasked
    )  # fmt: skip


def closes_soon(school_id: UUID, on: date) -> Holiday | None:
    """Return the holidays for which a request sent on this day names a person; None in term."""
    return directory.holiday_of_school(school_id, on=on, within=SOON_DAYS)


def send(
    actor: Actor,
    item: Item,
    side: Side,
    referral: Referral,
    kept: Kept,
    judged: Judged,
    *,
    version: int,
    at: datetime,
    incomplete_because: str = "",
) -> Moved:
    """Make the move, then keep what was said: its rows then carry the team from the first.

    referral: a new one, or that of a draft. incomplete_because: the school's own words on why it
    goes with gaps, kept where their readers are. Call inside a savepoint.
    """
    facts = _facts(judged)
    if item.area_id is None:
        facts["to_area_id"] = judged.route.area_id
    moved = make_move(
        actor=actor, item=item, side=side, move=judged.move, version=version, at=at,
        route=judged.route, facts=facts, limits=judged.criteria.limits,
        words=incomplete_because if judged.move is Move.SUBMIT else "", said_no=judged.is_no,
        given={Need.AGREEMENT: judged.stands.standing.value, Need.DUE_ON: clock.local_day(at)},
    )  # fmt: skip
    _keep(actor, item, referral, kept, judged, at)
    return moved


def finish_sending(*, actor: Actor, item_id: UUID, at: datetime) -> None:
    """Send on what a school had typed, where something worse brought its request to a service.

    Whoever said that it got worse may be one of the family, who reads none of the school's words:
    so the request went as it was last kept, and the rest follows here, as at an ordinary sending.
    One that was sent in the ordinary way is whole already, and is left as it is.
    """
    item = Item.objects.get(pk=item_id)
    if item.service_id is None or LawfulBasis.objects.filter(item=item).exists():
        return
    on, kept = clock.local_day(at), kept_of(item)
    audit.read("draft", [item.pk], groups=TYPED, children=[item.child_id])
    typed = words_of_draft(item)
    answers = answers_kept(item, kept) | with_emptied(typed, item, kept)
    referral = Referral.objects.get(item=item)
    judged = judge(
        item, answers, referral.gate, route_of(item, on=on), at=at,
        note=agreeing.competence_note(answers, on), unasked=True,
    )  # fmt: skip
    _add_facts(actor, item, judged, at)
    _keep(actor, item, referral, kept, judged, at)


def _add_facts(actor: Actor, item: Item, judged: Judged, at: datetime) -> None:
    """Make the move that tells what the answers mean to the item; none where it knows already."""
    there = {
        "set_risk": item.risk_marked,
        "set_urgent": item.urgent,
        "set_language": item.language,
        "set_interpreter": item.interpreter,
    }
    new = {name: fact for name, fact in _facts(judged).items() if fact not in (None, there[name])}
    if not new:
        return
    marked = [events.RiskMarked(item_id=item.pk, child_id=item.child_id)]
    make_move(
        actor=actor, item=item, side=permissions.side_of(actor, item) or Side.SYSTEM,
        move=judged.move, version=item.version, at=at, holder=present_holder(item),
        given={Need.WORDS: ", ".join(judged.answers)}, facts=new, limits=judged.criteria.limits,
        news=marked if new.get("set_risk") else (),
    )  # fmt: skip


def _facts(judged: Judged) -> dict[str, Any]:
    """Return what the answers mean to the item itself: how soon it is read, and in what language."""
    answers = judged.answers
    return {
        "set_risk": judged.risk,
        "set_urgent": answers.get("urgency") == "urgent",
        "set_language": language_to_speak(answers) or None,
        "set_interpreter": answers.get("interpreter") == "yes",
    }


def _keep(
    actor: Actor,
    item: Item,
    referral: Referral,
    kept: Kept,
    judged: Judged,
    at: datetime,
) -> None:
    """Keep what was said where its readers are; what a service has is no draft any more."""
    before, decided_by = answers_kept(item, kept), referral.decided_by
    referral.decided_by = judged.stands.decider.value
    if judged.sharing is not None:
        _tell_completeness(referral, judged)
        if kept is not NOTHING:
            Draft.objects.filter(item=item).delete()
    rows.keep(
        [
            referral,
            *_basis_rows(actor, item, judged, at),
            *answer_rows(item, judged.answers, kept),
            *family_rows(item, judged.answers, kept),
            *_agreement_rows(actor, item, judged, at, before, decided_by),
        ]
    )
    if referral.again_of_id is not None:
        carry_over(actor, item, referral.again_of_id, at)
    rows.insert(heed_words(item, judged.answers, item.opened_by_id, at))


def was_danger(gate: Mapping[str, Any]) -> bool:
    """Say whether the safety gate was told of any danger."""
    return any(yes is True for yes in gate.values())


def _emergency(
    given: str, gate: Mapping[str, Any], answers: Answers, risk: bool
) -> EmergencyReason | None:
    """Return why this may go without an agreement in force; None when nothing says so."""
    if given or not risk:
        return EmergencyReason(given) if given else None
    # Safety is never blocked by paper; what was marked says why it went without.
    return EmergencyReason.HARM if is_harm_alone(gate, answers) else EmergencyReason.LIFE


def _tell_completeness(referral: Referral, judged: Judged) -> None:
    found = completeness(judged.answers, judged.about, judged.criteria)
    referral.missing = list(found.missing)
    referral.criteria_version = found.criteria_version
    referral.sent_outside = [kind.value for kind in judged.outside]
    referral.level_asked = str(judged.answers.get("ask_for") or "")
    referral.age_band = age_band(judged.about.age)
    referral.sen = need_said(judged.answers.get("send"))


def _basis_rows(actor: Actor, item: Item, judged: Judged, at: datetime) -> list[Model]:
    """Return why the organisations may share it; an emergency share is recorded beside it."""
    sharing, emergency = judged.sharing, judged.emergency
    if sharing is None:
        return []
    if emergency is not None:
        record_emergency_share(
            actor=actor, share_id=new_id(), school_id=judged.route.school_id,
            service_id=judged.route.service_id, reason=emergency.value, at=at,
        )  # fmt: skip
    basis = LawfulBasis(
        item=item,
        basis=basis_of(
            agreed=judged.stands.is_there, risk_marked=judged.risk or judged.unasked
        ).value,
        sharing_agreement_id=sharing.agreement_id,
        emergency_reason=emergency.value if emergency else "",
        at=at,
        recorded_by=actor.subject_id,
    )
    return [basis]


def _agreement_rows(
    actor: Actor, item: Item, judged: Judged, at: datetime, before: Answers, decided_by: str
) -> list[Model]:
    """Return the two records that belong to people: who agreed, and who may be told.

    before, decided_by: what was kept already, and who decided then. Wishes that are the same, of
    the same person, are not written again, nor one about which whoever decides has chosen on their
    own page: that stays, and the database would refuse another.
    """
    answers, note, decider = judged.answers, judged.note, judged.stands.decider.value
    agreement = Agreement(
        item=item,
        state=judged.stands.standing.value,
        decided_by=decider,
        at=at,
        recorded_by=actor.subject_id,
    )
    competence = (
        {"yes": sorted(note.answers), "by": note.judged_by, "on": note.judged_on.isoformat(),
         "decision": note.decision} if note else {}
    )  # fmt: skip
    said = {name: answers.get(name, "") for name in (*AGREEING, "agreed_how")}
    said |= {"unable_by": unable_by(answers)}
    seal.fill(agreement, item.child_id, competence=json.dumps(competence), words=json.dumps(said))
    wished, was = _wishes(answers), _wishes(before)
    if before:  # nobody of the family has a page before something of theirs was kept
        theirs = chosen_themselves(item, judged.stands.decider)
        wished = {whom: yes for whom, yes in wished.items() if whom not in theirs}
    choices = [
        SharingChoice(
            item=item,
            whom=whom,
            may_be_told=yes,
            chosen_by=decider,
            at=at,
            recorded_by=actor.subject_id,
        )
        for whom, yes in wished.items()
        if yes != was.get(whom) or decider != decided_by
    ]
    return [agreement, *choices]


def _wishes(answers: Answers) -> dict[str, bool]:
    """Return who may be told what, of those about whom somebody was asked."""
    wished, school = answers.get("tell"), school_may_hear(answers)
    found = {} if school is None else {"school": school}
    if isinstance(wished, list | tuple):
        found |= {whom: whom in wished for whom in ("carer", "gp")}
    return found
