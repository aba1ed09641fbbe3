"""The invented register: areas, towns and schools, as the public register would list them."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count, pairwise
from math import sqrt

from schoolslink.simulate.world import cast, facts, invented, land
from schoolslink.simulate.world.order import FEW_AREAS, Order

FIRST_URN = (
    900_001  # the register has given out none above 160,000, and 400,000 to 410,000 in Wales
)
FIRST_NEIGHBOURHOOD = 900_001  # the census of 2021 counted to 035,762
SCHOOLS_A_TOWN = 11
SCHOOLS_A_NEIGHBOURHOOD = 2
SCHOOLS_OF_LIVED_IN_AREA = 131  # what one coordinator of the first pilots had
FEWEST_OF_LIVED_IN_AREA = 40  # where the country is small
HOMES_A_SCHOOL = 2  # postcodes without a school, so that "where to turn" finds a home


@dataclass(frozen=True)
class Neighbourhood:
    """A small area of the census."""

    code: str
    name: str
    decile: int
    rural_urban: str


@dataclass(frozen=True)
class Town:
    """A town, or the villages around one. share: of the area's schools."""

    number: int
    name: str
    at: land.Point
    share: float
    spread_km: float
    neighbourhoods: tuple[Neighbourhood, ...]


@dataclass(frozen=True)
class InventedArea:
    """One area with its board, council, outline and towns. Its codes were never given out."""

    number: int
    name: str
    outline: tuple[land.Point, ...]
    size: int
    towns: tuple[Town, ...]

    @property
    def icb_code(self) -> str:
        """Return the code of its integrated care board, as the NHS writes one."""
        return f"QZ{self.number + 1:02}"

    @property
    def la_code(self) -> str:
        """Return the code of its council, as the register writes one."""
        return f"Z{self.number + 1:02}"

    @property
    def district_code(self) -> str:
        """Return the code of its district, as the statistics office writes one."""
        return f"E0699{self.number + 1:04}"


@dataclass(frozen=True)
class InventedSchool:
    """One school of the register; easting and northing in metres."""

    urn: int
    name: str
    phase: str
    kind: str
    pupils: int
    fsm_percent: float
    town: str
    postcode: str
    phone: str
    easting: int
    northing: int
    area: InventedArea
    neighbourhood: Neighbourhood


@dataclass(frozen=True)
class Home:
    """A postcode where somebody could live."""

    postcode: str
    easting: int
    northing: int
    area: InventedArea
    neighbourhood: Neighbourhood


@dataclass
class Country:
    """All of it."""

    areas: list[InventedArea] = field(default_factory=list)
    schools: list[InventedSchool] = field(default_factory=list)
    homes: list[Home] = field(default_factory=list)


def country(order: Order) -> Country:
    """Return the invented country of an order: the same for the same seed and number of schools."""
    chance = order.chance("country")
    names = invented.places(order.chance("names"))
    codes = (f"E01{n}" for n in count(FIRST_NEIGHBOURHOOD))
    sites = land.centres(order.areas, chance)
    outlines = land.outlines([site.at for site in sites])
    sizes = _sizes(order.schools, [site.people for site in sites])
    urns, whole = count(FIRST_URN), Country()
    for number, (site, outline, size) in enumerate(zip(sites, outlines, sizes, strict=True)):
        name = next(names) if number else cast.AREA
        towns = _towns(site, outline, size, names, codes, chance)
        area = InventedArea(number, name, outline, size, tuple(towns))
        whole.areas.append(area)
        _settle(whole, area, urns, names, chance)
    return whole


