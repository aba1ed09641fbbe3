"""Who may be told how much of one item: the records, read for the one rule that decides it."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from schoolslink.access import doors
from schoolslink.referrals.models import Agreement as AgreementRow
from schoolslink.referrals.models import Decision, Item, Referral, SharingChoice
from schoolslink.referrals.models import Told as Duty
from schoolslink.referrals.rules import Kind, State
from schoolslink.referrals.rules.agreement import Agreement, Decider, Standing, after_own_no
from schoolslink.referrals.rules.practice_letter import NoLetter, why_no_letter
from schoolslink.referrals.rules.sharing import (
    CarerFacts,
    Choice,
    Order,
    Reader,
    Told,
    Withheld,
    may_tell,
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
    def language(self) -> str:
        """Return the language they read best."""


def latest_choices(item: Item) -> dict[str, bool]:
    """Return the latest choice about each of those who may be told."""
    return choices_now_and(item, None)[0]


def choices_now_and(item: Item, then: datetime | None) -> tuple[dict[str, bool], dict[str, bool]]:
    """Return the latest choice about each of those who may be told: now, and as it was then."""
    rows = list(SharingChoice.objects.filter(item=item).order_by("at", "id"))
    now = {row.whom: row.may_be_told for row in rows}
    return now, {row.whom: row.may_be_told for row in rows if then and row.at <= then}


def decider_of(item: Item) -> Decider:
    """Return who decides, as it was judged when the request was sent; a carer before that."""
    said = Referral.objects.filter(item=item).values_list("decided_by", flat=True).first()
    return Decider(said) if said else Decider.CARER


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


def stands_now(item: Item, stands: Agreement) -> Agreement:
    """Return where the agreement stands, with what whoever decides has said on their own page."""
    whose = whose_word(stands.decider)
    own = AgreementRow.objects.filter(item=item, own=whose).order_by("-at", "-id")
    said = own.values_list("state", flat=True).first()
    return after_own_no(stands, Standing(said) if said else None)


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
    if item.kind == Kind.ADVICE:
        return None  # a question of the school's own, about nobody by name
    if item.about_id is not None:
        return None  # beside a request: a school that may not know of it does not have it at all
    found = latest_choices(item) if choices is None else choices
    choice = as_choice(found.get("school"))
    # Whoever decides: what they chose is all that counts here.
    return None if may_tell(Reader.SCHOOL, choice, Decider.CARER) is Told.ALL else choice


def why_no_letter_for(duty: Duty, item: Item) -> NoLetter | None:
    """Return why the practice may not be told of a decision now, or None; read anew each time."""
    latest = Decision.objects.filter(item=item).order_by("-id").values_list("event_id").first()
    return why_no_letter(
        as_choice(latest_choices(item).get("gp")),
        decider_of(item),
        State(item.state),
        is_latest=latest == (duty.event_id,),
    )


def is_barred(member: Member) -> bool:
    """Say whether an order of a court bars somebody: nothing reaches them, by any channel."""
    return Order(member.court_order) is Order.BARRED


def is_kept_out(
    item: Item, member: Member, choices: dict[str, bool], decider: Decider | None = None
) -> bool:
    """Say whether a carer hears nothing: a court barred them, the young person who decides said so, or
    they were replaced.

    decider: as it was judged, where that is known already.
    """
    if member.replaced or is_barred(member):
        return True
    if member.relationship == "self" or choices.get("carer") is not False:
        return False
    return (decider or decider_of(item)) is not Decider.CARER


def amount_for(
    item: Item, member: Member, choices: dict[str, bool], decider: Decider | None = None
) -> Told:
    """Return how much one member of the family may read of a decision."""
    decider = decider or decider_of(item)
    if member.relationship == "self":
        return may_tell(Reader.YOUNG_PERSON, Choice.YES, decider)
    facts = CarerFacts(has_responsibility(member), Order(member.court_order))
    return may_tell(
        Reader.CARER,
        as_choice(choices.get("carer")),
        decider,
        carer=facts,
        risk_marked=item.risk_marked,
    )


def why_withheld(
    item: Item, member: Member, choices: dict[str, bool], decider: Decider | None = None
) -> Withheld | None:
    """Return why one of the family does not read a decision whole; None for whoever does."""
    decider = decider or decider_of(item)
    if is_kept_out(item, member, choices, decider):
        if is_barred(member):
            return Withheld.BARRED
        return Withheld.REPLACED if member.replaced else Withheld.CHOSEN
    if amount_for(item, member, choices, decider) is Told.ALL:
        return None
    if member.relationship == "carer" and not Order(member.court_order).lets_hear:
        return Withheld.LIMITED
    return Withheld.SAID_NO if choices.get("carer") is False else Withheld.NOT_ASKED
