"""One thing at one moment, as the model sees it: rows looked at past every wall, by questions of its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, NamedTuple
from uuid import UUID

from schoolslink.checks.model.legal import Seen, Standing
from schoolslink.checks.model.looking import as_seed
from schoolslink.checks.oracle import Record
from schoolslink.kernel import clock


class Made(NamedTuple):
    """One move that was made. id: in the order in which all were."""

    id: UUID
    move: str
    actor: UUID | None
    at: datetime
    version: int
    happened_on: Any
    puts_right: int | None
    reason: str
    service: UUID | None


@dataclass
class Now:
    """One thing at one moment, and who would move it. number: by which of several ways."""

    item: UUID
    seen: Seen
    record: Record
    own: Standing
    who: UUID | None
    at: datetime
    number: int
    all: dict[UUID, Seen]
    records: dict[UUID, Record]

    @cached_property
    def moves(self) -> list[Made]:
        """Return every move so far, in order."""
        return [
            Made(*row)
            for row in as_seed(
                "select id, move, actor_id, at, version_seen, happened_on, puts_right, reason, service_id"
                " from referrals_itemevent where item_id = %s order by version_seen",
                self.item,
            )
        ]

    def beside(self, *kinds: str) -> list[Seen]:
        """Return what is open beside it, of these kinds."""
        return [
            one
            for one in self.all.values()
            if one.about == self.item and one.open and one.kind in kinds
        ]

    @property
    def request(self) -> Seen:
        """Return the request beside which it stands; itself, where it is one."""
        return self.all[self.seen.about] if self.seen.about else self.seen

    def ask(self, question: str) -> Any:
        """Return the one value that a question about this item gives."""
        return as_seed(question, self.item)[0][0]

    @property
    def owed(self) -> bool:
        """Say whether somebody of the family is owed word of what was decided."""
        of = self.seen.about or self.item
        return bool(
            as_seed(
                "select exists (select from referrals_told where item_id = %s"
                " and whom in ('self', 'carer') and told_at is null)",
                of,
            )[0][0]
        )

    @property
    def held(self) -> tuple[str, str, UUID | None]:
        """Return on which side it is held, for what, and by whom."""
        return as_seed(
            "select side, duty, person_id from referrals_holding where item_id = %s and ended_at is null",
            self.item,
        )[0]  # type: ignore[return-value]

    @property
    def today(self) -> Any:
        """Return the day on which it would be done."""
        return clock.local_day(self.at)

    @property
    def asked_on(self) -> Any:
        """Return the day on which help was asked for."""
        return clock.local_day(self.ask("select asked_at from referrals_item where id = %s"))
