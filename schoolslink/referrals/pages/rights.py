"""What is asked by right, in plain words: on the family's page, and line by line for who answers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language, gettext, ngettext

from schoolslink.kernel import clock
from schoolslink.referrals.forms.rights import PressForm
from schoolslink.referrals.models import Item
from schoolslink.referrals.pages.copy_words import label_of, said_of
from schoolslink.referrals.pages.spoken import spoken
from schoolslink.referrals.pages.words import KINDS
from schoolslink.referrals.queries.everything import Entry, Everything, Line, Section
from schoolslink.referrals.queries.rights import AtSchool, Owed, OwnRights
from schoolslink.referrals.rules.family import LABELS
from schoolslink.referrals.rules.rights import KIND_OF, Judged, Right, must_be_judged, version_of
from schoolslink.referrals.rules.text import Sentence, say
from schoolslink.web import dates

Saved = dict[str, tuple[str, str]]
# Lines to a form: each has two fields, and a form may have some hundreds.
A_PART = 100


@dataclass(frozen=True)
class Said:
    """What was decided of each line, and of what is saved of it; which are left out, left over or new.

    typed: what could not be saved, and stands on the page again.
    """

    judged: Saved
    saved: Mapping[str, Any]
    harm: dict[str, str]
    left: set[str]
    new: set[str]
    typed: Saved


def family_page(rights: OwnRights) -> dict[str, Any]:
    """Return what one of the family sees of what they may ask for."""
    labels = {name: gettext(text) for name, text in LABELS.items()}
    return {
        "labels": labels,
        "copy_title": labels["copy_all" if rights.is_child else "copy_child"],
        "unreviewed": (get_language() or "en")[:2] != "en",
        "copy_form": PressForm(auto_id="copy-%s"),
        **_copy(rights, labels),
    }


def _say(name: str, **facts: Any) -> str:
    return say(Sentence(LABELS[name], facts), spoken())


def _copy(rights: OwnRights, labels: dict[str, str]) -> dict[str, Any]:
    copy = rights.copy
    if copy is not None and copy.is_ready:
        return {
            "copy_lines": [labels[f"copy_{name}"] for name in ("ready", "safe", "english")],
            "copy_action": reverse("referrals:family-copy-take", args=[copy.id]),
            "copy_button": labels["copy_take"],
        }
    lines = [labels["copy_what"]] if not rights.was_not_taken else [labels["copy_gone"]]
    if not rights.has_service:
        lines.append(_say("copy_school", place=rights.place))
    if copy is not None and copy.taken_at is None:
        by = _say("copy_how", place=rights.place, day=copy.due_on)
        return {"copy_lines": [_say("copy_asked", day=copy.asked_on), by]}
    if copy is not None and copy.taken_at is not None:
        lines.append(_say("copy_taken", day=clock.local_day(copy.taken_at)))
    if not rights.may_ask:
        return {"copy_lines": [labels["copy_not_you"]]}
    return {
        "copy_lines": lines,
        "copy_action": reverse("referrals:family-copy"),
        "copy_button": labels["copy_ask"],
    }


def owed_rows(owed: Iterable[Owed], today: date) -> list[dict[str, Any]]:
    """Return what a service owes families, as things to do on its manager's page."""
    return [
        {
            "href": reverse("referrals:copy-answer", args=[one.id]),
            "text": f"{KINDS[KIND_OF[Right(one.kind)]]} {one.reference}",
            "note": _note(one, today),
            "is_late": one.due_on < today,
        }
        for one in owed
    ]


def look_tasks(copies: Iterable[AtSchool], today: date) -> list[dict[str, Any]]:
    """Return the copies that a school still has to look through, as things to do on a first page."""
    return [
        {
            "href": reverse("referrals:copy-look", args=[one.id]),
            "text": gettext("Look through what a family is to have a copy of"),
            "note": ": ".join((one.reference, _due(one, today))),
            "is_late": one.due_on < today,
        }
        for one in copies
        if one.may_look and not one.is_looked
    ]


