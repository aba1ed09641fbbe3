"""Who must not be reached, by which way: a wish or a rule of safety that somebody wrote down by name."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from schoolslink.referrals.rules.guarding import ANOTHER_NOW, NOT_TOLD
from schoolslink.referrals.rules.sharing import NOT_CHOSEN
from schoolslink.referrals.rules.text import gettext_noop as _


class Way(StrEnum):
    """A way of reaching one of the family. PERSON: by none at all, and they have no page either."""

    PERSON = "person"
    RING = "ring"
    MESSAGE = "message"  # to their telephone: written or spoken
    EMAIL = "email"
    POST = "post"
    CODE = "code"  # the paper with the code of their own page


class Asked(StrEnum):
    """By whose word it stands. REQUEST: as whoever asked wrote it, and nobody has said yet whom it means."""

    YOUNG_PERSON = "young_person"
    CARER = "carer"
    SCHOOL = "school"
    SERVICE = "service"
    COUNCIL = "council"
    REQUEST = "request"


WAYS: Mapping[Way, str] = MappingProxyType(
    {
        Way.PERSON: _("Do not contact them at all, by any way"),
        Way.RING: _("Do not ring"),
        Way.MESSAGE: _("No messages to their phone"),
        Way.EMAIL: _("Do not e-mail"),
        Way.POST: _("Do not send post"),
        Way.CODE: _("Do not hand over a code"),
    }
)
ASKED: Mapping[Asked, str] = MappingProxyType(
    {
        Asked.YOUNG_PERSON: _("The young person"),
        Asked.CARER: _("A parent or carer"),
        Asked.SCHOOL: _("The school"),
        Asked.SERVICE: _("The team"),
        Asked.COUNCIL: _("The council, a social worker or the police"),
        Asked.REQUEST: _("Whoever asked for help, in the request"),
    }
)
# What a request's own words bar of every carer, until a person says whom they mean. Their page stays.
UNTIL_SOMEBODY_SAYS = (Way.RING, Way.MESSAGE, Way.EMAIL, Way.POST, Way.CODE)
# Answers by which somebody is reached: whose they are, and which ways each shows.
REACHED_AT: Mapping[str, tuple[str, tuple[Way, ...]]] = MappingProxyType(
    {
        "young_person_phone": ("child", (Way.RING, Way.MESSAGE)),
        "young_person_email": ("child", (Way.EMAIL,)),
        "address": ("child", (Way.POST,)),
        "postcode": ("child", (Way.POST,)),
        "carer_phone": ("carer", (Way.RING, Way.MESSAGE)),
        "carer_email": ("carer", (Way.EMAIL,)),
        "second_carer_phone": ("second_carer", (Way.RING, Way.MESSAGE)),
        "second_carer_email": ("second_carer", (Way.EMAIL,)),
    }
)
# Where each of them is written to by mail, of whom an address was said.
WRITTEN_TO: Mapping[str, str] = MappingProxyType(
    {whose: name for name, (whose, ways) in REACHED_AT.items() if ways == (Way.EMAIL,)}
)
# How a duty to tell somebody ended of whom it was written down that nothing may reach them.
NOT_CONTACTED = "not_contacted"
# How a duty to tell one of the family ended without anybody being told.
NOBODY_TOLD = (NOT_TOLD, NOT_CONTACTED, ANOTHER_NOW, NOT_CHOSEN)
_NOBODY = frozenset(("no", "none", "nobody", "no one", "no-one", "nil", "n/a", "na", "-"))


def names_somebody(answer: object) -> bool:
    """Say whether the request's answer to "who must not be contacted" may name somebody.

    Words that a machine does not know as "nobody" are read as a name: a person then says whom they mean.
    """
    if not isinstance(answer, str) or answer.startswith("__"):
        return False
    said = answer.strip().strip(".!").strip().casefold()
    return bool(said) and said not in _NOBODY
