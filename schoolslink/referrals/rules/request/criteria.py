"""What a service takes and asks, as it published it: versioned data, read here with defaults."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from uuid import UUID

from schoolslink.referrals.rules.dues import DEFAULT_LIMITS, Limits
from schoolslink.referrals.rules.errors import RuleBroken
from schoolslink.referrals.rules.reasons import REASONS
from schoolslink.referrals.rules.request.blocks import FIELDS, TOPICS
from schoolslink.referrals.rules.request.fields import Weight
from schoolslink.referrals.rules.text import gettext_noop as _


@dataclass(frozen=True)
class Promise:
    """A limit that a service may set itself. least, most: the numbers it may promise."""

    name: str
    label: str
    unit: str
    least: int
    most: int

    @property
    def usual(self) -> int:
        """Return what is promised where a service says nothing."""
        return int(getattr(DEFAULT_LIMITS, self.name))


# Within these every promise keeps its sense: looked at before it must be decided, and decided
# before the four weeks to help are over.
PROMISES = (
    Promise("answer_wd", _("Answer a question"), _("working days"), 1, 5),
    Promise("look_wd", _("Look at a request"), _("working days"), 1, 5),
    Promise("decide_days", _("Decide about a request"), _("calendar days"), 2, 21),
)


@dataclass(frozen=True)
class ReasonToPublish:
    """A reason for which a service may say that it is not the right team."""

    value: str
    label: str


# What a service that publishes no list of its own may say: all that there are.
REASONS_TO_PUBLISH = tuple(
    ReasonToPublish(reason.value, words.pick)
    for reason, words in REASONS.items()
    if words.at_triage
)
ALL_REASONS = frozenset(one.value for one in REASONS_TO_PUBLISH)
_TOPIC_NAMES = frozenset(topic.value for topic in TOPICS)


class CriteriaUnreadable(RuleBroken):
    """These criteria hold something that we cannot read. Nothing was changed."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


@dataclass(frozen=True)
class Elsewhere:
    """Where a topic goes that this service does not take."""

    name: str
    service_id: UUID | None = None


@dataclass(frozen=True)
class Criteria:
    """One published version. An empty `takes` means everything that `elsewhere` does not name.

    age_from, age_until: whole years, until exclusive ("to the 18th birthday" is 18).
    weights: what this service says about a question, where it differs from ours. reasons: for which
    it says that it is not the right team.
    """

    version: int = 0
    age_from: int = 0
    age_until: int = 18
    takes: frozenset[str] = frozenset()
    elsewhere: Mapping[str, Elsewhere] = field(default_factory=dict)
    weights: Mapping[str, Weight] = field(default_factory=dict)
    limits: Limits = DEFAULT_LIMITS
    reasons: frozenset[str] = ALL_REASONS
    families_may_ask: bool = False
    own_words: str = ""
    wait_weeks: tuple[int, int] | None = None

    def weight(self, name: str) -> Weight:
        """Return whether a question is needed, helps, or is not needed here."""
        return self.weights.get(name, FIELDS[name].weight)

    def sees_age(self, age: int) -> bool:
        """Return whether a person of this age, in whole years, is seen here."""
        return self.age_from <= age < self.age_until

    def takes_topic(self, topic: str) -> bool:
        """Return whether a topic is taken here."""
        return topic not in self.elsewhere and (not self.takes or topic in self.takes)


DEFAULT_CRITERIA = Criteria()


