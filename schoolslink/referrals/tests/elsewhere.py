"""A support team beside Riverside, of the same area, that Hillside asks: another team, with other people."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from schoolslink.access.models import Person, Role
from schoolslink.access.tests.arrange import member, person
from schoolslink.access.unit import acting
from schoolslink.directory.models import HealthcareService, Link, NamedContact
from schoolslink.directory.tests import factories
from schoolslink.kernel.ids import new_id
from schoolslink.referrals.commands.request import send_request, start_request
from schoolslink.referrals.tests.arrange import KNOWN, LONG_AGO, World, acting_as

PHONE = "01632 960 111"


def support_team(world: World) -> Person:
    """Make it, and return Kit, who is named there. Call as the seed role."""
    HealthcareService.objects.filter(pk=world.riverside.pk).update(
        families_may_ask=True, phone="01632 960 222"
    )
    service = factories.a_service(world.area.area, "Little Steps")
    factories.a_sharing_agreement(world.area.area, world.hillside.school, service, name="Steps")
    team = factories.a_team(service, "Hillside support team", phone=PHONE)
    kit = person("Kit Bell")
    member(kit, team.organisation, Role.SUPPORT_TEAM_WORKER)
    named = NamedContact.objects.create(
        side="nhs", position="contact", organisation=team.organisation, person=kit,
        name=kit.name, from_on=LONG_AGO,
    )  # fmt: skip
    Link.objects.filter(school_id=world.hillside.pk).update(
        service=service, team=team, nhs_contact=named
    )
    return kit


def sent_to_team(world: World, at: datetime, **more: object) -> UUID:
    """Let Amira ask the support team, at Hillside, for the child of `sent`; return the item's id."""
    with acting(acting_as(world.amira)) as amira:
        item_id = start_request(
            actor=amira, school_id=world.hillside.pk, form_key=new_id(), at=at,
            answers=KNOWN | more, gate={"danger_now": False},
        )  # fmt: skip
        send_request(actor=amira, item_id=item_id, version=1, at=at)
    return item_id
