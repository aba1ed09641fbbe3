"""Hands one message to the mail server and says what became of it, in a word of our own.

Addresses are in the message and nowhere else: not in a log line, an error or a row.
"""

import smtplib
import ssl
from uuid import UUID

from django.conf import settings
from django.core.mail import BadHeaderError, EmailMessage, get_connection

from schoolslink.notices import rules
from schoolslink.notices.rendering import Rendered
from schoolslink.notices.rules import Outcome


def send(*, to: str, rendered: Rendered, notice_id: UUID, language: str) -> Outcome:
    """Send one e-mail and return its outcome; a failure is an outcome too and is not raised.

    The message id is the notice's own, so that a mail sent twice (the worker died before it could
    note the first) is one mail to its receiver.
    """
    if not rules.is_address(to):
        return Outcome("not_an_address", is_final=True)
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip("> ")
    message = EmailMessage(
        subject=rendered.subject,
        body=rendered.body,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[to],
        headers={
            "Message-ID": f"<{notice_id}@{domain}>",
            "Auto-Submitted": "auto-generated",
            "Content-Language": language,
        },
        connection=get_connection(fail_silently=False),
    )
    try:
        accepted = message.send(fail_silently=False)
    except Exception as error:  # Whatever a server or its network does is one attempt that failed.
        return _outcome(error)
    return rules.SENT if accepted else Outcome("not_accepted")


def text_address(mobile: str) -> str | None:
    """Return the address that makes a mail a text; None without a gateway or mobile number."""
    number = rules.mobile_number(mobile)
    domain = settings.TEXT_GATEWAY_DOMAIN
    return f"{number}@{domain}" if number and domain else None


def _outcome(error: Exception) -> Outcome:
    if isinstance(error, BadHeaderError):
        return Outcome("bad_header", is_final=True)
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = [code for code, _answer in error.recipients.values()]
        return rules.outcome_of(max(codes, default=0))
    if isinstance(error, smtplib.SMTPAuthenticationError | smtplib.SMTPSenderRefused):
        # Our own set-up is wrong, not the receiver: worth trying again when it is mended.
        return Outcome(f"server_{error.smtp_code}")
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return Outcome("not_supported", is_final=True)
    if isinstance(error, smtplib.SMTPDataError):
        return rules.outcome_of(error.smtp_code)
    if isinstance(error, smtplib.SMTPServerDisconnected):
        return Outcome("disconnected")
    if isinstance(error, smtplib.SMTPResponseException):
        return Outcome(f"server_{error.smtp_code}")
    if isinstance(error, TimeoutError):
        return Outcome("too_slow")
    if isinstance(error, ssl.SSLError):
        return Outcome("no_tls")
    if isinstance(error, OSError):
        return Outcome("no_connection")
    return Outcome(type(error).__name__)
