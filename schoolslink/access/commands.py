"""Let somebody in, and see them out."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.db import DatabaseError, transaction

from schoolslink.access import audit, doors, identity, limits, links
from schoolslink.access.actor import Actor
from schoolslink.access.events import MembershipEnded, RoleGiven
from schoolslink.access.models import Organisation, Person
from schoolslink.access.permissions import organisation_managed_by, roles_to_give
from schoolslink.access.queries import link_of, open_invitations, real_today
from schoolslink.access.roles import Role
from schoolslink.kernel import outbox, queue
from schoolslink.kernel.ids import new_id
from schoolslink.web.errors import Refusal

SEND_LINK = "access.send_link"


class LinkNoLongerGood(Refusal):
    """This link was used already, was withdrawn, or is too old. Ask whoever sent it for a new one."""


class RoleNotYours(Refusal):
    """You cannot give this role here. Ask your area coordinator."""

    field = "role"


class NotToYourself(Refusal):
    """You cannot give yourself a role. Ask somebody else who looks after this organisation."""

    field = "email"


class AlreadyHere(Refusal):
    """This person has this role here already."""

    field = "email"


class TooManyInvitations(Refusal):
    """You have invited many people in the last hour. Wait a little, then invite the next."""


class NotYours(Refusal):
    """This is somebody else at the provider of your sign-in. Ask for help before you go on."""


class SignInFirst(Refusal):
    """You have an account here already. Sign in, then open the link again."""


class EndsBeforeItBegins(Refusal):
    """The last day is before the first. Check both dates."""

    field = "until_on"


class DayHasPassed(Refusal):
    """This day has passed. Choose today or a later day."""

    field = "until_on"


def invite(
    *,
    actor: Actor,
    organisation_id: UUID,
    name: str,
    email: str,
    role: Role,
    from_on: date | None = None,
    until_on: date | None = None,
    at: datetime,
) -> UUID:
    """Invite somebody into a role by a link that is good for 21 days, and queue its message.

    until_on: the first day on which the role is no longer held, as for cover. Raises
    Organisation.DoesNotExist unless the actor looks after it, RoleNotYours, NotToYourself,
    AlreadyHere, EndsBeforeItBegins, TooManyInvitations.
    """
    organisation_managed_by(actor, organisation_id)
    if role not in roles_to_give(organisation_id):
        raise RoleNotYours
    if Person.objects.filter(pk=actor.person_id, email__iexact=email).exists():
        raise NotToYourself
    if until_on and until_on <= max(from_on or real_today(), real_today()):
        raise EndsBeforeItBegins
    if _holds(email, organisation_id, role):
        raise AlreadyHere
    if not limits.INVITING.take(str(actor.person_id)):
        raise TooManyInvitations
    invitation_id = new_id()
    doors.value(
        "select access.invite(%s, %s, %s, %s, %s, %s, %s, %s)",
        *(invitation_id, email, name, organisation_id, role, from_on, until_on),
        links.hashed(links.token(invitation_id)),
    )
    _queue_message(invitation_id)
    said = {"organisation": str(organisation_id), "role": role}
    audit.record(actor, "invitation.made", invitation_id, at=at, detail=said)
    outbox.publish(RoleGiven(invitation_id, organisation_id, role, actor.person_id), at=at)
    return invitation_id


def send_again(*, actor: Actor, organisation_id: UUID, invitation_id: UUID, at: datetime) -> None:
    """Send an open invitation's message once more, with the same link.

    Raises Organisation.DoesNotExist unless the actor looks after it, and LinkNoLongerGood for an
    invitation that is not open or is another organisation's.
    """
    organisation_managed_by(actor, organisation_id)
    if not open_invitations(organisation_id).filter(pk=invitation_id).exists():
        raise LinkNoLongerGood
    if not limits.INVITING.take(str(actor.person_id)):
        raise TooManyInvitations
    _queue_message(invitation_id)
    audit.record(actor, "invitation.sent_again", invitation_id, at=at)


def withdraw_invitation(*, actor: Actor, invitation_id: UUID, at: datetime) -> None:
    """Withdraw an invitation: its link opens nothing from now on. Raises LinkNoLongerGood."""
    if not doors.value("select access.invitation_withdraw(%s)", invitation_id):
        raise LinkNoLongerGood
    audit.record(actor, "invitation.withdrawn", invitation_id, at=at)


def ask_for_password_link(*, address: str) -> None:
    """Send a link for a new password to an active person's address; do nothing for any other."""
    invitation_id = new_id()
    hashed = links.hashed(links.token(invitation_id))
    if doors.value(
        "select access.password_link(%s, %s, %s, %s)",
        *(invitation_id, address.strip(), hashed, identity.door_pass()),
    ):
        _queue_message(invitation_id)


