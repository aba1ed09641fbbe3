"""Files that go with a request: put to it at school, handed out to who may read what was said."""

from __future__ import annotations

import logging
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from schoolslink.access import audit
from schoolslink.access.actor import Actor
from schoolslink.access.seal import DoesNotOpen, NoKey
from schoolslink.access.unit import attempt
from schoolslink.kernel import clock
from schoolslink.kernel.ids import id_of
from schoolslink.referrals.commands.files import attach_file, remove_file
from schoolslink.referrals.forms.files import AttachForm
from schoolslink.referrals.models import Attachment, Item
from schoolslink.referrals.pages.files import files_page
from schoolslink.referrals.queries.files import OpenFile, files_at_school, open_file
from schoolslink.referrals.rules import Kind
from schoolslink.referrals.rules.files import MEDIA_TYPES, FileRefused, FileType
from schoolslink.referrals.storage import FileGone
from schoolslink.referrals.views.saving import save_once
from schoolslink.web.errors import Refusal

log = logging.getLogger(__name__)
DAMAGED = (FileGone, NoKey, DoesNotOpen)
# Even opened as a page by mistake, a file runs nothing and asks for nothing.
SANDBOX = "default-src 'none'; frame-ancestors 'none'; sandbox"


@never_cache
def files(request: HttpRequest, item_id: UUID) -> HttpResponse:
    """Show the files of a request, and take one more."""
    actor = request.actor  # type: ignore[attr-defined]
    form = AttachForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["file"]
        try:
            with attempt():
                save_once(
                    form.key, actor, "file", item_id,
                    lambda: attach_file(
                        actor=actor, item_id=item_id, kind=form.cleaned_data["kind"],
                        name=chosen.name, content=chosen.read(), at=clock.now(),
                        replaces_id=id_of(request.POST.get("replaces")),
                    ),
                )  # fmt: skip
            return redirect("referrals:files", item_id)
        except FileRefused as refused:
            form.add_error("file", _(str(refused)))
        except (Item.DoesNotExist, Attachment.DoesNotExist):
            raise Http404 from None
        except Refusal as refusal:
            form.refuse(refusal)
    return _page(request, item_id, form)


@require_POST
def remove(request: HttpRequest, item_id: UUID, attachment_id: UUID) -> HttpResponse:
    """Take a file away again before it is sent."""
    try:
        remove_file(
            actor=request.actor,  # type: ignore[attr-defined]
            item_id=item_id,
            file_id=attachment_id,
            at=clock.now(),
        )
    except Item.DoesNotExist:
        raise Http404 from None
    except Refusal as refusal:
        return _page(request, item_id, AttachForm(), refusal)
    return redirect("referrals:files", item_id)


def _page(
    request: HttpRequest, item_id: UUID, form: AttachForm, refusal: Refusal | None = None
) -> HttpResponse:
    """Return the page as it stands now. refusal: of what was just tried beside the form."""
    try:
        item, there = files_at_school(request.actor, item_id)  # type: ignore[attr-defined]
    except Item.DoesNotExist:
        raise Http404 from None
    if item.kind != Kind.REFERRAL:
        raise Http404
    context = files_page(item, there) | {"form": form, "refusal": str(refusal or "")}
    return render(request, "referrals/request/files.jinja", context)


@never_cache
@require_GET
def download(request: HttpRequest, item_id: UUID, attachment_id: UUID) -> HttpResponse:
    """Hand a file out to be saved: it is never shown inside the service."""
    try:
        found = open_file(request.actor, item_id, attachment_id)  # type: ignore[attr-defined]
    except (Item.DoesNotExist, Attachment.DoesNotExist):
        raise Http404 from None
    except DAMAGED as damaged:
        raise damaged_file(damaged) from None
    return handed_out(request.actor, found, attachment_id, item_id)  # type: ignore[attr-defined]


def damaged_file(damaged: Exception) -> Http404:
    """Return what is shown for a file erased, or lost, or altered on the disk: it is never handed out."""
    # Loud where logs are read.
    log.error("a file cannot be opened", extra={"event": type(damaged).__name__})
    return Http404()


def handed_out(actor: Actor, found: OpenFile, file_id: UUID, beside: UUID) -> HttpResponse:
    """Return a file as a download, and note that it left. beside: what it was opened from."""
    audit.record(
        actor,
        "file.saved",
        beside,
        at=clock.now(),
        child_id=found.child_id,
        detail={"file": str(file_id)},
    )
    response = HttpResponse(found.content, content_type=MEDIA_TYPES[FileType(found.type)])
    response["Content-Disposition"] = content_disposition_header(True, found.name) or "attachment"
    response["Cache-Control"] = "no-store"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = SANDBOX
    return response
