"""Where the answers point: a line for the person who asks, never a decision."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

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
    TOPIC = "topic"


def outside(criteria: Criteria, *, age: int | None, topics: Sequence[str]) -> tuple[Outside, ...]:
    """Return in what a request does not fit these criteria; empty when it does."""
    found = []
    if age is not None and not criteria.sees_age(age):
        found.append(Outside.AGE)
    if any(topic in _TOPIC_LABELS and not criteria.takes_topic(topic) for topic in topics):
        found.append(Outside.TOPIC)
    return tuple(found)


def routing_hints(
    service: Service, nearby: Sequence[Service], *, age: int | None, topics: Sequence[str]
) -> tuple[Hint, ...]:
    """Return the lines that the answers call for; empty when they fit what this service takes.

    nearby: other services of the same area, nearest first. age: whole years, None when unknown.
    """
    hints = []
    if age is not None and not service.criteria.sees_age(age):
        hints.append(_age_hint(service, nearby, age))
    for topic in topics:
        if topic in _TOPIC_LABELS and not service.criteria.takes_topic(topic):
            hints.append(_topic_hint(service, nearby, topic, age))
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
