"""The way in for a young person or a carer: one code, no account, and out again at once."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from schoolslink.access import entering, family, limits
from schoolslink.access.forms import FamilyCodeForm
from schoolslink.web.errors import Refusal
from schoolslink.web.languages import in_chosen_language


@require_http_methods(["GET", "HEAD", "POST"])
@in_chosen_language
def enter(request: HttpRequest) -> HttpResponse:
    """Ask for the code; a birth date opens nothing."""
    if request.method != "POST" and request.actor.kind == "family":
        return redirect(settings.FAMILY_HOME)
    form = FamilyCodeForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            code_id = family.open_page(
                form.cleaned_data["code"], machine=limits.machine_of(request)
            )
            entering.come_in_as_family(request, code_id)
            return redirect(settings.FAMILY_HOME)
        except Refusal as refusal:
            entering.failed(request, "family code")
            form.refuse(refusal)
    return render(request, "access/family_enter.jinja", {"form": form}, status=status)


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Close the family's page on this device and go to a page that says nothing."""
    entering.leave(request)
    return redirect(settings.SERVICE_EXIT_TO)
