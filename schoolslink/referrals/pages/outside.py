"""Somebody outside who is asked by a link, in words: as their own page shows it, and as the team's does."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from schoolslink.referrals.pages.offers import said_lines
from schoolslink.referrals.pages.transfer import why_words
from schoolslink.referrals.queries.outside import Asking
from schoolslink.referrals.rules.offering import WHY_BACK, Preview, WhyBack
from schoolslink.referrals.rules.outside import AGREED_BY, AgreedBy
from schoolslink.web import dates

ENDED = {
    "used": _("Answered"),
    "stopped": _("Stopped: it opens nothing any more"),
    "replaced": _("Another link was sent in its place"),
    "over": _("Over: nobody is asked any more"),
}


def asked(preview: Preview, name: str, until: datetime) -> dict[str, Any]:
    """Return what the page of a link shows: whom it asks, what they read, and to which day it opens."""
    facts = [
        (gettext("Age"), "" if preview.age is None else str(preview.age)),
        *said_lines(preview),
        (gettext("Reference"), preview.reference),
        (gettext("Why they are handed over to you"), why_words(preview.transfer)),
        (gettext("Whom they spoke to at your organisation"), preview.spoke_to),
        (gettext("Asked by"), ", ".join(filter(None, (preview.from_person, preview.from_service)))),
    ]
    return {
        "name": name,
        "facts": [{"label": label, "text": text} for label, text in facts if text],
        "risk": [gettext(one) for one in preview.risk],
        "why": preview.why,
        "service_name": preview.from_service,
        # The first moment on which it opens no more is the day after the last.
        "until": dates.day(until - timedelta(minutes=1)),
    }


def asking(row: Asking, now: datetime) -> dict[str, Any]:
    """Return what the team reads of whom it asked: who they are, what became of each link, what they said."""
    receiver = row.receiver
    return {
        "name": receiver.name if receiver else "",
        "kind": receiver.kind_name if receiver else "",
        "what": receiver.what_they_do if receiver else "",
        "phone": receiver.phone if receiver else "",
        "links": [
            {
                "text": gettext("Sent to %(address)s, %(when)s")
                % {"address": one.address, "when": dates.moment(one.made_at)},
                "state": str(ENDED[one.why])
                if one.why
                else gettext("Opens until the end of %(day)s")
                % {"day": dates.day(one.opens_until - timedelta(minutes=1))}
                if now < one.opens_until
                else gettext("Its last day is over"),
            }
            for one in row.sent
        ],
        "said": [
            _said(one.reason, one.words, one.by_link, one.at, bool(row.preview.reference))
            for one in row.said
        ],
        "agreed_by": gettext(AGREED_BY[AgreedBy(row.agreed_by)]) if row.agreed_by else "",
    }


def _said(reason: str, words: str, by_link: bool, at: datetime, has_them: bool) -> dict[str, str]:
    how = gettext("By the link, %(when)s") if by_link else gettext("By telephone, %(when)s")
    yes = gettext("They have them") if has_them else gettext("They take it")
    return {
        "title": gettext(WHY_BACK[WhyBack(reason)]) if reason else yes,
        "how": how % {"when": dates.moment(at)},
        "words": words,
    }
