"""Every combination built for real: asked, decided and told by the commands, and what reached a carer read.

Expected is `expected`, which imports no rule. Each case is undone before the next. A carer holds a code from
before the order was written down, so that what is tried is a bar that comes later.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any
from unittest import mock
from uuid import UUID

from django.conf import settings
from django.test import Client
from django.urls import reverse

from schoolslink.access.jobs import as_job
from schoolslink.access.sessions import FAMILY_KEY, SessionStore
from schoolslink.access.unit import acting
from schoolslink.checks.ground import standing_as, undone
from schoolslink.checks.letters import expected as apart
from schoolslink.checks.letters.expected import Facts
from schoolslink.checks.oracle import Who
from schoolslink.checks.village import Place, Village, settle
from schoolslink.checks.walls import actor_for
from schoolslink.kernel import clock
from schoolslink.kernel.ids import new_id
from schoolslink.notices.models import Notice
from schoolslink.referrals import events, jobs, recipients
from schoolslink.referrals.commands import contact_bars, decide, family, request
from schoolslink.referrals.errors import NotPossible
from schoolslink.referrals.models import Carer, Decision, Item, Referral, SharingChoice, Told
from schoolslink.referrals.pages.family_letter import content
from schoolslink.referrals.queries.family_letter import family_letter
from schoolslink.referrals.rules import Move
from schoolslink.referrals.rules.agreement import CompetenceNote, GillickQuestion
from schoolslink.referrals.rules.not_to_contact import Asked, Way
from schoolslink.referrals.rules.reach import Carries, Case, Channel, Reach, reach
from schoolslink.referrals.rules.sharing import CarerFacts

SONG = "Kanaquaanswerzong"  # stands in what the team decided, and nowhere else
SHOWN = 20
CHANNELS = ("page", "sheet", "letter", "email", "text")


@dataclass
class Built:
    """What came of it. combinations: cases that were built; reached_barred must be nothing."""

    combinations: int = 0
    looks: int = 0
    reached_barred: int = 0
    told_too_much: int = 0
    told_too_little: int = 0
    decided_by_another: int = 0
    planted: int = 0
    found: int = 0
    shown: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Say whether everybody got what they may, and each planted leak was found."""
        wrong = (
            self.reached_barred, self.told_too_much, self.told_too_little, self.decided_by_another
        )  # fmt: skip
        return not any(wrong) and self.combinations > 0 and 0 < self.planted == self.found

    def note(self, fault: str) -> None:
        """Keep the first few faults, to be shown."""
        if len(self.shown) < SHOWN:
            self.shown.append(fault)


def every_case() -> list[Facts]:
    """Return the cases that can be built: the school asked, and of an adult nobody judges."""
    cases = itertools.product(
        apart.RESPONSIBILITY, apart.ORDERS, apart.WISHES, apart.AGES,
        (False, True), (True,), (False, True), (False, True), apart.NOT_BY,
    )  # fmt: skip
    facts = (Facts(*case) for case in cases)
    return [one for one in facts if not (one.age >= 18 and one.judged)]


def pairwise(cases: Iterable[Facts]) -> list[Facts]:
    """Return few cases in which every two answers still meet: each time the one with most new pairs."""
    left = {case: _pairs(case) for case in cases}
    wanted = set[Any]().union(*left.values())
    chosen = []
    while wanted:
        best = max(left, key=lambda case: len(left[case] & wanted))
        wanted -= left.pop(best)
        chosen.append(best)
    return chosen


def _pairs(case: Facts) -> set[Any]:
    return set(itertools.combinations(sorted(vars(case).items()), 2))


def ground_for() -> Village:
    """Make a place where nothing has been asked yet."""
    return settle("Alder")


def walk(village: Village, cases: Iterable[Facts], built: Built) -> Built:
    """Build each case, look at what reached the carer, and compare."""
    for facts in cases:
        with undone():
            compare(facts, reached(village, facts, built), built)
    return built


