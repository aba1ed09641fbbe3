"""What a team reads of its manager's look, and what the manager reads: no word of a child."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from schoolslink.referrals.pages.acts import Act
from schoolslink.referrals.queries.second_look import Look
from schoolslink.referrals.queries.team import TeamRecord
from schoolslink.referrals.rules import Move
from schoolslink.referrals.rules.reasons import REASONS, Reason
from schoolslink.referrals.rules.second_look import (
    INSTEAD,
    NOES,
    THIRD_MISSED,
    Instead,
    Stands,
)
from schoolslink.referrals.rules.text import gettext_noop as _
from schoolslink.web import dates

ASKS = (Stands.ASK, Stands.ANEW)
SECOND_NO = {
    Stands.ASK: _(
        "Your service has said no to this child before, or gave advice alone. Before it does so again "
        "your manager looks at it."
    ),
    Stands.WAITS: _(
        "Your manager looks at it before a second no, or advice alone, can be given. You can answer "
        "otherwise meanwhile."
    ),
    Stands.AGREED: _("Your manager has looked, and agrees to a second no with this reason: %s"),
    Stands.ANEW: _("Your manager has looked. Before a second no something else comes first: %s"),
}
AFTER_MISSED = {
    Stands.ASK: _(
        "Three appointments in a row were missed. Before help may end your manager looks at it."
    ),
    Stands.WAITS: _(
        "Three appointments in a row were missed. Your manager looks at it before help may end."
    ),
    Stands.AGREED: _(
        "Your manager has looked at the missed appointments, and agrees that help may end."
    ),
    Stands.ANEW: _(
        "Your manager has looked at the missed appointments. Something else comes first: %s"
    ),
}
# By what is looked at: one of these two, or a reason of the list.
TITLES = {
    THIRD_MISSED: _("May help end after three missed appointments?"),
    Reason.ADVICE_ALONE: _("May the team give this child advice alone, and no help again?"),
}
NO_AGAIN = _("May the team say no to this child a second time?")
AGREE = {
    THIRD_MISSED: _("I agree that help may end; they know how to come back"),
    Reason.ADVICE_ALONE: _(
        "I agree to advice alone; somebody else helps, and they know how to ask again"
    ),
}
AGREE_TO_NO = _("I agree to this no; somebody else helps, and they know how to ask again")


def possible(record: TeamRecord, acts: Iterable[Act]) -> list[Act]:
    """Return the acts that need no manager's look first, and the way to ask for one where they do."""
    shut: set[Move] = set()
    if not record.second_no.may_end:
        shut |= NOES
    elif record.second_no is Stands.AGREED:
        shut |= NOES - {Move.ADVISE if record.look_said == Reason.ADVICE_ALONE else Move.NOT_ACCEPT}
    if not record.after_missed.may_end:
        shut.add(Move.DISCHARGE)
    asking = {
        "ask-manager": record.second_no in (*ASKS, Stands.AGREED),
        "ask-before-end": record.after_missed in ASKS,
    }
    return [act for act in acts if act.move not in shut and asking.get(act.name, True)]


def look_lines(record: TeamRecord) -> list[str]:
    """Return how it stands with a manager's look, a sentence each; none where nobody has to look."""
    found = []
    for sentences, stands in ((SECOND_NO, record.second_no), (AFTER_MISSED, record.after_missed)):
        if stands is not Stands.NOT_NEEDED:
            said = gettext(sentences[stands])
            found.append(said % _said(record.look_said) if "%s" in said else said)
    return found


def _said(code: str) -> str:
    if code in set(Instead):
        return gettext(INSTEAD[Instead(code)])
    return gettext(REASONS[Reason(code)].pick) if code in set(Reason) else ""


def look_tasks(looks: Iterable[Look], today: date) -> list[dict[str, Any]]:
    """Return what a manager has to look at, as things to do on their page."""
    return [
        {
            "href": reverse("referrals:look", args=[one.item_id]),
            "text": title(one),
            "note": gettext("%(reference)s: by %(day)s")
            % {"reference": one.reference, "day": dates.day(one.due_on)},
            "is_late": one.due_on < today,
        }
        for one in looks
    ]


def title(one: Look) -> str:
    """Return what is to be judged."""
    return gettext(TITLES.get(one.reason, NO_AGAIN))


def agree_words(one: Look) -> str:
    """Return what a manager says who agrees."""
    return gettext(AGREE.get(one.reason, AGREE_TO_NO))


def look_page(one: Look) -> dict[str, Any]:
    """Return what a manager reads: who asked, when, what was said before, and by when to answer."""
    facts = [
        (gettext("Request"), one.reference),
        (gettext("School"), one.school_name),
        (gettext("Asked on"), dates.day_with_year(one.asked_at) if one.asked_at else ""),
        (gettext("Risk"), gettext("A risk is marked.") if one.marked else ""),
        *(
            (
                gettext("No before, %(day)s") % {"day": dates.day_with_year(no.at)},
                f"{_said(no.reason)} ({no.reference})",
            )
            for no in one.before
        ),
        *((gettext("Missed"), dates.day_with_year(at)) for at in one.missed),
        (gettext("Reason now"), _said(one.reason)),
        (gettext("Who asks you"), one.asked_by),
        (gettext("Answer by"), dates.day(one.due_on)),
    ]
    return {
        "title": title(one),
        "about_id": one.about_id,
        "asked_by": one.asked_by,
        "rows": [{"key": {"text": key}, "value": {"text": said}} for key, said in facts if said],
    }
