"""Who looked at a child's record, in plain words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import groupby

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from schoolslink.access.roles import Role
from schoolslink.referrals.pages.words import move_words
from schoolslink.referrals.queries.log import Look
from schoolslink.referrals.rules import Move
from schoolslink.web import dates

ROLES = {
    Role.SCHOOL_LEAD: _("mental health lead"),
    Role.COUNCIL_LINK: _("council link"),
    Role.SCHOOL_COVER: _("cover for the lead"),
    Role.SCHOOL_REFERRER: _("member of staff"),
    Role.SCHOOL_HEAD: _("head"),
    Role.SAFEGUARDING_LEAD: _("safeguarding lead"),
    Role.CAMHS_CONTACT: _("named contact"),
    Role.TRIAGER: _("clinician"),
    Role.SERVICE_MANAGER: _("manager"),
    Role.SUPPORT_TEAM_WORKER: _("support team worker"),
    Role.AREA_COORDINATOR: _("area coordinator"),
}
KINDS = {
    "copied": _("Took a copy for their own record"),
    "file.attached": _("Added a file"),
    "file.removed": _("Took a file away again"),
    "file.saved": _("Saved a file that went with it"),
    "referral.told": _("Wrote down who was told"),
    "referral.school_hears": _("Wrote down whether school may hear the answer"),
    "referral.practice": _("Wrote down which GP practice it is"),
    "referral.practice_letter": _("Made the letter to the GP practice"),
    "referral.family_letter": _("Made the letter to one of the family"),
    "referral.letter_overdue": _("Asked the manager about the letter to the GP practice"),
    "referral.draft_saved": _("Wrote a part of the request"),
    "referral.service_note": _("Wrote a note for the team"),
    "referral.clinic_reference": _("Kept the clinic's own number"),
    "record.opened_again": _("Let a colleague open it again"),
    "review.asked_next": _("Asked the next person to look at an exception"),
    "family.saw_decision": _("Read the answer on their own page"),
    "family.own_words": _("Wrote about themselves on their own page"),
    "family.thanked": _("Said thank you on their own page"),
    "family.pulse": _("Said what is clear to them"),
    "family.chose": _("Chose who may be told"),
}
# Of the family it is said how they stand to the child, never which of them it was.
FAMILY = {
    "self": _("The young person"),
    "carer": _("A parent or carer"),
    "member": _("Somebody of the family"),
}
# What was shown, the most telling first: a list shows a line, a record shows the words.
SHOWN = (
    ("N", _("Read what was said")),
    ("K", _("Read how to reach the family")),
    ("I", _("Saw the name or the initials")),
    ("L", _("Saw who had looked")),
    ("R", _("Saw that it is there and when it is due")),
)


@dataclass(frozen=True)
class LookRow:
    """What somebody did, once or many times in a row: who, as what and where, when, and what for."""

    who: str
    role: str
    place: str
    what: str
    when: str
    at: str
    first: str = ""  # when the earliest was, where there were several
    times: str = ""


@dataclass(frozen=True)
class LookDay:
    """The looks of one day."""

    day: str
    rows: tuple[LookRow, ...]


def look_days(looks: Iterable[Look], *, kept: bool = False) -> list[LookDay]:
    """Return the looks day by day, newest first, with a year where it is not this one's.

    One person's same looks in a row are one line that counts them: twenty pages of a form are one
    reading, and a stranger's single look must not drown in them. kept: the reader is not told
    what was answered.
    """
    rows = ((dates.day_with_year(look.at), _row(look, kept)) for look in looks)
    return [
        LookDay(day, _counted(row for _day, row in group))
        for day, group in groupby(rows, key=lambda pair: pair[0])
    ]


def _counted(rows: Iterable[LookRow]) -> tuple[LookRow, ...]:
    """Return the rows of a day, the same in a row as one with how many and since when."""
    lines = []
    for _same, group in groupby(rows, key=lambda row: (row.who, row.role, row.place, row.what)):
        newest, *older = group
        if older:
            count = len(older) + 1
            times = ngettext("%(count)s time", "%(count)s times", count) % {"count": count}
            first = older[-1].when if older[-1].when != newest.when else ""
            newest = replace(newest, times=times, first=first)
        lines.append(newest)
    return tuple(lines)


def _row(look: Look, kept: bool) -> LookRow:
    role, _bar, place = look.role.partition("|")
    known = Role(role) if role in set(Role) else None
    return LookRow(
        who=look.who or str(FAMILY.get(look.family, "")) or gettext("Schools Link itself"),
        role=str(ROLES.get(known, "")) if known else "",
        place=place,
        what=what_for(look, kept=kept),
        when=dates.clock_time(look.at),
        at=look.at.isoformat(),
    )


def what_for(look: Look, *, kept: bool = False) -> str:
    """Return what somebody did, in plain words."""
    if look.kind == "view":
        return next((str(words) for group, words in SHOWN if group in look.groups), "")
    if look.kind in KINDS:
        return str(KINDS[look.kind])
    if look.kind.startswith("record.closed."):
        return gettext("Closed it to a colleague")
    if look.kind.startswith("carer.order."):
        return gettext("Wrote down how a parent or carer stands by law")
    if look.kind == "glass.delayed":
        return gettext("Let the young person read of an opening later")
    if look.kind.startswith("glass."):
        opened = look.kind.startswith("glass.opened.")
        return (
            gettext("Opened it in an emergency") if opened else gettext("Read it in an emergency")
        )
    if look.kind.startswith("review."):
        return gettext("Looked again at an exception")
    move = look.kind.rpartition(".")[2]
    if move not in set(Move):
        return gettext("Changed something")
    return move_words(Move(move), kept=kept)
