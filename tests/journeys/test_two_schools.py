"""Two schools ask for one child: the team joins what they asked, and each school reads its own alone."""

from __future__ import annotations

from schoolslink.access.unit import acting
from schoolslink.kernel import clock, outbox
from schoolslink.kernel.ids import new_id
from schoolslink.referrals.commands.request import send_request, start_request
from schoolslink.referrals.models import Item
from schoolslink.referrals.tests.arrange import KNOWN, acting_as, sent
from schoolslink.web.testing import PHONE
from tests.journeys.test_contact_queue import seat, world

__all__ = ["seat", "world"]  # fixtures


def asked_at_hillside(world, at):
    """Let Amira ask at Hillside for the child for whom Nadia asked."""
    with acting(acting_as(world.amira)) as amira:
        item_id = start_request(
            actor=amira, school_id=world.hillside.pk, form_key=new_id(), at=at,
            answers=KNOWN | {"concern": "Here she hides in the library."}, gate={},
        )  # fmt: skip
    with acting(acting_as(world.amira)) as amira:
        send_request(actor=amira, item_id=item_id, version=1, at=at)
    return item_id


def test_neither_request_is_lost_and_neither_school_learns_of_the_other(world, seat, as_seed):
    now = clock.now()
    northgates, hillsides = sent(world, now), asked_at_hillside(world, now)
    with as_seed():
        reference = dict(Item.objects.values_list("pk", "reference"))

    # Priya is shown that they may be one child, says that they are, and joins them.
    visitor = seat("priya", width=PHONE)
    priya = visitor.open(f"/queue/{northgates}")
    priya.locator(f"a[href*='/queue/{northgates}/alike/']").first.click()
    visitor.check("two-schools-pair")
    assert priya.get_by_text("Here she hides in the library.").is_visible()
    priya.get_by_label("Yes, the same child").check(force=True)
    priya.get_by_label("How do you know?").fill("She goes to both: I rang the two of them.")
    priya.get_by_role("button", name="Write it down").click()
    priya.locator(f"a[href*='/queue/{northgates}/alike/']").first.click()
    priya.get_by_role("link", name="Join them").click()
    priya.locator(f"input[name=goes_on][value='{northgates}']").check(force=True)
    priya.get_by_label("Why are they joined?").fill("One child, asked for by both schools.")
    visitor.check("two-schools-join")
    priya.get_by_role("button", name="Join them").click()
    assert priya.get_by_text("Another request was joined with this one").first.is_visible()
    outbox.deliver_waiting()

    # Each lead finds her own request open, with Priya's name, and no word of the other school.
    for who, own, other, words in (
        ("nadia", northgates, hillsides, "Here she hides in the library."),
        ("amira", hillsides, northgates, KNOWN["concern"]),
    ):
        visitor = seat(who, width=PHONE)
        lead = visitor.open("/")
        assert lead.locator(f"a[href='/asked/{own}']").first.is_visible()
        assert lead.locator(f"a[href='/asked/{other}']").count() == 0
        lead = visitor.open(f"/asked/{own}")
        assert lead.get_by_text("Priya Nair").first.is_visible()
        visitor.check(f"two-schools-{who}")
        school = "Hillside" if who == "nadia" else "Northgate"
        for kept in (reference[other], words, school):
            assert kept not in lead.content()
        assert lead.goto(f"{visitor.address}/asked/{other}").status == 404
