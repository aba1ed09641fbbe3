"""Tells the oracle what there is in a world that people have made, as the rows themselves say it."""

from __future__ import annotations

from django.db.models import Q

from schoolslink.access.models import FamilyCode, Membership
from schoolslink.checks.oracle import Belongs, Code, Link, Record, World
from schoolslink.checks.replies import opens_now
from schoolslink.referrals import models as held
from schoolslink.referrals.rules import Kind
from schoolslink.referrals.rules.agreement import Decider


def describe(world: World) -> None:
    """Tell the oracle what there is, as the rows themselves say it. Call as role `seed`."""
    world.belongings = [
        Belongs(m.pk, m.person_id, m.organisation_id, m.role, m.from_on, m.until_on)
        for m in Membership.objects.all()
    ]
    responsible = set(
        held.Carer.objects.filter(parental_responsibility="yes", replaced=False).values_list(
            "family_code_id", flat=True
        )
    )
    barred = set(
        held.Carer.objects.filter(
            Q(court_order="barred") | Q(not_by__contains=["person"])
        ).values_list("family_code_id", flat=True)
    )
    world.codes = {
        c.pk: Code(
            c.pk,
            c.item_id,
            c.child_id,
            c.relationship,
            c.revoked_at is not None,
            c.pk in responsible,
            c.pk in barred,
        )
        for c in FamilyCode.objects.all()
    }
    world.links = {
        link.pk: Link(link.pk, link.item_id, opens_now(link))
        for link in held.OutsideLink.objects.all()
    }
    asked = held.RightAsked.objects.filter(kind="copy", done_at__isnull=True)
    own = held.Carer.objects.filter(relationship="self").values_list("pk", flat=True)
    for item_id, member in asked.values_list("item_id", "family_member_id"):
        world.copies[item_id] = world.copies.get(item_id, False) or member in set(own)
    blocks = held.ConflictBlock.objects.filter(lifted_at__isnull=True)
    world.closed = set(blocks.values_list("person_id", "child_id"))
    young_decide = {r.item_id for r in held.Referral.objects.all() if r.decided_by != Decider.CARER}
    about_carers = held.SharingChoice.objects.filter(whom="carer").order_by("at", "id")
    latest = {choice.item_id: choice.may_be_told for choice in about_carers}
    kept_out = {item for item, told in latest.items() if not told and item in young_decide}
    about_school = held.SharingChoice.objects.filter(whom="school").order_by("at", "id")
    school_hears = {choice.item_id: choice.may_be_told for choice in about_school}
    world.records = {
        i.pk: Record(
            i.pk,
            i.kind,
            i.child_id,
            i.school_id,
            i.team_id,
            i.service_id,
            i.area_id,
            i.opened_by_id,
            i.risk_marked,
            i.closed_on,
            keeps_carers_out=i.pk in kept_out,
            keeps_school_out=i.kind == Kind.REFERRAL and not school_hears.get(i.pk, False),
            about=i.about_id,
        )
        for i in held.Item.objects.all()
    }