def copy_links(item: Item, copies: Sequence[AtSchool], *, may_record: bool) -> list[dict[str, str]]:
    """Return what whoever answers for a school does with a copy, on the page of what it is of."""
    links = []
    for one in copies:
        if one.may_look:
            href = reverse("referrals:copy-look", args=[one.id])
            links.append(
                {
                    "href": href,
                    "text": gettext("Look through it, for what would cause serious harm"),
                }
            )
        if one.may_give:
            href = reverse("referrals:copy-answer", args=[one.id])
            links.append({"href": href, "text": gettext("Prepare the copy for the family")})
    if may_record:
        href = reverse("referrals:asked-copy", args=[item.pk])
        links.append({"href": href, "text": gettext("Somebody of the family asks for a copy")})
    return links


def _note(one: Owed, today: date) -> str:
    said = _due(one, today)
    if one.is_looked:
        return said
    return f"{said}; {gettext('a clinician still has to look through it')}"


def _due(one: Owed | AtSchool, today: date) -> str:
    due = gettext("was due on %(day)s") if one.due_on < today else gettext("by %(day)s")
    return due % {"day": dates.day(one.due_on)}


def answer_page(
    held: Everything,
    judged: dict[str, tuple[str, str]],
    seen: set[str],
    harm: dict[str, str],
    typed: Saved,
) -> dict[str, Any]:
    """Return the page of whoever answers: every line, what was decided of it, and what is left to do.

    typed: what could not be saved, and stands on the page again.
    """
    lines = held.to_look_at()
    left = must_be_judged(lines, judged, set(harm))
    new = set(lines) - seen - held.not_a_clinicians()
    before = [
        gettext(
            "This is all that is held. Words of or about other people are marked: decide of each whether "
            "it may go. You may leave out any other line too, where the law lets you. Each needs a reason."
        )
    ]
    if held.right.looked_at is None and held.is_at_school:
        before.append(
            gettext(
                "Whoever leads safeguarding at your school, or its head, looks through it first. They "
                "were asked. Where nobody is named as either, have somebody named: without that look it "
                "cannot be given."
            )
        )
    elif held.right.looked_at is None:
        before.append(gettext("A clinician has not looked through it yet. They were asked."))
    elif new and held.is_at_school:
        before.append(
            ngettext(
                "%(count)s line was added since somebody looked. Ask them to look again.",
                "%(count)s lines were added since somebody looked. Ask them to look again.",
                len(new),
            )
            % {"count": len(new)}
        )
    elif new:
        before.append(
            ngettext(
                "%(count)s line was added since a clinician looked. Ask them to look again.",
                "%(count)s lines were added since a clinician looked. Ask them to look again.",
                len(new),
            )
            % {"count": len(new)}
        )
    return _page(held, Said(judged, judged, harm, left, new if seen else set(), typed)) | {
        "title": gettext("Copy for the family"),
        "back": reverse("home") if held.is_at_school else reverse("referrals:service"),
        "is_answering": True,
        "before": before,
        "choices": [
            {"value": Judged.KEEP.value, "text": gettext("It may go")},
            {"value": Judged.OUT.value, "text": gettext("Black it out")},
        ],
        "action": reverse("referrals:copy-answer", args=[held.right.pk]),
        "done_action": reverse("referrals:copy-give", args=[held.right.pk]),
        "done_text": gettext("Give the family its copy"),
        "after": [
            gettext(
                "It lies on their own page and can be taken once. What a clinician marked is left out; "
                "in its place the copy says only: left out, as the law allows."
            )
            if not held.is_at_school
            else gettext(
                "It lies on their own page and can be taken once: give them a sheet with their code, if they "
                "have none. What was marked as serious harm is left out; in its place the copy says only: "
                "left out, as the law allows."
            )
        ],
    }


