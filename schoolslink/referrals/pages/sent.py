"""After sending: who has it, by when, and what can still be added."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from schoolslink.referrals.pages.request import NO_PAGE, Missing, child_name, count_words
from schoolslink.referrals.queries import Opened
from schoolslink.referrals.rules import Duty, Move, State
from schoolslink.referrals.rules.agreement import Decider
from schoolslink.referrals.rules.dues import Limits, decide_by
from schoolslink.referrals.rules.request import blocks_left
from schoolslink.web import dates


def left_open(opened: Opened) -> list[Missing]:
    """Return the pages on which something was left open when the request was sent."""
    if (
        opened.referral is None
        or opened.item.asked_at is None
        or Move.ADD_ANSWERS not in opened.moves
    ):
        return []
    return [
        Missing(
            _(block.title),
            reverse("referrals:add", args=[opened.item.pk, block.name]),
            count_words(sum(field.name in opened.referral.missing for field in block.fields)),
        )
        for block in blocks_left(opened.referral.missing)
        if block.name not in NO_PAGE
    ]


@dataclass(frozen=True)
class SentPage:
    """What was sent or kept, who has it, and by when they must act."""

    name: str
    reference: str
    heading: str
    holder: dict[str, Any]
    steps: list[dict[str, str]]
    waits: bool
    left: list[Missing]
    refused: bool = False


def sent(opened: Opened, today: date, limits: Limits) -> SentPage:
    """Return the confirmation of a request, from the record itself. limits: its service's."""
    item, holds = opened.item, opened.holds
    waits = item.state == State.AWAITING_AGREEMENT
    asked = dates.as_day(item.asked_at) if item.asked_at else today
    name = holds.name or holds.place if holds else ""
    due = dates.day(holds.due_on) if holds else ""
    lines, then = [], ""
    refused = waits and holds is not None and holds.duty == Duty.AFTER_NO
    if refused:
        heading = _("Kept with you: they said no")
        text = _("Decide what to do now by %(day)s.") % {"day": due}
        lines.append(_("They know, and said no. It is not sent."))
    elif waits:
        heading = _("Kept with you until the agreement is there")
        text = _("Ask about the agreement by %(day)s.") % {"day": due}
        lines.append(_waits_for(opened))
    else:
        heading = _("You asked on %(day)s") % {"day": dates.day(asked)}
        text = _("Must look at it by %(day)s.") % {"day": due}
        decided = dates.day(decide_by(asked, limits=limits))
        then = _("Then decides by %(day)s, and you are told.") % {"day": decided}
    return SentPage(
        name=child_name(opened.identity | {"called": opened.identity.get("preferred_name", "")}),
        reference=item.reference,
        heading=heading,
        holder={
            "heading": _("Who has it now"),
            "name": name,
            "place": holds.place if holds and holds.name else "",
            "lines": lines,
            "due": {"text": text, "note": then},
        },
        steps=[
            {"title": _("You ask"), "state": "now" if waits else "done"},
            {"title": _("Somebody looks, then decides"), "state": "next" if waits else "now"},
            {"title": _("Help starts, or you are told who can help"), "state": "next"},
        ],
        waits=waits,
        left=left_open(opened),
        refused=refused,
    )


def _waits_for(opened: Opened) -> str:
    """Return whose yes is missing, and where it is written down."""
    if opened.referral is not None and opened.referral.decided_by != Decider.CARER:
        return _("It goes when the young person has said yes. Say so on its agreement page.")
    return _(
        "It goes when a person with parental responsibility has said yes. Say on its agreement page "
        "who has, and that they have that responsibility."
    )
