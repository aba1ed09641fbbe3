"""Who may be told how much of one item: the records, read for the one rule that decides it."""

from __future__ import annotations

from schoolslink.access import doors
from schoolslink.referrals.models import Carer, Decision, Item, Referral, SharingChoice
from schoolslink.referrals.models import Told as Duty
from schoolslink.referrals.rules import Kind, State
from schoolslink.referrals.rules.agreement import Decider
from schoolslink.referrals.rules.practice_letter import NoLetter, why_no_letter
from schoolslink.referrals.rules.sharing import CarerFacts, Choice, Reader, Told, may_tell


def latest_choices(item: Item) -> dict[str, bool]:
    """Return the latest choice about each of those who may be told."""
    rows = SharingChoice.objects.filter(item=item).order_by("at", "id")
    return {row.whom: row.may_be_told for row in rows}


def decider_of(item: Item) -> Decider:
    """Return who decides, as it was judged when the request was sent; a carer before that."""
    said = Referral.objects.filter(item=item).values_list("decided_by", flat=True).first()
    return Decider(said) if said else Decider.CARER


def decides(member: Carer, item: Item, decider: Decider | None = None) -> bool:
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


def has_responsibility(member: Carer) -> bool:
    """Say whether somebody recorded that this carer has parental responsibility."""
    return member.parental_responsibility == "yes" and not member.replaced


def as_choice(chosen: bool | None) -> Choice:
    """Return a recorded choice as the rules name it."""
    if chosen is None:
        return Choice.NOT_ASKED
    return Choice.YES if chosen else Choice.NO


def kept_from_school(item: Item, choices: dict[str, bool], decided_by: str) -> Choice | None:
    """Return the choice by which a school reads no answer to a request; None where it reads all."""
    if item.kind == Kind.ADVICE:
        return None  # a question of the school's own, about nobody by name
    choice = as_choice(choices.get("school"))
    decider = Decider(decided_by) if decided_by else Decider.CARER
    return None if may_tell(Reader.SCHOOL, choice, decider) is Told.ALL else choice


def why_no_letter_for(duty: Duty, item: Item) -> NoLetter | None:
    """Return why the practice may not be told of a decision now, or None; read anew each time."""
    latest = Decision.objects.filter(item=item).order_by("-id").values_list("event_id").first()
    return why_no_letter(
        as_choice(latest_choices(item).get("gp")),
        decider_of(item),
        State(item.state),
        is_latest=latest == (duty.event_id,),
    )


def is_kept_out(item: Item, member: Carer, choices: dict[str, bool]) -> bool:
    """Say whether a carer hears nothing: the young person who decides said so, or they were replaced."""
    if member.replaced:
        return True
    is_carer = member.relationship != "self"
    return is_carer and choices.get("carer") is False and decider_of(item) is not Decider.CARER


def amount_for(item: Item, member: Carer, choices: dict[str, bool]) -> Told:
    """Return how much one member of the family may read of a decision."""
    if member.relationship == "self":
        return may_tell(Reader.YOUNG_PERSON, Choice.YES, decider_of(item))
    facts = CarerFacts(has_responsibility=has_responsibility(member))
    return may_tell(Reader.CARER, as_choice(choices.get("carer")), decider_of(item), carer=facts)
