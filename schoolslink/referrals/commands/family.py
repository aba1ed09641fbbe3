"""What the young person and each carer can do on their own page: ask, say, choose, put right, stop."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from schoolslink.access import audit, family, seal
from schoolslink.access.actor import Actor
from schoolslink.access.policy import Group
from schoolslink.kernel import clock, outbox
from schoolslink.referrals import events, permissions
from schoolslink.referrals.commands.moving import Moved, find, make_move, present_holder
from schoolslink.referrals.commands.practice_letter import PRACTICE, owe_letter_after_all
from schoolslink.referrals.commands.telling import alone, end_if_all_told, tell_nobody_shut_out
from schoolslink.referrals.errors import NotYours
from schoolslink.referrals.models import (
    Agreement,
    Carer,
    FamilyMessage,
    FamilyPulse,
    Item,
    SharingChoice,
    Told,
)
from schoolslink.referrals.queries.own import Own, own_item, own_member
from schoolslink.referrals.recipients import reach_of
from schoolslink.referrals.routing import route_of
from schoolslink.referrals.rules import Move, Need, Side, State
from schoolslink.referrals.rules.agreement import Standing
from schoolslink.referrals.rules.family.said import BY_WHOEVER_DECIDES, MOVE_OF, FamilySaid
from schoolslink.referrals.rules.reach import Channel
from schoolslink.referrals.sharing import (
    decider_of,
    decides,
    decides_alone,
    latest_choices,
)

# What is written beside the agreement when whoever decides says so.
UNDOES = {FamilySaid.STOPS: Standing.TAKEN_BACK, FamilySaid.DISAGREES: Standing.OBJECTED}


@dataclass(frozen=True)
class Sheet:
    """One page to hand over: whose it is and the code, shown once and kept nowhere.

    code: empty for whoever has one already.
    """

    member_id: UUID
    relationship: str
    name: str
    language: str
    code: str


@transaction.atomic
def make_sheets(
    *, actor: Actor, item_id: UUID, at: datetime, anew_for: UUID | None = None
) -> list[Sheet]:
    """Make a code for each member of the family who has none yet; return the sheets of all.

    anew_for: who lost theirs; it stops working and a new one is made. Where somebody has a code it
    stays as it is, and their sheet shows none. A carer who is to hear nothing gets no sheet, and has no
    page any more. Raises
    Item.DoesNotExist outside the actor's schools and teams, and NotYours for those who may look
    and not ask.
    """
    item, _side = find(actor, item_id)
    if not permissions.may_hand_out_codes(actor, item):
        raise NotYours
    audit.read("family", [item.pk], groups=[Group.ROUTING], children=[item.child_id])
    sheets, choices = [], latest_choices(item)
    for member in Carer.objects.filter(item=item).order_by("id"):
        kept_out = reach_of(item, member, Channel.SHEET, choices).is_nothing
        # Who must only not be handed a paper keeps the page that they have.
        closes = kept_out and reach_of(item, member, Channel.PAGE, choices).is_nothing
        if member.family_code_id is not None and (closes or member.pk == anew_for):
            family.revoke(actor=actor, code_id=member.family_code_id, child_id=item.child_id, at=at)
            member.family_code_id = None
            member.save(update_fields=["family_code_id"])
        if kept_out:
            continue
        code = "" if member.family_code_id else _new_code(actor, item, member, at)
        name = seal.texts(member, item.child_id)["name"]
        sheets.append(Sheet(member.pk, member.relationship, name, member.language, code))
    return sheets


def _new_code(actor: Actor, item: Item, member: Carer, at: datetime) -> str:
    made = family.make(
        actor=actor,
        item_id=item.pk,
        child_id=item.child_id,
        relationship="self" if member.relationship == "self" else "carer",
        at=at,
    )
    member.family_code_id = made.id
    member.save(update_fields=["family_code_id"])
    return made.code


@transaction.atomic
def say(*, actor: Actor, said: FamilySaid, version: int, words: str, at: datetime) -> Moved:
    """Ask, put right, disagree, say what got worse, ask to look again, or stop, in the family's own words.

    A stop ends nothing where a risk is marked, where another carer decides too, or where help has
    begun: somebody talks with them first, by a day. Of help it is a question: the agreement stands.

    Each reaches a named person by a day. The words are theirs and the team's; no school reads them
    here. Raises NotYours where another decides, ChangedMeanwhile and NotPossible as every move does.
    """
    move = MOVE_OF[said]
    item = own_item(actor)
    member = own_member(actor, item)
    deciding = said in UNDOES and decides(member, item)
    alone = deciding and decides_alone()
    if move in BY_WHOEVER_DECIDES and not decides(member, item):
        raise NotYours
    is_helped = item.state == State.HELP_STARTED
    if move is Move.WITHDRAW and (item.risk_marked or not alone or is_helped):
        move = Move.ASK_TO_STOP
    how_it_is = move is Move.SAY_HOW_IT_IS
    if how_it_is and not reach_of(item, member, Channel.PAGE, latest_choices(item)).is_answer:
        raise NotYours
    moved = make_move(
        actor=actor,
        item=item,
        side=Side.FAMILY,
        move=move,
        version=version,
        at=at,
        route=route_of(item, on=clock.local_day(at)),
        # Whoever taps that it is worse has said enough.
        given={Need.WORDS: words or (said.value if said is FamilySaid.WORSE else "")},
        holder=present_holder(item) if how_it_is and item.closed_at is None else None,
    )
    _keep(item, member, moved, words, at, said=said)
    if how_it_is or said is FamilySaid.WORSE:
        outbox.publish(events.FamilySaidHowItIs(item.pk, item.child_id), at=at)
    if deciding and not (is_helped and said is FamilySaid.STOPS):
        _undo_agreement(actor, item, UNDOES[said] if alone else Standing.DISAGREE, at)
    if move is Move.ASK_TO_STOP and item.risk_marked:
        outbox.publish(events.AskedToStop(item.pk, item.child_id, moved.event.pk), at=at)
    return moved


def _undo_agreement(actor: Actor, item: Item, standing: Standing, at: datetime) -> None:
    """Write beside the agreement what whoever decides says now."""
    row = Agreement(
        item=item,
        state=standing.value,
        decided_by=decider_of(item).value,
        at=at,
        recorded_by=actor.subject_id,
    )
    seal.fill(row, item.child_id, competence="{}", words="{}")
    row.save(force_insert=True)


@transaction.atomic
def answer_family(
    *, actor: Actor, item_id: UUID, member_id: UUID, version: int, words: str, at: datetime
) -> Moved:
    """Answer what a member of the family asked or said; only they and the team read it."""
    item, side = find(actor, item_id)
    member = Carer.objects.get(pk=member_id, item=item)
    moved = make_move(
        actor=actor,
        item=item,
        side=side,
        move=Move.LOOK_AGAIN,
        version=version,
        at=at,
        answering=member.pk,
        route=route_of(item, on=clock.local_day(at)),
    )
    _keep(item, member, moved, words, at, name=actor.name)
    news = events.FamilyAnswered(item.pk, item.child_id, moved.event.pk, member.pk)
    outbox.publish(news, at=at)
    return moved


def _keep(
    item: Item,
    member: Carer,
    moved: Moved,
    words: str,
    at: datetime,
    *,
    said: FamilySaid | None = None,
    name: str = "",
) -> None:
    message = FamilyMessage(
        item=item,
        event=moved.event,
        family_member_id=member.pk,
        from_family=said is not None,
        said=said.value if said else "",
        written_by_name=name,
        at=at,
    )
    seal.fill(message, item.child_id, words=words)
    message.save(force_insert=True)


def saw_decision(*, actor: Actor, own: Own, at: datetime) -> bool:
    """Count a decision as told to whoever has just opened their own page; return whether it was new.

    own: what `own_page` found for them. When the last of the family has seen it, the duty to tell
    is done, and the next promise runs. Raises ChangedMeanwhile as every move does.
    """
    item, unseen = own.item, [duty.pk for duty in own.unseen]
    if not unseen:
        return False
    told = Told.objects.filter(alone(item), pk__in=unseen, told_at__isnull=True).update(
        told_at=at, how="page", told_by=actor.subject_id
    )
    if not told:
        return False
    audit.record(actor, "family.saw_decision", own.member.pk, at=at, child_id=item.child_id)
    end_if_all_told(actor=actor, item=item, side=Side.FAMILY, version=item.version, at=at)
    return True


def keep_own_words(*, actor: Actor, words: str, at: datetime) -> None:
    """Keep what they want whoever helps to know, in their own words; theirs to change."""
    item = own_item(actor)
    member = own_member(actor, item)
    seal.fill(member, item.child_id, own_words=words)
    member.save(update_fields=["own_words"])
    audit.record(actor, "family.own_words", member.pk, at=at, child_id=item.child_id)


def keep_pulse(
    *,
    actor: Actor,
    knows_who: bool,
    knows_next: bool,
    knows_rights: bool,
    at: datetime,
) -> None:
    """Keep what a young person says is clear to them. Raises NotYours for anybody else."""
    if actor.relationship != "self":
        raise NotYours
    item = own_item(actor)
    pulse = FamilyPulse(
        item=item,
        family_member_id=own_member(actor, item).pk,
        knows_who=knows_who,
        knows_next=knows_next,
        knows_rights=knows_rights,
        at=at,
    )
    pulse.save(force_insert=True)
    audit.record(actor, "family.pulse", pulse.pk, at=at, child_id=item.child_id)


@transaction.atomic
def choose(*, actor: Actor, whom: str, may_be_told: bool, at: datetime) -> None:
    """Change who may be told what happens; appended, and the latest counts.

    Where the young person decides and says no to home, nobody is sent to tell a carer any more. Raises
    NotYours, and ChangedMeanwhile where the last who was to be told was one of them.
    """
    item = own_item(actor)
    if not decides(own_member(actor, item), item) or whom not in ("school", "carer", "gp"):
        raise NotYours
    choice = SharingChoice.objects.create(
        item=item,
        whom=whom,
        may_be_told=may_be_told,
        chosen_by=actor.relationship,
        at=at,
        recorded_by=actor.subject_id,
    )
    if whom == PRACTICE and may_be_told:
        owe_letter_after_all(item, at)
    if whom == "carer" and not may_be_told:
        tell_nobody_shut_out(actor=actor, item=item, side=Side.FAMILY, at=at)
    if whom == "school":
        outbox.publish(events.SchoolChoiceMade(item_id=item.pk, child_id=item.child_id), at=at)
    audit.record(actor, "family.chose", choice.pk, at=at, child_id=item.child_id)
