"""What the directory says of people, days and standings, in the language of the page."""

from __future__ import annotations

from datetime import date, time

from babel.dates import get_day_names
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from schoolslink.directory.queries import ContactView, LinkView
from schoolslink.directory.rules.hours import WORKING_WEEK, runs
from schoolslink.directory.rules.way_in import LinkState, Standing, WayIn, colour
from schoolslink.web import dates

# The colours of the rules are the tones of a tag.
TONES = {"red": "urgent", "yellow": "soon", "green": "done", "grey": "quiet"}


def days_in_words(days: tuple[int, ...]) -> str:
    """Return "Tuesday to Thursday"; nothing where nobody said."""
    if not days:
        return ""
    if days == WORKING_WEEK:
        return _("Monday to Friday")
    names = get_day_names("wide", locale=dates.locale())
    parts = []
    for first, last in runs(days):
        if last - first >= 2:
            words = {"first": names[first], "last": names[last]}
            parts.append(_("%(first)s to %(last)s") % words)
        else:
            parts += [names[day] for day in range(first, last + 1)]
    if len(parts) == 1:
        return str(parts[0])
    return _("%(some)s and %(one)s") % {"some": ", ".join(parts[:-1]), "one": parts[-1]}


def time_in_words(moment: time) -> str:
    """Return "9", or "8.30": the way hours of a working day are said."""
    hour = moment.hour if moment.hour <= 12 else moment.hour - 12
    return f"{hour}.{moment.minute:02}" if moment.minute else str(hour)


def hours_in_words(contact: ContactView) -> str:
    """Return "Tuesday to Thursday, 9 to 4"; as much of it as somebody said."""
    days = days_in_words(contact.days)
    if contact.starts_at is None or contact.ends_at is None:
        return days
    hours = _("%(starts)s to %(ends)s") % {
        "starts": time_in_words(contact.starts_at),
        "ends": time_in_words(contact.ends_at),
    }
    return f"{days}, {hours}" if days else hours


def confirmed_in_words(confirmed_on: date | None) -> str:
    """Return when somebody last said that this is right."""
    if confirmed_on is None:
        return _("Not confirmed yet")
    return _("Confirmed on %(day)s") % {"day": dates.day_with_year(confirmed_on)}


def standing_tag(standing: Standing, *, on: date) -> dict[str, str]:
    """Return the tag of a school's standing, which alarms nobody in August."""
    return {"text": standing_in_words(standing), "tone": TONES[colour(standing, on=on)]}


def standing_in_words(standing: Standing) -> str:
    """Return a standing as a coordinator reads it."""
    return {
        Standing.NO_WAY_IN: _("No way in"),
        Standing.ASKED: _("Asked, no answer yet"),
        Standing.TO_CONFIRM: _("To confirm"),
        Standing.NEEDS_COVER: _("Needs cover"),
        Standing.CONFIRMED: _("Confirmed"),
        Standing.NOT_ASKED: _("Not asked yet"),
    }[standing]


def way_in_words(way: WayIn) -> str:
    """Return how a school is reached."""
    return {
        WayIn.LEAD_AND_COVER: _("Lead and cover"),
        WayIn.ONE_AND_SHARED_COVER: _("One person, with a shared cover"),
        WayIn.HEAD: _("The head"),
        WayIn.ONE_ALONE: _("One person, without cover"),
        WayIn.NOBODY: _("Nobody"),
    }[way]


def position_in_words(contact: ContactView) -> str:
    """Return what somebody is at their organisation: their own words first."""
    if contact.job_title:
        return contact.job_title
    return {
        "lead": _("Senior mental health lead"),
        "cover": _("Cover"),
        "head": _("Head"),
        "contact": _("Named contact"),
    }[contact.position]


def link_tag(link: LinkView, on: date) -> dict[str, str]:
    """Return the tag on a school's contact card."""
    if link.contact and link.contact.away_until:
        day = dates.day(link.contact.away_until)
        return {"text": _("Away until %(day)s") % {"day": day}, "tone": "soon"}
    return {
        LinkState.CONFIRMED: {"text": _("Confirmed this term"), "tone": "done"},
        LinkState.TO_CONFIRM: {"text": _("Not confirmed this term"), "tone": "quiet"},
        LinkState.VACANT: {"text": _("Nobody named just now"), "tone": "soon"},
        LinkState.NOBODY: {"text": _("Nobody can answer"), "tone": "urgent"},
    }[link.state]


def schools_in_words(schools: int, cap: int) -> str:
    """Return how many schools a contact has, beside what the service says one can have."""
    words = ngettext("%(schools)s school", "%(schools)s schools", schools) % {"schools": schools}
    return _("%(schools)s of at most %(cap)s") % {"schools": words, "cap": cap}


def wait_in_words(weeks: tuple[int, int] | None, said_on: date | None) -> str:
    """Return the wait expected now, with the day on which somebody said so."""
    if weeks is None or said_on is None:
        return _("Not known. Ask them.")
    low, high = weeks
    if high == 0:
        span = _("No wait")
    elif low == high:
        span = ngettext("About %(weeks)s week", "About %(weeks)s weeks", high) % {"weeks": high}
    else:
        span = _("%(low)s to %(high)s weeks") % {"low": low, "high": high}
    return _("%(span)s, as of %(day)s") % {"span": span, "day": dates.day_with_year(said_on)}


def cover_in_words(contact: ContactView) -> str:
    """Return who is asked when somebody is away; nothing when nobody is."""
    names = [cover.name for cover in contact.covers if cover.name]
    return _("When away: %(names)s") % {"names": ", ".join(names)} if names else ""
