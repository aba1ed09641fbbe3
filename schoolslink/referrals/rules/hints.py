"""Does a question to a contact look as if it names a child? A hint beside the box, never a stop.

Patterns only. Where in doubt it stays silent: a hint that is usually wrong is soon not read.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from schoolslink.referrals.rules.first_names import FIRST_NAMES
from schoolslink.referrals.rules.nhs_numbers import is_nhs_number


class Looks(StrEnum):
    """What a piece of text looks like."""

    NAME = "name"
    INITIALS = "initials"
    BIRTH_DATE = "birth_date"
    UPN = "upn"
    NHS_NUMBER = "nhs_number"
    PHONE = "phone"
    POSTCODE = "postcode"
    EMAIL = "email"


@dataclass(frozen=True)
class Found:
    """A piece of text and what it looks like; `start` and `end` count characters."""

    looks: Looks
    start: int
    end: int


# Capitals that name no child: days, months, subjects, staff, services, festivals, places in class.
_NOT_NAMES = frozenset(
    """
    I I'm I've I'd I'll Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February
    March April May June July August September October November December Christmas Easter Eid
    Diwali Ramadan Halloween Autumn Spring Summer Winter Year Years Reception Nursery Key Stage
    Maths English Science French Spanish German History Geography Art Music Drama Computing
    Mum Mums Dad Dads Nan Gran Grandma Grandad Mummy Daddy Head Deputy SENCO Senco ELSA Elsa TA
    CAMHS Camhs MHST NHS SEND SEN EHCP GP ADHD ASD Autism OCD PE RE IT PSHE DSL A&E School
    College Primary Academy High Hillside Riverside Little Steps Zones Place2Be Kooth Childline
    Samaritans TikTok Snapchat Instagram Roblox Minecraft Fortnite YouTube Xbox PlayStation
    England Wales Scotland Ireland London Britain UK Covid COVID Polish Urdu Arabic Welsh Bengali
    Romanian Ukrainian Ukraine Syria Poland Somali Muslim Christian Jewish Hindu Sikh God Miss Mr
    Mrs Ms Dr Sir Thank Thanks Please Hello Hi Dear Many Kind Regards
    """.split()
)
_NOT_INITIALS = frozenset(
    """
    TA PE RE IT OK TV GP EP SW UK EU US AM PM KS SALT OT AP HT DHT AHT LA CP EH SN ND ID PC PTSD
    EHE HR ICT DT FE HE AS PP LSA GCSE BTEC FSM SEN CIN LAC ASC SLT NB PS DM UTC BBC WhatsApp
    CBT PRU PDA LD IQ AI HLTA CPOMS MASH BME EAL ITT DfE QTS VR ODD RAF DV
    """.split()
)

_WORD = r"[A-Z][a-zà-öø-ÿ'’-]+"
_MONTHS = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sep(?:t(?:ember)?)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_UPN = re.compile(r"\b[A-Z]\d{12}\b|\b[A-Z]\d{11}[A-Z]\b")
_DIGITS = re.compile(r"(?<![\d-])\d{3}[ -]?\d{3}[ -]?\d{4}(?![\d-])")
_PHONE = re.compile(r"(?<!\d)(?:\+44\s?(?:\(0\)\s?)?|0)(?:\d[ -]?){8,9}\d(?!\d)")
_POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]?\s?\d[ABD-HJLNP-UW-Z]{2}\b", re.IGNORECASE)
_NUMERIC_DATE = re.compile(
    r"\b(?:0?[1-9]|[12]\d|3[01])[/.-](?:0?[1-9]|1[0-2])[/.-](?:(?:19|20)\d\d|\d\d)\b"
    r"|\b(?:19|20)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])\b"
)
_WRITTEN_DATE = re.compile(
    rf"\b(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTHS}\s+(?:19|20)\d\d\b",
    re.IGNORECASE,
)
_BORN = re.compile(
    rf"\b(?:born(?: on)?|d\.?o\.?b\.?:?|birthday(?: is)?(?: on)?)\s+(?:the\s+)?"
    rf"(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?(?:\s+(?:of\s+)?{_MONTHS}|[/.-]\d)",
    re.IGNORECASE,
)
_DOTTED = re.compile(r"(?<![\w.])(?:[A-Z]\.\s?){2,3}(?!\w)(?!\w)")
_PAIR = re.compile(r"(?<![\w.&])[A-Z]{2}(?:'s|’s)?(?![\w.&])")
_SINGLE = re.compile(r"(?:\b(?:called|pupil|child|student|boy|girl|initials?)\s+)([B-HJ-Z])\b\.?")
_CALLED = re.compile(
    rf"\b(?:[Cc]alled|[Nn]amed|[Nn]ame is|[Nn]ame's|pupil,|student,|child,|son,|daughter,)\s+"
    rf"({_WORD}(?:\s+{_WORD})*)"
)
_CAPITALS = re.compile(rf"\b{_WORD}(?:\s+{_WORD})*")
_SENTENCE_END = re.compile(r"(?:^|[.!?:;\n•-]\s*|[\"“(]\s*)$")


def looks_like(text: str) -> tuple[Found, ...]:
    """Return the pieces of a text that look as if they name a child, in order, never overlapping.

    English only; a name that is also a common word, or written without a capital, is not found.
    """
    found: list[Found] = []

    def add(looks: Looks, start: int, end: int) -> None:
        if all(end <= other.start or start >= other.end for other in found):
            found.append(Found(looks, start, end))

    for match in _EMAIL.finditer(text):
        add(Looks.EMAIL, *match.span())
    for match in _UPN.finditer(text):
        add(Looks.UPN, *match.span())
    for match in _DIGITS.finditer(text):
        if is_nhs_number(match.group()):
            add(Looks.NHS_NUMBER, *match.span())
    for looks, pattern in (
        (Looks.PHONE, _PHONE),
        (Looks.BIRTH_DATE, _NUMERIC_DATE),
        (Looks.BIRTH_DATE, _WRITTEN_DATE),
        (Looks.BIRTH_DATE, _BORN),
        (Looks.POSTCODE, _POSTCODE),
        (Looks.INITIALS, _DOTTED),
    ):
        for match in pattern.finditer(text):
            add(looks, *match.span())
    for match in _CALLED.finditer(text):
        if not _is_ordinary(match.group(1)):
            add(Looks.NAME, *match.span(1))
    for match in _SINGLE.finditer(text):
        add(Looks.INITIALS, *match.span(1))
    for match in _CAPITALS.finditer(text):
        for start, end in _names_in(match, text):
            add(Looks.NAME, start, end)
    for match in _PAIR.finditer(text):
        if match.group()[:2] not in _NOT_INITIALS and not _is_shouting(text, match.start()):
            add(Looks.INITIALS, *match.span())
    return tuple(sorted(found, key=lambda piece: piece.start))


def _is_ordinary(words: str) -> bool:
    return all(_bare(word) in _NOT_NAMES for word in words.split())


def _bare(word: str) -> str:
    return re.sub(r"['’]s$", "", word)


def _names_in(run: re.Match[str], text: str) -> list[tuple[int, int]]:
    """Return the names in a run of capitalised words: known first names, and what follows them."""
    begins = bool(_SENTENCE_END.search(text[: run.start()]))
    names = []
    words = list(re.finditer(_WORD, run.group()))
    for index, word in enumerate(words):
        bare = _bare(word.group())
        if bare in _NOT_NAMES or bare.lower() not in FIRST_NAMES:
            continue
        # "Will she ...", "May we ...", "Grace is ...": at a sentence's start a name that is a
        # word of its own is not taken for one.
        if begins and index == 0 and len(words) == 1 and bare in _ALSO_WORDS:
            continue
        last = words[index + 1] if index + 1 < len(words) else word
        last = word if _bare(last.group()) in _NOT_NAMES else last
        names.append((run.start() + word.start(), run.start() + last.end()))
    return names


_ALSO_WORDS = frozenset({"Will", "Grace", "Hope", "Faith", "Joy", "Rose", "Mark", "Rob", "Bill"})


def _is_shouting(text: str, at: int) -> bool:
    """Return whether the words around are in capitals too: then two letters are no initials."""
    around: list[str] = re.findall(r"[A-Za-z]{2,}", text[max(0, at - 30) : at + 32])
    return sum(word.isupper() for word in around) >= max(3, len(around) // 2)
