"""What a service can be asked to take and to need: known to the part that asks the questions.

That part stands above this one, so a setting names it and it is looked up when it is wanted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib import import_module
from typing import Any, Protocol, cast

from django.conf import settings


class Choice(Protocol):
    """A topic: what worries; or a reason for which a service may say that it is not the right team."""

    value: str
    label: str


class Question(Protocol):
    """One question of a request. weight: needed, helps or not_needed, where a service says nothing."""

    name: str
    label: str
    weight: Any


class Promise(Protocol):
    """A limit that a service may set itself: its name, words, bounds and what is usual."""

    name: str
    label: str
    unit: str
    least: int
    most: int

    @property
    def usual(self) -> int:
        """Return what is promised where a service says nothing."""


class Block(Protocol):
    """One page of questions."""

    name: str
    title: str
    fields: tuple[Question, ...]


class Asked(Protocol):
    """The module that holds the questions, and reads what a service publishes about them."""

    TOPICS: Iterable[Choice]
    BLOCKS: tuple[Block, ...]
    PROMISES: tuple[Promise, ...]
    REASONS_TO_PUBLISH: Iterable[Choice]
    CriteriaUnreadable: type[Exception]

    def read_criteria(self, content: Mapping[str, object], *, version: int = 0) -> Any:
        """Return the criteria; raise CriteriaUnreadable with the key that is wrong."""


def asked() -> Asked:
    """Return the module that holds the questions."""
    return cast(Asked, import_module(settings.SERVICE_QUESTIONS))
