"""Everybody tries a page about a child; and when both walls are open, the crawler notices."""

import pytest

from schoolslink.checks import crawl, routes, statements, village
from schoolslink.checks.arguments import has_samples
from schoolslink.checks.forms import forms_of
from schoolslink.referrals import permissions

RECORD_PAGES = {"referrals:record", "referrals:asked"}


@pytest.fixture
def made(ground):
    return village.build()


def some_routes():
    return [route for route in routes.every_route() if route.name in RECORD_PAGES]


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

    found = crawl.Crawler(made).walk(some_routes())

    assert found.foreign_reads > 0
    assert found.told_apart > 0
    assert not found.holds


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
