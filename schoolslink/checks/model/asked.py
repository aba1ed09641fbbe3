"""The reconciler's own questions, asked of a walk under way: by its role, on the walk's connection."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import connection, transaction

from schoolslink.checks.model.looking import as_seed
from schoolslink.referrals.reconciler.every import INVARIANTS
from schoolslink.referrals.reconciler.examine import examine
from schoolslink.referrals.reconciler.run import moment_at

# What people leave undone for weeks is for a person to find: a walk lets weeks go by without them.
LEFT_UNDONE = frozenset({"waits_too_long_for_agreement", "redirected_without_receipt"})


HISTORY = (
    "select i.kind, e.move, e.from_state, e.to_state, e.at::date from referrals_itemevent e"
    " join referrals_item i on i.id = e.item_id where %s in (i.id, i.about_id)"
    " or i.id = (select about_id from referrals_item where id = %s) order by e.id"
)


def ask_everything(at: datetime) -> dict[str, list[str]]:
    """Return what is found at a moment, by invariant; nothing where every record is as it must be.

    Of each with what was done so far to what it is about, and beside it.
    """
    reconciler, app = (settings.DATABASE_ROLES[role] for role in ("reconciler", "app"))
    questions = [one for one in INVARIANTS if one.name not in LEFT_UNDONE]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f'set local role "{reconciler}"')
        try:
            found = examine(connection.connection, moment_at(at), questions)
        finally:
            cursor.execute(f'set local role "{app}"')
    told: dict[str, list[str]] = {} if found.conserved else {"not_conserved": [str(found.law)]}
    for one in found.kept:
        moves = as_seed(HISTORY, one.item_id, one.item_id) if one.item_id else []
        told[one.invariant] = [
            f"{kind} {move} {was}>{to} {on}" for kind, move, was, to, on in moves
        ]
    return told
