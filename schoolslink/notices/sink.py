"""Where the demonstration's mail goes: files in its own home, and nowhere else."""

import os
from collections.abc import Sequence
from email import message_from_bytes, policy
from email.message import EmailMessage as Parsed
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


class FolderBackend(BaseEmailBackend):
    """Writes each mail as one file, named by its message id, readable to us alone."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write the mails; return how many."""
        folder = Path(settings.MAIL_FOLDER)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for message in email_messages:
            content = message.message()
            name = str(content["Message-ID"]).strip("<>").partition("@")[0]
            part = folder / f".{name}"
            descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(content.as_bytes())
            part.replace(folder / f"{name}.eml")
        return len(email_messages)


def mails(limit: int = 50) -> list[Parsed]:
    """Return the newest mails of the folder, parsed; names are ids, so they sort by time."""
    files = sorted(Path(settings.MAIL_FOLDER).glob("*.eml"), reverse=True)[:limit]
    return [message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]
