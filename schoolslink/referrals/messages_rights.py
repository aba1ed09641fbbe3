"""Messages of what a family asks by right: to look through a copy, and that somebody complained."""

from __future__ import annotations

from dataclasses import replace

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from schoolslink.notices.kinds import About, Kind
from schoolslink.notices.rules import Section
from schoolslink.referrals.queries.complaints import is_to_answer
from schoolslink.referrals.queries.rights import is_to_look_through


def _still_to_look_through(about: About) -> bool:
    """Say whether a copy that is being prepared still waits for a clinician's look."""
    return is_to_look_through(about.about_id)


LOOK_THROUGH = Kind(
    name="referrals.look_through",
    subject=_("Something waits for you"),
    sentences=(
        _("A family asked for a copy of what is held. Please look through it first."),
        _("Open the page to see by when."),
    ),
    still_true=_still_to_look_through,
    urgent=True,
    section=Section.WAITS,
    line=ngettext_lazy("%(count)s thing waits for you", "%(count)s things wait for you", "count"),
)


def _still_to_answer(about: About) -> bool:
    """Say whether nobody has answered this complaint."""
    return is_to_answer(about.about_id)


COMPLAINT_WAITS = Kind(
    name="referrals.complaint_waits",
    subject=_("Something waits for you"),
    sentences=(
        _("Somebody wrote to whoever answers for your service. It waits for you by name."),
        _("Open the page to see by when."),
    ),
    still_true=_still_to_answer,
    urgent=True,
    section=Section.WAITS,
    line=ngettext_lazy("%(count)s thing waits for you", "%(count)s things wait for you", "count"),
)
COMPLAINT_UNHEARD = replace(
    COMPLAINT_WAITS,
    name="referrals.complaint_unheard",
    subject=_("Nobody at a service can read what waits there"),
    sentences=(
        _(
            "Somebody wrote to whoever answers for a service in your area, and nobody there may read it."
        ),
        _("Please name a manager of that service. Open your list to see which."),
    ),
)
COMPLAINT_PAST = replace(
    COMPLAINT_WAITS,
    name="referrals.complaint_past",
    subject=_("Something is past its day, and all were asked"),
    sentences=(
        _(
            "Somebody in your area waits for word from a service, and all who may write it were asked."
        ),
        _("Open your list to see whom to ring."),
    ),
)
