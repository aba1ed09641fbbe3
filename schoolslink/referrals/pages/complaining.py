"""What went wrong, in plain words: on the family's own page, and to whoever hears it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language, gettext

from schoolslink.kernel import clock
from schoolslink.referrals.forms.complaining import OwnComplaintForm
from schoolslink.referrals.pages.spoken import spoken
from schoolslink.referrals.pages.told import TOLD
from schoolslink.referrals.queries.complaints import Due, Giving, Hearers, Said
from schoolslink.referrals.rules.complaint import GIVEN, HOW, Given, How
from schoolslink.referrals.rules.family import COMPLAIN, LABELS
from schoolslink.referrals.rules.text import Sentence, say
from schoolslink.web import dates, languages

# Whom the law names for whoever is not happy with an answer: health, council, and what is held of them.
TURN_TO = (
    ("complain_health", "Parliamentary and Health Service Ombudsman", "0345 015 4033",
     "ombudsman.org.uk"),
    ("complain_council", "Local Government and Social Care Ombudsman", "0300 061 0614", "lgo.org.uk"),
    ("complain_facts", "Information Commissioner", "0303 123 1113", "ico.org.uk"),
)  # fmt: skip


def own_labels() -> dict[str, str]:
    """Return the words of the family's page and form, in its language."""
    words = {name: gettext(text) for name, text in COMPLAIN.items()}
    return words | {
        name: gettext(LABELS[name]) for name in ("missing", "exit", "back", "unreviewed")
    }


def family_page(
    place: str,
    said: list[Said],
    hearers: Hearers | None,
    form: OwnComplaintForm | None,
    *,
    is_long_ago: bool,
    today: date,
) -> dict[str, Any]:
    """Return what one of the family sees. hearers: None where an earlier one waits. form: as it is shown."""
    labels = own_labels()
    if not place:
        before = [labels["complain_school"]]
    elif hearers is None:
        before = []
    else:
        before = _before(place, hearers, labels, is_long_ago)
    return {
        "labels": labels,
        "unreviewed": (get_language() or "en")[:2] != "en",
        "before": before,
        "form": form,
        "rows": [own_row(one, labels, today) for one in said],
        "help": labels["complain_help"] if place else "",
    }


def _before(place: str, hearers: Hearers, labels: dict[str, str], is_long_ago: bool) -> list[str]:
    if not hearers.is_anybody:
        return [labels["complain_no_one"], *map(_turn_to, TURN_TO)]
    lines = [labels["complain_safe"]]
    names = [name for _, name in hearers.people]
    if names:
        lines.append(_say("complain_who", who=names[0], place=place))
        if names[1:]:
            others = gettext(", ").join(names[1:])
            lines.append(_say("complain_or", who=others))
    elif hearers.finder:
        lines.append(_say("complain_nobody", who=hearers.finder, place=place))
    lines += [labels["complain_who_not"], labels["complain_within"]]
    return [*lines, labels["complain_long_ago"]] if is_long_ago else lines


def own_row(
    one: Said, labels: dict[str, str], today: date, *, is_paper: bool = False
) -> dict[str, Any]:
    """Return a complaint as whoever made it reads it, on their page or on paper."""
    lines = [_say("complain_told", day=clock.local_day(one.said_at))]
    if one.how:
        lines.append(labels["complain_typed"])
        lines.append(_say("complain_not_so", who=one.has or one.place))
    if not one.is_answered:
        seen = "complain_seen_paper" if is_paper else "complain_seen"
        name = seen if one.is_seen else "complain_by"
        name = name if one.is_heard else "complain_by_area"
        lines.append(_say(name, who=one.has or one.place, day=one.due_on))
        if one.due_on < today:
            lines.append(labels["complain_late"])
    return {
        "lines": lines,
        "what": one.what,
        "wish": one.wish,
        "answer": one.answer,
        "answered": _say("complain_answer", who=one.answered_by or one.place),
        "next": [labels["complain_next"], *map(_turn_to, TURN_TO)] if one.is_answered else [],
    }


def _turn_to(where: tuple[str, str, str, str]) -> str:
    name, who, phone, place = where
    return _say(name, who=who, phone=phone, place=place)


def _say(name: str, **facts: Any) -> str:
    return say(Sentence(COMPLAIN[name], facts), spoken())


