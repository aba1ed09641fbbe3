"""The place in which scenes are played: who is there, and the request that one ground of scenes is about."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from schoolslink.access.actor import Actor
from schoolslink.access.unit import acting
from schoolslink.checks.ground import standing_as
from schoolslink.checks.model.beginning import furnish_more
from schoolslink.checks.model.whole import furnish
from schoolslink.checks.oracle import Who
from schoolslink.checks.village import Place, Village, settle
from schoolslink.checks.walls import actor_for
from schoolslink.directory.models import GpPractice
from schoolslink.directory.rules.search import found_by
from schoolslink.kernel import clock
from schoolslink.kernel.names import sort_key
from schoolslink.notices.models import Notice
from schoolslink.referrals.models import Carer, Item

SONG = "Kanaquaanswerzong"  # stands in what the team decided or answered, and nowhere else
MAIL = {
    "child": "child@example.invalid",
    "carer": "carer@example.invalid",
    "second_carer": "second@example.invalid",
    "practice": "river.street@nhs.net",
}


@dataclass
class Town:
    """A village furnished for every moment: another service to pass on to, families who may ask."""

    village: Village
    others: dict[UUID, UUID]
    practice_id: UUID  # of the list of practices: a letter goes to no other
    actors: dict[UUID, Actor] = field(default_factory=dict)

    @property
    def place(self) -> Place:
        """Return where it is asked."""
        return self.village.places[0]

    @property
    def other(self) -> UUID:
        """Return the service that is asked to take a request over."""
        return self.others[self.place.service.pk]

    @property
    def people(self) -> dict[str, UUID]:
        """Return who of a school may be told, by what they are to the request."""
        return {
            "lead": self.place.lead.pk,
            "elsewhere": self.village.places[1].lead.pk,
            "safeguarding_lead": self.village.people["safeguarding_lead"],
        }

    def holder(self, item: Item) -> UUID:
        """Return who of the team that has it now answers."""
        is_gone = item.team_id == self.other
        return self.village.places[1].contact.pk if is_gone else self.place.contact.pk

    def as_(self, person: UUID) -> AbstractContextManager[Actor]:
        """Act as somebody with an account."""
        if person not in self.actors:
            self.actors[person] = actor_for(Who("person", person))
        return acting(self.actors[person])

    def as_contact(self) -> AbstractContextManager[Actor]:
        """Act as whoever of the team answers."""
        return self.as_(self.place.contact.pk)


@dataclass
class Ground:
    """One request as it stands before anything bars anybody. goes_on: another for which it is joined."""

    item_id: UUID
    at: datetime
    link_id: UUID | None = None
    members: dict[str, UUID] = field(default_factory=dict)
    codes: dict[str, UUID | None] = field(default_factory=dict)
    goes_on: UUID | None = None
    beside: UUID | None = None  # the hand-over, the copy's right or the complaint

    @property
    def version(self) -> int:
        """Return the version as it stands now. Call as somebody who may see it."""
        return int(Item.objects.values_list("version", flat=True).get(pk=self.item_id))

    def see_family(self) -> None:
        """Look who of the family there is, and by which code each opens their page."""
        with standing_as("seed"):
            rows = Carer.objects.filter(item_id=self.item_id, replaced=False)
            self.members = {one.whose: one.pk for one in rows}
            self.codes = {one.whose: one.family_code_id for one in rows}


def town() -> Town:
    """Build it: nothing has been asked yet. Call where the database is the check's own."""
    village = settle("Alder", "Birch")
    with standing_as("seed"):
        others = furnish(village)
        furnish_more(village)
        name = "River Street Surgery"
        practice = GpPractice.objects.create(
            name=name, ods_code="C81001", address="12 River Street", postcode="ZE1 2AB",
            sort_key=sort_key(name), search_text=found_by(name, "12 River Street"),
        )  # fmt: skip
    made = Town(village, others, practice.pk)
    place, second = village.places
    for person in (
        *made.people.values(), place.contact.pk, place.manager.pk, second.contact.pk,
    ):  # fmt: skip
        with made.as_(person):
            pass
    return made


def some_time_ago() -> datetime:
    """Return the moment at which what happens beforehand is done: long enough to be asked after."""
    return clock.now() - timedelta(days=33)


def forget_messages() -> None:
    """Let nothing count that was sent on the way to the moment."""
    with standing_as("seed"):
        Notice.objects.all().delete()
