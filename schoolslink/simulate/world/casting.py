"""Which schools play the parts of the cast: in the invented register those made for it, else alike ones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from schoolslink.directory.models import School
from schoolslink.simulate.world import cast


def cast_first(schools: Sequence[School]) -> list[School]:
    """Return an area's schools, those that play a part first and in the order of the cast.

    Around a real register each part goes to the school most like it: same phase, nearest size.
    """
    rest = list(schools)
    chosen: list[School] = []
    for part in cast.SCHOOLS:
        best = min(rest, key=lambda school: _unlike(school, part))
        rest.remove(best)
        chosen.append(best)
    return chosen + rest


def _unlike(school: School, part: cast.SchoolOfTheCast) -> tuple[bool, bool, int, int]:
    return (
        school.organisation.name != part.name,
        school.phase != part.phase,
        abs((school.pupils or 0) - part.pupils),
        school.urn,
    )


def area_name(schools: Sequence[School]) -> str:
    """Return a name for an area of real schools, in which every person is invented."""
    councils = Counter(school.la_name for school in schools if school.la_name)
    council = councils.most_common(1)[0][0] if councils else "An area"
    return f"{council} (invented people)"
