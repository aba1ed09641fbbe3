"""A hand-over in words: why, and its three ticks, each with who and when, or what is still missing."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from schoolslink.referrals.queries.transfers import TickView, TransferView
from schoolslink.referrals.rules.transferring import (
    WHO_TOLD,
    WHY_TRANSFER,
    Ground,
    NextSchool,
    Tick,
    Told,
    WhyTransfer,
)
from schoolslink.web import dates

_GROUNDS = {
    Ground.ITSELF: _("they took them themselves"),
    Ground.SCHOOL: _("who leads there said so on their own page"),
    Ground.LINK: _("they said so themselves, by their link"),
    Ground.WRITTEN_DOWN: _("%(name)s wrote down what they said"),
}
_OF_NEXT_SCHOOL = {
    NextSchool.YOUNG_PERSON: _("the young person agrees that the next school sees the request"),
    NextSchool.CARER: _("a parent or carer agrees that the next school sees the request"),
    NextSchool.BOTH: _("both agree that the next school sees the request"),
    NextSchool.NO: _("they do not want the next school to see the request"),
    NextSchool.NOT_ASKED: _("nobody has said yet whether the next school may see the request"),
}


def transfer_card(view: TransferView | None) -> dict[str, Any] | None:
    """Return the card of a hand-over; None where there is none."""
    if view is None:
        return None
    why = gettext(WHY_TRANSFER[WhyTransfer(view.why)]) if view.why else ""
    return {"why": why, "ticks": [_line(tick, view.receiver) for tick in view.ticks]}


def why_words(why: str) -> str:
    """Return in words why a child is handed over; empty where nobody is."""
    return gettext(WHY_TRANSFER[WhyTransfer(why)]) if why else ""


def _line(view: TickView, receiver: str) -> dict[str, str]:
    titles = {
        Tick.HANDED: gettext("Handed over"),
        Tick.RECEIVED: gettext("The other side has said yes"),
        Tick.TOLD: gettext("The family knows"),
    }
    return {
        "title": titles[view.tick],
        "done": "" if view.at is None else _done(view),
        "missing": _missing(view, receiver),
    }


def _done(view: TickView) -> str:
    """Return to whom, who was told or who confirmed; by whom of us, and when."""
    whom = gettext(WHO_TOLD[Told(view.whom)]) if view.whom else ""
    by = view.by_name or gettext("Schools Link")
    if view.ground is not None:
        by = _GROUNDS[view.ground] % {"name": by}
    next_school = _OF_NEXT_SCHOOL.get(NextSchool(view.next_school)) if view.next_school else ""
    said = [view.receiver, view.person, whom, next_school, by]
    return ", ".join([*(str(one) for one in said if one), dates.moment(view.at)])


def _missing(view: TickView, receiver: str) -> str:
    if view.at is not None:
        return ""
    match view.tick:
        case Tick.HANDED:
            return gettext("Nobody has been asked yet. They stay where they are.")
        case Tick.RECEIVED if receiver:
            return gettext(
                "%(receiver)s has not said yes yet. They stay where they are until then."
            ) % {"receiver": receiver}
        case Tick.RECEIVED:
            return gettext("Nobody has said yes yet.")
    return gettext(
        "Tell the young person, or a carer: who has them now, until when, and who after that."
    )
