from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from schoolslink.web.paging import Keyset

QUEUE = Keyset("queue")
PARTS = st.one_of(
    st.none(),
    st.text(max_size=40),
    st.integers(),
    st.dates(),
    st.datetimes(timezones=st.just(UTC)),
    st.uuids(),
)


@given(st.lists(PARTS, min_size=1, max_size=4).map(tuple))
def test_a_cursor_comes_back_as_the_key_it_was_made_of(key) -> None:
    cursor = QUEUE.encode(key)

    assert len(cursor) > 1_000 or QUEUE.decode(cursor) == key


@pytest.mark.parametrize("cursor", [None, "", "x", "a:b:c", "🙂", "A" * 100_000])
def test_a_bad_cursor_means_the_first_page(cursor) -> None:
    assert QUEUE.decode(cursor) is None


def test_a_changed_cursor_and_one_of_another_list_mean_the_first_page() -> None:
    cursor = QUEUE.encode((date(2026, 3, 4), UUID(int=7)))

    assert QUEUE.decode(cursor[:-1] + ("a" if cursor[-1] != "a" else "b")) is None
    assert Keyset("schools").decode(cursor) is None


def test_a_key_of_an_unknown_kind_is_refused_where_it_is_made() -> None:
    with pytest.raises(TypeError):
        QUEUE.encode((1.5,))


def test_a_page_links_on_and_back_and_keeps_the_filters() -> None:
    rows = [(date(2026, 3, day), day) for day in range(1, 5)]
    key = lambda row: row  # noqa: E731

    first = QUEUE.page(RequestFactory().get("/?team=a b&risk=1"), rows[:3], size=2, key=key)
    request = RequestFactory().get("/" + first.next_href)
    second = QUEUE.page(request, rows[2:], size=2, key=key)

    assert first.rows == tuple(rows[:2])
    assert first.first_href == ""
    assert QUEUE.after(request) == (date(2026, 3, 2), 2)
    assert request.GET["team"] == "a b"
    assert second.next_href == ""
    assert second.first_href == "?team=a+b&risk=1"


def test_the_first_page_without_filters_is_the_bare_address() -> None:
    request = RequestFactory().get("/queue", {"after": QUEUE.encode((datetime.now(UTC),))})

    assert QUEUE.page(request, [], size=2, key=lambda row: row).first_href == "/queue"
