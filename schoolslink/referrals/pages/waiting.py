"""How long it takes until a first meeting, in sentences for the people who work with a request."""

from __future__ import annotations

from django.utils.translation import gettext, ngettext

from schoolslink.referrals.rules.waiting import ExpectedWait


def wait_words(wait: ExpectedWait | None) -> tuple[str, ...]:
    """Return how long it takes, as sentences: what people really waited, else what is published."""
    if wait is None:
        return ()
    if wait.half is not None and wait.most is not None:
        return (
            ngettext(
                "Half of the last families met the team within %(weeks)s week of asking.",
                "Half of the last families met the team within %(weeks)s weeks of asking.",
                wait.half,
            )
            % {"weeks": wait.half},
            ngettext(
                "Nine in ten met it within %(weeks)s week.",
                "Nine in ten met it within %(weeks)s weeks.",
                wait.most,
            )
            % {"weeks": wait.most},
        )
    few = gettext("Too few families met the team of late to say how long it really takes.")
    return tuple(filter(None, (_usual_wait(wait.published), few)))


def _usual_wait(weeks: tuple[int, int] | None) -> str:
    if weeks is None or not weeks[1]:
        return ""
    if weeks[0] == weeks[1]:
        said = ngettext("%(weeks)s week", "%(weeks)s weeks", weeks[1]) % {"weeks": weeks[1]}
    else:
        said = gettext("%(low)s to %(high)s weeks") % {"low": weeks[0], "high": weeks[1]}
    return gettext("The usual wait until help begins: %s.") % said
