"""What is written down of who may be reached: wishes, orders of a court, closed ways, who was replaced."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from schoolslink.access import seal
from schoolslink.access.actor import Actor
from schoolslink.access.policy import Action
from schoolslink.access.unit import acting
from schoolslink.checks.ground import standing_as
from schoolslink.checks.letters.scene import Scene
from schoolslink.checks.letters.stage import Ground, Town
from schoolslink.checks.oracle import Who
from schoolslink.checks.walls import actor_for
from schoolslink.kernel import clock
from schoolslink.referrals import permissions
from schoolslink.referrals.commands import contact_bars, orders, putting_right
from schoolslink.referrals.commands.answers import answers_kept, kept_of
from schoolslink.referrals.commands.family import choose
from schoolslink.referrals.models import Carer, Item
from schoolslink.referrals.rules.guarding import Responsibility, Seen
from schoolslink.referrals.rules.not_to_contact import Asked, Way
from schoolslink.referrals.rules.putting_right import mark_of
from schoolslink.referrals.rules.sharing import Order

NAMED_NOW = {"carer": "Robert Stone", "second_carer": "Marek Wood"}
WHOM = {"carer": "wish", "school": "school", "gp": "practice"}


def wishes(ground: Ground, scene: Scene, said: dict[str, str], at: datetime) -> None:
    """Let whoever decides choose each on their own page; of whom they were not asked, nothing.

    said: yes, no or not_asked, by `carer`, `school` and `gp`. What concerns the carers is chosen last: the
    page of whoever chose may be closed by it.
    """
    with acting(of_family(ground, "child" if scene.young_person_decides else "carer")) as actor:
        for whom in sorted(said, key=lambda one: one == "carer"):
            if said[whom] != "not_asked":
                choose(actor=actor, whom=whom, may_be_told=said[whom] == "yes", at=at)


def of_family(ground: Ground, whose: str) -> Actor:
    """Return one of the family, as the code that they were handed makes them."""
    code = ground.codes[whose]
    assert code is not None  # noqa: S101 - each was handed one
    return actor_for(Who("family", code))


def wished(scene: Scene) -> dict[str, str]:
    """Return what is wished in the end, by whom it is about."""
    return {whom: getattr(scene, name) for whom, name in WHOM.items()}


def wished_first(scene: Scene) -> dict[str, str]:
    """Return what was wished before it was taken back: a yes, of all of whom anybody was asked."""
    return {whom: said if said == "not_asked" else "yes" for whom, said in wished(scene).items()}


def bar(town: Town, ground: Ground, scene: Scene, at: datetime) -> None:
    """Write down all that bars the family, by the team's own pages; who was replaced comes last."""
    for whose in ("carer", "second_carer"):
        one = getattr(scene, whose)
        member = ground.members[whose]
        if (one.order, one.responsibility) != ("none", "yes"):
            with town.as_contact() as actor:
                orders.set_order(
                    actor=actor, item_id=ground.item_id, member_id=member, seen=Seen.PAPER,
                    responsibility=Responsibility(one.responsibility), order=Order(one.order), at=at,
                )  # fmt: skip
        _close(town, ground, whose, one.not_by, at)
    _close(town, ground, "child", scene.child_not_by, at)
    gone = [one for one in NAMED_NOW if getattr(scene, one).replaced]
    if scene.late:
        for whose in gone:
            _name_another(town, ground, whose, at)
        return
    with standing_as("seed"):
        Carer.objects.filter(pk__in=[ground.members[one] for one in gone]).update(replaced=True)


def _name_another(town: Town, ground: Ground, whose: str, at: datetime) -> None:
    """Let whoever has it put a carer's name right to another person's."""
    with standing_as("seed"):
        holder = town.holder(Item.objects.get(pk=ground.item_id))
    with town.as_(holder) as actor:
        item = permissions.items(actor, Action.VIEW).get(pk=ground.item_id)
        seal.open_keys([item.child_id])
        name = f"{whose}_name"
        seen = mark_of(answers_kept(item, kept_of(item)).get(name, ""))
        mend = putting_right.Mend(name, seen, NAMED_NOW[whose], "Invented.")
        putting_right.put_right(actor=actor, item_id=item.pk, mend=mend, at=at)


def _close(town: Town, ground: Ground, whose: str, way: str, at: datetime) -> None:
    if not way:
        return
    said: dict[str, Any] = {"ways": [Way(way)], "why": "Invented.", "asked_by": Asked.YOUNG_PERSON}
    with town.as_contact() as actor:
        contact_bars.bar_contact(
            actor=actor, item_id=ground.item_id, member_id=ground.members[whose],
            since_on=clock.local_day(at), at=at, **said,
        )  # fmt: skip
