"""Steps that say more than their move, each by the command that its page calls."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from schoolslink.access.actor import Actor
from schoolslink.access.models import Membership, Organisation
from schoolslink.access.roles import Role
from schoolslink.checks.village import LONG_AGO, Place, Village
from schoolslink.directory.models import (
    AdviceHours,
    HealthcareService,
    NamedContact,
    SharingAgreement,
    SharingParty,
)
from schoolslink.kernel import clock
from schoolslink.kernel.ids import new_id
from schoolslink.referrals.commands import consulting, decide, offering, second_look, transferring
from schoolslink.referrals.commands.advice import ask_advice
from schoolslink.referrals.commands.happening import put_day_right, took_place
from schoolslink.referrals.commands.missed import record_missed
from schoolslink.referrals.commands.next_step import confirm_receipt, say_it_began
from schoolslink.referrals.commands.request import start_request
from schoolslink.referrals.commands.setting_aside import count_again, set_aside
from schoolslink.referrals.models import Item, Told
from schoolslink.referrals.queries.aside import stands_aside
from schoolslink.referrals.queries.consulting import SlotKey, slots_of_school
from schoolslink.referrals.rules import Kind, Move
from schoolslink.referrals.rules.begun import HowKnown
from schoolslink.referrals.rules.clocks.adjusted import Pause
from schoolslink.referrals.rules.consulting import FamilyKnows, Step
from schoolslink.referrals.rules.moves.referral import HELPING
from schoolslink.referrals.rules.offering import WhyBack
from schoolslink.referrals.rules.reasons import Reason
from schoolslink.referrals.rules.second_look import Instead
from schoolslink.referrals.rules.transferring import Told as Whom
from schoolslink.referrals.rules.transferring import WhyTransfer


@dataclass(frozen=True)
class Doing:
    """Who does it, with what, at which version and when. other: another service that may be asked."""

    actor: Actor
    item: Item
    version: int
    at: datetime
    other: UUID

    @property
    def said(self) -> dict[str, Any]:
        """Return what every command is given."""
        return {
            "actor": self.actor, "item_id": self.item.pk, "version": self.version, "at": self.at
        }  # fmt: skip


Whole = Callable[[Doing], object]


def _decides(move: Move, **answer: Any) -> Whole:
    def do(doing: Doing) -> object:
        receiver = doing.other if move is Move.REDIRECT else None
        said = decide.Answering(move, words="Some words.", receiver_id=receiver, **answer)
        return decide.decide(**doing.said, answer=said)

    return do


def _tells(doing: Doing) -> None:
    owed = Told.objects.filter(item=doing.item, whom__in=("self", "carer"), told_at__isnull=True)
    ids = list(owed.order_by("pk").values_list("pk", flat=True))
    for told_id in ids:
        decide.record_told(**doing.said, told_id=told_id, how="phone")
    if not ids:
        decide.step(**doing.said, move=Move.RECORD_TOLD)


def _asks_manager(doing: Doing) -> None:
    if doing.item.state in HELPING:
        second_look.ask_before_end(**doing.said)
    else:
        second_look.ask_manager(**doing.said, reason=Reason.BELOW_LEVEL)


def _notes(doing: Doing, *, both: bool) -> None:
    by = clock.local_day(doing.at) + timedelta(days=7)
    ours = Step("Send a leaflet.", by)
    school = Step("Ring her mother.", by + timedelta(days=1)) if both else Step()
    consulting.write_note(**doing.said, said="Some words.", school=school, service=ours)


def _books_again(doing: Doing) -> None:
    assert doing.item.school_id is not None  # noqa: S101 - a talk is always a school's
    consulting.book_again(**doing.said, slot=_free(doing.item.school_id, doing.at))


def _puts_day_right(doing: Doing) -> None:
    """Say that the last thing took place on the day on which help was asked for, or today."""
    days = took_place(doing.item)
    of = days[-1] if days else None
    on = clock.local_day(doing.at)
    if of is not None and of.on == on:
        on = clock.local_day(doing.item.asked_at or doing.at)
    put_day_right(
        **doing.said, of_version=of.version if of else 0, words="The wrong week.", happened_on=on
    )


def _sets_aside(doing: Doing) -> None:
    """Set the day of asking aside."""
    on = clock.local_day(doing.item.asked_at or doing.at)
    set_aside(**doing.said, why=Pause.FAMILY_ASKED.value, first_on=on, last_on=on)


def _counts_again(doing: Doing) -> None:
    aside = stands_aside(doing.item)
    count_again(**doing.said, of_version=aside[-1].version if aside else 0)


WHOLE: dict[Move, Whole] = {
    Move.ACCEPT: _decides(Move.ACCEPT, level="getting_help"),
    Move.ADVISE: _decides(Move.ADVISE, next_step="Their tutor, at school."),
    Move.NOT_ACCEPT: _decides(Move.NOT_ACCEPT, reason="below_level", next_step="A counsellor."),
    Move.REDIRECT: _decides(Move.REDIRECT, reason="below_level", next_step="They see them."),
    Move.DISCHARGE: _decides(
        Move.DISCHARGE, reason="goals_met", watch="Sleep.", next_step="The tutor, on Fridays."
    ),
    Move.RECORD_TOLD: _tells,
    Move.CONFIRM_NEXT_STEP: lambda doing: say_it_began(
        **doing.said,
        who="A counsellor, at school",
        how=HowKnown.FAMILY_SAID,
        since=clock.local_day(doing.at),
    ),
    Move.CONFIRM_RECEIPT: lambda doing: confirm_receipt(
        **doing.said,
        who="Ana Silva, the other service",
        how=HowKnown.BY_TELEPHONE,
        since=clock.local_day(doing.at),
    ),
    Move.ASK_MANAGER: _asks_manager,
    Move.AGREE_TO_END: lambda doing: second_look.judge(**doing.said, instead=None),
    Move.NOT_AGREE: lambda doing: second_look.judge(**doing.said, instead=next(iter(Instead))),
    Move.RECORD_MISSED: lambda doing: record_missed(**doing.said, words="Tuesday at ten."),
    Move.PUT_DAY_RIGHT: _puts_day_right,
    Move.SET_ASIDE: _sets_aside,
    Move.COUNT_AGAIN: _counts_again,
    Move.TAKE_OFFER: lambda doing: offering.take_offer(**doing.said),
    Move.GIVE_BACK: lambda doing: offering.give_back(
        **doing.said, reason=next(iter(WhyBack)), words="Too far away."
    ),
    Move.ARRANGE_TRANSFER: lambda doing: transferring.arrange(
        **doing.said, why=WhyTransfer.OTHER, by=None, words="They move."
    ),
    Move.HAND_OVER: lambda doing: transferring.hand_over(
        **doing.said, receiver_id=doing.other, words="Nearer to home."
    ),
    Move.HAND_OUTSIDE: lambda doing: transferring.hand_outside(
        **doing.said, to=transferring.Outside("Adult service", "Dr Day"), words="Rung."
    ),
    Move.RECORD_RECEIVED: lambda doing: transferring.record_received(
        **doing.said, who="Dr Day", how="By telephone."
    ),
    Move.TELL_OF_TRANSFER: lambda doing: transferring.tell_of_transfer(
        **doing.said, whom=Whom.YOUNG_PERSON, words="Told."
    ),
    Move.CANCEL_TALK: lambda doing: consulting.call_off(**doing.said, words="Ill."),
    Move.NOT_THERE: lambda doing: consulting.nobody_came(**doing.said, words="Nobody rang."),
    Move.BOOK_AGAIN: _books_again,
    Move.AGREE_STEP: lambda doing: _notes(doing, both=False),
    Move.AGREE_STEPS: lambda doing: _notes(doing, both=True),
    Move.DO_FIRST_STEP: lambda doing: consulting.step_done(**doing.said, words="Done."),
    Move.DO_STEP: lambda doing: consulting.step_done(**doing.said, words="Done."),
}
# One that is missed for the third time asks the manager with it: two moves of one request.
MAY_MOVE_TWICE = frozenset({Move.RECORD_MISSED})


def furnish(village: Village) -> dict[UUID, UUID]:
    """Give a village hours for talks, and in each area another service; return which is whose other.

    The people of the one area answer at the other service of the other. Call as role `seed`.
    """
    first, second = village.places
    others = {
        first.service.pk: _neighbour(first, second.contact.pk, second.manager.pk),
        second.service.pk: _neighbour(second, first.contact.pk, first.manager.pk),
    }
    for place in village.places:
        _keep_hours(place.contact.pk, clock.real_now())
    return others | {two: one for one, two in others.items()}


def _neighbour(place: Place, contact: UUID, manager: UUID) -> UUID:
    """Make another service of an area, which may be passed on to; return it."""
    service = Organisation.objects.create(kind="service", name=f"{place.area.name} Talk Time")
    today = clock.local_day(clock.real_now())
    for person, role in ((contact, Role.CAMHS_CONTACT), (manager, Role.SERVICE_MANAGER)):
        Membership.objects.create(
            person_id=person, organisation=service, role=role, from_on=today - timedelta(days=1)
        )
    HealthcareService.objects.create(
        organisation=service, area_id=place.area.pk, pool_manager_id=manager, from_on=LONG_AGO
    )
    for agreement in SharingAgreement.objects.filter(area_id=place.area.pk):
        SharingParty.objects.create(
            agreement=agreement, organisation=service, signed_on=agreement.from_on
        )
    return service.pk


def _keep_hours(contact_person: UUID, first: datetime) -> None:
    """Let a contact keep three hours of each working day for schools."""
    contact = NamedContact.objects.get(person=contact_person)
    for ahead in range(7):
        day = clock.local_day(first) + timedelta(days=ahead)
        if day.weekday() < 5:
            AdviceHours.objects.create(
                contact=contact, starts_at=time(9), ends_at=time(12), minutes=60, how="phone",
                whom="all", in_holidays=True, from_on=day,
            )  # fmt: skip


def begins(actor: Actor, kind: Kind, school_id: UUID, at: datetime) -> None:
    """Let a lead ask a question, book the first time for a talk, or begin a request."""
    key = new_id()
    if kind is Kind.ADVICE:
        ask_advice(
            actor=actor, school_id=school_id, form_key=key, at=at, about="pupil",
            age_or_year="Year 4", seen="Very quiet.", tried="Time.", question="What next?",
            how_soon="this_week",
        )  # fmt: skip
    elif kind is Kind.CONSULTATION:
        consulting.book(
            actor=actor, school_id=school_id, form_key=key, at=at, slot=_free(school_id, at),
            first_name="Ellie", surname="Wren", age_or_year="Year 4", question="She cries.",
            knows=FamilyKnows.AGREED,
        )  # fmt: skip
    else:
        start_request(
            actor=actor, school_id=school_id, form_key=key, at=at, gate={},
            answers={"first_name": "Ellie", "surname": "Ward", "concern": "Quiet."},
        )  # fmt: skip


def _free(school_id: UUID, at: datetime) -> SlotKey:
    found = slots_of_school(school_id, at=at)
    return SlotKey(found[0].hours_id, found[0].starts_at)
