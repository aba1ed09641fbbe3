"""The stage on which the lived-in area's people act: each act in its own name, at its own moment."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import date, datetime
from uuid import UUID

from schoolslink.access.actor import Actor, Held
from schoolslink.access.models import Membership, Organisation, Person, Role
from schoolslink.access.unit import acting
from schoolslink.kernel import clock, outbox
from schoolslink.kernel.ids import new_id
from schoolslink.notices import delivery
from schoolslink.simulate.world import cast
from schoolslink.simulate.world.connection import arranging
from schoolslink.simulate.world.order import Order


class Stage:
    """Who and where, by the keys of the cast; the acts themselves are the product's own commands."""

    def __init__(self, order: Order) -> None:
        """Begin with an empty stage."""
        self.order = order
        self.places: dict[str, UUID] = {}
        self.people: dict[str, Person] = {}
        self._actors: dict[str, Actor] = {}

    def moment(self, ago: int, hour: int = 9, minute: int = 0) -> datetime:
        """Return a moment so many working days ago."""
        return self.order.moment(ago, hour, minute)

    def name_place(self, key: str, organisation_id: UUID) -> UUID:
        """Remember where something of the cast is."""
        self.places[key] = organisation_id
        return organisation_id

    def new_place(self, key: str) -> UUID:
        """Return the id that a place of the cast will have."""
        return self.name_place(key, new_id())

    def enter(self, *places: str, since: date) -> None:
        """Give the players of these places an account and their role, from a day on."""
        with arranging():
            for player in cast.PLAYERS:
                if player.at in places:
                    person = Person.objects.create(name=player.name, email=player.email)
                    self.people[player.key] = person
                    Membership.objects.create(
                        person=person,
                        organisation_id=self.places[player.at],
                        role=player.role.value,
                        from_on=since,
                    )

    def actor(self, key: str) -> Actor:
        """Return the actor that a player's session would be."""
        if key not in self._actors:
            person = self.people[key]
            held = tuple(
                Held(
                    m.pk, m.organisation_id, m.organisation.kind, m.organisation.name, Role(m.role)
                )
                for m in Membership.objects.filter(person=person, until_on__isnull=True)
                .select_related("organisation")
                .order_by("pk")
            )
            self._actors[key] = Actor(
                kind="person",
                subject_id=person.pk,
                name=person.name,
                memberships=held,
                acting=held[0].id,
            )
        return self._actors[key]

    @contextlib.contextmanager
    def as_(self, key: str, at: datetime) -> Iterator[Actor]:
        """Let somebody act at a moment; then tell whoever hears of it, as if a worker had."""
        with clock.fixed(at):
            with acting(self.actor(key), route="world") as actor:
                yield actor
            self.settle()

    def settle(self) -> None:
        """Deliver news and messages now, at the moment that is played."""
        outbox.deliver_waiting()
        delivery.deliver_waiting()


def programme(name: str) -> UUID:
    """Return the organisation of the national programme, made if it is not there."""
    with arranging():
        found = Organisation.objects.filter(kind="programme").first()
        return (found or Organisation.objects.create(kind="programme", name=name)).pk
