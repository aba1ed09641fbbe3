"""Words of an unkind or unlucky hand, asked and answered by the product's own commands."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from schoolslink.access.models import FamilyCode
from schoolslink.access.unit import acting
from schoolslink.checks.ground import standing_as
from schoolslink.checks.oracle import Who
from schoolslink.checks.walls import actor_for
from schoolslink.kernel import clock
from schoolslink.kernel.ids import new_id
from schoolslink.referrals.commands import advice, decide, family, request
from schoolslink.referrals.rules import Move
from schoolslink.referrals.rules.request import FIELDS
from schoolslink.referrals.rules.request.fields import FieldKind

# Markup, a template's own marks, both directions of writing, and a word that no line can break.
WORDS = (
    '"><script>alert(1)</script><img src=x onerror=alert(1)>{{7*7}}{% x %} '
    "\N{RIGHT-TO-LEFT OVERRIDE}سلام\N{POP DIRECTIONAL FORMATTING} 'or 1=1-- " + "W" * 100
)
WRITTEN = (FieldKind.TEXT, FieldKind.LONG_TEXT)


def ask(lead: UUID, contact: UUID, school: UUID) -> UUID:
    """Ask advice and for help, have both answered, let the family write; return the request."""
    at = clock.now()
    _advice(lead, contact, school, at)
    item = _request(lead, school, at)
    with acting(actor_for(Who("person", contact))) as actor:
        decide.add_service_note(actor=actor, item_id=item, words=WORDS, at=at)
        decide.keep_clinic_reference(actor=actor, item_id=item, reference=WORDS[:60], at=at)
        answer = decide.Answering(Move.ACCEPT, words=WORDS, level="getting_help", next_step=WORDS)
        decide.decide(actor=actor, item_id=item, version=2, answer=answer, at=at)
        family.make_sheets(actor=actor, item_id=item, at=at)
    with standing_as("seed"):
        codes = [
            code.pk for code in FamilyCode.objects.filter(item_id=item, revoked_at__isnull=True)
        ]
    for code in codes:
        with acting(actor_for(Who("family", code))) as actor:
            family.keep_own_words(actor=actor, words=WORDS, at=at)
    return item


def _advice(lead: UUID, contact: UUID, school: UUID, at: datetime) -> None:
    with acting(actor_for(Who("person", lead))) as actor:
        item = advice.ask_advice(
            actor=actor,
            school_id=school,
            form_key=new_id(),
            at=at,
            about="pupil",
            age_or_year=WORDS[:40],
            seen=WORDS,
            tried=WORDS,
            question=WORDS,
            how_soon="this_week",
        )
    with acting(actor_for(Who("person", contact))) as actor:
        advice.say(actor=actor, item_id=item, move=Move.ANSWER, version=1, words=WORDS, at=at)


def _request(lead: UUID, school: UUID, at: datetime) -> UUID:
    # The last letters of the words are those that no line can break.
    written = {
        name: WORDS[-field.longest :] if field.longest < len(WORDS) else WORDS
        for name, field in FIELDS.items()
        if field.kind in WRITTEN
    }
    answers = written | {
        "birth_date": "2011-05-04",
        "worry": "3",
        "carer_pr": "yes",
        "carer_agrees": "agrees",
        "young_person_agrees": "agrees",
        "school_hears": "yes",
        "tell": ["carer"],
        "holiday_contact": "Mr Reed",
        "holiday_phone": "01632 960 777",
    }
    with acting(actor_for(Who("person", lead))) as actor:
        item = request.start_request(
            actor=actor,
            school_id=school,
            form_key=new_id(),
            at=at,
            answers=answers,
            gate={"danger_now": False},
        )
    with acting(actor_for(Who("person", lead))) as actor:
        request.send_request(actor=actor, item_id=item, version=1, at=at)
    return item
