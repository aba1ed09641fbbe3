"""Who must be told of a request's decision, who has been and how, as the team reads it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from schoolslink.referrals.models import Told
from schoolslink.referrals.pages.contact_bars import bars_of_member
from schoolslink.referrals.pages.queue import language_name
from schoolslink.referrals.queries.family_letter import may_get_letter
from schoolslink.referrals.queries.team import Relative, TeamRecord
from schoolslink.referrals.rules import State
from schoolslink.referrals.rules.agreement import Decider
from schoolslink.referrals.rules.guarding import ANOTHER_NOW, NOT_TOLD
from schoolslink.referrals.rules.not_to_contact import NOT_CONTACTED
from schoolslink.referrals.rules.practice_letter import NO_PRACTICE, WHY_NOT, why_no_letter
from schoolslink.referrals.rules.sharing import NOT_CHOSEN, Choice
from schoolslink.web import dates

TOLD = {"school": _("The school"), "self": _("The young person"), "carer": _("Parent or carer")}
TOLD |= {"gp": _("Their GP")}
HOW_TOLD = (
    ("in_person", _("In person")),
    ("phone", _("By phone")),
    ("letter", _("By letter")),
    ("page", _("On their own page")),
    ("school", _("The school told them")),
)
NOTHING_SENT = {
    NOT_TOLD: _("Not told: a court order bars them."),
    NOT_CONTACTED: _("Not told: they must not be contacted."),
    ANOTHER_NOW: _("Not told: somebody else was meant."),
    NOT_CHOSEN: _("Nobody tells them: the young person decides, and home is not to know."),
}
SEEN = (
    ("mail", _("By a message that leads to the page")),
    ("read", _("They opened the page")),
    ("with_later", _("Together with the later answer")),
)
LETTER_SENT = (("posted", _("By post")), ("secure_mail", _("By secure mail")))


def told_rows(record: TeamRecord, today: date) -> list[dict[str, Any]]:
    """Return who must be told, who has been and how; the latest decision's duties last."""
    names = {relative.id: relative for relative in record.family}
    rows = []
    for duty in record.opened.told:
        relative = names.get(duty.family_member_id)
        row = told_row(duty, relative, today)
        row["letter"] = row["family_letter"] = ""
        row["not_by"] = bars_of_member(record.bars, duty.family_member_id)
        row["stopped"] = row["barred"]
        if may_get_letter(record.opened, duty, relative, record.choices):
            row["family_letter"] = reverse("referrals:family-letter", args=[duty.item_id, duty.pk])
        if duty.whom == "gp":
            row["stopped"] = _stopped(record, duty)
            if not duty.told_at:
                row["letter"] = reverse("referrals:letter", args=[duty.item_id, duty.pk])
        rows.append(row)
    return rows


def told_row(duty: Told, relative: Relative | None, today: date) -> dict[str, Any]:
    """Return one of those who must be told, with the day, or how and when it was done."""
    how = dict(HOW_TOLD + LETTER_SENT + SEEN)
    return {
        "id": duty.pk,
        "whom": str(TOLD.get(duty.whom, duty.whom)),
        "name": (relative.name or gettext("(name not known yet)")) if relative else "",
        "language": language_name(relative.language) if relative else "",
        "due": dates.day(duty.due_on),
        "overdue": duty.told_at is None and duty.due_on < today,
        "done": gettext("%(how)s, %(when)s")
        % {"how": how.get(duty.how, duty.how), "when": dates.moment(duty.told_at)}
        if duty.told_at and duty.how not in (NO_PRACTICE, *NOTHING_SENT)
        else "",
        "barred": str(NOTHING_SENT[duty.how]) if duty.how in NOTHING_SENT else "",
    }


def _stopped(record: TeamRecord, duty: Told) -> str:
    """Return why no letter goes to the practice for this duty; empty where one does, or has gone."""
    decision, told = record.opened.decision, record.choices.get("gp")
    stopped = why_no_letter(
        Choice.YES if told else Choice.NO,
        Decider.CARER,
        State(record.opened.item.state),
        is_latest=decision is not None and decision.event_id == duty.event_id,
    )
    if duty.how == NO_PRACTICE:
        return gettext("No letter: the family says that they have no GP practice.")
    return "" if stopped is None or duty.told_at else gettext(WHY_NOT[stopped])
