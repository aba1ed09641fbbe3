"""The lead's home: my contact, what is mine to do, what is open, and this term."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext

from schoolslink.access.actor import Actor, Held
from schoolslink.directory.pages.cards import vacant_lines
from schoolslink.directory.pages.words import link_tag
from schoolslink.directory.queries import (
    AgreementView,
    LinkView,
    contact_card,
    coordinators_of,
    entries_to_confirm,
    may_agree,
    working_agreement,
)
from schoolslink.directory.rules.hours import runs
from schoolslink.kernel import clock
from schoolslink.referrals.pages.guard import review_tasks
from schoolslink.referrals.pages.lead import OpenRow, open_row
from schoolslink.referrals.pages.rights import look_tasks
from schoolslink.referrals.permissions import may_break_glass, may_hold, schools_to_ask_for
from schoolslink.referrals.queries import open_for_school
from schoolslink.referrals.queries.guarding import reviews_due
from schoolslink.referrals.queries.rights import copies_at_school
from schoolslink.web.dates import day, day_with_year

SHOWN, READ = 5, 50
DAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
COLUMNS = ("Who", "Who has it now", "What they must do", "Where it stands")


def lead_home(actor: Actor, at: datetime) -> dict[str, Any]:
    """Return the school's home page: for the school acted for, or for all the actor may ask for."""
    today = clock.local_day(at)
    school = _school(actor)
    may_ask = bool(schools_to_ask_for(actor))
    link = contact_card(school.organisation_id, on=today) if may_ask else None
    agreement = working_agreement(link.link_id) if link else None
    rows = [open_row(row, today, actor.person_id) for row in open_for_school(actor, size=READ)]
    return {
        "school_name": school.organisation_name,
        "may_ask": may_ask,
        "contact": contact(link, today) if link else None,
        # An answer is what one came for: it stands before everything that can wait.
        "mine": sorted((row for row in rows if row.mine), key=lambda row: not row.news),
        "tasks": review_tasks(reviews_due(actor), today)
        + look_tasks(copies_at_school(actor), today)
        + school_tasks(actor, school.organisation_id, link, agreement, today),
        "columns": [gettext(column) for column in COLUMNS],
        "open": [queue_row(row) for row in rows[:SHOWN]],
        "more": all_in_words(len(rows)),
        "may_break_glass": may_break_glass(actor),
        "may_hold": may_hold(actor),
        "term": this_term(link, agreement, today) if may_ask else None,
    }


def all_in_words(found: int) -> str:
    """Return what leads to the whole list, "All 7"; nothing when everything is shown."""
    if found <= SHOWN:
        return ""
    return gettext("All %(num)s") % {"num": found} if found <= READ else gettext("All that is open")


def school_tasks(
    actor: Actor,
    school_id: UUID,
    link: LinkView | None,
    agreement: AgreementView | None,
    today: date,
) -> list[dict[str, str]]:
    """Return what the school itself is asked for: its entries, and its yes to the agreement."""
    tasks = []
    if entries_to_confirm(actor, school_id, on=today):
        tasks.append(
            {
                "href": reverse("directory:school", args=[school_id]),
                "text": gettext("Say that your school's contacts are still right"),
                "note": gettext("Once a term, with one click"),
            }
        )
    if link is None or agreement is None or not may_agree(actor, school_id):
        return tasks
    text = ""
    if agreement.school_agreed_on is None:
        text = gettext("Read the working agreement, and agree or change it")
    elif agreement.nhs_agreed_on is not None and agreement.review_on <= today:
        text = gettext("Look at the working agreement again")
    if text:
        href = reverse("directory:agreement", args=[link.link_id])
        tasks.append({"href": href, "text": text, "note": link.service_name})
    return tasks


def this_term(
    link: LinkView | None, agreement: AgreementView | None, today: date
) -> dict[str, Any]:
    """Return what this term holds: how the working agreement stands, and the talk it speaks of."""
    if link is None:
        text = gettext("Once a service is named for your school, your working agreement is here.")
        return {"text": text}
    return {
        "href": reverse("directory:agreement", args=[link.link_id]),
        "title": gettext("Working agreement with %(service)s") % {"service": link.service_name},
        "text": how_it_stands(agreement, link.service_name, today),
        "talk": agreement.talk if agreement else "",
    }


