"""Why a request was shared, in one line, as it was recorded when it was sent."""

from __future__ import annotations

from django.utils.translation import gettext

from schoolslink.directory.models import EmergencyReason
from schoolslink.referrals.queries.door import Opened
from schoolslink.referrals.rules.basis import BASES, Basis


def ground(opened: Opened) -> str:
    """Return on what ground the organisations share it; empty where nothing was shared yet."""
    if opened.basis not in set(Basis):
        return ""
    words = BASES[Basis(opened.basis)]
    line = gettext("Why this may be shared: %(title)s. %(plain)s %(articles)s.") % {
        "title": gettext(words.title),
        "plain": gettext(words.plain),
        "articles": words.articles,
    }
    if opened.emergency not in EmergencyReason.values:
        return line
    reason = EmergencyReason(opened.emergency).label
    without = gettext("No sharing agreement was in force when it went: %(reason)s.")
    return f"{line} {without % {'reason': reason}}"
