"""What a coordinator did about something past its day, and can do: nudge, ring, or give it on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from schoolslink.directory.models import Area
from schoolslink.kernel.calendar import add_working_days, working_days_between
from schoolslink.referrals.pages.words import DUTIES, what_is_asked
from schoolslink.referrals.queries import SilentRow
from schoolslink.referrals.queries.chases import Asked
from schoolslink.referrals.queries.silent import NO_WORD
from schoolslink.referrals.rules import Duty, Kind
from schoolslink.referrals.rules.chasing import CAME, Came, Chased, may_nudge
from schoolslink.referrals.rules.overdue import senders_again_on
from schoolslink.web.dates import day
from schoolslink.web.faces import initials_of


def chased(
    row: SilentRow, all_asked: Mapping[UUID, Asked], area: Area, me: UUID | None, on: date
) -> dict[str, Any]:
    """Return what was done about it last, the button that reminds whoever has it, and what a call came to."""
    asked, where = all_asked.get(row.item_id), [area.pk, row.item_id]
    more: list[dict[str, Any]] = []
    if may_nudge(asked.nudged_on if asked else None, on, working_days_between):
        nudge = {"text": _("Nudge"), "action": reverse("nudge", args=where)}
        more.append(nudge)
    if row.duty not in (NO_WORD, Duty.READ_ANSWER):
        more.append({"text": _("Give it to somebody else"), "href": reverse("give", args=where)})
    return {
        "done": asked_words(asked, me) if asked else "",
        "more": more,
        "rang": {
            "action": reverse("rang", args=where),
            "id": f"came-{row.item_id}",
            "options": [{"value": came.value, "text": _(words)} for came, words in CAME.items()],
        },
    }


def not_nudged(rows: Sequence[SilentRow], item: str) -> str:
    """Return that nobody could be reminded just now; nothing where no press was refused."""
    row = next((one for one in rows if str(one.item_id) == item), None)
    if row is None:
        return ""
    said = _("%(number)s: nobody is named who could be reminded. Ring instead.")
    return said % {"number": row.reference}


def asked_words(asked: Asked, me: UUID | None) -> str:
    """Return what was done about something last, by whom and on which day."""
    facts = {"name": asked.by_name, "day": day(asked.on)}
    if asked.how == Chased.NUDGED:
        mine, theirs = _("Nudged by you on %(day)s"), _("Nudged by %(name)s on %(day)s")
    elif asked.how == Chased.GAVE:
        facts["to"] = asked.to_name
        mine = _("Given to %(to)s by you on %(day)s")
        theirs = _("Given to %(to)s by %(name)s on %(day)s")
    else:
        facts["came"] = _(CAME[Came(asked.came)])
        mine = _("You rang on %(day)s: %(came)s")
        theirs = _("%(name)s rang on %(day)s: %(came)s")
    return (mine if asked.by_id == me else theirs) % facts


def holder_cell(row: SilentRow, nobody: str) -> dict[str, str]:
    """Return the cell that says who has it: initials, name and place."""
    name = row.person_name or ""
    return {"text": name or nobody, "note": row.pool_name or "", "face": initials_of(name)}


def what_it_is(row: SilentRow) -> str:
    """Return what was asked, as whoever reads it who is neither asked nor asks."""
    if row.kind == Kind.ARRIVAL:
        return _("Has a child arrived at their next school?")
    return what_is_asked(row.kind)


def must(row: SilentRow) -> str:
    """Return what is due of whoever has it, and when that passes to somebody else by itself."""
    if row.duty == NO_WORD:
        return _("No word to the family for four weeks")
    words = str(DUTIES[Duty(row.duty)])
    if row.duty != Duty.SAY_ARRIVED:
        return words
    back = day(senders_again_on(row.due_on, add_working_days))
    said = _("%(duty)s; unless they do, the team that hands over has it again on %(day)s")
    return said % {"duty": words, "day": back}
