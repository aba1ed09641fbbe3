"""Before a request is passed on: does that service take it, and may it be told?"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from schoolslink.access import audit, seal
from schoolslink.access.actor import Actor
from schoolslink.access.policy import Group
from schoolslink.directory import queries as directory
from schoolslink.directory.commands.agreements import record_emergency_share
from schoolslink.directory.models import EmergencyReason
from schoolslink.kernel import clock
from schoolslink.kernel.ids import new_id
from schoolslink.referrals.errors import NotPossible
from schoolslink.referrals.models import ChildIdentity, Item
from schoolslink.referrals.rules.passing_on import SENTENCES, NotTaken, why_not_taken
from schoolslink.referrals.rules.request import age_from, usable_criteria


def require_taken(item: Item, receiver_id: UUID, *, at: datetime) -> bool:
    """Return whether an agreement in force covers it; raise NotPossible where it may not go there.

    Asked before the letters are shown and again when it is saved: nothing is half-saved.
    """
    on = clock.local_day(at)
    card = directory.service_card(receiver_id, on=on)
    view = directory.criteria_of(receiver_id, on=on)
    school = item.school_id
    # What a family asked by itself is no school's to share: the services see to it between them.
    agreed = item.is_own or bool(
        school and directory.sharing_allowed(school, receiver_id, on).allowed
    )
    stopped = why_not_taken(
        usable_criteria(view.content, version=view.version),
        is_there=card is not None and receiver_id != item.service_id,
        same_area=card is not None and card.area_id == item.area_id,
        age=_age(item, at),
        agreed=agreed,
        risk_marked=item.risk_marked,
    )
    if stopped is not None:
        name = card.name if card and stopped is not NotTaken.NOT_THERE else ""
        raise NotPossible(sentence=_(SENTENCES[stopped]) % {"receiver": name})
    return agreed


def share_in_danger(actor: Actor, item: Item, receiver_id: UUID, *, at: datetime) -> None:
    """Record that it goes on without an agreement in force, because a risk is marked."""
    if item.school_id is None:
        return
    record_emergency_share(
        actor=actor, share_id=new_id(), school_id=item.school_id, service_id=receiver_id,
        reason=EmergencyReason.LIFE.value, at=at,
    )  # fmt: skip


def _age(item: Item, at: datetime) -> int | None:
    row = ChildIdentity.objects.filter(item=item).first()
    if row is None:
        return None
    audit.read("item", [item.pk], groups=[Group.IDENTITY], children=[item.child_id])
    said = seal.texts(row, item.child_id)
    answers = {"birth_date": said["birth_date"], "age": said["age_or_year"]}
    return age_from(answers, clock.local_day(at))
