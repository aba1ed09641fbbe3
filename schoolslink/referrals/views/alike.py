"""Two requests that may be about one child: the team looks at both, and says what they are."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from schoolslink.kernel import clock
from schoolslink.referrals.commands.alike import say_of_pair, take_back
from schoolslink.referrals.forms.alike import LookAgainForm, SaidForm
from schoolslink.referrals.models import Item, Likeness
from schoolslink.referrals.pages import alike as pages
from schoolslink.referrals.queries.alike import pairs_to_look_at
from schoolslink.referrals.queries.compared import side_by_side
from schoolslink.referrals.rules.alike import Verdict
from schoolslink.referrals.views.saving import save_once
from schoolslink.web.errors import Refusal
from schoolslink.web.forms import NhsForm


@never_cache
@require_safe
def pairs(request: HttpRequest) -> HttpResponse:
    """Show the pairs of open requests of which nobody has said yet whether they are one child's."""
    rows = pages.pairs_page(pairs_to_look_at(request.actor))
    return render(request, "referrals/alike-pairs.jinja", {"rows": rows})


@never_cache
@require_http_methods(["GET", "POST"])
def alike(request: HttpRequest, item_id: UUID, alike_id: UUID) -> HttpResponse:
    """Show both beside each other, or write down whether they are one child."""
    form = SaidForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            save_once(form.key, request.actor, "same child", item_id, lambda: say_of_pair(
                actor=request.actor, item_id=item_id, alike_id=alike_id,
                verdict=Verdict(form.cleaned_data["verdict"]),
                why=form.cleaned_data["why"], at=clock.now(),
            ))  # fmt: skip
        except (Item.DoesNotExist, Likeness.DoesNotExist) as missing:
            raise Http404 from missing
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return redirect("referrals:record", item_id)
    return _show(request, item_id, alike_id, form)


@never_cache
@require_POST
def alike_again(request: HttpRequest, item_id: UUID, alike_id: UUID) -> HttpResponse:
    """Let two be looked at again of which somebody has said what they are."""
    form = LookAgainForm(request.POST)
    if form.is_valid():
        try:
            save_once(form.key, request.actor, "same again", item_id, lambda: take_back(
                actor=request.actor, item_id=item_id, alike_id=alike_id,
                why=form.cleaned_data["why"], at=clock.now(),
            ))  # fmt: skip
        except (Item.DoesNotExist, Likeness.DoesNotExist) as missing:
            raise Http404 from missing
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return redirect("referrals:record", item_id)
    return _show(request, item_id, alike_id, form)


def _show(request: HttpRequest, item_id: UUID, alike_id: UUID, form: NhsForm) -> HttpResponse:
    try:
        pair = side_by_side(request.actor, item_id, alike_id)
    except (Item.DoesNotExist, Likeness.DoesNotExist) as missing:
        raise Http404 from missing
    wanted = LookAgainForm if pair.verdict else SaidForm
    shown = form if isinstance(form, wanted) else wanted()
    return render(request, "referrals/alike.jinja", pages.alike_page(pair) | {"form": shown})
