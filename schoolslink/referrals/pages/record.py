"""One question or request as the team reads it: what was said, what was done, what can be done now."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from schoolslink.referrals.pages.acts import Act, acts_now, main_act
from schoolslink.referrals.pages.alike import alike_lines
from schoolslink.referrals.pages.aside import both_in_words
from schoolslink.referrals.pages.asking_practice import for_team
from schoolslink.referrals.pages.contact_bars import bar_lines
from schoolslink.referrals.pages.elsewhere import elsewhere_lines
from schoolslink.referrals.pages.files import file_lines
from schoolslink.referrals.pages.ground import ground
from schoolslink.referrals.pages.happening import with_a_day
from schoolslink.referrals.pages.joining import joined_lines
from schoolslink.referrals.pages.known import role_of
from schoolslink.referrals.pages.lead import holder_card
from schoolslink.referrals.pages.mended import mended_lines
from schoolslink.referrals.pages.missed import beside_words, entry_of, kind_words, named
from schoolslink.referrals.pages.noted import note_lines
from schoolslink.referrals.pages.offers import back_lines, preview_facts
from schoolslink.referrals.pages.outside import asking
from schoolslink.referrals.pages.own_asker import who_asked
from schoolslink.referrals.pages.post import came_lines, post_file_lines
from schoolslink.referrals.pages.queue import haste, language_name
from schoolslink.referrals.pages.said import (
    READ_AT_ONCE,
    answers_of,
    sections,
    sent_with,
    still_open,
)
from schoolslink.referrals.pages.second_look import look_lines, possible
from schoolslink.referrals.pages.told import TOLD, told_rows
from schoolslink.referrals.pages.transfer import transfer_card
from schoolslink.referrals.pages.waiting import wait_words
from schoolslink.referrals.pages.words import (
    DONE,
    STATES,
    TONES,
    carer_or,
    done_words,
    months,
    related,
)
from schoolslink.referrals.queries.door import Happened, Opened
from schoolslink.referrals.queries.team import TeamRecord
from schoolslink.referrals.rules import Duty, Kind, Move, Side, State
from schoolslink.referrals.rules.agreement import Decider, Standing
from schoolslink.referrals.rules.ending import WHY_ENDS, WhyEnds
from schoolslink.referrals.rules.family.said import ASKS_NOTHING, FamilySaid
from schoolslink.referrals.rules.moves import OFFERS
from schoolslink.referrals.rules.reasons import LEVELS, REASONS, Level, Reason
from schoolslink.referrals.rules.request import age_from
from schoolslink.referrals.rules.request.languages import interpreter_for_carer, said_language
from schoolslink.referrals.rules.risks import why_marked
from schoolslink.web import dates

AGREEMENTS = {
    Standing.AGREED: _("There is agreement to ask"),
    Standing.WAITING: _("Nobody has said yes yet"),
    Standing.NO: _("There is no agreement"),
    Standing.DISAGREE: _("Two carers say different things"),
    Standing.TAKEN_BACK: _("The agreement was taken back"),
    Standing.OBJECTED: _("Whoever decides has said that they do not agree"),
}
DECIDERS = {
    Decider.ADULT: _("they are an adult"),
    Decider.PRESUMED: _("at 16 or 17 they decide themselves"),
    Decider.OWN: _(
        "they asked by themselves, and nobody has judged yet whether they can decide this"
    ),
    Decider.COMPETENT: _("a named person judged that they can decide this themselves"),
    Decider.CARER: _("a parent or carer decides"),
}
HOW_IT_IS = {said.value: STATES[State(said.value)] for said in (FamilySaid.BETTER, FamilySaid.SAME)}
SIDES = {Side.SERVICE.value: _("We tell the family"), Side.SCHOOL.value: _("The school tells them")}


# Kinds that have a page of their own, for the team.
OWN_PAGE = {
    Kind.CONSULTATION: "referrals:talk", Kind.POST: "referrals:post", Kind.CORRECTION: "referrals:correction",
}  # fmt: skip


def record_page(record: TeamRecord, now: datetime, me: UUID | None) -> dict[str, Any]:
    """Return everything the page of one record shows to the team that has it."""
    opened = record.opened
    item, today = opened.item, dates.as_day(now)
    said = sections(record)
    waiting = to_answer(record)
    acts = possible(record, acts_now(with_a_day(opened, _without_empty_look(opened, waiting))))
    acts = [named(act, opened, today) for act in acts]
    kind = Kind(item.kind)
    main = main_act(kind, acts)
    return {
        "item": item,
        "kind": kind_words(opened),
        "name": child_name(opened) or _unnamed(item.kind),
        "state": STATES[State(item.state)],
        "facts": facts(record, today)
        if record.preview is None
        else preview_facts(record, record.preview),
        "risk": risk(opened) if record.preview is None else list(map(gettext, record.preview.risk)),
        "to_them": _to_them(record),
        "given_back": back_lines(record),
        "transfer": transfer_card(record.transfer),
        "asking": asking(record.asking, now) if record.asking else None,
        "urgent": haste(item.kind) if item.urgent else "",
        "holder": holder_card(opened, today),
        "related": related(opened, "referrals:record"),
        "beside": beside_words(opened, "referrals:record"),
        "alike": alike_lines(record.alike),
        "elsewhere": elsewhere_lines(record.elsewhere),
        "joined": joined_lines(record.joined),
        "asked_before": bool(opened.referral and opened.referral.again_of_id)
        and "N" in opened.groups,
        "looked": look_lines(record),
        "wait": (*wait_words(record.wait), *both_in_words(opened, today)),
        "months": how_it_went(record),
        "taps": [{"text": act.label, "action": act_href(item.pk, act)} for act in acts if act.tap],
        "said": [s for s in said if s.name in READ_AT_ONCE],
        "more_said": [s for s in said if s.name not in READ_AT_ONCE],
        "still_open": still_open(record),
        "may_ask": Move.ASK_MORE in opened.moves,
        "sent_with": sent_with(record),
        "files": file_lines(record.files, item, "file"),
        "post_files": post_file_lines(record.post_files, item),
        "came_by_post": came_lines(record.came_by_post),
        "practice": for_team(record.practice),
        "to_answer": waiting,
        "agreement": agreement(record),
        "entries": [entry_of(opened, one) for one in opened.history],
        "decision": decision(opened),
        "main": main,
        "acts": [act for act in acts if act is not main and not act.tap],
        # That an answer to a question is read says its holder's card.
        "told": told_rows(record, today) if item.kind == Kind.REFERRAL else [],
        "may_tell": Move.RECORD_TOLD in opened.moves or bool(opened.told),
        "notes": record.notes,
        "may_note": "V" in opened.groups,
        "clinic_reference": record.clinic_reference,
        "may_copy": "N" in opened.groups and kind not in OFFERS,
        "may_see_log": "L" in opened.groups,
        "may_set_orders": opened.item.kind == Kind.REFERRAL,
        "bars": bar_lines(record.bars),
        "family_notes": note_lines(record.family_notes),
        "may_put_right": kind is Kind.REFERRAL
        and item.asked_at is not None
        and "K" in opened.groups,
        "put_right": mended_lines(record.put_right),
        "ground": ground(opened),
        "rounds_left": record.limits.more_rounds - item.rounds,
    }


def _to_them(record: TeamRecord) -> str:
    """Return what the sender wrote to whoever is asked."""
    asked = record.preview or (record.asking.preview if record.asking else None)
    return asked.why if asked else ""


def _unnamed(kind: str) -> str:
    return gettext("A young person") if kind == Kind.REDIRECT else gettext("A question")


def _without_empty_look(opened: Opened, waiting: list[dict[str, Any]]) -> tuple[Move, ...]:
    """Return the moves; "looked again" only where that is due and no words wait for an answer."""
    is_due = opened.holds is not None and opened.holds.duty == Duty.LOOK_AGAIN
    if is_due and not any(one["waits"] for one in waiting):
        return opened.moves
    return tuple(move for move in opened.moves if move is not Move.LOOK_AGAIN)


def to_answer(record: TeamRecord) -> list[dict[str, Any]]:
    """Return who of the family wrote and can be answered now, whoever waits for an answer first."""
    if Move.LOOK_AGAIN not in record.opened.moves:
        return []
    asked = (one for one in record.written if one.said not in ASKS_NOTHING)
    last = {one.member_id: one.from_family for one in asked}
    wrote = {one.member_id for one in record.written}
    people = [one for one in record.family if one.id in wrote]
    return [
        {"id": one.id, "name": carer_or(one.name), "waits": last.get(one.id, False)}
        for one in sorted(people, key=lambda one: not last.get(one.id, False))
    ]


def how_it_went(record: TeamRecord) -> list[dict[str, Any]]:
    """Return how each month of waiting went: what was found, and what the family said themselves."""
    names = {one.id: carer_or(one.name) for one in record.family}
    said = [
        {
            "day": dates.day(one.at),
            "text": str(HOW_IT_IS[one.said]),
            "tone": TONES.get(State(one.said), ""),
            "words": f"{names.get(one.member_id, '')}: {one.words}".rstrip(": "),
        }
        for one in record.written
        if one.said in HOW_IT_IS
    ]
    return [*months(record.opened, "referrals:record"), *said]


def child_name(opened: Opened) -> str:
    """Return the child's name as the asker wrote it; empty for a pupil who is not named."""
    words = opened.identity
    return " ".join(filter(None, (words.get("first_name"), words.get("surname"))))


