"""One row of a coordinator's list, tidied: people as they can be reached, and what we could not use."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from schoolslink.directory.rules.contact_columns import Meaning
from schoolslink.directory.rules.text import gettext_noop as _

EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,180}\.[A-Za-z]{2,24}")
PHONE = re.compile(r"\+?\d[\d\s()./-]{3,24}\d(?:\s*(?:ext|x)\.?\s*\d{1,6})?", re.IGNORECASE)
LONGEST = 160
# What people write where there is nobody.
NOBODY = frozenset(
    "tbc tba n/a na none vacant vacancy unknown nobody - – — ? x awaiting pending nil".split()
)
# An address read from a longer text ("Amira <a@b.example>; office@b.example") is the first one.


@dataclass(frozen=True)
class Reached:
    """Somebody as a row names them."""

    name: str = ""
    email: str = ""
    phone: str = ""
    title: str = ""
    days: str = ""

    def __bool__(self) -> bool:
        return bool(self.name or self.email)


@dataclass(frozen=True)
class Line:
    """One row. number: as the spreadsheet counts, from 1. problems: what was not used, and why."""

    number: int
    school: str = ""
    urn: str = ""
    town: str = ""
    postcode: str = ""
    service: str = ""
    team: str = ""
    lead: Reached = Reached()
    cover: Reached = Reached()
    contact: Reached = Reached()
    problems: tuple[str, ...] = field(default=())

    def as_json(self) -> dict[str, Any]:
        """Return the row as it is kept until it is looked through."""
        return asdict(self)


def line_from_json(kept: Mapping[str, Any]) -> Line:
    """Return a row from what was kept."""
    people = {who: Reached(**kept[who]) for who in ("lead", "cover", "contact")}
    plain = {k: v for k, v in kept.items() if k in Line.__dataclass_fields__ and k not in people}
    return Line(**plain | people | {"problems": tuple(kept.get("problems", ()))})


def read_line(number: int, row: Sequence[str], places: Mapping[Meaning, int]) -> Line:
    """Return one row of the sheet as people and a school; what cannot be read is said, not guessed."""
    problems: list[str] = []

    def cell(meaning: Meaning) -> str:
        place = places.get(meaning)
        text = row[place].strip() if place is not None and place < len(row) else ""
        return "" if text.casefold().strip(".") in NOBODY else text[:LONGEST]

    def reached(who: str) -> Reached:
        name = " ".join(filter(None, (cell(Meaning(who)), _surname(who, cell))))
        email, name = _email_and_name(cell(Meaning(f"{who}_email")), name)
        phone_cell = cell(Meaning(f"{who}_phone"))
        phone = found.group() if (found := PHONE.search(phone_cell)) else ""
        if phone_cell and not phone:
            problems.append(_("A phone number could not be read"))
        if cell(Meaning(f"{who}_email")) and not email:
            problems.append(_("An e-mail address could not be read"))
        title = cell(Meaning.LEAD_TITLE) if who == "lead" else ""
        has_days = f"{who}_days" in set(Meaning)
        days = cell(Meaning(f"{who}_days")) if has_days else ""
        return Reached(name or _name_from(email), email, phone, title, days)

    people = {who: reached(who) for who in ("lead", "cover", "contact")}
    return Line(
        number=number,
        school=cell(Meaning.SCHOOL),
        urn=cell(Meaning.URN),
        town=cell(Meaning.TOWN),
        postcode=cell(Meaning.POSTCODE),
        service=cell(Meaning.SERVICE),
        team=cell(Meaning.TEAM),
        problems=tuple(dict.fromkeys(problems)),
        **people,
    )


def _surname(who: str, cell: Any) -> str:
    return cell(Meaning(f"{who}_surname")) if f"{who}_surname" in set(Meaning) else ""


def _email_and_name(email_cell: str, name_cell: str) -> tuple[str, str]:
    """Return the address, wherever it was written, and the name without it."""
    found = EMAIL.search(email_cell) or EMAIL.search(name_cell)
    email = found.group() if found else ""
    name = EMAIL.sub(" ", name_cell).strip(" <>()[];,-")
    return email, " ".join(name.split())


def _name_from(email: str) -> str:
    """Return a name from an address such as amira.khan@..., nothing from office@..."""
    local = email.partition("@")[0]
    parts = [part for part in re.split(r"[._-]", local) if part.isalpha() and len(part) > 1]
    return " ".join(part.capitalize() for part in parts) if len(parts) >= 2 else ""
