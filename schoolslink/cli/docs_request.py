"""The page of what a request for help asks: every block and question, and who reads the answer."""

from __future__ import annotations

from schoolslink.referrals.rules.request import BLOCKS, FIELDS, Field, FieldKind, Group, Weight
from schoolslink.referrals.rules.request.asking import STAND_INS
from schoolslink.referrals.rules.request.holidays import HOLIDAY_FIELDS, SOON_DAYS

WEIGHTS = {
    Weight.NEEDED: "needed",
    Weight.HELPS: "helps",
    Weight.NOT_NEEDED: "may be left out",
}
GROUPS = {
    Group.ROUTING: "routing",
    Group.IDENTITY: "identity",
    Group.NARRATIVE: "narrative",
    Group.CONTACTS: "contacts",
}
KINDS = {
    FieldKind.TEXT: "a line",
    FieldKind.LONG_TEXT: "a text",
    FieldKind.DATE: "a date",
    FieldKind.NUMBER: "a number",
    FieldKind.ONE_OF: "one of",
    FieldKind.SOME_OF: "any of",
    FieldKind.PHONE: "a phone number",
    FieldKind.EMAIL: "an address",
    FieldKind.POSTCODE: "a postcode",
    FieldKind.NHS_NUMBER: "an NHS number, its last digit checked",
    FieldKind.PRACTICE: "a practice of the list, or a line",
}


def page() -> str:
    """Return the page, from the rules themselves."""
    parts = [
        "# What a request for help asks\n",
        "Each question is needed, helps, or may be left out. What stands here holds where a service\n"
        "says nothing: in its published criteria it says so for each question itself. A gap never\n"
        "keeps a request back, but for a first name, a surname and what worries; it is counted against\n"
        "what the service needs. Any answer may be “not known” or “please ask the family”: that is an\n"
        "answer, not a gap. The safety gate comes before all of it and is not part of it.\n",
        f"Within {SOON_DAYS} days before a term ends, and in the holidays, "
        f"{_and(HOLIDAY_FIELDS)} are\nneeded to send; with a risk marked they are asked for and nothing"
        " waits for them.\n",
    ]
    for number, block in enumerate(BLOCKS, 1):
        left_out = "" if block.in_college else " (not asked at a college)"
        parts.append(f"## {number}. {block.title}{left_out}\n")
        rows = [f"| {_row(field)} |" for field in block.fields]
        heading = ["| name | question | answer | if a service says nothing | rule | read as |"]
        parts.append("\n".join([*heading, "|---|---|---|---|---|---|", *rows]) + "\n")
    return "\n".join(parts)


def _and(names: tuple[str, ...]) -> str:
    return " and ".join(f"`{name}`" for name in names)


def _row(field: Field) -> str:
    return " | ".join((
        f"`{field.name}`", field.label, _answer(field), WEIGHTS[field.weight], _rule(field),
        GROUPS[field.group],
    ))  # fmt: skip


def _answer(field: Field) -> str:
    said = KINDS[field.kind]
    if field.choices:
        return f"{said}: {', '.join(choice.label for choice in field.choices)}"
    if field.words:
        return f"{said}, up to {field.words} words"
    if field.kind in (FieldKind.TEXT, FieldKind.LONG_TEXT):
        return f"{said}, up to {field.longest} characters"
    return said


def _rule(field: Field) -> str:
    rules = []
    if field.when is not None:
        earlier = FIELDS[field.when.field]
        answers = [c.label for c in earlier.choices if c.value in field.when.one_of]
        rules.append(f"after `{earlier.name}`: {', '.join(answers)}")
    if field.from_age is not None:
        rules.append(f"from {field.from_age} years")
    if field.until_age is not None:
        rules.append(f"until the {field.until_age}th birthday")
    if not field.in_college:
        rules.append("not at a college")
    for name, other in STAND_INS.items():
        if field.name == other:
            rules.append(f"stands for `{name}`")
    return "; ".join(rules)
