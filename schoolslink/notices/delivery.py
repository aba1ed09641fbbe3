"""Sends one message: claimed and judged in one unit of work, sent outside any, noted in another.

No transaction waits for a mail server. A worker that dies between sending and noting leaves a claim
that ends; the mail is then sent again under the same message id.
"""

import logging
import random
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, Q

from schoolslink.access import jobs
from schoolslink.kernel import backoff, clock, failpoints, ids, queue
from schoolslink.kernel.calendar import add_working_days
from schoolslink.kernel.worded import Question
from schoolslink.notices import kinds, rendering, transport, weekly
from schoolslink.notices.commands import DELIVER, about, is_true, take_back
from schoolslink.notices.kinds import Kind
from schoolslink.notices.messages import WEEKLY
from schoolslink.notices.models import Notice
from schoolslink.notices.rules import Channel, Outcome, State

log = logging.getLogger(__name__)

CLAIM = timedelta(minutes=10)
BEHIND = timedelta(
    seconds=10
)  # how long after an earlier message the next one about the same is tried
WITHDRAWN = Outcome("withdrawn", is_final=True)

# With the address of whoever has an account.
_CLAIM = """
update notices_notice set claimed_until = %s where id = %s
returning (select email from access_person p where p.id = recipient_person_id and p.is_active)
"""
_TRIED = """
with tried as (
  insert into notices_attempt (id, notice_id, child_id, area_id, tried_at, outcome)
  values (%s, %s, %s, %s, %s, %s))
update notices_notice set attempts = %s, claimed_until = null, last_error = %s, state = %s,
  sent_at = coalesce(%s, sent_at), due_at = coalesce(%s, due_at)
where id = %s and state = 'queued'
"""
_LOST_AFTER = timedelta(seconds=30)
_PURPOSE = "notices.deliver"
_BY_MAIL = (Channel.EMAIL.value, Channel.TEXT.value)


class NotJudged(Exception):
    """Whether a message is still true could not be asked now; it is asked again later."""

    def __init__(self, notice: Notice) -> None:
        super().__init__(notice.pk)
        self.notice = notice


@dataclass(frozen=True)
class Claimed:
    """A message that is ours to send for a while, with the address it goes to.

    counted: what a weekly mail may count.
    """

    notice: Notice
    kind: Kind
    to: str
    counted: weekly.Counted | None = None

    def __repr__(self) -> str:
        return f"Claimed({self.notice.pk})"


def deliver(notice_id: UUID, child_id: UUID | None = None) -> Outcome | None:
    """Send one message if it is due and still true; return its outcome, None when there was none.

    child_id: the child it is about, whose job this then is.
    """
    try:
        with _unit(child_id):
            claimed = _claim(notice_id)
    except NotJudged as failed:
        with _unit(child_id):  # what failed in another part's words ended the first one
            return _note(failed.notice, Outcome(type(failed.__cause__).__name__))
    if isinstance(claimed, Claimed):
        failpoints.reach("mail.claimed")
        judged = None
        try:
            judged = weekly.judge(claimed.counted) if claimed.counted else None
            outcome = _send(claimed, judged)
        except Exception as error:  # One attempt that failed.
            outcome = Outcome(type(error).__name__)
        failpoints.reach("mail.posted")
        with _unit(child_id):
            _note(claimed.notice, outcome, judged)
            failpoints.reach("mail.noted")
        failpoints.reach("mail.kept")
        return outcome
    return claimed


def wake_lost() -> int:
    """Queue again what is due and has no job: one was killed in the middle of it. As the system.

    And what a clock that was ahead put off to a day on which nobody would look for it.
    """
    now = clock.real_now()
    _to_send().filter(due_at__gt=now + backoff.NEVER_LONGER).update(due_at=now)
    lost = _to_send().filter(
        Q(claimed_until__isnull=True) | Q(claimed_until__lt=now), due_at__lt=now - _LOST_AFTER
    )
    return sum(
        queue.enqueue_once(
            DELIVER, queue=queue.MAIL, key=f"mail:{pk}", notice_id=pk, child_id=child_id
        )
        for pk, child_id in lost.order_by("due_at", "id").values_list("pk", "child_id")[:1_000]
    )


