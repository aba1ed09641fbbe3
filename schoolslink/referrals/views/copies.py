"""Copies of a record for the clinic's own: downloads, each written into the audit as `copied`."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from schoolslink.access import audit
from schoolslink.access.policy import Group
from schoolslink.kernel import clock
from schoolslink.referrals.pages.copies import as_pdf, as_text, copy_of
from schoolslink.referrals.views.contact import found

FORMS = {"pdf": "application/pdf", "txt": "text/plain; charset=utf-8"}


@never_cache
@require_GET
def copy(request: HttpRequest, item_id: UUID, form: str) -> HttpResponse:
    """Hand out a record as PDF or plain text. Its name is our reference, never the child's."""
    if form not in FORMS:
        raise Http404
    now = clock.now()
    record = found(request, item_id)
    item = record.opened.item
    if Group.NARRATIVE not in record.opened.groups:
        raise Http404  # what was said belongs to another team, and so does the copy of it
    content = copy_of(record, now, request.actor.name)
    body = as_pdf(content, now) if form == "pdf" else as_text(content).encode()
    audit.record(
        request.actor, "copied", item.pk, at=now, child_id=item.child_id, detail={"as": form}
    )
    response = HttpResponse(body, content_type=FORMS[form])
    response["Content-Disposition"] = f'attachment; filename="{item.reference}.{form}"'
    response["Cache-Control"] = "no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
