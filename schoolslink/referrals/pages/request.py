"""The pages of a request for help, from the first question to the confirmation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from schoolslink.directory.queries import HelpLineView
from schoolslink.kernel.calendar import add_working_days
from schoolslink.referrals.pages.gate import HelpCard, help_cards
from schoolslink.referrals.pages.lead import unsent_words
from schoolslink.referrals.pages.queue import language_name
from schoolslink.referrals.pages.spoken import words
from schoolslink.referrals.queries import OpenDraft
from schoolslink.referrals.rules import State
from schoolslink.referrals.rules.agreement import Agreement, Decider, Standing, who_decides
from schoolslink.referrals.rules.basis import BASES, basis_of
from schoolslink.referrals.rules.dues import decide_by, look_by
from schoolslink.referrals.rules.gate import gate_again
from schoolslink.referrals.rules.request import (
    FIRST_BLOCKS,
    BlockProgress,
    Field,
    FieldKind,
    Mark,
    Weight,
    blocks_asked,
    practice_id,
    practice_written,
    risks_marked,
)
from schoolslink.web import dates

# Who agrees has a page of its own, and so have the files.
OWN_PAGES = {"agreement": "referrals:agreement", "files": "referrals:files"}
NO_PAGE = frozenset(OWN_PAGES)


@dataclass(frozen=True)
class Task:
    """One line of the task list."""

    title: str
    href: str
    tag: dict[str, str]
    note: str


@dataclass(frozen=True)
class HintLine:
    """A line beside the form; `instead` is the service to send to, where the school may."""

    text: str
    instead: UUID | None
    instead_name: str


@dataclass(frozen=True)
class TasksPage:
    """More, as this service asks."""

    name: str
    service: str
    own_words: str
    first: list[Task]
    later: list[Task]
    helps: list[Task]
    not_needed: list[Task]
    progress: str
    hints: list[HintLine]
    support: tuple[str, ...]
    waits_for_agreement: bool
    waiting: str


def child_name(answers: dict[str, Any]) -> str:
    """Return the child as the school calls them: first name and the surname's first letter."""
    first = _plain(answers.get("called")) or _plain(answers.get("first_name"))
    surname = _plain(answers.get("surname"))
    return f"{first} {surname[:1]}.".strip() if surname else first


def _plain(answer: Any) -> str:
    return answer.strip() if isinstance(answer, str) and answer not in set(Mark) else ""


def tasks(draft: OpenDraft, today: date) -> TasksPage:
    """Return the task list: more, as this service asks."""
    shown = draft.completeness.blocks
    needed = [b for b in shown if b.weight is Weight.NEEDED]

    def lines(blocks: list[BlockProgress]) -> list[Task]:
        return [_task(draft, block) for block in blocks]

    return TasksPage(
        name=child_name(draft.answers),
        service=draft.service.name,
        own_words=draft.criteria.own_words or draft.service.who_for,
        first=lines([b for b in needed if b.name in FIRST_BLOCKS]),
        later=lines([b for b in needed if b.name not in FIRST_BLOCKS]),
        helps=lines([b for b in shown if b.weight is Weight.HELPS]),
        not_needed=lines([b for b in shown if b.weight is Weight.NOT_NEEDED]),
        progress=ngettext(
            "%(service)s needs %(count)s short page. %(done)s done so far.",
            "%(service)s needs %(count)s short pages. %(done)s done so far.",
            len(needed),
        )
        % {
            "service": draft.service.name,
            "count": len(needed),
            "done": sum(block.is_done for block in needed),
        },
        hints=hint_lines(draft),
        support=draft.setting.support,
        waits_for_agreement=draft.item.state == State.AWAITING_AGREEMENT,
        waiting=unsent_words(draft.item.state, "", draft.item.entered_at, today),
    )


def hint_lines(draft: OpenDraft) -> list[HintLine]:
    """Return where the answers point, each with its button where the school may send there."""
    names = {card.service_id: card.name for card in draft.nearby}
    linked = {card.service_id for card in draft.nearby if card.is_linked}
    lines = []
    for hint in draft.hints:
        text, name = words(hint.sentence), names.get(hint.instead, "") if hint.instead else ""
        if hint.instead in linked:
            lines.append(HintLine(text, hint.instead, name))
            continue
        if name:
            missing = _(
                "Your school has no link with %(service)s. Your area coordinator can make one."
            )
            text = f"{text} {missing % {'service': name}}"
        lines.append(HintLine(text, None, ""))
    return lines


