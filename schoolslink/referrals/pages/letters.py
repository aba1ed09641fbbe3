"""What a school reads of a decision: shown before it goes, and kept on its page."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from schoolslink.referrals.pages.record import child_name
from schoolslink.referrals.pages.waiting import wait_words
from schoolslink.referrals.queries.door import Opened
from schoolslink.referrals.rules import Move, Side
from schoolslink.referrals.rules.ending import WHY_ENDS, WhyEnds
from schoolslink.referrals.rules.reasons import LEVELS, REASONS, Level, Reason
from schoolslink.referrals.rules.sharing import Choice
from schoolslink.referrals.rules.waiting import ExpectedWait
from schoolslink.web import dates

READS = {
    Move.ACCEPT: _("We read it, and we will help."),
    Move.ADVISE: _("We read it, and this is our advice."),
    Move.NOT_ACCEPT: _("We read it, and we are not the right team for this."),
    Move.REDIRECT: _(
        "We read it, and another team fits better: %(receiver)s. We speak with them and pass it on"
        " ourselves, and we keep it until they confirm that they have it."
    ),
    Move.DISCHARGE: _("Our help has come to an end."),
}
_WORSE = _("If something changes or gets worse, say so on the same page. You need not begin again.")
_AGAIN = _(
    "If something changes or gets worse, say so on the same page. You need not begin again. If you"
    " think that this is wrong, ask us to look again. You, the family and their doctor can ask again at"
    " any time, us or another service, with what was written before; at once if you fear for somebody's"
    " safety or it gets worse."
)
_ANEW = _(
    "If things get worse, do not wait: ask us a question, or ask for help again. If somebody is in"
    " danger now, ring 999. If it cannot wait, ring 111 and choose the mental health option."
)
LAST = {
    Move.ACCEPT: _WORSE,
    Move.ADVISE: _AGAIN,
    Move.NOT_ACCEPT: _AGAIN,
    Move.REDIRECT: _AGAIN,
    Move.DISCHARGE: _ANEW,
}


KEPT = {
    Choice.NO: _("They chose not to share the answer with school. %(holder)s has it."),
    Choice.NOT_ASKED: _("Nobody has said yet that school may read the answer. %(holder)s has it."),
}


# A yes says what helps until help begins; every other answer what comes next.
NEXT = {Move.ACCEPT: _("What helps meanwhile, and whom to ring: %s")}


def school_reads(
    opened: Opened,
    move: Move,
    given: dict[str, Any],
    receiver: str,
    wait: ExpectedWait | None = None,
    *,
    is_told: bool = False,
) -> tuple[str, ...]:
    """Return a decision as the school reads it, a paragraph each: before it goes and ever after.

    given: what was decided, by the names of `Answering`. wait: how long it takes, where one begins now.
    is_told: the family has been told, so that nobody has to tell them by a day any more.
    """
    facts = {
        "service": opened.service_name,
        "name": child_name(opened),
        "asked": asked_on(opened.item.asked_at),
        "receiver": receiver,
    }
    reason, level, next_step = given.get("reason"), given.get("level"), given.get("next_step")
    lines = [
        gettext("You asked %(service)s for help for %(name)s on %(asked)s.") % facts,
        gettext(READS[move]) % facts,
        gettext(LEVELS[Level(level)]) if level in set(Level) else "",
        gettext(WHY_ENDS[WhyEnds(reason)].school) if reason in set(WhyEnds) else "",
        given.get("words", ""),
        gettext(REASONS[Reason(reason)].school) if reason in set(Reason) else "",
        gettext("What to look out for: %s") % given["watch"] if given.get("watch") else "",
        gettext(NEXT.get(move, "What happens next: %s")) % next_step if next_step else "",
        *wait_words(wait),
        "" if is_told else _school_tells(given["who_tells"], given["told_by"]),
        # On the page of what has ended nothing can be added: the way is to ask anew.
        gettext(_ANEW if opened.item.closed_at else LAST[move]),
    ]
    return tuple(line for line in lines if line)


def school_reads_kept(
    opened: Opened, kept_by: Choice, who_tells: str, told_by: date
) -> tuple[str, ...]:
    """Return what a school reads that is not to be told the answer, and by whose choice that is."""
    facts = {
        "service": opened.service_name,
        "name": child_name(opened),
        "asked": asked_on(opened.item.asked_at),
    }
    return (
        gettext("You asked %(service)s for help for %(name)s on %(asked)s.") % facts,
        gettext("They read it and answered."),
        gettext(KEPT[kept_by]) % {"holder": _has_it(opened)},
        _school_tells(who_tells, told_by),
        gettext(_ANEW if opened.item.closed_at else _WORSE),
    )


def _has_it(opened: Opened) -> str:
    """Return who at the service has the answer: the person who holds it, else the service."""
    holds = opened.holds
    return (
        holds.name if holds and holds.side == Side.SERVICE and holds.name else opened.service_name
    )


def asked_on(moment: datetime | None) -> str:
    """Return the day on which something was asked."""
    return dates.day(moment)


def _school_tells(side: str, day: date) -> str:
    if side == Side.SCHOOL:
        return gettext("As agreed with you, you tell the family by %s.") % dates.day(day)
    return gettext("We tell the family by %s.") % dates.day(day)
