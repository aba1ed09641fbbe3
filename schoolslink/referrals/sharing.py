"""Who may be told how much of one item: the records, read for the one rule that decides it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, Subquery

from schoolslink.access import doors
from schoolslink.kernel.worded import Question
from schoolslink.referrals.models import Agreement as AgreementRow
from schoolslink.referrals.models import Carer, Decision, Item, Referral, SharingChoice
from schoolslink.referrals.models import Told as Duty
from schoolslink.referrals.rules import Kind, State
from schoolslink.referrals.rules.agreement import Decider, Standing
from schoolslink.referrals.rules.practice_letter import NoLetter, why_no_letter
from schoolslink.referrals.rules.reach import Case, Channel, Reach, reach
from schoolslink.referrals.rules.sharing import (
    Choice,
    Order,
    Reader,
)


class Member(Protocol):
    """One of the family, as far as it matters to what they may read: the row, or what was read of it."""

    @property
    def relationship(self) -> str:
        """Return "self" for the young person."""

    @property
    def parental_responsibility(self) -> str:
        """Return what somebody recorded: yes, no, or not known."""

    @property
    def replaced(self) -> bool:
        """Return whether the answers name somebody else since."""

    @property
    def court_order(self) -> str:
        """Return what an order of a court says about them: "none" for most."""

    @property
    def not_by(self) -> Sequence[str]:
        """Return the ways by which they must not be reached: none for most."""

    @property
    def language(self) -> str:
        """Return the language they read best."""


_CHOICES: Question[SharingChoice] = Question(
    lambda item: SharingChoice.objects.filter(item_id=item).order_by("at", "id"), item=UUID
)
_DECIDED_BY: Question[Referral] = Question(
    lambda item: Referral.objects.filter(item_id=item).values_list("decided_by"), item=UUID
)


def latest_choices(item: Item) -> dict[str, bool]:
    """Return the latest choice about each of those who may be told."""
    return choices_now_and(item, None)[0]


def choices_now_and(item: Item, then: datetime | None) -> tuple[dict[str, bool], dict[str, bool]]:
    """Return the latest choice about each of those who may be told: now, and as it was then."""
    rows = _CHOICES.rows(item=item.pk)
    now = {row.whom: row.may_be_told for row in rows}
    return now, {row.whom: row.may_be_told for row in rows if then and row.at <= then}


def decider_of(item: Item) -> Decider:
    """Return who decides, as it was judged when the request was sent; a carer before that."""
    said = [one for (one,) in _DECIDED_BY.values(item=item.pk)]
    return Decider(said[0]) if said and said[0] else Decider.CARER


def decides(member: Member, item: Item, decider: Decider | None = None) -> bool:
    """Say whether it is this member of the family who decides about the request: to stop, to share.

    A carer does with parental responsibility that somebody has confirmed, and not before.
    decider: as it was judged, where that is known already.
    """
    if (decider or decider_of(item)) is not Decider.CARER:
        return member.relationship == "self"
    return member.relationship == "carer" and has_responsibility(member)


def decides_alone() -> bool:
    """Say whether no other carer holds responsibility: a member of the family sees no other's row."""
    return bool(doors.value("select access.family_decides_alone()"))


def has_responsibility(member: Member) -> bool:
    """Say whether somebody recorded that this carer has parental responsibility, which no order limits."""
    confirmed = member.parental_responsibility == "yes" and not member.replaced
    return confirmed and Order(member.court_order).lets_hear


def said_beside(item: Item) -> tuple[frozenset[str], dict[str, Standing]]:
    """Return what stands beside the answers of a request: whose word counts for nothing, and a family's own.

    The first names carers as the answers do: limited by an order of a court, or of a disputed right, so
    that a person asks and nothing follows by itself. The second is by whose word it is, self or carer.
    """
    free = Q(court_order__in=[order.value for order in Order if order.lets_hear])
    family = Carer.objects.filter(item=OuterRef("pk"), relationship="carer", replaced=False)
    limited = family.filter(~free | Q(parental_responsibility="disputed"))
    own = AgreementRow.objects.filter(item=OuterRef("pk")).order_by("-at", "-id").values("state")
    whose, child, carer = (
        Item.objects.filter(pk=item.pk)
        .values_list(
            ArraySubquery(limited.values("whose")),
            Subquery(own.filter(own="self")[:1]),
            Subquery(own.filter(own="carer")[:1]),
        )
        .get()
    )
    said = {"self": child, "carer": carer}
    # A yes of their own came with the request that they asked for themselves: it undoes nothing.
    return frozenset(whose), {
        who: Standing(state) for who, state in said.items() if state and state != Standing.AGREED
    }


def chosen_themselves(item: Item, decider: Decider) -> set[str]:
    """Return about whom whoever decides has chosen on their own page."""
    rows = SharingChoice.objects.filter(item=item, own=whose_word(decider))
    return set(rows.values_list("whom", flat=True))


def whose_word(decider: Decider) -> str:
    """Return whose own word binds where this one decides, as the rows of what was said name it."""
    return "carer" if decider is Decider.CARER else "self"


def as_choice(chosen: bool | None) -> Choice:
    """Return a recorded choice as the rules name it."""
    if chosen is None:
        return Choice.NOT_ASKED
    return Choice.YES if chosen else Choice.NO


def kept_from_school(item: Item, choices: dict[str, bool] | None = None) -> Choice | None:
    """Return the choice by which a school reads no answer to a request; None where it reads all.

    choices: the latest of each, where they have been read already.
    """
    if item.kind in (Kind.ADVICE, Kind.CONSULTATION, Kind.POST):
        return None  # a question of the school's own, or its own talk; of post no school knows
    if item.about_id is not None:
        return None  # beside a request: a school that may not know of it does not have it at all
    found = latest_choices(item) if choices is None else choices
    if reach_outside(item, Reader.SCHOOL, Channel.SCHOOL_PAGE, found).is_answer:
        return None
    return choice_about(Reader.SCHOOL, found)


def reach_outside(
    item: Item,
    reader: Reader,
    channel: Channel,
    choices: dict[str, bool],
    decider: Decider | None = None,
) -> Reach:
    """Return what reaches the school, its safeguarding leads or the practice by a channel."""
    case = Case(
        reader,
        choice_about(reader, choices),
        decider or Decider.CARER,  # what whoever decides chose is all that counts for these
        made_by_school=not item.is_own,
        risk_marked=item.risk_marked,
    )
    return reach(channel, case)


def choice_about(reader: Reader, choices: dict[str, bool]) -> Choice:
    """Return what was chosen about one of those outside the family."""
    return as_choice(choices.get(reader.value))


def why_no_letter_for(duty: Duty, item: Item) -> NoLetter | None:
    """Return why the practice may not be told of a decision now, or None; read anew each time."""
    latest = Decision.objects.filter(item=item).order_by("-id").values_list("event_id").first()
    return why_no_letter(
        as_choice(latest_choices(item).get("gp")),
        decider_of(item),
        State(item.state),
        is_latest=latest == (duty.event_id,),
    )
