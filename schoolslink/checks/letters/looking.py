"""Everything that leaves when the moment has been: pages that codes open, sheets, letters, mail, messages."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from unittest import mock
from uuid import UUID

from django.conf import settings
from django.contrib.auth import SESSION_KEY as PERSON_KEY
from django.test import Client
from django.urls import reverse

from schoolslink.access import links
from schoolslink.access.jobs import as_job
from schoolslink.access.models import Person
from schoolslink.access.sessions import FAMILY_KEY, SessionStore
from schoolslink.checks.ground import standing_as
from schoolslink.checks.letters.scene import FAMILY, Scene
from schoolslink.checks.letters.stage import MAIL, SONG, Ground, Town
from schoolslink.kernel import clock, outbox
from schoolslink.notices import delivery, rules, transport
from schoolslink.notices.commands import is_true
from schoolslink.notices.models import Notice
from schoolslink.referrals.commands.family import make_sheets
from schoolslink.referrals.errors import NotPossible
from schoolslink.referrals.models import Carer, Item, Told
from schoolslink.referrals.pages.family_letter import content
from schoolslink.referrals.pages.practice_letter import content as practice_content
from schoolslink.referrals.queries.family_letter import family_letter
from schoolslink.referrals.queries.practice_letter import letter_of
from schoolslink.referrals.queries.team import open_for_team
from schoolslink.referrals.rules.asking_practice import PRACTICE_LINK

Reached = dict[tuple[str, str], str]
GONE = (NotPossible, Told.DoesNotExist, Carer.DoesNotExist, Item.DoesNotExist)


def look(town: Town, ground: Ground, scene: Scene, readers: Collection[str]) -> Reached:
    """Return what reached these readers by each way. Letters come first: who opens their page was told."""
    outbox.deliver_waiting()
    with standing_as("seed"):
        item = Item.objects.get(pk=ground.item_id)
        told = Told.objects.filter(item_id=ground.item_id, told_at__isnull=True)
        duties = {one.family_member_id or one.whom: one for one in told.order_by("id")}
    mailed, holder, got = set(_mailed(item)), town.holder(item), Reached()
    sheets = _sheets(town, holder, ground)
    family = [whose for whose in FAMILY if whose in readers]
    for whose in family:
        member = ground.members[whose]
        got[whose, "owed"] = "owed" if member in duties else "nothing"
        got[whose, "letter"] = _letter(town, holder, ground, duties.get(member))
        got[whose, "email"] = "news" if MAIL[whose] in mailed else "nothing"
        got[whose, "sheet"] = "holder" if member in sheets else "nothing"
    if "practice" in readers:
        got["practice", "email"] = "news" if MAIL["practice"] in mailed else "nothing"
        got["practice", "letter"] = _practice_letter(town, holder, ground, duties.get("gp"))
        got["practice", "page"] = _practice_page(ground)
    for who, person in town.people.items():
        if who in readers:
            got[who, "in_app"] = "news" if person in mailed else "nothing"
        if who in readers and who != "safeguarding_lead":
            got[who, "school_page"] = _school_page(person, ground)
    for whose in family:
        browser = _browser(FAMILY_KEY, ground.codes[whose])
        got[whose, "page"] = _page(browser)
        got[whose, "own"] = _own(browser, ground, scene)
    return got


def _mailed(item: Item) -> Iterator[str | UUID]:
    """Yield to which address, or to which person, each message about a request really leaves."""
    with standing_as("seed"):
        waiting = list(Notice.objects.filter(child_id=item.child_id).order_by("id"))
        people = dict(Person.objects.values_list("email", "id"))
    with _post_room() as left:
        for one in waiting:
            if not one.is_weekly:
                delivery.deliver(one.pk, one.child_id)
                continue
            with as_job(child_id=item.child_id, purpose="notices.deliver"):
                if is_true(one) and one.recipient_person_id is not None:
                    yield one.recipient_person_id
        yield from (people.get(to, to) for to in left)


@contextmanager
def _post_room() -> Iterator[list[str]]:
    """Keep to whom mail would leave, and send none."""
    left: list[str] = []

    def send(*, to: str, **mail: object) -> rules.Outcome:
        left.append(to)
        return rules.SENT

    with mock.patch.object(transport, "send", send):
        yield left


def _sheets(town: Town, holder: UUID, ground: Ground) -> set[UUID]:
    with town.as_(holder) as actor:
        sheets = make_sheets(actor=actor, item_id=ground.item_id, at=clock.now())
    return {one.member_id for one in sheets}


def _letter(town: Town, holder: UUID, ground: Ground, duty: Told | None) -> str:
    if duty is None:
        return "nothing"
    with town.as_(holder) as actor:
        try:
            said = content(family_letter(actor, ground.item_id, duty.pk), clock.now())
        except GONE:
            return "nothing"
    return "answer" if SONG in str(said) else "holder"


def _practice_letter(town: Town, holder: UUID, ground: Ground, duty: Told | None) -> str:
    """Return what the letter to the practice says: of a decision always, in fixed sentences, that and why."""
    if duty is None:
        return "nothing"
    with town.as_(holder) as actor:
        try:
            record = open_for_team(actor, ground.item_id)
            practice_content(record, letter_of(record, duty.pk), clock.now())
        except GONE:
            return "nothing"
    return "answer"


def _practice_page(ground: Ground) -> str:
    """Return what the link that the practice was sent shows."""
    if ground.link_id is None:
        return "nothing"
    token = links.token(ground.link_id, purpose=PRACTICE_LINK)
    said = Client().get(reverse("referrals:practice-link", args=[token])).content.decode()
    if SONG in said:
        return "answer"
    shows = "Where it is" in said and "has not said that your practice may hear more" not in said
    return "news" if shows else "nothing"


def _school_page(person: UUID, ground: Ground) -> str:
    page = _browser(PERSON_KEY, person).get(reverse("referrals:asked", args=[ground.item_id]))
    if page.status_code != 200:
        return "nothing"
    return "answer" if SONG in page.content.decode() else "news"


def _page(browser: Client) -> str:
    """Return what somebody's own page gives with the code they were handed before."""
    page = browser.get(reverse("referrals:family"), follow=True)
    if SONG in page.content.decode():
        return "answer"
    own = page.request["PATH_INFO"] == reverse("referrals:family") and page.status_code == 200
    return "holder" if own else "nothing"


def _own(browser: Client, ground: Ground, scene: Scene) -> str:
    """Return what came of what they asked for by themselves, on the page where each finds it."""
    if scene.moment == "copy":
        address = reverse("referrals:family-copy-take", args=[ground.beside])
        page = browser.post(address)
    elif scene.moment == "complaint":
        page = browser.get(reverse("referrals:family-complain"))
    else:
        return "nothing"
    return "answer" if page.status_code == 200 and SONG.encode() in page.content else "nothing"


def _browser(key: str, who: UUID | None) -> Client:
    """Return a browser in which somebody is signed in, or one of a family has typed their code."""
    session = SessionStore()
    session[key] = str(who)
    session.create()
    browser = Client(raise_request_exception=False)
    browser.cookies.load(
        {settings.SESSION_COOKIE_NAME: session.session_key or "", "language": "en-gb"}
    )
    return browser
