"""What somebody had typed, taken from the request alone, to be shown again and sent again."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.http import QueryDict

NEVER_SHOWN = re.compile(r"passw|otp|secret|token|(^|[_-])(code|pin)$", re.IGNORECASE)
MACHINE = re.compile(r"^[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}$", re.IGNORECASE)
CSRF = "csrfmiddlewaretoken"


@dataclass(frozen=True)
class Typed:
    """Hidden fields that send everything again, and the lines a person can read."""

    hidden: tuple[tuple[str, str], ...]
    lines: tuple[tuple[str, str], ...]
    again: tuple[str, ...]  # what must be given once more: files and secrets


def heading(name: str) -> str:
    """Return a field's name as words: "what_you_saw" becomes "What you saw"."""
    words = re.sub(r"[-_\[\].]+", " ", name).strip()
    return words[:1].upper() + words[1:]


def from_post(post: QueryDict, files: Mapping[str, object] | None = None) -> Typed:
    """Return what was typed; secrets and files are not carried, but named as to be given again."""
    hidden: list[tuple[str, str]] = []
    lines: list[tuple[str, str]] = []
    again = [heading(name) for name in files or ()]
    for name, values in post.lists():
        if name == CSRF:
            continue
        if NEVER_SHOWN.search(name):
            again += [heading(name)] if any(values) else []
            continue
        hidden += [(name, value) for value in values]
        said = [value for value in values if value.strip() and not MACHINE.match(value)]
        if said and name != "form_key":
            lines.append((heading(name), "\n".join(said)))
    return Typed(tuple(hidden), tuple(lines), tuple(again))
