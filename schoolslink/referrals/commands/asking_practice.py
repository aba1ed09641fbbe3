"""A GP practice asks for a patient without an account, and says by a link, or by phone, that it did."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from schoolslink.access import audit, doors, family, limits, links, seal
from schoolslink.access.actor import Actor
from schoolslink.access.unit import acting
from schoolslink.kernel import clock, outbox, references, rows
from schoolslink.kernel.calendar import add_working_days
from schoolslink.kernel.ids import new_id
from schoolslink.referrals import events
from schoolslink.referrals.commands.answers import NOTHING, answer_rows, family_rows
from schoolslink.referrals.commands.moving import Moved, find, make_move
from schoolslink.referrals.commands.own_request import referral_of
from schoolslink.referrals.commands.request import PREFIX
from schoolslink.referrals.commands.safety import require_signed_for_real_children
from schoolslink.referrals.commands.sending import was_danger
from schoolslink.referrals.errors import (
    ChangedMeanwhile,
    NotHere,
    NotYours,
    StillMissing,
    TooManyBegun,
)
from schoolslink.referrals.models import (
    Agreement,
    Holding,
    Item,
    LawfulBasis,
    PracticeAsking,
    SharingChoice,
    YoungPerson,
)
from schoolslink.referrals.queries.own_draft import service_for_practices
from schoolslink.referrals.routing import ladder, own_route
from schoolslink.referrals.rules import Kind, Move, Side
from schoolslink.referrals.rules.asking_practice import (
    OPENS_DAYS,
    PRACTICE_LINK,
    Practice,
    Stands,
    Step,
    Unanswered,
    next_step,
    ring_by,
    stands,
)
from schoolslink.referrals.rules.basis import basis_of
from schoolslink.referrals.rules.own import missing
from schoolslink.referrals.rules.own.typed import typed_agreement, typed_answers, typed_choices
from schoolslink.referrals.rules.request.languages import language_to_speak

log = logging.getLogger(__name__)
WHO = "gp"


def ask_for_patient(
    *,
    service_id: UUID,
    school_id: UUID | None,
    practice: Practice,
    said: Mapping[str, Any],
    gate: Mapping[str, bool],
    machine: str,
    helped: bool = False,
    at: datetime,
) -> tuple[Moved, UUID]:
    """Ask a service for help for a patient; return the move and the id of the practice's link.

    From now a named adult has it, and the clock runs, whether the practice confirms it or not. machine: the
    address it came from; helped: help was shown for what was typed. Raises TooManyBegun, NotHere for a
    service where nobody is there to answer, StillMissing, and NotYetSafe before real children may be held.
    """
    require_signed_for_real_children()
    if lacking := missing(said):
        raise StillMissing(missing=lacking)
    if not limits.PRACTICE_FROM.take(machine):
        raise TooManyBegun
    if not limits.PRACTICE_MAIL.take(practice.address.lower()):
        raise TooManyBegun
    if not limits.PRACTICE_ANYWHERE.take("all"):
        log.error("many requests in the name of practices")
    card = service_for_practices(service_id, on=clock.local_day(at))
    if card is None:
        raise NotHere
    child_id, item_id = new_id(), new_id()
    made, hashed = family.new_code()  # nobody is given it: it is gone before this returns
    if not doors.value(
        "select access.begin_own(%s, %s, %s, %s, %s, %s, %s, %s)",
        *(made.id, child_id, item_id, WHO, hashed, service_id, school_id, at),
    ):
        raise NotHere
    asker = Actor(
        kind="family", subject_id=made.id, child_id=child_id, item_id=item_id, relationship="gp"
    )
    item = Item(
        id=item_id, kind=Kind.REFERRAL.value, reference=references.new(PREFIX), child_id=child_id,
        asked_by=WHO, named_school_id=school_id, opened_at=at,
    )  # fmt: skip
    with acting(asker, route="practice.ask") as actor:
        seal.new_key(child_id)
        rows.insert([YoungPerson(id=child_id, made_at=at), item])
        answers, risk = typed_answers(WHO, said), was_danger(gate)
        moved = make_move(
            actor=actor, item=item, side=Side.FAMILY, move=Move.ASK_OWN, version=0, at=at,
            route=own_route(school_id, service_id, area_id=card.area_id, on=clock.local_day(at)),
            facts={
                "set_risk": risk,
                "set_language": language_to_speak(answers) or None,
                "set_interpreter": False,
            },
            news=[events.RiskMarked(item_id=item_id, child_id=child_id)] if risk else [],
        )  # fmt: skip
        _keep(actor, item, service_id, gate, said, at)
        link_id = _let_them_confirm(item, practice, at)
        if helped:
            outbox.publish(events.SavedAfterHelp(item_id, child_id, Side.FAMILY.value), at=at)
        doors.value("select access.practice_sent()")
        audit.record(actor, "practice.asked_for_patient", link_id, at=at, child_id=child_id)
    return moved, link_id


def _keep(
    actor: Actor,
    item: Item,
    service_id: UUID,
    gate: Mapping[str, bool],
    said: Mapping[str, Any],
    at: datetime,
) -> None:
    """Keep what was said where its readers are, with whose word counts and who may be told."""
    on = clock.local_day(at)
    answers, stands = typed_answers(WHO, said), typed_agreement(WHO, said, on)
    referral = referral_of(item, service_id, gate, answers, on)
    referral.decided_by = stands.decider.value
    agreement = Agreement(
        item=item, state=stands.standing.value, decided_by=stands.decider.value, at=at,
        recorded_by=actor.subject_id,
    )  # fmt: skip
    spoken = {name: answers.get(name, "") for name in ("young_person_agrees", "carer_agrees")}
    seal.fill(agreement, item.child_id, competence="{}", words=json.dumps(spoken))
    basis = basis_of(agreed=stands.is_there, risk_marked=was_danger(gate)).value
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
    if "school" in chosen:
        outbox.publish(events.SchoolChoiceMade(item_id=item.pk, child_id=item.child_id), at=at)


def _let_them_confirm(item: Item, practice: Practice, at: datetime) -> UUID:
    """Keep who asked, and let their mailbox be sent the link by which they say so."""
    asking = PracticeAsking(
        id=new_id(), item=item, practice_id=practice.listed, name=practice.name,
        ods_code=practice.ods_code, address=practice.address, phone=practice.phone, made_at=at,
        opens_until=at + timedelta(days=OPENS_DAYS),
    )  # fmt: skip
    asking.token_hash = links.hashed(links.token(asking.pk, purpose=PRACTICE_LINK))
    seal.fill(asking, item.child_id, words="")
    rows.insert([asking])
    outbox.publish(events.PracticeAsked(item.pk, item.child_id, asking.pk), at=at)
    return asking.pk


def they_say(*, actor: Actor, item_id: UUID, child_id: UUID, asked: bool, at: datetime) -> bool:
    """Keep what a practice says by its link: that it asked, or that nobody there did; once.

    Return whether it was the first answer. Of a no whoever has the request is told at once.
    """
    if not doors.value("select access.practice_says(%s)", asked):
        return False
    kind = "practice.confirmed" if asked else "practice.did_not_ask"
    audit.record(actor, kind, item_id, at=at, child_id=child_id)
    if not asked:
        outbox.publish(events.PracticeDidNotAsk(item_id, child_id), at=at)
    return True


@transaction.atomic
def they_said(
    *, actor: Actor, item_id: UUID, seen: Stands | None, asked: bool, whom: str, at: datetime
) -> None:
    """Write down what the practice said on the telephone, and whom somebody of the team spoke to there.

    It takes the place of what was said before, as whoever writes has read it: seen. Of a no whoever has the
    request is told at once. Raises NotYours for other sides, ChangedMeanwhile where something else was said
    since, and PracticeAsking.DoesNotExist for what no practice asked here.
    """
    item, side = find(actor, item_id)
    if side is not Side.SERVICE:
        raise NotYours
    asking = PracticeAsking.objects.select_for_update().get(item=item)
    if stands(asking.asked) is not seen:
        raise ChangedMeanwhile
    asking.asked, asking.answered_at, asking.how = asked, at, "telephone"
    asking.answered_by = actor.subject_id
    seal.fill(asking, item.child_id, words=whom)
    asking.save(update_fields=["asked", "answered_at", "how", "answered_by", "words"])
    kind = "practice.confirmed" if asked else "practice.did_not_ask"
    audit.record(actor, kind, item.pk, at=at, child_id=item.child_id)
    if not asked:
        outbox.publish(events.PracticeDidNotAsk(item.pk, item.child_id), at=at)


@dataclass(frozen=True)
class Followed:
    """What was just begun about a practice that said nothing, and of whom it is asked, if of anybody."""

    step: Step
    asking: PracticeAsking
    item: Item
    people: tuple[UUID, ...] = ()


@transaction.atomic
def follow_practice(*, actor: Actor, asking_id: UUID, at: datetime) -> Followed | None:
    """Do what is due about a practice that has not said whether it asked; None where nothing is.

    The link goes once more; then whoever has the request at the service is to ring, by a day; after that
    day its manager is asked, once. Nothing of this moves the request, its holder or its day.
    """
    asking = PracticeAsking.objects.select_for_update().get(pk=asking_id)
    item, on = Item.objects.get(pk=asking.item_id), clock.local_day(at)
    if asking.asked is not None or item.closed_at is not None:
        return None
    step = next_step(_how_far(asking), on, add_working_days)
    people: tuple[UUID, ...] = ()
    match step:
        case None:
            return None
        case Step.SEND_AGAIN:
            asking.sent_again_at = at
        case Step.ASK_TO_RING:
            asking.ring_by, people = ring_by(on, add_working_days), _who_rings(item, at)
        case Step.ASK_MANAGER:
            people = tuple(ladder(item, Side.SERVICE, at=at)[-1:])
            if not people:
                return None  # the next morning looks again, and an invariant finds it
            asking.manager_asked_at = at
    asking.save(update_fields=["sent_again_at", "ring_by", "manager_asked_at"])
    audit.record(actor, f"practice.{step.value}", item.pk, at=at, child_id=item.child_id)
    return Followed(step, asking, item, people)


def _how_far(asking: PracticeAsking) -> Unanswered:
    again, manager = asking.sent_again_at, asking.manager_asked_at
    return Unanswered(
        made_on=clock.local_day(asking.made_at),
        again_on=clock.local_day(again) if again else None,
        ring_by=asking.ring_by,
        manager_on=clock.local_day(manager) if manager else None,
    )


def _who_rings(item: Item, at: datetime) -> tuple[UUID, ...]:
    """Return who has it at the service; while it lies at the school, who is named there first."""
    held = Holding.objects.filter(item=item, ended_at__isnull=True).first()
    if held is not None and held.side == Side.SERVICE and held.person_id:
        return (held.person_id,)
    return tuple(ladder(item, Side.SERVICE, at=at)[:1])
