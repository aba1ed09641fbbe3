"""Events come back as they went, and refuse what people wrote."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schoolslink.kernel import backoff, events


class Answer(StrEnum):
    YES = "yes"
    NOT_YET = "not_yet"


@dataclass(frozen=True)
class Answered:
    question_id: UUID
    answer: Answer
    rounds: int
    due_on: date
    said_at: datetime
    child_id: UUID | None = None
    code: str = ""


@dataclass(frozen=True)
class Told:
    text: str


answers = st.builds(
    Answered,
    question_id=st.uuids(),
    answer=st.sampled_from(Answer),
    rounds=st.integers(),
    due_on=st.dates(),
    said_at=st.datetimes(timezones=st.just(UTC)),
    child_id=st.none() | st.uuids(),
    code=st.sampled_from(["", "not_accepted", "SL-7K3M-9QX4"]),
)


@given(answers)
def test_an_event_comes_back_as_it_went(event):
    assert events.from_json(Answered, events.to_json(event)) == event


@pytest.mark.parametrize("text", ["Ellie Woźniak", "Ellie W.", "she said no", "x" * 65, "a\nb"])
def test_an_event_refuses_what_people_wrote(text):
    with pytest.raises(events.NotAnEvent, match="text"):
        events.to_json(Told(text))


def test_a_field_that_an_event_has_lost_is_passed_over():
    assert events.from_json(Told, {"text": "code", "gone": 1}) == Told("code")


def test_only_a_dataclass_is_an_event():
    with pytest.raises(events.NotAnEvent):
        events.to_json({"id": 1})


@given(st.integers(1, 10_000), st.floats(0, 1))
def test_waits_grow_from_a_minute_to_an_hour_and_differ_by_a_quarter(attempts, jitter):
    seconds = backoff.wait(attempts, jitter).total_seconds()

    plain = min(60 * 2 ** min(attempts - 1, 20), 3_600)
    assert 0.75 * plain <= seconds <= 1.25 * plain
