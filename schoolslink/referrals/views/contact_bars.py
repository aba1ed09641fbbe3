"""Write down who of the family must not be reached, for school and team."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from schoolslink.kernel import clock
from schoolslink.referrals.commands.contact_bars import bar_contact, lift_bar
from schoolslink.referrals.errors import NotYours
from schoolslink.referrals.forms.contact_bars import BarForm, LiftForm
from schoolslink.referrals.models import Carer, ContactBar, Item
from schoolslink.referrals.pages.contact_bars import reached_rows
from schoolslink.referrals.permissions import side_of
from schoolslink.referrals.queries.contact_bars import Reached, to_reach
from schoolslink.referrals.rules import Side
from schoolslink.referrals.views.looks import BACK
from schoolslink.referrals.views.saving import save_once
from schoolslink.web.errors import Refusal


@never_cache
@require_GET
def not_contact(request: HttpRequest, item_id: UUID) -> HttpResponse:
    """Show each of the family with what stands against reaching them."""
    item, family = _found(request, item_id)
    rows = reached_rows(family)
    context = {
        "item": item,
        "rows": rows,
        "lifts": {
            bar["id"]: LiftForm(auto_id=f"{bar['id']}-%s") for row in rows for bar in row["bars"]
        },
        "back": BACK.get(side_of(request.actor, item) or Side.SYSTEM),
    }
    return render(request, "referrals/not-contact.jinja", context)


@never_cache
@require_http_methods(["GET", "POST"])
def not_contact_member(request: HttpRequest, item_id: UUID, member_id: UUID) -> HttpResponse:
    """Write down one thing about one of them."""
    item, family = _found(request, item_id)
    one = next((one for one in family if one.id == member_id), None)
    if one is None:
        raise Http404
    form = BarForm(request.POST or None, is_carer=one.is_carer)
    if request.method == "POST" and form.is_valid():
        ways, why, asked_by, since_on = form.said()
        try:
            save_once(form.key, request.actor, "contact barred", member_id, lambda: bar_contact(
                actor=request.actor, item_id=item_id, member_id=member_id, ways=ways, why=why,
                asked_by=asked_by, since_on=since_on, at=clock.now(),
            ))  # fmt: skip
        except (Item.DoesNotExist, Carer.DoesNotExist) as missing:
            raise Http404 from missing
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return redirect("referrals:not-contact", item_id)
    context = {"item": item, "row": reached_rows([one])[0], "form": form}
    return render(request, "referrals/not-contact-member.jinja", context)


@never_cache
@require_POST
def contact_again(request: HttpRequest, item_id: UUID, bar_id: UUID) -> HttpResponse:
    """Lift one thing that was written down."""
    form = LiftForm(request.POST)
    if form.is_valid():
        try:
            save_once(form.key, request.actor, "contact again", item_id, lambda: lift_bar(
                actor=request.actor, item_id=item_id, bar_id=bar_id, at=clock.now(),
            ))  # fmt: skip
        except (Item.DoesNotExist, ContactBar.DoesNotExist, NotYours) as missing:
            raise Http404 from missing
    return redirect("referrals:not-contact", item_id)


def _found(request: HttpRequest, item_id: UUID) -> tuple[Item, list[Reached]]:
    try:
        return to_reach(request.actor, item_id)
    except Item.DoesNotExist as missing:
        raise Http404 from missing
