"""Numbers to ring within a sentence, as links that a phone dials."""

from __future__ import annotations

import re

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

# As they are written in England: a nought and up to ten digits more, or the two that all know.
_NUMBER = re.compile(r"(?<![\d.])(?:0\d{2,4}(?: ?\d){4,8}|111|999)(?![\d.]\d|\d)")


def ringable(sentence: str) -> SafeString:
    """Return a text, escaped, in which each number to ring is a link that rings it."""
    return mark_safe(_NUMBER.sub(_link, escape(sentence)))  # noqa: S308 - escaped just here


def _link(found: re.Match[str]) -> str:
    shown = found[0]
    return f'<a href="tel:{shown.replace(" ", "")}">{shown}</a>'
