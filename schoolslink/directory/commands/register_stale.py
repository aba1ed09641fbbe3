"""Withdraw a question about a school when a newer file no longer asks it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from schoolslink.directory.models import RegisterChange

from . import staging

Decision = RegisterChange.Decision


def withdraw_contradicted(at: datetime) -> int:
    """Withdraw what waits for a decision and what the staged file denies; return how many.

    A school that is in the file again has not vanished; any other question falls when the file
    gives one of its fields another value. A field the file is silent about denies nothing. That a
    new school is an old one anew is seen once, when it appears, and waits until it or a link answers.
    """
    return len(
        staging.rows(
            """update directory_registerchange c set decision = 'superseded', decided_at = %s
               from directory_stage_school t
               where c.decision = 'waiting' and t.urn = c.urn and c.kind <> 'opening'
                 and (c.kind = 'vanished' or exists (
                      select from jsonb_each(c.after) f
                      where coalesce(to_jsonb(t) -> f.key, 'null') not in ('null', f.value)))
               returning c.id""",
            [at],
        )
    )


def withdraw_joined(at: datetime) -> int:
    """Withdraw "is this that school anew?" where a link says by now who follows; return how many."""
    return len(
        staging.rows(
            """update directory_registerchange c set decision = 'superseded', decided_at = %s
               where c.decision = 'waiting' and c.kind = 'opening' and exists (
                     select from directory_successionlink l
                     where (l.urn, l.other_urn) in ((c.urn, (c.before ->> 'urn')::integer),
                                                    ((c.before ->> 'urn')::integer, c.urn)))
               returning c.id""",
            [at],
        )
    )


def withdraw(ids: Iterable[UUID], at: datetime) -> int:
    """Withdraw these questions: another stands in their place. Return how many."""
    ids = list(ids)
    if not ids:
        return 0
    waiting = RegisterChange.objects.filter(pk__in=ids, decision=Decision.WAITING)
    return waiting.update(decision=Decision.SUPERSEDED, decided_at=at)