def begun_answers(draft: OpenDraft) -> dict[str, Any]:
    """Return the answers so far; what was tried begins with what the school's own list names."""
    if draft.answers.get("tried") or not draft.setting.support:
        return draft.answers
    return draft.answers | {"tried": _own_list(draft)}


def answers_given(answers: dict[str, Any], draft: OpenDraft) -> dict[str, Any]:
    """Return what a page was answered with; the school's own list, left as it came, is no answer.

    What a school has says nothing of what this child had, when, or whether it helped.
    """
    tried = answers.get("tried")
    if not isinstance(tried, str) or tried.split() != _own_list(draft).split():
        return answers
    return answers | {"tried": ""}


def _own_list(draft: OpenDraft) -> str:
    return "\n".join([_("From our school's own list of help:"), *draft.setting.support]) + "\n\n"


def _page_of(draft: OpenDraft, block: str) -> str:
    """Return the address of a block's page."""
    if block in OWN_PAGES:
        return reverse(OWN_PAGES[block], args=[draft.item.pk])
    return reverse("referrals:part", args=[draft.item.pk, block])


def _task(draft: OpenDraft, block: BlockProgress) -> Task:
    href = _page_of(draft, block.name)
    if block.missing and block.answered:
        tag = {"text": _("Some to do"), "tone": "waiting"}
    elif block.missing:
        tag = {"text": _("To do"), "tone": "waiting"}
    elif block.answered:
        tag = {"text": _("Done"), "tone": "done"}
    else:
        tag = {"text": _("You may leave it"), "tone": "quiet"}
    count = len(block.for_family)
    note = (
        ngettext(
            "%(count)s answer is left for the family", "%(count)s answers are left for the family",
            count,
        ) % {"count": count} if count else ""
    )  # fmt: skip
    return Task(_(block.title), href, tag, note)


@dataclass(frozen=True)
class Said:
    """One question and what was answered, in words."""

    label: str
    words: str


@dataclass(frozen=True)
class Part:
    """The answers of one block, with the way to change them."""

    title: str
    href: str
    rows: list[Said]


@dataclass(frozen=True)
class Missing:
    """A page on which something is missing that the service needs, and how much."""

    title: str
    href: str
    note: str


def count_words(missing: int) -> str:
    """Return how many answers are missing, in words."""
    return ngettext("%(count)s answer missing", "%(count)s answers missing", missing) % {
        "count": missing
    }


@dataclass(frozen=True)
class CheckPage:
    """Check your answers, and what will happen."""

    name: str
    service: str
    parts: list[Part]
    missing: list[Missing]
    cards: list[HelpCard]
    hints: list[HintLine]
    button: str
    goes_now: bool
    agreement: str
    ground: str
    promise: list[str]
    criteria: str


def check(
    draft: OpenDraft,
    today: date,
    *,
    stands: Agreement,
    said_no: bool,
    safeguarding: tuple[str, ...],
    lines: tuple[HelpLineView, ...] = (),
) -> CheckPage:
    """Return the last page before sending. stands: where the agreement stands; said_no: they did."""
    agreed = stands.is_there
    risk = draft.item.risk_marked or bool(risks_marked(draft.answers))
    goes_now = agreed or risk
    return CheckPage(
        name=child_name(draft.answers),
        service=draft.service.name,
        parts=list(_parts(draft)),
        missing=[
            Missing(
                _(block.title),
                _page_of(draft, block.name),
                count_words(len(block.missing)),
            )
            for block in draft.completeness.blocks
            if block.missing
        ],
        cards=help_cards(gate_again(draft.answers).cards, safeguarding=safeguarding, lines=lines),
        hints=hint_lines(draft),
        button=_button(draft, goes_now, said_no=said_no),
        goes_now=goes_now,
        agreement=_agreement_words(draft, stands, risk=risk, said_no=said_no),
        ground=_(BASES[basis_of(agreed=agreed, risk_marked=risk)].plain),
        promise=_promise(draft, today, risk=risk) if goes_now else [],
        criteria=_criteria_words(draft),
    )


