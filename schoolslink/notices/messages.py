"""The kinds of message that this part makes itself: the weekly mail."""

from django.utils.translation import gettext_lazy as _

from schoolslink.notices import rules
from schoolslink.notices.kinds import Kind

WEEKLY = Kind(
    name=rules.WEEKLY,
    subject=_("Your week"),
    sentences=(_("What waits for you this week."), _("What was answered.")),
    still_true=lambda about: True,
    urgent=True,
)