def complaint_tasks(due: Iterable[Due], today: date) -> list[dict[str, Any]]:
    """Return what a manager hears and nobody has answered, as things to do on their page."""
    return [
        {
            "href": reverse("referrals:complaint", args=[one.id]),
            "text": _what_is_due(one) % {"reference": one.reference},
            "note": _due_words(one, today)
            if one.is_mine
            else f"{_due_words(one, today)}; {gettext('%(name)s has it') % {'name': one.has}}",
            "is_late": one.due_on < today,
        }
        for one in due
    ]


def _what_is_due(one: Due) -> str:
    if one.is_answered:
        return gettext("Give it to whoever said it: %(reference)s")
    return gettext("Answer it: %(reference)s" if one.is_seen else "Write back: %(reference)s")


def _due_words(one: Due, today: date) -> str:
    said = gettext("was due on %(day)s") if one.due_on < today else gettext("by %(day)s")
    return said % {"day": dates.day(one.due_on)}


def area_rows(due: Iterable[Due], today: date) -> list[dict[str, Any]]:
    """Return the complaints for which a coordinator must find somebody, or that are late: no word of them."""
    return [
        {
            "text": gettext(
                "Name somebody who manages %(place)s: nobody there may read a complaint"
            )
            % {"place": one.place}
            if one.is_mine
            else gettext("Ring %(name)s of %(place)s about a complaint that is late")
            % {"name": one.has, "place": one.place},
            "note": one.reference,
            "due": _due_words(one, today),
            "is_late": one.due_on < today,
            "href": reverse("directory:service", args=[one.place_id]) if one.is_mine else "",
        }
        for one in due
    ]


def complaint_page(one: Said, today: date) -> dict[str, Any]:
    """Return what whoever hears a complaint reads: the words, by when, and what became of it."""
    who = TOLD.get(one.by, "")
    said = [
        (gettext("Who says so"), f"{who}, {dates.day_with_year(one.said_at)}"),
        (gettext("How it was said"), _how_said(one)),
        (gettext("What went wrong"), one.what),
        (gettext("What would put it right"), one.wish or gettext("They did not say.")),
        (
            gettext("How to talk with them"),
            one.reach or gettext("They did not say. Write to them here."),
        ),
        (gettext("Who does not read it, as they asked"), gettext(", ").join(one.not_to)),
        (gettext("What you told them"), one.answer),
        (gettext("How they were last given what stands here"), _given(one)),
    ]
    return {
        "one": one,
        "said": [{"label": label, "text": text} for label, text in said if text],
        "state": _state(one),
        "due": "" if one.is_answered else dates.day(one.due_on),
        "is_late": not one.is_answered and one.due_on < today,
        "what_is_due": gettext("Answer them by:") if one.is_seen else gettext("Write back by:"),
        "is_carers": one.by == "carer",
    }


def _how_said(one: Said) -> str:
    if not one.typed_at:
        return ""
    words = gettext("%(how)s; written down by %(name)s on %(day)s")
    how = gettext(HOW[How(one.how)])
    return words % {"how": how, "name": one.typed_by, "day": dates.day(one.typed_at)}


def _given(one: Said) -> str:
    if not one.given_at:
        return ""
    how = gettext(GIVEN[Given(one.given_how)])
    return gettext("%(how)s, on %(day)s") % {"how": how, "day": dates.day(one.given_at)}


def paper_page(one: Said, giving: Giving, at: datetime) -> dict[str, Any]:
    """Return what whoever complained reads, on paper: as on their page, in their language."""
    with translation.override(languages.known(giving.language) or languages.ENGLISH):
        labels = own_labels()
        row = own_row(one, labels, clock.local_day(at), is_paper=True)
        return {
            "one": one,
            "labels": labels,
            "reads": {"lang": languages.current(), "dir": languages.direction()},
            "date": dates.day_with_year(at),
            "row": row,
            "unreviewed": labels["unreviewed"] if languages.current() != "en" else "",
        }


def _state(one: Said) -> str:
    if one.is_answered:
        return gettext("Answered")
    if not one.is_seen:
        return gettext("Nobody has written back yet")
    return gettext("The day is agreed") if one.is_agreed else gettext("The day is ours")
