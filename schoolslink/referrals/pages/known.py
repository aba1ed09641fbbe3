"""What is known of whoever asks before they type a word."""

from __future__ import annotations

from schoolslink.directory.pages.words import hours_in_words, position_in_words
from schoolslink.directory.queries import AskerView

NOT_ASKED_FIRST = ("referrer_phone",)  # known, and not among the first page's questions


def known_answers(asker: AskerView | None) -> dict[str, str]:
    """Return the answers about whoever asks that their card and the register give."""
    if asker is None:
        return {}
    times = hours_in_words(asker.contact) if asker.contact else ""
    found = {"referrer_phone": asker.phone, "referrer_times": times}
    return {name: said for name, said in found.items() if said}


def role_of(asker: AskerView | None) -> str:
    """Return what whoever asked is at their school; empty when no card says so."""
    return position_in_words(asker.contact) if asker and asker.contact else ""
