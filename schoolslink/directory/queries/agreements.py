"""How a pair's working agreement stands: written or not, agreed by whom, looked at again when."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from schoolslink.directory.models import WorkingAgreement
from schoolslink.directory.queries.services import criteria_of
from schoolslink.directory.questions import asked
from schoolslink.directory.rules.agreement import QUESTIONS


@dataclass(frozen=True)
class AgreementView:
    """The newest version of a pair's page. talk: what it says of their talk each term."""

    review_on: date
    school_agreed_on: date | None
    nhs_agreed_on: date | None
    talk: str


def usual_answers(service_id: UUID, *, on: date) -> dict[str, str]:
    """Return the page that stands until somebody changes it, with the days its service promises."""
    limits = criteria_of(service_id, on=on).content.get("limits", {})
    days = {one.name: limits.get(one.name, one.usual) for one in asked().PROMISES}
    return {question.name: _(question.usual) % days for question in QUESTIONS}


def working_agreement(link_id: UUID) -> AgreementView | None:
    """Return how a pair's page stands; None before anybody has written it."""
    return working_agreements([link_id]).get(link_id)


def working_agreements(link_ids: Collection[UUID]) -> dict[UUID, AgreementView]:
    """Return how the page of each of these pairs stands; of those that nobody has written, nothing."""
    rows = WorkingAgreement.objects.filter(link_id__in=link_ids)
    return {
        row.link_id: AgreementView(
            row.review_on, row.school_agreed_on, row.nhs_agreed_on, row.content.get("talk", "")
        )
        for row in rows.order_by("link_id", "-version").distinct("link_id")
    }
