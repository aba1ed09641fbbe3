"""The people of a simulated area: who they are, what they are like, and when they are at work."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from uuid import UUID

from schoolslink.access.actor import Actor, Held
from schoolslink.access.models import Membership, Person
from schoolslink.access.roles import Role
from schoolslink.kernel.calendar import is_term_day, is_working_day
from schoolslink.simulate.programme import habits

AT_SCHOOL = {Role.SCHOOL_LEAD, Role.SCHOOL_COVER, Role.SCHOOL_HEAD}


@dataclass
class Player:
    """One person with a role. away: days on which they do not look, and, if it was said before, who knows."""

    number: int
    person_id: UUID
    name: str
    role: Role
    place_id: UUID
    diligence: float
    contact_id: UUID | None = None
    membership_id: UUID | None = None
    away: set[date] = field(default_factory=set)
    leaves_on: date | None = None
    has_left: bool = False
    confirmed: date | None = (
        None  # the first day of the term in which they last said that all is right
    )

    def is_there(self, day: date) -> bool:
        """Say whether they are at work: in term for a school, on a working day, and not away."""
        in_term, is_working = _kind_of(day)
        works = in_term if self.role in AT_SCHOOL else is_working
        return works and not self.has_left and day not in self.away


@lru_cache(maxsize=8)
def _kind_of(day: date) -> tuple[bool, bool]:
    """Return whether a day lies in term, and whether people work: everybody asks the same of it."""
    return is_term_day(day), is_working_day(day)


class Cast:
    """Everybody of an area, by number, and the actor that each one's session would be."""

    def __init__(self, chance: random.Random) -> None:
        """Begin with nobody."""
        self.chance = chance
        self.players: list[Player] = []
        self._actors: dict[int, Actor] = {}

    def enters(self, person: Person, membership: Membership, contact_id: UUID | None) -> Player:
        """Let somebody begin; what they are like is drawn."""
        low, high = habits.DILIGENCE
        diligence = self.chance.uniform(low, high)
        if self.chance.random() < habits.HARDLY_EVER:
            diligence = habits.HARDLY_EVER_LOOKS
        player = Player(
            number=len(self.players), person_id=person.pk, name=person.name,
            role=Role(membership.role), place_id=membership.organisation_id, diligence=diligence,
            contact_id=contact_id, membership_id=membership.pk,
        )  # fmt: skip
        self.players.append(player)
        return player

    def here(self) -> Iterator[Player]:
        """Return everybody who has not left, in the order in which they came."""
        return (player for player in self.players if not player.has_left)

    def of(self, person_id: UUID | None) -> Player | None:
        """Return the player who is this person; None for nobody, or for whoever has left."""
        return next((one for one in self.here() if one.person_id == person_id), None)

    def at(self, place_id: UUID | None, *roles: Role) -> list[Player]:
        """Return who is at a place, in one of these roles or, where none is named, in any."""
        there = (one for one in self.here() if one.place_id == place_id)
        return [one for one in there if not roles or one.role in roles]

    def actor(self, player: Player) -> Actor:
        """Return the actor that their session would be."""
        if player.number not in self._actors:
            held = tuple(
                Held(
                    m.pk, m.organisation_id, m.organisation.kind, m.organisation.name, Role(m.role)
                )
                for m in Membership.objects.filter(pk=player.membership_id).select_related(
                    "organisation"
                )
            )
            self._actors[player.number] = Actor(
                kind="person", subject_id=player.person_id, name=player.name, memberships=held,
                acting=held[0].id,
            )  # fmt: skip
        return self._actors[player.number]

    def follows(self, player: Player) -> None:
        """Forget an actor whose place has changed."""
        self._actors.pop(player.number, None)

    def plan_year(self, player: Player, first: date) -> list[tuple[date, date]]:
        """Draw a year of leave and illness; return the leave, which is said before, as day and day back."""
        told = []
        for _ in range(habits.LEAVE_SPELLS_A_YEAR):
            told.append(self._spell(player, first, habits.LEAVE_DAYS))
        if self.chance.random() < habits.SICK_SPELLS_A_YEAR:
            self._spell(player, first, habits.SICK_DAYS)
        rate = habits.LEAVES_A_YEAR.get(player.role.value, 0.0)
        if self.chance.random() < rate:
            player.leaves_on = first + timedelta(days=self.chance.randrange(20, 340))
        return told

    def _spell(self, player: Player, first: date, days: tuple[int, int]) -> tuple[date, date]:
        begins = first + timedelta(days=self.chance.randrange(365))
        back = begins + timedelta(days=self.chance.randint(*days))
        player.away |= {begins + timedelta(days=n) for n in range((back - begins).days)}
        return begins, back