def read_criteria(content: Mapping[str, object], *, version: int = 0) -> Criteria:
    """Return the criteria held in a service's published JSON object; what is left out is default.

    Keys: ages {from, until}, takes [topic], elsewhere {topic: {name, service}}, weights
    {question: needed|helps|not_needed}, limits {promise: number}, reasons [reason],
    families_may_ask, own_words, wait_weeks [from, until]. Raises CriteriaUnreadable with the key that
    is wrong.
    """
    ages = _mapping(content, "ages")
    age_from, age_until = _whole(ages, "from", 0), _whole(ages, "until", 18)
    if age_from >= age_until:
        raise CriteriaUnreadable("ages")
    return Criteria(
        version=version,
        age_from=age_from,
        age_until=age_until,
        takes=_topics(content.get("takes", ()), "takes"),
        elsewhere=_elsewhere(_mapping(content, "elsewhere")),
        weights=_weights(_mapping(content, "weights")),
        limits=_limits(_mapping(content, "limits")),
        reasons=_reasons(content.get("reasons")),
        families_may_ask=content.get("families_may_ask") is True,
        own_words=str(content.get("own_words", "")),
        wait_weeks=_wait(content.get("wait_weeks")),
    )


def usable_criteria(content: Mapping[str, object], *, version: int = 0) -> Criteria:
    """Return published criteria, or our own where a version cannot be read: asking must go on."""
    try:
        return read_criteria(content, version=version)
    except CriteriaUnreadable:
        return Criteria(version=version)


def _mapping(content: Mapping[str, object], key: str) -> Mapping[str, object]:
    value = content.get(key, {})
    if not isinstance(value, Mapping):
        raise CriteriaUnreadable(key)
    return value


def _whole(content: Mapping[str, object], key: str, default: int) -> int:
    value = content.get(key, default)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= 200:
        raise CriteriaUnreadable(key)
    return value


def _topics(value: object, key: str) -> frozenset[str]:
    if not isinstance(value, list | tuple | frozenset):
        raise CriteriaUnreadable(key)
    names = frozenset(map(str, value))
    if unknown := names - _TOPIC_NAMES:
        raise CriteriaUnreadable(f"{key}: {', '.join(sorted(unknown))}")
    return names


def _reasons(value: object) -> frozenset[str]:
    if value is None:
        return ALL_REASONS
    if not isinstance(value, list | tuple) or not value or set(map(str, value)) - ALL_REASONS:
        raise CriteriaUnreadable("reasons")
    return frozenset(map(str, value))


def _elsewhere(content: Mapping[str, object]) -> dict[str, Elsewhere]:
    _topics(tuple(content), "elsewhere")
    found = {}
    for topic, entry in content.items():
        if not isinstance(entry, Mapping) or not entry.get("name"):
            raise CriteriaUnreadable(f"elsewhere: {topic}")
        service = entry.get("service")
        try:
            service_id = UUID(str(service)) if service else None
        except ValueError:
            raise CriteriaUnreadable(f"elsewhere: {topic}") from None
        found[topic] = Elsewhere(str(entry["name"]), service_id)
    return found


def _weights(content: Mapping[str, object]) -> dict[str, Weight]:
    if unknown := content.keys() - FIELDS.keys():
        raise CriteriaUnreadable(f"weights: {', '.join(sorted(unknown))}")
    try:
        return {name: Weight(str(value)) for name, value in content.items()}
    except ValueError as error:
        raise CriteriaUnreadable(f"weights: {error}") from None


def _limits(content: Mapping[str, object]) -> Limits:
    if unknown := content.keys() - {f.name for f in fields(Limits)}:
        raise CriteriaUnreadable(f"limits: {', '.join(sorted(unknown))}")
    for promise in PROMISES:
        days = _whole(content, promise.name, promise.usual)
        if not promise.least <= days <= promise.most:
            raise CriteriaUnreadable(f"limits: {promise.name}")
    return Limits(**{name: _whole(content, name, 0) for name in content})


def _wait(value: object) -> tuple[int, int] | None:
    if value is None:
        return None
    if not isinstance(value, list | tuple) or len(value) != 2:
        raise CriteriaUnreadable("wait_weeks")
    pair = {"from": value[0], "until": value[1]}
    weeks = _whole(pair, "from", 0), _whole(pair, "until", 0)
    if weeks[0] > weeks[1]:
        raise CriteriaUnreadable("wait_weeks")
    return weeks