def compare(facts: Facts, got: dict[str, str], built: Built) -> None:
    """Count what differs from what was expected."""
    built.combinations += 1
    for channel in CHANNELS:
        built.looks += 1
        should = apart.expected(facts, "carer", channel)
        if channel == "text":
            should = "nothing"  # no text is sent to a family yet
        if got[channel] == should:
            continue
        if should == "nothing" and (facts.order == "barred" or facts.not_by):
            built.reached_barred += 1
        elif _amount(got[channel]) > _amount(should):
            built.told_too_much += 1
        else:
            built.told_too_little += 1
        built.note(f"{channel}: {got[channel]}, and should be {should}: {facts}")


def _amount(carries: str) -> int:
    return ("nothing", "holder", "news", "answer").index(carries)


def reached(village: Village, facts: Facts, built: Built) -> dict[str, str]:
    """Build one case and return what reached the carer by each channel."""
    place, at = village.places[0], clock.now()
    item_id = _asked(place, facts, at)
    with _as(place.contact.pk) as actor:
        family.make_sheets(actor=actor, item_id=item_id, at=at)
    with standing_as("seed"):
        child = _made_so(item_id, facts, at)
        code = Carer.objects.get(item_id=item_id, relationship="carer").family_code_id
        decided_by = Referral.objects.get(item_id=item_id).decided_by
    if (decided_by != "carer") != facts.young_person_decides:
        built.decided_by_another += 1
        built.note(f"decided by {decided_by}: {facts}")
    if facts.not_by:
        _not_by(place, item_id, facts, at)
    _decided(place, item_id, child, at)
    with standing_as("seed"):
        carer = Carer.objects.get(item_id=item_id, relationship="carer")
        duty = Told.objects.filter(item_id=item_id, family_member_id=carer.pk).first()
        sent = set(
            Notice.objects.filter(recipient_contact_id=carer.pk).values_list("channel", flat=True)
        )
    return {
        "page": _page(code),
        "sheet": _sheet(place, item_id, carer, at),
        "letter": _letter(place, item_id, duty, at),
        "email": "news" if "email" in sent else "nothing",
        "text": "news" if "text" in sent else "nothing",
    }


def _as(person: UUID) -> Any:
    return acting(actor_for(Who("person", person)))


def _asked(place: Place, facts: Facts, at: datetime) -> UUID:
    born = date(at.year - facts.age, 1, 1)  # has had this year's birthday on every day
    answers: dict[str, Any] = {
        "first_name": "Invented", "surname": "Child", "birth_date": born.isoformat(),
        "concern": "Invented.", "worry": "3", "carer_name": "Invented Carer",
        "carer_email": "carer@example.invalid", "carer_pr": "yes", "carer_agrees": "agrees",
        "young_person_agrees": "agrees", "school_hears": "yes", "tell": ["carer"],
    }  # fmt: skip
    note = None
    if facts.judged and facts.age < 16:
        yes = frozenset(GillickQuestion)
        note = CompetenceNote(yes, "Invented Lead", clock.local_day(at), "asking for help")
        answers |= {
            "who_decides": "young_person", "gillick": [str(one) for one in yes],
            "judged_by": "Invented Lead",
        }  # fmt: skip
    elif facts.judged:
        answers |= {"who_decides": "unable", "unable_by": "Dr Invented"}
    with _as(place.lead.pk) as actor:
        item_id = request.start_request(
            actor=actor, school_id=place.schools[0].pk, form_key=new_id(), at=at,
            answers=answers, gate={"danger_now": facts.risk},
        )  # fmt: skip
        request.send_request(actor=actor, item_id=item_id, version=1, at=at, note=note)
    return item_id


def _made_so(item_id: UUID, facts: Facts, at: datetime) -> UUID:
    """Write down wish, order, responsibility and replacement as they came later; return the child's id."""
    item = Item.objects.get(pk=item_id)
    SharingChoice.objects.filter(item=item, whom="carer").delete()
    if facts.wish != "not_asked":
        SharingChoice.objects.create(
            item=item, whom="carer", may_be_told=facts.wish == "yes", chosen_by="self",
            at=at,
        )  # fmt: skip
    Carer.objects.filter(item=item, relationship="carer").update(
        court_order=facts.order,
        parental_responsibility=facts.responsibility,
        replaced=facts.replaced,
    )
    return item.child_id