def deliver_waiting() -> int:
    """Send here and now all that is due, for tests and worlds without a worker; return how many."""
    with jobs.as_system(_PURPOSE):
        waiting = _ALL_TO_SEND.values()
    due = [(pk, child_id) for pk, child_id, *of in waiting if not _too_early(*of)]
    outcomes = [deliver(pk, child_id) for pk, child_id in due]
    return sum(outcome is not None and outcome.is_sent for outcome in outcomes)


def _to_send() -> Any:
    return Notice.objects.filter(state=State.QUEUED, is_weekly=False, channel__in=_BY_MAIL)


_TO = ("recipient_person_id", "recipient_contact_id", "recipient_outside_id")


def _mine(pk: UUID, now: datetime) -> Any:
    free = Q(claimed_until__isnull=True) | Q(claimed_until__lt=now)
    due = _to_send().filter(free, pk=pk, due_at__lte=now)
    of = [OuterRef(name) for name in ("about_id", "channel", "pk")]
    to_same = reduce(or_, (Q(**{name: OuterRef(name)}) for name in _TO))
    behind = Exists(_before(*of).filter(to_same))
    return due.annotate(is_behind=behind).select_for_update(skip_locked=True)


def _before(about: Any, channel: Any, pk: Any) -> Any:
    """Return what is to leave before a message about the same.

    One that fails by a fault of our own (its error has a class's name) holds up nobody.
    """
    before = _to_send().filter(about_id=about, channel=channel, pk__lt=pk)
    return before.exclude(last_error__regex="^[A-Z]")


def _earlier_to(recipient: str) -> Callable[..., Any]:
    def ask(about: UUID, channel: str, to: UUID, pk: UUID) -> Any:
        return _before(about, channel, pk).filter(**{recipient: to}).order_by("id")[:1]

    return ask


_ALL_TO_SEND: Question[Notice] = Question(
    lambda: _to_send().order_by("due_at", "id").values_list("pk", "child_id", "kind", "created_at")
)
_MINE: Question[Notice] = Question(_mine, pk=UUID, now=datetime)
_EARLIER: dict[str, Question[Notice]] = {
    one: Question(_earlier_to(one), about=UUID, channel=str, to=UUID, pk=UUID) for one in _TO
}


def _unit(child_id: UUID | None) -> AbstractContextManager[object]:
    if child_id is not None:
        return jobs.as_job(child_id=child_id, purpose=_PURPOSE)
    return jobs.as_system(_PURPOSE)


def _claim(notice_id: UUID) -> Claimed | Outcome | None:
    now = clock.real_now()
    notice = _MINE.first(pk=notice_id, now=now)
    if notice is None:
        return None
    if getattr(notice, "is_behind", True) and (earlier := _earlier(notice)):
        _wait_behind(notice, earlier, now)
        return None
    if wait := _too_early(notice.kind, notice.created_at):
        _try_again(notice, now + wait)
        return None
    try:
        kind = kinds.find(notice.kind)
        still_true = is_true(notice)
        beyond = _beyond(notice) if still_true else ""
    except Exception as error:
        raise NotJudged(notice) from error
    counted = weekly.counted(notice) if still_true and kind is WEEKLY else None
    if not still_true or (counted and not counted.is_wanted):
        return _note(notice, WITHDRAWN)
    to = _take(notice, now) or beyond
    if not to:
        return _note(notice, Outcome("no_address", is_final=True))
    if kind.path is not None:
        notice.link_path = kind.path(about(notice))  # here alone: the row keeps no such link
    return Claimed(notice, kind, to, counted)


def _earlier(notice: Notice) -> Notice | None:
    """Return an earlier message to the same person about the same, which has not left yet.

    What a person reads about one request comes in its order, also after a mail server was away.
    """
    (to,) = (name for name in _TO if getattr(notice, name) is not None)
    return _EARLIER[to].first(
        about=notice.about_id, channel=notice.channel, to=getattr(notice, to), pk=notice.pk
    )


def _wait_behind(notice: Notice, earlier: Notice, now: datetime) -> None:
    """Try a message again when the earlier one has been tried; fresh news lets that be tried now."""
    is_fresh = abs(notice.due_at.timestamp() - ids.milliseconds_of(notice.pk) / 1000) < 1
    tried_at = now if is_fresh else max(earlier.due_at, now)
    for one, due_at in ((earlier, tried_at), (notice, tried_at + BEHIND)):
        if one.due_at != due_at:
            _try_again(one, due_at)


