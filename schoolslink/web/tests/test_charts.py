from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schoolslink.web import charts

SVG = "{http://www.w3.org/2000/svg}"
NUMBERS = st.one_of(st.integers(0, 10**7), st.floats(0, 10**7))


def test_a_bar_chart_says_its_numbers_in_picture_words_and_table() -> None:
    chart = charts.bar("Asked", [("Primary", 1204), ("College", 0)], head=("Kind", "Asked"))
    svg = ET.fromstring(chart.svg)  # noqa: S314 - our own markup

    assert svg.get("role") == "img"
    assert svg.get("aria-label") == "Asked. Primary: 1,204; College: 0"
    assert [text.text for text in svg.iter(f"{SVG}text")] == ["Primary", "1,204", "College", "0"]
    assert chart.rows == (("Primary", "1,204"), ("College", "0"))


def test_the_longest_bar_leaves_room_for_its_number() -> None:
    svg = ET.fromstring(charts.bar("A", [("x", 10), ("y", 5)]).svg)  # noqa: S314

    assert [bar.get("width") for bar in svg.iter(f"{SVG}rect")] == ["80.00%", "40.00%"]


def test_a_gap_in_a_line_is_a_gap_and_not_nothing() -> None:
    chart = charts.line("Pairs", ["a", "b", "c", "d"], {"Live": [1, None, 3, 4]})
    svg = ET.fromstring(chart.svg)  # noqa: S314

    drawn = [line for line in svg.iter(f"{SVG}line") if line.get("stroke") == charts.BLUE]
    assert len(drawn) == 1
    assert len(list(svg.iter(f"{SVG}circle"))) == 3
    assert chart.rows[1] == ("b", "–")
    assert "not known" in chart.description


def test_lines_differ_by_more_than_colour() -> None:
    chart = charts.line("P", ["a", "b"], {"One": [1, 2], "Two": [2, 3], "Three": [3, 4]})
    svg = ET.fromstring(chart.svg)  # noqa: S314

    dashes = {line.get("stroke-dasharray") for line in svg.iter(f"{SVG}line")} - {None}
    assert len(dashes) == 3


def test_more_lines_than_can_be_told_apart_are_refused() -> None:
    with pytest.raises(ValueError, match="one to 3"):
        charts.line("P", ["a"], {str(n): [1] for n in range(4)})


def test_a_range_without_a_count_shows_none() -> None:
    chart = charts.ranges("Need", [charts.Range("Here", 90, 150), charts.Range("There", 1, 2, 3)])

    assert chart.rows == (("Here", "90 to 150", "–"), ("There", "1 to 2", "3"))
    assert chart.description == "Here: expected 90 to 150; There: expected 1 to 2, counted 3"


def test_a_label_cannot_bring_markup() -> None:
    chart = charts.bar('<script>"&', [("<b>", 1)])

    assert "<script>" not in chart.svg
    assert "<b>" not in chart.svg


@pytest.mark.parametrize("chart", [charts.bar("A", []), charts.ranges("A", [])])
def test_no_rows_make_an_empty_picture(chart: charts.Chart) -> None:
    ET.fromstring(chart.svg)  # noqa: S314

    assert chart.rows == ()


@given(st.lists(NUMBERS, max_size=12), st.text(st.characters(codec="utf-8", categories=("L", "P"))))
def test_every_picture_is_well_formed_and_inside_its_frame(values, label) -> None:
    for chart in (
        charts.bar(label, [(label, value) for value in values]),
        charts.line(label, [label] * len(values), {"x": values}),
        charts.ranges(label, [charts.Range(label, 0, value, value) for value in values]),
    ):
        for shape in ET.fromstring(chart.svg).iter():  # noqa: S314
            for name in ("x", "x1", "x2", "cx", "width"):
                place = shape.get(name, "0")
                assert not place.endswith("%") or -0.01 <= float(place[:-1]) <= 100.01


@given(st.floats(0.001, 10**9))
def test_a_scale_ends_at_or_a_little_above_the_most(value: float) -> None:
    assert value <= charts.round_up(value) * 1.000001
    assert charts.round_up(value) <= value * 10
