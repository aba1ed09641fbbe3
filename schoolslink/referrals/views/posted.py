"""What forms send beside their fields."""

from __future__ import annotations

from django.http import HttpRequest


def version_seen(request: HttpRequest) -> int:
    """Return the version the form was shown on; one that is no number matches none."""
    typed = request.POST.get("version", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 9 else -1
