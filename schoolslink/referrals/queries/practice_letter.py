"""The letters to GP practices: one, as it would go now, and those that a team still owes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from schoolslink.access import audit
from schoolslink.access.actor import Actor
from schoolslink.access.policy import Action, Group
from schoolslink.directory.queries import (
    PracticeView,
    ServiceCard,
    practice_of,
    service_card,
)
from schoolslink.kernel import clock
from schoolslink.referrals import permissions
from schoolslink.referrals.models import Decision, SharingChoice, Told
from schoolslink.referrals.queries.door import organisations
from schoolslink.referrals.queries.lists import initials_of, own_services, own_teams
from schoolslink.referrals.queries.team import TeamRecord, names_of
from schoolslink.referrals.rules import State
from schoolslink.referrals.rules.practice_letter import TAKEN_BACK, NoLetter
from schoolslink.referrals.rules.request import practice_id, practice_written
from schoolslink.referrals.sharing import why_no_letter_for

MOST_OWED = 100  # in one list: more than a team decides on in the days a letter may take


@dataclass(frozen=True)
class PracticeLetter:
    """One duty to write to a practice, judged now. stopped: why no letter may be written.

    practice: whom to write to, closed ones too; written: what was said instead of a choice.
    """

    duty: Told
    decision: Decision | None
    stopped: NoLetter | None
    practice: PracticeView | None
    written: str
    doctor: str
    service: ServiceCard | None
    receiver: str
    chosen_by: str

    def may_go(self, on: date) -> bool:
        """Say whether the letter can be written and addressed on a day."""
        return self.stopped is None and self.practice is not None and self.practice.is_open(on)


def letter_of(record: TeamRecord, told_id: UUID) -> PracticeLetter:
    """Return the letter of a duty of an opened record. Raises Told.DoesNotExist for any other."""
    opened = record.opened
    item, on = opened.item, clock.today()
    duty = next((d for d in opened.told if d.pk == told_id and d.whom == "gp"), None)
    if duty is None:
        raise Told.DoesNotExist
    decision = opened.decision
    chosen = practice_id(record.contacts.get("gp_practice"))
    last = SharingChoice.objects.filter(item=item, whom="gp").order_by("-at", "-id").first()
    return PracticeLetter(
        duty=duty,
        decision=decision,
        stopped=why_no_letter_for(duty, item),
        practice=practice_of(UUID(chosen)) if chosen else None,
        written=practice_written(record.contacts.get("gp_practice")),
        doctor=practice_written(record.contacts.get("gp_name")),
        service=service_card(item.service_id, on=on) if item.service_id else None,
        receiver=decision.receiver_name if decision else "",
        chosen_by=last.chosen_by if last else "",
    )


@dataclass(frozen=True)
class LetterOwed:
    """One letter that a team still owes."""

    item_id: UUID
    told_id: UUID
    reference: str
    initials: str
    school: str
    due_on: date
    manager_asked_at: datetime | None


def letters_owed(actor: Actor) -> list[LetterOwed]:
    """Return the letters that the actor's teams still owe, the first due first.

    Whoever said no meanwhile is not among them; the letter's own page judges once more.
    """
    teams = own_teams(actor)
    if not teams:
        return []
    waiting = Told.objects.filter(team_id__in=teams, whom="gp", told_at__isnull=True)
    duties = list(
        permissions.visible_to(actor, Action.TELL, waiting)
        .select_related("item")
        .order_by("due_on", "id")[:MOST_OWED]
    )
    if not duties:
        return []
    owed = _still_owed(duties)
    letters = initials_of([(duty.item_id, duty.item.child_id) for duty in owed])
    names = organisations([duty.item.school_id for duty in owed])
    audit.read(
        "letters",
        {duty.item_id for duty in owed},
        groups=[Group.ROUTING, Group.IDENTITY],
        children={duty.item.child_id for duty in owed},
    )
    return [
        LetterOwed(
            item_id=duty.item_id,
            told_id=duty.pk,
            reference=duty.item.reference,
            initials=letters.get(duty.item_id, ""),
            school=names.get(duty.item.school_id, ""),
            due_on=duty.due_on,
            manager_asked_at=duty.manager_asked_at,
        )
        for duty in owed
    ]


@dataclass(frozen=True)
class LetterOverdue:
    """One letter past its day, as the service's manager sees it: no child, and who decided."""

    reference: str
    school: str
    due_on: date
    decided_by: str


def letters_overdue(actor: Actor, *, today: date) -> list[LetterOverdue]:
    """Return the letters past their day at the services the actor manages, the oldest first."""
    late = Told.objects.filter(
        service_id__in=own_services(actor), whom="gp", told_at__isnull=True, due_on__lt=today
    )
    owed = _still_owed(
        list(
            permissions.visible_to(actor, Action.REASSIGN, late)
            .select_related("item", "event")
            .order_by("due_on", "id")[:MOST_OWED]
        )
    )
    if not owed:
        return []
    names = organisations([duty.item.school_id for duty in owed])
    people = names_of({duty.event.actor_id for duty in owed if duty.event.actor_id})
    audit.read(
        "letters",
        {duty.item_id for duty in owed},
        groups=[Group.ROUTING],
        children={duty.item.child_id for duty in owed},
    )
    return [
        LetterOverdue(
            reference=duty.item.reference,
            school=names.get(duty.item.school_id, ""),
            due_on=duty.due_on,
            decided_by=people.get(duty.event.actor_id, "") if duty.event.actor_id else "",
        )
        for duty in owed
    ]


def _still_owed(duties: list[Told]) -> list[Told]:
    """Return those that were not stopped meanwhile; judged for all of them at once."""
    ids = {duty.item_id for duty in duties}
    if not ids:
        return []
    latest = dict(
        Decision.objects.filter(item_id__in=ids).order_by("id").values_list("item_id", "event_id")
    )
    told = dict(
        SharingChoice.objects.filter(item_id__in=ids, whom="gp")
        .order_by("at", "id")
        .values_list("item_id", "may_be_told")
    )
    return [
        duty for duty in duties
        if told.get(duty.item_id) and latest.get(duty.item_id) == duty.event_id
        and State(duty.item.state) not in TAKEN_BACK
    ]  # fmt: skip
