"""A fax without its first page: found in the tray, held by a person, in the end the request that it was."""

from __future__ import annotations

from schoolslink.kernel import clock
from schoolslink.web.testing import PHONE
from tests.journeys.test_contact_queue import seat, world

__all__ = ["seat", "world"]  # fixtures


def test_a_fax_that_nobody_has_becomes_the_request_that_it_was(world, seat):
    # Sam finds half a fax in the tray, and writes down what can be said of it.
    visitor = seat("sam", width=PHONE)
    sam = visitor.open("/queue")
    sam.get_by_role("button", name="Something came that nobody has yet").click()
    visitor.check("post-new")
    assert sam.get_by_text("ring first: 999").is_visible()
    sam.get_by_role("button", name="Keep it, so that somebody has it").click()
    assert sam.get_by_text("Say whether it tells of danger").first.is_visible()
    visitor.check("post-new-errors")
    sam.get_by_role("group", name="danger now").get_by_label("Nobody has read it yet").check(
        force=True
    )
    sam.get_by_label("A fax").check(force=True)
    sam.get_by_label("It does not say").check(force=True)
    sam.get_by_label("In a few words").fill("Half a page about a girl who does not sleep.")
    sam.get_by_label("I do", exact=True).check(force=True)
    today = clock.today()
    for part, value in (("day", today.day), ("month", today.month), ("year", today.year)):
        sam.locator(f"input[name=came_on-{part}]").fill(str(value))
    sam.get_by_role("button", name="Keep it, so that somebody has it").click()
    assert sam.locator(".sl-holder").get_by_text("Sam Okoro").is_visible()
    assert sam.get_by_text("Half a page about a girl").is_visible()
    visitor.check("post")

    # In the queue it says what it is, what must be done, and that nobody has read it.
    visitor = seat("priya")
    priya = visitor.open("/queue")
    assert priya.get_by_role("table").get_by_text("Post to sort").is_visible()
    assert priya.get_by_text("Not read yet").first.is_visible()
    visitor.check("queue-with-post")

    # The surgery has sent the first page. Priya types it in: what Sam wrote is there already.
    priya.goto(sam.url)
    priya.get_by_role("button", name="type it in as a request").click()
    assert "Half a page" in priya.get_by_label("What did they say?").input_value()
    visitor.check("post-typed-in")
    priya.get_by_label("A doctor (GP)").check(force=True)
    priya.get_by_label("First name").fill("Ellie")
    priya.get_by_label("Surname").fill("Wright")
    for name in ("young_person_agrees", "carer_agrees", "school_hears", "home_hears", "gp_hears"):
        priya.locator(f"input[name={name}][value=not_asked]").check(force=True)
    for name in ("danger_now", "cannot_wait", "harmed"):
        priya.locator(f"input[name={name}][value=no]").check(force=True)
    priya.get_by_role("button", name="Keep it as a request").click()
    assert priya.get_by_role("heading", name="Ellie Wright").is_visible()

    # It leads back to what came, which is nobody's to sort any more.
    priya.get_by_role("link", name="What came by post").click()
    assert priya.get_by_role("link", name="The request that it became").is_visible()
    visitor.check("post-ended")
