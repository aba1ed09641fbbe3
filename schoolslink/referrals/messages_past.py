"""The kinds of message about what is past its day: to coordinators, and to whoever they remind."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from schoolslink.kernel import clock
from schoolslink.kernel.worded import Question
from schoolslink.notices.kinds import About, Kind
from schoolslink.notices.rules import Section
from schoolslink.referrals.models import Chase, Holding, Item, Told

_THERE: Question[Item] = Question(lambda pk: Item.objects.filter(pk=pk), pk=UUID)


def still_there(about: About) -> bool:
    """Say whether the item can still be opened by a page."""
    return about.about_id is not None and _THERE.exists(pk=about.about_id)


def unread(about: About) -> QuerySet[Told]:
    """Return the answers with which an item ended and which the school has not read."""
    return _unread_of(about.about_id)


def _unread_of(item: UUID | None) -> QuerySet[Told]:
    return Told.objects.filter(
        item_id=item, whom="school", read_at__isnull=True, closed_on__isnull=False
    )


_PAST: tuple[Question[Any], ...] = (
    Question(
        lambda item, on: Holding.objects.filter(item=item, ended_at__isnull=True, due_on__lt=on),
        item=UUID, on=date,
    ),
    Question(lambda item, on: _unread_of(item).filter(due_on__lt=on), item=UUID, on=date),
)  # fmt: skip


def still_past_its_day(about: About) -> bool:
    """Say whether the item, or the answer with which it ended, waits for somebody after its day."""
    asked = {"item": about.about_id, "on": clock.today()}
    return about.about_id is not None and any(one.exists(**asked) for one in _PAST)


def nobody_asked_after_it(about: About) -> bool:
    """Say whether it is past its day, and no coordinator has reminded or rung anybody since."""
    held = Holding.objects.filter(item_id=about.about_id, ended_at__isnull=True)
    of_this_day = Q(due_on__in=held.values("due_on")) | Q(due_on__in=unread(about).values("due_on"))
    asked = Chase.objects.filter(of_this_day, item_id=about.about_id)
    return still_past_its_day(about) and not asked.exists()


def still_open(about: About) -> bool:
    """Say whether somebody still has to act on it, or to read the answer with which it ended."""
    held = Holding.objects.filter(item_id=about.about_id, ended_at__isnull=True)
    return held.exists() or unread(about).exists()


PAST_ITS_DAY = Kind(
    name="referrals.past_its_day",
    not_before=time(11),  # at six, four of ten such calls rang somebody who acted that morning
    subject=_("Something is past its day"),
    sentences=(
        _("Everybody named was asked, and nobody has acted."),
        _("Open your list to see whom to ring."),
    ),
    still_true=still_past_its_day,
    urgent=True,
    section=Section.WAITS,
    line=ngettext_lazy("%(count)s thing past its day", "%(count)s things past their day", "count"),
)
# Where a week later it still stands: somebody was rung, perhaps, and nothing came of it. What a weekly
# mail counts is the first telling.
PAST_ITS_DAY_AGAIN = replace(
    PAST_ITS_DAY, name="referrals.past_its_day_again", section=Section.NEWS, line=None,
    sentences=(
        _("Coordinators were told a week ago or longer, and still nobody has acted."),
        _("Open your list: ring again, or give it to somebody else."),
    ),
)  # fmt: skip
# To the others who could ring, where it still waits by then.
STILL_PAST_ITS_DAY = replace(
    PAST_ITS_DAY, name="referrals.still_past_its_day", not_before=time(15),
    sentences=(_("Another coordinator was told first. Nobody has acted."), PAST_ITS_DAY.sentences[1]),
    still_true=nobody_asked_after_it,
)  # fmt: skip
# To those of them who let the last telling pass, two working days later: whoever acts has so much longer.
STILL_PAST_LATER = replace(STILL_PAST_ITS_DAY, name="referrals.still_past_later", after_days=2)
NUDGED = Kind(
    name="referrals.nudged",
    subject=_("Something waits for you"),
    sentences=(
        _("Your area's coordinator asks after something that waits for you past its day."),
        _("Open it to see what it is and by which day it was due."),
    ),
    still_true=still_open,
    urgent=True,
    section=Section.WAITS,
    line=ngettext_lazy("%(count)s thing asked after", "%(count)s things asked after", "count"),
)
