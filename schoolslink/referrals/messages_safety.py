"""The kinds of message about danger: to whom a school answers for safety, and to whoever has it at a team."""

from __future__ import annotations

from dataclasses import replace

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from schoolslink.directory.queries.safeguarding import safeguarding_leads
from schoolslink.notices.kinds import About, Kind
from schoolslink.notices.rules import Section
from schoolslink.referrals.messages_past import still_there
from schoolslink.referrals.models import Item

MARKED = Kind(
    name="referrals.marked",
    subject=_("Please look at your page today"),
    sentences=(
        _("Something was written at your school that you should know of today."),
        _("Open your page to see it."),
    ),
    still_true=still_there,
    urgent=True,
    section=Section.WAITS,
    line=ngettext_lazy("%(count)s thing to know of", "%(count)s things to know of", "count"),
)
# Words that may mean danger were saved: said without a word of them, and once a day for one request.
PLEASE_LOOK = Kind(
    name="referrals.please_look",
    subject=_("Please look at your page today"),
    sentences=(
        _("Something that your team has was added to. Please look at it today."),
        _("Open your page to see it."),
    ),
    still_true=still_there,
    urgent=True,
    section=Section.WAITS,
    line=ngettext_lazy("%(count)s thing to look at", "%(count)s things to look at", "count"),
)
# The same where no team has it yet: not a word of it, nor who wrote. The school sees them, and asks.
SEE_TODAY = replace(
    PLEASE_LOOK,
    name="referrals.see_today",
    sentences=(
        _("Something that your school has needs you to see somebody in person today."),
        _(
            "Open your page to see who. Ask how they are, and do what your school has agreed for "
            "such a day."
        ),
    ),
)
ASK_WHO_TODAY = replace(
    PLEASE_LOOK,
    name="referrals.ask_who_today",
    subject=_("Please ask a colleague something today"),
    sentences=(
        _("Somebody at your school is to be seen in person today."),
        _(
            "Ask whoever leads on this at your school who it is, and see that one of you does it. "
            "Your own page does not say."
        ),
    ),
)
# It was dropped, taken back, or is asked to be stopped, though a risk is marked.
STOPPED_AT_SCHOOL = replace(
    MARKED,
    name="referrals.stopped_at_school",
    sentences=(
        _("Something at your school that you should know of was stopped, or is asked to be."),
        _("Open your page to see it, and talk with whoever did that."),
    ),
)


def _nobody_leads_safeguarding(about: About) -> bool:
    """Say whether the school of an item still names no safeguarding lead."""
    if about.about_id is None:
        return False
    school_id = Item.objects.filter(pk=about.about_id).values_list("school_id", flat=True).first()
    return school_id is not None and not safeguarding_leads(school_id)


NO_SAFEGUARDING_LEAD = Kind(
    name="referrals.no_safeguarding_lead",
    subject=_("Somebody is missing in your area"),
    sentences=(
        _("A school of your area names nobody here for something that cannot wait."),
        _("Open the link to see which school and what is missing, and ring its head today."),
    ),
    still_true=_nobody_leads_safeguarding,
    urgent=True,
    section=Section.WAITS,
    line=ngettext_lazy(
        "%(count)s school where somebody is missing",
        "%(count)s schools where somebody is missing",
        "count",
    ),
)
