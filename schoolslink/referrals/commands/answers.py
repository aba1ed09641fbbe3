"""A request's answers go where their readers are: identity, contacts and narrative lie apart."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model

from schoolslink.access import seal
from schoolslink.kernel import rows
from schoolslink.kernel.names import phonetic_key
from schoolslink.referrals.models import (
    Answer,
    Carer,
    ChildContact,
    ChildIdentity,
    FindingToken,
    Item,
)
from schoolslink.referrals.rules.alike import Named, near_values
from schoolslink.referrals.rules.guarding import Responsibility
from schoolslink.referrals.rules.request import BLOCKS, FIELDS, missing_to_send
from schoolslink.referrals.rules.request.fields import Group
from schoolslink.referrals.rules.request.languages import said_language

IDENTITY_COLUMNS = {
    "first_name": "first_name",
    "surname": "surname",
    "called": "preferred_name",
    "birth_date": "birth_date",
    "age": "age_or_year",
    "nhs_number": "nhs_number",
}
# What is said of a carer who knows of it, so that there is one.
OF_SOMEBODY = ("agrees", "knows", "says_no")
CARERS = (("carer", "carer_"), ("second_carer", "second_carer_"))


@dataclass(frozen=True)
class Kept:
    """What is kept of an item's answers already; of a new item, nothing."""

    identity: ChildIdentity | None = None
    contacts: dict[str, ChildContact] = field(default_factory=dict)
    blocks: dict[str, Answer] = field(default_factory=dict)
    family: dict[str, Carer] = field(default_factory=dict)


NOTHING = Kept()


def kept_of(item: Item) -> Kept:
    """Return what is kept of an item, to be gone on with."""
    return Kept(
        ChildIdentity.objects.filter(item=item).first(),
        {row.whose: row for row in ChildContact.objects.filter(item=item).order_by("-id")},
        {row.block: row for row in Answer.objects.filter(item=item)},
        {row.whose: row for row in Carer.objects.filter(item=item, replaced=False)},
    )


def add_to(item: Item, answers: Mapping[str, Any]) -> None:
    """Keep more answers, and with them who of the family is named."""
    kept = kept_of(item)
    known = contacts_of(item, kept.contacts.values()) | dict(answers)
    rows.keep([*answer_rows(item, answers, kept), *family_rows(item, known, kept, whole=False)])


def keep_contacts(item: Item, answers: Mapping[str, Any]) -> None:
    """Keep what answers say about reaching people, and nothing else of them."""
    there = {row.whose: row for row in ChildContact.objects.filter(item=item).order_by("-id")}
    rows.keep([*_contacts(item, answers, there)])


def answer_rows(item: Item, answers: Mapping[str, Any], kept: Kept) -> list[Model]:
    """Seal each answer into the table of its field group and return the rows, to be kept.

    What was kept before and is not named stays; tokens that no longer hold are deleted.
    """
    identity, said = _identity(item, answers, kept.identity)
    contacts = list(_contacts(item, answers, kept.contacts))
    if kept is not NOTHING:
        FindingToken.objects.filter(item=item).delete()
    reached = contacts_of(item, (kept.contacts | {row.whose: row for row in contacts}).values())
    blocks = _blocks(item, answers, kept.blocks)
    return [identity, *contacts, *blocks, *_tokens(item, said, reached)]


def answers_kept(item: Item, kept: Kept) -> dict[str, Any]:
    """Return every answer that is kept of an item, by name of its question."""
    said = contacts_of(item, kept.contacts.values())
    for row in kept.blocks.values():
        said |= _words(row, item)
    if kept.identity is not None:
        words = seal.texts(kept.identity, item.child_id)
        said |= json.loads(words["details"] or "{}")
        said |= {name: words[column] for name, column in IDENTITY_COLUMNS.items() if words[column]}
    return said


def with_emptied(typed: Mapping[str, Any], item: Item, kept: Kept) -> dict[str, Any]:
    """Return what was typed, with the name or worry that was emptied and not yet written anew.

    That is no reason to lose the old one, nor to hold back what has to go.
    """
    missing = missing_to_send(typed)
    before = answers_kept(item, kept) if missing else {}
    return {**typed, **{name: before[name] for name in missing if name in before}}


def contacts_of(item: Item, contacts: Iterable[ChildContact]) -> dict[str, Any]:
    """Return every contact answer of these rows, whoever it is about."""
    said: dict[str, Any] = {}
    for row in contacts:
        said |= _words(row, item)
    return said


def _words(row: ChildContact | Answer, item: Item) -> dict[str, Any]:
    said: dict[str, Any] = json.loads(seal.texts(row, item.child_id)["words"] or "{}")
    return said


def _of_group(answers: Mapping[str, Any], group: Group) -> dict[str, Any]:
    return {n: v for n, v in answers.items() if n in FIELDS and FIELDS[n].group is group}


def _identity(
    item: Item, answers: Mapping[str, Any], kept: ChildIdentity | None
) -> tuple[ChildIdentity, dict[str, str]]:
    """Return who the child is, sealed and as text, with what was kept before."""
    row = kept or ChildIdentity(item=item)
    before = seal.texts(row, item.child_id)
    columns = {
        column: _text(answers[name]) if name in answers else before[column]
        for name, column in IDENTITY_COLUMNS.items()
    }
    rest = json.loads(before["details"] or "{}") | {
        name: value
        for name, value in _of_group(answers, Group.IDENTITY).items()
        if name not in IDENTITY_COLUMNS
    }
    seal.fill(row, item.child_id, details=json.dumps(rest), **columns)
    return row, columns


