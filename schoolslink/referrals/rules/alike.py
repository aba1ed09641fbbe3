"""When two requests may be about one child, and what speaks against it. A person decides, never this."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from schoolslink.referrals.rules.text import gettext_noop as _

Sound = Callable[[str], str]


class Verdict(StrEnum):
    """What a person has said of two requests that may be about one child."""

    SAME = "same"
    NOT_SAME = "not_same"


class FoundBy(StrEnum):
    """By which tokens two requests were found: `FindingToken.kind`."""

    NHS_NUMBER = "nhs_number"
    SURNAME_BORN = "surname_born"
    NEAR = "near"


WHY: dict[FoundBy, str] = {
    FoundBy.NHS_NUMBER: _("the same NHS number"),
    FoundBy.SURNAME_BORN: _("the same surname and date of birth"),
    FoundBy.NEAR: _("nearly the same name, date of birth or address"),
}


@dataclass(frozen=True)
class Named:
    """Who a request says the child is; each in words, empty where it was not said."""

    first_name: str = ""
    surname: str = ""
    birth_date: str = ""  # as 2012-03-04
    nhs_number: str = ""
    postcode: str = ""


class Against(StrEnum):
    """What speaks against two requests being about one child."""

    OTHER_NUMBERS = "other_numbers"
    OTHER_BIRTHDAY = "other_birthday"
    TWINS = "twins"


AGAINST: dict[Against, str] = {
    Against.OTHER_NUMBERS: _(
        "The NHS numbers are not the same. Two children rarely share one, and one child never has two: "
        "ring whoever asked before you decide."
    ),
    Against.OTHER_BIRTHDAY: _(
        "The NHS number is the same and the date of birth is not. One of the two was typed wrongly, and "
        "it may be the number: ring whoever asked before you decide."
    ),
    Against.TWINS: _(
        "The surname and the date of birth are the same and the first name is not. They may be twins: "
        "ring whoever asked before you decide."
    ),
}


def against(one: Named, other: Named, sound: Sound) -> tuple[Against, ...]:
    """Return what speaks against one child. sound: how a name sounds, so that spelling does not count."""
    found = []
    numbers = {"".join(who.nhs_number.split()) for who in (one, other)} - {""}
    same_number = len(numbers) == 1 and bool(one.nhs_number and other.nhs_number)
    same_day = bool(one.birth_date) and one.birth_date == other.birth_date
    if len(numbers) == 2:
        found.append(Against.OTHER_NUMBERS)
    if same_number and one.birth_date and other.birth_date and not same_day:
        found.append(Against.OTHER_BIRTHDAY)
    firsts = {sound(who.first_name) for who in (one, other) if who.first_name.strip()}
    if same_day and len(firsts) == 2 and sound(one.surname) == sound(other.surname):
        found.append(Against.TWINS)
    return tuple(found)


def near_values(who: Named, sound: Sound) -> frozenset[str]:
    """Return what two requests share when they nearly agree, to be made into blind tokens.

    Three of first name, surname, birth date and postcode; one part of a double surname with the birth
    date; first name and surname changed about; day and month changed about.
    """
    return frozenset(_near(who, sound))


def _near(who: Named, sound: Sound) -> Iterator[str]:
    first, last, born = sound(who.first_name), sound(who.surname), who.birth_date
    home = "".join(who.postcode.split()).upper()
    if first and last and home:
        yield f"name home|{first}|{last}|{home}"
    if first and born and home:
        yield f"first born home|{first}|{born}|{home}"
    if not (last and born):
        return
    for day in {born, _changed_about(born)} - {""}:
        yield f"surname|{last}|{day}"
    parts = who.surname.replace("-", " ").split()
    for part in parts if len(parts) > 1 else ():
        yield f"surname|{sound(part)}|{born}"
    if first:
        yield "names|{}|{}|{}".format(*sorted((first, last)), born)


def _changed_about(born: str) -> str:
    """Return a date with day and month changed about; empty where that is no other date."""
    parts = born.split("-")
    if len(parts) != 3 or not all(part.isdigit() for part in parts):
        return ""
    year, month, day = parts
    return f"{year}-{day}-{month}" if int(day) <= 12 and day != month else ""
