"""A message's words: its kind's two sentences, a link, the code word. Nothing else can get in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from schoolslink.kernel.calendar import plain_day
from schoolslink.notices.kinds import Kind
from schoolslink.notices.models import Notice


@dataclass(frozen=True)
class Rendered:
    """A message as it is sent."""

    subject: str
    body: str


@dataclass(frozen=True)
class Week:
    """What one weekly mail counts: how many of which kind, and the first day by which to act."""

    waits: Sequence[tuple[Kind, int]] = ()
    answered: Sequence[tuple[Kind, int]] = ()
    other: Sequence[tuple[Kind, int]] = ()
    act_by_on: date | None = None


def mail(notice: Notice, kind: Kind) -> Rendered:
    """Return an e-mail: two sentences, a link, the code word."""
    with translation.override(notice.language):
        parts = [" ".join(map(str, kind.sentences)), link(notice), _code_word(notice)]
        return Rendered(subject=str(kind.subject), body="\n\n".join(parts) + "\n")


def text(notice: Notice, kind: Kind) -> Rendered:
    """Return a text message, which has no subject."""
    with translation.override(notice.language):
        parts = [*map(str, kind.sentences), link(notice), _code_word(notice)]
        return Rendered(subject="", body=" ".join(parts))


def weekly(notice: Notice, kind: Kind, week: Week) -> Rendered:
    """Return the weekly mail: what waits (or that nothing does), what was answered, one date."""
    with translation.override(notice.language):
        parts = [
            _section(_("What waits for you"), week.waits)
            if week.waits
            else _("Nothing to do this week.")
        ]
        if week.answered:
            parts.append(_section(_("What was answered"), week.answered))
        if week.other:
            parts.append(_section(_("Other news"), week.other))
        if week.act_by_on is not None:
            day = plain_day(week.act_by_on, notice.language)
            parts.append(_("Next date: %(day)s") % {"day": day})
        parts += [link(notice), _code_word(notice)]
        return Rendered(subject=str(kind.subject), body="\n\n".join(parts) + "\n")


def link(notice: Notice) -> str:
    """Return the address of the page a message leads to."""
    return f"{settings.ENVIRONMENT.public_url}{notice.link_path}"


def _code_word(notice: Notice) -> str:
    return _("Code word: %(code_word)s") % {"code_word": notice.code_word}


def _section(heading: str, counts: Sequence[tuple[Kind, int]]) -> str:
    return "\n".join([heading, *(f"- {_line(kind, count)}" for kind, count in counts)])


def _line(kind: Kind, count: int) -> str:
    if kind.line is None:
        return f"{kind.subject} ({count})"
    return str(kind.line % {"count": count})  # type: ignore[operator]
