"""Write down how a carer stands to a child by law, for school and team."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from schoolslink.kernel import clock
from schoolslink.referrals.commands.orders import set_order
from schoolslink.referrals.forms.orders import OrderForm
from schoolslink.referrals.models import Carer, Item
from schoolslink.referrals.pages.orders import carer_rows
from schoolslink.referrals.permissions import side_of
from schoolslink.referrals.queries.orders import CarerStands, carers_of
from schoolslink.referrals.rules import Side
from schoolslink.referrals.views.looks import BACK
from schoolslink.referrals.views.saving import save_once
from schoolslink.web.errors import Refusal


@never_cache
@require_GET
def carers(request: HttpRequest, item_id: UUID) -> HttpResponse:
    """Show every carer with what is known of their right to decide and of a court's order."""
    item, found = _found(request, item_id)
    context = {
        "item": item,
        "rows": carer_rows(found),
        "back": BACK.get(side_of(request.actor, item) or Side.SYSTEM),
    }
    return render(request, "referrals/carers.jinja", context)


@never_cache
@require_http_methods(["GET", "POST"])
def carer(request: HttpRequest, item_id: UUID, member_id: UUID) -> HttpResponse:
    """Write down what is known of one of them."""
    item, found = _found(request, item_id)
    one = next((one for one in found if one.id == member_id), None)
    if one is None:
        raise Http404
    form = OrderForm(
        request.POST or None,
        initial={"responsibility": one.responsibility, "order": one.order, "seen": one.seen},
    )
    if request.method == "POST" and form.is_valid():
        responsibility, order, seen = form.said()
        try:
            save_once(form.key, request.actor, "order", member_id, lambda: set_order(
                actor=request.actor, item_id=item_id, member_id=member_id,
                responsibility=responsibility, order=order, seen=seen, at=clock.now(),
            ))  # fmt: skip
        except (Item.DoesNotExist, Carer.DoesNotExist) as missing:
            raise Http404 from missing
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return redirect("referrals:carers", item_id)
    row = carer_rows([one])[0]
    return render(request, "referrals/carer.jinja", {"item": item, "row": row, "form": form})


def _found(request: HttpRequest, item_id: UUID) -> tuple[Item, list[CarerStands]]:
    try:
        return carers_of(request.actor, item_id)
    except Item.DoesNotExist as missing:
        raise Http404 from missing
