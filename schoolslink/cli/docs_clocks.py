"""The page of the clocks, from their own records: what each counts, and what it leaves out."""

from schoolslink.referrals.rules.clocks import (
    AT_AN_EATING_SERVICE,
    BESIDE,
    CLOCKS,
    LEAST_WAITS,
    MARKED,
    SPELL_CLOCKS,
    WEEKS_LOOKED_BACK,
    Counted,
)
from schoolslink.referrals.rules.clocks.adjusted import PAUSES
from schoolslink.referrals.rules.clocks.groups import NOT_SPLIT, SPLIT_WEEKS
from schoolslink.referrals.rules.clocks.standards import STATUS_WORDS, Standard, standards

INTRODUCTION = f"""\
# Clocks

Only what happened is stored: moves, with the moment of each. Every figure here is computed from them,
by a pure rule over one request ([`rules/clocks`](../schoolslink/referrals/rules/clocks/catalogue.py))
and by a query over many ([`queries/clocks.py`](../schoolslink/referrals/queries/clocks.py)); a test
holds the two together on invented stories.

- **Days** are those of London, **working days** Monday to Friday without the bank holidays of England.
  Every promised day is compared with a slow calendar written apart: `./link check clocks` ([the safety
  page](safety.md)).
- **The family's clock never stops.** No holiday, no missed meeting and no wait for an answer takes a
  day from it. Where {" or ".join(one.said for one in PAUSES.values())}, a second, adjusted
  clock may stand beside it, never alone ([`both_clocks`](../schoolslink/referrals/rules/clocks/adjusted.py)).
- **What took place counts from its own day**: a first or second meeting, a first measure, an
  assessment, a plan and the start of help are read from the day somebody says they took place (T4 to
  T6, spells, the honest wait), which may lie before that of writing it down, never after it nor before
  asking. A wrong day is put right by one more move; the last word counts, from when it was said. What
  is promised and what was silence run from the day on which something was written down.
- **What has a last day** is counted in the week of that day, when it was in time or was not: so nothing
  that still runs makes a week look better or worse. Median and nine in ten are of all that were
  counted; what is not done is longer than everything that is, so that they say "not yet" where too few
  are.
- **The page of a service** shows its last twelve whole weeks, Monday to Sunday, counted each night; no
  row of it is about a child. A service's managers see its numbers, the area's coordinators see them
  rounded, with 1 to 7 hidden and no median of fewer than eight. Schools and families see none of them.
- **The honest wait**: from asking to the first meeting, of those whom the service first met in the
  {WEEKS_LOOKED_BACK} whole weeks before; of fewer than {LEAST_WAITS}, that it is not enough to say
  ([`recent_waits`](../schoolslink/referrals/queries/waits.py)).
- **One number alone misleads.** A service that says yes to all it is asked looks right at once, and may
  have taught schools not to ask. No school is ranked by any of them.
- **Split** by age, special educational needs, phase and type of setting, town or countryside and
  deprivation: [see below](#by-age-needs-and-school).
"""

SPELLS = """\
## Referral spells
NHS England counts a child's wait by spells
([`spells`](../schoolslink/referrals/rules/clocks/spells.py)). A referral to a provider joins the spell
before it when one of that is still open on its day, or when it opens within five days of the last end;
a spell ends with the last discharge. The provider is the service here; what it took over it received on
that day, and what another has taken over from it is not its own to count. Its clock stops in full only
when all four are there, on whichever of its referrals: an outcome measured at the beginning, a care
plan, an intervention, an assessment.
Source: NHS England Digital, quick guide to referral spells (2024). Its lists of codes, which say what
counts as each of the four, were not read: each of the four is what somebody here writes down as such.
The query over many is [`queries/spells.py`](../schoolslink/referrals/queries/spells.py); the rule is
also compared with one that walks from day to day (`./link check clocks`).
"""

ADJUSTED = """\
## Adjusted, beside the family's own
Somebody of the service sets days aside, each with a reason from a dated list, on the record of a
request: between asking and the start of help, none yet to come, none twice; what was set aside counts
again by one more move. Whoever of the family may hear of the answer reads it on their page, and that
their wait counts each day. No share, no limit and no standard is read from these waits
([`rules/aside.py`](../schoolslink/referrals/rules/aside.py),
[`rules/clocks/beside.py`](../schoolslink/referrals/rules/clocks/beside.py)).
"""

