"""What everybody will read, before it is sent: the school's page and each family member's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from schoolslink.referrals.pages.family import reads
from schoolslink.referrals.pages.letters import school_reads, school_reads_kept
from schoolslink.referrals.pages.queue import language_name
from schoolslink.referrals.pages.told import TOLD
from schoolslink.referrals.pages.words import carer_or
from schoolslink.referrals.queries.door import Opened
from schoolslink.referrals.queries.readers import FamilyReader
from schoolslink.referrals.queries.telling import ENGLISH
from schoolslink.referrals.rules import Move, Side
from schoolslink.referrals.rules.family import LABELS as FAMILY_LABELS
from schoolslink.referrals.rules.sharing import Choice, Withheld
from schoolslink.referrals.rules.waiting import ExpectedWait
from schoolslink.referrals.rules.words import NEVER, NOT_FOR_FAMILIES, slips
from schoolslink.web.languages import known

LESS = {
    Withheld.SAID_NO: _(
        "Their page says only who has the request, and whom to ask: whoever decides chose that"
        " parents and carers are not told."
    ),
    Withheld.NOT_ASKED: _(
        "Their page says only who has the request, and whom to ask: nobody has said yet that they"
        " may be told. Ask whoever decides."
    ),
    Withheld.LIMITED: _(
        "Their page says only who has the request, and whom to ask: a court order limits what they"
        " may be told."
    ),
}
NOTHING = {
    Withheld.BARRED: _("A court order bars them. Nothing reaches them, and their page is closed."),
    Withheld.NOT_CONTACTED: _(
        "Somebody wrote down that they must not be contacted. Nothing reaches them, and their page is"
        " closed."
    ),
    Withheld.REPLACED: _("The answers name somebody else in their place. Their page is closed."),
    Withheld.CHOSEN: _("The young person decides, and chose that they are not told."),
}


@dataclass(frozen=True)
class SchoolReads:
    """What the school's page will say. title: the heading it stands under."""

    to: str
    title: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True)
class FamilyReads:
    """What one of the family will read. page: the parts of their page. notes: for the team alone."""

    to: str
    who: str
    page: dict[str, Any]
    notes: tuple[str, ...]


def preview(
    opened: Opened,
    move: Move,
    given: dict[str, Any],
    readers: Sequence[FamilyReader],
    *,
    receiver: str = "",
    wait: ExpectedWait | None = None,
    kept_by: Choice | None = None,
) -> dict[str, Any]:
    """Return what everybody will read of a decision that is typed and not sent.

    given: what the form says, by the names of `Answering`. wait: as `school_reads` takes it.
    kept_by: the choice by which the school reads no answer, or None.
    """
    own_words = "\n".join(given.get(name, "") for name in ("words", "watch", "next_step"))
    return {
        "labels": {"next": gettext(FAMILY_LABELS["next"])},
        "school": SchoolReads(
            opened.school_name, *_school(opened, move, given, receiver, wait, kept_by)
        ),
        "family": [_reads(reader) for reader in readers if reader.truth is not None],
        "not_told": [
            {"name": carer_or(reader.name), "why": NOTHING[reader.withheld]}
            for reader in readers
            if reader.truth is None and reader.withheld is not None
        ],
        "plainer": [
            gettext("“%(word)s”: %(instead)s") % {"word": s.word, "instead": s.instead}
            for s in slips(own_words, NEVER + NOT_FOR_FAMILIES)
        ]
        if move is not Move.ASK_MORE
        else [],
    }


def _school(
    opened: Opened,
    move: Move,
    given: dict[str, Any],
    receiver: str,
    wait: ExpectedWait | None,
    kept_by: Choice | None,
) -> tuple[str, tuple[str, ...]]:
    """Return the heading and the paragraphs of the school's page."""
    if move is Move.ASK_MORE:
        return gettext("What they ask you"), (given["words"],)
    if given["who_tells"] == Side.SCHOOL:
        opened = replace(opened, holds=None)  # it is the school's until the family has been told
    if kept_by is not None:
        said = school_reads_kept(opened, kept_by, given["who_tells"], given["told_by"])
        return gettext("There is an answer"), said
    return gettext("What was decided"), school_reads(opened, move, given, receiver, wait)


def _reads(reader: FamilyReader) -> FamilyReads:
    assert reader.truth is not None  # noqa: S101 - the caller has asked
    return FamilyReads(
        to=carer_or(reader.name),
        who=str(TOLD[reader.relationship]) if reader.name else "",
        page=reads(reader.truth),
        notes=tuple(
            note
            for note in (
                _language(reader.language),
                str(LESS[reader.withheld]) if reader.withheld else "",
            )
            if note
        ),
    )


def _language(language: str) -> str:
    """Return in which language they read it, where that is not English."""
    if language.casefold() in ENGLISH:
        return ""
    facts = {"language": language_name(language)}
    if known(language):
        return (
            gettext(
                "Their page is in %(language)s. This is the English of it; nobody has checked the"
                " %(language)s words yet. What you write yourself stays in the language you write it in."
            )
            % facts
        )
    return (
        gettext(
            "They read %(language)s best, and there is no page in it yet: they read this English one."
            " Think of an interpreter."
        )
        % facts
    )
