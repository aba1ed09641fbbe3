"""What of a row goes into a copy, and as what: harmless facts, facts that somebody decides, and words.

A column that no list here names is in no copy: what nobody thought of is kept back, not given out.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Model

from schoolslink.access import seal
from schoolslink.access.seal import SealedField
from schoolslink.referrals.models import (
    Attachment,
    Carer,
    Complaint,
    Item,
    ItemEvent,
    PostFile,
    RightAsked,
)
from schoolslink.referrals.rules import Side

Facts = tuple[tuple[str, str], ...]

# Of each table, by its name: what may be read of a row beside its words.
FACTS: Mapping[str, tuple[str, ...]] = {
    "carer": ("relationship", "language"),
    "childcontact": ("whose",),
    "carerorder": ("responsibility", "order", "seen", "at"),
    "contactbar": ("ways", "asked_by", "since_on", "lifted_at"),
    "item": ("kind", "reference", "state", "opened_at", "closed_at", "school", "service", "team"),
    "referral": ("intended_service", "by_phone"),
    "advicerequest": ("about", "how_soon"),
    "draft": ("saved_at",),
    "agreement": ("state", "decided_by", "at"),
    "sharingchoice": ("whom", "may_be_told", "said_on", "at"),
    "lawfulbasis": ("basis", "emergency_reason", "asked_directly", "at"),
    "itemevent": ("at", "happened_on", "until_on", "move", "reason"),
    "threadmessage": ("at", "written_by_name"),
    "decision": ("move", "level", "reason", "receiver", "told_by"),
    "told": ("whom", "due_on", "told_at", "read_at"),
    "familymessage": ("at", "written_by_name", "said"),
    "familypulse": ("at", "knows_who", "knows_next", "knows_rights"),
    "servicenote": ("at", "written_by"),
    "schoolnote": ("at", "written_by"),
    "clinicreference": ("at",),
    "offerreply": ("at", "by_service", "reason"),
    "transferstep": ("receiver", "receiver_name", "to_school", "why", "next_school"),
    "outsideoffer": ("agreed_by", "handed_at"),
    "outsidelink": ("made_at", "ended_at"),
    "outsidereply": ("at", "takes", "reason"),
    "practiceasking": ("name", "made_at", "asked", "how"),
    "attachment": ("at", "kind"),
    "post": ("came_at", "how", "from_whom"),
    "postfile": ("at",),
    "conflictblock": ("person", "why", "at", "lifted_at"),
    "glass": ("person", "reason", "at"),
    "review": ("kind", "at", "due_on", "done_at", "outcome"),
    "retentiondue": ("part", "due_on", "agreed_at"),
    "retentionhold": ("at", "review_on", "lifted_at"),
    "complaint": (
        "reference",
        *("said_at", "how", "typed_at", "place", "due_on"),
        *("acknowledged_at", "answered_at", "given_at", "given_how"),
    ),
    "putright": ("name", "at", "by_name", "side"),
    "rightasked": ("kind", "asked_on", "due_on", "done_at", "outcome", "taken_at"),
}
# Decided each by itself, beside the facts of its row: what was marked or judged of somebody.
APART: Mapping[str, tuple[str, ...]] = {
    "carer": ("parental_responsibility", "court_order", "not_by"),
    "item": ("risk_marked", "urgent"),
    "referral": ("gate", "decided_by"),
    "post": ("danger",),
    "itemevent": ("set_risk",),
}
# To the young person, that there is such a row tells of somebody else.
OF_OTHERS = frozenset({"carerorder", "contactbar", "conflictblock"})
# To a carer, that there is a row of any table but these, or their own, may tell what a child said or feared.
PLAIN_TO_A_CARER = frozenset(
    {
        "childidentity", "referral", "advicerequest", "answer", "draft", "threadmessage",
        "decisionwords", "servicenote", "schoolnote", "attachment",
    }
)  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One stretch of somebody's words, or the facts of a row.

    others: of or about somebody else, so that a person decides. key: changes with the words, so that
    what was decided of other words does not count for these. quiet: left out, it leaves no trace, for
    that it was there would tell. plain: harmless facts, of which nobody has to decide; anybody who
    looks may leave them out.
    """

    key: str
    label: str
    text: str
    others: bool
    facts: Facts = ()
    quiet: bool = False
    plain: bool = False


@dataclass(frozen=True)
class Entry:
    """One row of what is held, line by line. file: of one that goes along."""

    id: UUID
    lines: tuple[Line, ...]
    file: Attachment | PostFile | None = None