def _not_by(place: Place, item_id: UUID, facts: Facts, at: datetime) -> None:
    """Write down how the carer must not be reached, as the team does it."""
    with standing_as("seed"):
        member = Carer.objects.get(item_id=item_id, relationship="carer")
        Carer.objects.filter(pk=member.pk).update(replaced=False)  # nobody says it of who is gone
    with _as(place.contact.pk) as actor:
        contact_bars.bar_contact(
            actor=actor, item_id=item_id, member_id=member.pk, ways=[Way(facts.not_by)], why="Invented.",
            asked_by=Asked.YOUNG_PERSON, since_on=clock.local_day(at), at=at,
        )  # fmt: skip
    with standing_as("seed"):
        Carer.objects.filter(pk=member.pk).update(replaced=facts.replaced)


def _decided(place: Place, item_id: UUID, child: UUID, at: datetime) -> None:
    answer = decide.Answering(Move.ACCEPT, words=SONG, level="getting_help", next_step=SONG)
    with _as(place.contact.pk) as actor:
        decide.decide(actor=actor, item_id=item_id, version=2, answer=answer, at=at)
    with standing_as("seed"):
        decision = Decision.objects.get(item_id=item_id)
    with as_job(child_id=child, purpose="tell"):
        jobs.tell_family(events.ReferralDecided(item_id, child, decision.pk), at=at)


def _page(code: UUID | None) -> str:
    """Return what the carer's own page gives with the code they were handed before."""
    session = SessionStore()
    session[FAMILY_KEY] = str(code)
    session.create()
    client = Client()
    client.cookies.load(
        {settings.SESSION_COOKIE_NAME: session.session_key or "", "language": "en-gb"}
    )
    page = client.get(reverse("referrals:family"), follow=True)
    own = page.request["PATH_INFO"] == reverse("referrals:family") and page.status_code == 200
    if SONG in page.content.decode():
        return "answer"
    return "holder" if own else "nothing"


def _sheet(place: Place, item_id: UUID, carer: Carer, at: datetime) -> str:
    with _as(place.contact.pk) as actor:
        sheets = family.make_sheets(actor=actor, item_id=item_id, at=at)
    return "holder" if any(sheet.member_id == carer.pk for sheet in sheets) else "nothing"


def _letter(place: Place, item_id: UUID, duty: Told | None, at: datetime) -> str:
    if duty is None:
        return "nothing"
    with _as(place.contact.pk) as actor:
        try:
            said = content(family_letter(actor, item_id, duty.pk), at)
        except (NotPossible, Told.DoesNotExist, Carer.DoesNotExist):
            return "nothing"
    return "answer" if SONG in str(said) else "holder"


def plant(village: Village, built: Built) -> None:
    """Break the door in three ways, and look whether whom nothing may reach is found reached each time."""
    barred = Facts("yes", "barred", "yes", 11, False, True, False, False)
    no_post = replace(barred, order="none", not_by="post")
    for leak, facts in (
        (_forgets_orders, barred), (_mails_everybody, barred), (_forgets_ways, no_post),
    ):  # fmt: skip
        built.planted += 1
        with mock.patch.object(recipients, "reach", leak):
            tried = walk(village, [facts], Built())
        built.found += tried.reached_barred > 0


def _forgets_orders(channel: Channel, case: Case) -> Reach:
    return reach(channel, replace(case, carer=CarerFacts(has_responsibility=True)))


def _mails_everybody(channel: Channel, case: Case) -> Reach:
    # A duty is made with the page; without one no mail would be thought of.
    is_mail = channel in (Channel.EMAIL, Channel.PAGE)
    return Reach(Carries.NEWS) if is_mail else reach(channel, case)


def _forgets_ways(channel: Channel, case: Case) -> Reach:
    return reach(channel, replace(case, not_by=frozenset()))
