"""Which questions are asked about this child at this service, and how complete the answers are."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from schoolslink.referrals.rules.request.blocks import BLOCKS, FIELDS, RISK_FIELDS
from schoolslink.referrals.rules.request.criteria import Criteria
from schoolslink.referrals.rules.request.fields import (
    Answers,
    Block,
    Field,
    Mark,
    Weight,
    is_answered,
    read_mark,
)


@dataclass(frozen=True)
class About:
    """What decides which questions make sense: age in whole years (None: unknown) and setting."""

    age: int | None = None
    is_college: bool = False


def age_on(born_on: date, day: date) -> int:
    """Return the age in whole years; somebody born on 29 February is a year older on 1 March."""
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))


def age_from(answers: Answers, day: date) -> int | None:
    """Return the age that the answers give, from the birth date or else as typed; None: unknown."""
    born, typed = answers.get("birth_date"), answers.get("age")
    if isinstance(born, str) and is_answered(born) and read_mark(born) is None:
        try:
            return age_on(date.fromisoformat(born), day)
        except ValueError:
            return None
    if isinstance(typed, str) and typed.strip().isdecimal():
        return int(typed)
    return None


# One answer that stands for another: an age for a date, a reason why not for what was not done.
STAND_INS = {
    "birth_date": "age",
    "tried": "not_tried_because",
    "wants": "wants_not_asked",
    "carer_view": "carer_view_not_asked",
}


def birthday_from(answers: Answers) -> date | None:
    """Return the birth date that the answers give; None where they give an age, or nothing."""
    born = answers.get("birth_date")
    if not isinstance(born, str):
        return None
    try:
        return date.fromisoformat(born)
    except ValueError:
        return None


def turns_on(born_on: date, years: int) -> date:
    """Return the day somebody turns so many years; born on 29 February, 1 March in other years."""
    try:
        return born_on.replace(year=born_on.year + years)
    except ValueError:
        return date(born_on.year + years, 3, 1)


def could_be_asked(field: Field, about: About) -> bool:
    """Return whether a question suits age and setting. Not to know the age asks rather too much."""
    if about.is_college and not field.in_college:
        return False
    if about.age is not None:
        if field.from_age is not None and about.age < field.from_age:
            return False
        if field.until_age is not None and about.age >= field.until_age:
            return False
    return True


def is_asked(field: Field, answers: Answers, about: About) -> bool:
    """Return whether a question makes sense here, after what was answered before."""
    if not could_be_asked(field, about):
        return False
    if field.when is None:
        return True
    earlier = answers.get(field.when.field)
    given = {earlier} if isinstance(earlier, str) else set(earlier or ())
    # A question hidden itself hides what hangs on it.
    return bool(given & field.when.one_of) and is_asked(FIELDS[field.when.field], answers, about)


def block_possible(name: str, about: About) -> Block | None:
    """Return a block with every question that answers could still bring; None when it has none."""
    for block in BLOCKS:
        if block.name == name and (block.in_college or not about.is_college):
            fields = tuple(field for field in block.fields if could_be_asked(field, about))
            return Block(block.name, block.title, fields, block.in_college) if fields else None
    return None


def blocks_asked(answers: Answers, about: About) -> tuple[Block, ...]:
    """Return the blocks with only the questions that make sense here, in the order of asking."""
    kept = []
    for block in BLOCKS:
        if about.is_college and not block.in_college:
            continue
        fields = tuple(field for field in block.fields if is_asked(field, answers, about))
        if fields:
            kept.append(Block(block.name, block.title, fields, block.in_college))
    return tuple(kept)


def blocks_left(missing: Iterable[str]) -> tuple[Block, ...]:
    """Return the questions that were left open when a request was sent, with what they may bring."""
    names = set(missing)
    names |= {STAND_INS[name] for name in names & STAND_INS.keys() if name != "birth_date"}
    kept = []
    for block in BLOCKS:
        fields = tuple(
            field
            for field in block.fields
            if field.name in names or (field.when is not None and field.when.field in names)
        )
        if fields:
            kept.append(Block(block.name, block.title, fields, block.in_college))
    return tuple(kept)


@dataclass(frozen=True)
class BlockProgress:
    """One line of the task list."""

    name: str
    title: str
    weight: Weight
    answered: int
    asked: int
    missing: tuple[str, ...]  # needed by this service and not said yet
    for_family: tuple[str, ...]  # left for the family to answer

    @property
    def is_done(self) -> bool:
        """Return whether nothing that this service needs is missing."""
        return not self.missing


@dataclass(frozen=True)
class Completeness:
    """How much of what this service needs is there. Incomplete never blocks sending."""

    blocks: tuple[BlockProgress, ...]
    needed: int
    there: int
    criteria_version: int

    @property
    def is_complete(self) -> bool:
        """Return whether everything the service needs was said, or said not to be known."""
        return self.there == self.needed

    @property
    def missing(self) -> tuple[str, ...]:
        """Return the questions that are needed and not answered, in the order of asking."""
        return tuple(name for block in self.blocks for name in block.missing)


def _stands_in(name: str, answers: Answers) -> bool:
    """Say whether another answer stands for this one; "not known" of a reason is no reason."""
    other = answers.get(STAND_INS.get(name, ""))
    return is_answered(other) and (name == "birth_date" or read_mark(other) is None)


def _block_weight(weights: Iterable[Weight]) -> Weight:
    found = set(weights)
    for weight in (Weight.NEEDED, Weight.HELPS):
        if weight in found:
            return weight
    return Weight.NOT_NEEDED


def completeness(answers: Answers, about: About, criteria: Criteria) -> Completeness:
    """Return what this service still misses, block by block."""
    progress = []
    for block in blocks_asked(answers, about):
        said = [f.name for f in block.fields if is_answered(answers.get(f.name))]
        needed = [f.name for f in block.fields if criteria.weight(f.name) is Weight.NEEDED]
        progress.append(
            BlockProgress(
                name=block.name,
                title=block.title,
                weight=_block_weight(criteria.weight(f.name) for f in block.fields),
                answered=len(said),
                asked=len(block.fields),
                missing=tuple(n for n in needed if n not in said and not _stands_in(n, answers)),
                for_family=tuple(n for n in said if read_mark(answers.get(n)) is Mark.ASK_FAMILY),
            )
        )
    needed_count = sum(
        criteria.weight(f.name) is Weight.NEEDED
        for block in blocks_asked(answers, about)
        for f in block.fields
    )
    missing_count = sum(len(block.missing) for block in progress)
    return Completeness(
        tuple(progress), needed_count, needed_count - missing_count, criteria.version
    )


def risks_marked(answers: Mapping[str, object]) -> tuple[str, ...]:
    """Return the risk questions answered with yes, by a person; words are never searched."""
    return tuple(name for name in RISK_FIELDS if answers.get(name) == "yes")
