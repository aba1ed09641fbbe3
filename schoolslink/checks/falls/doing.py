"""What people of the stories do: each by the product's own command, as its page would call it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from schoolslink.access.actor import Actor
from schoolslink.access.commands import end_membership
from schoolslink.access.unit import acting
from schoolslink.directory.commands.contacts import set_cover
from schoolslink.directory.commands.links import end_link
from schoolslink.directory.models import HealthcareService
from schoolslink.kernel.ids import new_id
from schoolslink.referrals.commands import (
    advice,
    decide,
    family,
    next_step,
    offering,
    own_request,
    request,
)
from schoolslink.referrals.commands.hand_over import reassign
from schoolslink.referrals.commands.missed import record_missed
from schoolslink.referrals.commands.post import log_post
from schoolslink.referrals.commands.put_to import put_to
from schoolslink.referrals.commands.reading import read_at_school
from schoolslink.referrals.commands.sorting import PostSeen
from schoolslink.referrals.models import Item, Told
from schoolslink.referrals.rules import Move
from schoolslink.referrals.rules.begun import HowKnown
from schoolslink.referrals.rules.own import Step
from schoolslink.referrals.rules.post import Danger, FromWhom, How
from schoolslink.simulate.programme.watch import rows
from schoolslink.simulate.world.connection import arranging

if TYPE_CHECKING:
    from schoolslink.checks.falls.life import Life
    from schoolslink.checks.falls.story import Act
    from schoolslink.simulate.programme.acts import Turn

NO_DANGER = {"danger_now": False, "cannot_wait": False, "harmed": False}
KNOWN: dict[str, Any] = {
    "first_name": "Invented", "surname": "Child", "birth_date": "2016-05-04", "school_year": "Year 6",
    "concern": "Invented: does not come to school on most days.", "worry": "2", "carer_pr": "yes",
    "carer_name": "Invented Carer", "young_person_agrees": "agrees", "carer_agrees": "agrees",
    "school_hears": "yes", "tell": ["young_person", "carer"], "holiday_contact": "Invented Head",
    "holiday_phone": "01632 960 001",
}  # fmt: skip
NOT_ASKED = {"young_person_agrees": "not_asked", "carer_agrees": "not_asked"}


def also(*acts: Act) -> Act:
    """Return several acts as one, one after the other."""

    def together(life: Life) -> None:
        for act in acts:
            act(life)

    return together


def asks(life: Life) -> None:
    """Let the lead ask the school's contact a question."""
    with life.turn("lead") as turn:
        life.things["question"] = advice.ask_advice(
            actor=turn.actor, school_id=life.town.school_id, form_key=new_id(), at=turn.at,
            about="pupil", age_or_year="Year 5", seen="Invented: quiet.", tried="Invented: a mentor.",
            question="Invented: what next?", how_soon="this_week",
        )  # fmt: skip


def finds_post(life: Life) -> None:
    """Let the contact write down a fax that lay in the tray since the morning; nobody knows whose it is."""
    with life.turn("contact") as turn:
        life.things["post"] = log_post(
            actor=turn.actor, team_id=life.town.place.service_id, form_key=new_id(),
            came_at=life.at(8), how=How.FAX, from_whom=FromWhom.NOT_KNOWN, danger=Danger.NO,
            about="Invented: half a page, no name.", sender="", phone="", is_mine=True, at=turn.at,
        )  # fmt: skip


def brings_a_letter(life: Life) -> None:
    """Let the cover write down a letter about the request's child; the contact has that, and is given it."""
    with life.turn("cover") as turn:
        life.things["post"] = made = log_post(
            actor=turn.actor, team_id=life.town.place.service_id, form_key=new_id(),
            came_at=life.at(8), how=How.LETTER, from_whom=FromWhom.CARER, danger=Danger.NOT_READ,
            about="Invented: about a child of ours.", sender="", phone="", is_mine=True, at=turn.at,
        )  # fmt: skip
    life.refused(
        "a letter put to a request that a colleague has", "cover",
        lambda turn: _puts(life, turn),
    )  # fmt: skip
    with life.turn("cover") as turn:
        reassign(
            actor=turn.actor, item_id=made, version=turn.version(made),
            to_person=life.town.people["contact"].person_id, at=turn.at,
        )  # fmt: skip


def puts_the_letter(life: Life) -> None:
    """Let the contact put the letter to the request: it says that things have got worse."""
    with life.turn("contact") as turn:
        _puts(life, turn)


def _puts(life: Life, turn: Turn) -> None:
    letter = life.things["post"]
    put_to(
        actor=turn.actor, post=PostSeen(letter, turn.version(letter)),
        reference=Item.objects.get(pk=life.things["request"]).reference,
        worse=True, words="Invented: worse since Sunday.", at=turn.at,
    )  # fmt: skip


def answers(life: Life) -> None:
    """Let the contact answer it."""
    with life.turn("contact") as turn:
        turn.says(life.things["question"], Move.ANSWER, "Invented: try this first.")


