"""Queue a message, withdraw what is no longer true, note that one was read, choose one's day."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db import connection, transaction

from schoolslink.access import audit, doors
from schoolslink.access.actor import Actor
from schoolslink.access.policy import Action
from schoolslink.kernel import clock, code_words, queue, rows
from schoolslink.kernel.ids import new_id
from schoolslink.kernel.worded import Question
from schoolslink.notices import kinds, permissions, queries, rules
from schoolslink.notices.kinds import About
from schoolslink.notices.models import Notice, Preference
from schoolslink.notices.rules import Channel, Section, State
from schoolslink.web import languages

DELIVER = "notices.deliver"


# In which language somebody reads, and whether this child's record is closed to them.
_SPOKEN = """
select language, exists (select from access.closed_among(%s, %s::uuid[]))
from access_person where id = %s
"""


_TAKE_BACK = """
update notices_notice set is_counted = false,
  state = case state when 'queued' then 'withdrawn' else state end
where id = any(%s)
"""
# Somebody has the same thing to do again before they could be told so again.
_COUNT_AGAIN = """
update notices_notice set is_counted = true where once_key = %s and about_id = %s and state = 'sent'
"""
_SAID_OF: Question[Notice] = Question(
    lambda about: Notice.objects.filter(
        about_id=about, state=State.SENT, is_counted=True
    ).select_for_update(skip_locked=True),
    about=UUID,
)


class NotAPerson(Exception):
    """Only somebody with an account can choose this."""


class OneRecipient(ValueError):
    """A message goes to one person, one family contact or one link of somebody outside."""


def send(
    *,
    actor: Actor,
    kind: str,
    link_path: str,
    at: datetime,
    to_person: UUID | None = None,
    to_contact: UUID | None = None,
    to_outside: UUID | None = None,
    about_id: UUID | None = None,
    child_id: UUID | None = None,
    area_id: UUID | None = None,
    channel: Channel = Channel.EMAIL,
    language: str | None = None,
    code_word: str | None = None,
    act_by_on: date | None = None,
    once_key: str | None = None,
) -> UUID | None:
    """Queue a message in the caller's transaction and return its id.

    None when once_key was used, and where the child's record is closed to this person: they are not
    to hear that there is news.

    to_person: somebody with an account, in their own language. to_contact: a family contact, in the
    language given; needs child_id. to_outside: a link to somebody outside. area_id: the area whose
    coordinator hears when it is stuck.
    code_word: the recipient's own, a new pair by default. once_key: what must not be said twice.
    Raises kinds.UnknownKind, rules.BadLink and OneRecipient.
    """
    if [to_person, to_contact, to_outside].count(None) != 2:
        raise OneRecipient(kind)
    known = kinds.find(kind)
    if to_person is not None:
        spoken, is_closed = doors.row(_SPOKEN, child_id, [to_person], to_person) or ("", False)
        if is_closed:
            return None
        language = language or spoken
    is_weekly = to_person is not None and channel is Channel.EMAIL and not known.urgent
    is_read_here = channel is Channel.IN_APP
    notice = Notice(
        id=new_id(),
        kind=known.name,
        recipient_person_id=to_person,
        recipient_contact_id=to_contact,
        recipient_outside_id=to_outside,
        channel=channel,
        state=State.SENT if is_read_here else State.QUEUED,
        sent_at=at if is_read_here else None,
        is_weekly=is_weekly,
        is_counted=is_weekly or (to_person is not None and known.section is Section.WAITS),
        code_word=code_word or code_words.new_pair(),
        link_path=rules.checked_path(link_path),
        language=languages.known(language) or languages.ENGLISH,
        about_id=about_id,
        child_id=child_id,
        area_id=area_id,
        made_by_id=actor.person_id,
        once_key=once_key,
        act_by_on=act_by_on,
        created_at=at,
        due_at=clock.real_now(),
    )
    if once_key is None:
        rows.insert([notice])
    elif not rows.insert_once(notice):
        if known.section is Section.WAITS and about_id is not None:
            with connection.cursor() as cursor:
                cursor.execute(_COUNT_AGAIN, [once_key, about_id])
        return None
    if not is_weekly and channel in (Channel.EMAIL, Channel.TEXT):
        job = {"notice_id": notice.pk, "child_id": child_id}
        queue.enqueue(DELIVER, queue=queue.MAIL, jobs=[job])
    return notice.pk


def look_again(*, about_id: UUID) -> int:
    """Count no more in weekly mails what was said about something and is no longer true; return how many.

    What is queued is asked when it is to leave: it may be true again by then. Called, as a job about the
    child, by whoever hears that the facts have changed.
    """
    said = _SAID_OF.rows(about=about_id)
    return take_back(notice.pk for notice in said if not is_true(notice))


def take_back(untrue: Iterable[UUID]) -> int:
    """Note of messages that they are no longer true: queued ones do not leave, and none is counted."""
    of = list(untrue)
    if not of:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(_TAKE_BACK, [of])
        return cursor.rowcount


@transaction.atomic
def send_again(*, actor: Actor, notice_id: UUID, at: datetime) -> None:
    """Try a stuck message again at once, by the coordinator of its area.

    Raises Notice.DoesNotExist for a message that is not stuck, or not theirs to look after.
    """
    stuck = permissions.visible_to(actor, Action.CHASE).filter(queries.is_stuck())
    notice = stuck.select_for_update().get(pk=notice_id)
    notice.state, notice.due_at = State.QUEUED, clock.real_now()
    notice.save(update_fields=["state", "due_at"])
    job = {"notice_id": notice.pk, "child_id": notice.child_id}
    queue.enqueue(DELIVER, queue=queue.MAIL, jobs=[job])
    audit.record(actor, "notice.sent_again", notice.pk, at=at, child_id=notice.child_id)


def mark_read(*, actor: Actor, notice_ids: Iterable[UUID], at: datetime) -> None:
    """Note that this person has seen messages of their own."""
    Notice.objects.filter(
        recipient_person_id=actor.person_id, pk__in=list(notice_ids), read_at__isnull=True
    ).update(read_at=at)


def mark_posted(*, actor: Actor, notice_id: UUID, at: datetime) -> None:
    """Note that a letter was printed and posted, by the person who caused it.

    Raises Notice.DoesNotExist for anybody else's, or for what is no waiting letter.
    """
    letter = Notice.objects.select_for_update().get(
        pk=notice_id, channel=Channel.LETTER, state=State.QUEUED, made_by_id=actor.person_id
    )
    letter.state, letter.sent_at = State.SENT, at
    letter.save(update_fields=["state", "sent_at"])


def choose(*, actor: Actor, weekly_on: int, even_when_empty: bool) -> None:
    """Keep on which weekday (0 is Monday) somebody wants their weekly mail, and whether always."""
    if actor.person_id is None:
        raise NotAPerson(actor.kind)
    Preference.objects.update_or_create(
        person_id=actor.person_id,
        defaults={"weekly_on": weekly_on, "even_when_empty": even_when_empty},
    )


def is_true(notice: Notice) -> bool:
    """Say whether a message is still worth sending: it is so, and no record is closed to its reader."""
    return kinds.find(notice.kind).still_true(about(notice)) and not _is_closed(notice)


def _is_closed(notice: Notice) -> bool:
    """Say whether the record of the child a message is about is closed to its reader."""
    if notice.child_id is None or notice.recipient_person_id is None:
        return False
    asked = [notice.recipient_person_id]
    closed = "select exists (select from access.closed_among(%s, %s::uuid[]))"
    return bool(doors.value(closed, notice.child_id, asked))


def about(notice: Notice) -> About:
    """Return what a kind may look at to judge one of its messages."""
    return About(
        about_id=notice.about_id,
        child_id=notice.child_id,
        person_id=notice.recipient_person_id,
        contact_id=notice.recipient_contact_id,
        outside_id=notice.recipient_outside_id,
    )
