"""What was said, as written: questions with their answers, in the order in which a team reads them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext, ngettext

from schoolslink.directory.queries import SupportView
from schoolslink.referrals.forms.advice import ABOUT, HOW_SOON
from schoolslink.referrals.pages.contact_bars import shown_answers
from schoolslink.referrals.pages.queue import language_name
from schoolslink.referrals.pages.words import carer_or
from schoolslink.referrals.queries.answered import answers_of
from schoolslink.referrals.queries.team import TeamRecord, Written
from schoolslink.referrals.rules import Kind, Move
from schoolslink.referrals.rules.family.said import FamilySaid
from schoolslink.referrals.rules.gate import GATE
from schoolslink.referrals.rules.request import (
    BLOCKS,
    Block,
    Field,
    FieldKind,
    Mark,
    Outside,
    practice_id,
    practice_written,
    read_mark,
)
from schoolslink.referrals.rules.text import gettext_noop as _
from schoolslink.web import dates

# The worry and what the young person wants first; who they are stands at the top of the page.
FIRST_READ = ("concern", "risk", "voice", "carer_view", "impact", "tried")
FAMILY = "family"
READ_AT_ONCE = (FAMILY, *FIRST_READ, "support", "advice")
TOGETHER = {"risk", "impact"}  # many short answers: those that say nothing are left out
NOTHING_SAID = {"risk": "no", "impact": "0"}
# What a member of the family meant by what they wrote; a question needs no more words.
FAMILY_MEANT = {
    FamilySaid.WRONG: _("says that something is wrong"),
    FamilySaid.DISAGREES: _("does not agree"),
    FamilySaid.BETTER: _("says that it is better"),
    FamilySaid.SAME: _("says that it is the same"),
    FamilySaid.WORSE: _("says that something got worse"),
    FamilySaid.STOPS: _("wants to stop"),
    FamilySaid.LOOK_AGAIN: _("asks you to look again"),
    FamilySaid.THANKS: _("says thank you"),
}
MARKS = {
    Mark.NOT_KNOWN: _("Not known to the school"),
    Mark.ASK_FAMILY: _("The school asks you to ask the family"),
}


@dataclass(frozen=True)
class Line:
    """One question with its answer. long: words of its own, to be shown as they were written."""

    label: str
    text: str
    long: bool = False


@dataclass(frozen=True)
class Section:
    """The answers of one block."""

    name: str
    title: str
    lines: tuple[Line, ...]


def sections(record: TeamRecord) -> list[Section]:
    """Return what was said, the worry first."""
    if record.opened.item.kind == Kind.ADVICE:
        return _advice(record)
    answers = shown_answers(record)
    found = _family(record)
    for block in _in_reading_order():
        name = block.name
        lines = tuple(_lines(block.fields, answers, name))
        if name == "risk":
            lines = (*_gate(record), *lines)
        if lines:
            found.append(Section(name, gettext(block.title), lines))
        if name == "tried" and record.support:
            found.append(_support(record))
    return found


def _in_reading_order() -> list[Block]:
    """Return the blocks, the worry first."""
    first = {name: place for place, name in enumerate(FIRST_READ)}
    return sorted(BLOCKS, key=lambda block: first.get(block.name, len(first)))


def _family(record: TeamRecord) -> list[Section]:
    """Return what each of the family wrote on their own page, and what they were answered."""
    found = []
    for member in record.family:
        lines = [Line(gettext("About me"), member.own_words, long=True)] if member.own_words else []
        lines += [
            Line(
                gettext("%(who)s, %(when)s")
                % {
                    "who": _who_wrote(carer_or(member.name), one),
                    "when": dates.moment(one.at),
                },
                one.words,
                long=True,
            )
            for one in record.written
            if one.member_id == member.id
        ]
        if lines:
            title = gettext("Written by %(name)s on their own page") % {
                "name": carer_or(member.name)
            }
            found.append(Section(FAMILY, title, tuple(lines)))
    return found


def _who_wrote(name: str, one: Written) -> str:
    if not one.from_family:
        return one.by_name
    if one.said not in FAMILY_MEANT:
        return name
    meant = gettext(FAMILY_MEANT[FamilySaid(one.said)])
    return gettext("%(who)s, who %(meant)s") % {"who": name, "meant": meant}


def _support(record: TeamRecord) -> Section:
    """Return the help a school has already: not what was said of this child, but beside it."""
    lines = tuple(
        Line(
            label=support_words(one),
            text=gettext("From the school's own list, checked on %(day)s")
            % {"day": dates.day_with_year(one.checked_on)},
        )
        for one in record.support
    )
    return Section("support", gettext("Help that the school has"), lines)


def support_words(one: SupportView) -> str:
    """Return one kind of support in a line: what, by whom, when."""
    provider = "" if one.provider.casefold() == str(one.kind_name).casefold() else one.provider
    return ", ".join(filter(None, (one.kind_name, provider, one.days)))


def _lines(fields: Iterable[Field], answers: Mapping[str, Any], block: str) -> Iterable[Line]:
    for field in fields:
        answer = answers.get(field.name)
        if not answer or (block in TOGETHER and answer == NOTHING_SAID[block]):
            continue
        yield Line(
            label=gettext(field.label),
            text=answer_words(field, answer),
            long=field.kind is FieldKind.LONG_TEXT and read_mark(answer) is None,
        )


def answer_words(field: Field, answer: Any) -> str:
    """Return one answer in words: the label of what was chosen, a day, or what was typed."""
    if field.kind is FieldKind.PRACTICE and practice_id(answer):
        return practice_written(answer)
    if isinstance(answer, list | tuple):
        return ", ".join(answer_words(field, one) for one in answer)
    if (mark := read_mark(answer)) is not None:
        return gettext(MARKS[mark])
    if field.name.endswith("language"):
        return language_name(str(answer))
    labels = {choice.value: gettext(choice.label) for choice in field.choices}
    if field.kind is FieldKind.DATE:
        return _day(str(answer))
    return labels.get(str(answer), str(answer))


def _day(written: str) -> str:
    try:
        return dates.day_with_year(date.fromisoformat(written))
    except ValueError:
        return written


def _gate(record: TeamRecord) -> Iterable[Line]:
    """Return what was answered with yes before anything was asked."""
    gate = record.opened.referral.gate if record.opened.referral else {}
    for card in GATE:
        if gate.get(card.question.value) is True:
            yield Line(gettext(card.ask), gettext("Yes, when they asked"))


def _advice(record: TeamRecord) -> list[Section]:
    opened = record.opened
    labels = {
        "question": gettext("What they would like to know"),
        "seen": gettext("What they have seen or heard"),
        "tried": gettext("What they have tried"),
        "age_or_year": gettext("Age or school year"),
    }
    lines = [
        Line(label, opened.advice[name], long=name != "age_or_year")
        for name, label in labels.items()
        if opened.advice.get(name)
    ]
    for label, chosen, names in (
        (gettext("What it is about"), opened.about, dict(ABOUT)),
        (gettext("How soon it matters"), opened.how_soon, dict(HOW_SOON)),
    ):
        if chosen in names:
            lines.append(Line(label, str(names[chosen])))
    return [Section("advice", gettext("What they asked"), tuple(lines))] if lines else []


@dataclass(frozen=True)
class StillOpen:
    """One subject of which this team asks more than was known: what is, and what could be asked."""

    title: str
    known: str
    ask: tuple[str, ...]


def still_open(record: TeamRecord) -> list[StillOpen]:
    """Return what this team asks about and nobody has said, by subject, in the order of reading."""
    referral = record.opened.referral
    if referral is None or not referral.missing:
        return []
    answers, missing = answers_of(record), set(referral.missing)
    found = []
    for block in _in_reading_order():
        ask = tuple(
            gettext(field.label)
            for field in block.fields
            if field.name in missing and not answers.get(field.name)
        )
        if ask:
            known = sum(bool(answers.get(field.name)) for field in block.fields)
            found.append(StillOpen(gettext(block.title), _known(known), ask))
    return found


def _known(answered: int) -> str:
    """Return how much of a subject was said; nothing where that is nothing."""
    if not answered:
        return ""
    return ngettext("%(num)s is answered", "%(num)s are answered", answered) % {"num": answered}


OUTSIDE = {
    Outside.AGE: _("By what you publish you do not see this age. It was sent to you all the same."),
    Outside.AGE_SOON: _(
        "They become too old for you before help is likely to begin. It was sent to you all the"
        " same: begin soon, or say who takes over."
    ),
    Outside.TOPIC: _(
        "By what you publish you do not take everything that worries here. It was sent to you all"
        " the same."
    ),
}


def sent_with(record: TeamRecord) -> list[str]:
    """Return what a reader should know of how it was sent: outside what is taken, or why with gaps."""
    referral = record.opened.referral
    lines = [
        gettext(OUTSIDE[Outside(kind)])
        for kind in (referral.sent_outside if referral else [])
        if kind in set(Outside)
    ]
    why = [one.words for one in record.opened.history if one.move == Move.SUBMIT and one.words]
    if why:
        lines.append(gettext("Why it came with gaps: %s") % why[-1])
    return lines
