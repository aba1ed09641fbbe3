"""Where the answers point: a line for the person who asks, never a decision."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from schoolslink.referrals.rules.request.asking import turns_on
from schoolslink.referrals.rules.request.blocks import TOPICS
from schoolslink.referrals.rules.request.criteria import Criteria
from schoolslink.referrals.rules.text import Fact, Sentence
from schoolslink.referrals.rules.text import gettext_noop as _

_TOPIC_LABELS = {topic.value: topic.label for topic in TOPICS}


@dataclass(frozen=True)
class Service:
    """A service that could be asked, with what it published."""

    service_id: UUID
    name: str
    criteria: Criteria


@dataclass(frozen=True)
class Hint:
    """One line beside the form; `instead` is offered as a button when we know the service."""

    sentence: Sentence
    instead: UUID | None = None


class Outside(StrEnum):
    """In what a request does not fit what a service takes."""

    AGE = "age"
    AGE_SOON = "age_soon"  # seen today, and too old before help is likely to begin
    TOPIC = "topic"


@dataclass(frozen=True)
class Age:
    """How old somebody is on a day, and when they were born where that is known."""

    years: int | None
    born_on: date | None
    on: date


def expected_by(criteria: Criteria, on: date) -> date:
    """Return the day by which help is likely to have begun: the longest wait that is published.

    Where a service publishes none, the days after which help is promised.
    """
    if criteria.wait_weeks is not None:
        return on + timedelta(weeks=criteria.wait_weeks[1])
    return on + timedelta(days=criteria.limits.help_days)


def too_old_on(criteria: Criteria, age: Age) -> date | None:
    """Return the day, within the expected wait, on which somebody seen today becomes too old.

    Where only an age was typed, the year before the last is near enough to say nothing.
    """
    if age.years is None or age.born_on is None or not criteria.sees_age(age.years):
        return None
    turns = turns_on(age.born_on, criteria.age_until)
    return turns if turns <= expected_by(criteria, age.on) else None


def outside(criteria: Criteria, *, age: Age, topics: Sequence[str]) -> tuple[Outside, ...]:
    """Return in what a request does not fit these criteria; empty when it does."""
    found = []
    if age.years is not None and not criteria.sees_age(age.years):
        found.append(Outside.AGE)
    elif too_old_on(criteria, age) is not None:
        found.append(Outside.AGE_SOON)
    if any(topic in _TOPIC_LABELS and not criteria.takes_topic(topic) for topic in topics):
        found.append(Outside.TOPIC)
    return tuple(found)


def routing_hints(
    service: Service, nearby: Sequence[Service], *, age: Age, topics: Sequence[str]
) -> tuple[Hint, ...]:
    """Return the lines that the answers call for; empty when they fit what this service takes.

    nearby: other services of the same area, nearest first.
    """
    hints = []
    if age.years is not None and not service.criteria.sees_age(age.years):
        hints.append(_age_hint(service, nearby, age.years))
    elif (turns := too_old_on(service.criteria, age)) is not None:
        hints.append(_turning_hint(service, nearby, turns))
    for topic in topics:
        if topic in _TOPIC_LABELS and not service.criteria.takes_topic(topic):
            hints.append(_topic_hint(service, nearby, topic, age.years))
    return tuple(hints)


def _takes(other: Service, age: int | None, topic: str | None = None) -> bool:
    return (age is None or other.criteria.sees_age(age)) and (
        topic is None or other.criteria.takes_topic(topic)
    )


def _age_hint(service: Service, nearby: Sequence[Service], age: int) -> Hint:
    other = next((s for s in nearby if s.service_id != service.service_id and _takes(s, age)), None)
    young = age < service.criteria.age_from
    limit = service.criteria.age_from if young else service.criteria.age_until
    facts: dict[str, Fact] = {"service": service.name, "limit": limit}
    if other is None:
        text = (
            _("{service} does not see children under {limit}. You can still ask it who does.")
            if young
            else _("{service} sees people until they turn {limit}. You can still ask it who helps.")
        )
        return Hint(Sentence(text, facts))
    text = (
        _("{service} does not see children under {limit}. {other} does.")
        if young
        else _("{service} sees people until they turn {limit}. {other} sees them after that.")
    )
    return Hint(Sentence(text, {**facts, "other": other.name}), other.service_id)


def _turning_hint(service: Service, nearby: Sequence[Service], turns: date) -> Hint:
    """Say that they will be too old before help is likely to begin, and who would take over."""
    limit = service.criteria.age_until
    other = next(
        (s for s in nearby if s.service_id != service.service_id and s.criteria.sees_age(limit)),
        None,
    )
    facts: dict[str, Fact] = {"service": service.name, "limit": limit, "day": turns}
    if other is None:
        return Hint(
            Sentence(
                _(
                    "They turn {limit} on {day}, and {service} may not have begun by then. It sees "
                    "people until that day. We know of nobody here who takes over: ask it who does."
                ),
                facts,
            )
        )
    return Hint(
        Sentence(
            _(
                "They turn {limit} on {day}, and {service} may not have begun by then. It sees "
                "people until that day; {other} would take over."
            ),
            {**facts, "other": other.name},
        ),
        other.service_id,
    )


def _topic_hint(service: Service, nearby: Sequence[Service], topic: str, age: int | None) -> Hint:
    facts: dict[str, Fact] = {
        "service": service.name,
        "topic": Sentence(_TOPIC_LABELS[topic]),
    }
    known = service.criteria.elsewhere.get(topic)
    if known is not None:
        text = _("“{topic}”: {service} does not take this. It says that {other} does.")
        return Hint(Sentence(text, {**facts, "other": known.name}), known.service_id)
    other = next(
        (s for s in nearby if s.service_id != service.service_id and _takes(s, age, topic)), None
    )
    if other is not None:
        text = _("“{topic}”: {service} does not take this. {other} does.")
        return Hint(Sentence(text, {**facts, "other": other.name}), other.service_id)
    text = _("“{topic}”: {service} does not say that it takes this. You can still ask.")
    return Hint(Sentence(text, facts))
