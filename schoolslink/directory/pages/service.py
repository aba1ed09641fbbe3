"""The card of a service, for its own people and for anybody."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from schoolslink.directory.models import ServiceCriteria
from schoolslink.directory.pages import words
from schoolslink.directory.queries import CriteriaView, LinkView, ServiceCard
from schoolslink.directory.questions import asked
from schoolslink.web import dates


def public_card(card: ServiceCard) -> dict[str, Any]:
    """Return what anybody may read of a service: who it is for, how long now, may I ask myself."""
    content = card.criteria.content
    return {
        "id": card.service_id,
        "name": card.name,
        "kind": card.kind_name,
        "who_for": card.who_for,
        "what_we_do": card.what_we_do,
        "ages": ages_in_words(content),
        "wait": words.wait_in_words(card.wait_weeks, card.wait_said_on),
        "may_ask": _("Yes, you can ask yourself")
        if card.families_may_ask
        else _("A school, a GP or another professional asks for you"),
        "phone": card.phone,
        "website": card.website,
        "hours": card.hours,
        "how": card.how_to_reach,
        "postcode": card.postcode,
        "lat": card.lat,
        "lon": card.lon,
    }


def criteria(card: ServiceCard, coming: Iterable[CriteriaView] = ()) -> dict[str, Any]:
    """Return what a service takes, what it does not and where that goes, in words.

    coming: what it has published for later days, the next first.
    """
    content = card.criteria.content
    labels = {topic.value: _(topic.label) for topic in asked().TOPICS}
    elsewhere = content.get("elsewhere", {})
    takes = content.get("takes") or [value for value in labels if value not in elsewhere]
    return {
        "version": card.criteria.version,
        "from_on": dates.day_with_year(card.criteria.from_on) if card.criteria.from_on else "",
        "ages": ages_in_words(content),
        "places": content.get("places", ""),
        "takes": [labels[value] for value in takes if value in labels],
        "elsewhere": [
            (label, elsewhere[value]["name"] if value in elsewhere else "")
            for value, label in labels.items()
            if value not in takes
        ],
        "reasons": [
            _(reason.label)
            for reason in asked().REASONS_TO_PUBLISH
            if reason.value in content.get("reasons", (reason.value,))
        ],
        "own_words": content.get("own_words", ""),
        "what_to_send": content.get("what_to_send", ""),
        "promises": _promises(content),
        "needed": _needed(content),
        "what_changed": card.criteria.what_changed,
        "coming": [
            {
                "from_on": dates.day_with_year(one.from_on),
                "what_changed": one.what_changed,
                "criteria": criteria(replace(card, criteria=one)) | {"is_coming": True},
            }
            for one in coming
            if one.from_on
        ],
    }


def ages_in_words(content: dict[str, Any]) -> str:
    """Return for which ages a service is."""
    ages = content.get("ages", {})
    low, high = ages.get("from", 0), ages.get("until", 18)
    if not low:
        return _("Until the %(high)sth birthday") % {"high": high}
    return _("From %(low)s until the %(high)sth birthday") % {"low": low, "high": high}


def _promises(content: dict[str, Any]) -> list[str]:
    """Return within how many days this service acts, by its own word or as is usual."""
    limits = content.get("limits", {})
    return [
        _("%(act)s: within %(days)s %(unit)s")
        % {
            "act": _(promise.label),
            "days": limits.get(promise.name, promise.usual),
            "unit": _(promise.unit),
        }
        for promise in asked().PROMISES
    ]


def _needed(content: dict[str, Any]) -> list[str]:
    """Return the questions this service needs answered, where it says more than everybody does."""
    weights = content.get("weights", {})
    return [
        _(question.label)
        for block in asked().BLOCKS
        for question in block.fields
        if weights.get(question.name) == "needed"
    ]


def versions(rows: list[ServiceCriteria], *, on: date) -> list[dict[str, Any]]:
    """Return every version as an entry of a timeline, the newest first."""
    in_force = next((row.version for row in rows if row.from_on <= on), None)
    return [
        {
            "title": _("Version %(version)s") % {"version": row.version},
            "when": _("Holds from %(day)s") % {"day": dates.day_with_year(row.from_on)},
            "by": row.published_by.name if row.published_by else "",
            "text": row.what_changed,
            "tag": {"text": _("In force"), "tone": "done"} if row.version == in_force else None,
            "kind": "done" if row.from_on <= on else "due",
        }
        for row in rows
    ]


def link_rows(links: list[LinkView], *, on: date) -> list[dict[str, Any]]:
    """Return the schools of a service or a contact as rows."""
    return [
        {
            "href": reverse("directory:school", args=[link.school_id]),
            "title": link.school_name,
            "key": link.link_id,
            "tone": "",
            "cells": [
                {"text": link.school_name},
                {"text": link.school_contact.name if link.school_contact else _("Nobody yet")},
                {
                    "text": words.hours_in_words(link.school_contact)
                    if link.school_contact
                    else "",
                    "note": (link.school_contact.phone if link.school_contact else ""),
                },
                {"text": link.contact_name or _("The whole team")},
            ],
        }
        for link in links
    ]