@dataclass(frozen=True)
class Reader:
    """For whom a copy is made: what they asked, whether it is the young person, and known names."""

    right: RightAsked
    is_child: bool
    names: Mapping[UUID, str]


def entry(row: Any, reader: Reader, *, is_others: bool) -> Entry:
    """Return a row as it stands in a copy. is_others: its words are to be judged for the young person."""
    name = row._meta.model_name or ""
    quiet, own = is_quiet(row, reader), _is_their_own(row, reader.right.family_member_id)
    judged = is_others or (quiet if reader.is_child else not own)
    lines = [*_facts(row, FACTS.get(name, ()), reader, quiet)]
    lines += _apart(row, APART.get(name, ()), reader, judged=judged or not reader.is_child)
    # How it was judged what to leave out is not itself held about the child.
    judging = ("judged", "harm") if isinstance(row, RightAsked) else ()
    # A complaint has a key of its own.
    key = row.pk if isinstance(row, Complaint) else reader.right.child_id
    lines += _words(row, key, judged, quiet, but=judging)
    return Entry(row.pk, tuple(lines), row if isinstance(row, (Attachment, PostFile)) else None)


def is_quiet(row: Any, reader: Reader) -> bool:
    """Say whether that a row is there would tell what is left out of it."""
    name, right = row._meta.model_name or "", reader.right
    own_row = _is_their_own(row, right.family_member_id)
    if not own_row and _member_of(row) is not None:
        return True
    if reader.is_child:
        return name in OF_OTHERS
    if own_row:
        return False
    theirs = (right.item_id, right.stands_id)
    if isinstance(row, Item):
        return row.pk not in theirs
    if isinstance(row, ItemEvent):
        # Who did what may tell what a young person said; what the service itself does on a day does not.
        return row.side != Side.SYSTEM or row.item_id not in theirs
    return name not in PLAIN_TO_A_CARER


def _member_of(row: Any) -> UUID | None:
    return row.pk if isinstance(row, Carer) else getattr(row, "family_member_id", None)


def _is_their_own(row: Any, member: UUID) -> bool:
    return _member_of(row) == member


def _facts(row: Any, columns: tuple[str, ...], reader: Reader, quiet: bool) -> Iterator[Line]:
    facts = tuple(
        (name, said)
        for name in columns
        if (said := _fact(_value(row, name), reader.names)) is not None
    )
    if facts:
        text = "; ".join(f"{name}: {said}" for name, said in facts)
        # Harmless facts keep their key when they change: what was left out stays out.
        key = _key(row, "facts", text if quiet else "")
        yield Line(key, "facts", text, quiet, facts, quiet, plain=not quiet)


def _apart(row: Any, columns: tuple[str, ...], reader: Reader, *, judged: bool) -> Iterator[Line]:
    for name in columns:
        value = _value(row, name)
        said = None if value is False else _fact(value, reader.names)
        if said is not None:
            yield Line(_key(row, name, said), name, said, judged, ((name, said),), quiet=True)


def _value(row: Any, name: str) -> Any:
    field = row._meta.get_field(name)
    return getattr(row, field.attname)


def _fact(value: Any, names: Mapping[UUID, str]) -> str | None:
    """Return a fact as text; None for nothing, and for a number of ours that names nobody."""
    if isinstance(value, UUID):
        return names.get(value)
    if value in (None, "", [], {}):
        return None
    if isinstance(value, datetime | date):
        return value.isoformat()
    return json.dumps(value) if isinstance(value, dict | list) else str(value)


def _key(row: Model, column: str, text: str) -> str:
    place = f"{row._meta.db_table}|{row.pk}|{column}|{text}"
    return hashlib.sha256(place.encode()).hexdigest()[:24]


def _words(
    row: Any, key_of: Any, judged: bool, quiet: bool, but: tuple[str, ...] = ()
) -> Iterator[Line]:
    """Yield the sealed columns line by line: each answer of a block, each paragraph of a text."""
    for field in row._meta.concrete_fields:
        if isinstance(field, SealedField) and field.name not in but:
            for label, text in _pieces(field.name, seal.texts(row, key_of)[field.name]):
                if text.strip():
                    key = _key(row, f"{field.name}|{label}", text)
                    yield Line(key, label, text, judged, quiet=quiet)


def _pieces(column: str, words: str) -> Iterator[tuple[str, str]]:
    try:
        said = json.loads(words) if words[:1] in "{[" else None
    except ValueError:
        said = None
    if isinstance(said, dict):
        for name, value in said.items():
            text = ", ".join(map(str, value)) if isinstance(value, list) else str(value or "")
            yield name, text
        return
    for paragraph in words.split("\n"):
        yield column, paragraph
