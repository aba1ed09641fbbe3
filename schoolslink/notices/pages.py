"""What the page of somebody's messages shows."""

from dataclasses import dataclass

from django.http import HttpRequest

from schoolslink.access.actor import Actor
from schoolslink.notices import queries
from schoolslink.notices.queries import MyNotice
from schoolslink.web.paging import Keyset, Page

KEYSET = Keyset("messages")


@dataclass(frozen=True)
class MessagesPage:
    """My messages, the newest first."""

    messages: Page[MyNotice]


def messages(request: HttpRequest, actor: Actor) -> MessagesPage:
    """Return a page of this person's messages."""
    after = KEYSET.after(request)
    rows = queries.my_notices(actor, before=after[0] if after else None, limit=queries.PAGE + 1)
    page = KEYSET.page(request, rows, size=queries.PAGE, key=lambda row: (row.notice_id,))
    return MessagesPage(messages=page)
