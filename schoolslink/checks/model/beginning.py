"""How things begin in a village that is lived in: asked by a school, a family or a team, or come by post."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from schoolslink.access.actor import Actor
from schoolslink.access.models import FamilyCode, Membership, Person
from schoolslink.access.roles import Role
from schoolslink.access.unit import acting
from schoolslink.checks.ground import standing_as
from schoolslink.checks.model.turn import AGREED, ASKED, NOT_ASKED
from schoolslink.checks.model.whole import begins
from schoolslink.checks.oracle import Who
from schoolslink.checks.village import LONG_AGO, Village
from schoolslink.checks.walls import actor_for
from schoolslink.directory.models import HealthcareService, NamedContact, OutsideReceiver
from schoolslink.kernel import clock
from schoolslink.kernel.ids import new_id
from schoolslink.referrals.commands import correcting, family, own_request, request, rights
from schoolslink.referrals.commands.post import log_post
from schoolslink.referrals.commands.typed_in import type_in
from schoolslink.referrals.queries.own import own_page
from schoolslink.referrals.rules import Kind, State
from schoolslink.referrals.rules.own import Step
from schoolslink.referrals.rules.post import Danger, FromWhom, How

if TYPE_CHECKING:
    from schoolslink.checks.model.lived import Lived

MOST_CODES = 8  # so many pages of families are open at once
OWN = {
    "first_name": "Ellie", "surname": "Ward", "birth_date": "2014-03-04", "concern": "Quiet.",
    "carer_name": "Ada Ward", "school_hears": "no", "gp_hears": "no",
}  # fmt: skip


def furnish_more(village: Village) -> dict[UUID, UUID]:
    """Let schools name who leads, families ask by themselves; return who outside can be asked, by area."""
    receivers, yesterday = {}, clock.local_day(clock.real_now()) - timedelta(days=1)
    for place in village.places:
        coordinator = Person.objects.create(name="Coordinator", email=f"{new_id()}@example.invalid")
        Membership.objects.create(
            person=coordinator,
            organisation=place.area,
            role=Role.AREA_COORDINATOR,
            from_on=yesterday,
        )
        for school in place.schools:
            NamedContact.objects.create(
                side="school", position="lead", organisation=school, person=place.lead,
                name=place.lead.name, from_on=LONG_AGO,
            )  # fmt: skip
        HealthcareService.objects.filter(area_id=place.area.pk).update(families_may_ask=True)
        receivers[place.area.pk] = OutsideReceiver.objects.create(
            area_id=place.area.pk, kind="voluntary", name=f"{place.area.name} Drop-in",
            what_they_do="Talks.", phone="01632 960 002", email="drop-in@example.invalid",
            owner="Ana Day", checked_on=clock.local_day(clock.real_now()), from_on=LONG_AGO,
        ).pk  # fmt: skip
    return receivers


def a_lead_asks(lived: Lived, number: int) -> None:
    """Ask a question, book a talk, or begin a request with little."""
    kind = (Kind.ADVICE, Kind.CONSULTATION, Kind.REFERRAL)[number % 3]
    place = lived.cast.village.places[number % 2]
    with acting(lived.actors[f"lead {number % 2}"]) as actor:
        begins(actor, kind, place.schools[number // 6 % 2].pk, lived.at)


def a_lead_sends_at_once(lived: Lived, number: int) -> None:
    """Ask for help with all that is known, agreed to or not, a risk marked or not."""
    place = lived.cast.village.places[number % 2]
    said = NOT_ASKED if number % 5 == 0 else AGREED
    with acting(lived.actors[f"lead {number % 2}"]) as actor:
        request.ask_at_once(
            actor=actor, school_id=place.schools[number // 2 % 2].pk, form_key=new_id(), at=lived.at,
            answers={**ASKED, **said}, gate={"danger_now": number % 7 == 0},
        )  # fmt: skip


def a_family_asks(lived: Lived, number: int) -> None:
    """Begin a request under a code of one's own, and send it."""
    place = lived.cast.village.places[number % 2]
    whose: own_request.Relationship = "self" if number // 2 % 2 else "carer"
    with acting(Actor(kind="public")):
        code = own_request.begin_own(
            service_id=place.service.pk,
            school_id=place.schools[0].pk if number % 3 else None,
            relationship=whose,
            gate={},
            machine=f"192.0.2.{number % 200}",
            at=lived.at,
        )
    with standing_as("seed"):
        row = FamilyCode.objects.get(pk=code.id)
    own = Actor(
        kind="family", subject_id=code.id, child_id=row.child_id, item_id=row.item_id,
        relationship=whose,
    )  # fmt: skip
    with acting(own) as actor:
        own_request.save_own_step(actor=actor, step=Step.WORRY, said=OWN, at=lived.at)
        own_request.send_own(actor=actor, at=lived.at)
    _seat(lived, code.id)


