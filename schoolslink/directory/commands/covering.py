"""Who may be named as somebody's cover: another contact, or an organisation of their own."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from schoolslink.access import audit
from schoolslink.access.actor import Actor
from schoolslink.directory.events import ContactChanged
from schoolslink.directory.models import Cluster, Cover, NamedContact
from schoolslink.directory.models.dated import current
from schoolslink.directory.queries.groups import shared_covers
from schoolslink.kernel import outbox
from schoolslink.web.errors import Refusal


class CannotCover(Refusal):
    """Only the school’s own trust, federation, cluster, council or service can answer for it. Choose one."""

    field = "by"


def way_of(contact: NamedContact, by: UUID, on: date) -> dict[str, object]:
    """Return the columns of a cover by this contact or organisation, or raise CannotCover."""
    person = NamedContact.objects.filter(current(on), pk=by).first()
    if person is not None:
        return {"by": person}
    if by not in [row.organisation_id for row in shared_covers(contact, on=on)]:
        raise CannotCover
    return {"by_organisation_id": by}


def end_covers(covers: QuerySet[Cover], *, actor: Actor, on: date, at: datetime, why: str) -> int:
    """End those of these covers that still run, and tell those who route by them; return how many."""
    live = Q(until_on__isnull=True) | Q(until_on__gt=on)
    rows = list(
        covers.filter(live).select_for_update(of=("self",)).select_related("contact").order_by("pk")
    )
    for cover in rows:
        contact = cover.contact
        cover.until_on = max(on, cover.from_on)
        cover.save(update_fields=["until_on"])
        audit.record(actor, "contact.cover_ended", contact.pk, at=at, detail={"why": why})
        outbox.publish(
            ContactChanged(
                organisation_id=contact.organisation_id,
                side=contact.side,
                what="back",
                contact_id=contact.pk,
            ),
            at=at,
        )
    return len(rows)


def answer_in_place_of(left: NamedContact, contact: NamedContact) -> None:
    """Let somebody answer for the clusters for which the one whose place they take did."""
    Cluster.objects.filter(answers=left, until_on__isnull=True).update(answers=contact)
