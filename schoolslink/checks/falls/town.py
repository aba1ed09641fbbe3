"""Who is there in a story of a fall: two schools, two services, their people, and the area's coordinators."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from schoolslink.access.actor import Actor
from schoolslink.access.models import Organisation
from schoolslink.access.roles import Role
from schoolslink.access.unit import acting
from schoolslink.directory.commands.last_resort import stand_in_for_schools
from schoolslink.directory.models import (
    Link,
    LocalAuthority,
    NamedContact,
    School,
    SharingAgreement,
    SharingParty,
)
from schoolslink.simulate.programme.area import Place, join, make_area
from schoolslink.simulate.programme.cast import Player
from schoolslink.simulate.programme.watch import rows
from schoolslink.simulate.world.connection import arranging

_ROLE = """
select id, organisation_id from access_membership where person_id = %s and until_on is null
"""
AT_SCHOOL = {"lead": Role.SCHOOL_LEAD, "deputy": Role.SCHOOL_COVER, "head": Role.SCHOOL_HEAD}
AT_COUNCIL = {"council link": "lead", "second council link": "cover"}
AT_SERVICE = {"contact": Role.CAMHS_CONTACT, "cover": Role.TRIAGER, "manager": Role.SERVICE_MANAGER}


@dataclass
class Town:
    """The place, and everybody in it by the name that the stories give them. left: who belongs no more."""

    place: Place
    people: dict[str, Player]
    left: set[str] = field(default_factory=set)
    council_id: UUID | None = None

    @property
    def school_id(self) -> UUID:
        """Return the school of the stories; it has a lead, a deputy and a head."""
        return self.place.schools[1]

    @property
    def next_school_id(self) -> UUID:
        """Return the other school, with people of its own."""
        return self.place.schools[2]

    def there(self) -> Iterator[tuple[str, Player]]:
        """Return everybody who still belongs, by name."""
        return ((name, one) for name, one in self.people.items() if name not in self.left)

    def actor(self, name: str) -> Actor:
        """Return the actor that somebody's session would be."""
        return self.place.cast.actor(self.people[name])

    def acting(self, name: str) -> AbstractContextManager[Actor]:
        """Let somebody act, as one unit of work."""
        return acting(self.actor(name), route="check falls")

    def follows(self, name: str) -> None:
        """Let somebody whose role went elsewhere with their school act there from now on."""
        player = self.people[name]
        ((player.membership_id, player.place_id),) = rows(_ROLE, player.person_id)
        self.place.cast.follows(player)

    def has_council(self, since: date, at: datetime) -> UUID:
        """Let the council of the schools stand in for those who have none, with two people."""
        with arranging():
            self.council_id = Organisation.objects.create(kind="council", name="Inventedshire").pk
            LocalAuthority.objects.create(organisation_id=self.council_id, code="999")
            School.objects.filter(pk__in=self.place.schools).update(la_code="999")
        with self.acting("coordinator") as actor:
            stand_in_for_schools(actor=actor, area_id=self.place.area_id, la_code="999", at=at)
        with arranging():
            Link.objects.create(
                school_id=self.council_id, service_id=self.place.service_id, linked_from=since,
                nhs_contact_id=self.people["contact"].contact_id, confirmed_on=since,
            )  # fmt: skip
            SharingParty.objects.create(
                agreement=SharingAgreement.objects.get(area_id=self.place.area_id),
                organisation_id=self.council_id, signed_on=since, signed_by="Invented",
            )  # fmt: skip
            for number, (name, position) in enumerate(AT_COUNCIL.items()):
                person, held = join(Role.COUNCIL_LINK, self.council_id, 920 + number, since)
                named = NamedContact.objects.create(
                    side="school", position=position, organisation_id=self.council_id,
                    person=person, name=person.name, email=person.email, from_on=since,
                    confirmed_on=since,
                )  # fmt: skip
                self.people[name] = self.place.cast.enters(person, held, named.pk)
        return self.council_id

    def is_coordinated(self, since: date) -> None:
        """Let somebody new coordinate the area, from a day on."""
        with arranging():
            new = join(Role.AREA_COORDINATOR, self.place.area_id, 930, since)
        self.people["new coordinator"] = self.place.cast.enters(*new, None)

    def follows_area(self, area_id: UUID, since: date) -> None:
        """Let an area have coordinators of its own, whom the stories then mean."""
        for number, name in enumerate(("coordinator", "second coordinator")):
            with arranging():
                new = join(Role.AREA_COORDINATOR, area_id, 910 + number, since)
            self.people[name] = self.place.cast.enters(*new, None)
        self.place.area_id = area_id


def settle(since: date) -> Town:
    """Write the town into the database, as it stood on a day."""
    # By no chance: who answers when is what each story says.
    place = make_area(3, since, random.Random(1))  # noqa: S311
    people: dict[str, Player] = {}
    for before, school_id in (("", place.schools[1]), ("next ", place.schools[2])):
        for name, role in AT_SCHOOL.items():
            (people[before + name],) = place.cast.at(school_id, role)
    for before, service_id in (("", place.service_id), ("other ", place.other_id)):
        for name, role in AT_SERVICE.items():
            (people[before + name],) = place.cast.at(service_id, role)
    people["coordinator"], people["second coordinator"] = place.cast.at(place.area_id)
    with arranging():
        guard = join(Role.SAFEGUARDING_LEAD, place.schools[1], 900, since)
    people["safeguarding lead"] = place.cast.enters(*guard, None)
    return Town(place, people)
