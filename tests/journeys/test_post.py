"""A fax without its first page: found in the tray, held by a person, in the end the request that it was."""

from __future__ import annotations

from schoolslink.kernel import clock
from schoolslink.referrals.models import Item
from schoolslink.referrals.tests.arrange import sent
from schoolslink.web.testing import DESK, PHONE
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


def test_a_letter_about_a_child_of_the_team_is_put_to_her_request_by_whoever_has_it(
    world, seat, as_seed
):
    request_id = sent(world, clock.now(), called="Ellie")
    with as_seed():
        reference = Item.objects.get(pk=request_id).reference

    # Sam opens a letter from a mother, and writes it down. It names a child whom Priya helps.
    visitor = seat("sam", width=PHONE)
    sam = visitor.open("/queue/post/new")
    sam.get_by_role("group", name="danger now").get_by_label("No", exact=True).check(force=True)
    sam.get_by_label("A letter").check(force=True)
    sam.get_by_label("A parent or carer").check(force=True)
    sam.get_by_label("In a few words").fill("Her mother writes about Ellie.")
    sam.get_by_label("I do", exact=True).check(force=True)
    today = clock.today()
    for part, value in (("day", today.day), ("month", today.month), ("year", today.year)):
        sam.locator(f"input[name=came_on-{part}]").fill(str(value))
    sam.get_by_role("button", name="Keep it, so that somebody has it").click()
    sam.get_by_text("It is about a child whom your team has already").click()
    visitor.check("post-put-to")
    sam.get_by_role("button", name="Put it to this request").click()
    assert sam.get_by_text("Write the number of the request").first.is_visible()
    visitor.check("post-put-to-errors")

    # In small letters and without dashes it is found all the same, and is Priya's.
    sam.get_by_label("The number of the request").fill(reference.lower().replace("-", " "))
    worse = sam.get_by_role("group", name="things have got worse")
    worse.get_by_label("Yes").check(force=True)
    sam.get_by_label("What does it say?").fill("She has not eaten since Sunday.")
    sam.get_by_role("button", name="Put it to this request").click()
    assert sam.get_by_text(f"{reference} is with Priya Nair").first.is_visible()
    assert sam.get_by_label("What does it say?").input_value() == "She has not eaten since Sunday."
    visitor.check("post-with-another")
    sam.get_by_role("button", name="Hand this over to Priya Nair").click()
    assert sam.locator(".sl-holder").get_by_text("Priya Nair").is_visible()

    # Priya reads it and puts it there; her request is to be looked at again.
    visitor = seat("priya", width=DESK)
    priya = visitor.open("/queue")
    priya.goto(sam.url)
    priya.get_by_text("It is about a child whom your team has already").click()
    priya.get_by_label("The number of the request").fill(reference)
    worse = priya.get_by_role("group", name="things have got worse")
    worse.get_by_label("Yes").check(force=True)
    priya.get_by_label("What does it say?").fill("She has not eaten since Sunday.")
    priya.get_by_role("button", name="Put it to this request").click()
    assert priya.get_by_text("Put to a request that is open here").first.is_visible()
    visitor.check("post-put")
    priya.get_by_role("link", name="The request to which it was put").click()
    assert priya.get_by_text("She has not eaten since Sunday.").is_visible()
    assert priya.get_by_role("link", name="What came by post").is_visible()
    visitor.check("record-with-post")
