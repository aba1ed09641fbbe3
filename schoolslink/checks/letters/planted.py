"""A fault planted for each moment and each way: one rule is broken, and what is built must then differ."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, replace
from typing import Any
from unittest import mock
from uuid import UUID

from schoolslink.checks.letters.built import Built, play
from schoolslink.checks.letters.scene import MOMENTS, Carer, Scene
from schoolslink.checks.letters.stage import Town
from schoolslink.referrals import recipients, sharing
from schoolslink.referrals.commands import family as by_family
from schoolslink.referrals.commands import putting_right, rights
from schoolslink.referrals.jobs import complaints, offers, practice
from schoolslink.referrals.jobs import family as mail
from schoolslink.referrals.models import Carer as Member
from schoolslink.referrals.queries import asking_practice
from schoolslink.referrals.rules import practice_letter
from schoolslink.referrals.rules.asking_practice import Shows
from schoolslink.referrals.rules.reach import Carries, Case, Channel, Reach, reach
from schoolslink.referrals.rules.sharing import CarerFacts, Choice, Reader

Down = Callable[[], AbstractContextManager[object]]
BARRED, NO_POST, NO_MAIL = Carer(order="barred"), Carer(not_by="post"), Carer(not_by="email")
GONE = Carer(replaced=True)
OLDER = Scene(age=16, wish="no")  # the young person decides, and home is shut out


@dataclass(frozen=True)
class Fault:
    """A rule that is broken, and the scene in which that is to be noticed."""

    what: str
    scene: Scene
    down: Down


def _instead(target: Any, name: str, by: Callable[..., object]) -> Down:
    return lambda: mock.patch.object(target, name, by)


def _forgets_orders(channel: Channel, case: Case) -> Reach:
    return reach(channel, replace(case, carer=CarerFacts(has_responsibility=True)))


def _forgets_ways(channel: Channel, case: Case) -> Reach:
    return reach(channel, replace(case, not_by=frozenset()))


def _says_yes(channel: Channel, case: Case) -> Reach:
    return reach(channel, replace(case, choice=Choice.YES))


def _answer(*given: object, **named: object) -> Reach:
    return Reach(Carries.ANSWER)


def _nothing(*given: object, **named: object) -> None:
    """Do nothing, in the place of a rule."""


def _yes(*given: object, **named: object) -> bool:
    return True


def _as_where(*given: object, **named: object) -> Shows:
    return Shows.WHERE


def _practice_may_hear(item: object) -> dict[str, bool]:
    return {Reader.GP.value: True}


def _mails_all_of_them(item: Any, member_id: UUID, kind: Any, once_key: str, at: Any) -> None:
    for one in Member.objects.filter(item=item):
        mail.news_for(item, one.pk, kind, f"{once_key}:{one.pk}", at)


@contextmanager
def _writes_to_every_practice() -> Iterator[None]:
    with ExitStack() as both:
        for asks in (sharing, practice_letter):
            both.enter_context(mock.patch.object(asks, "reach", _says_yes))
        yield


def every_fault() -> list[Fault]:
    """Return all of them: a forgotten order at each moment, one for each way, and some for too little."""
    orders = _instead(recipients, "reach", _forgets_orders)
    askers = ("school", "self", "carer", "practice")
    forgotten = [
        Fault(
            f"{moment}: an order of a court is forgotten",
            Scene(askers[number % 4], moment, 14, carer=BARRED, second_carer=NO_MAIL),
            orders,
        )
        for number, moment in enumerate(MOMENTS)
    ]
    not_told = Scene(school="no")
    return [
        *forgotten,
        Fault("sheets are handed to all", Scene(moment="ended", carer=BARRED),
              _instead(by_family, "reach_of", _answer)),
        Fault("a letter goes though no post may", Scene(carer=NO_POST),
              _instead(recipients, "reach", _forgets_ways)),
        Fault("a second carer is mailed though no mail may",
              Scene(moment="not_accepted", second_carer=NO_MAIL), _instead(mail, "reach_of", _answer)),
        Fault("mail leaves that was queued before the bar",
              Scene(moment="redirected", carer=NO_MAIL, late=True), _instead(mail, "reach_of", _answer)),
        Fault("somebody is still to tell a carer whom the young person shut out after the answer",
              replace(OLDER, late=True), _instead(by_family, "tell_nobody_shut_out", _nothing)),
        Fault("somebody is still to tell a carer in whose place another stands",
              Scene(second_carer=GONE, late=True),
              _instead(putting_right, "tell_who_is_there_now", _nothing)),
        Fault("a question goes to those who read no answer",
              replace(OLDER, moment="check_in"), _instead(mail, "reach_of", _answer)),
        Fault("a copy is given to a carer of whom nobody confirms that they decide",
              Scene(moment="copy", whose="carer", carer=Carer(responsibility="not_known")),
              _instead(rights, "may_still_have", _yes)),
        Fault("of a complaint everybody hears", Scene(moment="complaint", whose="carer"),
              _instead(complaints, "news_for", _mails_all_of_them)),
        Fault("a school that is not told hears who has them now",
              replace(not_told, moment="handed_over"), _instead(offers, "kept_from_school", _nothing)),
        Fault("a practice gets a letter without a yes", Scene(practice="no"), _writes_to_every_practice),
        Fault("a practice that asked is mailed without a yes", Scene("practice", practice="no"),
              _instead(practice, "latest_choices", _practice_may_hear)),
        Fault("a practice's link shows more than it may", Scene("practice", practice="no"),
              _instead(asking_practice, "shows", _as_where)),
        Fault("those who asked for what is joined are not told", Scene("carer", "joined"),
              _instead(mail, "news_for", _nothing)),
        Fault("nobody asks how a family is", Scene("self", "check_in", 14),
              _instead(mail, "family_reach", _nothing)),
    ]  # fmt: skip


def plant(town: Town, faults: Collection[Fault], built: Built) -> None:
    """Break each rule in turn, and look whether it is noticed where without it all is as agreed."""
    for fault in faults:
        built.planted += 1
        sound = play(town, [fault.scene], Built())
        with fault.down():
            tried = play(town, [fault.scene], Built())
        if tried.faults and not sound.faults:
            built.found += 1
        else:
            built.missed.append(fault.what)
