"""The pack of somebody who leaves, as rows for a template."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from uuid import UUID

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext

from schoolslink.referrals.pages.queue import who
from schoolslink.referrals.pages.words import DONE, DUTIES, STATES, due_words, what_is_asked
from schoolslink.referrals.queries.packs import Leaver, PackRow
from schoolslink.referrals.rules import Duty, Move, Side, State
from schoolslink.web import dates
from schoolslink.web.faces import initials_of
from schoolslink.web.queue import Cell, Row, Tag

RECORDS = {Side.SERVICE: "referrals:record", Side.SCHOOL: "referrals:asked"}


def leaver_lines(found: Iterable[Leaver], today: date) -> list[dict[str, str]]:
    """Return a line for each who leaves, with the way to their pack."""
    return [
        {"href": reverse("referrals:pack", args=[one.person_id]), "text": _line(one, today)}
        for one in found
    ]


def _line(one: Leaver, today: date) -> str:
    said = (
        gettext("%(name)s has left: what they held, and who has it now")
        if one.leaves_on <= today
        else gettext("%(name)s leaves after %(day)s: what they hold")
    )
    return said % {"name": one.name, "day": dates.day(one.leaves_on - timedelta(days=1))}


def pack_head(gone: Leaver, today: date) -> dict[str, str]:
    """Return what stands above a pack."""
    if gone.leaves_on <= today:
        title, day = gettext("What %(name)s held"), gone.leaves_on
        says = gettext(
            "They have left. From %(day)s on each thing has another holder, and the same day as before."
        )
    else:
        title, day = gettext("What %(name)s holds"), gone.leaves_on - timedelta(days=1)
        says = gettext(
            "Their last day is %(day)s. Talk about each with them before. After it each goes to whoever"
            " covers for them, or to the manager of the team."
        )
    return {"title": title % {"name": gone.name}, "says": says % {"day": dates.day(day)}}


def pack_columns() -> list[str]:
    """Return the headings of the table."""
    return [
        gettext("Who"), gettext("School"), gettext("What is next"), gettext("By"),
        gettext("Who has it now"), gettext("What they did last"),
    ]  # fmt: skip


def pack_rows(rows: Iterable[PackRow], today: date, me: UUID | None, *, side: Side) -> list[Row]:
    """Return the rows of a pack. side: whose people read it; of what the other side has, that it has it."""
    return [_row(row, today, me, side) for row in rows]


def _row(row: PackRow, today: date, me: UUID | None, side: Side) -> Row:
    name, school = who(row.initials), row.school_name or gettext("No school")
    is_ours = row.side == side
    due, tone = due_words(row.due_on, today) if row.due_on and is_ours else ("", "")
    return Row(
        href=reverse(RECORDS[side], args=[row.item_id]),
        title=f"{name}, {school}",
        tone="urgent" if tone == "urgent" or not row.calm else tone,
        cells=(
            Cell(name, f"{what_is_asked(row.kind)} {row.reference}",
                 None if row.calm else Tag(gettext("Risk"), "urgent")),
            Cell(school),
            Cell(_next(row, is_ours), str(STATES[State(row.state)]) if side is Side.SERVICE else ""),
            Cell(tag=Tag(due, tone)) if tone else Cell(due),
            _holder(row, me),
            _last(row),
        ),
    )  # fmt: skip


def _next(row: PackRow, is_ours: bool) -> str:
    if not row.duty:
        return gettext("It has ended")
    return capfirst(str(DUTIES[Duty(row.duty)])) if is_ours else gettext("The other side has it")


def _holder(row: PackRow, me: UUID | None) -> Cell:
    if not row.duty:
        return Cell("")
    name = gettext("You") if me and row.holder_id == me else row.holder_name or row.pool_name
    since = (
        gettext("Since %(day)s") % {"day": dates.short_day(dates.as_day(row.handed_on_at))}
        if row.handed_on_at
        else ""
    )
    return Cell(name, since, face=initials_of(row.holder_name))


def _last(row: PackRow) -> Cell:
    if not row.last_move or row.last_at is None:
        return Cell(gettext("Nothing yet"))
    return Cell(str(DONE[Move(row.last_move)]), dates.short_day(dates.as_day(row.last_at)))
