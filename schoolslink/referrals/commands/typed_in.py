"""What came on paper or by phone, typed in by somebody of the service: its clock starts when it was asked."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from schoolslink.access import audit, seal
from schoolslink.access.actor import Actor
from schoolslink.access.saving import saved_before
from schoolslink.directory import queries as directory
from schoolslink.kernel import clock, once, outbox, references, rows
from schoolslink.kernel.ids import new_id
from schoolslink.referrals import events, permissions
from schoolslink.referrals.commands.answers import NOTHING, answer_rows, family_rows
from schoolslink.referrals.commands.contact_bars import heed_words
from schoolslink.referrals.commands.moving import make_move
from schoolslink.referrals.commands.own_request import referral_of
from schoolslink.referrals.commands.request import PREFIX
from schoolslink.referrals.commands.safety import require_signed_for_real_children
from schoolslink.referrals.commands.sending import was_danger
from schoolslink.referrals.commands.sorting import PostSeen, became_request, post_to_sort
from schoolslink.referrals.errors import NotHere, NotPossible, NotYours, StillMissing
from schoolslink.referrals.models import Agreement, Item, LawfulBasis, SharingChoice, YoungPerson
from schoolslink.referrals.routing import own_route
from schoolslink.referrals.rules import Kind, Move, Need, RuleBroken, Side
from schoolslink.referrals.rules.basis import basis_of
from schoolslink.referrals.rules.own import missing
from schoolslink.referrals.rules.own.typed import (
    check_made_at,
    typed_agreement,
    typed_answers,
    typed_choices,
)
from schoolslink.referrals.rules.request.languages import language_to_speak


@transaction.atomic
def type_in(
    *,
    actor: Actor,
    service_id: UUID,
    school_id: UUID | None,
    form_key: UUID,
    asked_by: str,
    said: Mapping[str, Any],
    gate: Mapping[str, bool],
    made_at: datetime,
    at: datetime,
    post: PostSeen | None = None,
) -> UUID:
    """Write down a request that came on paper or by phone; return its id. made_at: when it was asked.

    What is late by then is late from the first moment. post: what came to the team and becomes this
    request, as it was seen: its child stays the same child, and its files go along. Raises NotYours
    outside the actor's own teams, StillMissing, NotPossible for a moment after now or of another year,
    and of post as `sorting.post_to_sort`.
    """
    if not permissions.may_act_for_team(actor, service_id):
        raise NotYours
    if (made := saved_before(form_key, actor, "typed")) is not None:
        return made
    require_signed_for_real_children()
    if lacking := missing(said):
        raise StillMissing(missing=lacking)
    try:
        check_made_at(made_at, at)
    except RuleBroken as broken:
        raise NotPossible(sentence=broken.message) from broken
    today, on = clock.local_day(at), clock.local_day(made_at)
    card = directory.service_card(service_id, on=today)
    if card is None:
        raise NotHere
    sorted_post = post_to_sort(actor, post.item_id) if post else None
    item = Item(
        id=new_id(), kind=Kind.REFERRAL.value, reference=references.new(PREFIX),
        child_id=sorted_post.child_id if sorted_post else new_id(), asked_by=asked_by,
        named_school_id=school_id, team_id=service_id,
        opened_by_id=actor.person_id, opened_at=at,
    )  # fmt: skip
    if sorted_post:
        seal.open_keys([item.child_id])
        rows.insert([item])
    else:
        seal.new_key(item.child_id)
        rows.insert([YoungPerson(id=item.child_id, made_at=at), item])
    answers, stands = typed_answers(asked_by, said), typed_agreement(asked_by, said, on)
    risk = was_danger(gate)
    marked = [events.RiskMarked(item_id=item.pk, child_id=item.child_id)] if risk else []
    make_move(
        actor=actor, item=item, side=Side.SERVICE, move=Move.SUBMIT, version=0, at=made_at,
        route=own_route(school_id, service_id, area_id=card.area_id, on=today),
        given={Need.AGREEMENT: stands.standing.value},
        facts={
            "set_risk": risk,
            "set_language": language_to_speak(answers) or None,
            "set_interpreter": answers.get("interpreter") == "yes",
        },
        news=marked,
    )  # fmt: skip
    referral = referral_of(item, service_id, gate, answers, today)
    referral.by_phone, referral.decided_by = True, stands.decider.value
    agreement = Agreement(
        item=item, state=stands.standing.value, decided_by=stands.decider.value, at=at,
        recorded_by=actor.subject_id,
    )  # fmt: skip
    spoken = {name: answers.get(name, "") for name in ("young_person_agrees", "carer_agrees")}
    seal.fill(agreement, item.child_id, competence="{}", words=json.dumps(spoken))
    basis = basis_of(agreed=stands.is_there, risk_marked=risk).value
    chosen = typed_choices(said)
    rows.insert(
        [
            referral,
            LawfulBasis(item=item, basis=basis, at=at, recorded_by=actor.subject_id),
            *answer_rows(item, answers, NOTHING),
            *family_rows(item, answers, NOTHING),
            agreement,
            *(
                SharingChoice(
                    item=item, whom=whom, may_be_told=yes, chosen_by=stands.decider.value,
                    said_on=on, at=at, recorded_by=actor.subject_id,
                )
                for whom, yes in chosen.items()
            ),
        ]
    )  # fmt: skip
    rows.insert(heed_words(item, answers, actor.subject_id, at))
    audit.record(actor, "referral.typed_in", item.pk, at=at, child_id=item.child_id)
    if sorted_post and post:
        became_request(actor, sorted_post, post.version, item, at)
    if "school" in chosen:
        outbox.publish(events.SchoolChoiceMade(item_id=item.pk, child_id=item.child_id), at=at)
    once.remember(form_key, item.pk)
    return item.pk
