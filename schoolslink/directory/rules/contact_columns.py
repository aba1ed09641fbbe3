"""What the columns of a coordinator's own spreadsheet mean, whatever they are called."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from schoolslink.kernel.names import normal_form


class Meaning(StrEnum):
    """What a column can hold."""

    URN = "urn"
    SCHOOL = "school"
    TOWN = "town"
    POSTCODE = "postcode"
    LEAD = "lead"
    LEAD_SURNAME = "lead_surname"
    LEAD_EMAIL = "lead_email"
    LEAD_PHONE = "lead_phone"
    LEAD_TITLE = "lead_title"
    LEAD_DAYS = "lead_days"
    COVER = "cover"
    COVER_EMAIL = "cover_email"
    COVER_PHONE = "cover_phone"
    CONTACT = "contact"
    CONTACT_SURNAME = "contact_surname"
    CONTACT_EMAIL = "contact_email"
    CONTACT_PHONE = "contact_phone"
    CONTACT_DAYS = "contact_days"
    SERVICE = "service"
    TEAM = "team"


# Whom a heading is about, the more particular first; the words are normal forms.
ABOUT: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("cover", ("deputy", "cover", "second lead", "backup", "alternate", "assistant lead")),
    (
        "contact",
        ("camhs", "cymhs", "cypmhs", "counterpart", "nhs", "link worker", "linked worker", "clinician",
         "practitioner", "named worker", "emhp", "mhst worker", "spoc", "service contact",
         "contact at service", "contact at the service", "service worker"),
    ),
    (
        "lead",
        ("lead", "smhl", "mental health lead", "senco", "school contact", "contact at school",
         "school staff", "dsl", "head", "contact"),
    ),
)  # fmt: skip
EMAIL = ("email", "e mail", "mail", "email address")
PHONE = ("phone", "tel", "telephone", "mobile", "number", "tel no", "contact number")
DAYS = ("days", "hours", "working days", "availability", "when", "works")
NAME = ("name", "first name", "forename", "full name")
SURNAME = ("surname", "last name", "family name")
SURNAMES = {"lead": Meaning.LEAD_SURNAME, "contact": Meaning.CONTACT_SURNAME}
TITLE = ("job title", "title", "role", "position", "post")
PLACES: dict[Meaning, tuple[str, ...]] = {
    Meaning.URN: ("urn", "dfe urn", "school urn", "unique reference number"),
    Meaning.POSTCODE: ("postcode", "post code", "school postcode", "zip"),
    Meaning.TOWN: ("town", "city", "town city", "locality", "village", "area town"),
    Meaning.TEAM: ("mhst", "team", "support team", "mhst team", "mental health support team"),
    Meaning.SERVICE: ("service", "nhs service", "provider", "camhs service", "trust service"),
    Meaning.SCHOOL: (
        "school", "school name", "name of school", "setting", "establishment", "college",
        "school college", "establishment name", "organisation", "setting name", "academy",
    ),
}  # fmt: skip
BY_KIND = {
    "lead": (Meaning.LEAD, Meaning.LEAD_EMAIL, Meaning.LEAD_PHONE, Meaning.LEAD_DAYS),
    "cover": (Meaning.COVER, Meaning.COVER_EMAIL, Meaning.COVER_PHONE, None),
    "contact": (
        Meaning.CONTACT,
        Meaning.CONTACT_EMAIL,
        Meaning.CONTACT_PHONE,
        Meaning.CONTACT_DAYS,
    ),
}


@dataclass(frozen=True)
class Columns:
    """Which column holds what. places: meaning -> column's number, from 0.

    unread: headings that mean nothing to us. doubtful: meanings that two columns claim.
    """

    places: dict[Meaning, int] = field(default_factory=dict)
    unread: tuple[str, ...] = ()
    doubtful: tuple[tuple[Meaning, str, str], ...] = ()

    @property
    def are_enough(self) -> bool:
        """Say whether a row can be joined with a school and names somebody."""
        return bool({Meaning.SCHOOL, Meaning.URN} & self.places.keys()) and bool(
            {Meaning.LEAD, Meaning.LEAD_EMAIL, Meaning.CONTACT, Meaning.CONTACT_EMAIL}
            & self.places.keys()
        )


def read_headings(headings: Sequence[str]) -> Columns:
    """Return what the columns of a sheet mean.

    A heading that says only "Email" or "Contact email" belongs to whoever stood before it. Of two
    columns with one meaning the first is taken and both are reported.
    """
    places: dict[Meaning, int] = {}
    unread: list[str] = []
    doubtful: list[tuple[Meaning, str, str]] = []
    before = "lead"
    for number, heading in enumerate(headings):
        plain = normal_form(heading.replace("_", " "))
        meaning, about = _meaning(plain, before, has_school=Meaning.SCHOOL in places)
        if about == "lead" and _names_either_side(plain):
            meaning, about = _of_either(plain, before, places) or (meaning, about)
        if meaning is None:
            if plain:
                unread.append(heading.strip())
            continue
        before = about or before
        if meaning in places:
            doubtful.append((meaning, headings[places[meaning]].strip(), heading.strip()))
        else:
            places[meaning] = number
    return Columns(places, tuple(unread), tuple(doubtful))


def _meaning(plain: str, before: str, *, has_school: bool) -> tuple[Meaning | None, str | None]:
    for meaning, names in PLACES.items():
        if plain in names:
            return meaning, None
    about = next((who for who, words in ABOUT if _has(plain, words)), None)
    detail = _detail(plain)
    if about is None and plain == "name" and not has_school:
        return Meaning.SCHOOL, None
    if about is None and detail is None and not _has(plain, NAME):
        return None, None
    name, email, phone, days = BY_KIND[about or before]
    if _has(plain, SURNAME):
        return SURNAMES.get(about or before), about
    if detail == "title":
        title = Meaning.LEAD_TITLE if (about or before) == "lead" else None
        return title, about
    chosen = {"email": email, "phone": phone, "days": days, None: name}[detail]
    return chosen, about


def _names_either_side(plain: str) -> bool:
    """Say whether "contact" is all that a heading says of whom it is about."""
    of_lead = dict(ABOUT)["lead"]
    return not _has(plain, [word for word in of_lead if word != "contact"])


def _of_either(plain: str, before: str, taken: Container[Meaning]) -> tuple[Meaning, str] | None:
    """Return what "contact" means: whoever stood before it, or the side that lacks this detail."""
    rest = " ".join(word for word in plain.split() if word not in ("contact", "contacts"))
    sides = ("contact", "lead") if before == "contact" else ("lead", "contact")
    for who in sides if _detail(rest) else sides[:1]:
        meaning, _ = _meaning(rest or "name", who, has_school=True)
        if meaning is not None and meaning not in taken:
            return meaning, who
    return None


def _detail(plain: str) -> str | None:
    for detail, words in (("email", EMAIL), ("phone", PHONE), ("days", DAYS), ("title", TITLE)):
        if _has(plain, words):
            return detail
    return None


def _has(plain: str, words: Iterable[str]) -> bool:
    padded = f" {plain} "
    return any(f" {word} " in padded or f" {word}s " in padded for word in words)


def heading_row(rows: Sequence[Sequence[str]], *, look: int = 15) -> int | None:
    """Return which of the first rows holds the headings: a title or a blank may stand above them."""
    best, best_places = None, 1
    for number, row in enumerate(rows[:look]):
        columns = read_headings(row)
        if columns.are_enough and len(columns.places) > best_places:
            best, best_places = number, len(columns.places)
    return best
