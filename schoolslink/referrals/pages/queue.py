"""The team's queue as rows for a template: who, what is due, by when, who has it, last touched."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from babel import Locale, UnknownLocaleError
from django.http import HttpRequest
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext

from schoolslink.referrals.pages.words import DONE, DUTIES, STATES, due_words, what_is_asked
from schoolslink.referrals.queries.done import DoneRow
from schoolslink.referrals.queries.let_go import LetGo
from schoolslink.referrals.queries.lists import ANOTHER, LANGUAGES, HoldingRow, LastMove
from schoolslink.referrals.rules import Duty, Kind, Move, Side, State
from schoolslink.referrals.rules.moves.transfer import TO_ARRANGE
from schoolslink.web import dates
from schoolslink.web.faces import initials_of
from schoolslink.web.queue import Cell, Row, Tag

# While a row stands open beside the list, these columns step aside.
LESS = {"you": (4, 5, 6), "others": (4, 5, 6), "done": (1, 4, 5)}
VIEWS = ("you", "others", "done")
NO_MARKS: Mapping[UUID, str] = {}


def language_name(written: str) -> str:
    """Return a language's name in the page's language; what is no code stays as it was written."""
    code = written.strip().lower()
    if not code or len(code) > 3 or not code.isascii():
        return written
    try:
        return Locale.parse(code).get_display_name(dates.locale()) or written
    except (UnknownLocaleError, ValueError):
        return written


def languages() -> list[tuple[str, str]]:
    """Return the languages a filter offers: those often heard, by name, and then any other."""
    named = sorted(((code, language_name(code)) for code in LANGUAGES), key=lambda one: one[1])
    return [*named, (ANOTHER, gettext("Another language"))]


def who(initials: str, kind: str = Kind.ADVICE) -> str:
    """Return a child's initials; advice names nobody, nor does post that nobody has sorted."""
    return initials or (gettext("Post") if kind == Kind.POST else gettext("Advice"))


def heading(view: str) -> str:
    """Return the name of one view of the queue."""
    return {
        "you": gettext("Waits for your team"),
        "others": gettext("Waits for others"),
        "done": gettext("Done today"),
    }[view]


def switcher(request: HttpRequest, view: str) -> dict[str, Any]:
    """Return the three views of the queue; each keeps the filters and forgets the page."""
    links = []
    for name in VIEWS:
        query = request.GET.copy()
        for forgotten in ("after", "seen", "view"):
            query.pop(forgotten, None)
        if name != "you":
            query["view"] = name
        links.append(
            {
                "text": heading(name),
                "href": f"?{query.urlencode()}" if query else request.path,
                "current": name == view,
            }
        )
    return {"label": gettext("Views of the queue"), "links": links}


class Words:
    """What rows say, each thing said once a page: a list of 25 says the same few things over and over."""

    def __init__(self, today: date, me: UUID | None):
        self.today, self.me = today, me
        self.said: dict[Any, Any] = {}
        self.no_school = gettext("No school")
        self.team = gettext("The whole team")
        self.school = gettext("Nobody named")
        self.you = gettext("You")

    def once(self, key: Any, say: Callable[[], Any]) -> Any:
        """Return what is said about a key, from memory after the first time."""
        if key not in self.said:
            self.said[key] = say()
        return self.said[key]

    def due(self, row: HoldingRow) -> tuple[Cell, str]:
        """Return the cell of the day, and its tone."""
        return self.once(row.due_on, lambda: self._due(row.due_on))

    def _due(self, due_on: date) -> tuple[Cell, str]:
        due, tone = due_words(due_on, self.today)
        return (Cell(tag=Tag(due, tone)) if tone else Cell(due)), tone

    def task(self, row: HoldingRow, mark: str = "") -> Cell:
        """Return what must be done, and where the thing stands; and how long it has been silent."""
        key = (row.duty, row.state, row.silent_days, mark)
        return self.once(key, lambda: self._task(row, mark))

    def _task(self, row: HoldingRow, mark: str) -> Cell:
        stands = str(STATES[State(row.state)])
        if row.silent_days is not None:
            stands = gettext("%(stands)s. No word to the family for %(days)s days") % {
                "stands": stands,
                "days": row.silent_days,
            }
        note = f"{stands}. {mark}" if mark else stands
        return Cell(capfirst(str(DUTIES[Duty(row.duty)])), note)

    def kind(self, kind: str) -> str:
        """Return what was asked."""
        return self.once(("kind", kind), lambda: what_is_asked(kind))

    def language(self, row: HoldingRow) -> Cell:
        """Return the language, and whether an interpreter is needed."""
        return self.once(
            ("language", row.language, row.interpreter),
            lambda: Cell(
                language_name(row.language)
                or (gettext("Not said which") if row.interpreter else ""),
                gettext("Interpreter needed") if row.interpreter else "",
            ),
        )

    def holder(self, person_id: UUID | None, name: str | None, side: str = Side.SERVICE) -> str:
        """Return who has it: the reader, somebody else, or where nobody is named team or school."""
        if person_id is not None and person_id == self.me:
            return self.you
        return name or (self.school if side == Side.SCHOOL else self.team)

    def touched(self, at: datetime) -> str:
        """Return the day on which something last happened."""
        day = dates.as_day(at)
        return self.once(("touched", day), lambda: dates.short_day(day))


