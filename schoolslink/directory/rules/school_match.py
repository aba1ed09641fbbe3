"""Which school a coordinator means by a name, with the help of a town, a postcode or a URN."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from heapq import nlargest
from uuid import UUID

from schoolslink.directory.rules.postcodes import normalise_postcode
from schoolslink.kernel.names import normal_form

# What people shorten, as whole words of the normal form.
SHORT_FORMS: Mapping[str, str] = {
    "st": "saint", "sts": "saints", "ss": "saints", "ce": "church of england",
    "cofe": "church of england", "coe": "church of england", "rc": "roman catholic",
    "pri": "primary", "prim": "primary", "jnr": "junior", "jr": "junior", "inf": "infant",
    "infants": "infant", "sec": "secondary", "sch": "school", "schl": "school", "acad": "academy",
    "ac": "academy", "coll": "college", "col": "college", "hs": "high school", "gs": "grammar school",
    "va": "voluntary aided", "vc": "voluntary controlled", "comm": "community", "pru": "pupil referral unit",
    "nth": "north", "sth": "south", "mt": "mount", "juniors": "junior", "and": "", "the": "",
}  # fmt: skip
# Words that say what kind of school it is: they help little to tell one from another.
COMMON = frozenset(
    "school primary academy college junior infant secondary high community voluntary aided"
    " controlled church of england roman catholic nursery special centre trust foundation"
    " free federation".split()
)
SURE, LIKELY, POSSIBLE = 0.92, 0.78, 0.55
CLEAR_LEAD = 0.08  # by how much the best must beat the next to be taken without asking
TOWN_HELPS, POSTCODE_HELPS, POSTCODE_BEGINS = 0.06, 0.25, 0.1
MOST_CHOICES = 5
WORTH_A_LOOK = 15


class Certainty(StrEnum):
    """How sure we are of the school that a row means."""

    EXACT = "exact"  # by URN, or by a name that only one school has
    LIKELY = "likely"  # one school is clearly meant
    UNSURE = "unsure"  # a person chooses
    NONE = "none"  # nothing comes close


@dataclass(frozen=True)
class Candidate:
    """A school that could be meant."""

    school_id: UUID
    urn: int
    name: str
    town: str = ""
    postcode: str = ""


@dataclass(frozen=True)
class Known:
    """A candidate made ready for comparing with many names."""

    school: Candidate
    plain: str
    pieces: frozenset[str]


@dataclass(frozen=True)
class SchoolMatch:
    """What a row seems to mean; choices: the best few, the best first."""

    certainty: Certainty
    school_id: UUID | None = None
    choices: tuple[Candidate, ...] = ()


def plain_name(name: str) -> str:
    """Return a school's name with short forms written out and in one form for comparing."""
    joined = re.sub(r"\bc\.?\s*(?:of)?\s*e\.?\b", " ce ", name, flags=re.IGNORECASE)
    words = [SHORT_FORMS.get(word, word) for word in normal_form(joined).split()]
    return " ".join(" ".join(words).split())


def known(school: Candidate) -> Known:
    """Return a candidate ready for comparing."""
    plain = plain_name(school.name)
    return Known(school, plain, _pieces(plain))


