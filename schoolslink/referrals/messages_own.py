"""Kinds of message about what a family did by themselves: they asked, or they said thank you."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from schoolslink.notices.kinds import About, Kind
from schoolslink.notices.rules import Section
from schoolslink.referrals.queries.own_draft import is_known_at_school
from schoolslink.referrals.queries.team import is_of_the_team


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


def _still_in_the_team(about: About) -> bool:
    """Say whether this person still works where the words can be read."""
    return is_of_the_team(about.about_id, about.person_id)


# Nothing is to be done, and so it waits for the weekly mail.
THANKED = Kind(
    name="referrals.thanked",
    subject=_("There is something for you to read"),
    sentences=(
        _("A family wrote a few words to those who help them."),
        _("Nobody has to answer. Open the page to read them."),
    ),
    still_true=_still_in_the_team,
    line=ngettext_lazy("%(count)s word of thanks", "%(count)s words of thanks", "count"),
)
