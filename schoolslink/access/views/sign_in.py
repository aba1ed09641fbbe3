"""Sign in: a password and then a code, an identity provider, or a persona of an invented world."""

from __future__ import annotations

import base64

import segno
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from schoolslink.access import commands, entering, limits, passwords, personas, second_step
from schoolslink.access.forms import AddressForm, CodeForm, SetUpCodeForm, SignInForm
from schoolslink.web import errors

BEING_SET_UP = "secret"  # in the session, while a phone is being set up
NOTES = {
    "out": _("You have signed out."),
    "ended": _("You are no longer signed in. Please sign in again."),
    "provider": _(
        "Signing in there did not work, or nobody here has that account. Try again, or"
        " ask whoever invited you."
    ),
    "second": _(
        "Your organisation did not tell us that you signed in there with a second step. Sign in"
        " there with one, or ask whoever looks after your account there."
    ),
    "password": _("Your new password is kept. Sign in with it."),
    "joined": _("You are in. Sign in to begin."),
}


def go_on(request: HttpRequest) -> str:
    """Return where to go after signing in: an address of ours, or the first page."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    fine = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if fine and wanted.startswith("/") else settings.SERVICE_HOME


@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for address and password; offer the providers, and personas where everything is invented."""
    if request.method != "POST" and request.actor.kind == "person":
        return redirect(go_on(request))
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if not _may_try(request, form.cleaned_data["email"]):
            entering.failed(request, "too many")
            return errors.too_many(request, retry_after_seconds=900)
        known = passwords.check(form.cleaned_data["email"], form.cleaned_data["password"])
        if known:
            limits.PASSWORD_OF_ONE.give_back(form.cleaned_data["email"].lower())
            entering.come_halfway(request, known.person_id, known.name, go_on=go_on(request))
            owes = second_step.has_one(known.person_id)
            return redirect("sign-in-code" if owes else "sign-in-set-up")
        limits.PASSWORD_FROM_ONE.take(limits.machine_of(request))
        entering.failed(request, "password")
        form.add_error(None, _("The e-mail address or the password is not right."))
    context = {
        "form": form,
        "next": go_on(request),
        "note": NOTES.get(request.GET.get("note", ""), ""),
        "providers": settings.OIDC_PROVIDERS,
        "personas": personas.listed(),
    }
    return render(request, "access/sign_in.jinja", context)


@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """Ask for the second step."""
    who = entering.halfway(request)
    if who is None:
        return redirect_to_sign_in("ended")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if not limits.SECOND_STEP.take(str(who["person"])):
            entering.failed(request, "too many codes")
            return errors.too_many(request, retry_after_seconds=900)
        how = second_step.check(who["person"], form.cleaned_data["code"])
        if how:
            limits.SECOND_STEP.give_back(str(who["person"]))
            entering.come_in(request, who["person"], how=f"password and {how}")
            return redirect(who["next"])
        entering.failed(request, "code")
        form.add_error("code", _("This code is not right, or was used already. Try the next one."))
    return render(request, "access/code.jinja", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def set_up(request: HttpRequest) -> HttpResponse:
    """Set the second step up at the first sign-in: show a square to scan, ask for its first code."""
    who = entering.halfway(request)
    if who is None or second_step.has_one(who["person"]):
        return redirect_to_sign_in("ended")
    secret = _secret_being_set_up(request)
    form = SetUpCodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if not limits.SECOND_STEP.take(str(who["person"])):
            return errors.too_many(request, retry_after_seconds=900)
        step = second_step.step_of(secret, form.cleaned_data["code"])
        codes = second_step.set_up(who["person"], secret, step) if step else None
        if codes:
            entering.come_in(request, who["person"], how="password and new phone")
            context = {"codes": codes, "next": who["next"]}
            return render(request, "access/recovery_codes.jinja", context)
        form.add_error("code", _("This is not the code your phone should show. Try the next one."))
    address = second_step.address_for_phone(secret, who["name"])
    context = {
        "form": form,
        "address": address,
        "square": segno.make(address, error="m").svg_data_uri(scale=5, border=4, light="white"),
        "typed": second_step.readable(secret),
    }
    return render(request, "access/set_up.jinja", context)


@require_http_methods(["GET", "HEAD", "POST"])
def forgotten(request: HttpRequest) -> HttpResponse:
    """Send a link for a new password; say the same whether or not there is such a person."""
    form = AddressForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        address = form.cleaned_data["email"].lower()
        if not limits.PASSWORD_LINK_FROM.take(limits.machine_of(request)):
            return errors.too_many(request, retry_after_seconds=3600)
        if limits.PASSWORD_LINK.take(address):
            commands.ask_for_password_link(address=address)
        return render(request, "access/link_sent.jinja")
    return render(request, "access/forgotten.jinja", {"form": form})


@require_POST
def sign_in_as(request: HttpRequest, persona_id) -> HttpResponse:
    """Sign in as somebody invented, in a database marked synthetic; not found in any other."""
    persona = personas.one(persona_id)
    if persona is None:
        raise Http404
    if persona.person_id:
        entering.come_in(request, persona.person_id, how="persona")
    elif persona.family_code:
        entering.come_in_as_family(request, persona.family_code)
    return redirect(settings.SERVICE_HOME if persona.person_id else settings.FAMILY_HOME)


@require_http_methods(["GET", "HEAD", "POST"])
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session; opened by its address, ask first."""
    if request.method == "POST":
        entering.leave(request)
        return redirect_to_sign_in("out")
    return render(request, "access/sign_out.jinja")


def redirect_to_sign_in(note: str) -> HttpResponse:
    """Return to the first step, with a sentence."""
    response = redirect("sign-in")
    response["Location"] += f"?note={note}"
    return response


def _may_try(request: HttpRequest, email: str) -> bool:
    """Count a try at one account; that of where it comes from only rises when a password is wrong.

    So colleagues behind one address do not wait for each other.
    """
    one = limits.PASSWORD_OF_ONE.take(email.lower())
    return limits.PASSWORD_FROM_ONE.is_open(limits.machine_of(request)) and one


def _secret_being_set_up(request: HttpRequest) -> bytes:
    """Return the secret of the square on the page: the same while the page is open."""
    if BEING_SET_UP not in request.session:
        request.session[BEING_SET_UP] = base64.b64encode(second_step.new_secret()).decode()
    return base64.b64decode(request.session[BEING_SET_UP])
