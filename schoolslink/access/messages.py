"""The two messages that go to somebody who may have no account yet: an invitation, a new password.

Neutral on a locked screen: no word of children, health or what the service is about.
"""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.translation import gettext as _

from schoolslink.access import links
from schoolslink.access.models import Invitation
from schoolslink.kernel import clock
from schoolslink.web import dates


def send_link(invitation: Invitation) -> bool:
    """Send the message of an open link; return False, sending nothing, when it is open no more."""
    if invitation.used_at or invitation.withdrawn_at or invitation.expires_at <= clock.real_now():
        return False
    where = links.address(invitation.pk, invitation.token_hash)
    until = dates.day(invitation.expires_at)
    if invitation.purpose == "password":
        subject = _("A link you asked for")
        words = _("You can choose a new password here, within one hour:")
        end = _("If you did not ask for this, do nothing.")
    else:
        subject = _("You are invited to %(service)s") % {"service": settings.SERVICE_NAME}
        words = _("A colleague has invited you. To accept, open this link by %(day)s:") % {
            "day": until
        }
        end = _("The link is yours alone. If you did not expect it, do nothing.")
    EmailMessage(
        subject=subject,
        body="\n\n".join([words, where, end]) + "\n",
        to=[invitation.email],
        headers={"Message-ID": f"<{invitation.pk}@{settings.INSTALLATION}.invalid>"},
    ).send()
    return True
