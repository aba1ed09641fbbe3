"""The letter to a child's GP practice: when none may be written, and its fixed sentences."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from schoolslink.referrals.rules.agreement import Decider
from schoolslink.referrals.rules.moves import Move, State
from schoolslink.referrals.rules.reach import Case, Channel, reach
from schoolslink.referrals.rules.sharing import Choice, Reader
from schoolslink.referrals.rules.text import gettext_noop as _

# How a duty ends where the family says that they have no practice: nobody was told.
NO_PRACTICE = "no_practice"
# What was asked has been taken back: nobody is told any more.
TAKEN_BACK = (State.WITHDRAWN, State.DISCARDED)


class NoLetter(StrEnum):
    """Why no letter may be written."""

    NOT_AGREED = "not_agreed"
    TAKEN_BACK = "taken_back"
    REPLACED = "replaced"


def why_no_letter(
    choice: Choice, decider: Decider, state: State, *, is_latest: bool
) -> NoLetter | None:
    """Return why no letter may be written now, or None. Asked each time one is about to be.

    is_latest: the duty is about the latest decision; the letter of an earlier one would mislead.
    """
    if not reach(Channel.PRACTICE_LETTER, Case(Reader.GP, choice, decider)).is_answer:
        return NoLetter.NOT_AGREED
    if state in TAKEN_BACK:
        return NoLetter.TAKEN_BACK
    return None if is_latest else NoLetter.REPLACED


WHY_NOT: Mapping[NoLetter, str] = MappingProxyType(
    {
        NoLetter.NOT_AGREED: _(
            "No letter: whoever decides has not agreed that their doctor is told."
        ),
        NoLetter.TAKEN_BACK: _("No letter: the request was taken back."),
        NoLetter.REPLACED: _("No letter: a later decision has replaced this one."),
    }
)
DECIDED: Mapping[Move, str] = MappingProxyType(
    {
        Move.ACCEPT: _("We will help."),
        Move.ADVISE: _("We answered with advice, to be tried first."),
        Move.REDIRECT: _(
            "Another team fits better, and we are passing the request on: %(receiver)s."
        ),
        Move.NOT_ACCEPT: _("We are not the right team for this."),
        Move.DISCHARGE: _("Our help has ended."),
    }
)
NEXT: Mapping[Move, str] = MappingProxyType(
    {
        Move.ACCEPT: _("%(service)s asks the young person and their family to a first meeting."),
        Move.ADVISE: "",
        Move.REDIRECT: _("%(receiver)s gets in touch with them. Until it confirms that it has the"
                         " request, we keep it."),
        Move.NOT_ACCEPT: "",
        Move.DISCHARGE: "",
    }
)  # fmt: skip
