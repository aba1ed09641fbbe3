"""My messages; what is stuck, for its coordinator; the delivery log of one message."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from schoolslink.access import audit, jobs
from schoolslink.access.actor import Actor
from schoolslink.access.policy import Action, Group
from schoolslink.kernel import clock, ids
from schoolslink.notices import kinds, permissions
from schoolslink.notices.models import Attempt, Notice, Preference
from schoolslink.notices.rules import WEEKLY, Channel, State

PAGE = 25
STUCK_AFTER = timedelta(hours=4)


def was_told(kind: str, *, about: F | OuterRef, to: F | OuterRef, since: datetime) -> Exists:
    """Return, as a condition of another query's rows, that somebody got this message since a moment.

    For a round that would else make each message again, to have every one refused.
    """
    return Exists(
        Notice.objects.filter(
            kind=kind, about_id=about, recipient_person_id=to, created_at__gte=since
        )
    )


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
    """A message that did not reach its recipient. It names staff, never a family, and not what about.

    person_id, person_name: empty when it is to a family. about_id: what it is about, for a part that
    knows. tries_at: when it is tried next by itself; None when it will not be.
    """

    notice_id: UUID
    kind: str
    subject: str
    person_id: UUID | None
    person_name: str
    about_id: UUID | None
    channel: str
    created_at: datetime
    attempts: int
    last_error: str
    tries_at: datetime | None
    is_outside: bool = False

    @property
    def to(self) -> str:
        """Return to whom it is: "person", "family" or "outside", somebody with no account."""
        return "person" if self.person_id else "outside" if self.is_outside else "family"

    @property
    def is_final(self) -> bool:
        """Say whether it will not be tried again by itself."""
        return self.tries_at is None


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


def stuck_in_area(actor: Actor, area_id: UUID, *, limit: int = 100) -> list[StuckNotice]:
    """Return the stuck messages of one area this actor looks after, the oldest first."""
    return _stuck(_of_area(actor, area_id), limit)


def stuck_count(actor: Actor, area_id: UUID) -> int:
    """Return how many messages are stuck in one area this actor looks after."""
    return _of_area(actor, area_id).count()


def all_stuck(*, limit: int = 100) -> list[StuckNotice]:
    """Return the stuck messages of the whole installation, for its operator's command line."""
    with jobs.as_system("notices.stuck"):
        return _stuck(Notice.objects.filter(is_stuck()), limit)


def stuck_total() -> int:
    """Return how many messages of the whole installation are stuck, at most 10,000."""
    with jobs.as_system("notices.stuck"):
        return Notice.objects.filter(is_stuck())[:10_000].count()


def delivery_log(actor: Actor, *, notice_id: UUID) -> list[LogLine]:
    """Return every attempt to send a message. Raises Notice.DoesNotExist when not theirs."""
    notice = permissions.visible_to(actor, Action.VIEW).get(pk=notice_id)
    attempts = Attempt.objects.filter(notice_id=notice.pk).order_by("id")
    return [LogLine(tried_at=one.tried_at, outcome=one.outcome) for one in attempts]


def _of_area(actor: Actor, area_id: UUID) -> QuerySet[Notice]:
    mine = permissions.visible_to(actor, Action.CHASE)
    return mine.filter(is_stuck(), area_id=area_id)


def is_stuck() -> Q:
    """Return which messages need a person: refused for good, or waiting for four hours."""
    before = clock.real_now() - STUCK_AFTER
    # The identifier holds the machine's moment at which the message was made.
    old = Q(id__lt=ids.id_at(int(before.timestamp() * 1_000), 0))
    by_mail = Q(is_weekly=False, channel__in=[Channel.EMAIL, Channel.TEXT])
    # What is kept for its hour is looked at each hour, and is not stuck.
    kept = [kind.name for kind in kinds.by_name().values() if kind.not_before is not None]
    kept_yet = Q(kind__in=kept, attempts=0, due_at__gt=clock.real_now())
    return Q(state=State.FAILED) | old & by_mail & Q(state=State.QUEUED) & ~kept_yet


def _stuck(notices: QuerySet[Notice], limit: int) -> list[StuckNotice]:
    rows = list(notices.select_related("recipient_person").order_by("due_at", "id")[:limit])
    _note(rows)
    known = kinds.by_name()
    return [
        StuckNotice(
            notice_id=notice.pk,
            kind=notice.kind,
            subject=str(known[notice.kind].subject) if notice.kind in known else "",
            person_id=notice.recipient_person_id,
            person_name=notice.recipient_person.name if notice.recipient_person else "",
            about_id=notice.about_id,
            is_outside=notice.recipient_outside_id is not None,
            channel=notice.channel,
            created_at=notice.created_at,
            attempts=notice.attempts,
            last_error=notice.last_error,
            tries_at=None if notice.state == State.FAILED else notice.due_at,
        )
        for notice in rows
    ]


def _note(rows: list[Notice]) -> None:
    """Note that messages about children were looked at; that there is one tells something of them."""
    about = [row for row in rows if row.child_id]
    audit.read(
        permissions.RECORD,
        [row.pk for row in about],
        groups=[Group.ROUTING],
        children={row.child_id for row in about if row.child_id},
    )
