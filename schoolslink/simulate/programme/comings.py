"""People come and go: leave, posts given up, successors weeks later, schools that close."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from schoolslink.access.commands import end_membership
from schoolslink.access.jobs import as_system
from schoolslink.access.models import Membership
from schoolslink.access.roles import Role
from schoolslink.access.unit import acting
from schoolslink.directory.commands.agreements import add_parties
from schoolslink.directory.commands.contacts import Details, name_contact, set_cover
from schoolslink.directory.commands.links import change_who_answers
from schoolslink.directory.commands.services import change_service
from schoolslink.directory.commands.succession import hand_over
from schoolslink.directory.models import Link, NamedContact, School
from schoolslink.directory.rules.succession import Outcome
from schoolslink.kernel import outbox
from schoolslink.kernel.ids import new_id
from schoolslink.simulate.days import Calendar
from schoolslink.simulate.programme import habits
from schoolslink.simulate.programme.area import Place, join, open_school
from schoolslink.simulate.programme.cast import AT_SCHOOL, Player
from schoolslink.simulate.programme.watch import Tally, rows
from schoolslink.simulate.world.connection import arranging
from schoolslink.web.errors import Refusal

POSITIONS = {
    Role.SCHOOL_LEAD: "lead", Role.SCHOOL_COVER: "cover", Role.SCHOOL_HEAD: "head",
    Role.CAMHS_CONTACT: "contact", Role.TRIAGER: "cover",
}  # fmt: skip
_IS_ASKED_FOR = """
select from notices_notice where kind = 'directory.nobody_coordinates' and about_id = %s limit 1
"""


@dataclass
class Comings:
    """What will happen to people and schools, by day."""

    place: Place
    chance: random.Random
    tally: Tally
    leave: dict[date, list[tuple[Player, date]]] = field(default_factory=dict)
    vacant: dict[date, list[Player]] = field(default_factory=dict)
    closing: dict[date, UUID] = field(default_factory=dict)
    merging: dict[date, UUID] = field(default_factory=dict)
    signing: dict[date, list[UUID]] = field(default_factory=dict)
    to_name: list[tuple[Player, str]] = field(default_factory=list)  # with their addresses

    def plan(self, begins: date) -> None:
        """Draw a year for everybody who is there."""
        for player in list(self.place.cast.here()):
            self._plan_for(player, begins)
        for school_id in list(self.place.schools):
            for rate, days in (
                (habits.SCHOOL_CLOSES_A_YEAR, self.closing),
                (habits.SCHOOL_MERGES_A_YEAR, self.merging),
            ):
                if self.chance.random() < rate and len(self.place.schools) > 2:
                    days[begins + timedelta(days=self.chance.randrange(30, 330))] = school_id

    def _plan_for(self, player: Player, begins: date) -> None:
        for away_from, back in self.place.cast.plan_year(player, begins):
            self.leave.setdefault(away_from, []).append((player, back))

    def come_and_go(self, day: date, at: datetime, days: Calendar) -> None:
        """Let happen what this day brings; what fell on a day without work happens on the next."""
        with days.at(at):
            for due in sorted(one for one in self.leave if one <= day):
                for player, back in self.leave.pop(due):
                    self._goes_away(player, back, day, at)
            for player in [
                one for one in self.place.cast.here() if one.leaves_on and one.leaves_on <= day
            ]:
                self._leaves(player, day, at)
            for due in sorted(one for one in self.vacant if one <= day):
                for player in self.vacant.pop(due):
                    self._is_followed(player, day, at)
            for due in sorted(one for one in self.closing if one <= day):
                self._closes(self.closing.pop(due), at)
            for due in sorted(one for one in self.merging if one <= day):
                self._merges(self.merging.pop(due), at)
            for due in sorted(one for one in self.signing if one <= day):
                for school_id in self.signing.pop(due):
                    self._signs(school_id, at)
            outbox.deliver_waiting()

    def _goes_away(self, player: Player, back: date, day: date, at: datetime) -> None:
        """Let a contact of a service say, as most do, who answers meanwhile."""
        if player.has_left or player.role is not Role.CAMHS_CONTACT or back <= day:
            return
        cover = next(iter(self.place.cast.at(player.place_id, Role.TRIAGER)), None)
        if cover is None or player.contact_id is None or self.chance.random() > player.diligence:
            return
        try:
            with acting(self.place.cast.actor(player), route="simulation") as actor:
                set_cover(
                    actor=actor, cover_id=new_id(), contact_id=player.contact_id,
                    by=_contact_of(cover), at=at, away_from=day, away_until=back,
                )  # fmt: skip
        except Refusal as refusal:
            self.tally.refused[f"away: {type(refusal).__name__}"] += 1
        self.tally.events["said who covers"] += 1

    def _leaves(self, player: Player, day: date, at: datetime) -> None:
        with acting(self.place.cast.actor(player), route="simulation") as actor:
            assert player.membership_id is not None  # noqa: S101 - everybody has one
            end_membership(actor=actor, membership_id=player.membership_id, at=at)
        player.has_left = True
        self.tally.events["left"] += 1
        is_lost = self.chance.random() < habits.POST_IS_LOST and player.role not in AT_SCHOOL
        if is_lost and not self._is_asked_for(player):
            self.tally.events["post lost"] += 1
            return
        weeks = self.chance.randint(*habits.VACANT_WEEKS)
        self.vacant.setdefault(day + timedelta(weeks=weeks), []).append(player)

    def _is_asked_for(self, player: Player) -> bool:
        """Say whether the national team is to find another: told that nobody coordinates the area now."""
        if player.role is not Role.AREA_COORDINATOR or self.place.cast.at(self.place.area_id):
            return False
        outbox.deliver_waiting()
        is_told = bool(rows(_IS_ASKED_FOR, self.place.area_id))
        self.tally.events["nobody coordinated"] += 1
        return is_told

    def _is_followed(self, before: Player, day: date, at: datetime) -> None:
        """Let somebody new begin in a place, be named, and answer the schools of whoever left."""
        cast = self.place.cast
        place_id = before.place_id
        with arranging():
            person, membership = join(before.role, place_id, len(cast.players) + 1_000, day)
        new = cast.enters(person, membership, None)
        self.tally.events["began"] += 1
        self._plan_for(new, day)
        if new.leaves_on is not None and new.leaves_on <= day:
            new.leaves_on = None
        self.to_name.append((new, person.email))
        if self.place.cast.at(self.place.area_id):
            self._name_all(at)
        else:
            self.tally.refused["named: no coordinator"] += 1

    def _name_all(self, at: datetime) -> None:
        """Let a coordinator name everybody who began, those too who did while nobody coordinated."""
        waiting, self.to_name = self.to_name, []
        for new, email in waiting:
            if not new.has_left:
                self._is_named(new, email, at)

    def _is_named(self, new: Player, email: str, at: datetime) -> None:
        """Let a coordinator name somebody for their place, and join them with their schools."""
        place_id, position = new.place_id, POSITIONS.get(new.role)
        if position is not None:
            contact_id = new_id()
            is_named = self._by_coordinator("named", lambda actor: name_contact(
                actor=actor, contact_id=contact_id, organisation_id=place_id,
                position=position, details=Details(name=new.name, email=email), at=at,
            ))  # fmt: skip
            new.contact_id = contact_id if is_named else None
        if new.contact_id and new.role is Role.CAMHS_CONTACT and place_id == self.place.service_id:
            self._answers(new, at)
        if new.role is Role.SERVICE_MANAGER:
            self._by_coordinator("manager named", lambda actor: change_service(
                actor=actor, service_id=place_id, name="", details={}, pool_manager_email=email,
                at=at,
            ))  # fmt: skip

    def _answers(self, new: Player, at: datetime) -> None:
        """Let the coordinator join the new contact with every school that has nobody named."""
        with arranging():
            open_links = Link.objects.filter(
                service_id=self.place.service_id, linked_until__isnull=True
            ).select_related("nhs_contact__person")
            vacant = [
                one.school_id for one in open_links.order_by("id")
                if one.nhs_contact is None or one.nhs_contact.until_on is not None
                or self.place.cast.of(one.nhs_contact.person_id) is None
            ]  # fmt: skip
        for school_id in vacant:
            self._by_coordinator("joined", lambda actor, s=school_id: change_who_answers(  # type: ignore[misc]
                actor=actor, link_id=new_id(), school_id=s, service_id=self.place.service_id, at=at,
                nhs_contact_id=new.contact_id,
            ))  # fmt: skip

    def _closes(self, school_id: UUID, at: datetime) -> None:
        """Let a school close and another take its place, as the register says it."""
        others = [one for one in self.place.schools if one != school_id]
        if school_id not in self.place.schools or not others:
            return
        to = self.chance.choice(others)
        self._hands_over(school_id, to, Outcome.CLEAR, at)
        # Those who led there lead on at the school that takes its place, beside its own.
        for player in self.place.cast.at(school_id, *AT_SCHOOL):
            player.has_left = True
        self.tally.events["school closed"] += 1

    def _merges(self, school_id: UUID, at: datetime) -> None:
        """Let two schools become a new one: their people go on there, as far as it has a place for them."""
        others = [one for one in self.place.schools if one != school_id]
        if school_id not in self.place.schools or len(others) < 2:
            return
        both = (school_id, self.chance.choice(others))
        with arranging():
            to = open_school(self.place.area_id, School.objects.count(), at.date())
        for old in both:
            self._hands_over(old, to, Outcome.MERGED, at)
        self.place.schools.append(to)
        for player in [one for old in both for one in self.place.cast.at(old, *AT_SCHOOL)]:
            self._goes_on_at(player, to)
        self.tally.events["schools merged"] += 1
        wait = self.chance.randint(*habits.PAPER_SIGNED_AFTER_DAYS)
        self.signing.setdefault(at.date() + timedelta(days=wait), []).append(to)

    def _signs(self, school_id: UUID, at: datetime) -> None:
        """Let a new school sign what its area shares by; a coordinator who sees it missing enters it."""
        self._by_coordinator("signed", lambda actor: add_parties(
            actor=actor, agreement_id=self.place.paper_id, organisation_ids=[school_id],
            signed_on=at.date(), signed_by="Invented", at=at,
        ))  # fmt: skip
        self.tally.events["new school signed"] += 1

    def _hands_over(self, school_id: UUID, to: UUID, outcome: Outcome, at: datetime) -> None:
        with as_system("simulation") as system:
            hand_over(school_id, to, outcome, actor=system, at=at)
        with arranging():
            School.objects.filter(pk=school_id).update(status="closed", closed_on=at.date())
        self.place.schools.remove(school_id)

    def _goes_on_at(self, player: Player, place_id: UUID) -> None:
        with arranging():
            there = Membership.objects.filter(
                person=player.person_id, organisation=place_id, until_on__isnull=True
            ).first()
            named = NamedContact.objects.filter(
                person=player.person_id, organisation=place_id, until_on__isnull=True
            ).first()
        if there is None:
            player.has_left = True
            return
        player.place_id, player.membership_id = place_id, there.pk
        player.contact_id = named.pk if named else None
        self.place.cast.follows(player)

    def _by_coordinator(self, what: str, does: object) -> bool:
        """Let a coordinator do something; say whether it was done: an area may have none, for a while."""
        coordinator = next(iter(self.place.cast.at(self.place.area_id)), None)
        if coordinator is None:
            self.tally.refused[f"{what}: no coordinator"] += 1
            return False
        try:
            with acting(self.place.cast.actor(coordinator), route="simulation") as actor:
                does(actor)  # type: ignore[operator]
        except Refusal as refusal:
            self.tally.refused[f"{what}: {type(refusal).__name__}"] += 1
            return False
        return True


def _contact_of(player: Player) -> UUID:
    with arranging():
        return NamedContact.objects.get(person=player.person_id, until_on__isnull=True).pk
