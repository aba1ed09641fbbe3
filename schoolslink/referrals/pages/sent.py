"""After sending: who has it, by when, and what can still be added."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from schoolslink.kernel.calendar import add_working_days
from schoolslink.referrals.pages.request import NO_PAGE, Missing, child_name, count_words
from schoolslink.referrals.queries import Opened
from schoolslink.referrals.rules import Duty, Move, State
from schoolslink.referrals.rules.agreement import Decider
from schoolslink.referrals.rules.dues import Limits, decide_by
from schoolslink.referrals.rules.request import RISK_FIELDS, Block, blocks_left, is_answered
from schoolslink.web import dates

RISK = "risk"


def left_open(opened: Opened) -> list[Missing]:
    """Return the pages on which something was left open when it was sent; risk before all else."""
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
        for block in sorted(blocks_left(opened.referral.missing), key=_after_risk)
        if block.name not in NO_PAGE
    ]


def _after_risk(block: Block) -> bool:
    return block.name != RISK


@dataclass(frozen=True)
class AreTheySafe:
    """What a first page does not ask: whether somebody may not be safe, and where to say it."""

    text: str
    href: str


def are_they_safe(
    opened: Opened, answers: Mapping[str, Any], today: date, limits: Limits
) -> AreTheySafe | None:
    """Return the question about risk, as long as none of it is answered by whoever may answer it.

    answers: those about risk, as last kept.
    """
    item = opened.item
    said = any(is_answered(answers.get(name)) for name in RISK_FIELDS)
    if said or item.risk_marked or Move.ADD_ANSWERS not in opened.moves:
        return None
    if item.state == State.AWAITING_AGREEMENT:
        return AreTheySafe(
            _("Answer the ten questions about risk. One yes and it goes to the service today."),
            reverse("referrals:part", args=[item.pk, RISK]),
        )
    soon = add_working_days(today, limits.soon_wd)
    day = min(soon, opened.holds.due_on) if opened.holds and opened.holds.due_on else soon
    return AreTheySafe(
        _("Answer the ten questions about risk. One yes and they must look at it by %(day)s.")
        % {"day": dates.day(day)},
        reverse("referrals:add", args=[item.pk, RISK]),
    )


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
    safe: AreTheySafe | None = None


def sent(opened: Opened, risk: Mapping[str, Any], today: date, limits: Limits) -> SentPage:
    """Return the confirmation of a request, from the record itself.

    risk: its answers about risk, as last kept. limits: its service's.
    """
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
        safe=are_they_safe(opened, risk, today, limits),
    )


def _waits_for(opened: Opened) -> str:
    """Return whose yes is missing, and where it is written down."""
    if opened.referral is not None and opened.referral.decided_by != Decider.CARER:
        return _("It goes when the young person has said yes. Say so on its agreement page.")
    return _(
        "It goes when a person with parental responsibility has said yes. Say on its agreement page "
        "who has, and that they have that responsibility."
    )
