"""The message by which a clinician is asked to look through a copy that a family asked for."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from schoolslink.notices.kinds import About, Kind
from schoolslink.notices.rules import Section
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
