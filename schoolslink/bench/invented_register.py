"""An invented register of England's size, for machines without the real one. Seeded: always the same."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

SCHOOLS = 51_012
OPEN = 27_108
POSTCODES = 1_491_312
LETTERS = "ABDEFGHJLNPQRSTUWXYZ"  # those that may end a postcode
FIRST = "Oak Ash Elm Hill River Meadow Church Park Mill Brook Stone Field Green Lake Bridge".split()
SECOND = "side view ton ford wood bank gate well croft dale bury leigh stead combe worth".split()
KINDS = "Primary School,Junior School,Academy,High School,Infant School".split(",")
TOWNS = [f"{a}{b}" for a in ("North", "South", "East", "West", "Up") for b in SECOND]
COLUMNS = (
    "urn,name,la_code,la_name,phase,gender,status,pupils_2019_20,open_date,close_date,town,postcode,"
    "easting,northing,sub_icb_code,icb_code,lsoa21_code,imd2025_decile,ruc21_code"
).split(",")


def postcodes() -> Iterator[str]:
    """Yield different postcodes in no particular place, without a space."""
    for count in range(POSTCODES):
        rest, last = divmod(count, 20)
        rest, middle = divmod(rest, 20)
        rest, digit = divmod(rest, 10)
        area, district = divmod(rest, 90)
        yield f"Z{'ABCDEFGH'[area]}{district + 10}{digit}{LETTERS[middle]}{LETTERS[last]}"


def write_postcodes(path: Path) -> Path:
    """Write a postcode file of the real one's size and shape."""
    with path.open("w", encoding="ascii") as file:
        file.write("postcode,e,n,lad,lsoa21\n")
        for count, postcode in enumerate(postcodes()):
            east, north = 300_000 + count % 300_000, 200_000 + count // 5
            place = f"{count % 33_755:08d}"
            file.write(f"{postcode},{east},{north},E07{place[2:]},E{place}\n")
    return path


def write_register(path: Path, seed: int = 1) -> Path:
    """Write a composite register of the real one's size; no school in it exists."""
    places = list(islice(postcodes(), 0, None, POSTCODES // SCHOOLS))
    draw = random.Random(seed)  # noqa: S311 (invented schools)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for count in range(SCHOOLS):
            is_open = count < OPEN
            east, north = draw.randrange(300_000, 600_000), draw.randrange(200_000, 500_000)
            name = f"{draw.choice(FIRST)}{draw.choice(SECOND)} {draw.choice(KINDS)} {count % 97}"
            writer.writerow(
                [100_000 + count, name, 900 + count % 90, f"Council {count % 90}",
                 draw.choice(["Primary", "Primary", "Secondary"]), "Mixed",
                 "Open" if is_open else "Closed", draw.randrange(40, 1500), "" if is_open else "01-09-1999",
                 "" if is_open else "31-08-2020", draw.choice(TOWNS), places[count],
                 east, north, f"Z{count % 99:02d}", f"Q{count % 42:02d}", f"E01{count % 33755:06d}",
                 count % 10 + 1, "UN1"]
            )  # fmt: skip
    return path


def write_links(path: Path) -> Path:
    """Write links: half of the closed schools have one clear successor."""
    with path.open("w", encoding="cp1252", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["URN", "LinkURN", "LinkName", "LinkType", "LinkEstablishedDate"])
        for count in range(OPEN, SCHOOLS, 2):
            closed, follower = 100_000 + count, 100_000 + count - OPEN
            writer.writerow([closed, follower, "A school", "Successor", ""])
            writer.writerow([follower, closed, "A school", "Predecessor", ""])
    return path
