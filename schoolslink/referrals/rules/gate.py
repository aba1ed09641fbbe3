"""The safety gate: three plain questions before anything is asked. It never stops a request."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from schoolslink.referrals.rules.errors import RuleBroken
from schoolslink.referrals.rules.request import risks_marked
from schoolslink.referrals.rules.text import gettext_noop as _


class GateQuestion(StrEnum):
    """What is asked on the first screen; it cannot be skipped."""

    DANGER_NOW = "danger_now"
    CANNOT_WAIT = "cannot_wait"
    HARMED = "harmed"


class Act(StrEnum):
    """What a yes asks of the person at the screen, now and by voice."""

    RING_999 = "ring_999"
    RING_111 = "ring_111"
    RING_LOCAL_LINE = "ring_local_line"
    TELL_SAFEGUARDING_LEAD = "tell_safeguarding_lead"


@dataclass(frozen=True)
class GateCard:
    """One question, with what to do when the answer is yes."""

    question: GateQuestion
    ask: str
    if_yes: str
    acts: tuple[Act, ...]


GATE: tuple[GateCard, ...] = (
    GateCard(
        GateQuestion.DANGER_NOW,
        _("Is somebody's life in danger now, or is somebody badly hurt?"),
        _("Ring 999 now, or go to A&E. Stay with them. Do not send a form first."),
        (Act.RING_999,),
    ),
    GateCard(
        GateQuestion.CANNOT_WAIT,
        _("Do they need mental health help today, because it cannot wait for a reply?"),
        _("Ring 111 and choose the mental health option, or ring the local crisis line."),
        (Act.RING_111, Act.RING_LOCAL_LINE),
    ),
    GateCard(
        GateQuestion.HARMED,
        _("Do you think that somebody is hurting or neglecting them, or might?"),
        _("Tell your safeguarding lead in person today. In danger now: ring 999."),
        (Act.TELL_SAFEGUARDING_LEAD, Act.RING_999),
    ),
)

NOT_AN_EMERGENCY_SERVICE = _(
    "This is not an emergency service. Nobody reads what you write here at once."
)

# Of the risks that can be marked, those of somebody being hurt by others.
HARM = frozenset({"risk_from_others", "risk_exploitation", "risk_missing"})


@dataclass(frozen=True)
class GateOutcome:
    """What the gate said. Any yes marks a risk, and the safeguarding lead is always told of one."""

    cards: tuple[GateCard, ...]

    @property
    def risk_marked(self) -> bool:
        """Return whether a person answered yes; the request goes on all the same."""
        return bool(self.cards)


class GateNotAnswered(RuleBroken):
    """Answer all three questions first. Each can be answered with yes or no."""


def gate_outcome(answers: Mapping[GateQuestion, bool]) -> GateOutcome:
    """Return what to show for three answers. Raises GateNotAnswered when one is missing."""
    if set(answers) != set(GateQuestion):
        raise GateNotAnswered
    cards = tuple(card for card in GATE if answers[card.question])
    return GateOutcome(cards)


def gate_again(answers: Mapping[str, object]) -> GateOutcome:
    """Return the gate's cards once a risk is marked in a request: all, whichever risk it is.

    Nobody at a screen has to know which risk belongs to which number.
    """
    return GateOutcome(GATE if risks_marked(answers) else ())


def is_harm_alone(gate: Mapping[str, object], answers: Mapping[str, object]) -> bool:
    """Say whether all that was marked, at the gate or after, is that somebody may be hurting them."""
    at_gate = {name for name, yes in gate.items() if yes is True}
    marked = {*at_gate, *risks_marked(answers)}
    return bool(marked) and marked <= {GateQuestion.HARMED.value, *HARM}
