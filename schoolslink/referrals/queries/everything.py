"""All that is held about a child at one service, or at a school alone, word by word, for a copy by right.

One list says what is taken out of which table; a house test fails for a table about children that is
neither in it nor left out there with its reason.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Model, Q, QuerySet

from schoolslink.access import audit, seal
from schoolslink.access.actor import Actor
from schoolslink.access.models import Organisation, Person
from schoolslink.access.policy import Action, Group
from schoolslink.kernel import rows
from schoolslink.referrals import models as held
from schoolslink.referrals import permissions
from schoolslink.referrals.models import Carer, Item, RightAsked
from schoolslink.referrals.queries.copy_lines import Entry, Line, Reader, entry
from schoolslink.referrals.queries.log import DayLooked, days_looked_at
from schoolslink.referrals.rules.text import gettext_noop as _

ALL_GROUPS = [
    Group.ROUTING, Group.IDENTITY, Group.NARRATIVE, Group.SERVICE_NOTES, Group.SCHOOL_NOTES,
    Group.CONTACTS,
]  # fmt: skip


@dataclass(frozen=True)
class Section:
    """One table of what is held."""

    name: str
    title: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Everything:
    """All of it. item: the request beside which the copy was asked for. is_childs: the young person's own."""

    right: RightAsked
    item: Item
    sections: tuple[Section, ...]
    is_childs: bool = True

    @property
    def is_at_school(self) -> bool:
        """Say whether no service has the request, so that the school answers by itself."""
        return self.item.service_id is None

    def lines(self) -> dict[str, Line]:
        """Return every line by its key."""
        return {
            line.key: line
            for section in self.sections
            for entry in section.entries
            for line in entry.lines
        }

    def to_look_at(self) -> dict[str, bool]:
        """Return the lines that a clinician looks at, and whether each is others' and to be decided."""
        return {key: line.others for key, line in self.lines().items() if not line.plain}

    def not_a_clinicians(self) -> set[str]:
        """Return the lines that no clinician sees: a complaint may be about them."""
        said = (one for one in self.sections if one.name == "complaint")
        return {line.key for section in said for entry in section.entries for line in entry.lines}


Others = Callable[[Any, UUID], bool]


def _never(row: Any, member: UUID) -> bool:
    return False


def _always(row: Any, member: UUID) -> bool:
    return True


def _of_another(row: Any, member: UUID) -> bool:
    """Say whether it is another of the family's than of whoever asked."""
    return bool((row.pk if isinstance(row, held.Carer) else row.family_member_id) != member)


def _not_the_childs(row: Any, member: UUID) -> bool:
    return bool(row.whose != "child")


# What each table holds, in the order of a copy, and which of its words are others' to be judged. Notes
# and letters often tell of others too, and so somebody looks at each.
HELD: tuple[tuple[type[Model], str, Others], ...] = (
    (held.ChildIdentity, _("Who you are"), _never),
    (held.ChildContact, _("How to reach you"), _not_the_childs),
    (held.Carer, _("Your family on this request"), _of_another),
    (held.CarerOrder, _("What is known of carers' rights"), _always),
    (held.ContactBar, _("Who must not be contacted"), _always),
    (Item, _("What was asked"), _never),
    (held.Referral, _("The request"), _never),
    (held.AdviceRequest, _("The question"), _always),
    (held.Answer, _("What was written when help was asked for"), _always),
    (held.Draft, _("Written at school, and not sent"), _always),
    (held.Agreement, _("Who agreed"), _always),
    (held.SharingChoice, _("Who may be told"), _never),
    (held.LawfulBasis, _("On what ground it was shared"), _never),
    (held.ItemEvent, _("What happened"), _never),
    (held.ThreadMessage, _("What school and service wrote to each other"), _always),
    (held.Decision, _("What was decided"), _never),
    (held.DecisionWords, _("What was said with it"), _never),
    (held.Told, _("Who was told"), _never),
    (held.TellingWords, _("What you were told"), _of_another),
    (held.FamilyMessage, _("What the family and the team wrote"), _of_another),
    (held.FamilyPulse, _("What was clear to you"), _never),
    (held.ServiceNote, _("Notes of the service"), _always),
    (held.SchoolNote, _("Notes of the school"), _always),
    (held.ClinicReference, _("The clinic's own number"), _never),
    (held.OfferPreview, _("What another service read"), _always),
    (held.OfferReply, _("What another service answered"), _always),
    (held.ArrivalPreview, _("What another school read"), _always),
    (held.ConsultationSlot, _("Times booked for a talk about you"), _never),
    (held.ConsultationNote, _("What was said in a talk about you"), _always),
    (held.TransferStep, _("Steps of a hand-over"), _always),
    (held.OutsideOffer, _("What somebody outside was asked"), _always),
    (held.OutsideLink, _("The link for them"), _always),
    (held.OutsideReply, _("What they answered"), _always),
    (held.PracticeAsking, _("The practice that asked for you"), _always),
    (held.Attachment, _("Files"), _always),
    (held.Post, _("What came by post"), _always),
    (held.PostFile, _("Files that came by post"), _always),
    (held.ConflictBlock, _("To whom your record is closed"), _never),
    (held.RetentionDue, _("What has been kept long enough"), _never),
    (held.RetentionHold, _("What is kept all the same"), _never),
    (held.Glass, _("Opened in an emergency"), _always),
    (held.Review, _("What was looked at again"), _never),
    (held.Chase, _("Who asked after it when it was late"), _never),
    (RightAsked, _("What you asked for by right"), _never),
    (held.PutRight, _("What was wrong and was put right"), _always),
    (held.Complaint, _("What was said to have gone wrong"), _of_another),
)
LEFT_OUT: dict[type[Model], str] = {
    held.FindingToken: "keyed tokens of the same name, number and birth date; nothing can be read in them",
    held.Likeness: "that another request may be about the same child; it is another's as much as theirs",
    held.Elsewhere: "that another team may have been asked for them; it is the other's as much as theirs",
    held.Joining: "that another request was about the same child; it is another's as much as theirs",
    held.Holding: "repeats who had to act from each event, which is there",
}