def accept(
    *, token: str, password: str = "", provider: str | None = None, subject: str | None = None
) -> UUID:
    """Accept a link and return who has come in.

    Makes the person when the address is new, keeps the password or binds the provider's subject,
    and starts the membership. Raises LinkNoLongerGood, NotYours when the subject is bound to
    somebody else, and SignInFirst for somebody who has an account and is not signed in to it.
    Whoever accepts is not signed in by it.
    """
    if link_of(token) is None:
        raise LinkNoLongerGood
    try:
        with transaction.atomic():
            person: UUID | None = doors.value(
                "select access.invitation_accept(%s, %s, %s, %s, %s, %s, %s)",
                *(links.hashed(token), new_id(), new_id()),
                *(make_password(password) if password else None, provider, subject),
                identity.door_pass(),
            )
    except DatabaseError as error:
        if getattr(error.__cause__, "sqlstate", "") == "42501":
            raise (NotYours if provider else SignInFirst) from error
        raise
    if person is None:
        raise LinkNoLongerGood
    return person


def end_membership(
    *, actor: Actor, membership_id: UUID, until_on: date | None = None, at: datetime
) -> None:
    """End a role on a day (that day excluded; today by default), and tell who must take over.

    Effective at the person's next request. Raises Organisation.DoesNotExist when it is not the
    actor's to end, or has ended; DayHasPassed.
    """
    day = until_on or real_today()
    if day < real_today():
        raise DayHasPassed
    ended = doors.row("select * from access.membership_end(%s, %s)", membership_id, day)
    if ended is None:
        raise Organisation.DoesNotExist
    person_id, organisation_id, role, ends_on = ended
    said = {"person": str(person_id), "organisation": str(organisation_id), "role": role}
    audit.record(actor, "membership.ended", membership_id, at=at, detail=said)
    outbox.publish(MembershipEnded(membership_id, person_id, organisation_id, role, ends_on), at=at)


def start_membership(
    *,
    actor: Actor,
    person_id: UUID,
    organisation_id: UUID,
    role: Role,
    from_on: date | None = None,
    until_on: date | None = None,
    at: datetime,
) -> UUID:
    """Give a role to somebody who is known here already, such as a colleague's cover.

    Raises Organisation.DoesNotExist, RoleNotYours, NotToYourself, EndsBeforeItBegins, AlreadyHere.
    """
    organisation_managed_by(actor, organisation_id)
    if role not in roles_to_give(organisation_id):
        raise RoleNotYours
    if person_id == actor.person_id:
        raise NotToYourself
    begins = from_on or real_today()
    if until_on and until_on <= begins:
        raise EndsBeforeItBegins
    membership_id = new_id()
    if not doors.value(
        "select access.membership_start(%s, %s, %s, %s, %s, %s)",
        *(membership_id, person_id, organisation_id, role, begins, until_on),
    ):
        raise AlreadyHere
    said = {"person": str(person_id), "organisation": str(organisation_id), "role": role}
    audit.record(actor, "membership.started", membership_id, at=at, detail=said)
    outbox.publish(
        RoleGiven(membership_id, organisation_id, role, actor.person_id, person_id), at=at
    )
    return membership_id


def reset_second_step(*, actor: Actor, person_id: UUID, at: datetime) -> bool:
    """Take away the second step of somebody who lost phone and paper; their sessions end.

    Return whether it was the actor's to do.
    """
    if not doors.value("select access.factor_reset(%s)", person_id):
        return False
    audit.record(actor, "second_step.reset", person_id, at=at)
    return True


def change_password(*, actor: Actor, password: str, staying: bytes, at: datetime) -> None:
    """Keep a new password for the actor; every session of theirs ends but the one that stays."""
    doors.value("select access.password_set(%s, %s)", make_password(password), staying)
    audit.record(actor, "password.changed", actor.person_id, at=at)


def _holds(email: str, organisation_id: UUID, role: Role) -> bool:
    return Organisation.objects.filter(
        pk=organisation_id,
        memberships__role=role,
        memberships__until_on__isnull=True,
        memberships__person__email__iexact=email,
        memberships__person__is_active=True,
    ).exists()


def _queue_message(invitation_id: UUID) -> None:
    queue.enqueue(SEND_LINK, queue=queue.MAIL, jobs=[{"invitation_id": invitation_id}])
