"""Who asked by themselves, in words for the team; and who typed it in, where somebody did."""

from __future__ import annotations

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from schoolslink.referrals.queries.door import Opened
from schoolslink.referrals.rules.family.truth import WhoAsked
from schoolslink.web import dates

ASKERS = {
    WhoAsked.SELF: _("The young person themselves"),
    WhoAsked.CARER: _("A parent or carer themselves"),
    WhoAsked.GP: _("Their doctor (GP)"),
}


def who_asked(opened: Opened) -> str:
    """Return who asked, of what no school asked; empty of what a service wrote down for a school."""
    item, history = opened.item, opened.history
    if not item.is_own:
        return ""
    who = str(ASKERS[WhoAsked(item.asked_by)])
    if item.opened_by_id is None or not history:
        return who
    return gettext("%(who)s. Typed in by %(name)s on %(day)s") % {
        "who": who,
        "name": history[0].by_name,
        "day": dates.day(item.opened_at),
    }
