"""Words that no school or family should read about a child, each with what to say instead."""

import re
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Avoided:
    """A pattern, in any letter case unless it is an abbreviation, and what to say instead."""

    pattern: re.Pattern[str]
    instead: str


def _word(pattern: str, instead: str, *, as_written: bool = False) -> Avoided:
    return Avoided(re.compile(rf"\b(?:{pattern})\b", 0 if as_written else re.IGNORECASE), instead)


NEVER: tuple[Avoided, ...] = (
    _word(r"reject(?:ed|s|ion|ions|ing)?", "not the right team; next is ..."),
    _word(r"refus(?:ed|es|al|als|ing)", "said no; is not for this team"),
    _word(r"DNA(?:s|'d|ed)?", "was not brought; could not come", as_written=True),
    _word(r"did not attend|failed to attend|non-attend(?:ance|er)", "could not come"),
    # "in case" and "just in case" are plain English.
    _word(r"(?<!in )(?<!lower )(?<!upper )cases?|caseloads?", "request; child; what was asked"),
    _word(r"present(?:ing|s with|ed with|ation of)", "what was seen; what they say"),
    _word(r"disengag\w+|non-?complian\w+|hard[- ]to[- ]engage", "has not been able to come yet"),
    _word(r"inappropriate referrals?", "a request for another team"),
    _word(r"attention[- ]seeking|manipulative", "what was seen"),
    _word(r"suffer(?:s|ing|ed)? from", "has; lives with"),
    _word(r"commit(?:ted|s|ting)? suicide", "died by suicide"),
    _word(r"mentally ill|disturbed", "unwell"),
    _word(r"mal-?adjusted|abnormal", "what was seen"),
    _word(r"step(?:ped|ping)? down|tier \d", "what help, from whom"),
)

# Words of the service that a family would have to look up.
NOT_FOR_FAMILIES: tuple[Avoided, ...] = (
    _word(r"referrals?|referr(?:ed|ing|er)", "asking for help; request"),
    _word(r"triag\w+", "look at; decide"),
    _word(r"discharg\w+", "come to an end"),
    _word(r"CAMHS|MHST|CYPMHS|THRIVE|EHCP|GBO", "the name of the team", as_written=True),
    _word(r"thresholds?|criteria", "who this team helps"),
    _word(r"interventions?|pathways?|provision", "help"),
    _word(r"safeguarding", "keeping safe"),
    _word(r"escalat\w+", "ask the next person"),
    _word(r"patients?|service users?|clients?", "you; your child"),
    _word(r"diagnos\w+|symptoms?|disorders?", "what you feel; what you see"),
    _word(r"risks?|risky", "not safe; worse"),
    _word(r"non-accept\w+|not accepted|declin\w+", "not the right team"),
)


@dataclass(frozen=True)
class Slip:
    """A word that should not stand there, and what to say instead."""

    word: str
    instead: str


def slips(text: str, avoided: tuple[Avoided, ...] = NEVER) -> Iterator[Slip]:
    """Yield the words of a text that are to be avoided, in the order of the list."""
    for entry in avoided:
        for match in entry.pattern.finditer(text):
            yield Slip(match.group(), entry.instead)
