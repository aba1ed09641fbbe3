"""A form is saved once, however often it is sent.

The key lies in the form from the moment it is shown. The row that remembers it is written in the
transaction of what was saved, so a key is known exactly when its form was saved.
"""

from __future__ import annotations

from uuid import UUID

from django.db import connection

from schoolslink.kernel import clock


class SentByAnother(Exception):
    """This form was sent by somebody else. Open the page again and fill in your own."""


def saved_before(form_key: UUID, *, by: UUID | None, what: str) -> UUID | None:
    """Claim the key and return None; for a form saved before, return what it made.

    Two sent at the same moment wait for each other here. Raises SentByAnother when the key is
    another person's or another form's.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into kernel_savedform (form_key, by, what, saved_at) values (%s, %s, %s, %s)"
            " on conflict (form_key) do nothing",
            [form_key, by, what, clock.real_now()],
        )
        if cursor.rowcount:
            return None
        cursor.execute(
            "select by, what, result from kernel_savedform where form_key = %s", [form_key]
        )
        row: tuple[UUID | None, str, UUID | None] = cursor.fetchone()
        sender, kept, result = row
    if (sender, kept) != (by, what):
        raise SentByAnother(SentByAnother.__doc__)
    first: UUID | None = result
    return first


def was_saved(form_key: UUID, *, by: UUID | None, what: str) -> bool:
    """Say whether this person saved this very form before. Claims nothing."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select 1 from kernel_savedform where form_key = %s and by is not distinct from %s"
            " and what = %s and result is not null",
            [form_key, by, what],
        )
        return cursor.fetchone() is not None


def remember(form_key: UUID, result: UUID) -> None:
    """Note what the form made, for whoever sends it again."""
    with connection.cursor() as cursor:
        cursor.execute(
            "update kernel_savedform set result = %s where form_key = %s", [result, form_key]
        )