def facts(record: TeamRecord, today: date) -> list[dict[str, str]]:
    """Return the few facts at the top: age, school, year, language."""
    opened = record.opened
    answers = answers_of(record)
    age = age_from(answers, today)
    born = opened.identity.get("birth_date", "")
    found = [
        (gettext("Likes to be called"), opened.identity.get("preferred_name", "")),
        (gettext("Age"), str(age) if age is not None else opened.identity.get("age_or_year", "")),
        (gettext("Born"), _born(born)),
        (gettext("School"), opened.school_name),
        (gettext("School's address"), record.asker.address if record.asker else ""),
        (gettext("School's phone"), record.asker.school_phone if record.asker else ""),
        (gettext("Asked by"), _asked_by(record)),
        (gettext("School year"), str(answers.get("school_year") or "")),
        (gettext("Language"), language_name(said_language(answers, "language"))),
        (gettext("Interpreter"), _interpreter(opened, answers)),
        (gettext("Asked on"), dates.day(opened.item.asked_at) if opened.item.asked_at else ""),
    ]
    return [
        {"label": label, "text": text}
        for label, text in found
        if text and not text.startswith("__")
    ]


def _interpreter(opened: Opened, answers: dict[str, Any]) -> str:
    """Return that an interpreter is needed, and for the carer in which language, if it is for them."""
    if not opened.item.interpreter:
        return ""
    theirs = language_name(interpreter_for_carer(answers))
    return (
        gettext("Needed for the carer: %(language)s") % {"language": theirs}
        if theirs
        else gettext("Needed")
    )


