"""Two schools that ask about one child in the same instant: the team is still shown that there are two."""

from __future__ import annotations

from uuid import UUID

from schoolslink.access.unit import acting
from schoolslink.kernel.ids import new_id
from schoolslink.referrals.commands.request import send_request, start_request
from schoolslink.referrals.models import Elsewhere, Holding, Likeness
from schoolslink.referrals.tests.arrange import KNOWN, acting_as
from schoolslink.referrals.tests.elsewhere import support_team
from schoolslink.referrals.tests.joining import last_tuesday
from schoolslink.referrals.tests.test_joining_at_once import at_once


def sent_at_once(world) -> list[UUID]:
    """Let both leads send for one child in one instant; return their requests."""
    noon, drafts = last_tuesday(), []
    for who, school in ((world.nadia, world.northgate), (world.amira, world.hillside)):
        with acting(acting_as(who)) as lead:
            drafts.append(
                start_request(
                    actor=lead,
                    school_id=school.pk,
                    form_key=new_id(),
                    at=noon,
                    answers=KNOWN,
                    gate={"danger_now": False},
                )
            )

    def send(item_id):
        return lambda lead: send_request(actor=lead, item_id=item_id, version=1, at=noon)

    came = at_once((world.nadia, send(drafts[0])), (world.amira, send(drafts[1])))
    assert came == ["done", "done"]
    return drafts


def test_two_schools_that_send_in_the_same_instant_are_found_by_the_team(
    own_database, world, as_seed
):
    drafts = sent_at_once(world)

    for item_id in drafts:
        with as_seed():
            assert Holding.objects.filter(item_id=item_id, ended_at=None).count() == 1
    with as_seed():
        pair = Likeness.objects.get()
    assert {pair.item_id, pair.other_id} == set(drafts)


def test_two_teams_that_are_asked_in_the_same_instant_hear_of_each_other(
    own_database, world, as_seed
):
    with as_seed():
        support_team(world)

    drafts = sent_at_once(world)

    with as_seed():
        lines = set(Elsewhere.objects.values_list("item_id", "other_id"))
    assert lines == {tuple(drafts), tuple(reversed(drafts))}
