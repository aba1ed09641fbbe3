"""Somebody asks by themselves: begun under a code, kept at every step, sent once; or thrown away."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from django.db import transaction

from schoolslink.access import audit, doors, family, limits, seal
from schoolslink.access.actor import Actor
from schoolslink.access.family import NewCode
from schoolslink.access.unit import acting
from schoolslink.directory import queries as directory
from schoolslink.kernel import clock, outbox, references, rows
from schoolslink.kernel.ids import new_id
from schoolslink.referrals import events
from schoolslink.referrals.commands.answers import NOTHING, answer_rows, family_rows
from schoolslink.referrals.commands.moving import Moved, make_move
from schoolslink.referrals.commands.request import PREFIX
from schoolslink.referrals.commands.safety import require_signed_for_real_children
from schoolslink.referrals.commands.sending import was_danger
from schoolslink.referrals.errors import NotHere, StillMissing, TooManyBegun
from schoolslink.referrals.models import (
    Agreement,
    Item,
    LawfulBasis,
    OwnDraft,
    Referral,
    SharingChoice,
    YoungPerson,
)
from schoolslink.referrals.queries.own_draft import Typed, own_draft, service_to_ask
from schoolslink.referrals.routing import own_route
from schoolslink.referrals.rules import Kind, Move, Side
from schoolslink.referrals.rules import own as rules
from schoolslink.referrals.rules.basis import basis_of
from schoolslink.referrals.rules.clocks.groups import age_band
from schoolslink.referrals.rules.request import (
    About,
    Age,
    birthday_from,
    completeness,
    outside,
    usable_criteria,
)
from schoolslink.referrals.rules.request.asking import age_from
from schoolslink.referrals.rules.request.languages import language_to_speak

log = logging.getLogger(__name__)
Relationship = Literal["self", "carer"]


def begin_own(
    *,
    service_id: UUID,
    school_id: UUID | None,
    relationship: Relationship,
    gate: Mapping[str, bool],
    machine: str,
    at: datetime,
) -> NewCode:
    """Begin a request that nobody has asked yet; return its code, which is seen here and on its own pages.

    machine: the address it was begun at. Raises TooManyBegun, NotHere for a service that families may
    not ask or that has nobody to answer, and NotYetSafe before real children may be held here.
    """
    require_signed_for_real_children()
    if not limits.OWN_FROM.take(machine):
        raise TooManyBegun
    if not limits.OWN_ANYWHERE.take("all"):
        log.error("many requests begun without an account")
    if service_to_ask(service_id, on=clock.local_day(at)) is None:
        raise NotHere
    child_id, item_id = new_id(), new_id()
    made, hashed = family.new_code()
    if not doors.value(
        "select access.begin_own(%s, %s, %s, %s, %s, %s, %s, %s)",
        *(made.id, child_id, item_id, relationship, hashed, service_id, school_id, at),
    ):
        raise NotHere
    holder = Actor(
        kind="family", subject_id=made.id, child_id=child_id, item_id=item_id,
        relationship=relationship,
    )  # fmt: skip
    with acting(holder, route="own.begin") as actor:
        seal.new_key(child_id)
        row = OwnDraft.objects.get(pk=item_id)
        _keep(Typed(row, gate=dict(gate), code=made.code), at)
        audit.record(actor, "own.begun", item_id, at=at, child_id=child_id)
    return made


@transaction.atomic
def save_own_step(
    *, actor: Actor, step: rules.Step, said: Mapping[str, Any], helped: bool = False, at: datetime
) -> Typed:
    """Keep the answers of one step beside those of the others; return all of them.

    helped: help was shown for what was typed. Raises OwnDraft.DoesNotExist once it has been sent.
    """
    typed = own_draft(actor, lock=True)
    done = tuple(dict.fromkeys((*typed.done, step.value)))
    kept = replace(typed, said=typed.said | dict(said), done=done, helped=typed.helped or helped)
    kept.row.step = step.value
    _keep(kept, at)
    audit.record(actor, "own.saved", kept.row.pk, at=at, child_id=kept.row.child_id)
    return kept


def _keep(typed: Typed, at: datetime) -> None:
    row = typed.row
    row.saved_at = at
    seal.fill(row, row.child_id, words=typed.as_json())
    row.save(update_fields=["saved_at", "step", "words"])


@transaction.atomic
def forget_own(*, actor: Actor) -> bool:
    """Throw away what was typed, its key and its code; return whether there was anything."""
    return bool(doors.value("select access.forget_own_draft()"))


def forget_old_drafts(*, at: datetime) -> int:
    """Forget what was begun four weeks ago and never sent; return how many were."""
    before = at - timedelta(days=rules.KEPT_DAYS)
    return int(doors.value("select access.forget_old_drafts(%s)", before) or 0)


@transaction.atomic
def send_own(*, actor: Actor, at: datetime) -> Moved:
    """Send it: from now a named adult has it, and the clock runs. The draft goes.

    Raises StillMissing without a name or what is hard, NotHere where the service is gone, and
    OwnDraft.DoesNotExist for what was sent before.
    """
    typed = own_draft(actor, lock=True)
    draft, said, whose = typed.row, typed.said, actor.relationship
    if missing := rules.missing(said):
        raise StillMissing(missing=missing)
    on = clock.local_day(at)
    card = directory.service_card(draft.service_id, on=on)
    if card is None:
        raise NotHere
    item = Item(
        id=draft.pk,
        kind=Kind.REFERRAL.value,
        reference=references.new(PREFIX),
        child_id=draft.child_id,
        asked_by=whose,
        named_school_id=draft.named_school_id,
        opened_at=at,
    )
    rows.insert([YoungPerson(id=draft.child_id, made_at=at), item])
    answers = rules.as_answers(whose, said, on)
    risk = was_danger(typed.gate)
    marked = [events.RiskMarked(item_id=item.pk, child_id=item.child_id)] if risk else []
    moved = make_move(
        actor=actor, item=item, side=Side.FAMILY, move=Move.ASK_OWN, version=0, at=at,
        route=own_route(draft.named_school_id, draft.service_id, area_id=card.area_id, on=on),
        facts={
            "set_risk": risk,
            "set_language": language_to_speak(answers) or None,
            "set_interpreter": answers.get("interpreter") == "yes",
        },
        news=marked,
    )  # fmt: skip
    _keep_request(actor, item, typed, answers, at)
    draft.delete()
    if typed.helped:
        outbox.publish(events.SavedAfterHelp(item.pk, item.child_id, Side.FAMILY.value), at=at)
    return moved


def _keep_request(
    actor: Actor, item: Item, typed: Typed, answers: Mapping[str, Any], at: datetime
) -> None:
    """Keep what was said where its readers are, with whose word counts and who may be told."""
    whose, on = actor.relationship, clock.local_day(at)
    stands = rules.agreed(whose, typed.said, on)
    referral = referral_of(item, typed.row.service_id, typed.gate, answers, on)
    referral.decided_by = stands.decider.value
    agreement = Agreement(
        item=item, state=stands.standing.value, decided_by=stands.decider.value, at=at,
        recorded_by=actor.subject_id,
    )  # fmt: skip
    said = {name: answers.get(name, "") for name in ("young_person_agrees", "carer_agrees")}
    seal.fill(agreement, item.child_id, competence="{}", words=json.dumps(said))
    basis = basis_of(agreed=stands.is_there, risk_marked=was_danger(typed.gate)).value
    members = family_rows(item, answers, NOTHING)
    theirs = "child" if whose == "self" else "carer"
    for member in members:
        if member.whose == theirs:
            member.family_code_id = actor.subject_id
    chosen = rules.chosen(whose, typed.said, on)
    choices = [
        SharingChoice(
            item=item, whom=whom, may_be_told=yes, chosen_by=whose, at=at,
            recorded_by=actor.subject_id,
        )
        for whom, yes in chosen.items()
    ]  # fmt: skip
    rows.insert(
        [
            referral,
            LawfulBasis(item=item, basis=basis, at=at, recorded_by=actor.subject_id),
            *answer_rows(item, answers, NOTHING),
            *members,
            agreement,
            *choices,
        ]
    )
    if "school" in chosen:
        outbox.publish(events.SchoolChoiceMade(item_id=item.pk, child_id=item.child_id), at=at)


def referral_of(
    item: Item, service_id: UUID, gate: Mapping[str, bool], answers: Mapping[str, Any], on: date
) -> Referral:
    """Return the request's own row: to whom it was meant, and what the service still misses."""
    view = directory.criteria_of(service_id, on=on)
    criteria = usable_criteria(view.content, version=view.version)
    about = About(age=age_from(answers, on))
    found = completeness(answers, about, criteria)
    age = Age(about.age, birthday_from(answers), on)
    return Referral(
        item=item,
        intended_service_id=service_id,
        gate=dict(gate),
        missing=list(found.missing),
        criteria_version=found.criteria_version,
        sent_outside=[one.value for one in outside(criteria, age=age, topics=())],
        age_band=age_band(about.age),
    )