def drafts(life: Life, by: str = "lead", school_id: UUID | None = None, **said: Any) -> UUID:
    """Let somebody begin a request, and not send it; return it. school_id: another than the stories' own."""
    with life.turn(by) as turn:
        made = request.start_request(
            actor=turn.actor, school_id=school_id or life.town.school_id, form_key=new_id(),
            at=turn.at, answers=KNOWN | said, gate=NO_DANGER,
        )  # fmt: skip
    life.things["request"] = made
    return made


def begins(life: Life) -> None:
    """Let the lead begin a request, and leave it."""
    drafts(life)


def sends(life: Life, **said: Any) -> None:
    """Let the lead ask for help for a child."""
    made = drafts(life, **said)
    with life.turn("lead") as turn:
        request.send_request(actor=turn.actor, item_id=made, version=turn.version(made), at=turn.at)


def waits_for_a_yes(life: Life) -> None:
    """Let the lead ask for help for a child whose family has not been asked yet."""
    sends(life, **NOT_ASKED)


def steps(name: str, move: Move, words: str = "") -> Act:
    """Return a plain move of the request by somebody."""

    def act(life: Life) -> None:
        with life.turn(name) as turn:
            turn.step(life.things["request"], move, words)

    return act


def decides(answer: decide.Answering) -> Act:
    """Return the contact's answer to the request."""

    def act(life: Life) -> None:
        item_id = life.things["request"]
        with life.turn("contact") as turn:
            decide.decide(
                actor=turn.actor, item_id=item_id, version=turn.version(item_id), answer=answer,
                at=turn.at,
            )  # fmt: skip

    return act


accepts = decides(decide.Answering(Move.ACCEPT, level="getting_help", words="Invented: yes."))
says_no = decides(
    decide.Answering(
        Move.NOT_ACCEPT, reason="below_level", next_step="Invented: talks with a counsellor."
    )
)
advises = decides(
    decide.Answering(Move.ADVISE, words="Invented: small steps.", next_step="Invented: a tutor.")
)


def passes_on(life: Life) -> None:
    """Let the contact pass the request on to the other service, which has to take it."""
    answer = decide.Answering(
        Move.REDIRECT, reason="below_level", next_step="Invented: Talk Time sees them.",
        receiver_id=life.town.place.other_id,
    )  # fmt: skip
    decides(answer)(life)
    finds_offer(life)


def takes_it(life: Life) -> None:
    """Let somebody of the other service take what it was offered."""
    offer_id = life.things["offer"]
    with life.turn("other contact") as turn:
        offering.take_offer(
            actor=turn.actor, item_id=offer_id, version=turn.version(offer_id), at=turn.at
        )
    with life.calendar.at(turn.at):
        life.settle()


def tells(life: Life) -> None:
    """Let the contact tell each of the family, and write it down."""
    item_id = life.things["request"]
    with life.turn("contact") as turn:
        owed = Told.objects.filter(
            item_id=item_id, whom__in=("self", "carer"), told_at__isnull=True
        )
        for told_id in owed.order_by("pk").values_list("pk", flat=True):
            decide.record_told(
                actor=turn.actor, item_id=item_id, told_id=told_id, how="phone",
                version=turn.version(item_id), at=turn.at,
            )  # fmt: skip


def reads(life: Life) -> None:
    """Let the lead open what was answered."""
    with life.turn("lead") as turn:
        item = Item.objects.get(pk=life.things["request"])
        read_at_school(actor=turn.actor, item=item, at=turn.at)


def misses(life: Life) -> None:
    """Let the contact write down that the family did not come."""
    item_id = life.things["request"]
    with life.turn("contact") as turn:
        made = record_missed(
            actor=turn.actor, item_id=item_id, version=turn.version(item_id),
            words="Invented: Tuesday at ten, by letter.", at=turn.at,
        )  # fmt: skip
    if made is not None:
        life.things["missed appointment"] = made


def finds_check_in(life: Life) -> None:
    """Note the check-in that a morning's round has opened, if it has."""
    if (made := beside_of(life, "check_in")) is not None:
        life.things["check-in"] = made


def finds_offer(life: Life) -> None:
    """Note what another service was offered."""
    if (made := beside_of(life, "redirect")) is not None:
        life.things["offer"] = made


def beside_of(life: Life, kind: str) -> UUID | None:
    """Return the latest thing of a kind that stands beside the request; None where none does."""
    query = (
        "select id from referrals_item where about_id = %s and kind = %s order by opened_at desc"
    )
    found = rows(query, life.things["request"], kind)
    return found[0][0] if found else None


def hands_out_codes(life: Life) -> None:
    """Let the lead print the pages for the family."""
    with life.turn("lead") as turn:
        family.make_sheets(actor=turn.actor, item_id=life.things["request"], at=turn.at)


