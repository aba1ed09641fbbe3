"""A small place with one thing of each sort in it, made by real moves, in which nothing is wrong."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.db import connection

from schoolslink.access.models import FamilyCode, Membership, Organisation, Person
from schoolslink.access.roles import Role
from schoolslink.checks.invariants.planted import Planted, Step, begin_beside, decide, make_move
from schoolslink.directory.models import (
    AdviceHours,
    Area,
    AreaMembership,
    HealthcareService,
    NamedContact,
    School,
)
from schoolslink.kernel import clock
from schoolslink.kernel.ids import new_id
from schoolslink.kernel.models import OutboxDelivery, OutboxMessage
from schoolslink.notices.models import Notice
from schoolslink.referrals import models as held

LONG_AGO = date(2020, 9, 1)


SUBMITTED = Step("submit", 1, facts={"set_risk": False})
SUBMITTED_EARLIER = Step("submit", 4, facts={"set_risk": False})
THINGS: dict[str, tuple[Step, ...]] = {
    "question": (Step("ask", 1, holder="second"),),
    "request": (SUBMITTED,),
    "waiting_for_yes": (Step("await_agreement", 2, holder="lead", due=9),),
    "of_the_team": (Step("await_agreement", 2, holder="small_school", due=9),),
    "withdrawn": (Step("submit", 4), Step("withdraw", 1, holder="")),
    "passed_on": (Step("submit", 9), Step("redirect", 2)),
    "asked_outside": (Step("submit", 9), Step("redirect", 2)),
    "taken_over": (
        Step("submit", 9), Step("redirect", 4), Step("take_over", 2, holder="other_contact"),
    ),
    "met": (Step("submit", 9), Step("accept", 4), Step("record_first_contact", 2)),
    "refused": (Step("submit", 9), Step("not_accept", 2)),
    "refused_twice": (
        Step("submit", 29), Step("not_accept", 19), Step("return", 14), Step("not_accept", 2),
    ),
    "helped": (
        Step("submit", 99), Step("accept", 95), Step("start_help", 90),
        Step("discharge", 62), Step("record_told", 60, holder=""),
    ),
    "told_and_closed": (
        Step("submit", 19), Step("advise", 12), Step("record_told", 9),
        Step("confirm_next_step", 8, holder=""),
    ),
    "late": (Step("submit", 30, due=-4), Step("escalate", 3, holder="manager", due=-4)),
    "marked": (SUBMITTED_EARLIER,),
    "elsewhere": (Step("submit", 1, holder="other_contact"),),
    "moving": (SUBMITTED_EARLIER,),
    "stayed": (Step("submit", 100),),
    "handed_out": (SUBMITTED_EARLIER,),
    "gone_along": (SUBMITTED_EARLIER,),
    "moves_school": (SUBMITTED_EARLIER,),
    "goes_on": (Step("submit", 9), Step("take_in", 4), Step("accept", 2)),
    "joined": (
        Step("submit", 6), Step("merge", 4, holder=""),
        Step("hear_decision", 2), Step("record_told", 1, holder=""),
    ),
}  # fmt: skip

AT_THE_SMALL_SCHOOL = ("of_the_team", "stayed", "moves_school")


def plant() -> Planted:
    """Make it, as role `seed`, at this very moment."""
    made = Planted(clock.now())
    _places(made)
    _people(made)
    for name, steps in THINGS.items():
        _thing(made, name, steps)
    _missed(made)
    _offer(made)
    _handing_over(made)
    _called_off(made)
    _asked_if_there(made)
    _went_along(made)
    _asked_at_school(made)
    _look(made)
    _asked_after(made)
    _asked_outside(made)
    _talks(made)
    _joined(made)
    _post(made)
    _around(made)
    return made


def _places(made: Planted) -> None:
    for name, kind in (
        ("area", "area"), ("other_area", "area"), ("service", "service"),
        ("other_service", "service"), ("school", "school"), ("small_school", "school"),
    ):  # fmt: skip
        made.ids[name] = Organisation.objects.create(kind=kind, name=f"Planted {name}").pk
    for name in ("area", "other_area"):
        Area.objects.create(organisation_id=made.ids[name], from_on=LONG_AGO)
    for number, name in enumerate(("school", "small_school")):
        School.objects.create(
            organisation_id=made.ids[name], urn=900_001 + number, phase="Primary", status="open"
        )
        AreaMembership.objects.create(
            school_id=made.ids[name], area_id=made.ids["area"], from_on=LONG_AGO
        )


def _people(made: Planted) -> None:
    since = clock.local_day(clock.real_now()) - timedelta(days=400)
    for name, place, role in (
        ("lead", "school", Role.SCHOOL_LEAD),
        ("safeguarding", "school", Role.SAFEGUARDING_LEAD),
        ("small_lead", "small_school", Role.SCHOOL_LEAD),
        ("contact", "service", Role.CAMHS_CONTACT),
        ("second", "service", Role.CAMHS_CONTACT),
        ("manager", "service", Role.SERVICE_MANAGER),
        ("other_contact", "other_service", Role.CAMHS_CONTACT),
        ("coordinator", "area", Role.AREA_COORDINATOR),
        ("coordinator_there", "other_area", Role.AREA_COORDINATOR),
    ):
        key = made.ids[name] = new_id()
        Person.objects.create(id=key, name=f"Planted {name}", email=f"{key}@example.invalid")
        Membership.objects.create(
            person_id=key, organisation_id=made.ids[place], role=role, from_on=since
        )
    for service, manager in (("service", "manager"), ("other_service", "other_contact")):
        HealthcareService.objects.create(
            organisation_id=made.ids[service],
            area_id=made.ids["area"],
            pool_manager_id=made.ids[manager],
            from_on=LONG_AGO,
        )


def _thing(made: Planted, name: str, steps: tuple[Step, ...]) -> None:
    ids = made.ids
    advice = steps[0].move == "ask"
    began = made.now - timedelta(days=steps[0].days_ago)
    child = held.YoungPerson.objects.create(made_at=began)
    item = held.Item.objects.create(
        kind="advice" if advice else "referral",
        reference=f"PL-{name}-{child.pk.hex[-8:]}",
        child=child,
        school_id=ids["small_school" if name in AT_THE_SMALL_SCHOOL else "school"],
        area_id=ids["area"],
        opened_by_id=ids["lead"],
        opened_at=began,
    )
    ids[name] = item.pk
    for version, step in enumerate(steps):
        make_move(made, item, version, step)
    if advice:
        held.AdviceRequest.objects.create(item=item, about="pupil")
    else:
        held.Referral.objects.create(item=item, intended_service_id=ids["service"])


def _offer(made: Planted) -> None:
    """Offer what is passed on to the other service."""
    request = held.Item.objects.get(pk=made.ids["passed_on"])
    offer = begin_beside(request, "redirect", "offer", request.entered_at)
    made.ids["offer"] = offer.pk
    make_move(made, offer, 0, Step("offer", 1.9, holder="other_contact"))


def _asked_outside(made: Planted) -> None:
    """Ask somebody outside by a link whether they take what is being passed on."""
    request = held.Item.objects.get(pk=made.ids["asked_outside"])
    asking = begin_beside(request, "outside", "outside", request.entered_at)
    made.ids["asking"] = asking.pk
    make_move(made, asking, 0, Step("offer_outside", 1.9))
    until = clock.local_day(made.now) + timedelta(days=4)
    made.ids["link"] = held.OutsideLink.objects.create(
        item=asking, address="planted", token_hash=asking.pk.bytes, made_at=made.now,
        made_by=made.ids["contact"], opens_until=datetime.combine(until, time(), clock.LONDON),
    ).pk  # fmt: skip


def _talks(made: Planted) -> None:
    """Book two talks with the contact, one right after the other."""
    named = NamedContact.objects.create(
        side="nhs", position="contact", organisation_id=made.ids["service"], name="Planted",
        person_id=made.ids["contact"], from_on=LONG_AGO,
    )  # fmt: skip
    hours = AdviceHours.objects.create(
        contact=named, starts_at=time(9), ends_at=time(10), minutes=30, how="phone", whom="all",
        from_on=LONG_AGO,
    )  # fmt: skip
    begins = datetime.combine(clock.local_day(made.now) + timedelta(days=2), time(9), clock.LONDON)
    for number, name in enumerate(("talk", "next_talk")):
        at = made.now - timedelta(days=1)
        child = held.YoungPerson.objects.create(made_at=at)
        item = held.Item.objects.create(
            kind="consultation", reference=f"PL-{name}-{child.pk.hex[-8:]}", child=child,
            school_id=made.ids["school"], area_id=made.ids["area"], opened_by_id=made.ids["lead"],
            opened_at=at,
        )  # fmt: skip
        made.ids[name] = item.pk
        to = {"to_team_id": made.ids["service"], "to_service_id": made.ids["service"]}
        make_move(made, item, 0, Step("book", 1, facts=to))
        starts_at = begins + timedelta(minutes=30 * number)
        held.ConsultationSlot.objects.create(
            item=item, hours=hours, person_id=made.ids["contact"], starts_at=starts_at,
            ends_at=starts_at + timedelta(minutes=30), how="phone", knows="agreed", booked_at=at,
        )  # fmt: skip


def _post(made: Planted) -> None:
    """Write down what came by post: one became the request, and a letter was put to it."""
    for name, move in (("post", "become_request"), ("letter", "put_to")):
        child = held.YoungPerson.objects.create(made_at=made.now - timedelta(days=2))
        item = held.Item.objects.create(
            kind="post", reference=f"PL-post-{child.pk.hex[-8:]}", child=child,
            asked_by="not_known", area_id=made.ids["area"], opened_at=child.made_at,
        )  # fmt: skip
        make_move(made, item, 0, Step("log_post", 2))
        make_move(made, item, 1, Step(move, 1, holder=""))
        made.ids[name] = held.Post.objects.create(
            item=item, came_at=child.made_at, typed_by=made.ids["contact"], how="letter",
            from_whom="gp", danger="no", other_id=made.ids["request"],
        ).pk  # fmt: skip


def _handing_over(made: Planted) -> None:
    """Hand a child over to the other service, which has it before it."""
    request = held.Item.objects.get(pk=made.ids["moving"])
    card = begin_beside(request, "transfer", "card", made.now - timedelta(days=2))
    made.ids["card"] = card.pk
    for version, move in enumerate(("plan_transfer", "hand_over")):
        make_move(made, card, version, Step(move, 2 - version / 10))
    handed = held.ItemEvent.objects.get(item=card, move="hand_over")
    held.TransferStep.objects.create(item=card, event=handed, receiver_id=made.ids["other_service"])
    asked = begin_beside(request, "redirect", "asked", handed.at)
    make_move(made, asked, 0, Step("offer", 1.8, holder="other_contact"))


def _called_off(made: Planted) -> None:
    """Call a hand-over off whose school was to close, and did not then."""
    request = held.Item.objects.get(pk=made.ids["stayed"])
    card = begin_beside(request, "transfer", "stays", made.now - timedelta(days=90))
    make_move(made, card, 0, Step("plan_transfer", 90))
    planned = held.ItemEvent.objects.get(item=card)
    held.TransferStep.objects.create(item=card, event=planned, why="school_closes")
    make_move(made, card, 1, Step("call_off", 89, holder=""))


def _asked_if_there(made: Planted) -> None:
    """Hand a child over to somebody outside, who is asked whether they have them."""
    request = held.Item.objects.get(pk=made.ids["handed_out"])
    card = begin_beside(request, "transfer", "card_out", made.now - timedelta(days=2))
    for version, move in enumerate(("plan_transfer", "hand_outside")):
        make_move(made, card, version, Step(move, 2 - version / 10))
    handed = held.ItemEvent.objects.get(item=card, move="hand_outside")
    held.TransferStep.objects.create(item=card, event=handed, receiver_name="Planted outside")
    asked = begin_beside(request, "outside", "receipt", handed.at)
    made.ids["receipt"] = asked.pk
    make_move(made, asked, 0, Step("ask_receipt", 1.8))


def _went_along(made: Planted) -> None:
    """Let a request go along with a child to the small school, as the family agreed."""
    request = held.Item.objects.get(pk=made.ids["gone_along"])
    there = {"to_school_id": made.ids["small_school"]}
    card = begin_beside(request, "transfer", "card_along", made.now - timedelta(days=3))
    made.ids["card_along"] = card.pk
    for version, move in enumerate(("plan_transfer", "hand_outside", "tell_of_transfer")):
        make_move(made, card, version, Step(move, 3 - version / 10))
    for move, said in (
        ("hand_outside", {"receiver_name": "Planted small_school", **there}),
        ("tell_of_transfer", {"whom": "self", "next_school": "self"}),
    ):
        event = held.ItemEvent.objects.get(item=card, move=move)
        held.TransferStep.objects.create(item=card, event=event, **said)
    asked = begin_beside(request, "arrival", "came", made.now - timedelta(days=2))
    make_move(made, asked, 0, Step("ask_school", 2, holder="small_school", facts=there))
    make_move(made, asked, 1, Step("confirm_arrival", 1.5, holder=""))
    make_move(made, card, 3, Step("receive", 1.4, holder=""))
    request.refresh_from_db()
    make_move(made, request, 1, Step("change_school", 1.3, facts=there))


def _asked_at_school(made: Planted) -> None:
    """Hand a child over to another school, whose lead is asked whether they have arrived."""
    request = held.Item.objects.get(pk=made.ids["moves_school"])
    there = {"to_school_id": made.ids["school"]}
    card = begin_beside(request, "transfer", "card_there", made.now - timedelta(days=2))
    for version, move in enumerate(("plan_transfer", "hand_outside")):
        make_move(made, card, version, Step(move, 2 - version / 10))
    handed = held.ItemEvent.objects.get(item=card, move="hand_outside")
    held.TransferStep.objects.create(item=card, event=handed, receiver_name="Planted", **there)
    asked = begin_beside(request, "arrival", "asked_there", handed.at)
    made.ids["asked_there"] = asked.pk
    make_move(made, asked, 0, Step("ask_school", 1.8, holder="lead", facts=there))


def _asked_after(made: Planted) -> None:
    """Ask after a child whose help has ended: it was the same."""
    request = held.Item.objects.get(pk=made.ids["helped"])
    asked = begin_beside(request, "check_in", "after", made.now - timedelta(days=31))
    made.ids["after_help"] = asked.pk
    make_move(made, asked, 0, Step("check_in", 31))
    make_move(made, asked, 1, Step("found_same", 29, holder=""))


def _joined(made: Planted) -> None:
    """Join a request to another that goes on, of which those who asked heard what was decided."""
    item = held.Item.objects.get(pk=made.ids["joined"])
    merged, heard = (
        held.ItemEvent.objects.get(item=item, move=move) for move in ("merge", "hear_decision")
    )
    held.Joining.objects.create(
        item=item, goes_on_id=made.ids["goes_on"], event=merged, at=merged.at
    )
    heard.move = "accept"
    decide(made, item, heard)


def _look(made: Planted) -> None:
    """Let a manager agree to the second no before it was said."""
    request = held.Item.objects.get(pk=made.ids["refused_twice"])
    look = begin_beside(request, "second_look", "look", made.now - timedelta(days=9))
    made.ids["look"] = look.pk
    why = {"reason": "below_level"}
    make_move(made, look, 0, Step("look_as_manager", 9, holder="manager", facts=why))
    make_move(made, look, 1, Step("agree_to_end", 8, holder=""))


def _missed(made: Planted) -> None:
    """Make a missed appointment beside a request, of which a risk is marked afterwards."""
    request = held.Item.objects.get(pk=made.ids["marked"])
    missed = begin_beside(request, "missed", "missed", made.now - timedelta(days=3))
    made.ids["beside"] = missed.pk
    make_move(made, missed, 0, Step("look_into_missed", 3))
    make_move(made, request, 1, Step("say_worse", 2, facts={"set_risk": True}))


def _around(made: Planted) -> None:
    """Make what stands beside things: a code with its carer, a message, news that arrived."""
    ids = made.ids
    request, today = held.Item.objects.get(pk=ids["request"]), clock.local_day(made.now)
    ids["code"] = FamilyCode.objects.create(
        child_id=request.child_id, item_id=request.pk, relationship="carer",
        code_hash=request.pk.bytes, made_at=made.now,
    ).pk  # fmt: skip
    soon = today + timedelta(days=5)
    held.Review.objects.create(
        item=request, kind="block", about_id=request.pk, by_id=ids["lead"], at=made.now, due_on=soon
    )
    made.ids["hold"] = held.RetentionHold.objects.create(
        item=request, reason="inquiry", at=made.now, set_by=ids["manager"],
        review_on=today + timedelta(days=90),
    ).pk  # fmt: skip
    helped = held.Item.objects.get(pk=ids["helped"])
    held.SharingChoice.objects.create(
        item=helped, whom="gp", may_be_told=True, chosen_by="carer", at=helped.opened_at
    )
    held.PracticeAsking.objects.create(
        item=helped, token_hash=helped.pk.bytes, made_at=helped.opened_at, opens_until=made.now
    )
    held.PracticeAsking.objects.create(
        item=request, token_hash=request.pk.bytes, made_at=made.now, opens_until=made.now
    )
    with connection.cursor() as cursor:
        ids["certificate"] = new_id()
        cursor.execute(
            "insert into referrals_erasure values (%s, %s, 'all', 'after_contact', 'planted', now(),"
            " 'planted', %s, '{}', '')", [ids["certificate"], new_id(), [ids["manager"]]],
        )  # fmt: skip
    held.Carer.objects.create(item=request, relationship="carer", family_code_id=ids["code"])
    own = held.Carer.objects.create(item=request, relationship="self")
    theirs = {"item": request, "family_member_id": own.pk}
    asked = {"kind": "copy", "asked_by": own.pk, "asked_on": today, "due_on": soon}
    held.RightAsked.objects.create(at=made.now, **asked, **theirs)
    ids["complaint"] = held.Complaint.objects.create(
        said_by=own.pk, said_as="self", said_at=made.now, reference="CP", place_id=ids["service"],
        what=b"sealed", person_id=ids["manager"], due_on=soon, **theirs,
    ).pk  # fmt: skip
    for kind, of, whom in (
        ("referrals.marked", "marked", "safeguarding"),
        ("referrals.past_its_day", "late", "coordinator"),
        ("referrals.did_you_ask", "helped", "contact"),
        ("referrals.did_you_ask", "request", "contact"),
    ):
        Notice.objects.create(
            kind=kind, about_id=ids[of], recipient_person_id=ids[whom], channel="email",
            state="queued", is_weekly=False, code_word="apple river", link_path="/",
            created_at=made.now, due_at=made.now,
        )  # fmt: skip
    told = {"item_id": str(request.pk)}
    news = OutboxMessage.objects.create(event="planted", payload=told, published_at=made.now)
    ids["news"] = OutboxDelivery.objects.create(
        message=news, subscriber="planted",
        **dict.fromkeys(("queued_at", "due_at", "delivered_at"), clock.real_now()),
    ).pk  # fmt: skip
