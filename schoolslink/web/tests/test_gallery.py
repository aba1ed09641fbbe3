"""Every component at both widths, with scripts and without, in a real browser."""

from __future__ import annotations

import re

import pytest

from schoolslink.web.testing import PHONE

PAGES = {
    "home": "/",
    "form": "/form",
    "family": "/family",
    "family-arabic": "/family?lang=ar",
    "family-large": "/family?lang=en&letters=large",
    "queue": "/queue?all",
    "search": "/search?q=north",
    "charts": "/charts",
    "map": "/map",
    "not-found": "/errors/404",
    "broken": "/errors/500",
    "accessibility": "/accessibility",
}


def test_every_page_is_accessible_and_asks_nobody_else(gallery_site, visit) -> None:
    person = visit(gallery_site, width=PHONE)

    for name, path in PAGES.items():
        page = person.open(path)
        if name == "map":
            page.locator("[data-sl-map-canvas] path").first.wait_for()
        person.check(f"gallery-{name}")


def test_every_page_works_without_scripts(gallery_site, visit) -> None:
    person = visit(gallery_site, width=PHONE, scripts=False)

    for name, path in PAGES.items():
        page = person.open(path)
        person.picture(f"gallery-{name}")
        assert page.locator("h1").count() == 1
    page = person.open("/family?lang=en")
    page.get_by_role("link", name="Exit this page").click()
    assert page.url == gallery_site + "/neutral"


def test_an_error_summary_takes_the_focus_and_its_links_lead_to_the_inputs(
    gallery_site, visit
) -> None:
    person = visit(gallery_site)
    page = person.open("/form")
    page.get_by_label("What have you seen or heard?").fill("one\n  two")
    page.get_by_role("button", name="Continue").click()

    summary = page.locator(".nhsuk-error-summary")
    assert summary.evaluate("box => box === document.activeElement")
    assert page.title().startswith("Error: Ask a question")
    assert page.get_by_label("What have you seen or heard?").input_value() == "one\n  two"
    person.check("gallery-form-errors")
    for link in summary.get_by_role("link").all():
        target = link.get_attribute("href").removeprefix("#")
        link.click()
        assert page.evaluate("document.activeElement.id") == target


@pytest.mark.parametrize("scripts", [True, False])
def test_a_form_is_sent_and_a_reveal_opens_with_and_without_scripts(
    gallery_site, visit, scripts
) -> None:
    page = visit(gallery_site, scripts=scripts).open("/form")

    assert not page.get_by_label("By when?").is_visible()
    page.get_by_label("Other").check()
    page.get_by_label("By when?").fill("in two weeks")
    page.get_by_label("Child's first name").fill("Ellie")
    page.get_by_label("What have you seen or heard?").fill("\n مرحبا <b>\n  👩‍👧")
    page.get_by_label("A plan at school").check()
    for part, text in (("Day", "31"), ("Month", "march"), ("Year", "2012")):
        page.get_by_label(part, exact=True).fill(text)
    page.get_by_role("button", name="Continue").click()

    assert page.locator("h1").inner_text() == "Sent"
    assert page.locator("#kept").evaluate("e => e.textContent") == "\n مرحبا <b>\n  👩‍👧"


def test_exit_leaves_no_way_back(gallery_site, visit) -> None:
    page = visit(gallery_site, width=PHONE).open("/")
    page.goto(gallery_site + "/family")
    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    page.get_by_role("link", name="Exit this page").click()
    page.wait_for_url("**/neutral")

    page.go_back()

    assert page.url == gallery_site + "/"


def test_shift_three_times_leaves(gallery_site, visit) -> None:
    page = visit(gallery_site).open("/family")
    for _ in range(3):
        page.keyboard.press("Shift")

    page.wait_for_url("**/neutral")