def match_school(
    name: str,
    candidates: Sequence[Known],
    *,
    town: str = "",
    postcode: str = "",
    urn: str = "",
) -> SchoolMatch:
    """Return which of an area's schools is meant.

    Only what is exact or clearly best is taken without asking.
    """
    digits = re.sub(r"\.0+$", "", urn.strip())
    if digits.isdecimal():
        by_number = next((k.school for k in candidates if k.school.urn == int(digits)), None)
        if by_number is not None:
            return SchoolMatch(Certainty.EXACT, by_number.school_id, (by_number,))
    wanted = plain_name(name)
    if not wanted:
        return SchoolMatch(Certainty.NONE)
    same = [k.school for k in candidates if k.plain == wanted]
    if len(same) == 1:
        return SchoolMatch(Certainty.EXACT, same[0].school_id, (same[0],))
    code, place = normalise_postcode(postcode) or "", normal_form(town)
    scored = sorted(
        (
            (_score(wanted, near.plain, near.school, code, place), near.school)
            for near in _nearest(wanted, candidates, code)
        ),
        key=lambda pair: (-pair[0], pair[1].urn),
    )
    best = [(score, c) for score, c in scored if score >= POSSIBLE][:MOST_CHOICES]
    if not best:
        return SchoolMatch(Certainty.NONE)
    choices = tuple(c for _score_, c in best)
    top, lead = best[0][0], best[0][0] - (best[1][0] if len(best) > 1 else 0.0)
    if top >= SURE and lead >= CLEAR_LEAD:
        return SchoolMatch(Certainty.EXACT, choices[0].school_id, choices)
    if top >= LIKELY and lead >= CLEAR_LEAD:
        return SchoolMatch(Certainty.LIKELY, choices[0].school_id, choices)
    return SchoolMatch(Certainty.UNSURE, None, choices)


def _nearest(wanted: str, candidates: Sequence[Known], postcode: str) -> list[Known]:
    """Return the few worth a close look: those that share most three-letter pieces, or the postcode.

    Without this a list of a thousand rows and an area of a thousand schools would take minutes.
    """
    pieces = _pieces(wanted)
    near = nlargest(
        WORTH_A_LOOK,
        candidates,
        key=lambda k: len(pieces & k.pieces) / (len(pieces | k.pieces) or 1),
    )
    there = [k for k in candidates if postcode and k.school.postcode == postcode]
    return list({k.school.school_id: k for k in (*near, *there)}.values())


def _pieces(plain: str) -> frozenset[str]:
    """Return the three-letter pieces of the words that tell schools apart (of all, if none do)."""
    words = [word for word in plain.split() if word not in COMMON] or plain.split()
    padded = f"  {' '.join(words)} "
    return frozenset(padded[n : n + 3] for n in range(len(padded) - 2))


def _score(wanted: str, plain: str, school: Candidate, postcode: str, town: str) -> float:
    score = _alike(wanted, plain)
    if town:
        # "Hillside Primary, Riverton": the town may be part of either name.
        score = max(score, _alike(wanted, f"{plain} {normal_form(school.town)}") - 0.02)
        if town == normal_form(school.town):
            score += TOWN_HELPS
    if postcode and postcode == school.postcode:
        score += POSTCODE_HELPS
    elif postcode and postcode.split()[0] == school.postcode.split(" ")[0]:
        score += POSTCODE_BEGINS / 2
    return min(score, 1.0 if not postcode else 1.25)


def _alike(wanted: str, plain: str) -> float:
    """Return from 0 to 1 how alike two names are, the words that tell schools apart counting most."""
    if wanted == plain:
        return 1.0
    ours, theirs = _telling(wanted), _telling(plain)
    whole = SequenceMatcher(None, wanted, plain).ratio()
    if not ours or not theirs:
        return whole
    telling = SequenceMatcher(None, " ".join(sorted(ours)), " ".join(sorted(theirs))).ratio()
    same_kind = _kinds(wanted) & _kinds(plain)
    other_kind = _kinds(wanted) and _kinds(plain) and not same_kind
    score = 0.75 * telling + 0.25 * whole
    if ours == theirs:
        score = max(score, 0.95 if not other_kind else 0.85)
    return score - (0.15 if other_kind else 0.0)


def _telling(name: str) -> frozenset[str]:
    return frozenset(name.split()) - COMMON


def _kinds(name: str) -> frozenset[str]:
    """Return whether a name says infants, juniors, primary or secondary: twins differ by it."""
    kinds = {"infant": "infant", "junior": "junior", "primary": "primary", "high": "secondary",
             "secondary": "secondary", "grammar": "secondary", "nursery": "nursery"}  # fmt: skip
    return frozenset(kinds[word] for word in name.split() if word in kinds)
