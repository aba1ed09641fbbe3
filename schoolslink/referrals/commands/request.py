"""A request for help: begun with what is known, kept at every step, sent once, told to all who asked."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from schoolslink.access import audit, seal
from schoolslink.access.actor import Actor
from schoolslink.access.policy import Action
from schoolslink.access.saving import saved_before
from schoolslink.access.unit import attempt
from schoolslink.kernel import clock, once, rows
from schoolslink.referrals import events, permissions
from schoolslink.referrals.commands.advice import begin_item
from schoolslink.referrals.commands.answers import NOTHING, kept_of, with_emptied
from schoolslink.referrals.commands.moving import Moved, find, make_move, present_holder
from schoolslink.referrals.commands.sending import judge, send, was_danger
from schoolslink.referrals.errors import NoLink, NoSharingAgreement, NotPossible, StillMissing
from schoolslink.referrals.models import AdviceRequest, Draft, Item, Referral
from schoolslink.referrals.queries import words_of_draft
from schoolslink.referrals.queries.answered import may_ask_again, said_before
from schoolslink.referrals.routing import Route, route_for
from schoolslink.referrals.rules import Kind, Move, Need, Side, State
from schoolslink.referrals.rules import agreement as agreeing
from schoolslink.referrals.rules.request import risks_marked, year_or_age

PREFIX = "SL"
Answers = dict[str, Any]


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
    again_id: UUID | None = None,
) -> UUID:
    """Begin a request as a draft that only the school sees; return its id.

    gate: what the safety gate asked and was told. advice_id: the question it grows out of, whose
    child and words it keeps. again_id: what ended before, of the same child. The same form sent twice
    begins once. Raises NotYours, NoLink, and Item.DoesNotExist after what cannot be asked for again.
    """
    permissions.require_may_ask(actor, school_id)
    if (made := saved_before(form_key, actor, "request")) is not None:
        return made
    on = clock.local_day(at)
    route = route_for(school_id, on=on, service_id=service_id)
    advice = _advice(actor, advice_id)
    again = may_ask_again(actor, again_id, school_id) if again_id else None
    item = begin_item(
        Kind.REFERRAL,
        PREFIX,
        actor=actor,
        school_id=school_id,
        at=at,
        child_id=_child_of(advice, again),
    )
    answers = {**_said_before(advice, answers), **_said_then(actor, again), **answers}
    rows.insert([_referral(item, route, gate, advice, again), _draft(item, "start", answers, at)])
    facts: dict[str, Any] = {"to_area_id": route.area_id}
    news = []
    if was_danger(gate) or risks_marked(answers):
        facts["set_risk"] = True
        news = [events.RiskMarked(item_id=item.pk, child_id=item.child_id)]
    make_move(
        actor=actor, item=item, side=Side.SCHOOL, move=Move.START, version=0, at=at,
        route=route, facts=facts, news=news,
    )  # fmt: skip
    if advice is not None:
        _become(actor, advice, item, at, route)
    once.remember(form_key, item.pk)
    return item.pk


def ask_at_once(
    *,
    actor: Actor,
    school_id: UUID,
    form_key: UUID,
    at: datetime,
    answers: Mapping[str, Any],
    gate: Mapping[str, Any],
    advice_id: UUID | None = None,
    again_id: UUID | None = None,
) -> UUID | None:
    """Begin a request and send it by one move, with no draft between; return its id.

    None when something stands in the way, when it does not fit what the service takes and no risk is
    marked, or when this form was sent before: then nothing was written here, and `start_request`
    keeps it, or finds it. Raises NotYours and NoLink as that does.
    """
    permissions.require_may_ask(actor, school_id)
    if saved_before(form_key, actor, "request") is not None:
        return None
    route = route_for(school_id, on=clock.local_day(at))
    advice = _advice(actor, advice_id)
    again = may_ask_again(actor, again_id, school_id) if again_id else None
    answers = {**_said_before(advice, answers), **_said_then(actor, again), **answers}
    try:
        judged = judge(None, answers, gate, route, at=at)
    except (StillMissing, NoSharingAgreement):
        return None
    if judged.outside and not judged.risk:
        return None
    with attempt():
        item = begin_item(
            Kind.REFERRAL,
            PREFIX,
            actor=actor,
            school_id=school_id,
            at=at,
            child_id=_child_of(advice, again),
        )
        referral = _referral(item, route, gate, advice, again)
        send(actor, item, Side.SCHOOL, referral, NOTHING, judged, version=0, at=at)
        if judged.move is not Move.SUBMIT:
            rows.insert([_draft(item, "start", answers, at)])  # it waits, and is gone on with
        if advice is not None:
            _become(actor, advice, item, at, route)
        once.remember(form_key, item.pk)
    return item.pk


def _referral(
    item: Item,
    route: Route,
    gate: Mapping[str, Any],
    advice: Item | None,
    again: Item | None,
) -> Referral:
    return Referral(
        item=item,
        intended_service_id=route.service_id,
        gate=dict(gate),
        from_advice=advice is not None,
        again_of=again,
    )


def _advice(actor: Actor, advice_id: UUID | None) -> Item | None:
    if advice_id is None:
        return None
    return permissions.items(actor, Action.ADD).get(
        pk=advice_id, kind__in=[Kind.ADVICE.value, Kind.CONSULTATION.value]
    )


def _said_then(actor: Actor, again: Item | None) -> Answers:
    """Return what was said when they asked before, so that nobody has to say it all again."""
    return said_before(actor, again.pk) if again else {}


def _child_of(advice: Item | None, again: Item | None) -> UUID | None:
    """Return the child whom an earlier thing is about; None where there was none."""
    earlier = advice or again
    return earlier.child_id if earlier else None


def _said_before(advice: Item | None, answers: Mapping[str, Any]) -> Answers:
    """Return what a question has said that the request's first page does not ask, or left empty."""
    row = AdviceRequest.objects.filter(item=advice).first() if advice else None
    if row is None:
        return {}
    seal.open_keys([row.child_id])
    words = seal.texts(row, row.child_id)
    said = {"tried": words["tried"]}
    if not any(answers.get(name) for name in ("birth_date", "age", "school_year")):
        said |= year_or_age(words["age_or_year"])
    return {name: text for name, text in said.items() if text}


