"""Thanks of a family reach those of the team who had a part in it."""

from __future__ import annotations

from datetime import datetime

from schoolslink.referrals import events, messages
from schoolslink.referrals.jobs.reaching import record_of, team_of, tell
from schoolslink.referrals.models import Item, ItemEvent
from schoolslink.referrals.rules import Side


def pass_on_thanks(event: events.FamilyThanked, *, at: datetime) -> None:
    """Tell, in their weekly mail, whoever of the team did something for them and still works there.

    What was written stands on the record, for the whole team; the school does not read it.
    """
    item = Item.objects.get(pk=event.item_id)
    if item.team_id is None:
        return
    acts = ItemEvent.objects.filter(item=item, side=Side.SERVICE, actor_kind="person")
    helped = set(acts.order_by().values_list("actor_id", flat=True).distinct())
    for person_id in sorted(helped & team_of(item.team_id)):
        once = f"thanked:{event.message_id}:{person_id}"
        tell(person_id, item, messages.THANKED, record_of(item, Side.SERVICE), once=once, at=at)
