"""Everybody tries a page about a child; and when both walls are open, the crawler notices."""

import pytest

from schoolslink.checks import canaries, crawl, routes, statements, village
from schoolslink.checks.arguments import has_samples
from schoolslink.checks.forms import forms_of
from schoolslink.directory import permissions as directory
from schoolslink.referrals import permissions

RECORD_PAGES = {"referrals:record", "referrals:asked"}
# A spread over the directory: an area's list, a school, a link's agreement, an organisation's people.
PLACE_PAGES = {"directory:contacts", "directory:school", "directory:agreement", "people"}


@pytest.fixture
def made(ground):
    return village.build()


def routes_named(names):
    chosen = [route for route in routes.every_route() if route.name in names]
    assert {route.name for route in chosen} == names
    return chosen


def some_routes():
    return routes_named(RECORD_PAGES)


def test_no_page_shows_a_foreign_record_and_every_read_is_in_the_audit(ground):
    statements.switch_on(ground)

    found = crawl.Crawler(village.build(), listens=True).walk(some_routes())

    assert found.shown == []
    assert found.holds
    assert found.foreign_requests > 50
    assert found.own_pages > 10
    assert found.requests_that_read >= found.own_pages


def test_the_crawler_notices_when_both_walls_are_open(made, ground, monkeypatch):
    monkeypatch.setattr(permissions, "visible_to", lambda actor, action, rows: rows)
    for table in ("item", "itemevent", "holding", "childidentity", "advicerequest"):
        ground.as_admin(f"alter policy app_rows on referrals_{table} using (true)")

    found = crawl.Crawler(made).walk(some_routes()[:1])

    assert found.foreign_reads > 0
    assert found.told_apart > 0
    assert not found.holds


def test_nobody_reaches_a_place_to_which_no_grant_ties_them(made):
    found = crawl.Crawler(made).walk(routes_named(PLACE_PAGES))

    assert found.shown == []
    assert found.foreign_places > 500
    assert found.own_places > 30


def test_the_crawler_notices_a_hole_in_the_directory(made, monkeypatch):
    """The rows of one predicate opened, as a forgotten filter would: every page stays as it is."""
    monkeypatch.setattr(directory, "_allowed", lambda rows, *rest: rows)

    found = crawl.Crawler(made).walk(routes_named({"directory:school", "directory:contacts"}))

    assert found.told_apart > 10
    assert any("for an unknown row" in said for said in found.shown)
    assert not found.holds


def test_words_given_back_to_whoever_sent_them_are_no_foreign_read(made):
    crawler = crawl.Crawler(made)
    reads = crawler._reads(made.askers()["public"])
    word = canaries.sing(0, "i")
    page = f"<p>{word}</p>".encode()

    crawler._listen("sent", reads, crawl.Answer(200, page, "", "", frozenset(canaries.heard(word))))
    assert crawler.found.foreign_reads == 0

    crawler._listen("read", reads, crawl.Answer(200, page, "", ""))
    assert crawler.found.foreign_reads == 1


def test_one_open_wall_alone_shows_nothing(made, monkeypatch):
    monkeypatch.setattr(permissions, "visible_to", lambda actor, action, rows: rows)

    found = crawl.Crawler(made).walk(some_routes()[:1])

    assert found.foreign_reads == 0


def test_every_route_has_an_audience_a_name_and_samples():
    found = routes.examine()

    assert found.without == []
    assert found.unnamed == []
    assert found.unknown_arguments == []
    assert found.holds


def test_an_argument_nobody_listed_has_no_samples():
    assert not has_samples("something_id", "uuid")
    assert not has_samples("something", "slug")


def test_a_form_is_read_with_a_value_for_each_field():
    page = """
    <form method="post" action="/there"><input type="hidden" name="form_key" value="1">
    <textarea name="words"></textarea><select name="by"><option value="">-</option>
    <option value="7">Sam</option></select></form><form action="/search"><input name="q"></form>
    """

    forms = forms_of("/here", page)

    assert forms == {
        "/there": {"form_key": "1", "words": "Words of the crawler.", "by": "7"},
    }


def test_a_plan_that_gave_rows_of_a_child_counts_as_a_read():
    scan = {"Node Type": "Seq Scan", "Relation Name": "referrals_answer", "Actual Rows": 2}
    nested = {"Node Type": "Limit", "Actual Rows": 1, "Plans": [scan]}
    nothing = nested | {"Actual Rows": 0}
    elsewhere = nested | {"Plans": [scan | {"Relation Name": "access_person"}]}

    assert statements.read_tables(nested) == {"referrals_answer"}
    assert statements.read_tables(nothing) == set()
    assert statements.read_tables(elsewhere) == set()
