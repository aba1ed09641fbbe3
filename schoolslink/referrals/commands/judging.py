"""A copy is looked through and decided line by line: several people do, and see what others saved."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from schoolslink.access import audit, seal
from schoolslink.access.actor import Actor
from schoolslink.referrals.errors import NotPossible
from schoolslink.referrals.models import RightAsked
from schoolslink.referrals.queries.everything import Everything
from schoolslink.referrals.rules import RuleBroken
from schoolslink.referrals.rules.rights import (
    Judged,
    NoReason,
    NotAllLooked,
    SavedMeanwhile,
    check_ready,
    version_of,
)


@transaction.atomic
def mark_harm(
    *,
    actor: Actor,
    held: Everything,
    of: Collection[str],
    harm: Mapping[str, str],
    version: str,
    at: datetime,
) -> None:
    """Keep which of these lines would cause serious harm, and why, as a clinician judges.

    of: the lines that were shown; those of them without a mark are free again. version: of what was
    saved of these when they were shown. Raises NotPossible for a line without its reason, and where
    somebody else has saved these since; the database lets no one but a clinician.
    """
    if any(not why.strip() for why in harm.values()):
        raise NotPossible(sentence=NoReason.__doc__ or "")
    right, lines = _locked(held), held.lines()
    seen, before = harm_of(right)
    marked = {key: why for key, why in harm.items() if key in lines and key in of}
    if _is_saved(before, marked, of, version):
        return
    kept = {key: why for key, why in before.items() if key not in of} | marked
    _keep_harm(right, seen, kept)
    right.save(update_fields=["harm"])
    audit.record(
        actor, "right.harm_marked", right.pk, at=at, child_id=right.child_id, detail={"harm": kept}
    )


@transaction.atomic
def look_through(*, actor: Actor, held: Everything, of: Collection[str], at: datetime) -> int:
    """Write down that a clinician looked at these lines; return how many are left to look at.

    of: the lines that were shown: what was added while they looked is not among them. The database
    asks who they are.
    """
    right, lines = _locked(held), held.to_look_at()
    seen, harm = harm_of(right)
    seen = (seen | set(of)) & set(lines)
    left = len(set(lines) - seen)
    _keep_harm(right, seen, harm)
    right.looked_at = right.looked_at if left else at
    right.save(update_fields=["harm", "looked_at"])
    audit.record(
        actor, "right.looked_through", right.pk, at=at, child_id=right.child_id,
        detail={"lines": len(seen), "left_out": len(harm), "left": left},
    )  # fmt: skip
    return left


@transaction.atomic
def judge(
    *,
    actor: Actor,
    held: Everything,
    of: Collection[str],
    judged: Mapping[str, tuple[Judged, str]],
    version: str,
    at: datetime,
) -> None:
    """Keep what was decided of these lines. version: of what was saved of them when they were shown.

    Raises NotPossible where one is blacked out without why, and where somebody else has saved since.
    """
    if any(what is Judged.OUT and not why.strip() for what, why in judged.values()):
        raise NotPossible(sentence=NoReason.__doc__ or "")
    right, lines = _locked(held), held.lines()
    before = judged_of(right)
    said = {k: (what.value, why) for k, (what, why) in judged.items() if k in lines and k in of}
    if _is_saved(before, said, of, version):
        return
    kept = {key: how for key, how in before.items() if key not in of} | said
    seal.fill(right, right.child_id, judged=json.dumps(kept))  # type: ignore[arg-type]
    right.save(update_fields=["judged"])
    audit.record(
        actor, "right.judged", right.pk, at=at, child_id=right.child_id,
        detail={key: why for key, (what, why) in kept.items() if what == Judged.OUT},
    )  # fmt: skip


def _locked(held: Everything) -> RightAsked:
    """Return what was asked as it is now; nobody else saves anything of it until this is done."""
    return RightAsked.objects.select_for_update().get(pk=held.right.pk)


def _is_saved(
    before: Mapping[str, Any], new: Mapping[str, Any], of: Collection[str], version: str
) -> bool:
    """Say whether this stands already, as when a form is sent twice. Raises NotPossible for a stale form."""
    if {key: how for key, how in before.items() if key in of} == dict(new):
        return True
    if version != version_of(before, of):
        raise NotPossible(sentence=SavedMeanwhile.__doc__ or "")
    return False


def _keep_harm(right: RightAsked, seen: set[str], harm: Mapping[str, str]) -> None:
    said = json.dumps({"seen": sorted(seen), "harm": dict(harm)})
    seal.fill(right, right.child_id, harm=said)  # type: ignore[arg-type]


def judged_of(right: RightAsked) -> dict[str, tuple[str, str]]:
    """Return what was decided of each line so far, and why. The child's key is open."""
    said = json.loads(seal.texts(right, right.child_id)["judged"] or "{}")  # type: ignore[arg-type]
    return {key: (what, why) for key, (what, why) in said.items()}


def harm_of(right: RightAsked) -> tuple[set[str], dict[str, str]]:
    """Return which lines a clinician has looked at, and why some of them must not go."""
    said = json.loads(seal.texts(right, right.child_id)["harm"] or "{}")  # type: ignore[arg-type]
    return set(said.get("seen", [])), dict(said.get("harm", {}))


def left_out(right: RightAsked) -> set[str]:
    """Return the lines that are not in the copy: blacked out, or marked by a clinician."""
    out = {key for key, (what, _why) in judged_of(right).items() if what == Judged.OUT}
    return out | set(harm_of(right)[1])


def require_ready(held: Everything) -> None:
    """Raise NotPossible unless a clinician looked at all of it and every other's word is decided."""
    seen, harm = harm_of(held.right)
    try:
        check_ready(
            held.to_look_at(), judged_of(held.right), set(harm),
            seen | held.not_a_clinicians(),
            is_looked=held.right.looked_at is not None,
        )  # fmt: skip
    except NotAllLooked as broken:
        at_school = (
            "Somebody at school has not looked through all of it yet, or something was added since."
        )
        sentence = at_school if held.is_at_school else broken.message
        raise NotPossible(sentence=sentence) from broken
    except RuleBroken as broken:
        raise NotPossible(sentence=broken.message) from broken
