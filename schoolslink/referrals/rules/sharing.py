"""Who may be told what happens: the second of the three records, chosen person by person."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from schoolslink.referrals.rules.agreement import Decider
from schoolslink.referrals.rules.text import gettext_noop as _


class Reader(StrEnum):
    """Who might be told."""

    YOUNG_PERSON = "young_person"
    CARER = "carer"
    SCHOOL = "school"
    GP = "gp"
    SAFEGUARDING_LEAD = "safeguarding_lead"


class Choice(StrEnum):
    """What was chosen about one reader, by the person who decides."""

    NOT_ASKED = "not_asked"
    YES = "yes"
    NO = "no"


class Told(StrEnum):
    """How much a reader hears. STATUS: that there is an answer, who holds it, what they must do."""

    NOTHING = "nothing"
    STATUS = "status"
    ALL = "all"


class Order(StrEnum):
    """What an order of a court says about one carer, as a named person wrote it down.

    It outweighs what anybody agreed to or chose. LIMITS_CONTACT: they may hear what is decided; a
    person looks before anybody meets. LIMITS_INFORMATION: they hear no answer, and decide nothing.
    BARRED: no page, no letter, no message, from that moment.
    """

    NONE = "none"
    LIMITS_CONTACT = "limits_contact"
    LIMITS_INFORMATION = "limits_information"
    BARRED = "barred"

    @property
    def lets_hear(self) -> bool:
        """Return whether it leaves a carer what is decided, to read and to decide about."""
        return self in (Order.NONE, Order.LIMITS_CONTACT)


class Withheld(StrEnum):
    """Why somebody of the family does not read what was decided.

    BARRED, NOT_CONTACTED, REPLACED, CHOSEN: their page is closed. NOT_THIS_WAY: something else may reach
    them. The others have a page that says who has the request and whom to ask, and not that there is an
    answer. LIMITED, BARRED: by an order of a court.
    """

    BARRED = "barred"
    NOT_CONTACTED = "not_contacted"
    REPLACED = "replaced"
    CHOSEN = "chosen"
    LIMITED = "limited"
    SAID_NO = "said_no"
    NOT_ASKED = "not_asked"
    NOT_THIS_WAY = "not_this_way"

    @property
    def is_everything(self) -> bool:
        """Return whether they have no page at all."""
        return self in (
            Withheld.BARRED, Withheld.NOT_CONTACTED, Withheld.REPLACED, Withheld.CHOSEN
        )  # fmt: skip


ORDERS: Mapping[Order, str] = MappingProxyType(
    {
        Order.NONE: _("No order that we know of"),
        Order.LIMITS_CONTACT: _("An order limits contact: they may be told, and not met"),
        Order.LIMITS_INFORMATION: _("An order limits what they may be told"),
        Order.BARRED: _("An order bars them: nothing may reach them"),
    }
)


# How a duty to tell a carer ended whom the young person does not want told.
NOT_CHOSEN = "not_chosen"


def shuts_out_carers(choice: Choice, decider: Decider) -> bool:
    """Say whether nothing at all may reach any carer: the young person decides, and home is not to know."""
    return choice is Choice.NO and decider is not Decider.CARER


@dataclass(frozen=True)
class CarerFacts:
    """What decides about one carer, beside the choice. An order of a court outweighs everything else."""

    has_responsibility: bool = False
    order: Order = Order.NONE


NO_CARER = CarerFacts()


def may_tell(
    reader: Reader,
    choice: Choice,
    decider: Decider,
    *,
    carer: CarerFacts = NO_CARER,
    made_by_school: bool = True,
    risk_marked: bool = False,
) -> Told:
    """Return how much a reader may hear. Every message, letter and page asks this one function.

    choice: of the young person where they decide, else of the carer with parental responsibility.
    made_by_school: the school asked; it then knows that it asked, and hears at least the status.
    """
    match reader:
        case Reader.YOUNG_PERSON:
            return Told.ALL
        case Reader.SAFEGUARDING_LEAD:
            # Never bypassed where a risk is marked, whatever was chosen: protection comes first.
            return Told.STATUS if risk_marked else Told.NOTHING
        case Reader.CARER:
            return _carer(choice, decider, carer, risk_marked=risk_marked)
        case Reader.SCHOOL:
            if choice is Choice.YES:
                return Told.ALL
            return Told.STATUS if made_by_school else Told.NOTHING
        case Reader.GP:
            return Told.ALL if choice is Choice.YES else Told.NOTHING


def _carer(choice: Choice, decider: Decider, carer: CarerFacts, *, risk_marked: bool) -> Told:
    if not carer.order.lets_hear:
        return Told.NOTHING
    if decider is Decider.CARER and carer.has_responsibility:
        # Whoever decides for the child hears what is decided, also where nobody ticked that carers
        # may: it is theirs to choose. But where somebody may not be safe, a no stands: it may be them.
        return Told.NOTHING if choice is Choice.NO and risk_marked else Told.ALL
    return Told.ALL if choice is Choice.YES else Told.NOTHING