def a_team_types_in(lived: Lived, number: int) -> None:
    """Write down what came on paper."""
    place = lived.cast.village.places[number % 2]
    with acting(lived.actors[f"contact {number % 2}"]) as actor:
        type_in(
            actor=actor, service_id=place.service.pk, school_id=None, form_key=new_id(),
            asked_by="carer", gate={}, made_at=lived.at, at=lived.at,
            said={**OWN, "carer_agrees": "agrees"},
        )  # fmt: skip


def post_comes(lived: Lived, number: int) -> None:
    """Write down post of which nobody can say yet whose it is."""
    place = lived.cast.village.places[number % 2]
    with acting(lived.actors[f"contact {number % 2}"]) as actor:
        log_post(
            actor=actor, team_id=place.service.pk, form_key=new_id(), came_at=lived.at, how=How.FAX,
            from_whom=FromWhom.NOT_KNOWN, danger=Danger.YES if number % 5 == 0 else Danger.NO,
            about="Half a page, no name.", sender="", phone="", is_mine=bool(number % 3), at=lived.at,
        )  # fmt: skip


def codes_are_handed_out(lived: Lived, number: int) -> None:
    """Give each of a family a code, by whoever of the team has their request."""
    theirs = [
        key for key, one in lived.seen.items()
        if one.kind is Kind.REFERRAL and one.open and lived.world.records[key].team
        and one.state not in (State.DRAFT, State.AWAITING_AGREEMENT)
    ]  # fmt: skip
    if not theirs or len(lived.who) > len(lived.cast.who) + MOST_CODES:
        return
    item = sorted(theirs)[number % len(theirs)]
    name = lived._of_the_team(lived.world.records[item])
    if name is None:
        return
    with acting(lived.actors[name]) as actor:
        family.make_sheets(actor=actor, item_id=item, at=lived.at)
    with standing_as("seed"):
        codes = list(
            FamilyCode.objects.filter(item_id=item, revoked_at=None).values_list("pk", flat=True)
        )
    for code in codes:
        _seat(lived, code)


def a_right_is_used(lived: Lived, number: int) -> None:
    """Ask, on one's own page, for a copy of everything, or for what is wrong to be put right."""
    names = sorted(name for name, who in lived.who.items() if who.kind == "family")
    with acting(lived.actors[names[number % len(names)]]) as actor:
        own = own_page(actor)
        if number % 3 == 0:
            rights.ask_copy(
                actor=actor, item=own.item, member=own.member, at=lived.at,
                asked_on=clock.local_day(lived.at),
            )  # fmt: skip
        else:
            correcting.ask_correction(
                actor=actor, item=own.item, member=own.member, at=lived.at,
                asked_on=clock.local_day(lived.at), wrong="That I do not try.",
                should_be="That I do.",
            )  # fmt: skip


def _seat(lived: Lived, code: UUID) -> None:
    if any(who.id == code for who in lived.who.values()):
        return
    who = Who("family", code)
    name = f"family {len(lived.who)}"
    lived.who[name], lived.actors[name] = who, actor_for(who)
    lived.describe()


BEGINNINGS: tuple[Callable[[Lived, int], None], ...] = (
    a_lead_asks,
    a_lead_sends_at_once,
    a_lead_sends_at_once,
    a_family_asks,
    a_team_types_in,
    post_comes,
    codes_are_handed_out,
    a_right_is_used,
)
