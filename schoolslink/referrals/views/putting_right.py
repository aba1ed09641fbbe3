"""A wrong answer of a request that was sent is put right, by the school that wrote it or by the team."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from schoolslink.kernel import clock
from schoolslink.referrals.commands import putting_right as commands
from schoolslink.referrals.commands.putting_right import Mend
from schoolslink.referrals.errors import ChangedMeanwhile
from schoolslink.referrals.forms.putting_right import PutRightForm
from schoolslink.referrals.models import Item
from schoolslink.referrals.pages import putting_right as pages
from schoolslink.referrals.queries.putting_right import ToPutRight, to_put_right
from schoolslink.referrals.rules import Side
from schoolslink.referrals.rules.putting_right import mark_of
from schoolslink.referrals.rules.request import FIELDS, Block
from schoolslink.referrals.views.help_first import (
    help_first,
    reads_what_stands,
    saved_after_help,
)
from schoolslink.referrals.views.practices import form_of, only_looks
from schoolslink.referrals.views.saving import save_once
from schoolslink.web.errors import Refusal


@never_cache
@require_GET
def put_right_list(request: HttpRequest, item_id: UUID) -> HttpResponse:
    """Show every answer that may be put right, as it stands, and what was put right before."""
    page = pages.list_page(_found(request, item_id))
    return render(request, "referrals/put-right/list.jinja", page)


@never_cache
@require_http_methods(["GET", "POST"])
def put_right(request: HttpRequest, item_id: UUID, question: str) -> HttpResponse:
    """Put one answer right. question: its name."""
    found, name = _found(request, item_id), question
    if name not in found.names:
        raise Http404
    stands = found.stands.get(name, "")
    block = Block(name, FIELDS[name].label, (FIELDS[name],))
    form = form_of(PutRightForm, request, block, {name: stands})
    form.initial.setdefault("seen", mark_of(stands))
    item, side = found.record.opened.item, found.side
    if side is Side.SCHOOL and not only_looks(request):
        first = help_first(
            request, form, lambda: reads_what_stands(found.record.opened.holds, item),
            school_id=item.school_id, item=item,
        )  # fmt: skip
        if first is not None:
            return first
    if request.method == "POST" and not only_looks(request) and form.is_valid():
        mend = Mend(name, form.cleaned_data["seen"], form.answer(), form.cleaned_data["why"])
        try:
            save_once(form.key, request.actor, "put-right", item_id, lambda: commands.put_right(  # type: ignore[attr-defined]
                actor=request.actor, item_id=item_id, mend=mend, at=clock.now(),  # type: ignore[attr-defined]
                correction_id=found.correction_id,
            ))  # fmt: skip
        except Item.DoesNotExist as missing:
            raise Http404 from missing
        except ChangedMeanwhile as refusal:
            found = _found(request, item_id)
            form.look_again(mark_of(found.stands.get(name, "")))
            form.refuse(refusal)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            saved_after_help(request, form, item_id, side)
            if found.correction_id:
                return redirect("referrals:correction", found.correction_id)
            return redirect("referrals:put-right", item_id)
    page = pages.one_page(found, name)
    return render(request, "referrals/put-right/one.jinja", page | {"form": form})


def _found(request: HttpRequest, item_id: UUID) -> ToPutRight:
    """Return what this person may put right; what stands for a correction is named in the address."""
    typed = request.GET.get("for", "")
    try:
        correction_id = UUID(typed) if typed else None
        return to_put_right(request.actor, item_id, correction_id)  # type: ignore[attr-defined]
    except (ValueError, Item.DoesNotExist) as missing:
        raise Http404 from missing
