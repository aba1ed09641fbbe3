"""The weekly mail: what waits, what was answered, one date; judged anew on the day it is sent."""

from collections import Counter
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Min, Q, QuerySet

from schoolslink.access import jobs
from schoolslink.access.models import Person
from schoolslink.kernel import clock, code_words, queue
from schoolslink.kernel.ids import new_id
from schoolslink.kernel.worded import Question
from schoolslink.notices import kinds, rules
from schoolslink.notices.commands import DELIVER, is_true
from schoolslink.notices.messages import WEEKLY
from schoolslink.notices.models import Notice, Preference
from schoolslink.notices.rendering import Week
from schoolslink.notices.rules import Channel, Section, State
from schoolslink.web import languages

_PURPOSE = "notices.weekly"
_STILL_WAITING_FOR = timedelta(days=60)
_MONDAY = 0
_BATCH = 1_000
_LAST_RUN = time(18)  # the schedule's last hour of a day
_LATELY = timedelta(days=15)


def queue_all(*, at: datetime) -> int:
    """Queue today's weekly mails, one a person a week however often this runs; return how many.

    And those of somebody's last day that were not made then, because nothing worked that day.
    """
    today = clock.local_day(at)
    queued = 0
    with jobs.as_system(_PURPOSE):
        with connection.cursor() as cursor:
            cursor.execute(_OUTLIVED, [at - _STILL_WAITING_FOR])
        news, always = _oldest_news(at), _people_who_always_want_one(at)
        people = sorted(news.keys() | always.keys())
        chosen = dict(_CHOSEN.values())
        days = {
            person: rules.last_weekly_day(weekday=chosen.get(person, _MONDAY), today=today)
            for person in people
        }
        due = [
            person
            for person in people
            if days[person] == today
            or always.get(person)
            or (person in news and news[person] < _last_made(days[person]))
        ]
        spoken = dict(Person.objects.filter(pk__in=due).values_list("pk", "language"))
        for start in range(0, len(due), _BATCH):
            mails = [
                _mail(person, spoken.get(person, ""), _once(person, days[person]), at)
                for person in due[start : start + _BATCH]
            ]
            Notice.objects.bulk_create(mails, ignore_conflicts=True)
            fresh = Notice.objects.filter(pk__in=[mail.pk for mail in mails]).values_list(
                "pk", flat=True
            )
            queue.enqueue(DELIVER, queue=queue.MAIL, jobs=[{"notice_id": pk} for pk in fresh])
            queued += len(fresh)
    return queued


@dataclass(frozen=True)
class Counted:
    """What a weekly mail may count, before it is judged. always: they want it also when it is nothing."""

    notices: Sequence[Notice]
    always: bool

    @property
    def is_wanted(self) -> bool:
        """Say whether there is anything to judge, or a mail is wanted all the same."""
        return self.always or bool(self.notices)


@dataclass(frozen=True)
class Judged:
    """What one weekly mail says. covered: the messages it counts; untrue: those that are so no more."""

    week: Week
    is_wanted: bool
    covered: list[UUID]
    untrue: list[UUID]


def counted(mail: Notice) -> Counted:
    """Return what one weekly mail may count. As the system."""
    since, person = mail.created_at - _STILL_WAITING_FOR, mail.recipient_person_id
    always = _ALWAYS.exists(person=person)
    return Counted(_COUNTED_OF.rows(since=since, person=person), always)


def judge(asked: Counted) -> Judged:
    """Judge what a weekly mail may count: what is about a child as a job about that child."""
    true = _true_of(asked.notices)
    week = Week(
        waits=_count(true, Section.WAITS),
        answered=_count(true, Section.ANSWERED),
        other=_count(true, Section.NEWS),
        act_by_on=min(
            (
                one.act_by_on
                for one in true
                if one.act_by_on and kinds.find(one.kind).section is Section.WAITS
            ),
            default=None,
        ),
    )
    is_wanted = rules.has_news(
        waiting=len(week.waits),
        answered=len(week.answered),
        other=len(week.other),
        even_when_empty=asked.always,
    )
    covered = [notice.pk for notice in true]
    untrue = {notice.pk for notice in asked.notices}.difference(covered)
    return Judged(week, is_wanted, covered, sorted(untrue))


def note_covered(covered: Sequence[UUID], at: datetime) -> None:
    """Note that a weekly mail counted these: what was kept for it is said, and no news is said twice."""
    news = [kind.name for kind in kinds.listed().KINDS if kind.section is not Section.WAITS]
    with connection.cursor() as cursor:
        cursor.execute(_COVERED, [news, at, list(covered)])


