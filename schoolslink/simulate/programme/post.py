"""The mail of a simulated programme: it takes every message and keeps none, and on some days it is down."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.mail.backends.base import BaseEmailBackend

PATH = f"{__name__}.Post"


class Down(ConnectionError):
    """The mail server cannot be reached today."""


class Post(BaseEmailBackend):
    """Hand messages to nobody. is_down: whether today nothing can be handed over."""

    is_down = False

    def send_messages(self, email_messages: Sequence[Any]) -> int:
        """Count the messages as handed over; raise Down on a day without mail."""
        if Post.is_down:
            raise Down
        return len(email_messages)
