"""What the directory hands over when a school follows another: roles, contacts, links, askings ...

Listed in `config/handovers.py`, people first: the links that are made anew name them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from schoolslink.access import audit, doors
from schoolslink.access.actor import Actor
from schoolslink.access.models import Membership, Organisation
from schoolslink.directory.events import ContactChanged, LinkChanged
from schoolslink.directory.models import (
    AreaMembership,
    ClusterSchool,
    Cover,
    Link,
    NamedContact,
    Nomination,
    NominationState,
    Position,
    Side,
    SupportInPlace,
    WorkingAgreement,
)
from schoolslink.directory.models.dated import current
from schoolslink.directory.rules.handover import HandOver, Hanging
from schoolslink.kernel import clock, outbox
from schoolslink.kernel.ids import new_id

from . import nominations
from .covering import answer_in_place_of

LIVE_LINK = Q(linked_until__isnull=True)


def _counted(
    rows: QuerySet, school: str, schools: Collection[UUID] | None, what: str
) -> list[Hanging]:
    if schools is not None:
        rows = rows.filter(**{f"{school}__in": schools})
    counted = rows.order_by().values_list(school).annotate(count=Count("pk"))
    return [Hanging(school_id, what, count) for school_id, count in counted]


def contacts_on(schools: Collection[UUID] | None) -> list[Hanging]:
    """Return how many named contacts each school has."""
    rows = NamedContact.objects.filter(side=Side.SCHOOL, until_on__isnull=True)
    return _counted(rows, "organisation_id", schools, "named contacts")


def links_on(schools: Collection[UUID] | None) -> list[Hanging]:
    """Return how many live links each school has."""
    return _counted(Link.objects.filter(LIVE_LINK), "school_id", schools, "links")


def memberships_on(schools: Collection[UUID] | None) -> list[Hanging]:
    """Return how many roles people hold in each school."""
    today = clock.local_day(clock.real_now())
    rows = Membership.objects.filter(current(today), organisation__kind="school")
    return _counted(rows, "organisation_id", schools, "people's roles")


def support_on(schools: Collection[UUID] | None) -> list[Hanging]:
    """Return how many kinds of support each school has in place."""
    return _counted(SupportInPlace.objects.all(), "school_id", schools, "support in place")


def nominations_on(schools: Collection[UUID] | None) -> list[Hanging]:
    """Return how many askings to name somebody are open at each school."""
    rows = Nomination.objects.filter(side=Side.SCHOOL, state__in=nominations.OPEN_STATES)
    return _counted(rows, "organisation_id", schools, "askings to name somebody")


def move_nominations(old: UUID, new: UUID, *, actor: Actor, at: datetime) -> int:
    """Take back what the old school was asked and ask the new one."""
    rows = Nomination.objects.select_for_update(of=("self",)).select_related("contact")
    asked = list(rows.filter(organisation_id=old, state__in=nominations.OPEN_STATES).order_by("pk"))
    return sum(_ask_the_successor(one, new, actor, at) for one in asked)


def _ask_the_successor(nomination: Nomination, new: UUID, actor: Actor, at: datetime) -> bool:
    """Take an asking back and ask the school that follows, by mail or still by phone; say whether.

    Not asked: a school that has named somebody since, or is being asked at the same address.
    """
    before, stood = nomination.contact, nomination.state
    nomination.state = NominationState.WITHDRAWN
    nomination.save(update_fields=["state"])
    audit.record(actor, "nomination.withdrawn", nomination.pk, at=at)
    named = NamedContact.objects.filter(organisation_id=new, until_on__isnull=True)
    contact = (
        named.filter(position=before.position, name=before.name, email=before.email).first()
        if before
        else None
    )
    is_being_asked = Nomination.objects.filter(
        organisation_id=new, email__iexact=nomination.email, state__in=nominations.OPEN_STATES
    ).exists()
    if is_being_asked or (contact is None and named.exclude(position=Position.COVER).exists()):
        return False
    again = Nomination(
        organisation=Organisation.objects.get(pk=new),
        contact=contact,
        email=nomination.email,
        state=stood,
        asked_by_id=nomination.asked_by_id,
    )
    nominations.begin(again, actor, at)
    return True


def move_contacts(old: UUID, new: UUID, *, actor: Actor, at: datetime) -> int:
    """Name the same people for the new school, with whoever covers for them; end them at the old.

    Where the new school has named a lead of its own, that lead stays.
    """
    on = clock.local_day(at)
    leaving = list(
        NamedContact.objects.filter(organisation_id=old, side=Side.SCHOOL, until_on__isnull=True)
    )
    taken = set(
        NamedContact.objects.filter(
            organisation_id=new, side=Side.SCHOOL, until_on__isnull=True
        ).values_list("position", flat=True)
    )
    moved: dict[UUID, NamedContact] = {}
    for contact in leaving:
        NamedContact.objects.filter(pk=contact.pk).update(until_on=max(on, contact.from_on))
        if contact.position in taken:
            continue
        again = NamedContact(
            organisation_id=new,
            from_on=on,
            **{name: getattr(contact, name) for name in KEPT_OF_A_CONTACT},
        )
        again.save(force_insert=True)
        moved[contact.pk] = again
        outbox.publish(
            ContactChanged(
                organisation_id=new, side=Side.SCHOOL.value, what="made", contact_id=again.pk
            ),
            at=at,
        )
    _move_covers(moved, on)
    for contact in leaving:
        if contact.pk in moved:
            answer_in_place_of(contact, moved[contact.pk])
    for before, after in moved.items():
        audit.record(actor, "contact.handed_over", before, at=at, detail={"to": str(after.pk)})
    return len(moved)


KEPT_OF_A_CONTACT = (
    "side", "position", "person_id", "name", "email", "job_title", "days", "starts_at", "ends_at",
    "phone", "best_way", "confirmed_on",
)  # fmt: skip


def _move_covers(moved: dict[UUID, NamedContact], on: date) -> None:
    """Let the same people cover for the same people."""
    for cover in Cover.objects.filter(current(on), contact_id__in=moved):
        by = moved.get(cover.by_id, cover.by) if cover.by_id else None
        Cover.objects.create(
            contact=moved[cover.contact_id],
            by=by,
            by_organisation_id=cover.by_organisation_id,
            from_on=on,
            until_on=cover.until_on,
            is_away=cover.is_away,
        )


def move_memberships(old: UUID, new: UUID, *, actor: Actor, at: datetime) -> int:
    """Give everybody the role at the new school that they held at the old one, which ends.

    By the real day, whatever day a simulation plays: so memberships are read too.
    """
    today = clock.local_day(clock.real_now())
    # Before the first role: a coordinator gives roles in schools of their own area alone.
    _take_area(old, new, min(clock.local_day(at), today))
    # Nobody gives themselves a role, a coordinator who has one at the old school neither.
    held = list(
        Membership.objects.filter(current(today), organisation_id=old).exclude(
            person_id=actor.person_id
        )
    )
    for membership in held:
        doors.value(
            "select access.membership_start(%s, %s, %s, %s, %s, %s)",
            *(new_id(), membership.person_id, new, membership.role, today, membership.until_on),
        )
        doors.row("select * from access.membership_end(%s, %s)", membership.pk, today)
        audit.record(actor, "membership.handed_over", membership.pk, at=at, detail={"to": str(new)})
    return len(held)


def move_support(old: UUID, new: UUID, *, actor: Actor, at: datetime) -> int:
    """Give the new school the support the old one had; it is to be checked again as before."""
    return SupportInPlace.objects.filter(school_id=old).update(school_id=new)


def clusters_on(schools: Collection[UUID] | None) -> list[Hanging]:
    """Return in how many clusters each school is."""
    rows = ClusterSchool.objects.filter(until_on__isnull=True)
    return _counted(rows, "school_id", schools, "clusters")


def move_clusters(old: UUID, new: UUID, *, actor: Actor, at: datetime) -> int:
    """Put the new school into the clusters of the old one, which leaves them."""
    on = clock.local_day(at)
    live = ClusterSchool.objects.filter(until_on__isnull=True)
    inside = set(live.filter(school_id=new).values_list("cluster_id", flat=True))
    leaving = list(live.filter(school_id=old).select_for_update())
    for row in leaving:
        row.until_on = max(on, row.from_on)
        row.save(update_fields=["until_on"])
        if row.cluster_id not in inside:
            ClusterSchool.objects.create(cluster_id=row.cluster_id, school_id=new, from_on=on)
    return len(leaving)


def move_links(old: UUID, new: UUID, *, actor: Actor, at: datetime) -> int:
    """Join the new school to the same services and contacts; end the old school's links today.

    A pair that is joined already stays as it is. What was agreed between the two is written for the
    new school to agree: it is another body in law.
    """
    on = clock.local_day(at)
    theirs = set(Link.objects.filter(LIVE_LINK, school_id=new).values_list("service_id", flat=True))
    has_main = Link.objects.filter(LIVE_LINK, school_id=new, is_main=True).exists()
    count = 0
    for link in Link.objects.select_for_update(of=("self",)).filter(LIVE_LINK, school_id=old):
        link.linked_until = max(on, link.linked_from)
        link.save(update_fields=["linked_until"])
        _tell(link, "ended", at)
        if link.service_id in theirs:
            continue
        again = Link.objects.create(
            school_id=new,
            service_id=link.service_id,
            team_id=link.team_id,
            nhs_contact_id=link.nhs_contact_id,
            is_main=link.is_main and not has_main,
            linked_from=on,
            confirmed_on=link.confirmed_on,
        )
        _offer_agreement(link, again, at)
        _tell(again, "made", at)
        audit.record(actor, "link.handed_over", link.pk, at=at, detail={"to": str(again.pk)})
        count += 1
    return count


def _take_area(old: UUID, new: UUID, on: date) -> None:
    """Put the new school into the old one's area, unless it has one."""
    if AreaMembership.objects.filter(current(on), school_id=new).exists():
        return
    for membership in AreaMembership.objects.filter(current(on), school_id=old):
        AreaMembership.objects.create(school_id=new, area_id=membership.area_id, from_on=on)


def _offer_agreement(before: Link, after: Link, at: datetime) -> None:
    latest = before.agreements.order_by("-version").first()
    if latest is None:
        return
    WorkingAgreement.objects.create(
        link=after,
        version=1,
        content=latest.content,
        written_at=at,
        review_on=latest.review_on,
        nhs_agreed_on=latest.nhs_agreed_on,
        nhs_agreed_by=latest.nhs_agreed_by,
    )


def _tell(link: Link, what: str, at: datetime) -> None:
    outbox.publish(
        LinkChanged(
            link_id=link.pk, school_id=link.school_id, service_id=link.service_id, what=what
        ),
        at=at,
    )


def hand_overs() -> Iterable[HandOver]:
    """Return what the directory hands over, in the order it must."""
    return (
        HandOver("roles", memberships_on, move_memberships),
        HandOver("contacts", contacts_on, move_contacts),
        HandOver("clusters", clusters_on, move_clusters),
        HandOver("support", support_on, move_support),
        HandOver("links", links_on, move_links),
        HandOver("askings", nominations_on, move_nominations),
    )