def leaves(name: str) -> Act:
    """Return the last day of somebody, who is followed by nobody."""

    def act(life: Life) -> None:
        player = life.town.people[name]
        assert player.membership_id is not None  # noqa: S101 - everybody has one
        with life.turn(name) as turn:
            end_membership(actor=turn.actor, membership_id=player.membership_id, at=turn.at)
        life.town.left.add(name)
        with life.calendar.at(turn.at):
            life.settle()

    return act


def goes_away(life: Life) -> None:
    """Let the contact say that the cover answers for a fortnight."""
    people = life.town.people
    query = "select id from directory_namedcontact where person_id = %s and until_on is null"
    ((by,),) = rows(query, people["cover"].person_id)
    contact_id = people["contact"].contact_id
    assert contact_id is not None  # noqa: S101 - a contact is named
    with life.turn("contact") as turn:
        set_cover(
            actor=turn.actor, cover_id=new_id(), contact_id=contact_id, by=by, at=turn.at,
            away_from=turn.today, away_until=turn.today + timedelta(days=14),
        )  # fmt: skip


def sends_now(life: Life, **said: Any) -> Any:
    """Return the sending of a new request by whoever tries it, with some answers changed."""

    def act(turn: Turn) -> None:
        made = request.start_request(
            actor=turn.actor, school_id=life.town.school_id, form_key=new_id(), at=turn.at,
            answers=KNOWN | said, gate=NO_DANGER,
        )  # fmt: skip
        request.send_request(actor=turn.actor, item_id=made, version=turn.version(made), at=turn.at)

    return act


def may_not_ask_again(life: Life) -> None:
    """Try to ask the school for more once more."""

    def act(turn: Turn) -> None:
        turn.step(life.things["request"], Move.ASK_MORE, "Invented: and since when?")

    life.refused("asking for more a third time", "contact", act)


def cannot_say_it_began(life: Life) -> None:
    """Try to end a no on the day on which it was said: by its team, and by a bare press of the school."""
    item_id = life.things["request"]

    def by_the_team(turn: Turn) -> None:
        next_step.say_it_began(
            actor=turn.actor, item_id=item_id, version=turn.version(item_id), at=turn.at,
            who="Invented: a counsellor, at school", how=HowKnown.FAMILY_SAID, since=turn.today,
        )  # fmt: skip

    def by_a_press(turn: Turn) -> None:
        turn.step(item_id, Move.CONFIRM_NEXT_STEP)

    life.refused("the next step said to have begun by whoever said no", "contact", by_the_team)
    life.refused("the next step said to have begun with nothing of it", "lead", by_a_press)


def discharge(life: Life) -> Any:
    """Return the end of help with everything said, by whoever tries it."""
    item_id = life.things["request"]
    answer = decide.Answering(
        Move.DISCHARGE, reason="goals_met", words="Invented: better.", watch="Invented: sleep.",
        next_step="Invented: the tutor sees them each Friday.",
    )  # fmt: skip

    def act(turn: Turn) -> None:
        decide.decide(
            actor=turn.actor, item_id=item_id, version=turn.version(item_id), answer=answer,
            at=turn.at,
        )  # fmt: skip

    return act


def ends_help(life: Life) -> None:
    """Let the contact end help, with a plan and what to watch."""
    with life.turn("contact") as turn:
        discharge(life)(turn)


def ends_service(life: Life) -> None:
    """Let the coordinator end each pair of a service whose contract runs out, and the service with them."""
    service_id = life.town.place.service_id
    live = rows(
        "select id from directory_link where service_id = %s and linked_until is null", service_id
    )
    for (link_id,) in live:
        with life.turn("coordinator") as turn:
            end_link(actor=turn.actor, link_id=link_id, at=turn.at)
    with arranging():  # as the register of services says it
        HealthcareService.objects.filter(pk=service_id).update(until_on=life.day)


def asks_without_a_school(life: Life) -> None:
    """Let a parent ask whose child has no school: under a code, of a service that families may ask."""
    service_id = life.town.place.service_id
    with arranging():
        HealthcareService.objects.filter(pk=service_id).update(families_may_ask=True)
    at = life.at(10)
    with life.calendar.at(at):
        with acting(Actor(kind="public")):
            code = own_request.begin_own(
                service_id=service_id, school_id=None, relationship="carer", gate={},
                machine="192.0.2.9", at=at,
            )  # fmt: skip
        ((child_id, item_id),) = rows(
            "select child_id, item_id from access_familycode where id = %s", code.id
        )
        parent = Actor(
            kind="family", subject_id=code.id, child_id=child_id, item_id=item_id,
            relationship="carer",
        )  # fmt: skip
        with acting(parent) as actor:
            said = {
                name: KNOWN[name] for name in ("concern", "first_name", "surname", "birth_date")
            }
            said |= {"carer_name": "Invented Parent", "school_hears": "no", "gp_hears": "no"}
            own_request.save_own_step(actor=actor, step=Step.WORRY, said=said, at=at)
            own_request.send_own(actor=actor, at=at)
    life.things["request"] = item_id
