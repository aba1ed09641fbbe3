"""H1 and H2: somebody hears who must not, and words of danger lie unread."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.test import Client

from schoolslink.access.sessions import FAMILY_KEY, SessionStore
from schoolslink.checks.falls import doing
from schoolslink.checks.falls.asked import TUESDAY, on
from schoolslink.checks.falls.doing import accepts, also, sends
from schoolslink.checks.falls.looking import sent_to
from schoolslink.checks.falls.story import PAST, Story, days
from schoolslink.kernel.ids import new_id
from schoolslink.referrals.commands import family
from schoolslink.referrals.commands.orders import set_order
from schoolslink.referrals.rules.guarding import Responsibility, Seen
from schoolslink.referrals.rules.sharing import Order
from schoolslink.simulate.programme.watch import rows

if TYPE_CHECKING:
    from schoolslink.checks.falls.life import Life

DANGER = "I want to die and I have a plan"
_CODE = "select family_code_id, id from referrals_carer where item_id = %s and relationship = %s"


def is_barred(life: Life) -> None:
    """Let the lead write down, when the pages were handed out, that a court keeps the carer away."""
    item_id = life.things["request"]
    ((_, member_id),) = rows(_CODE, item_id, "carer")
    with life.turn("lead") as turn:
        set_order(
            actor=turn.actor, item_id=item_id, member_id=member_id, order=Order.BARRED,
            responsibility=Responsibility.NONE, seen=Seen.PAPER, at=turn.at,
        )  # fmt: skip


def reached_nobody_barred(life: Life) -> None:
    """Look by every way on which word goes out whether any reached the carer since."""
    item_id = life.things["request"]
    ((code_id, member_id),) = rows(_CODE, item_id, "carer")
    since = (
        "select count(*) from notices_notice where recipient_contact_id = %s and created_at > %s"
    )
    if rows(since, member_id, life.at(0, on(3)))[0][0]:
        life.fault("a barred carer was sent a message")
    if rows("select count(*) from referrals_tellingwords where family_member_id = %s", member_id)[
        0
    ][0]:
        life.fault("what was decided is written down for a barred carer to read")
    with life.turn("contact") as turn:
        sheets = family.make_sheets(actor=turn.actor, item_id=item_id, at=turn.at)
    if any(one.member_id == member_id for one in sheets):
        life.fault("a barred carer is given a page")
    with life.calendar.at(life.at(12)):
        if code_id is not None:
            page = _opens(code_id).get("/my-request", follow=True)
            if b"Invented camhs" in page.content:
                life.fault("a barred carer still opens their page")


def _opens(code_id: UUID) -> Client:
    """Return a browser in which somebody of the family has typed their code."""
    session = SessionStore()
    session[FAMILY_KEY] = str(code_id)
    session.create()
    browser = Client()
    browser.cookies.load(
        {settings.SESSION_COOKIE_NAME: session.session_key or "", "language": "en-gb"}
    )
    return browser


def writes_of_danger(life: Life) -> None:
    """Let the young person type words of danger; help is shown before anything is saved."""
    item_id = life.things["request"]
    doing.hands_out_codes(life)
    ((code_id, _),) = rows(_CODE, item_id, "self")
    with life.calendar.at(life.at(10)):
        ((version,),) = rows("select version from referrals_item where id = %s", item_id)
        browser = _opens(code_id)
        typed = {"words": DANGER, "version": str(version), "form_key": str(new_id())}
        page = browser.post("/my-request/ask", typed)
        said = page.content.decode()
        many = "select count(*) from referrals_familymessage where item_id = %s"
        if page.status_code != 200 or "999" not in said or rows(many, item_id)[0][0]:
            life.fault("words of danger were saved before help was shown")
        hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', said))
        browser.post("/my-request/ask", typed | hidden | {"words": DANGER, "read_first": "yes"})
        if rows(many, item_id)[0][0] != 1:
            life.fault("what was typed was not saved after help was shown")


def was_asked_to_look(life: Life) -> None:
    """Look whether whoever of the team has it was asked on that day to look."""
    if on(3).isoformat() not in sent_to(life, "contact", "referrals.please_look"):
        life.fault("nobody of the team was asked to look at words of danger on that day")


def was_told_of_risk(life: Life) -> None:
    """Look whether the safeguarding lead heard of the risk on the day on which it was marked."""
    if TUESDAY.isoformat() not in sent_to(life, "safeguarding lead", "referrals.marked"):
        life.fault("the safeguarding lead did not hear of a risk on the day it was marked")


STORIES = (
    Story(
        "H1", "a carer is barred after the pages were handed out",
        begins=TUESDAY, until=on(10),
        acts={TUESDAY: also(sends, doing.hands_out_codes, is_barred), on(3): accepts,
              on(10): reached_nobody_barred},
        whose={"request": days((2027, 11, 2, "contact"))},
    ),
    Story(
        "H2", "a risk is marked, and nobody looks",
        begins=TUESDAY, until=on(9),
        acts={TUESDAY: lambda life: sends(life, risk_self_harm="yes"), on(3): was_told_of_risk},
        whose={"request": days((2027, 11, 2, "contact"), (2027, 11, 4, "cover"),
                               (2027, 11, 5, "manager"))},
        told={"request": (on(8), PAST)},
    ),
    Story(
        "H2", "a young person types words of danger",
        begins=TUESDAY, until=on(10),
        acts={TUESDAY: sends, on(3): writes_of_danger, on(4): was_asked_to_look},
        whose={"request": days((2027, 11, 2, "contact"), (2027, 11, 5, "cover"),
                               (2027, 11, 8, "manager"))},
        told={"request": (on(9), PAST)},
    ),
)  # fmt: skip
