"""Kinds of message about a request that changed: it went along to the next school, or was put right."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from schoolslink.notices.kinds import About, Kind
from schoolslink.notices.rules import Section
from schoolslink.referrals.models import Item


def _still_there(about: About) -> bool:
    """Say whether the request is still kept."""
    return about.about_id is not None and Item.objects.filter(pk=about.about_id).exists()


WITH_COUNCIL = Kind(
    name="referrals.with_council",
    subject=_("A request has come to your council"),
    sentences=(
        _(
            "Somebody has left a school and has none now. What the school asked for them is your council's."
        ),
        _("Open your page to see who has it, and by when."),
    ),
    still_true=_still_there,
    urgent=True,
    section=Section.WAITS,
    line=ngettext_lazy(
        "%(count)s request came to your council", "%(count)s requests came to your council", "count"
    ),
)
WENT_ALONG = Kind(
    name="referrals.went_along",
    subject=_("A request has gone along to another school"),
    sentences=(
        _("A request that your school made is with another school from now on. The family agreed."),
        _("The service has it as before. You need not do anything."),
    ),
    still_true=_still_there,
    urgent=True,
    section=Section.ANSWERED,
    line=ngettext_lazy(
        "%(count)s request went along to another school",
        "%(count)s requests went along to another school",
        "count",
    ),
)
CAME_ALONG = Kind(
    name="referrals.came_along",
    subject=_("A request has come to your school"),
    sentences=(
        _(
            "Somebody who came to your school has a request at a service. The family agreed that you see it."
        ),
        _("Open your page to see who has it, and by when."),
    ),
    still_true=_still_there,
    urgent=True,
    section=Section.ANSWERED,
    line=ngettext_lazy(
        "%(count)s request came to your school", "%(count)s requests came to your school", "count"
    ),
)
ANSWER_PUT_RIGHT = Kind(
    name="referrals.answer_put_right",
    subject=_("Something was put right"),
    sentences=(
        _(
            "An answer that was wrong was put right on something that you asked, or that waits for you."
        ),
        _("Open the page to read what it says now."),
    ),
    still_true=_still_there,
    urgent=True,
    section=Section.ANSWERED,
    line=ngettext_lazy(
        "%(count)s answer was put right", "%(count)s answers were put right", "count"
    ),
)
