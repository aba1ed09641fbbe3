"""Two requests beside each other, decrypted: for somebody of the team who may read both."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from schoolslink.access import seal
from schoolslink.access.actor import Actor
from schoolslink.access.models import Person
from schoolslink.access.policy import Action
from schoolslink.kernel.names import phonetic_key
from schoolslink.referrals import permissions
from schoolslink.referrals.models import Likeness
from schoolslink.referrals.queries.answered import answers_of, words_of
from schoolslink.referrals.queries.team import TeamRecord
from schoolslink.referrals.rules import Side
from schoolslink.referrals.rules.alike import Against, FoundBy, Named, against


@dataclass(frozen=True)
class SideBySide:
    """Two requests that may be about one child; the one from which somebody came first.

    verdict: what somebody said of them, why and by whom; empty while nobody has.
    """

    row: Likeness
    one: TeamRecord
    other: TeamRecord
    found_by: tuple[FoundBy, ...]
    against: tuple[Against, ...]
    verdict: str = ""
    why: str = ""
    by_name: str = ""


def side_by_side(actor: Actor, item_id: UUID, alike_id: UUID) -> SideBySide:
    """Return both requests of a pair, and note that both were read.

    Raises Likeness.DoesNotExist or Item.DoesNotExist (shown as not found) for whoever may not read both
    as somebody of their team.
    """
    row = find_pair(actor, item_id, alike_id)
    other_id = row.other_id if row.item_id == item_id else row.item_id
    one, other = words_of(actor, item_id), words_of(actor, other_id)
    if {permissions.side_of(actor, each.opened.item) for each in (one, other)} != {Side.SERVICE}:
        raise Likeness.DoesNotExist
    later = one if row.item_id == item_id else other
    why = seal.texts(row, later.opened.item.child_id)["words"] if row.verdict else ""
    by = Person.objects.filter(pk=row.judged_by).values_list("name", flat=True).first()
    return SideBySide(
        row, one, other,
        found_by=tuple(FoundBy(kind) for kind in row.found_by),
        against=against(_named(one), _named(other), phonetic_key),
        verdict=row.verdict, why=why, by_name=by or "",
    )  # fmt: skip


def find_pair(actor: Actor, item_id: UUID, alike_id: UUID) -> Likeness:
    """Return a pair of which an item is one. Raises Likeness.DoesNotExist where it is not."""
    rows = permissions.visible_to(actor, Action.VIEW, Likeness.objects.all())
    row = rows.get(pk=alike_id, taken_back_at__isnull=True)
    if item_id not in (row.item_id, row.other_id):
        raise Likeness.DoesNotExist
    return row


def _named(record: TeamRecord) -> Named:
    said = answers_of(record)
    return Named(**{name: str(said.get(name) or "") for name in Named.__dataclass_fields__})