def _asked_by(record: TeamRecord) -> str:
    """Return who asked, with what they are at their school; of what was typed in, by whom and when."""
    history = record.opened.history
    if record.opened.item.is_own or not history or history[0].side != Side.SCHOOL:
        return who_asked(record.opened)
    return ", ".join(filter(None, (history[0].by_name, role_of(record.asker))))


def _born(written: str) -> str:
    try:
        return dates.day_with_year(date.fromisoformat(written))
    except ValueError:
        return ""


def risk(opened: Opened) -> list[str]:
    """Return why a risk is marked, in words; empty when none is."""
    if not opened.item.risk_marked:
        return []
    gate = opened.referral.gate if opened.referral else {}
    return [gettext(reason) for reason in why_marked(opened.answers.get("risk", {}), gate)]


def agreement(record: TeamRecord) -> dict[str, Any] | None:
    """Return the three records about agreement in words; None where nobody was named."""
    row = record.agreement
    if row is None:
        return None
    known = row.state in set(Standing) and row.decided_by in set(Decider)
    names = {"school": TOLD["school"], "carer": TOLD["carer"], "gp": TOLD["gp"]}
    return {
        "stands": AGREEMENTS[Standing(row.state)] if known else row.state,
        "because": capfirst(DECIDERS[Decider(row.decided_by)]) if known else "",
        "agreed": row.state == Standing.AGREED,
        "lines": [
            {"label": label, "text": text}
            for label, text in (
                (gettext("How and when they were asked"), record.agreement_said.get("how")),
                (
                    gettext("Who judged that they can decide"),
                    record.agreement_said.get("judged_by"),
                ),
                (
                    gettext("Who found that they cannot decide this"),
                    record.agreement_said.get("unable_by"),
                ),
            )
            if text
        ],
        "tell": [str(names[w]) for w, yes in record.choices.items() if yes and w in names],
        "tell_not": [str(names[w]) for w, yes in record.choices.items() if not yes and w in names],
    }


def decision(opened: Opened) -> dict[str, Any] | None:
    """Return what was decided, in words, with the next step and who tells whom by when."""
    row = opened.decision
    if row is None:
        return None
    lines = [
        (gettext("Reason"), _reason(row.reason)),
        (gettext("Level"), gettext(LEVELS[Level(row.level)]) if row.level in set(Level) else ""),
        (gettext("What to look out for"), opened.decision_words.get("watch", "")),
        (_next_label(row.move), opened.decision_words.get("next_step", "")),
        (
            gettext("Who tells the family"),
            gettext("%(who)s, by %(day)s")
            % {"who": SIDES.get(row.who_tells, ""), "day": dates.day(row.told_by)},
        ),
    ]
    return {
        "title": str(DONE[Move(row.move)]),
        "lines": [{"label": label, "text": text} for label, text in lines if text],
    }


def _next_label(move: str) -> str:
    if move == Move.ACCEPT:
        return gettext("What helps meanwhile, and whom to ring")
    return gettext("What happens next")


def _reason(code: str) -> str:
    if code in set(WhyEnds):
        return gettext(WHY_ENDS[WhyEnds(code)].pick)
    return gettext(REASONS[Reason(code)].pick) if code in set(Reason) else ""


def what_changed(history: tuple[Happened, ...], version: int) -> list[str]:
    """Return what happened since a version, a sentence each: for whoever came second."""
    return [
        gettext("%(by)s, %(when)s: “%(did)s”.")
        % {
            "by": one.by_name or gettext("Schools Link"),
            "when": dates.moment(one.at),
            "did": done_words(one),
        }
        for one in history[max(version, 0) :]
    ]


def act_href(item_id: UUID, act: Act) -> str:
    """Return the address of an act of a record."""
    return reverse("referrals:act", args=[item_id, act.name])