def queue_rows(
    rows: Iterable[HoldingRow], today: date, me: UUID | None, marks: Mapping[UUID, str] = NO_MARKS
) -> list[Row]:
    """Return the rows of what waits, ready for the queue component. marks: what else to say of an item."""
    words = Words(today, me)
    # One address is made by name; the others differ from it by their id alone.
    address = reverse("referrals:record", args=[UUID(int=0)]).replace(str(UUID(int=0)), "%s")
    return [_row(row, words, address, marks.get(row.item_id, "")) for row in rows]


def _row(row: HoldingRow, words: Words, address: str, mark: str) -> Row:
    due, tone = words.due(row)
    name, school = who(row.initials, row.kind), row.school_name or words.no_school
    return Row(
        href=address % row.item_id,
        title=f"{name}, {school}",
        key=str(row.holding_id) if row.duty == Duty.LOOK else "",
        tone="urgent" if tone == "urgent" or not row.calm else tone,
        cells=(
            _who(row, name, words),
            Cell(school),
            words.task(row, mark),
            due,
            words.language(row),
            Cell(
                words.holder(row.person_id, row.person_name, row.side),
                face=initials_of(row.person_name or ""),
            ),
            Cell(words.touched(row.began_at)),
        ),
    )


def _who(row: HoldingRow, name: str, words: Words) -> Cell:
    """Return who it is about, the mark of a risk with its reason in words, or of a wish for haste."""
    kind = words.kind(row.kind)
    if not row.calm and row.kind == Kind.POST:
        return Cell(name, gettext("Somebody may be in danger now"), Tag(gettext("Risk"), "urgent"))
    if not row.calm:
        why = "; ".join(gettext(reason) for reason in row.why_marked)
        return Cell(name, f"{kind}. {capfirst(why)}", Tag(gettext("Risk"), "urgent"))
    if row.urgent:
        return Cell(name, kind, Tag(haste(row.kind), "soon"))
    return Cell(name, kind)


def haste(kind: str) -> str:
    """Return how soon something matters that was marked to matter soon."""
    if kind == Kind.POST:
        return gettext("Not read yet")
    return gettext("Today or tomorrow") if kind == Kind.ADVICE else gettext("Next working day")


def let_go_lines(rows: Iterable[LetGo]) -> list[dict[str, str]]:
    """Return where each thing is that the team passed on: with which service, and whether they were met."""
    return [
        {
            "reference": one.reference,
            "href": reverse("referrals:record", args=[one.item_id]) if one.by_word else "",
            "text": _where_now(one)
            % {"service": one.service_name, "day": dates.day(one.let_go_at)},
        }
        for one in rows
    ]


def _where_now(one: LetGo) -> str:
    themselves = one.last == Move.RECEIVE
    if one.state:
        return _under_way(State(one.state), themselves=themselves)
    if one.by_word and one.met_at is None:
        return gettext(
            "%(service)s has it: that was written down on %(day)s. Ask whether they have met them, and"
            " write that down there."
        )
    if one.by_word:
        return gettext("%(service)s has it since %(day)s, and has met them.")
    if one.is_outside and one.met_at is None and themselves:
        return gettext(
            "%(service)s said on %(day)s, themselves, that they have them. End your help when they have"
            " begun."
        )
    if one.is_outside and one.met_at is None:
        return gettext(
            "%(service)s said yes on %(day)s. Ring them, and end your help when they have begun."
        )
    if one.met_at:
        return gettext("%(service)s took it on %(day)s, and has met them or ended it since.")
    return gettext("%(service)s took it on %(day)s. Nobody there has met them yet.")


