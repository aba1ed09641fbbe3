"""A request's answers go where their readers are: identity, contacts and narrative lie apart."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from schoolslink.access import seal
from schoolslink.kernel.names import phonetic_key
from schoolslink.referrals.models import (
    Answer,
    Carer,
    ChildContact,
    ChildIdentity,
    FindingToken,
    Item,
)
from schoolslink.referrals.rules.request import BLOCKS, FIELDS
from schoolslink.referrals.rules.request.fields import Group

IDENTITY_COLUMNS = {
    "first_name": "first_name",
    "surname": "surname",
    "called": "preferred_name",
    "birth_date": "birth_date",
    "age": "age_or_year",
    "nhs_number": "nhs_number",
}
CARERS = (("carer", "carer_"), ("second_carer", "second_carer_"))


def keep_answers(item: Item, answers: Mapping[str, Any]) -> None:
    """Seal each answer into the table of its field group; what was kept before and is not named stays."""
    identity = _keep_identity(item, answers)
    _keep_contacts(item, answers)
    _keep_blocks(item, answers)
    _keep_tokens(item, identity, contacts_of(item))


def contacts_of(item: Item) -> dict[str, Any]:
    """Return every contact answer kept for an item, whoever it is about."""
    rows = ChildContact.objects.filter(item=item).order_by("id")
    kept: dict[str, Any] = {}
    for row in rows:
        kept |= _words(row, item)
    return kept


def _words(row: ChildContact | Answer, item: Item) -> dict[str, Any]:
    said: dict[str, Any] = json.loads(seal.texts(row, item.child_id)["words"] or "{}")
    return said


def _of_group(answers: Mapping[str, Any], group: Group) -> dict[str, Any]:
    return {n: v for n, v in answers.items() if n in FIELDS and FIELDS[n].group is group}


def _keep_identity(item: Item, answers: Mapping[str, Any]) -> dict[str, str]:
    """Keep who the child is; return all of it, what was kept before included."""
    row = ChildIdentity.objects.filter(item=item).first() or ChildIdentity(item=item)
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
    row.save()
    return columns


def _keep_contacts(item: Item, answers: Mapping[str, Any]) -> None:
    """Each person's ways to be reached are a row of their own, visible to few."""
    words = _of_group(answers, Group.CONTACTS)
    by_whom: dict[str, dict[str, Any]] = {}
    for name, value in words.items():
        whose = next((who for who, prefix in reversed(CARERS) if name.startswith(prefix)), "child")
        by_whom.setdefault(whose, {})[name] = value
    for whose, said in by_whom.items():
        row = ChildContact.objects.filter(item=item, whose=whose).first()
        row = row or ChildContact(item=item, whose=whose)
        seal.fill(row, item.child_id, words=json.dumps(_words(row, item) | said))
        row.save()


def _keep_blocks(item: Item, answers: Mapping[str, Any]) -> None:
    kept = {row.block: row for row in Answer.objects.filter(item=item)}
    for block in BLOCKS:
        said = {
            field.name: answers[field.name]
            for field in block.fields
            if field.name in answers and field.group in (Group.NARRATIVE, Group.ROUTING)
        }
        if said:
            row = kept.get(block.name) or Answer(item=item, block=block.name)
            seal.fill(row, item.child_id, words=json.dumps(_words(row, item) | said))
            row.save()


def _keep_tokens(item: Item, identity: Mapping[str, str], contacts: Mapping[str, Any]) -> None:
    """Keep the keyed tokens by which the same child is found again; none of them can be read."""
    FindingToken.objects.filter(item=item).delete()
    surname, born = identity["surname"], identity["birth_date"]
    found = {("nhs_number", "".join(identity["nhs_number"].split()))}
    found |= {("postcode", "".join(_text(contacts.get("postcode")).split()).upper())}
    found |= {("birth_date", born)}
    if born:
        found |= {("surname_born", f"{phonetic_key(surname)}|{born}")}
    FindingToken.objects.bulk_create(
        FindingToken(item=item, kind=kind, token=seal.blind_token(kind, value))
        for kind, value in sorted(found)
        if value
    )


def keep_family(item: Item, answers: Mapping[str, Any]) -> None:
    """Make a row for the young person and for each carer named: who may have a page of their own."""
    kept = {seal.texts(row, item.child_id)["name"]: row for row in Carer.objects.filter(item=item)}
    wanted = [("self", _text(answers.get("called")) or _text(answers.get("first_name")), "", "")]
    for _, prefix in CARERS:
        wanted.append(
            (
                "carer",
                _text(answers.get(f"{prefix}name")),
                _text(answers.get(f"{prefix}language")),
                _text(answers.get(f"{prefix}pr")),
            )
        )
    for relationship, name, language, responsibility in wanted:
        if not name:
            continue
        row = kept.get(name) or Carer(item=item, relationship=relationship)
        row.language = language or row.language
        row.parental_responsibility = responsibility or row.parental_responsibility
        seal.fill(row, item.child_id, name=name)
        row.save()


def _text(value: Any) -> str:
    """Return an answer as text; a mark such as "not known" is no answer to keep here."""
    return value.strip() if isinstance(value, str) and not value.startswith("__") else ""
