"""What the family says is wrong, in plain words: on its own page, and to the team that answers it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from schoolslink.referrals.forms.correcting import OwnCorrectionForm
from schoolslink.referrals.pages.mended import mended_lines
from schoolslink.referrals.pages.record import child_name
from schoolslink.referrals.pages.request import answer_words
from schoolslink.referrals.pages.spoken import spoken
from schoolslink.referrals.pages.told import TOLD
from schoolslink.referrals.pages.words import STATES, due_words
from schoolslink.referrals.queries.correcting import Correction, OneCorrection
from schoolslink.referrals.queries.mended import Mended
from schoolslink.referrals.queries.rights import OwnRights
from schoolslink.referrals.rules import Move, State
from schoolslink.referrals.rules.family import LABELS, WRONG
from schoolslink.referrals.rules.request import FIELDS, read_mark
from schoolslink.referrals.rules.rights import Corrected
from schoolslink.referrals.rules.text import Sentence, say
from schoolslink.web import dates

# The Information Commissioner's Office: whom the law names for a complaint about what is held.
REGULATOR = {"who": "ICO", "phone": "0303 123 1113", "place": "ico.org.uk"}


def own_labels() -> dict[str, str]:
    """Return the words of the family's form, in its language."""
    return {name: gettext(text) for name, text in WRONG.items()} | {
        "missing": gettext(LABELS["missing"])
    }


def family_part(
    rights: OwnRights, said: list[Correction], form: OwnCorrectionForm | None = None
) -> dict[str, Any]:
    """Return what one of the family sees of what they said is wrong. form: what was sent and not saved."""
    labels = own_labels()
    waits = any(one.outcome is None for one in said)
    may_ask = bool(rights.place) and rights.may_ask_more and not waits
    return {
        "wrong": labels,
        "wrong_lines": _before(rights, labels, waits),
        "wrong_rows": [_own_row(one, rights.place, labels) for one in said],
        "wrong_form": (form or OwnCorrectionForm(labels=labels)) if may_ask else None,
        "wrong_action": reverse("referrals:family-correction"),
    }


def _before(rights: OwnRights, labels: dict[str, str], waits: bool) -> list[str]:
    if not rights.place:
        return [labels["wrong_school"]]
    if not rights.may_ask_more:
        return [labels["wrong_not_you"]]
    if waits:
        return []
    within = _say("wrong_within", place=rights.place)
    return [labels["wrong_what"], labels["wrong_facts"], labels["wrong_others"], within]


def _own_row(one: Correction, place: str, labels: dict[str, str]) -> dict[str, Any]:
    lines = [_say("wrong_asked", day=one.asked_on)]
    if one.outcome is None:
        lines.append(_say("wrong_by", place=place, day=one.due_on))
    else:
        lines.append(labels[f"wrong_{one.outcome}"])
    not_changed = one.outcome not in (None, Corrected.PUT_RIGHT)
    return {
        "lines": lines,
        "wrong": one.wrong,
        "should_be": one.should_be,
        "answer": one.answer,
        "now": [said for mended in one.put_right if (said := _stands(mended))],
        "next": [_say("wrong_next", **REGULATOR), _say("wrong_ico", **REGULATOR)]
        if not_changed
        else [],
    }


def _stands(mended: Mended) -> str:
    """Return what was put right as it stands since then; nothing where nobody knows."""
    if isinstance(mended.now, str) and read_mark(mended.now) is not None:
        return ""
    return answer_words(FIELDS[mended.name], mended.now)


def _say(name: str, **facts: Any) -> str:
    return say(Sentence(WRONG[name], facts), spoken())


def correction_page(one: OneCorrection, today: date) -> dict[str, Any]:
    """Return what the team sees of a correction: who says so, what, by when, and what became of it."""
    opened, said = one.opened, one.said
    due, tone = due_words(opened.holds.due_on, today) if opened.holds else ("", "")
    return {
        "item": opened.item,
        "name": child_name(opened),
        "state": STATES[State(opened.item.state)],
        "said": said_lines(said),
        "holder": (opened.holds.name or opened.holds.place) if opened.holds else "",
        "due": due,
        "is_late": tone == "urgent",
        "answer": said.answer,
        "elsewhere": said.elsewhere,
        "put_right": mended_lines(said.put_right),
        "request_href": reverse("referrals:record", args=[opened.item.about_id]),
        "put_right_href": _put_right_href(one),
        "may_answer": Move.KEEP_NOTE in opened.moves,
        "may_hand_on": Move.REASSIGN in opened.moves,
    }


def _put_right_href(one: OneCorrection) -> str:
    """Return where the wrong answer is put right, as long as the team opens the request itself."""
    if one.request.pk == one.opened.item.pk or Move.PUT_RIGHT not in one.opened.moves:
        return ""
    return f"{reverse('referrals:put-right', args=[one.request.pk])}?for={one.opened.item.pk}"


def said_lines(said: Correction) -> list[dict[str, str]]:
    """Return what one of the family said is wrong, line by line."""
    how = gettext("written down by the team") if said.is_typed_in else gettext("on their own page")
    who = TOLD.get(said.by, "")
    return [
        {"label": gettext("Who says so"), "text": f"{who}, {dates.day(said.asked_on)}, {how}"},
        {"label": gettext("What is wrong"), "text": said.wrong},
        {"label": gettext("What it should say"), "text": said.should_be},
    ]
