"""The card of a school's contact: who answers, when, how, and who does when they are away."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from schoolslink.directory.pages import words
from schoolslink.directory.queries import ContactView, LinkView
from schoolslink.web import dates


def contact_card(
    link: LinkView, *, on: date, actions: list[dict[str, Any]], heading: str = ""
) -> dict[str, Any]:
    """Return what the holder card shows of a school's named contact.

    When nobody is named the card says who answers all the same.
    """
    shared = {
        "tag": words.link_tag(link, on),
        "actions": actions,
        "heading": heading or _("Your contact"),
    }
    if link.contact is None:
        return shared | {"vacant": True, "lines": vacant_lines(link)}
    return shared | {
        "name": link.contact.name,
        "place": link.service_name,
        "lines": contact_lines(link.contact, service_phone=link.service_phone),
        "away": {"text": _away(link.contact, link.service_name)}
        if link.contact.away_until
        else None,
    }


def contact_lines(contact: ContactView, *, service_phone: str = "") -> list[str]:
    """Return the lines that say when and how somebody is reached."""
    phone = contact.phone or service_phone
    lines = [
        words.hours_in_words(contact),
        _("Phone: %(phone)s") % {"phone": phone} if phone else "",
        _("Best way: %(way)s") % {"way": contact.best_way} if contact.best_way else "",
        words.cover_in_words(contact),
        words.confirmed_in_words(contact.confirmed_on),
    ]
    return [line for line in lines if line]


def vacant_lines(link: LinkView, coordinators: Sequence[str] = ()) -> list[str]:
    """Return who answers all the same while nobody is named, and who is to name somebody."""
    names = {"service": link.service_name, "name": link.pool_manager_name}
    who = ", ".join(coordinators) or _("The area's coordinator")
    to_name = _("%(who)s is to name someone.") % {"who": who}
    if link.pool_manager_name:
        return [
            _("Nobody is named at %(service)s just now.") % names,
            _(
                "Questions go to the whole team; %(name)s sees that they are answered, by the "
                "same day as always."
            )
            % names,
            to_name,
        ]
    return [
        _("Nobody is named at %(service)s, and nobody answers for its team.") % names,
        *(
            [_("Ring the service: %(phone)s") % {"phone": link.service_phone}]
            if link.service_phone
            else []
        ),
        to_name,
    ]


def _away(contact: ContactView, service_name: str) -> str:
    names = ", ".join(cover.name for cover in contact.covers) or service_name
    return _("%(name)s is away until %(day)s. Until then %(cover)s answers.") % {
        "name": contact.name,
        "day": dates.day(contact.away_until),
        "cover": names,
    }
