"""What happens next, as a family reads it: what somebody does now, and what follows."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from schoolslink.referrals.rules.family.truth import Place, Step, Truth, WhoAsked
from schoolslink.referrals.rules.moves import State
from schoolslink.referrals.rules.text import Sentence
from schoolslink.referrals.rules.text import gettext_noop as _

STEPS: Mapping[str, str] = MappingProxyType(
    {
        "agree": _("You say what you think about it."),
        "look": _("The team looks at it and decides."),
        "help": _("Help starts."),
        "help_or_elsewhere": _("Help starts, or we find who can help."),
        "advice": _("The school tries what can help."),
        "advice_own": _("You try what can help."),
        "elsewhere": _("The right team takes over."),
        "someone_else": _("Someone else can help."),
        "meet_self": _("You meet the team."),
        "meet_carer": _("The team meets your child."),
        "what_help": _("The team says what help there is."),
        "goes_on": _("Help goes on."),
        "before_end": _("Before help ends, the team tells you what comes then."),
    }
)

# What somebody does now, and what follows. In a state that is not here help has ended, or something else
# has: what to look out for is in the words of whoever ended it.
_DECIDED_LATER = ("look", "help_or_elsewhere")
_AFTER_NO = ("no",)
_AHEAD: Mapping[State, tuple[str, ...]] = MappingProxyType(
    {
        **dict.fromkeys((State.DRAFT, State.AWAITING_AGREEMENT), ("agree", *_DECIDED_LATER)),
        **dict.fromkeys(
            (State.SUBMITTED, State.ACKNOWLEDGED, State.IN_TRIAGE, State.MORE_INFORMATION_ASKED),
            _DECIDED_LATER,
        ),
        **dict.fromkeys((State.ACCEPTED, State.WAITING), ("meet", "help")),
        State.FIRST_CONTACT: ("what_help", "help"),
        State.HELP_STARTED: ("goes_on", "before_end"),
        State.REDIRECTED: ("elsewhere",),
        **dict.fromkeys((State.ADVICE_GIVEN, State.NOT_ACCEPTED, State.NEXT_STEP), _AFTER_NO),
    }
)


def steps(truth: Truth, by_when: Sequence[Sentence]) -> tuple[Step, ...]:
    """Return what comes next, the first of it now. by_when: who does what by which day, where known."""
    keys = _AHEAD.get(truth.state, ())
    said = [Sentence(_said(truth, key)) for key in keys]
    line = by_when[0] if by_when else None
    return tuple(
        Step(one, Place.NEXT) if number else Step(one, Place.NOW, line)
        for number, one in enumerate(said)
    )


def _said(truth: Truth, key: str) -> str:
    if key == "meet":
        return STEPS[f"meet_{truth.relationship}"]
    if key == "no" and not truth.was_advised:
        return STEPS["someone_else"]
    if key == "no":
        return STEPS["advice" if truth.asked_by is WhoAsked.SCHOOL else "advice_own"]
    return STEPS[key]
