"""A request for help: begun with what is known, kept at every step, sent once, told to all who asked."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from schoolslink.access import audit, seal
from schoolslink.access.actor import Actor
from schoolslink.access.policy import Action
from schoolslink.directory import queries as directory
from schoolslink.directory.commands.agreements import record_emergency_share
from schoolslink.directory.models import EmergencyReason
from schoolslink.kernel import clock, once, outbox
from schoolslink.kernel.ids import new_id
from schoolslink.referrals import events, permissions
from schoolslink.referrals.commands.advice import begin_item
from schoolslink.referrals.commands.answers import keep_answers, keep_family
from schoolslink.referrals.commands.moving import Moved, find, make_move
from schoolslink.referrals.errors import NoSharingAgreement, NotPossible, StillMissing
from schoolslink.referrals.models import (
    Agreement,
    Draft,
    Item,
    LawfulBasis,
    Referral,
    SharingChoice,
)
from schoolslink.referrals.queries import words_of_draft
from schoolslink.referrals.routing import Route, route_for
from schoolslink.referrals.rules import Kind, Move, Need, Side, State, sending_move
from schoolslink.referrals.rules import agreement as agreeing
from schoolslink.referrals.rules.basis import Basis, basis_of
from schoolslink.referrals.rules.gate import GateQuestion, gate_again
from schoolslink.referrals.rules.request import (
    About,
    age_from,
    completeness,
    missing_to_send,
    risks_marked,
    usable_criteria,
)

PREFIX = "SL"
Answers = dict[str, Any]

# What the first page's answer about agreement means to the rules.
SAID = {
    "agrees": agreeing.Answered.AGREED,
    "knows": agreeing.Answered.ASKED,
    "says_no": agreeing.Answered.SAID_NO,
}


def start_request(
    *,
    actor: Actor,
    school_id: UUID,
    form_key: UUID,
    at: datetime,
    answers: Mapping[str, Any],
    gate: Mapping[str, Any],
    service_id: UUID | None = None,
    advice_id: UUID | None = None,
) -> UUID:
    """Begin a request as a draft that only the school sees; return its id.

    gate: what the safety gate asked and was told. advice_id: the question it grows out of, whose
    child and words it keeps. The same form sent twice begins once. Raises NotYours and NoLink.
    """
    permissions.require_may_ask(actor, school_id)
    if (made := once.saved_before(form_key, by=actor.subject_id, what="request")) is not None:
        return made
    on = clock.local_day(at)
    route = route_for(school_id, on=on, service_id=service_id)
    advice = _advice(actor, advice_id)
    item = begin_item(
        Kind.REFERRAL,
        PREFIX,
        actor=actor,
        school_id=school_id,
        at=at,
        child_id=advice.child_id if advice else None,
    )
    Referral(
        item=item,
        intended_service_id=route.service_id,
        gate=dict(gate),
        from_advice=advice is not None,
    ).save(force_insert=True)
    _save_draft(item, "start", answers, at)
    facts: dict[str, Any] = {"to_area_id": route.area_id}
    if any(value is True for value in gate.values()):
        facts["set_risk"] = True
    make_move(
        actor=actor, item=item, side=Side.SCHOOL, move=Move.START, version=0, at=at,
        route=route, facts=facts,
    )  # fmt: skip
    if advice is not None:
        _become(actor, advice, item, at, route)
    once.remember(form_key, item.pk)
    return item.pk


def _advice(actor: Actor, advice_id: UUID | None) -> Item | None:
    if advice_id is None:
        return None
    return permissions.items(actor, Action.ADD).get(pk=advice_id, kind=Kind.ADVICE.value)


def _become(actor: Actor, advice: Item, request: Item, at: datetime, route: Route) -> None:
    """End the advice request by the move that names the request it became."""
    from schoolslink.referrals.models import AdviceRequest

    make_move(
        actor=actor, item=advice, side=Side.SCHOOL, move=Move.BECOME_REQUEST,
        version=advice.version, at=at, route=route, given={Need.OTHER_ITEM: request.pk},
    )  # fmt: skip
    AdviceRequest.objects.filter(item=advice).update(became=request)


def save_step(
    *, actor: Actor, item_id: UUID, step: str, answers: Mapping[str, Any], at: datetime
) -> Answers:
    """Keep the answers of one step beside those of the others; return all of them.

    Raises Item.DoesNotExist outside the actor's schools and NotPossible once it has been sent.
    """
    item, _ = _own_unsent(actor, item_id)
    kept = words_of_draft(item) | dict(answers)
    _save_draft(item, step, kept, at)
    audit.record(actor, "referral.draft_saved", item.pk, at=at, child_id=item.child_id)
    return kept


def _save_draft(item: Item, step: str, answers: Mapping[str, Any], at: datetime) -> None:
    row = Draft(item=item, saved_at=at, step=step)
    seal.fill(row, item.child_id, words=json.dumps(dict(answers)))
    row.save()


def _own_unsent(actor: Actor, item_id: UUID) -> tuple[Item, Side]:
    item, side = find(actor, item_id)
    if item.state not in (State.DRAFT, State.AWAITING_AGREEMENT):
        raise NotPossible(sentence="This request has been sent already. Nothing was changed.")
    return item, side


@transaction.atomic
def send_request(
    *,
    actor: Actor,
    item_id: UUID,
    version: int,
    at: datetime,
    note: agreeing.CompetenceNote | None = None,
    incomplete_because: str = "",
    emergency_reason: str = "",
) -> Moved:
    """Send a request to its service, or let it wait at the school for agreement, held and dated.

    note: a judgement of competence for a young person under 16. With a risk marked it goes to the
    service at once, whoever has or has not agreed. emergency_reason: one of `EmergencyReason`.
    Raises StillMissing without a name or a concern, and NoSharingAgreement when no agreement
    between the organisations is in force, no risk is marked and no emergency reason is given.
    """
    item, side = _own_unsent(actor, item_id)
    answers, on = words_of_draft(item), clock.local_day(at)
    if missing := missing_to_send(answers):
        raise StillMissing(missing=missing)
    referral = Referral.objects.get(item=item)
    route = route_for(item.school_id, on=on, service_id=referral.intended_service_id)
    setting = directory.setting_of(route.school_id, on=on)
    about = About(age=age_from(answers, on), is_college=bool(setting and setting.is_college))
    stands = standing_of(answers, about, note)
    risk = item.risk_marked or bool(risks_marked(answers))
    move = sending_move(agreed=stands.is_there, risk_marked=risk)
    if move is Move.AWAIT_AGREEMENT and item.state == State.AWAITING_AGREEMENT:
        move = Move.CHASE_AGREEMENT
    facts = _facts(answers, risk)
    if move is Move.SUBMIT:
        basis = basis_of(agreed=stands.is_there, risk_marked=risk)
        emergency = _emergency(emergency_reason, referral, answers, risk)
        _keep_basis(actor, item, route, basis, emergency, at)
        _keep_completeness(referral, answers, about, on, incomplete_because)
        facts |= {"to_service_id": route.service_id, "to_team_id": route.team_id}
    keep_answers(item, answers)
    keep_family(item, answers)
    _keep_agreement(actor, item, stands, answers, note, at)
    moved = make_move(
        actor=actor, item=item, side=side, move=move, version=version, at=at, route=route,
        given={Need.AGREEMENT: stands.standing.value, Need.DUE_ON: on},
        facts=facts,
    )  # fmt: skip
    if move is Move.SUBMIT:
        Draft.objects.filter(item=item).delete()
        outbox.publish(events.ReferralSubmitted(item_id=item.pk, child_id=item.child_id), at=at)
    return moved


def standing_of(
    answers: Answers, about: About, note: agreeing.CompetenceNote | None
) -> agreeing.Agreement:
    """Return where the agreement stands, by age, setting, competence and what each person said."""
    decider = agreeing.who_decides(about.age, note=note, is_college=about.is_college)
    said = [SAID.get(str(answers.get(name, "")), agreeing.Answered.NOT_ASKED)
            for name in ("young_person_agrees", "carer_agrees")]  # fmt: skip
    carer = agreeing.CarerAnswer(said[1], has_responsibility=answers.get("carer_pr") != "no")
    return agreeing.agreement(decider, said[0], [carer])


def _facts(answers: Answers, risk: bool) -> dict[str, Any]:
    return {
        "set_risk": risk,
        "set_urgent": answers.get("urgency") == "urgent",
        "set_language": str(answers.get("language") or "") or None,
        "set_interpreter": answers.get("interpreter") == "yes",
    }


def _emergency(
    given: str, referral: Referral, answers: Answers, risk: bool
) -> EmergencyReason | None:
    """Return why this may go without an agreement in force; None when nothing says so."""
    if given or not risk:
        return EmergencyReason(given) if given else None
    # Safety is never blocked by paper; what was marked says why it went without.
    marked = {name for name, yes in referral.gate.items() if yes is True}
    marked |= {card.question.value for card in gate_again(answers).cards}
    return EmergencyReason.HARM if marked == {GateQuestion.HARMED} else EmergencyReason.LIFE


def _keep_basis(
    actor: Actor,
    item: Item,
    route: Route,
    basis: Basis,
    emergency: EmergencyReason | None,
    at: datetime,
) -> None:
    school_id, service_id = route.school_id, route.service_id
    decision = directory.sharing_allowed(school_id, service_id, clock.local_day(at))
    if not decision.allowed:
        if emergency is None:
            raise NoSharingAgreement
        record_emergency_share(
            actor=actor, share_id=new_id(), school_id=school_id, service_id=service_id,
            reason=emergency.value, at=at,
        )  # fmt: skip
    LawfulBasis.objects.create(
        item=item,
        basis=basis.value,
        sharing_agreement_id=decision.agreement_id,
        emergency_reason=emergency.value if emergency and not decision.allowed else "",
        at=at,
        recorded_by=actor.subject_id,
    )


def _keep_completeness(
    referral: Referral, answers: Answers, about: About, on: date, because: str
) -> None:
    view = directory.criteria_of(referral.intended_service_id, on=on)
    found = completeness(answers, about, usable_criteria(view.content, version=view.version))
    referral.missing = list(found.missing)
    referral.criteria_version = found.criteria_version
    referral.sent_incomplete_because = because
    referral.level_asked = str(answers.get("ask_for") or "")
    referral.save()


def _keep_agreement(
    actor: Actor,
    item: Item,
    stands: agreeing.Agreement,
    answers: Answers,
    note: agreeing.CompetenceNote | None,
    at: datetime,
) -> None:
    """Keep the two records that belong to people: who agreed, and who may be told."""
    row = Agreement(
        item=item,
        state=stands.standing.value,
        decided_by=stands.decider.value,
        at=at,
        recorded_by=actor.subject_id,
    )
    judged = (
        {"yes": sorted(note.answers), "by": note.judged_by, "on": note.judged_on.isoformat(),
         "decision": note.decision} if note else {}
    )  # fmt: skip
    said = {name: answers.get(name, "") for name in ("young_person_agrees", "carer_agrees")}
    seal.fill(row, item.child_id, competence=json.dumps(judged), words=json.dumps(said))
    row.save(force_insert=True)
    wished = answers.get("tell")
    if not isinstance(wished, list | tuple):
        return  # nobody was asked yet: the rules' own defaults hold
    for whom in ("school", "carer", "gp"):
        SharingChoice.objects.create(
            item=item,
            whom=whom,
            may_be_told=whom in wished,
            chosen_by=stands.decider.value,
            at=at,
            recorded_by=actor.subject_id,
        )
