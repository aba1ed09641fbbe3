"""The clock of silence: how long nobody has said a word to a family that waits."""

from datetime import date

SILENT_DAYS = 28


def silent_days(last_word_on: date | None, on: date) -> int | None:
    """Return for how many days nothing was said, once that is more than four weeks; else None."""
    if last_word_on is None:
        return None
    days = (on - last_word_on).days
    return days if days > SILENT_DAYS else None
