"""Short words for telling a story: who asks, who moves, who is told; each is a command of the product."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from schoolslink.access.actor import Actor
from schoolslink.access.unit import acting
from schoolslink.directory.models import GpPractice
from schoolslink.directory.queries import practice_of
from schoolslink.kernel import clock
from schoolslink.kernel.ids import new_id
from schoolslink.referrals import jobs
from schoolslink.referrals.commands import (
    advice,
    alike,
    beside,
    check_in,
    decide,
    family,
    joining,
    missed,
    next_step,
    offering,
    reading,
    request,
)
from schoolslink.referrals.commands.practice_letter import PRACTICE, record_letter_sent
from schoolslink.referrals.models import Carer, Item, Likeness, Told
from schoolslink.referrals.pages.acts import ACTS
from schoolslink.referrals.rules import Kind, Move
from schoolslink.referrals.rules.agreement import CompetenceNote
from schoolslink.referrals.rules.alike import Verdict
from schoolslink.referrals.rules.begun import HowKnown
from schoolslink.referrals.rules.family.said import FamilySaid
from schoolslink.referrals.rules.offering import WhyBack
from schoolslink.referrals.rules.request import Mark
from schoolslink.referrals.views.acts import FORMS
from schoolslink.simulate.world.stage import Stage

NO_TO_ALL = {"danger_now": False, "cannot_wait": False, "harmed": False}
# Named on every request, so that the world can be made on any day of a year.
HOLIDAYS = {"holiday_contact": "Mr Reed, deputy head", "holiday_phone": "01632 960 777"}


class Telling:
    """One thing that was asked, told from its first day on. ago: working days before the anchor."""

    def __init__(self, stage: Stage, item_id: UUID) -> None:
        """Go on telling of an item that is there. lead: who asked, where a school did."""
        self.stage, self.item_id, self.lead = stage, item_id, ""
        self.codes: dict[str, str] = {}

    @classmethod
    def question(
        cls, stage: Stage, lead: str, school: str, ago: int, hour: int, **asked: str
    ) -> Telling:
        """Let a lead ask a question about a pupil who is not named."""
        at = stage.moment(ago, hour)
        words = {"about": "pupil", "how_soon": "this_week", "tried": "", **asked}
        with stage.as_(lead, at) as actor:
            item_id = advice.ask_advice(
                actor=actor, school_id=stage.places[school], form_key=new_id(), at=at, **words
            )
        return cls(stage, item_id)._by(lead)

    @classmethod
    def phoned(
        cls, stage: Stage, contact: str, school: str, ago: int, question: str, answer: str
    ) -> Telling:
        """Let the service type in what was asked and answered by phone."""
        at = stage.moment(ago, 12, 30)
        with stage.as_(contact, at) as actor:
            item_id = advice.log_phone_advice(
                actor=actor, school_id=stage.places[school], form_key=new_id(), at=at,
                question=question, answer=answer, about="pupil",
            )  # fmt: skip
        return cls(stage, item_id)

    @classmethod
    def draft(
        cls,
        stage: Stage,
        lead: str,
        school: str,
        ago: int,
        hour: int,
        answers: Mapping[str, Any],
        *,
        gate: Mapping[str, bool] = NO_TO_ALL,
        grown_from: Telling | None = None,
    ) -> Telling:
        """Let a lead begin a request for help."""
        at = stage.moment(ago, hour)
        if grown_from is not None:
            grown_from.read(ago, hour)
        with stage.as_(lead, at) as actor:
            item_id = request.start_request(
                actor=actor, school_id=stage.places[school], form_key=new_id(), at=at,
                answers=HOLIDAYS | dict(answers), gate=gate,
                advice_id=grown_from.item_id if grown_from else None,
            )  # fmt: skip
        return cls(stage, item_id)._by(lead)

    def send(self, lead: str, ago: int, hour: int, note: CompetenceNote | None = None) -> Telling:
        """Send a request, or let it wait for agreement."""
        at = self.stage.moment(ago, hour)
        with self.stage.as_(lead, at) as actor:
            request.send_request(
                actor=actor, item_id=self.item_id, version=self._version(), at=at, note=note
            )
        return self

    def _by(self, lead: str) -> Telling:
        self.lead = lead
        return self

    def read(self, ago: int, hour: int) -> Telling:
        """Let whoever asked open the page and read the answer."""
        at = self.stage.moment(ago, hour)
        with self.stage.as_(self.lead, at) as actor:
            item = Item.objects.get(pk=self.item_id)
            reading.read_at_school(actor=actor, item=item, at=at)
        return self

    def says(self, who: str, move: Move, ago: int, hour: int, words: str = "") -> Telling:
        """Let somebody make a move on a question, with words."""
        at = self.stage.moment(ago, hour)
        if move is Move.CLOSE:
            self.read(ago, hour)
        with self.stage.as_(who, at) as actor:
            advice.say(
                actor=actor, item_id=self.item_id, move=move, version=self._version(),
                words=words, at=at,
            )  # fmt: skip
        return self

    def step(self, who: str, move: Move, ago: int, hour: int, words: str = "") -> Telling:
        """Let somebody make a plain move on a request."""
        at = self.stage.moment(ago, hour)
        with self.stage.as_(who, at) as actor:
            decide.step(
                actor=actor, item_id=self.item_id, move=move, version=self._version(),
                words=words, at=at,
            )  # fmt: skip
        return self

    def has_it(self, who: str, ago: int, hour: int, said: str, how: HowKnown) -> Telling:
        """Let the sender write down who over there said that they have it, on the day they said so."""
        at = self.stage.moment(ago, hour)
        with self.stage.as_(who, at) as actor:
            next_step.confirm_receipt(
                actor=actor, item_id=self.item_id, version=self._version(), at=at, who=said,
                how=how.value, since=clock.local_day(at),
            )  # fmt: skip
        return self

    def seen(self, who: str, ago: int, hour: int = 9) -> Telling:
        """Let somebody at the service say that they have seen it."""
        return self.step(who, Move.ACKNOWLEDGE, ago, hour)

    def decided(
        self, who: str, ago: int, hour: int, move: Move, next_step: str = "", **answer: Any
    ) -> Telling:
        """Let the service decide, in words that its page has a box for; others raise NoPageSaysThat."""
        _require_page(move, set(answer))
        at = self.stage.moment(ago, hour)
        said = decide.Answering(move=move, next_step=next_step, **answer)
        with self.stage.as_(who, at) as actor:
            decide.decide(
                actor=actor, item_id=self.item_id, version=self._version(), answer=said, at=at
            )
        return self

    def told(
        self, who: str, ago: int, hour: int, how: str = "phone", *, letters: bool = True
    ) -> Telling:
        """Let somebody tell school and family of the decision, the last of the family last.

        The school has read it by then. letters: whether the letter to the GP practice is posted
        too, where one is owed.
        """
        at = self.stage.moment(ago, hour)
        if self.lead:
            self.read(ago, hour)
        with self.stage.as_(who, at) as actor:
            owed = Told.objects.filter(item_id=self.item_id, told_at__isnull=True).order_by("pk")
            for duty in list(owed):
                if duty.whom == PRACTICE:
                    if letters:
                        record_letter_sent(
                            actor=actor, item_id=self.item_id, told_id=duty.pk, how="posted",
                            on=clock.local_day(at), at=at,
                        )  # fmt: skip
                    continue
                decide.record_told(
                    actor=actor, item_id=self.item_id, told_id=duty.pk, how=how,
                    version=self._version(), at=at,
                )  # fmt: skip
        return self

    def began(self, who: str, ago: int, hour: int, helps: str) -> Telling:
        """Let a school say who has helped since the day before, as it has seen."""
        at = self.stage.moment(ago, hour)
        with self.stage.as_(who, at) as actor:
            next_step.say_it_began(
                actor=actor, item_id=self.item_id, version=self._version(), who=helps,
                how=HowKnown.SCHOOL_SAW, since=clock.local_day(at) - timedelta(days=1), at=at,
            )  # fmt: skip
        return self

    def missed(self, who: str, ago: int, hour: int, words: str) -> Telling:
        """Let the service write down that nobody came; return what is looked into beside the request."""
        at = self.stage.moment(ago, hour)
        with self.stage.as_(who, at) as actor:
            made = missed.record_missed(
                actor=actor, item_id=self.item_id, version=self._version(), words=words, at=at
            )
        assert made is not None  # noqa: S101 - nothing of it is looked into yet
        return Telling(self.stage, made)

    def month_passes(self, ago: int) -> Telling:
        """Let the morning round ask after whoever waits; return what it opened for this request."""
        with clock.fixed(self.stage.moment(ago, 6, 20)):
            jobs.check_in_on_waiting(0)
            self.stage.settle()
        with acting(self.stage.actor("priya")):
            made = Item.objects.filter(about=self.item_id, kind=Kind.CHECK_IN).latest("opened_at")
        return Telling(self.stage, made.pk)

    def tapped(self, who: str, move: Move, ago: int, hour: int, words: str = "") -> Telling:
        """Let somebody answer a monthly check-in by one tap."""
        at = self.stage.moment(ago, hour)
        with self.stage.as_(who, at) as actor:
            check_in.tap(
                actor=actor, item_id=self.item_id, move=move, version=self._version(), words=words,
                at=at,
            )  # fmt: skip
        return self

    def taken(self, who: str, ago: int, hour: int) -> Telling:
        """Let the service to which it was passed on take it; what follows is the taker's."""
        at = self.stage.moment(ago, hour)
        with self.stage.as_(who, at) as actor:
            offered = self._offered()
            offering.take_offer(actor=actor, item_id=offered.pk, version=offered.version, at=at)
        return self

    def given_back(self, who: str, ago: int, hour: int, words: str) -> Telling:
        """Let the service to which it was passed on give it back."""
        at = self.stage.moment(ago, hour)
        with self.stage.as_(who, at) as actor:
            offered = self._offered()
            offering.give_back(
                actor=actor, item_id=offered.pk, version=offered.version, at=at, words=words,
                reason=WhyBack.LEVEL,
            )  # fmt: skip
        return self

    def _offered(self) -> Item:
        return Item.objects.get(
            about_id=self.item_id, kind=Kind.REDIRECT.value, closed_at__isnull=True
        )

    def known(self, who: str, move: Move, ago: int, hour: int, words: str) -> Telling:
        """Let somebody say what they know or found out of what stands beside a request."""
        at = self.stage.moment(ago, hour)
        with self.stage.as_(who, at) as actor:
            beside.step_beside(
                actor=actor, item_id=self.item_id, move=move, version=self._version(), words=words,
                at=at,
            )  # fmt: skip
        return self

    def joined(self, who: str, ago: int, hour: int, goes_on: Telling, why: str) -> Telling:
        """Let somebody say that two requests are about one child, and join this one to the other."""
        at = self.stage.moment(ago, hour)
        with self.stage.as_(who, at) as actor:
            later, earlier = sorted((self.item_id, goes_on.item_id), reverse=True)
            pair = Likeness.objects.get(item_id=later, other_id=earlier)
            alike.say_of_pair(
                actor=actor, item_id=self.item_id, alike_id=pair.pk, verdict=Verdict.SAME,
                why=why, at=at,
            )  # fmt: skip
            joining.join(
                actor=actor, item_id=self.item_id, alike_id=pair.pk, goes_on_id=goes_on.item_id,
                versions=(goes_on._version(), self._version()), why=why, at=at,
            )  # fmt: skip
        return self

    def sheets(self, who: str, ago: int, hour: int) -> Telling:
        """Hand each member of the family their code; keep the codes, since nobody here is real."""
        at = self.stage.moment(ago, hour)
        with self.stage.as_(who, at) as actor:
            made = family.make_sheets(actor=actor, item_id=self.item_id, at=at)
        self.codes = {sheet.relationship: sheet.code for sheet in made}
        return self

    def family_asks(self, relationship: str, ago: int, hour: int, words: str) -> Telling:
        """Let a member of the family ask the team something on their own page."""
        at = self.stage.moment(ago, hour)
        with clock.fixed(at), acting(self.member(relationship), route="world") as actor:
            family.say(
                actor=actor, said=FamilySaid.ASKED, version=self._version(), words=words, at=at
            )
        return self

    def answered_family(
        self, who: str, relationship: str, ago: int, hour: int, words: str
    ) -> Telling:
        """Let somebody of the team answer them."""
        at = self.stage.moment(ago, hour)
        with self.stage.as_(who, at) as actor:
            member = Carer.objects.get(item_id=self.item_id, relationship=relationship)
            family.answer_family(
                actor=actor, item_id=self.item_id, member_id=member.pk,
                version=self._version(), words=words, at=at,
            )  # fmt: skip
        return self

    def member(self, relationship: str) -> Actor:
        """Return the actor that a member of the family is on their own page."""
        with acting(self.stage.actor("nadia")):
            row = Carer.objects.get(item_id=self.item_id, relationship=relationship)
            item = Item.objects.get(pk=self.item_id)
        return Actor(
            kind="family",
            subject_id=row.family_code_id,
            child_id=item.child_id,
            item_id=item.pk,
            relationship="self" if relationship == "self" else "carer",
            language=row.language,
        )

    def _version(self) -> int:
        return Item.objects.get(pk=self.item_id).version