def _become(actor: Actor, advice: Item, request: Item, at: datetime, route: Route) -> None:
    """End the advice request by the move that names the request it became."""
    make_move(
        actor=actor, item=advice, side=Side.SCHOOL, move=Move.BECOME_REQUEST,
        version=advice.version, at=at, route=route, given={Need.OTHER_ITEM: request.pk},
    )  # fmt: skip
    AdviceRequest.objects.filter(item=advice).update(became=request)


@transaction.atomic
def save_step(
    *, actor: Actor, item_id: UUID, step: str, answers: Mapping[str, Any], at: datetime
) -> Answers:
    """Keep the answers of one step beside those of the others; return all of them.

    An answer that tells of a risk marks it, once, and the safeguarding lead is told. What was sent
    and waits for agreement goes to the service with it; a draft waits no longer than until the next
    working day. Raises Item.DoesNotExist outside the actor's schools and NotPossible once it has
    been sent.
    """
    item, side = _own_unsent(actor, item_id)
    kept = words_of_draft(item) | dict(answers)
    _draft(item, step, kept, at).save()
    audit.record(actor, "referral.draft_saved", item.pk, at=at, child_id=item.child_id)
    if not item.risk_marked and (risks := risks_marked(kept)):
        if item.state == State.AWAITING_AGREEMENT and _goes_unagreed(actor, item, side, kept, at):
            return kept
        make_move(
            actor=actor, item=item, side=side, move=Move.ADD_ANSWERS, version=item.version, at=at,
            holder=present_holder(item), given={Need.WORDS: ", ".join(risks)},
            facts={"set_risk": True},
            news=[events.RiskMarked(item_id=item.pk, child_id=item.child_id)],
        )  # fmt: skip
    return kept


def _goes_unagreed(actor: Actor, item: Item, side: Side, typed: Answers, at: datetime) -> bool:
    """Send what waited for agreement, because a risk is marked now; False where no service is linked.

    Whoever pressed Send has decided already; a yes that is missing is no reason to wait any more.
    """
    on, referral, kept = clock.local_day(at), Referral.objects.get(item=item), kept_of(item)
    try:
        route = route_for(item.school_id, on=on, service_id=referral.intended_service_id)
    except NoLink:
        return False
    answers = with_emptied(typed, item, kept)
    note = agreeing.competence_note(answers, on)
    judged = judge(item, answers, referral.gate, route, at=at, note=note)
    send(actor, item, side, referral, kept, judged, version=item.version, at=at)
    return True


def _draft(item: Item, step: str, answers: Mapping[str, Any], at: datetime) -> Draft:
    row = Draft(item=item, saved_at=at, step=step)
    seal.fill(row, item.child_id, words=json.dumps(dict(answers)))
    return row


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
    answers = words_of_draft(item)
    referral = Referral.objects.get(item=item)
    route = route_for(
        item.school_id, on=clock.local_day(at), service_id=referral.intended_service_id
    )
    judged = judge(
        item, answers, referral.gate, route, at=at, note=note, emergency_reason=emergency_reason
    )
    return send(
        actor, item, side, referral, kept_of(item), judged,
        version=version, at=at, incomplete_because=incomplete_because,
    )  # fmt: skip
