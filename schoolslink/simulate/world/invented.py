"""Names, numbers and addresses that belong to nobody."""

from __future__ import annotations

import random
from collections.abc import Iterator

# None of these together is a word of any name of a school, town or council in the registers of
# 2024 and 2025; a test looks again where those are at hand.
_FIRST = (
    "Aldr Brenn Corv Dunn Elsh Fenr Gorl Hask Ilm Jarr Kelv Lorr Marv Nest Orv Pell Quor Rusk Selv "
    "Thrav Ulv Venn Wisk Yarl Zeld"
).split()
_MIDDLE = "a e i o en er in".split()
_LAST = "combe dale ford ham hurst ley mere stead stow ton wick worth wold bury".split()
_REAL = {"Corvedale", "Ulverley"}

GIVEN = (
    "Aisha Alex Amara Andrew Anita Anwen Beatrice Ben Callum Carys Chidi Chloe Daniel Dilys Edward "
    "Efua Elena Emeka Esther Farah Finn Gemma Grace Hannah Harpreet Hassan Imogen Isaac Jasmin "
    "Jordan Kasia Kofi Laura Leila Liam Lucy Marek Maya Mei Mohammed Nadia Nathan Nisha Olga Oliver "
    "Olu Patrick Priti Rachel Ravi Rosa Ruth Samira Sian Simon Sunita Tariq Theo Uma Victor Wanda "
    "Xin Yusuf Zara"
).split()
FAMILY = (
    "Abara Adeleke Aldous Ashdown Bankole Barlow Bielak Birtles Calloway Chaudry Cresswell Dabiri "
    "Dalgleish Dhaliwal Eccles Edevane Fairlie Farrow Gadsby Garrick Ghosh Hallam Haverley Iqbal "
    "Jephson Kaminska Keddle Lambourn Lindqvist Maddern Malhotra Nettleton Nwosu Oakhill Okonjo "
    "Pargeter Penhale Quillan Rahimi Ravenhall Sandiford Selwood Tanaka Thackray Umarov Vasquez "
    "Wadhurst Wexcombe Yardeley Zielony"
).split()

# Ofcom keeps these ranges for drama: no line is ever behind them.
DRAMA_RANGES = (
    ("01632 960 ", 3), ("0113 496 0", 3), ("0114 496 0", 3), ("0115 496 0", 3), ("0116 496 0", 3),
    ("0117 496 0", 3), ("0121 496 0", 3), ("0151 496 0", 3), ("0161 496 0", 3), ("0191 498 0", 3),
    ("020 7946 0", 3),
)  # fmt: skip

# Of the postcode areas that begin with Z only ZE was ever given out, to Shetland.
POSTCODE_SECOND = "ABCDFGHKLMNPRSTUVWXY"
POSTCODE_INWARD = "ABDEFGHJLNPQRSTUWXYZ"
DISTRICTS = 30


def places(chance: random.Random) -> Iterator[str]:
    """Yield names of towns and villages, each once, in an order of its own; then with a compass."""
    names = [
        name
        for first in _FIRST
        for middle in _MIDDLE
        for last in _LAST
        if (name := first + middle + last) not in _REAL
    ]
    chance.shuffle(names)
    yield from names
    for word in ("North", "South", "East", "West", "Upper", "Nether", "Great", "Little", "Old",
                 "New", "High", "Long", "Middle"):  # fmt: skip
        yield from (f"{word} {name}" for name in names)


def person(chance: random.Random) -> str:
    """Return a name for somebody."""
    return f"{chance.choice(GIVEN)} {chance.choice(FAMILY)}"


def phone(chance: random.Random) -> str:
    """Return a number behind which there is no line."""
    beginning, digits = chance.choice(DRAMA_RANGES)
    return f"{beginning}{chance.randrange(10**digits):0{digits}}"


def mail(name: str, at: str) -> str:
    """Return an address that no mail can reach: `.example` is kept for this (RFC 2606)."""
    return f"{dotted(name)}@{dotted(at).replace('.', '-')}.example"


def dotted(name: str) -> str:
    """Return a name as the part of an address: small letters with dots between the words."""
    kept = "".join(c if c.isascii() and c.isalnum() else " " for c in name.lower())
    return ".".join(kept.split())


class Postcodes:
    """Gives out postcodes that were never given out, district by district of one area."""

    def __init__(self, area: int) -> None:
        """Begin with the districts of the area with this number, counted from 0."""
        self.letters = "Z" + POSTCODE_SECOND[area % len(POSTCODE_SECOND)]
        self.first_district = 1 + DISTRICTS * (area // len(POSTCODE_SECOND))
        self.given: dict[int, int] = {}

    def next(self, town: int) -> str:
        """Return the next postcode of a town, towns being counted from 0."""
        district = self.first_district + town % DISTRICTS
        number = self.given.get(district, 0)
        self.given[district] = number + 1
        letters = len(POSTCODE_INWARD)
        sector, rest = divmod(number, letters * letters)
        pair = POSTCODE_INWARD[rest // letters] + POSTCODE_INWARD[rest % letters]
        return f"{self.letters}{district} {sector}{pair}"