def done_rows(rows: Iterable[DoneRow], me_name: str) -> list[Row]:
    """Return the rows of what the team did today."""
    return [
        Row(
            href=reverse("referrals:record", args=[row.item_id]),
            title=f"{who(row.initials, row.kind)}, {row.school_name or gettext('No school')}",
            cells=(
                Cell(who(row.initials, row.kind), what_is_asked(row.kind)),
                Cell(row.school_name or gettext("No school")),
                Cell(str(DONE[Move(row.move)])),
                Cell(dates.clock_time(row.at)),
                Cell(gettext("You") if row.by_name == me_name else row.by_name or ""),
                Cell(row.then_person or row.then_place or gettext("Nobody: it has ended")),
            ),
        )
        for row in rows
    ]


def came_of(moves: Iterable[LastMove], asked: int, me: UUID | None, wanted: Move) -> list[str]:
    """Return a sentence for each item that somebody ticked: what has become of it.

    asked: how many were ticked; what is no longer theirs is counted and not named.
    """
    said = []
    for last in moves:
        facts = {
            "who": last.initials or last.reference,
            "school": last.school_name or gettext("No school"),
            "did": DONE[Move(last.move)],
            "by": last.by_name or gettext("Schools Link"),
            "when": dates.moment(last.at),
        }
        if last.move == wanted and last.actor_id == me:
            said.append(gettext("%(who)s, %(school)s: done.") % facts)
        else:
            said.append(
                gettext("%(who)s, %(school)s: not changed. %(by)s, %(when)s: “%(did)s”.") % facts
            )
    if len(said) < asked:
        said.append(gettext("What is not listed here is no longer with your team."))
    return said


def columns(view: str) -> list[str]:
    """Return the headings of the table."""
    if view == "done":
        return [
            gettext("Who"),
            gettext("School"),
            gettext("What was done"),
            gettext("When"),
            gettext("By"),
            gettext("With whom now"),
        ]
    return [
        gettext("Who"),
        gettext("School"),
        gettext("What"),
        gettext("Due"),
        gettext("Language"),
        gettext("With"),
        gettext("Last touched"),
    ]


def empty(view: str, narrowed: bool) -> dict[str, Any]:
    """Return what stands in place of an empty list: what will be here, and how it gets there."""
    if narrowed:
        return {
            "heading": gettext("Nothing fits these filters"),
            "text": gettext("Take a filter away to see more."),
            "action": {"text": gettext("Show everything"), "href": reverse("referrals:queue")},
        }
    return {
        "you": {
            "heading": gettext("Nothing waits for you"),
            "text": gettext("Questions and requests from your schools stand here with their day."),
        },
        "others": {
            "heading": gettext("You wait for nobody"),
            "text": gettext("What you asked a school for stands here until it answers."),
        },
        "done": {
            "heading": gettext("Nothing done yet today"),
            "text": gettext("Each act of your team stands here until midnight."),
        },
    }[view]


def started_today(now: datetime) -> datetime:
    """Return the midnight, in London, with which today began."""
    return now.astimezone(dates.LONDON).replace(hour=0, minute=0, second=0, microsecond=0)


def kinds() -> list[tuple[str, str]]:
    """Return the kinds of thing a filter offers."""
    return [(kind.value, what_is_asked(kind)) for kind in Kind]


def _under_way(state: State, *, themselves: bool) -> str:
    """Return where a child is who is being handed over: with the team, until all three ticks stand."""
    if state in TO_ARRANGE:
        return gettext(
            "Back with you since %(day)s: %(service)s does not have them, or did not answer. Hand them over"
            " anew."
        )
    if state is not State.RECEIVED:
        return gettext("With you. %(service)s was asked on %(day)s, and has not said yes yet.")
    if themselves:
        return gettext(
            "%(service)s said on %(day)s, themselves, that they have them. Tell the family, and it ends."
        )
    return gettext(
        "%(service)s said yes on %(day)s, as you wrote down. Tell the family, and it ends."
    )
