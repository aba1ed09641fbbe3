"""People of one organisation: who is here, who is invited; let in, cover from-to, end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from schoolslink.access import commands, queries, wording
from schoolslink.access.forms import ButtonForm, EndForm, InviteForm
from schoolslink.access.models import Organisation
from schoolslink.access.permissions import organisation_managed_by, roles_to_give
from schoolslink.access.saving import save_once
from schoolslink.kernel import clock
from schoolslink.web.errors import Refusal


class ShownTooLongAgo(Refusal):
    """This button was not whole. Open the page again, then press it once more."""


ONE_DAY = timedelta(days=1)
NEW_FOR = timedelta(days=28)


def managed(request: HttpRequest, organisation_id: UUID) -> Organisation:
    """Return the organisation; not found for anybody who does not look after it."""
    try:
        return organisation_managed_by(request.actor, organisation_id)
    except Organisation.DoesNotExist:
        raise Http404 from None


@require_safe
def people(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    """List who has a role here and who is invited."""
    organisation = managed(request, organisation_id)
    today = queries.real_today()
    context = {
        "organisation": organisation,
        "members": [
            {
                "member": member,
                "role": wording.ROLES[member.role],
                "last_on": member.until_on - ONE_DAY if member.until_on else None,
                "starts_later": member.from_on > today,
                "is_new": today - NEW_FOR < member.from_on <= today,
                "is_me": member.person_id == request.actor.person_id,
                "button": ButtonForm(),
            }
            for member in queries.members(request.actor, organisation_id)
        ],
        "invited": [
            {"invited": one, "role": wording.ROLES[one.role], "button": ButtonForm()}
            for one in queries.invitations(request.actor, organisation_id)
        ],
    }
    return render(request, "access/people.jinja", context)


@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    """Invite somebody into a role; a last day makes it cover."""
    organisation = managed(request, organisation_id)
    form = InviteForm(request.POST or None, roles=roles_to_give(organisation_id))
    if request.method == "POST" and form.is_valid():
        answers = form.to_input()
        last_on = answers.pop("last_on")

        def inviting() -> None:
            commands.invite(
                actor=request.actor,
                organisation_id=organisation_id,
                until_on=last_on + ONE_DAY if last_on else None,
                at=clock.now(),
                **answers,
            )

        try:
            save_once(form.key, request.actor, "invitation", organisation_id, inviting)
            return redirect("people", organisation_id)
        except Refusal as refusal:
            form.refuse(refusal)
    context = {"form": form, "organisation": organisation}
    return render(request, "access/invite.jinja", context)


def pressed(request: HttpRequest, what: str, about: UUID, command: Callable[[], object]) -> None:
    """Do what a button says, once. Raises ShownTooLongAgo without its key."""
    button = ButtonForm(request.POST)
    if not button.is_valid():
        raise ShownTooLongAgo
    save_once(button.key, request.actor, what, about, command)


@require_POST
def withdraw(request: HttpRequest, organisation_id: UUID, invitation_id: UUID) -> HttpResponse:
    """Withdraw an invitation."""
    managed(request, organisation_id)

    def withdrawing() -> None:
        commands.withdraw_invitation(
            actor=request.actor, invitation_id=invitation_id, at=clock.now()
        )

    pressed(request, "invitation withdrawn", invitation_id, withdrawing)
    return redirect("people", organisation_id)


@require_POST
def send_again(request: HttpRequest, organisation_id: UUID, invitation_id: UUID) -> HttpResponse:
    """Send an invitation's message once more."""
    managed(request, organisation_id)

    def sending() -> None:
        commands.send_again(
            actor=request.actor,
            organisation_id=organisation_id,
            invitation_id=invitation_id,
            at=clock.now(),
        )

    pressed(request, "invitation again", invitation_id, sending)
    return redirect("people", organisation_id)


@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, organisation_id: UUID, membership_id: UUID) -> HttpResponse:
    """End somebody's role, at once or on a day."""
    organisation = managed(request, organisation_id)
    member = _member(request, organisation_id, membership_id)
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        last_on = form.cleaned_data["last_on"]

        def ending() -> None:
            if member is None:
                raise Http404
            commands.end_membership(
                actor=request.actor,
                membership_id=membership_id,
                until_on=max(last_on + ONE_DAY, queries.real_today()) if last_on else None,
                at=clock.now(),
            )

        try:
            save_once(form.key, request.actor, "role ended", membership_id, ending)
            return redirect("people", organisation_id)
        except Refusal as refusal:
            form.refuse(refusal)
    if member is None:
        raise Http404
    context = {
        "form": form,
        "organisation": organisation,
        "member": member,
        "role": wording.ROLES[member.role],
    }
    return render(request, "access/end.jinja", context)


@require_POST
def reset(request: HttpRequest, organisation_id: UUID, membership_id: UUID) -> HttpResponse:
    """Let somebody who lost phone and paper codes set their second step up anew."""
    managed(request, organisation_id)

    def resetting() -> None:
        member = _member(request, organisation_id, membership_id)
        if member is None or not commands.reset_second_step(
            actor=request.actor, person_id=member.person_id, at=clock.now()
        ):
            raise Http404

    pressed(request, "second step reset", membership_id, resetting)
    return redirect("people", organisation_id)


def _member(
    request: HttpRequest, organisation_id: UUID, membership_id: UUID
) -> queries.Member | None:
    here = queries.members(request.actor, organisation_id)
    return next((one for one in here if one.membership_id == membership_id), None)
