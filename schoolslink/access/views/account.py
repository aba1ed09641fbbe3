"""One's own account: what one is here, for whom one acts, password and paper codes."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from schoolslink.access import audit, commands, limits, passwords, queries, second_step, wording
from schoolslink.access.forms import ChangePasswordForm
from schoolslink.access.models import Person
from schoolslink.access.sessions import key_hash
from schoolslink.kernel import clock
from schoolslink.web import errors


@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """Show who is signed in, every role held, and what can be changed."""
    actor = request.actor
    context = {
        "person": Person.objects.get(pk=actor.person_id),
        "held": [
            {
                "id": held.id,
                "organisation_id": held.organisation_id,
                "organisation": held.organisation_name,
                "role": wording.ROLES[held.role],
                "acting": held.id == actor.acting,
            }
            for held in actor.memberships
        ],
        "managed": queries.managed_organisations(actor),
        "has_second_step": second_step.has_one(actor.person_id),
        "codes_left": second_step.recovery_left(actor.person_id),
    }
    return render(request, "access/account.jinja", context)


@require_POST
def act_for(request: HttpRequest, membership_id) -> HttpResponse:
    """Choose for which organisation to act; every page shows it."""
    if any(held.id == membership_id for held in request.actor.memberships):
        request.session["acting"] = str(membership_id)
    return redirect("account")


@require_http_methods(["GET", "HEAD", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Change one's password; every other browser is signed out."""
    me = Person.objects.get(pk=request.actor.person_id)
    form = ChangePasswordForm(request.POST or None, whose=(me.name, me.email))
    if request.method == "POST" and form.is_valid():
        key = str(request.actor.person_id)
        if not limits.PASSWORD_OF_ONE.take(key):
            return errors.too_many(request, retry_after_seconds=900)
        if passwords.is_mine(form.cleaned_data["present_password"]):
            limits.PASSWORD_OF_ONE.give_back(key)
            commands.change_password(
                actor=request.actor,
                password=form.cleaned_data["password"],
                staying=key_hash(request.session.session_key),
                at=clock.now(),
            )
            return redirect("account")
        form.add_error("present_password", _("This is not your password now."))
    return render(request, "access/password.jinja", {"form": form})


@require_POST
def new_codes(request: HttpRequest) -> HttpResponse:
    """Make new paper codes and show them once."""
    if not second_step.has_one(request.actor.person_id):
        return redirect("account")
    codes = second_step.renew_recovery_codes(request.actor.person_id)
    audit.record(request.actor, "recovery_codes.renewed", request.actor.person_id, at=clock.now())
    return render(request, "access/recovery_codes.jinja", {"codes": codes, "next": "/account"})