def everything(actor: Actor, right_id: UUID, action: Action = Action.ANSWER) -> Everything:
    """Return all that is held of the child whose copy is being prepared; note that all was read.

    action: by which right it is opened, to look or to give. Raises RightAsked.DoesNotExist (shown as
    not found) for whoever neither answers nor looks.
    """
    open_ones = RightAsked.objects.filter(kind="copy", done_at__isnull=True)
    right = permissions.visible_to(actor, action, open_ones).get(pk=right_id)
    is_childs = _is_childs_own(right)
    items = list(_items(actor, right, is_childs=is_childs))
    audit.read("item", [one.pk for one in items], groups=ALL_GROUPS, children=[right.child_id])
    seal.open_keys([right.child_id])
    found = _rows(actor, [one.pk for one in items])
    reader = Reader(right, is_childs, _names(found))
    sections = tuple(
        Section(
            model._meta.model_name or "",
            title,
            tuple(
                entry(row, reader, is_others=others(row, right.family_member_id))
                for row in found[model]
            ),
        )
        for model, title, others in HELD
        if found[model]
    )
    item = next(one for one in items if one.pk == right.item_id)
    return Everything(right, item, sections, reader.is_child)


def looks_to_show(held: Everything, *, size: int) -> list[DayLooked] | None:
    """Return who looked, for the young person; None for a carer, to whom it would tell what is kept."""
    if not held.is_childs:
        return None
    items = [
        entry.id for section in held.sections if section.name == "item" for entry in section.entries
    ]
    assert held.right.child_id is not None  # noqa: S101 - carried by a trigger
    return days_looked_at(held.right.child_id, items, size=size)


def _items(actor: Actor, right: RightAsked, *, is_childs: bool) -> QuerySet[Item]:
    """Return what a copy is of: all of the young person's; a carer's one request, and what is beside it.

    Who may have a copy of one request may not so have the next: that is asked with its own code.
    """
    items = permissions.items(actor, Action.ANSWER).filter(child_id=right.child_id)
    if is_childs:
        return items
    return items.filter(Q(pk=right.item_id) | Q(about_id=right.item_id))


def _is_childs_own(right: RightAsked) -> bool:
    """Say whether the young person asked for it themselves."""
    return Carer.objects.filter(pk=right.family_member_id, relationship="self").exists()


def _rows(actor: Actor, item_ids: list[UUID]) -> dict[type[Model], list[Any]]:
    """Return the rows of every table, asked for in one message: a page makes few."""
    asked = [
        permissions.visible_to(
            actor, Action.ANSWER,
            model._default_manager.filter(**{_item_of(model): item_ids}),
        ).order_by("pk")
        for model, *_rest in HELD
    ]  # fmt: skip
    return {held[0]: found for held, found in zip(HELD, rows.together(*asked), strict=True)}


def _item_of(model: type[Model]) -> str:
    return "pk__in" if model is Item else "item_id__in"


def _names(all_rows: dict[type[Model], list[Any]]) -> dict[UUID, str]:
    """Return the names of all people and places whose ids stand in these rows."""
    ids = {
        value
        for model, found in all_rows.items()
        for row in found
        for field in model._meta.concrete_fields
        if isinstance(value := getattr(row, field.attname), UUID)
    }
    people = dict(Person.objects.filter(pk__in=ids).values_list("pk", "name"))
    return people | dict(Organisation.objects.filter(pk__in=ids).values_list("pk", "name"))