def _contacts(
    item: Item, answers: Mapping[str, Any], kept: Mapping[str, ChildContact]
) -> Iterator[ChildContact]:
    """Yield each person's ways to be reached: a row of their own, visible to few."""
    by_whom: dict[str, dict[str, Any]] = {}
    for name, value in _of_group(answers, Group.CONTACTS).items():
        whose = next((who for who, prefix in reversed(CARERS) if name.startswith(prefix)), "child")
        by_whom.setdefault(whose, {})[name] = value
    for whose, said in by_whom.items():
        row = kept.get(whose) or ChildContact(item=item, whose=whose)
        seal.fill(row, item.child_id, words=json.dumps(_words(row, item) | said))
        yield row


def _blocks(item: Item, answers: Mapping[str, Any], kept: Mapping[str, Answer]) -> Iterator[Answer]:
    for block in BLOCKS:
        said = {
            field.name: answers[field.name]
            for field in block.fields
            if field.name in answers and field.group in (Group.NARRATIVE, Group.ROUTING)
        }
        if said:
            row = kept.get(block.name) or Answer(item=item, block=block.name)
            seal.fill(row, item.child_id, words=json.dumps(_words(row, item) | said))
            yield row


def _tokens(
    item: Item, identity: Mapping[str, str], contacts: Mapping[str, Any]
) -> list[FindingToken]:
    """Return the keyed tokens by which the same child is found again; none of them can be read."""
    surname, born = identity["surname"], identity["birth_date"]
    found = {("nhs_number", "".join(identity["nhs_number"].split()))}
    found |= {("postcode", "".join(_text(contacts.get("postcode")).split()).upper())}
    found |= {("birth_date", born)}
    if born:
        found |= {("surname_born", f"{phonetic_key(surname)}|{born}")}
    named = Named(identity["first_name"], surname, born, postcode=_text(contacts.get("postcode")))
    found |= {("near", value) for value in near_values(named, phonetic_key)}
    return [
        FindingToken(item=item, kind=kind, token=seal.blind_token(kind, value))
        for kind, value in sorted(found)
        if value
    ]


def family_rows(
    item: Item, answers: Mapping[str, Any], kept: Kept, *, whole: bool = True
) -> list[Carer]:
    """Return a row for the young person and for each carer there is: who may have their own page.

    A carer who was asked, or is to be told, has a row also before anybody wrote their name: what is
    owed to them hangs on the row. A name written later goes into that row. One without a name of whom
    it is not said any more goes, unless somebody has handed them a page: they are known by it.

    whole: these are all answers of the request, so that what is not said is not so.
    """
    called = _text(answers.get("called")) or _text(answers.get("first_name"))
    wanted = [("child", "self", called, "", "")]
    wanted += [
        (
            whose,
            "carer",
            _text(answers.get(f"{prefix}name")),
            said_language(answers, f"{prefix}language"),
            _text(answers.get(f"{prefix}pr")),
        )
        for whose, prefix in CARERS
    ]
    named = {whose for whose, _, name, *_ in wanted if name}
    gone = _not_said(item, answers, kept, named) if whole else set()
    there = _nameless(answers, named | {*kept.family})
    found = []
    for whose, relationship, name, language, responsibility in wanted:
        row = kept.family.get(whose)
        if not name and whose not in there and (row is None or row.name):
            continue
        if row is not None and whose in gone:
            row.replaced = True
            found.append(row)
            continue
        if row is not None and is_another(item, row, name):
            row.replaced = True
            found.append(row)
            row = None
        if row is None:
            row = Carer(item=item, relationship=relationship, whose=whose)
        row.language = language or row.language
        if (
            row.parental_responsibility != Responsibility.DISPUTED
        ):  # said by name, beside the answers
            row.parental_responsibility = responsibility or row.parental_responsibility
        seal.fill(row, item.child_id, name=name)
        found.append(row)
    return found


def _not_said(
    item: Item, answers: Mapping[str, Any], kept: Kept, named: Collection[str]
) -> set[str]:
    """Return the carers who were kept without a name, and of whom nothing is said now."""
    nameless = {
        whose
        for whose, row in kept.family.items()
        if row.relationship == "carer" and row.family_code_id is None and whose not in named
        if not seal.texts(row, item.child_id)["name"]
    }
    return nameless - _nameless(answers, {*named, *kept.family} - nameless)


def _nameless(answers: Mapping[str, Any], known: Collection[str]) -> set[str]:
    """Return which carers there are beyond those known, by what was said of them and not by a name."""
    said = {whose for whose, prefix in CARERS if answers.get(f"{prefix}agrees") in OF_SOMEBODY}
    carers = {whose for whose, _ in CARERS}
    if "carer" in (answers.get("tell") or ()) and not carers & (said | {*known}):
        said.add("carer")
    return said - {*known}


def is_another(item: Item, row: Carer, name: str) -> bool:
    """Say whether a name is another carer's, so that they must not be given the page of the first.

    Before a code was handed out there is no page to read; after that a first name that sounds the
    same is one put right.
    """
    if row.relationship == "self" or row.family_code_id is None:
        return False
    before = seal.texts(row, item.child_id)["name"]
    return bool(before) and _first_sound(before) != _first_sound(name)


def _first_sound(name: str) -> str:
    return phonetic_key(name.split()[0]) if name.split() else ""


def _text(value: Any) -> str:
    """Return an answer as text; a mark such as "not known" is no answer to keep here."""
    return value.strip() if isinstance(value, str) and not value.startswith("__") else ""