def how_it_stands(agreement: AgreementView | None, service: str, today: date) -> str:
    """Return how a working agreement stands, as the school reads it."""
    if agreement is None:
        return gettext("Not written yet. Until you write it together, the usual answers hold.")
    if agreement.school_agreed_on is None:
        return gettext("It waits for your school to read it and agree.")
    words = {"service": service, "day": day_with_year(agreement.review_on)}
    if agreement.nhs_agreed_on is None:
        return gettext("Your school has agreed. It waits for %(service)s.") % words
    if agreement.review_on <= today:
        return gettext("Both agreed. It was to be looked at again by %(day)s: do so now.") % words
    return gettext("Both agreed. Look at it again by %(day)s.") % words


def _school(actor: Actor) -> Held:
    """Return the membership whose school the page is about: the one acted in, or the first."""
    schools = [
        held for held in actor.memberships if held.organisation_kind in ("school", "council")
    ]
    return next((held for held in schools if held.id == actor.acting), schools[0])


def contact(link: LinkView, today: date) -> dict[str, Any]:
    """Return the card of the named contact: who, when, how, and who answers when they are away."""
    actions = [
        {"text": gettext("Ask a question"), "href": reverse("referrals:ask")},
        {
            "text": gettext("Ask for help for a child"),
            "href": reverse("referrals:gate"),
            "secondary": True,
        },
        {
            "text": gettext("Talk about a pupil"),
            "href": reverse("referrals:talk-times"),
            "secondary": True,
        },
    ]
    person = link.contact
    if person is None:
        return {
            "heading": gettext("Your contact"),
            "vacant": True,
            "place": link.service_name,
            "lines": vacant_lines(link, coordinators_of(link.school_id, link.area_id, on=today)),
            "actions": actions,
        }
    lines = [when(link)] if person.days else []
    if person.phone:
        lines.append(gettext("Best way: ask here, or ring %(phone)s") % {"phone": person.phone})
    covers = [cover.name for cover in person.covers]
    if covers:
        lines.append(gettext("When they are away: %(name)s") % {"name": covers[0]})
    return {
        "heading": gettext("Your contact"),
        "name": person.name,
        "place": link.service_name,
        "lines": lines,
        "away": away(person.away_until, covers),
        "tag": link_tag(link, today),
        "actions": actions,
    }


def when(link: LinkView) -> str:
    """Return "Tuesday to Thursday, 9 to 4"."""
    person = link.contact
    assert person is not None  # noqa: S101 (the caller has a named contact)
    spans = []
    for first, last in runs(person.days):
        names = gettext(DAY_NAMES[first]), gettext(DAY_NAMES[last])
        spans.append(
            names[0]
            if first == last
            else gettext("%(first)s to %(last)s") % {"first": names[0], "last": names[1]}
        )
    said = ", ".join(spans)
    if person.starts_at and person.ends_at:
        times = {"from": _hour(person.starts_at), "until": _hour(person.ends_at)}
        said += ", " + gettext("%(from)s to %(until)s") % times
    return said


def _hour(value: Any) -> str:
    return f"{value.hour % 12 or 12}" + (f":{value.minute:02}" if value.minute else "")


def away(until: date | None, covers: list[str]) -> dict[str, str] | None:
    """Return the line that says who answers now, while the contact is away."""
    if until is None:
        return None
    who = covers[0] if covers else gettext("the team")
    text = gettext("Away until %(day)s. %(name)s answers now.")
    return {"text": text % {"day": day(until), "name": who}}


def queue_row(row: OpenRow) -> dict[str, Any]:
    """Return one open thing as a row of the list."""
    title = f"{row.what} {row.who}"
    act = row.act and {"href": row.act[0], "text": row.act[1], "whose": title}
    return {
        "href": row.href,
        "title": title,
        "tone": row.tone,
        "cells": [
            {"text": row.who, "note": row.what},
            {"text": row.holder},
            {"text": row.must, "note": row.note, "act": act},
            {"text": row.state},
        ],
    }