GROUPS = f"""\
## By age, needs and school
Every clock of T and A is also counted by groups
([`totals_by_whom`](../schoolslink/referrals/queries/clock_groups.py),
[`count_groups`](../schoolslink/insight/commands.py)): by age on the day of asking (under 5, 5 to 10, 11 to
15, 16 and 17, 18 and over), by what the school said of special educational needs (none, SEN support, a
plan), and as the register says of the school today: by phase, by type of setting, by town or countryside
(rural-urban classification of 2021) and by fifth of the index of deprivation. What nobody said, or where no
school is part of it, is a group of its own. A request holds the band and the word beside its other routing,
written when it is sent and when the answer is put right; no count opens a birth date or anything else under
a child's key. A split is of the last {SPLIT_WEEKS} whole weeks, since in twelve most groups of one service
are too small.

- **Small numbers**: to everybody who sees a split, 1 to 7 are hidden, numbers and shares are to the nearest
  5, and no median is told of a hidden group. Where one group alone would be hidden, the next smallest is too
  ([`split_shown`](../schoolslink/insight/rules.py)). A test goes through every table of three groups of up to
  twenty, and of two with shares, and finds for each hidden figure two worlds that look the same.
  Source: NHS Digital, Disclosure control methodology for Hospital Episode Statistics and Emergency Care Data
  Set (2018).
- **No crossing**: one dimension at a time, and no school by itself.

Not split, and why:

"""

STANDARDS = """\
## Standards
As dated data, in [`standards.csv`](../schoolslink/referrals/rules/clocks/standards.csv), each with what
it is: most limits that people call a standard never became one.
"""


MARKED_INTRODUCTION = f"""\
## Read for a standard alone
What was marked as urgent, or with a risk, is what was last said of it when the request reached the service;
a mark of later changes none of these. They stand on the page under the limit that they are read for
([`rules/clocks/marked.py`](../schoolslink/referrals/rules/clocks/marked.py)).

{AT_AN_EATING_SERVICE}

Two limits are counted by none: seen within four hours, since nobody is asked for here in an emergency and
hours are not written down; and a question answered, since these clocks are of requests alone.
"""


def _clock(clock: Counted) -> str:
    lines = [
        f"### {clock.id} {clock.name}\n",
        f"{clock.question}\n",
        f"- Numerator: {clock.numerator}",
        f"- Denominator: {clock.denominator}",
        f"- Left out: {clock.left_out}",
        f"- In time: {clock.limit}" if clock.limit else "- In time: nothing is promised",
        f"- Source: {clock.source}",
    ]
    if not clock.is_recorded:
        why = clock.why_not or f"no move {', '.join(clock.needs)} is made yet"
        lines.append(f"- **Not recorded**: {why}".rstrip(".") + ".")
    return "\n".join(lines) + "\n"


def _groups() -> str:
    return GROUPS + "".join(f"- **{one.name}**: {one.why}\n" for one in NOT_SPLIT)


def _standard(one: Standard) -> str:
    until = f" until {one.until_on}" if one.until_on else ""
    share = f"{one.share} %" if one.share else "none set"
    unit = one.unit.replace("_", " ")
    return (
        f"| {one.question} | {one.amount} {unit} | {share} | {STATUS_WORDS[one.status]}"
        f" | from {one.from_on}{until} | {one.source} | {one.note} |"
    )


def page() -> str:
    """Return the page."""
    head = "| limit | within | share | what it is | in force | source | note |"
    table = f"{head}\n|---|---|---|---|---|---|---|"
    parts = [INTRODUCTION]
    for letter, title in (("T", "Is help timely?"), ("A", "Was it the right help?")):
        parts.append(f"## {title}\n")
        parts += [_clock(clock) for clock in CLOCKS if clock.id.startswith(letter)]
    parts += [ADJUSTED, *map(_clock, BESIDE)]
    parts += [SPELLS, *map(_clock, SPELL_CLOCKS), _groups(), STANDARDS]
    parts.append("\n".join([table, *map(_standard, standards())]) + "\n")
    parts += [MARKED_INTRODUCTION, *map(_clock, MARKED)]
    return "\n".join(parts)