def look_page(
    held: Everything, seen: set[str], harm: dict[str, str], typed: Saved
) -> dict[str, Any]:
    """Return the page of the clinician: every line, and which would cause serious harm."""
    new = set(held.to_look_at()) - seen if seen else set()
    judged = {key: (Judged.OUT.value, why) for key, why in harm.items()}
    judged |= {key: (Judged.KEEP.value, "") for key in seen if key not in harm}
    return _page(held, Said(judged, harm, {}, set(), new, typed)) | {
        "title": gettext("Would anything here cause serious harm?"),
        "back": reverse("home") if held.is_at_school else reverse("referrals:queue"),
        "is_answering": False,
        "before": [
            gettext(
                "The family asked your school for a copy of what it alone holds. Only whoever leads "
                "safeguarding, or the head, may say that a line would seriously harm the young person or "
                "somebody else if they read it. It is rare. Embarrassment, or what is merely hard to hear, "
                "is no such reason. Of what a doctor, nurse or clinic said of a child's health the law "
                "wants a health professional's opinion first: ask one, and write whose it is in the reason."
            )
            if held.is_at_school
            else gettext(
                "The family asked for a copy of all that is held. Only a clinician may say that a line "
                "would seriously harm the young person or somebody else if they read it. It is rare. "
                "Embarrassment, or what is merely hard to hear, is no such reason."
            ),
            *([gettext("What is marked as new was added since somebody looked.")] if new else []),
        ],
        "choices": [
            {"value": Judged.KEEP.value, "text": gettext("It may go")},
            {"value": Judged.OUT.value, "text": gettext("It would cause serious harm")},
        ],
        "action": reverse("referrals:copy-look", args=[held.right.pk]),
        "done_action": reverse("referrals:copy-looked", args=[held.right.pk]),
        "done_text": gettext("I have looked through all of it"),
        "after": [gettext("What you have not marked may go. You are named in the audit.")],
    }


def _page(held: Everything, said: Said) -> dict[str, Any]:
    parts = [part for section in held.sections for part in _parts(section, held, said)]
    return {
        "reference": held.item.reference,
        "due": gettext("They must have it by %(day)s.")
        % {"day": dates.day_with_year(held.right.due_on)},
        "sections": parts,
        # One field for all that is shown: what is added meanwhile is not among it.
        "shown": ",".join(part["shown"] for part in parts),
    }


def _parts(section: Section, held: Everything, said: Said) -> Iterator[dict[str, Any]]:
    """Yield a section in parts, each with a form of its own: a form takes so many fields and no more."""
    lines = [(entry, line) for entry in section.entries for line in entry.lines]
    for first in range(0, len(lines), A_PART):
        some = lines[first : first + A_PART]
        keys = [line.key for _entry, line in some]
        undecided = sum(key in said.left for key in keys)
        title = gettext(section.title)
        if len(lines) > A_PART:
            part = {"part": first // A_PART + 1, "parts": -(-len(lines) // A_PART), "title": title}
            title = gettext("%(title)s (part %(part)s of %(parts)s)") % part
        yield {
            "name": f"{section.name}-{first // A_PART + 1}",
            "title": title,
            "left": ngettext("%(count)s to decide", "%(count)s to decide", undecided)
            % {"count": undecided}
            if undecided
            else "",
            "shown": ",".join(keys),
            "version": version_of(said.saved, keys),
            "lines": [_line(entry, line, held, said) for entry, line in some],
        }


def _line(entry: Entry, line: Line, held: Everything, said: Said) -> dict[str, Any]:
    kept = said.judged.get(line.key, ("", ""))
    how, why = said.typed.get(line.key, kept)
    file = entry.file
    return {
        "key": line.key,
        "label": label_of(line),
        "text": said_of(line),
        "others": line.others,
        "new": line.key in said.new,
        "how": how,
        "why": why,
        # What a colleague saved, where something else was typed over it.
        "meanwhile": kept[1] if (how, why) != kept and kept[0] == Judged.OUT else "",
        "kept_back": gettext("Left out: serious harm") if line.key in said.harm else "",
        "file": reverse("referrals:copy-file", args=[held.right.pk, file.pk])
        if file is not None and not line.facts
        else "",
    }