def _button(draft: OpenDraft, goes_now: bool, *, said_no: bool) -> str:
    if not goes_now and said_no:
        return _("Keep it here for now")
    if not goes_now:
        return _("Keep until the agreement is there")
    if draft.hints:
        return _("Send to %(service)s all the same") % {"service": draft.service.name}
    return _("Send to %(service)s") % {"service": draft.service.name}


def ground_of(draft: OpenDraft) -> str:
    """Return why this may be shared, in plain words: shown to the school, asked of nobody."""
    return _(BASES[basis_of(agreed=True, risk_marked=draft.item.risk_marked)].plain)


def _agreement_words(draft: OpenDraft, stands: Agreement, *, risk: bool, said_no: bool) -> str:
    if stands.is_there:
        return _("The agreement that is needed is there.")
    if risk:
        return _("Not everybody has agreed yet. It goes at once, because somebody may not be safe.")
    if said_no:
        return _(
            "They know, and said no. It is not sent. You can set it aside, or ask for advice "
            "without a name."
        )
    waits = _(
        "It will wait with you until the agreement is there. Nothing is sent before, and you will "
        "be asked about it by a day that you see."
    )
    return f"{_what_it_lacks(draft, stands)} {waits}".strip()


def _what_it_lacks(draft: OpenDraft, stands: Agreement) -> str:
    """Return what a yes that was given still lacks; empty where nobody has said yes."""
    if stands.standing is Standing.DISAGREE:
        return _(
            "Two people who may decide say different things. Talk with both, and ask your contact "
            "what can be done."
        )
    carers = ("carer", "second_carer")
    said_yes = any(draft.answers.get(f"{who}_agrees") == "agrees" for who in carers)
    if stands.decider is Decider.CARER and stands.standing is Standing.WAITING and said_yes:
        return _(
            "Somebody has agreed, and nobody has said that they have parental responsibility. "
            "You can say so on the agreement page."
        )
    return ""


def _promise(draft: OpenDraft, today: date, *, risk: bool) -> list[str]:
    urgent = draft.answers.get("urgency") == "urgent"
    who = draft.link.contact_name if draft.link and draft.link.contact_name else draft.service.name
    limits = draft.criteria.limits
    looked = look_by(today, add_working_days, urgent=urgent, marked=risk, limits=limits)
    decided = decide_by(today, limits=limits)
    return [
        _("%(who)s must look at it by %(day)s.") % {"who": who, "day": dates.day(looked)},
        _("%(who)s must decide by %(day)s.") % {"who": who, "day": dates.day(decided)},
    ]


def _criteria_words(draft: OpenDraft) -> str:
    if not draft.service.criteria.from_on:
        return ""
    return _("As %(service)s published it on %(day)s.") % {
        "service": draft.service.name,
        "day": dates.day_with_year(draft.service.criteria.from_on),
    }


def _parts(draft: OpenDraft) -> Iterator[Part]:
    for block in blocks_asked(draft.answers, draft.about):
        rows = [
            Said(_(field.label), said)
            for field in block.fields
            if (said := answer_words(field, draft.answers.get(field.name)))
        ]
        if not rows:
            continue
        href = _page_of(draft, block.name)
        yield Part(_(block.title), href, rows)


def answer_words(field: Field, answer: Any) -> str:
    """Return an answer as people read it; empty when nothing was said."""
    if answer in (None, "", []):
        return ""
    if answer == Mark.NOT_KNOWN:
        return _("Not known")
    if answer == Mark.ASK_FAMILY:
        return _("Please ask the family")
    labels = {choice.value: _(choice.label) for choice in field.choices}
    if field.kind is FieldKind.PRACTICE and practice_id(answer):
        return practice_written(answer)
    if isinstance(answer, list | tuple):
        return ", ".join(labels.get(one, one) for one in answer)
    if field.name.endswith("language"):
        return language_name(str(answer))
    if field.kind is FieldKind.DATE:
        try:
            return dates.day_with_year(date.fromisoformat(answer))
        except ValueError:
            return str(answer)
    return labels.get(answer, str(answer))


def decider_of(draft: OpenDraft) -> Decider:
    """Return who decides by age alone: the agreement page changes with it."""
    return who_decides(draft.about.age, is_college=draft.about.is_college)
