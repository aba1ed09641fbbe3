"""The page of a link: accept an invitation, or set a new password."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from schoolslink.access import commands, entering, limits, queries, wording
from schoolslink.access.forms import NewPasswordForm
from schoolslink.access.queries import Link
from schoolslink.access.roles import Role
from schoolslink.access.views.sign_in import redirect_to_sign_in
from schoolslink.web import errors
from schoolslink.web.errors import Refusal
from schoolslink.web.forms import NhsForm


@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Say what the link is for; accept it by a new password, or signed in by a button."""
    machine = limits.machine_of(request)
    if not limits.LINK_FROM.is_open(machine):
        return errors.too_many(request, retry_after_seconds=3600)
    link = queries.link_of(token)
    if link is None:
        limits.LINK_FROM.take(machine)
        return render(request, "access/link_ended.jinja", status=200)
    asks = link.purpose == "password" or not link.has_a_way
    must_sign_in = not asks and request.actor.person_id != link.person_id
    typed = request.POST or None
    form = NewPasswordForm(typed, whose=(link.name, link.email)) if asks else NhsForm(typed)
    if request.method == "POST" and form.is_valid():
        try:
            person = commands.accept(token=token, password=form.cleaned_data.get("password", ""))
            entering.joined(request, person, link.purpose)
            return redirect_to_sign_in("password" if link.purpose == "password" else "joined")
        except Refusal as refusal:
            form.refuse(refusal)
    context = {
        "form": form,
        "link": link,
        "token": token,
        "asks_password": asks,
        "must_sign_in": must_sign_in,
        "role": wording.ROLES[Role(link.role)] if link.role else "",
        "providers": _providers(link),
    }
    return render(request, "access/invitation.jinja", context)


def _providers(link: Link) -> list[tuple[str, str]]:
    """Return the providers through which this link can be accepted instead."""
    return settings.OIDC_PROVIDERS if link.purpose == "join" else []
