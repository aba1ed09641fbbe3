"""Every address there is, taken from the resolver itself, so that a new one cannot be forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from schoolslink.access.routes import Audience


@dataclass(frozen=True)
class Route:
    """One address: its full name, its pattern, what it takes, and who may ever open it."""

    name: str
    pattern: str
    arguments: dict[str, str]  # name -> converter: uuid, slug, str, int
    audience: Audience | None


def every_route() -> list[Route]:
    """Return all addresses of the service, in the order in which they are tried."""
    return list(_walk(get_resolver().url_patterns, "", "", {}))


def _walk(entries: list[Any], before: str, space: str, taken: dict[str, str]) -> Iterator[Route]:
    for entry in entries:
        pattern = before + str(entry.pattern)
        arguments = taken | {
            name: type(converter).__name__.removesuffix("Converter").lower()
            for name, converter in entry.pattern.converters.items()
        }
        if isinstance(entry, URLResolver):
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from _walk(entry.url_patterns, pattern, inner, arguments)
        elif isinstance(entry, URLPattern):
            audience = getattr(entry.callback, "audience", None)
            yield Route(f"{space}{entry.name or ''}", f"/{pattern}", arguments, audience)


@dataclass(frozen=True)
class Examined:
    """What is wrong with the list of addresses: nothing, as a rule."""

    routes: int
    without: list[str]  # no audience: nobody said who may open it
    unnamed: list[str]
    unknown_arguments: list[str]  # the crawler would not know what to put in

    @property
    def holds(self) -> bool:
        """Say whether every address has a name, an audience and samples for the crawler."""
        return self.routes > 0 and not (self.without or self.unnamed or self.unknown_arguments)


def examine() -> Examined:
    """Return what is missing from any address."""
    from schoolslink.checks.arguments import has_samples

    routes = every_route()
    return Examined(
        routes=len(routes),
        without=[r.pattern for r in routes if not isinstance(r.audience, Audience)],
        unnamed=[r.pattern for r in routes if not r.name or r.name.endswith(":")],
        unknown_arguments=[
            f"{r.pattern}: {name} ({kind})"
            for r in routes
            for name, kind in r.arguments.items()
            if not has_samples(name, kind)
        ],
    )
