"""The coordinator's home: four numbers that open lists, and the two lists that belong to no one part."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from schoolslink.directory.models import Area, NominationState
from schoolslink.directory.pages import words
from schoolslink.directory.queries import Ring, SchoolStanding
from schoolslink.directory.rules.way_in import Standing
from schoolslink.insight.pages.chasing import chased, holder_cell, must, what_it_is
from schoolslink.notices.queries import StuckNotice
from schoolslink.referrals.queries import LastHolder, SilentRow
from schoolslink.referrals.queries.chases import Asked
from schoolslink.referrals.rules import Side
from schoolslink.web.dates import clock_time, day, day_with_year, moment

SHOWN = 100


def figures(
    rows: Sequence[SchoolStanding],
    area_id: UUID,
    *,
    silent: int | None,
    stuck: int | None,
    on: date,
) -> list[dict[str, Any]]:
    """Return the four numbers. silent, stuck: None for whoever may not know them.

    In August nobody is asked to name or confirm; what is past its day stays as loud as ever.
    """
    counted = Counter(row.standing for row in rows)
    here = reverse("directory:schools", args=[area_id])
    shown = [
        _figure(counted[standing], words.standing_in_words(standing),
                f"{here}?standing={standing}", words.standing_tag(standing, on=on)["tone"])
        for standing in (Standing.NO_WAY_IN, Standing.TO_CONFIRM)
    ]  # fmt: skip
    if silent is not None:
        here = reverse("silent", args=[area_id])
        shown.append(_figure(silent, _("Past their day"), here, "urgent"))
    if stuck is not None:
        here = reverse("stuck", args=[area_id])
        shown.append(_figure(stuck, _("Messages stuck"), here, "soon"))
    return shown


def _figure(number: int, label: str, href: str, tone: str) -> dict[str, Any]:
    said = {"urgent": _("Act now"), "soon": _("This week")}
    text = said.get(tone, _("From September"))
    return {
        "number": number,
        "label": label,
        "href": href,
        "tag": {"text": text, "tone": tone} if number else None,
    }


def also_to_do(
    rows: Sequence[SchoolStanding],
    area_id: UUID,
    *,
    waiting: int,
    unsigned: int,
    unchecked: int,
    unreviewed: int,
    complaints: int = 0,
) -> list[dict[str, str]]:
    """Return what else waits for the coordinator, each a list of its own; nothing that is empty.

    waiting: requests that have waited long for a yes.
    unsigned: joined pairs without a sharing agreement. unchecked: numbers for help now to be rung.
    unreviewed: exceptions not looked at by their day, or not settled. complaints: that are late, or
    that nobody may read yet.
    """
    to_ring = sum(
        1 for row in rows if row.nomination and row.nomination.state == NominationState.PHONE
    )
    new = sum(row.standing is Standing.NOT_ASKED for row in rows)
    schools = reverse("directory:schools", args=[area_id])
    found = [
        (waiting, ngettext("%(num)s request has waited more than ten working days for a yes",
                           "%(num)s requests have waited more than ten working days for a yes",
                           waiting),
         reverse("waiting", args=[area_id])),
        (to_ring, ngettext("%(num)s school to ring", "%(num)s schools to ring", to_ring),
         reverse("directory:phone", args=[area_id])),
        (new, ngettext("%(num)s school not asked yet", "%(num)s schools not asked yet", new),
         f"{schools}?standing={Standing.NOT_ASKED}"),
        (unsigned, ngettext("%(num)s pair without a sharing agreement in force",
                            "%(num)s pairs without a sharing agreement in force", unsigned),
         reverse("directory:sharing", args=[area_id])),
        (unchecked, ngettext("%(num)s number for help now that somebody should ring",
                             "%(num)s numbers for help now that somebody should ring", unchecked),
         reverse("directory:help-lines", args=[area_id])),
        (unreviewed, ngettext("%(num)s exception that nobody has looked at or settled",
                              "%(num)s exceptions that nobody has looked at or settled", unreviewed),
         reverse("silent", args=[area_id])),
        (complaints, ngettext("%(num)s complaint that is late, or that nobody may read yet",
                              "%(num)s complaints that are late, or that nobody may read yet",
                              complaints),
         reverse("silent", args=[area_id])),
    ]  # fmt: skip
    return [
        {"text": text % {"num": number}, "href": href} for number, text, href in found if number
    ]


def silent(
    area: Area,
    rows: Sequence[SilentRow],
    rings: Mapping[UUID, Ring],
    total: int,
    asked: Mapping[UUID, Asked],
    *,
    me: UUID | None,
    on: date,
) -> dict[str, Any]:
    """Return the list of what is open past its day. asked: what was done about each last."""
    return {
        "area": area,
        "title": _("Past their day"),
        "lead": _(
            "The next person was asked by itself, one on each working day, as far as somebody is "
            "named. Nudge whoever has it, or ring, say the number, and write down what came of it. "
            "Whom it is about and what was said belong to the school and the team."
        ),
        "columns": [_("School"), _("What"), _("Was due"), _("Who has it"), _("Next")],
        "rows": [
            _silent_row(row, rings) | chased(row, asked, area, me, on) for row in rows[:SHOWN]
        ],
        "cut": _cut(len(rows[:SHOWN]), total),
        "csv": reverse("silent-csv", args=[area.pk]),
        "empty": {
            "heading": _("Nothing is past its day"),
            "text": _("A question or request comes here on the day after its holder had to act."),
        },
    }


def _silent_row(row: SilentRow, rings: Mapping[UUID, Ring]) -> dict[str, Any]:
    return {
        "title": row.reference,
        "cells": [
            {
                "text": row.school_name or _("No school"),
                "href": reverse("directory:school", args=[row.school_id]) if row.school_id else "",
            },
            {"text": what_it_is(row), "note": row.reference},
            {"text": day(row.due_on), "note": must(row)},
            holder_cell(row, _nobody(row)),
        ],
        "next": ring_button(_ring_of(row.side, row.school_id, row.service_id, rings)),
    }


def _nobody(row: SilentRow) -> str:
    return _("The whole team") if row.side == Side.SERVICE else _("Nobody named")


def _ring_of(
    side: str, school_id: UUID | None, service_id: UUID | None, rings: Mapping[UUID, Ring]
) -> Ring | None:
    place = service_id if side == Side.SERVICE else school_id
    return rings.get(place) if place else None


def ring_button(ring: Ring | None) -> dict[str, str]:
    """Return the button that rings somebody, or the way to enter the number that is missing."""
    if ring is None:
        return {"text": _("Nobody to ring is known here")}
    who = ring.name or ring.place
    if ring.phone:
        return {
            "text": _("Ring %(name)s") % {"name": who},
            "note": ring.phone,
            "href": "tel:" + re.sub(r"[^\d+]", "", ring.phone),
        }
    return {"text": _("No number is known for %(name)s") % {"name": who}}


def silent_table(
    rows: Sequence[SilentRow], rings: Mapping[UUID, Ring]
) -> tuple[list[str], list[list[object]]]:
    """Return the same list for a spreadsheet."""
    heading = [
        _("School"), _("What"), _("Number"), _("What is due"), _("Due on"), _("Who has it"),
        _("Where"), _("Ring"), _("Phone"),
    ]  # fmt: skip
    found = []
    for row in rows:
        ring = _ring_of(row.side, row.school_id, row.service_id, rings)
        found.append(
            [
                row.school_name or "",
                what_it_is(row),
                row.reference,
                must(row),
                row.due_on,
                row.person_name or _nobody(row),
                row.pool_name or "",
                ring.name or ring.place if ring else "",
                ring.phone if ring else "",
            ]
        )
    return heading, found


def stuck(
    area: Area,
    rows: Sequence[StuckNotice],
    people: Mapping[UUID, Ring],
    families: Mapping[UUID, Ring],
    total: int,
    *,
    now: datetime,
) -> dict[str, Any]:
    """Return the list of messages that did not arrive.

    people: whom to ring, by person. families: who can tell a family another way, by what it is about.
    """
    return {
        "area": area,
        "title": _("Messages stuck"),
        "lead": _(
            "These messages have not arrived for four hours, or will not arrive at all. Nothing "
            "is lost: what they are about is on the page of whoever they are for."
        ),
        "columns": [_("To"), _("Message"), _("Since"), _("What went wrong"), _("Next")],
        "rows": [_stuck_row(row, people, families, area, now) for row in rows[:SHOWN]],
        "cut": _cut(len(rows[:SHOWN]), total),
        "csv": reverse("stuck-csv", args=[area.pk]),
        "empty": {
            "heading": _("No message is stuck"),
            "text": _("A message that cannot be sent for four hours comes here."),
        },
    }


def _stuck_row(
    row: StuckNotice,
    people: Mapping[UUID, Ring],
    families: Mapping[UUID, Ring],
    area: Area,
    now: datetime,
) -> dict[str, Any]:
    who, where = _recipient(row, people)
    return {
        "title": f"{who}: {_message(row)}",
        "cells": [
            {"text": who, "note": where},
            {"text": _message(row)},
            {"text": moment(row.created_at)},
            {"text": wrong(row.last_error), "note": _tries(row, now)},
        ],
        "next": _next(row, people, families, area, now),
    }


def _recipient(row: StuckNotice, people: Mapping[UUID, Ring]) -> tuple[str, str]:
    if row.person_id is None:
        return _("Somebody outside") if row.to == "outside" else _("A family"), ""
    ring = people.get(row.person_id)
    return row.person_name, ring.place if ring else ""


def _message(row: StuckNotice) -> str:
    return row.subject or _("A message")


def _tries(row: StuckNotice, now: datetime) -> str:
    if row.tries_at is None:
        return ngettext("Tried %(num)s time", "Tried %(num)s times", row.attempts) % {
            "num": row.attempts
        }
    if row.tries_at <= now:
        return _("It is being sent now")
    return _("Tried again by itself at %(time)s") % {"time": clock_time(row.tries_at)}


def _next(
    row: StuckNotice,
    people: Mapping[UUID, Ring],
    families: Mapping[UUID, Ring],
    area: Area,
    now: datetime,
) -> dict[str, str]:
    """Return the one thing to do: ring where there is no way by mail, else send it again."""
    if needs_a_call(row.last_error):
        about = families.get(row.about_id) if row.about_id else None
        return ring_button(people.get(row.person_id) if row.person_id else about)
    if row.tries_at is not None and row.tries_at <= now:
        return {"text": _("Nothing: look again in a few minutes")}
    return {
        "text": _("Send again"),
        "action": reverse("send-again", args=[area.pk, row.notice_id]),
    }


# The address itself is at fault: sending again will not help anybody.
_NO_WAY = ("no_address", "not_an_address")

_WRONG = {
    "": gettext_lazy("Nobody has tried to send it: sending may have stopped"),
    "no_address": gettext_lazy("There is no mail address"),
    "not_an_address": gettext_lazy("The mail address is not one"),
    "no_connection": gettext_lazy("The mail server could not be reached"),
    "disconnected": gettext_lazy("The mail server hung up"),
    "too_slow": gettext_lazy("The mail server did not answer in time"),
    "no_tls": gettext_lazy("The mail server has no safe connection"),
    "not_accepted": gettext_lazy("The mail server did not take it"),
}


def needs_a_call(error: str) -> bool:
    """Say whether only a person can help: there is no address that a mail would reach."""
    return error in _NO_WAY


def wrong(error: str) -> str:
    """Return what went wrong in plain words; error: the code of the last attempt."""
    if error in _WRONG:
        return str(_WRONG[error])
    if error.startswith("refused_5"):
        return _("The receiver’s mail server says that it will never take it")
    if error.startswith("refused_"):
        return _("The receiver’s mail server asked us to wait")
    if error.startswith("server_"):
        return _("Our own mail server does not let us in: tell whoever runs this service")
    return _("Something of ours went wrong: tell whoever runs this service")


def stuck_table(
    rows: Sequence[StuckNotice],
    people: Mapping[UUID, Ring],
    families: Mapping[UUID, Ring],
) -> tuple[list[str], list[list[object]]]:
    """Return the same list for a spreadsheet."""
    heading = [
        _("To"), _("Where"), _("Message"), _("Since"), _("Times tried"), _("What went wrong"),
        _("Ring"), _("Phone"),
    ]  # fmt: skip
    found = []
    for row in rows:
        who, where = _recipient(row, people)
        ring = people.get(row.person_id) if row.person_id else None
        ring = ring or (families.get(row.about_id) if row.about_id else None)
        found.append(
            [
                who,
                where,
                _message(row),
                day_with_year(row.created_at),
                row.attempts,
                wrong(row.last_error),
                ring.name or ring.place if ring else "",
                ring.phone if ring else "",
            ]
        )
    return heading, found


def place_to_ring(holder: LastHolder, rings: Mapping[UUID, Ring]) -> Ring | None:
    """Return whom to ring about an item: at the side that has it, by the holder's name."""
    ring = _ring_of(holder.side, holder.school_id, holder.service_id, rings)
    if ring is None:
        return None
    return Ring(holder.person_name or ring.name, ring.place, ring.phone, ring.organisation_id)


def _cut(shown: int, total: int) -> str:
    if total <= shown:
        return ""
    return _("The oldest %(shown)s of %(total)s.") % {"shown": shown, "total": total}
