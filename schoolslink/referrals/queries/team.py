"""One record as the team that helps reads it: with contacts, agreements, notes and its own number."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Q, Subquery

from schoolslink.access import seal
from schoolslink.access.actor import Actor
from schoolslink.access.models import Membership, Person
from schoolslink.access.policy import Group
from schoolslink.access.roles import Role
from schoolslink.directory.queries import AskerView, SupportView, asker_of, support_in_place
from schoolslink.kernel import clock, rows
from schoolslink.referrals.limits import limits_and_wait
from schoolslink.referrals.models import (
    Agreement,
    Carer,
    ChildContact,
    FamilyMessage,
    Item,
    ServiceNote,
    SharingChoice,
)
from schoolslink.referrals.queries import contact_bars, mended
from schoolslink.referrals.queries.alike import Alike, alike_of
from schoolslink.referrals.queries.asking_practice import AskingPractice, asking_practice
from schoolslink.referrals.queries.contact_bars import Bar
from schoolslink.referrals.queries.correcting import Correction, notes_of_family
from schoolslink.referrals.queries.door import Opened, open_item
from schoolslink.referrals.queries.elsewhere import AtAnother, elsewhere_of
from schoolslink.referrals.queries.files import FileRow, files_of
from schoolslink.referrals.queries.joined import JoinedWith, joined_with
from schoolslink.referrals.queries.judged import look_said, stands_of
from schoolslink.referrals.queries.mended import Mended
from schoolslink.referrals.queries.offers import GivenBack, given_back, preview_of
from schoolslink.referrals.queries.outside import Asking, asking_of
from schoolslink.referrals.queries.post_files import PostFileRow, came_by_post, post_files
from schoolslink.referrals.queries.telling import WAITS
from schoolslink.referrals.queries.transfers import TransferView, transfer_of
from schoolslink.referrals.queries.waits import recent_waits
from schoolslink.referrals.rules import Kind, Move, Side, State
from schoolslink.referrals.rules.agreement import Standing
from schoolslink.referrals.rules.dues import DEFAULT_LIMITS, Limits
from schoolslink.referrals.rules.moves import JOINED
from schoolslink.referrals.rules.offering import Preview
from schoolslink.referrals.rules.second_look import Stands
from schoolslink.referrals.rules.waiting import ExpectedWait, expected

SAID_LATER = (Standing.TAKEN_BACK, Standing.OBJECTED)
TEAM_ROLES = (Role.CAMHS_CONTACT, Role.TRIAGER, Role.SUPPORT_TEAM_WORKER)


@dataclass(frozen=True)
class Note:
    """A note of the team."""

    at: datetime
    by_name: str
    words: str


@dataclass(frozen=True)
class Relative:
    """The young person, or one carer, as somebody who is told."""

    id: UUID
    name: str
    relationship: str
    language: str
    parental_responsibility: str
    own_words: str
    replaced: bool = False
    court_order: str = "none"
    not_by: tuple[str, ...] = ()


@dataclass(frozen=True)
class Written:
    """One message between a member of the family and the team."""

    member_id: UUID
    from_family: bool
    said: str
    by_name: str
    at: datetime
    words: str


@dataclass(frozen=True)
class TeamRecord:
    """What the team may read beside the record itself.

    asker: what register and card know of whoever asked. contacts: answers, by name of the question.
    support: what the school's own list names today. limits: how long each promise lasts here. published:
    weeks of waiting, as the service says them. wait: how long it takes, while they wait. preview: of what is
    offered to it, all that it reads. given_back: who gave it back, and why. asking: who outside is asked by a
    link. transfer: its three ticks. alike: other open requests of the team that may be about the same child;
    elsewhere: at which other teams they may be. bars: who must not be reached, by which ways. joined: with
    what, and why. second_no, after_missed: whether a manager has to look first. look_said: for which reason
    they were asked. put_right: answers that were wrong. post_files, came_by_post: what came by post.
    """

    opened: Opened
    contacts: dict[str, Any] = field(default_factory=dict)
    family: tuple[Relative, ...] = ()
    written: tuple[Written, ...] = ()
    agreement: Agreement | None = None
    agreement_said: dict[str, str] = field(default_factory=dict)
    choices: dict[str, bool] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()
    clinic_reference: str = ""
    support: tuple[SupportView, ...] = ()
    files: tuple[FileRow, ...] = ()
    limits: Limits = DEFAULT_LIMITS
    asker: AskerView | None = None
    published: tuple[int, int] | None = None
    wait: ExpectedWait | None = None
    preview: Preview | None = None
    given_back: tuple[GivenBack, ...] = ()
    alike: tuple[Alike, ...] = ()
    elsewhere: tuple[AtAnother, ...] = ()
    transfer: TransferView | None = None
    second_no: Stands = Stands.NOT_NEEDED
    after_missed: Stands = Stands.NOT_NEEDED
    look_said: str = ""
    asking: Asking | None = None
    bars: tuple[Bar, ...] = ()
    joined: tuple[JoinedWith, ...] = ()
    post_files: tuple[PostFileRow, ...] = ()
    came_by_post: tuple[UUID, ...] = ()
    family_notes: tuple[Correction, ...] = ()
    practice: AskingPractice | None = None
    put_right: tuple[Mended, ...] = ()


def open_for_act(actor: Actor, item_id: UUID) -> TeamRecord:
    """Return one record with what was said, which stands beside the form of an act, and no more.

    Raises Item.DoesNotExist (shown as not found) when the actor has no relationship to it.
    """
    opened = open_item(actor, item_id)
    return replace(_said(opened), joined=_joined(actor, opened))


def _joined(actor: Actor, opened: Opened) -> tuple[JoinedWith, ...]:
    """Return with what a request is joined; asked of what was joined to something at some time alone."""
    if opened.item.state not in JOINED and all(one.move != Move.TAKE_IN for one in opened.history):
        return ()
    return tuple(joined_with(actor, opened.item))


def _said(opened: Opened) -> TeamRecord:
    item, groups = opened.item, opened.groups
    named = item.kind == Kind.REFERRAL
    contacts, family, bars, put_right = (
        reached(item) if named and Group.CONTACTS in groups else ({}, (), (), ())
    )
    limits, published = limits_and_wait(item, on=clock.today())
    second_no, after_missed = stands_of(item, opened.moves)
    return TeamRecord(
        opened=opened,
        contacts=contacts,
        family=family,
        bars=bars,
        written=_written(item) if named and Group.SERVICE_NOTES in groups else (),
        support=_support(item) if named and Group.NARRATIVE in groups else (),
        files=files_of(item, groups) if named else (),
        limits=limits,
        published=published,
        preview=preview_of(item) if item.kind == Kind.REDIRECT else None,
        transfer=transfer_of(opened),
        second_no=second_no,
        after_missed=after_missed,
        look_said=look_said(item, (second_no, after_missed)),
        asking=asking_of(item) if item.kind == Kind.OUTSIDE else None,
        alike=alike_of(item),
        elsewhere=elsewhere_of(item),
        post_files=post_files(item) if getattr(item, "has_post_files", False) else (),
        came_by_post=came_by_post(item),
        practice=asking_practice(item) if Group.CONTACTS in groups else None,
        family_notes=notes_of_family(item) if _has_notes(opened) else (),
        put_right=put_right,
    )


def _has_notes(opened: Opened) -> bool:
    """Say whether words of the family stand beside a record that this reader reads."""
    kept = any(one.state == State.NOTE_KEPT for one in opened.beside)
    return kept and Group.SERVICE_NOTES in opened.groups


def open_for_team(actor: Actor, item_id: UUID) -> TeamRecord:
    """Return one record with what belongs to the team, as far as this actor may read it.

    Raises Item.DoesNotExist (shown as not found) when the actor has no relationship to it.
    """
    opened = open_item(actor, item_id)
    item, groups, said = opened.item, opened.groups, _said(opened)
    named = item.kind == Kind.REFERRAL
    agreement = _agreement(item) if named and Group.NARRATIVE in groups else None
    return replace(
        said,
        joined=_joined(actor, opened),
        agreement=agreement,
        agreement_said=_agreement_said(_agreement_asked(agreement, item), item),
        choices=_choices(item) if named else {},
        notes=notes_of(item) if Group.SERVICE_NOTES in groups else (),
        clinic_reference=_clinic_reference(item) if Group.SERVICE_NOTES in groups else "",
        asker=_asker(item) if item.kind != Kind.REDIRECT else None,
        wait=_wait(said),
        given_back=given_back(item.about or item) if _came_back(opened) else (),
    )


def _wait(said: TeamRecord) -> ExpectedWait | None:
    """Return how long it takes until a first meeting, while somebody waits for one."""
    item = said.opened.item
    if item.state not in WAITS or item.service_id is None or item.kind != Kind.REFERRAL:
        return None
    return expected(recent_waits(item.service_id, clock.today()), said.published)


def _came_back(opened: Opened) -> bool:
    """Say whether another service may have given this back: then it came back by itself."""
    if Group.SERVICE_NOTES not in opened.groups:
        return False
    if opened.item.kind == Kind.TRANSFER:
        return any(one.move == Move.HAND_BACK for one in opened.history)
    if opened.item.kind != Kind.REFERRAL:
        return False
    return any(one.move == Move.RETURN and one.side == Side.SYSTEM for one in opened.history)


def _asker(item: Item) -> AskerView | None:
    if item.school_id is None:
        return None
    return asker_of(item.opened_by_id, item.school_id, on=clock.today())


def _support(item: Item) -> tuple[SupportView, ...]:
    if item.school_id is None:
        return ()
    return tuple(support_in_place(item.school_id, on=clock.today()))


def contacts_of(item: Item) -> dict[str, Any]:
    """Return how the family may be reached, for readers who may know, by name of the question."""
    return _contacts(item, ChildContact.objects.filter(item=item))


def family_of(item: Item) -> tuple[Relative, ...]:
    """Return the young person and each carer named, for readers who may reach them."""
    return _family(item, Carer.objects.filter(item=item).order_by("-relationship", "id"))


Reached = tuple[dict[str, Any], tuple[Relative, ...], tuple[Bar, ...], tuple[Mended, ...]]


def reached(item: Item) -> Reached:
    """Return how the family is reached, who they are, what bars it, and what was put right: one message."""
    contacts, carers, bars, put_right = rows.together(
        ChildContact.objects.filter(item=item),
        Carer.objects.filter(item=item).order_by("-relationship", "id"),
        contact_bars.standing(item),
        mended.rows_of(item),
    )
    by_id = {carer.pk: carer for carer in carers}
    for bar in bars:
        bar.carer = by_id[bar.carer_id]
    return (
        _contacts(item, contacts),
        _family(item, carers),
        contact_bars.read(item, bars),
        mended.read(put_right, item.child_id),
    )


def _contacts(item: Item, rows: Iterable[ChildContact]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for row in rows:
        found |= json.loads(seal.texts(row, item.child_id)["words"] or "{}")
    return found


def _family(item: Item, carers: Iterable[Carer]) -> tuple[Relative, ...]:
    found = []
    for row in carers:
        words = seal.texts(row, item.child_id)
        if row.replaced and not words["name"]:
            continue  # nobody: it was said of somebody, and then it was not
        found.append(
            Relative(
                id=row.pk,
                name=words["name"],
                relationship=row.relationship,
                language=row.language,
                parental_responsibility=row.parental_responsibility,
                own_words=words["own_words"],
                replaced=row.replaced,
                court_order=row.court_order,
                not_by=tuple(row.not_by),
            )
        )
    return tuple(found)


def _written(item: Item) -> tuple[Written, ...]:
    """Return what each of the family wrote to the team and was answered, in the order of time."""
    return tuple(
        Written(
            row.family_member_id,
            row.from_family,
            row.said,
            row.written_by_name,
            row.at,
            seal.texts(row, item.child_id)["words"],
        )
        for row in FamilyMessage.objects.filter(item=item).order_by("at", "id")
    )


def _agreement(item: Item) -> Agreement | None:
    return Agreement.objects.filter(item=item).order_by("-at", "-id").first()


def _agreement_asked(row: Agreement | None, item: Item) -> Agreement | None:
    """Return what was written when they were asked: what the family said later holds no such words."""
    if row is None or row.state not in SAID_LATER:
        return row
    rows = Agreement.objects.filter(item=item)
    return rows.exclude(state__in=SAID_LATER).order_by("-at", "-id").first()


def _agreement_said(row: Agreement | None, item: Item) -> dict[str, str]:
    """Return how it was asked, and who judged that the young person can or cannot decide this."""
    if row is None:
        return {}
    words = seal.texts(row, item.child_id)
    said, judged = (json.loads(words[part] or "{}") for part in ("words", "competence"))
    return {
        "how": said.get("agreed_how", ""),
        "judged_by": judged.get("by", ""),
        "unable_by": said.get("unable_by", ""),
    }


def _choices(item: Item) -> dict[str, bool]:
    """Return who may be told, the latest choice about each."""
    if (beside := getattr(item, "choices_found", None)) is not None:
        return {one["whom"]: one["may"] for one in beside}
    rows = SharingChoice.objects.filter(item=item).order_by("at", "id")
    return dict(rows.values_list("whom", "may_be_told"))


def notes_of(item: Item) -> tuple[Note, ...]:
    by = Person.objects.filter(pk=OuterRef("written_by")).values("name")
    rows = ServiceNote.objects.filter(item=item).annotate(by_name=Subquery(by)).order_by("at", "id")
    return tuple(
        Note(row.at, row.by_name or "", seal.texts(row, item.child_id)["words"]) for row in rows
    )


def _clinic_reference(item: Item) -> str:
    row = getattr(item, "clinic_reference", None)
    return seal.texts(row, item.child_id)["reference"] if row else ""


def names_of(people: set[UUID]) -> dict[UUID, str]:
    """Return people's names by id; no statement for nobody."""
    if not people:
        return {}
    return dict(Person.objects.filter(pk__in=people).values_list("pk", "name"))


def colleagues(team_id: UUID, *, on: date) -> list[tuple[UUID, str]]:
    """Return who can hold something for a team on a day, by name."""
    current = Q(from_on__lte=on) & (Q(until_on__isnull=True) | Q(until_on__gt=on))
    rows = (
        Membership.objects.filter(
            current, organisation_id=team_id, role__in=TEAM_ROLES, person__is_active=True
        )
        .order_by("person__name", "person_id")
        .values_list("person_id", "person__name")
        .distinct()
    )
    return list(rows)


def is_of_the_team(item_id: UUID | None, person_id: UUID | None) -> bool:
    """Say whether somebody works today in the team that has something."""
    team = Item.objects.filter(pk__in=[item_id]).values_list("team_id", flat=True).first()
    today = clock.local_day(clock.real_now())  # memberships follow the real calendar
    return team is not None and person_id in dict(colleagues(team, on=today))
