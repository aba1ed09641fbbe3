"""Faults planted in pages are seen, and pages built alike are known as such."""

from wsgiref.util import setup_testing_defaults

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection

from schoolslink.checks.pages import planted, walk, worlds
from schoolslink.checks.pages.reading import read

FORM = """
<h1>Ask</h1><form method="post" action="/ask"><input type="hidden" name="form_key" value="7">
<input name="name"><input type="radio" name="how" value="a"><input type="radio" name="how" value="b">
<select name="who"><option value="">-</option><option value="9">Sam</option></select></form>
<form action="/search"><input name="q"></form><a href="/asked/1">One</a>
"""
ROW = '<li class="row"><a href="/asked/{0}">{0}</a></li>'


@pytest.fixture(scope="module")
def overlooked(chromium):
    return planted.overlooked(chromium)


def test_every_planted_fault_is_seen_and_no_fine_page_is_blamed(overlooked):
    assert overlooked == []


def test_every_kind_of_fault_is_planted():
    kinds = {kind for kind, _ in planted.PLANTED.values()}

    assert kinds == {
        "axe",
        "overflow",
        "without_javascript",
        "other_origin",
        "console",
        "server_error",
    }


def test_a_page_is_read_with_its_forms_and_links():
    page = read("/here", FORM)

    assert page.links == ["/asked/1"]
    assert page.gets == 1
    [form] = page.posts
    assert form.filled("") == {"form_key": "7"}
    assert form.filled("words") == {"form_key": "7", "name": "words", "how": "b", "who": "9"}


def test_pages_that_differ_in_words_and_length_of_a_list_are_built_alike():
    short, long = ("".join(map(ROW.format, range(n))) for n in (2, 5))

    assert read("/", short).built == read("/", long).built


def test_pages_that_differ_in_an_attribute_or_an_empty_element_are_not_built_alike():
    plain = read("/", "<p>Words</p>").built

    assert read("/", '<p class="large">Words</p>').built != plain
    assert read("/", "<p></p>").built != plain
    assert read("/", "<p>Words<b></b></p>").built != plain


def test_a_part_without_forms_holds_and_says_that_it_is_a_part():
    part = walk.Walk(only="outline")
    part.found.states = 3

    found = part.end()

    assert found.holds
    assert found.not_opened == ["directory:outline"]
    assert found.shown == ["only pages whose address holds 'outline' were looked at"]


def test_a_part_that_no_address_is_in_does_not_hold_and_says_so():
    found = walk.Walk(only="nowhere").end()

    assert not found.holds
    assert found.shown == ["no page was looked at whose address holds 'nowhere'"]


def test_the_whole_does_not_hold_when_no_form_was_sent():
    whole = walk.Walk()
    whole.found.states = 3

    assert not whole.end().holds


@pytest.mark.django_db
def test_whatever_a_page_changes_while_it_is_looked_at_is_undone():
    def value(asked="select current_setting('check.note', true)"):
        with connection.cursor() as cursor:
            cursor.execute(asked)
            return cursor.fetchone()[0]

    def page(environ, start_response):
        seen.append(value("select set_config('check.note', 'written', true)"))
        return [b"written"]

    environ, seen = {"PATH_INFO": "/asked"}, []
    setup_testing_defaults(environ)

    assert worlds.Undoing(page)(environ, None) == [b"written"]

    assert seen == ["written"]
    assert not value()


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/sign-in", "/where-to-turn"])
def test_a_page_that_asks_the_database_answers_within_the_undoing(path):
    environ, answers = {"PATH_INFO": path}, []
    setup_testing_defaults(environ)

    worlds.Undoing(WSGIHandler())(environ, lambda status, _headers: answers.append(status))

    assert answers == ["200 OK"]