def _counted(since: datetime) -> QuerySet[Notice]:
    """Return what weekly mails count: what is kept for them, and what was asked and may wait."""
    asked = Q(state=State.SENT, created_at__gt=since)
    return Notice.objects.filter(
        Q(state=State.QUEUED, is_weekly=True) | asked,
        is_counted=True,
        recipient_person__isnull=False,
    )


# What nobody found done in so long is on its reader's page, and on others' as past its day.
_OUTLIVED = """
update notices_notice set is_counted = false where is_counted and state = 'sent' and created_at <= %s
"""
# A weekly mail is judged outside any transaction: what was withdrawn meanwhile stays so.
_COVERED = """
update notices_notice set is_counted = is_counted and kind <> all(%s),
  sent_at = case state when 'queued' then %s else sent_at end,
  state = case state when 'queued' then 'sent' else state end
where id = any(%s) and state in ('queued', 'sent')
"""
_COUNTED_OF: Question[Notice] = Question(
    lambda since, person: _counted(since).filter(recipient_person=person),
    since=datetime, person=UUID,
)  # fmt: skip
_OLDEST: Question[Notice] = Question(lambda since: _by_person(_counted(since)), since=datetime)
_ALWAYS: Question[Preference] = Question(
    lambda person: Preference.objects.filter(person=person, even_when_empty=True), person=UUID
)


_MAILED: Question[Notice] = Question(
    lambda since: Notice.objects.filter(
        kind=WEEKLY.name, created_at__gt=since, recipient_person__isnull=False
    ).values_list("recipient_person_id"),
    since=datetime,
)
_CHOSEN: Question[Preference] = Question(
    lambda: Preference.objects.values_list("person_id", "weekly_on")
)
_WANTING: Question[Preference] = Question(
    lambda: Preference.objects.filter(even_when_empty=True).values_list("person_id")
)


def _by_person(counted: QuerySet[Notice]) -> QuerySet[Any, Any]:
    return counted.order_by().values_list("recipient_person_id").annotate(Min("created_at"))


def _once(person: UUID, day: date) -> str:
    year, week, _day = day.isocalendar()
    return f"weekly:{year}-{week}:{person}"


def _last_made(day: date) -> datetime:
    """Return until when a day's mails are made: what came later waits for the week after."""
    return datetime.combine(day, _LAST_RUN, clock.LONDON)


def _oldest_news(at: datetime) -> dict[UUID, datetime]:
    """Return who has news, with when the oldest of it came."""
    return dict(_OLDEST.values(since=at - _STILL_WAITING_FOR))


def _people_who_always_want_one(at: datetime) -> dict[UUID, bool]:
    """Return who wants a mail even when it says nothing, and whether they had one lately.

    Whoever had one lately misses the one that was not made; others wait for their day.
    """
    lately = {person for (person,) in _MAILED.values(since=at - _LATELY)}
    return {person: person in lately for (person,) in _WANTING.values()}


def _mail(person_id: UUID, language: str, once_key: str, at: datetime) -> Notice:
    return Notice(
        id=new_id(),
        kind=WEEKLY.name,
        recipient_person_id=person_id,
        channel=Channel.EMAIL,
        state=State.QUEUED,
        is_weekly=False,
        code_word=code_words.new_pair(),
        link_path="/",
        language=languages.known(language) or languages.ENGLISH,
        once_key=once_key,
        created_at=at,
        due_at=clock.real_now(),
    )


def _true_of(notices: Sequence[Notice]) -> list[Notice]:
    """Return those of one person's messages that are still true: one job for each child.

    Of several of a kind about the same only one is asked.
    """
    by_child: dict[UUID | None, list[Notice]] = {}
    for notice in notices:
        by_child.setdefault(notice.child_id, []).append(notice)
    true: set[UUID] = set()
    for child_id, some in by_child.items():
        known: dict[tuple[str, UUID | None], bool] = {}
        with _unit(child_id):
            for notice in some:
                same = (notice.kind, notice.about_id)
                if same not in known:
                    known[same] = is_true(notice)
                if known[same]:
                    true.add(notice.pk)
    return [notice for notice in notices if notice.pk in true]


def _unit(child_id: UUID | None) -> AbstractContextManager[object]:
    if child_id is not None:
        return jobs.as_job(child_id=child_id, purpose=_PURPOSE)
    return jobs.as_system(_PURPOSE)


def _count(notices: Sequence[Notice], section: Section) -> tuple[tuple[kinds.Kind, int], ...]:
    counts = Counter(notice.kind for notice in notices)
    return tuple(
        (kind, counts[kind.name])
        for kind in kinds.listed().KINDS
        if counts[kind.name] and kind.section is section
    )