def test_a_queue_is_walked_with_the_keyboard_and_opens_beside(gallery_site, visit) -> None:
    person = visit(gallery_site)
    page = person.open("/queue?all")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("x")

    assert page.locator(".sl-is-here").count() == 1
    assert page.locator("#item-2").is_checked()
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Request 2").wait_for()
    assert page.url == gallery_site + "/queue?all"
    person.check("gallery-queue-beside")


def test_on_a_phone_a_row_opens_as_a_page(gallery_site, visit) -> None:
    page = visit(gallery_site, width=PHONE).open("/queue?all")
    page.locator(".sl-queue__link").first.click()

    page.wait_for_url("**/record/1")


def test_a_list_goes_on_and_back_to_its_start(gallery_site, visit) -> None:
    page = visit(gallery_site).open("/queue")
    page.get_by_role("link", name="Next").click()
    assert page.locator("#item-3").count() == 1
    page.get_by_role("link", name="Back to the start").click()

    assert page.locator("#item-1").count() == 1


def test_search_answers_as_one_types(gallery_site, visit) -> None:
    page = visit(gallery_site).open("/search")
    page.get_by_label("School or postcode").press_sequentially("north")

    page.get_by_text("2 schools").wait_for()
    assert page.get_by_role("listitem").filter(has_text="Northfield").count() == 1


def test_a_form_with_something_typed_asks_before_it_is_left(gallery_site, visit) -> None:
    page = visit(gallery_site).open("/form")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.get_by_label("Child's first name").press_sequentially("E")
    page.get_by_role("link", name="Accessibility statement").click()
    page.wait_for_url("**/accessibility")

    assert asked == ["beforeunload"]


def test_a_form_lost_with_the_database_is_sent_again_with_the_same_key(gallery_site, visit) -> None:
    person = visit(gallery_site, width=PHONE)
    page = person.open("/lost")
    key = page.locator("main input[name=form_key]").input_value()
    page.get_by_label("What have you seen or heard?").fill("\none\n  two")
    page.get_by_role("button", name="Continue").click()

    assert page.locator("h1").inner_text() == "We do not know yet whether this was saved"
    assert page.get_by_role("button", name="Try again").is_visible()
    assert page.locator("main input[name=form_key]").input_value() == key
    assert page.locator("textarea[name=seen]").input_value() == "\none\n  two"
    person.check("gallery-not-known")
    page.get_by_role("button", name="Try again").click()
    assert page.locator("main input[name=form_key]").input_value() == key


def test_a_page_prints_on_white_without_what_is_for_the_screen(gallery_site, visit) -> None:
    page = visit(gallery_site, paper=True).open("/")

    assert not page.get_by_role("link", name="Ask a question").is_visible()
    assert not page.get_by_role("navigation", name="Menu").is_visible()
    assert page.get_by_text("Priya Nair").first.is_visible()


def test_text_can_be_four_times_as_large(gallery_site, visit) -> None:
    page = visit(gallery_site, width=320).open("/")

    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert re.search("Hillside", page.locator("h1").inner_text())


def test_from_right_to_left_lists_and_the_way_back_begin_at_the_right(gallery_site, visit) -> None:
    page = visit(gallery_site, width=PHONE).open("/family?lang=ar")

    found = page.evaluate("""() => {
      const main = document.querySelector('main');
      main.insertAdjacentHTML('beforeend', `<div id="here"><p>A</p>
        <ul class="nhsuk-list"><li>A</li></ul><ul class="nhsuk-list nhsuk-list--bullet"><li>A</li></ul>
        <a class="nhsuk-back-link" href="/">A</a></div>`);
      const rights = ['p', 'li', '.nhsuk-list--bullet li'].map((what) =>
        document.querySelector(`#here ${what}`).getBoundingClientRect().right);
      const link = document.querySelector('#here .nhsuk-back-link');
      return {inset: rights.map((one) => Math.round(rights[0] - one)),
              arrow: getComputedStyle(link, '::before').right};
    }""")

    assert found == {"inset": [0, 0, 20], "arrow": "0px"}
