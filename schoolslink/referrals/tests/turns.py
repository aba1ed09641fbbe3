"""Two people in turn at one browser: what one side does on its pages, the other reads on its own."""

from __future__ import annotations

import html
import re
from uuid import UUID

from schoolslink.access.tests.arrange import sign_in
from schoolslink.access.unit import acting
from schoolslink.kernel.ids import new_id
from schoolslink.referrals.models import Item
from schoolslink.referrals.tests.arrange import acting_as

OTHER_TEAM = {
    "reason": "below_level",
    "next_step": "Eight talks with the school's counsellor.",
    "with_whom": "Ms Green, 01632 960 002",
    "told_by": "6 March",
}


def text_of(page: str) -> str:
    """Return a page's words in one line, as they are read."""
    page = re.sub(r'<a href="tel:[^>]*>(.*?)</a>', r"\1", page)  # within a sentence
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", page)))


class Two:
    """Priya and Nadia, in turn at one browser: all that is done here is done through their pages."""

    def __init__(self, world, client) -> None:
        self.world, self.client = world, client

    def _version(self, item_id: UUID) -> int:
        with acting(acting_as(self.world.priya)):
            return Item.objects.get(pk=item_id).version

    def answers(self, item_id: UUID, act: str, **given: str):
        """Let Priya do an act of the record's page; return what comes back."""
        sign_in(self.client, self.world.priya)
        seen = {"form_key": str(new_id()), "version": self._version(item_id)}
        came = self.client.post(f"/queue/{item_id}/{act}", seen | {"letters": "seen"} | given)
        assert came.status_code == (302 if given.get("letters", "seen") == "seen" else 200)
        return came

    def reads(self, item_id: UUID, who: str = "nadia") -> str:
        """Open its page at the school."""
        sign_in(self.client, getattr(self.world, who))
        page = self.client.get(f"/asked/{item_id}")
        assert page.status_code == 200
        return page.content.decode()

    def presses(
        self, item_id: UUID, action: str, who: str = "nadia", times: int = 1, **typed: str
    ) -> None:
        """Send the form with this address as it stands on the school's page, and again."""
        page = self.reads(item_id, who)
        form = re.search(
            rf'<form method="post" action="(/asked/{item_id}/{action})"(.*?)</form>', page, re.S
        )
        assert form, f"no form for {action}"
        hidden = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form[2])
        for _ in range(times):
            came = self.client.post(form[1], dict(hidden) | typed)
            assert came.status_code == 302, text_of(came.content.decode())