def _sizes(schools: int, people: Sequence[float]) -> list[int]:
    """Return how many schools each area has: as many as its people need."""
    if len(people) == 1:
        return [schools]
    first = max(
        round(schools * people[0] / sum(people)), min(FEWEST_OF_LIVED_IN_AREA, schools // 2)
    )
    if len(people) >= FEW_AREAS:
        first = SCHOOLS_OF_LIVED_IN_AREA
    rest, others = schools - first, people[1:]
    sizes = [int(rest * share / sum(others)) for share in others]
    sizes[0] += rest - sum(sizes)
    return [first, *sizes]


def _towns(
    site: land.Centre,
    outline: Sequence[land.Point],
    schools: int,
    names: Iterator[str],
    codes: Iterator[str],
    chance: random.Random,
) -> Iterator[Town]:
    """Yield an area's towns, the largest at its centre; then the country around each third one."""
    number = max(3, schools // SCHOOLS_A_TOWN)
    shares = [1 / (rank + 1) ** 0.8 for rank in range(number)]  # sizes of towns fall about so
    for rank, share in enumerate(shares):
        at = land.near(site.at, 22, outline, chance) if rank else site.at
        rural = rank > 0 and chance.random() < facts.IN_THE_COUNTRYSIDE * 1.3
        of_all = share / sum(shares)
        small = max(2, round(of_all * schools / SCHOOLS_A_NEIGHBOURHOOD))
        name = next(names)
        poorer = 0.75 if rural else 1 + of_all
        yield Town(
            rank,
            name,
            at,
            of_all,
            6.0 if rural else 0.8 + 2.2 * sqrt(of_all * schools / 10),
            tuple(
                Neighbourhood(
                    next(codes),
                    f"{name} {n + 1:03}",
                    _decile(poorer, chance),
                    _kind_of_place(rural, rank, chance),
                )
                for n in range(small)
            ),
        )


def _decile(poorer: float, chance: random.Random) -> int:
    """Return a decile of deprivation, 1 the most deprived; large towns have more of these."""
    return min(10, 1 + int(10 * chance.random() ** poorer))


def _kind_of_place(rural: bool, rank: int, chance: random.Random) -> str:
    if not rural:
        return "UN1" if rank < 6 else chance.choice(("UN1", "UF1"))
    return chance.choice(("RSN1", "RLN1", "RSF1", "RLF1"))


def _settle(
    whole: Country,
    area: InventedArea,
    urns: Iterator[int],
    names: Iterator[str],
    chance: random.Random,
) -> None:
    """Put an area's schools into its towns, and some homes around them."""
    postcodes = invented.Postcodes(area.number)
    named = cast.SCHOOLS if area.number == 0 else ()
    for position in range(area.size):
        player = named[position] if position < len(named) else None
        shares = [town.share for town in area.towns]
        town = area.towns[player.town] if player else chance.choices(area.towns, shares)[0]
        phase = player.phase if player else _one_of(facts.PHASES, chance)
        around = chance.choice(town.neighbourhoods)
        at = _metres(land.near(town.at, town.spread_km, area.outline, chance))
        whole.schools.append(
            InventedSchool(
                next(urns),
                player.name if player else _name(phase, town, names, chance),
                phase,
                _one_of(facts.TYPES[phase], chance),
                player.pupils if player else _between(facts.PUPILS[phase], chance),
                round(max(1.0, chance.gauss(44 - 4 * around.decile, 6)), 1),
                town.name,
                postcodes.next(town.number),
                invented.phone(chance),
                *at,
                area,
                around,
            )
        )
        for _ in range(HOMES_A_SCHOOL):
            home = _metres(land.near(town.at, town.spread_km, area.outline, chance))
            code = postcodes.next(town.number)
            whole.homes.append(Home(code, *home, area, chance.choice(town.neighbourhoods)))


def _metres(point: land.Point) -> tuple[int, int]:
    return round(point[0] * 1_000), round(point[1] * 1_000)


def _one_of(shares: dict[str, int], chance: random.Random) -> str:
    return chance.choices(list(shares), list(shares.values()))[0]


def _between(steps: Sequence[int], chance: random.Random) -> int:
    """Return a size drawn from a distribution given by some of its hundredths."""
    marks = (0.0, 0.1, 0.3, 0.5, 0.7, 0.9, 1.0)
    drawn = chance.random()
    for (low, high), (small, large) in zip(pairwise(marks), pairwise(steps), strict=True):
        if drawn <= high:
            return round(small + (large - small) * (drawn - low) / (high - low))
    return steps[-1]


ENDINGS = {
    "Primary": ("Primary School", "Primary School", "Primary Academy", "Junior and Infant School",
                "Church of England Primary School", "Catholic Primary School", "Infant School"),
    "Not applicable": ("School", "Special School", "Learning Centre"),
    "Secondary": ("High School", "Academy", "School", "Community College"),
    "Nursery": ("Nursery School",),
    "16 plus": ("College", "Sixth Form College"),
    "All-through": ("All-through School",),
    "Middle deemed secondary": ("Middle School",),
}  # fmt: skip


def _name(phase: str, town: Town, names: Iterator[str], chance: random.Random) -> str:
    """Return a school's name: after its town for the large, after its quarter for the small."""
    quarter = phase in ("Primary", "Nursery", "Not applicable") or chance.random() < 0.5
    return f"{next(names) if quarter else town.name} {chance.choice(ENDINGS[phase])}"
