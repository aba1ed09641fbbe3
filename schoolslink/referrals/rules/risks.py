"""What marks a risk, in few words, for a row of the queue. Marked by people, never by words."""

from collections.abc import Mapping
from types import MappingProxyType

from schoolslink.referrals.rules.text import gettext_noop as _

RISK_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "risk_suicide_plan": _("has talked of a plan to end their life"),
        "risk_suicide_thoughts": _("has talked of not wanting to live"),
        "risk_self_harm": _("hurts themselves"),
        "risk_from_others": _("somebody may be hurting them"),
        "risk_exploitation": _("may be used by others"),
        "risk_eating": _("eats very little or loses weight fast"),
        "risk_voices": _("sees or hears what others do not"),
        "risk_missing": _("goes missing"),
        "risk_to_others": _("might hurt somebody"),
        "risk_substances": _("alcohol or drugs"),
    }
)
GATE_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "danger_now": _("life in danger when they asked"),
        "cannot_wait": _("needed help that day"),
        "harmed": _("may be hurt or neglected"),
    }
)
MARKED_BY_A_PERSON = _("marked by a person")


def why_marked(answers: Mapping[str, object], gate: Mapping[str, object]) -> tuple[str, ...]:
    """Return why a risk is marked, the gravest first; never empty, since somebody marked it."""
    said = [words for name, words in RISK_WORDS.items() if answers.get(name) == "yes"]
    said += [words for name, words in GATE_WORDS.items() if gate.get(name) is True]
    return tuple(said) or (MARKED_BY_A_PERSON,)