class NoPageSaysThat(Exception):
    """The story says something that nobody could enter on a page."""


def _require_page(move: Move, said: set[str]) -> None:
    form = next(FORMS[act.name] for act in ACTS if act.move is move)
    if unknown := said - set(form.base_fields) - {"receiver_id", "outside_id"}:
        raise NoPageSaysThat(f"{move}: {', '.join(sorted(unknown))}")


def practice(number: int) -> dict[str, Any]:
    """Return the answers that name a GP practice, which may be told; where there is no list, none.

    Around a real register no practice is invented: then the family is asked.
    """
    row = GpPractice.objects.filter(closed_on__isnull=True).order_by("ods_code")[
        number : number + 1
    ]
    named = [practice_of(one.pk) for one in row]
    if not named or named[0] is None:
        return {"gp_practice": Mark.ASK_FAMILY.value}
    return {
        "gp_practice": [str(named[0].id), named[0].written],
        "tell": ["young_person", "carer", "gp"],
    }


def born(anchor: date, age: int, days: int = 120) -> str:
    """Return a birth date that makes somebody so old on the anchor day, as a form holds it."""
    return (anchor - timedelta(days=age * 365 + age // 4 + days)).isoformat()


def child(name: str, born_on: str, year: str, **more: Any) -> dict[str, Any]:
    """Return the answers about a child that every request of the world has."""
    first, surname = name.split()
    return {
        "first_name": first,
        "surname": surname,
        "birth_date": born_on,
        "school_year": year,
        "young_person_agrees": "agrees",
        "carer_agrees": "agrees",
        "carer_pr": "yes",
        "school_hears": "yes",
        "tell": ["young_person", "carer"],
        "referrer_times": "Tuesdays and Thursdays after 3",
        "worry": "2",
        **more,
    }
