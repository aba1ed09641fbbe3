"""What somebody has typed who asks by themselves, for whoever holds its code; and whom they may ask."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from schoolslink.access import audit, seal
from schoolslink.access.actor import Actor
from schoolslink.access.policy import Group
from schoolslink.directory import queries as directory
from schoolslink.directory.queries import ServiceCard
from schoolslink.referrals.models import Item, OwnDraft
from schoolslink.referrals.queries.team import TEAM_ROLES

TYPED = (Group.ROUTING, Group.IDENTITY, Group.NARRATIVE, Group.CONTACTS)


@dataclass(frozen=True)
class Typed:
    """A draft, opened. said: answers by name; done: the steps that were saved; gate: as it was answered.

    code: the code itself, which only its holder reads here. helped: help was shown before words of danger.
    """

    row: OwnDraft
    said: dict[str, Any] = field(default_factory=dict)
    done: tuple[str, ...] = ()
    gate: dict[str, bool] = field(default_factory=dict)
    code: str = ""
    helped: bool = False

    def as_json(self) -> str:
        """Return what is sealed of it."""
        return json.dumps(
            {
                "said": self.said,
                "done": list(self.done),
                "gate": self.gate,
                "code": self.code,
                "helped": self.helped,
            }
        )


def has_draft(actor: Actor) -> bool:
    """Say whether what this code opens has been begun and not sent."""
    return actor.kind == "family" and _rows(actor).exists()


def own_draft(actor: Actor, *, lock: bool = False) -> Typed:
    """Return what whoever asks has typed so far; raise OwnDraft.DoesNotExist where nothing waits.

    lock: nobody else may send or change it until this transaction ends.
    """
    rows = _rows(actor).select_for_update() if lock else _rows(actor)
    row = rows.get()
    audit.read("own-draft", [row.pk], groups=TYPED, children=[row.child_id])
    words = seal.texts(row, row.child_id)["words"]
    kept = json.loads(words) if words else {}
    return Typed(row, **(kept | {"done": tuple(kept.get("done", ()))}))


def _rows(actor: Actor) -> Any:
    # Of no relationship but one: whoever holds the code. The database says the same.
    return OwnDraft.objects.filter(pk=actor.item_id, family_code_id=actor.subject_id)


def may_be_asked(cards: list[ServiceCard] | tuple[ServiceCard, ...]) -> list[ServiceCard]:
    """Return the services that families may ask here, and where somebody is there to answer."""
    open_to = [card for card in cards if card.families_may_ask]
    there = directory.with_people([card.service_id for card in open_to], TEAM_ROLES)
    return [card for card in open_to if card.service_id in there]


def service_to_ask(service_id: UUID, *, on: date) -> ServiceCard | None:
    """Return a service that families may ask, or None."""
    card = directory.service_card(service_id, on=on)
    return next(iter(may_be_asked([card])), None) if card else None


def services_for_practices(cards: Iterable[ServiceCard]) -> list[ServiceCard]:
    """Return the services that a practice may ask: each where somebody is there to answer."""
    wanted = list(cards)
    there = directory.with_people([card.service_id for card in wanted], TEAM_ROLES)
    return [card for card in wanted if card.service_id in there]


def service_for_practices(service_id: UUID, *, on: date) -> ServiceCard | None:
    """Return a service that a practice may ask, or None."""
    card = directory.service_card(service_id, on=on)
    return next(iter(services_for_practices([card])), None) if card else None


def is_known_at_school(item_id: UUID | None) -> bool:
    """Say whether an item is any school's to read now; asked by a job about its child."""
    known = Item.objects.filter(school__isnull=False)
    return item_id is not None and known.filter(pk=item_id).exists()
