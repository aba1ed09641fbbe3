"""The steps of the short form, in their order."""

from enum import StrEnum

# What was begun and not sent is forgotten after so many days: long enough to think it over.
KEPT_DAYS = 28


class Step(StrEnum):
    """One short page."""

    WORRY = "worry"
    CHILD = "child"
    REACH = "reach"
    TELL = "tell"


# What is hard comes first: whoever came to say it should not have to fill in a form before.
STEPS = (Step.WORRY, Step.CHILD, Step.REACH, Step.TELL)
