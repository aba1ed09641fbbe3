"""The four ways in which a request comes, each by the commands of its page, and the family's codes."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from schoolslink.access import links
from schoolslink.access.actor import Actor
from schoolslink.access.models import FamilyCode
from schoolslink.access.unit import acting
from schoolslink.checks.ground import standing_as
from schoolslink.checks.letters.scene import Scene
from schoolslink.checks.letters.stage import MAIL, Ground, Town
from schoolslink.kernel import clock, outbox
from schoolslink.kernel.ids import new_id
from schoolslink.referrals.commands import family, own_request, request
from schoolslink.referrals.commands.asking_practice import ask_for_patient, they_say
from schoolslink.referrals.models import Item, SharingChoice
from schoolslink.referrals.queries.asking_practice import practice_link
from schoolslink.referrals.rules.agreement import CompetenceNote, GillickQuestion
from schoolslink.referrals.rules.asking_practice import PRACTICE_LINK, Practice
from schoolslink.referrals.rules.own import Step

PRACTICE = Practice("River Street Surgery", "C81001", MAIL["practice"], "01632 960 777")
MACHINE = "192.0.2.9"


def asked(town: Town, scene: Scene, at: datetime, school: int = 0) -> Ground:
    """Ask as the scene says, hand out a code to each of the family, and return what stands then."""
    ask = {"school": _by_school, "practice": _by_practice}.get(scene.asked_by, _by_themselves)
    ground = ask(town, scene, at, school)
    with standing_as("seed"):
        SharingChoice.objects.filter(item_id=ground.item_id).exclude(whom="carer").delete()
        if scene.wish == "not_asked":
            SharingChoice.objects.filter(item_id=ground.item_id).delete()
        Item.objects.filter(pk=ground.item_id).exclude(asked_by="school").update(school_id=None)
    with town.as_contact() as actor:
        family.make_sheets(actor=actor, item_id=ground.item_id, at=at)
    outbox.deliver_waiting()
    ground.see_family()
    return ground


def said_of(town: Town, scene: Scene, at: datetime) -> dict[str, Any]:
    """Return what is said of the child and of two carers, whoever asks."""
    born = date(at.year - scene.age, 1, 1)  # has had this year's birthday on every day
    return {
        "first_name": "Invented", "surname": "Child", "birth_date": born.isoformat(),
        "concern": "Invented.", "worry": "3", "young_person_email": MAIL["child"],
        "carer_name": "Invented Carer", "carer_email": MAIL["carer"], "carer_pr": "yes",
        "carer_agrees": "agrees", "second_carer_name": "Second Carer",
        "second_carer_email": MAIL["second_carer"], "second_carer_pr": "yes",
        "second_carer_agrees": "agrees", "young_person_agrees": "agrees",
        "gp_practice": [str(town.practice_id), PRACTICE.name],
    }  # fmt: skip


def _by_school(town: Town, scene: Scene, at: datetime, school: int) -> Ground:
    answers, note = said_of(town, scene, at) | {"tell": ["carer"], "school_hears": "yes"}, None
    if scene.judged and scene.age < 16:
        yes = frozenset(GillickQuestion)
        note = CompetenceNote(yes, "Invented Lead", clock.local_day(at), "asking for help")
        answers |= {
            "who_decides": "young_person", "gillick": [str(one) for one in yes],
            "judged_by": "Invented Lead",
        }  # fmt: skip
    elif scene.judged:
        answers |= {"who_decides": "unable", "unable_by": "Dr Invented"}
    with town.as_(town.place.lead.pk) as actor:
        item_id = request.start_request(
            actor=actor, school_id=town.place.schools[school].pk, form_key=new_id(), at=at,
            answers=answers, gate={"danger_now": scene.risk},
        )  # fmt: skip
        request.send_request(actor=actor, item_id=item_id, version=1, at=at, note=note)
    return Ground(item_id, at)


def _by_themselves(town: Town, scene: Scene, at: datetime, school: int) -> Ground:
    whose: own_request.Relationship = "self" if scene.asked_by == "self" else "carer"
    with acting(Actor(kind="public")):
        code = own_request.begin_own(
            service_id=town.place.service.pk, school_id=town.place.schools[school].pk,
            relationship=whose, gate={"danger_now": scene.risk}, machine=MACHINE, at=at,
        )  # fmt: skip
    with standing_as("seed"):
        row = FamilyCode.objects.get(pk=code.id)
    own = Actor(
        kind="family", subject_id=code.id, child_id=row.child_id, item_id=row.item_id,
        relationship=whose,
    )  # fmt: skip
    said = said_of(town, scene, at) | {"home_hears": "yes"}
    with acting(own) as actor:
        own_request.save_own_step(actor=actor, step=Step.WORRY, said=said, at=at)
        own_request.send_own(actor=actor, at=at)
    assert row.item_id is not None  # noqa: S101 - a code is of one request
    _home_was_asked(row.item_id, at)
    return Ground(row.item_id, at)


def _by_practice(town: Town, scene: Scene, at: datetime, school: int) -> Ground:
    with acting(Actor(kind="public")):
        moved, link_id = ask_for_patient(
            service_id=town.place.service.pk, school_id=town.place.schools[school].pk,
            practice=PRACTICE, said=said_of(town, scene, at) | {"home_hears": "yes"},
            gate={"danger_now": scene.risk}, machine=MACHINE, at=at,
        )  # fmt: skip
    if scene.moment != "asked":
        _confirm(link_id, at)
    return Ground(moved.item.pk, at, link_id=link_id)


def _confirm(link_id: UUID, at: datetime) -> None:
    """Let the practice say that it asked."""
    found = practice_link(links.token(link_id, purpose=PRACTICE_LINK), at=at)
    assert found is not None  # noqa: S101 - it was made a moment ago
    holder = Actor(kind="link", subject_id=link_id, item_id=found.item_id)
    with acting(holder) as actor:
        they_say(actor=actor, item_id=found.item_id, child_id=found.child_id, asked=True, at=at)


def _home_was_asked(item_id: UUID, at: datetime) -> None:
    """Let the choice about home stand as it was made; of a carer who asked nobody was asked it."""
    with standing_as("seed"):
        choices = SharingChoice.objects.filter(item_id=item_id, whom="carer")
        if not choices.exists():
            SharingChoice.objects.create(
                item_id=item_id, whom="carer", may_be_told=True, chosen_by="carer", at=at
            )
