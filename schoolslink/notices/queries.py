"""My messages; what is stuck, for its coordinator; the delivery log of one message."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from schoolslink.access import jobs
from schoolslink.access.actor import Actor
from schoolslink.access.policy import Action
from schoolslink.kernel import clock, ids
from schoolslink.notices import kinds, permissions
from schoolslink.notices.models import Attempt, Notice, Preference
from schoolslink.notices.rules import WEEKLY, Channel, State

PAGE = 25
STUCK_AFTER = timedelta(hours=4)


@dataclass(frozen=True)
class MyNotice:
    """A message as its recipient reads it here; its words are the same as in the mail."""

    notice_id: UUID
    subject: str
    text: str
    link_path: str
    code_word: str
    created_at: datetime
    is_new: bool


@dataclass(frozen=True)
class StuckNotice:
    """A message that did not reach its recipient; it says neither who that is nor what about."""

    notice_id: UUID
    kind: str
    to: str  # "family" or "person"
    channel: str
    created_at: datetime
    attempts: int
    last_error: str
    is_final: bool


@dataclass(frozen=True)
class LogLine:
    """One attempt to send a message."""

    tried_at: datetime
    outcome: str


def my_notices(actor: Actor, *, before: UUID | None = None, limit: int = PAGE) -> list[MyNotice]:
    """Return a page of this person's messages, the newest first; before: the last id seen."""
    mine = permissions.own(actor).exclude(state=State.WITHDRAWN).exclude(kind=WEEKLY)
    if before is not None:
        mine = mine.filter(pk__lt=before)
    known = kinds.by_name()
    return [
        MyNotice(
            notice_id=notice.pk,
            subject=str(known[notice.kind].subject),
            text=" ".join(map(str, known[notice.kind].sentences)),
            link_path=notice.link_path,
            code_word=notice.code_word,
            created_at=notice.created_at,
            is_new=notice.read_at is None,
        )
        for notice in mine.order_by("-id")[:limit]
        if notice.kind in known
    ]


def unread_count(actor: Actor) -> int:
    """Return how many messages this person has not seen, at most 100."""
    mine = permissions.own(actor).exclude(state=State.WITHDRAWN).exclude(kind=WEEKLY)
    return mine.filter(read_at__isnull=True)[:100].count()


def my_preference(actor: Actor) -> Preference:
    """Return what this person chose for their weekly mail, or the usual, Monday."""
    chosen = Preference.objects.filter(person__in=[actor.person_id]).first()
    return chosen or Preference()


def stuck_notices(actor: Actor, *, limit: int = 100) -> list[StuckNotice]:
    """Return the stuck messages of the areas this actor coordinates, the oldest first."""
    return _stuck(permissions.visible_to(actor, Action.VIEW).filter(_is_stuck()), limit)


def all_stuck(*, limit: int = 100) -> list[StuckNotice]:
    """Return the stuck messages of the whole installation, for its operator's command line."""
    with jobs.as_system("notices.stuck"):
        return _stuck(Notice.objects.filter(_is_stuck()), limit)


def delivery_log(actor: Actor, *, notice_id: UUID) -> list[LogLine]:
    """Return every attempt to send a message. Raises Notice.DoesNotExist when not theirs."""
    notice = permissions.visible_to(actor, Action.VIEW).get(pk=notice_id)
    attempts = Attempt.objects.filter(notice_id=notice.pk).order_by("id")
    return [LogLine(tried_at=one.tried_at, outcome=one.outcome) for one in attempts]


def _is_stuck() -> Q:
    """Return which messages need a person: refused for good, or waiting for four hours."""
    before = clock.real_now() - STUCK_AFTER
    # The identifier holds the machine's moment at which the message was made.
    old = Q(id__lt=ids.id_at(int(before.timestamp() * 1_000), 0))
    by_mail = Q(is_weekly=False, channel__in=[Channel.EMAIL, Channel.TEXT])
    return Q(state=State.FAILED) | old & by_mail & Q(state=State.QUEUED)


def _stuck(notices: QuerySet[Notice], limit: int) -> list[StuckNotice]:
    return [
        StuckNotice(
            notice_id=notice.pk,
            kind=notice.kind,
            to="family" if notice.recipient_contact_id else "person",
            channel=notice.channel,
            created_at=notice.created_at,
            attempts=notice.attempts,
            last_error=notice.last_error,
            is_final=notice.state == State.FAILED,
        )
        for notice in notices.order_by("due_at", "id")[:limit]
    ]
