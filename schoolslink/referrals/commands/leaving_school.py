"""A school says that a child has left it for none: what it asked is the council's at once (ADR 0144)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from schoolslink.access import audit, seal
from schoolslink.access.actor import Actor
from schoolslink.access.unit import acting
from schoolslink.directory import queries as directory
from schoolslink.kernel import clock
from schoolslink.referrals import events
from schoolslink.referrals.commands.moving import find, make_move
from schoolslink.referrals.commands.next_school import hand_what_stands_beside, holder_there
from schoolslink.referrals.errors import NotPossible, NotYours
from schoolslink.referrals.models import ChildContact, Item
from schoolslink.referrals.rules import Kind, Move, Need, RuleBroken, Side
from schoolslink.referrals.rules.leaving_school import WhyLeft, check_left_on

PURPOSE = "referrals.leaving_school"


@dataclass(frozen=True)
class WithCouncil:
    """Who has now what the school had asked: the council, and its link by name where there is one."""

    council: str
    is_named: bool


@transaction.atomic
def child_has_left(
    *, actor: Actor, item_id: UUID, version: int, why: WhyLeft, left_on: date, at: datetime
) -> WithCouncil:
    """Give a request, with what stands beside it, to the council of where the child lives, or of the school.

    What the service holds it holds; what the school had to do, the council's link has, for the same day. From
    then on the school opens nothing of it. Raises NotYours for other sides, ChangedMeanwhile, and NotPossible
    for what a family asked by itself, a day that cannot be, and where no other council stands in.
    """
    request, side = find(actor, item_id)
    if side is not Side.SCHOOL or request.school_id is None:
        raise NotYours
    if request.kind != Kind.REFERRAL or request.is_own:
        raise NotPossible(sentence=_("Only what your school asked for can go to the council."))
    on = clock.local_day(at)
    try:
        check_left_on(left_on, on)
    except RuleBroken as broken:
        raise NotPossible(sentence=broken.message) from broken
    council = directory.council_for(request.school_id, _postcode(request), on=on)
    if council is None or council.id == request.school_id:
        raise NotPossible(
            sentence=_(
                "No council stands in here for children without a school. Ring your area coordinator, who "
                "can set it up. Until then the request stays with your school."
            )
        )
    holder = holder_there(request, council.id, at)
    moved = make_move(
        actor=actor, item=request, side=side, move=Move.LEAVE_SCHOOL, version=version, at=at,
        holder=holder,
        given={Need.REASON: why.value, Need.HAPPENED_ON: left_on, Need.RECEIVER: council.id},
        facts={"reason": why.value, "happened_on": left_on, "to_school_id": council.id},
        news=[events.LeftSchool(request.pk, request.child_id)],
    )  # fmt: skip
    # What stands beside is its council's now, and no more the school's to give: the child's own job does.
    job = Actor(kind="job", child_id=request.child_id, purpose=PURPOSE)
    with acting(job, route=PURPOSE) as job:
        audit.record(job, "item.followed_school", request.pk, at=at, child_id=request.child_id)
        hand_what_stands_beside(job, moved.item, council.id, at)
    return WithCouncil(council.name, is_named=council.has_link)


def _postcode(request: Item) -> str:
    """Return the child's postcode as it was kept; empty where nobody said it."""
    row = ChildContact.objects.filter(item=request, whose="child").order_by("-id").first()
    said = json.loads(seal.texts(row, request.child_id)["words"] or "{}") if row else {}
    postcode = said.get("postcode")
    return postcode if isinstance(postcode, str) and not postcode.startswith("__") else ""
