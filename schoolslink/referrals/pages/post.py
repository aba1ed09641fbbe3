"""Post that came to a team: its page, its files, and the way from a request back to what came."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from schoolslink.kernel import clock
from schoolslink.referrals.models import Item
from schoolslink.referrals.pages.files import SCANNED, TYPES, size
from schoolslink.referrals.pages.words import DUTIES, STATES, done_words, due_words
from schoolslink.referrals.queries.post import PostView
from schoolslink.referrals.queries.post_files import PostFileRow
from schoolslink.referrals.rules import Duty, Move, State
from schoolslink.referrals.rules.files import FileType
from schoolslink.referrals.rules.post import FROM, HOW, Danger, FromWhom
from schoolslink.referrals.scanning import Scan
from schoolslink.web import dates

DANGER = {
    Danger.YES: _("Yes"),
    Danger.NO: _("No"),
    Danger.NOT_READ: _("Nobody has read it yet"),
}


def post_page(post: PostView, *, at: datetime) -> dict[str, Any]:
    """Return what the page of post says, and what can be done with it now."""
    opened, today = post.opened, clock.local_day(at)
    moves = opened.moves
    return {
        "item": opened.item,
        "state": str(STATES[State(opened.item.state)]),
        "danger": post.danger.value,
        "holder": _holder(post, at),
        "about": post.about,
        "rows": _rows(post),
        "files": post_file_lines(post.files, opened.item),
        "other": reverse("referrals:record", args=[post.other_id]) if post.other_id else "",
        "other_is_open_here": opened.item.state == State.PUT_TO_REQUEST,
        "may_put": Move.PUT_TO in moves,
        "type_in": (
            f"{reverse('referrals:typed-in')}?post={opened.item.pk}"
            if Move.BECOME_REQUEST in moves
            else ""
        ),
        "may_send_on": Move.SEND_ON in moves,
        "hand_over": (
            reverse("referrals:act", args=[opened.item.pk, "hand-over"])
            if Move.REASSIGN in moves
            else ""
        ),
        "history": [
            {
                "what": done_words(one),
                "who": one.by_name or gettext("Schools Link"),
                "at": dates.moment(one.at),
                "words": one.words,
            }
            for one in opened.history
        ],
        "today": dates.day(today),
    }


def typed_before(post: PostView) -> dict[str, Any]:
    """Return what is known of post already, for the page on which it is typed in as a request."""
    came = post.came_at.astimezone(clock.LONDON)
    asker = {FromWhom.CARER: "carer", FromWhom.YOUNG_PERSON: "self", FromWhom.GP: "gp"}
    by_them = {FromWhom.CARER: "carer_phone", FromWhom.YOUNG_PERSON: "young_person_phone"}
    named = {FromWhom.CARER: "carer_name", FromWhom.GP: "gp_name"}
    found: dict[str, Any] = {
        "version": post.opened.item.version,
        "concern": post.about,
        "made_on": came.date(),
        "made_time": f"{came:%H:%M}",
        "asked_by": asker.get(post.from_whom, ""),
    }
    if post.from_whom in by_them:
        found[by_them[post.from_whom]] = post.phone
    if post.from_whom in named:
        found[named[post.from_whom]] = post.sender
    return found


def _rows(post: PostView) -> list[dict[str, str]]:
    found = [
        (gettext("Came"), dates.moment(post.came_at)),
        (gettext("How"), gettext(HOW[post.how])),
        (gettext("From"), ", ".join(filter(None, (gettext(FROM[post.from_whom]), post.sender)))),
        (gettext("Number to ring back"), post.phone),
        (gettext("Does it say that somebody is in danger now?"), str(DANGER[post.danger])),
    ]
    return [{"key": key, "value": value} for key, value in found if value]


def _holder(post: PostView, at: datetime) -> dict[str, str] | None:
    holds = post.opened.holds
    if holds is None:
        return None
    due, tone = due_words(holds.due_on, clock.local_day(at))
    return {
        "name": holds.name or holds.place,
        "place": holds.place if holds.name else "",
        "duty": str(DUTIES[Duty(holds.duty)]),
        "due": due,
        "tone": tone,
    }


def post_file_lines(files: Iterable[PostFileRow], item: Item) -> list[dict[str, Any]]:
    """Return each file that came with its way to it, as rows of the list of files."""
    return [
        {
            "id": row.id,
            "href": reverse("referrals:post-file", args=[item.pk, row.id]),
            "name": row.name,
            "kind": gettext("Came by post"),
            "note": gettext("%(type)s, %(size)s, %(when)s.")
            % {"type": TYPES[FileType(row.type)], "size": size(row.bytes), "when": dates.moment(row.at)},
            "scanned": str(SCANNED[Scan(row.scanned)]),
            "replaced": False,
        }
        for row in files
    ]  # fmt: skip


def came_lines(ids: Iterable[UUID]) -> list[str]:
    """Return the address of each post that became a request, or was put to it."""
    return [reverse("referrals:post", args=[one]) for one in ids]