def _too_early(kind_name: str, made_at: datetime) -> timedelta | None:
    """Return how long a message of the morning's round is kept yet; an hour at most, then we look again."""
    kind, now = kinds.by_name().get(kind_name), clock.now()
    if kind is None or kind.not_before is None:
        return None
    day = add_working_days(clock.local_day(made_at), kind.after_days)
    leaves_at = datetime.combine(max(day, clock.local_day(now)), kind.not_before, clock.LONDON)
    return min(leaves_at - now, backoff.LONGEST) if now < leaves_at else None


def _try_again(notice: Notice, due_at: datetime) -> None:
    Notice.objects.filter(pk=notice.pk).update(due_at=due_at)
    job = {"notice_id": notice.pk, "child_id": notice.child_id}
    queue.enqueue(DELIVER, queue=queue.MAIL, jobs=[job], at=due_at)


def _take(notice: Notice, now: datetime) -> str:
    """Claim a message for a while; return its reader's address, where they have an account that is open."""
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, [now + CLAIM, notice.pk])
        (email,) = cursor.fetchone() or ("",)
    return email or ""


def _beyond(notice: Notice) -> str:
    """Return where a message goes to somebody without an account."""
    if notice.recipient_person_id is not None:
        return ""
    if notice.recipient_outside_id is not None:
        outside = kinds.listed().outside_reach(notice.recipient_outside_id)
        return outside.email if outside else ""
    assert notice.recipient_contact_id is not None  # noqa: S101 (a constraint of the table)
    reach = kinds.listed().family_reach(notice.recipient_contact_id)
    if reach is None:
        return ""
    if notice.channel == Channel.TEXT:
        return transport.text_address(reach.mobile) or ""
    return reach.email


def _send(claimed: Claimed, judged: weekly.Judged | None) -> Outcome:
    if judged and not judged.is_wanted:
        return WITHDRAWN
    rendered = _words(claimed, judged)
    failpoints.reach("mail.before_post")
    return transport.send(
        to=claimed.to,
        rendered=rendered,
        notice_id=claimed.notice.pk,
        language=claimed.notice.language,
    )


def _words(claimed: Claimed, judged: weekly.Judged | None) -> rendering.Rendered:
    notice, kind = claimed.notice, claimed.kind
    if judged:
        return rendering.weekly(notice, kind, judged.week)
    return (rendering.text if notice.channel == Channel.TEXT else rendering.mail)(notice, kind)


def _note(notice: Notice, outcome: Outcome, judged: weekly.Judged | None = None) -> Outcome:
    """Keep what became of an attempt; queue the next one when there is to be one."""
    if judged:
        take_back(judged.untrue)
    attempts = notice.attempts + 1
    state, sent_at, due_at = State.QUEUED, None, None
    if outcome.is_sent:
        state, sent_at = State.SENT, clock.now()
        if judged and judged.covered:
            weekly.note_covered(judged.covered, clock.now())
        if when_sent := kinds.find(notice.kind).when_sent:
            when_sent(about(notice), clock.now())
    elif outcome.is_final:
        state = State.WITHDRAWN if outcome is WITHDRAWN else State.FAILED
    else:
        jitter = random.random()  # noqa: S311 (no secret)
        due_at = clock.real_now() + backoff.wait(attempts, jitter)
        job = {"notice_id": notice.pk, "child_id": notice.child_id}
        failpoints.reach("mail.before_defer")
        queue.enqueue(DELIVER, queue=queue.MAIL, jobs=[job], at=due_at)
    error = "" if outcome.is_sent else outcome.code
    of: list[Any] = [ids.new_id(), notice.pk, notice.child_id, notice.area_id]
    tried = [*of, clock.real_now(), outcome.code]
    after: list[Any] = [min(attempts, 32_000), error, state.value, sent_at, due_at, notice.pk]
    with connection.cursor() as cursor:
        cursor.execute(_TRIED, [*tried, *after])
    log.info("notice %s: %s", notice.pk, outcome.code)
    return outcome
