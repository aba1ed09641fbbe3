"""Another team of the area may have the same child: the team sees which, rings, and writes down what came."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from schoolslink.kernel import clock
from schoolslink.referrals.commands.elsewhere import ask_elsewhere_again, say_elsewhere
from schoolslink.referrals.forms.elsewhere import AskAgainForm, SpokenForm
from schoolslink.referrals.models import Elsewhere, Item
from schoolslink.referrals.pages import elsewhere as pages
from schoolslink.referrals.queries.elsewhere import elsewhere_to_ask
from schoolslink.referrals.queries.team import open_for_act
from schoolslink.referrals.rules.elsewhere import Spoken
from schoolslink.referrals.views.saving import save_once
from schoolslink.web.errors import Refusal
from schoolslink.web.forms import NhsForm


@never_cache
@require_safe
def to_ask(request: HttpRequest) -> HttpResponse:
    """Show the open requests of which another team of the area may have the child too."""
    rows = pages.to_ask_page(elsewhere_to_ask(request.actor))
    return render(request, "referrals/elsewhere-list.jinja", {"rows": rows})


@never_cache
@require_http_methods(["GET", "POST"])
def there(request: HttpRequest, item_id: UUID, there_id: UUID) -> HttpResponse:
    """Show which team it is and whom to ring, or write down what came of it."""
    form = SpokenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            save_once(form.key, request.actor, "said elsewhere", item_id, lambda: say_elsewhere(
                actor=request.actor, item_id=item_id, elsewhere_id=there_id,
                verdict=Spoken(form.cleaned_data["verdict"]),
                why=form.cleaned_data["why"], at=clock.now(),
            ))  # fmt: skip
        except (Item.DoesNotExist, Elsewhere.DoesNotExist) as missing:
            raise Http404 from missing
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return redirect("referrals:record", item_id)
    return _show(request, item_id, there_id, form)


@never_cache
@require_POST
def anew(request: HttpRequest, item_id: UUID, there_id: UUID) -> HttpResponse:
    """Let the other team be asked again, of which somebody has said what came of it."""
    form = AskAgainForm(request.POST)
    if form.is_valid():
        try:
            save_once(form.key, request.actor, "ask elsewhere", item_id, lambda: ask_elsewhere_again(
                actor=request.actor, item_id=item_id, elsewhere_id=there_id,
                why=form.cleaned_data["why"], at=clock.now(),
            ))  # fmt: skip
        except (Item.DoesNotExist, Elsewhere.DoesNotExist) as missing:
            raise Http404 from missing
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return redirect("referrals:record", item_id)
    return _show(request, item_id, there_id, form)


def _show(request: HttpRequest, item_id: UUID, there_id: UUID, form: NhsForm) -> HttpResponse:
    try:
        record = open_for_act(request.actor, item_id)
    except Item.DoesNotExist as missing:
        raise Http404 from missing
    one = next((row for row in record.elsewhere if row.there.id == there_id), None)
    if one is None:
        raise Http404
    wanted = AskAgainForm if one.verdict else SpokenForm
    shown = form if isinstance(form, wanted) else wanted()
    context = pages.elsewhere_page(record, one) | {"form": shown}
    return render(request, "referrals/elsewhere.jinja", context)
