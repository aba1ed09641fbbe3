"""The kind of message about what somebody asked by themselves."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from schoolslink.notices.kinds import About, Kind
from schoolslink.notices.rules import Section
from schoolslink.referrals.queries.own_draft import is_known_at_school


def _still_known_there(about: About) -> bool:
    """Say whether the school may still read it: whoever decides may have taken it back since."""
    return is_known_at_school(about.about_id)


# Nothing is to be done at school, so that it waits for the weekly mail.
LET_KNOW = Kind(
    name="referrals.let_know",
    subject=_("There is something for you to read"),
    sentences=(
        _("Somebody asked for help themselves, and lets your school know."),
        _("Open your page to read it."),
    ),
    still_true=_still_known_there,
    section=Section.ANSWERED,
    line=ngettext_lazy("%(count)s request to know of", "%(count)s requests to know of", "count"),
)
