"""A request that is not sent yet, opened for whoever may go on with it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from schoolslink.access import audit, seal
from schoolslink.access.actor import Actor
from schoolslink.access.policy import Action, Group
from schoolslink.directory import queries as directory
from schoolslink.referrals import permissions
from schoolslink.referrals.models import Draft, Item
from schoolslink.referrals.rules import Kind, State
from schoolslink.referrals.rules.request import (
    About,
    Age,
    Completeness,
    Criteria,
    Hint,
    Service,
    age_from,
    birthday_from,
    completeness,
    routing_hints,
    usable_criteria,
)

UNSENT = (State.DRAFT, State.AWAITING_AGREEMENT)


@dataclass(frozen=True)
class OpenDraft:
    """What was typed so far, and what the service it is meant for takes and asks."""

    item: Item
    answers: dict[str, Any]
    gate: dict[str, Any]
    setting: directory.SettingView
    service: directory.ServiceCard
    link: directory.LinkView | None
    criteria: Criteria
    about: About
    completeness: Completeness
    hints: tuple[Hint, ...]
    nearby: tuple[directory.ServiceCard, ...] = ()

    @property
    def is_unsent(self) -> bool:
        """Return whether it still lies with the school."""
        return self.item.state in UNSENT


def words_of_draft(item: Item) -> dict[str, Any]:
    """Return what has been typed into a request that is not yet sent; empty when there is none."""
    row = Draft.objects.filter(item=item).first()
    return json.loads(seal.texts(row, item.child_id)["words"] or "{}") if row else {}


def answers_of_draft(actor: Actor, item_id: UUID) -> dict[str, Any]:
    """Return what was typed so far, for whoever may go on writing it, and nothing beside it.

    Raises Item.DoesNotExist for anybody else.
    """
    return _read(actor, item_id)[1]


def _read(actor: Actor, item_id: UUID) -> tuple[Item, dict[str, Any]]:
    """Return a request that somebody may write, with its words; note that they were read."""
    mine = permissions.items(actor, Action.ADD).select_related("referral")
    item = mine.get(pk=item_id, kind=Kind.REFERRAL.value)
    groups = permissions.groups_of(actor, item) & {
        Group.ROUTING,
        Group.IDENTITY,
        Group.NARRATIVE,
        Group.CONTACTS,
    }
    audit.read("draft", [item.pk], groups=sorted(groups), children=[item.child_id])
    return item, words_of_draft(item)


def open_draft(actor: Actor, item_id: UUID, *, on: date) -> OpenDraft:
    """Return a request for whoever may go on writing it.

    Raises Item.DoesNotExist for anybody else. One that was sent meanwhile comes back without its
    words: they lie where their readers are.
    """
    item, answers = _read(actor, item_id)
    referral = item.referral
    if item.school_id is None:
        raise Item.DoesNotExist
    setting = directory.setting_of(item.school_id, on=on)
    cards = tuple(directory.services_for(item.school_id, on=on))
    near = {card.service_id: card for card in cards}
    meant = referral.intended_service_id
    service = near.get(meant) or directory.service_card(meant, on=on)
    if setting is None or service is None:
        raise Item.DoesNotExist
    link = directory.link_for_school(item.school_id, on=on, service_id=service.service_id)
    criteria = usable_criteria(service.criteria.content, version=service.criteria.version)
    about = About(age=age_from(answers, on), is_college=setting.is_college)
    nearby = [
        Service(
            card.service_id,
            card.name,
            usable_criteria(card.criteria.content, version=card.criteria.version),
        )
        for card in cards
    ]
    return OpenDraft(
        item=item,
        answers=answers,
        gate=dict(referral.gate),
        setting=setting,
        service=service,
        link=link,
        criteria=criteria,
        about=about,
        completeness=completeness(answers, about, criteria),
        hints=routing_hints(
            Service(service.service_id, service.name, criteria),
            nearby,
            age=Age(about.age, birthday_from(answers), on),
            topics=answers.get("topics") or (),
        ),
        nearby=cards,
    )
