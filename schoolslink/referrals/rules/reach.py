"""What reaches whom by which way: the one rule behind every page, letter, message, sheet and preview.

`sharing.may_tell` says how much somebody may hear; this says what of it a channel carries. A channel
never carries more, and what bars somebody bars every channel.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from schoolslink.referrals.rules.agreement import Decider
from schoolslink.referrals.rules.not_to_contact import Way
from schoolslink.referrals.rules.sharing import (
    NO_CARER,
    CarerFacts,
    Choice,
    Order,
    Reader,
    Told,
    Withheld,
    may_tell,
    shuts_out_carers,
)


class Channel(StrEnum):
    """A way by which something reaches somebody."""

    PAGE = "page"  # of one of the family, opened by their own code
    SHEET = "sheet"  # the paper with that code, handed over or read out on the phone
    LETTER = "letter"  # to one of the family
    EMAIL = "email"
    TEXT = "text"
    IN_APP = "in_app"  # a message to somebody with an account
    SCHOOL_PAGE = "school_page"
    PRACTICE_LETTER = "practice_letter"


class Carries(StrEnum):
    """What reaches somebody. HOLDER: who has the request, and not that there is an answer. NEWS: that
    there is something, never what.
    """

    NOTHING = "nothing"
    HOLDER = "holder"
    NEWS = "news"
    ANSWER = "answer"


_FAMILY = frozenset({Reader.YOUNG_PERSON, Reader.CARER})
_AT_SCHOOL = frozenset({Reader.SCHOOL, Reader.SAFEGUARDING_LEAD})
REACHED_BY: Mapping[Channel, frozenset[Reader]] = MappingProxyType(
    {
        Channel.PAGE: _FAMILY,
        Channel.SHEET: _FAMILY,
        Channel.LETTER: _FAMILY,
        Channel.EMAIL: _FAMILY,
        Channel.TEXT: _FAMILY,
        Channel.IN_APP: _AT_SCHOOL,
        Channel.SCHOOL_PAGE: _AT_SCHOOL,
        Channel.PRACTICE_LETTER: frozenset({Reader.GP}),
    }
)
# What was written down against a way closes the channels that go by it.
CLOSED_BY: Mapping[Channel, frozenset[Way]] = MappingProxyType(
    {
        Channel.SHEET: frozenset({Way.CODE}),
        Channel.LETTER: frozenset({Way.POST}),
        Channel.EMAIL: frozenset({Way.EMAIL}),
        Channel.TEXT: frozenset({Way.MESSAGE, Way.RING}),
    }
)
_NEWS_ONLY = (Channel.EMAIL, Channel.TEXT, Channel.IN_APP)


@dataclass(frozen=True)
class Case:
    """All that decides about one reader. choice: about them, of whoever decides.

    is_replaced: the answers name somebody else in their place since. not_by: the ways by which they
    must not be reached.
    """

    reader: Reader
    choice: Choice
    decider: Decider
    carer: CarerFacts = NO_CARER
    is_replaced: bool = False
    made_by_school: bool = True
    risk_marked: bool = False
    not_by: frozenset[Way] = frozenset()


@dataclass(frozen=True)
class Reach:
    """What reaches one reader by one channel, and why it is less than the answer."""

    carries: Carries
    why: Withheld | None = None

    @property
    def is_nothing(self) -> bool:
        """Return whether nothing reaches them."""
        return self.carries is Carries.NOTHING

    @property
    def is_answer(self) -> bool:
        """Return whether they read what was decided."""
        return self.carries is Carries.ANSWER


NOT_BY_THIS = Reach(Carries.NOTHING)


def reach(channel: Channel, case: Case) -> Reach:
    """Return what reaches a reader by a channel."""
    if case.reader not in REACHED_BY[channel]:
        return NOT_BY_THIS
    told = _told(case)
    why = why_less(case) if case.reader is Reader.CARER else None
    if why is not None and why.is_everything:
        return Reach(Carries.NOTHING, why)
    if case.reader in _FAMILY and case.not_by & CLOSED_BY.get(channel, frozenset()):
        return Reach(Carries.NOTHING, Withheld.NOT_THIS_WAY)
    return Reach(_carried(channel, case.reader, told), why)


def why_less(case: Case) -> Withheld | None:
    """Return why a carer does not read an answer whole; None for whoever does."""
    if case.carer.order is Order.BARRED:
        return Withheld.BARRED
    if Way.PERSON in case.not_by:
        return Withheld.NOT_CONTACTED
    if case.is_replaced:
        return Withheld.REPLACED
    if shuts_out_carers(case.choice, case.decider):
        return Withheld.CHOSEN
    if _told(case) is Told.ALL:
        return None
    if not case.carer.order.lets_hear:
        return Withheld.LIMITED
    return Withheld.SAID_NO if case.choice is Choice.NO else Withheld.NOT_ASKED


def _told(case: Case) -> Told:
    return may_tell(
        case.reader,
        case.choice,
        case.decider,
        carer=case.carer,
        made_by_school=case.made_by_school,
        risk_marked=case.risk_marked,
    )


def _carried(channel: Channel, reader: Reader, told: Told) -> Carries:
    if reader in _FAMILY and told is not Told.ALL:
        # A page or a code of their own they keep; nothing else goes to them.
        keeps = channel in (Channel.PAGE, Channel.SHEET)
        return Carries.HOLDER if keeps else Carries.NOTHING
    if told is Told.NOTHING:
        return Carries.NOTHING
    if channel in _NEWS_ONLY or told is Told.STATUS:
        return Carries.NEWS
    return Carries.HOLDER if channel is Channel.SHEET else Carries.ANSWER
