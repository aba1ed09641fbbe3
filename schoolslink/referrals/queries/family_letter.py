"""The letter to one of the family: to whom, and the truth that their own page is made from."""

from __future__ import annotations

import json
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext

from schoolslink.access import seal
from schoolslink.access.actor import Actor
from schoolslink.access.policy import Group
from schoolslink.kernel import clock
from schoolslink.referrals import permissions
from schoolslink.referrals.errors import NotPossible
from schoolslink.referrals.models import Carer, ChildContact, Item, Told
from schoolslink.referrals.queries.door import Opened, open_item
from schoolslink.referrals.queries.team import Relative
from schoolslink.referrals.queries.telling import outcome_of, truth_now
from schoolslink.referrals.recipients import reach_of
from schoolslink.referrals.rules import Side, State
from schoolslink.referrals.rules.agreement import Decider
from schoolslink.referrals.rules.family import Truth
from schoolslink.referrals.rules.not_to_contact import Way
from schoolslink.referrals.rules.reach import Channel
from schoolslink.referrals.rules.sharing import Order
from schoolslink.referrals.rules.text import gettext_noop as _
from schoolslink.referrals.sharing import choices_now_and, kept_from_school

FAMILY = ("self", "carer")
# While the page still says of the decision what it said when it was made.
STANDS = (
    State.ACCEPTED, State.WAITING, State.ADVICE_GIVEN,
    State.NOT_ACCEPTED, State.NEXT_STEP, State.REDIRECTED, State.HELP_ENDED, State.TO_TELL_TOO,
)  # fmt: skip

NO_POST = _(
    "Do not send post: somebody wrote down that no letter may go to them. The record says why. Tell them"
    " in another way."
)
TEAM_WRITES = "The team writes this letter; ask it to."


@dataclass(frozen=True)
class FamilyLetter:
    """One letter. address: lines of the young person's home, where post may go there.

    goes_home: "yes", "no", or empty where nobody has said. side: on which the reader prints it.
    """

    opened: Opened
    duty: Told
    name: str
    relationship: str
    language: str
    truth: Truth
    address: tuple[str, ...]
    goes_home: str
    safe_times: str
    side: Side
    contact_limited: bool = False


def may_get_letter(
    opened: Opened, duty: Told, relative: Relative | None, choices: dict[str, bool]
) -> bool:
    """Say whether a duty that is still open can be done by a letter; the letter judges once more."""
    item, referral, decision = opened.item, opened.referral, opened.decision
    if referral is None or decision is None or relative is None or duty.told_at is not None:
        return False
    stands = duty.event_id == decision.event_id and item.state in STANDS
    decider = Decider(referral.decided_by)
    return stands and reach_of(item, relative, Channel.LETTER, choices, decider).is_answer


def family_letter(actor: Actor, item_id: UUID, told_id: UUID) -> FamilyLetter:
    """Return the letter that does one duty to tell one of the family.

    For the team, and for the school where it tells them and may read the answer. Raises
    Item.DoesNotExist and Told.DoesNotExist outside what the actor may see, and NotPossible for
    somebody who may not be told, and for a decision that stands no more.
    """
    opened = open_item(actor, item_id)
    item, referral, decision = opened.item, opened.referral, opened.decision
    side = permissions.side_of(actor, item)
    duty = next((d for d in opened.told if d.pk == told_id and d.whom in FAMILY), None)
    may = permissions.may_tell(actor, item) and Group.CONTACTS in opened.groups
    if duty is None or referral is None or side is None or not may:
        raise Told.DoesNotExist
    if side is Side.SCHOOL and kept_from_school(item):
        # The database gives this school no decision; who writes the letter it may know.
        raise NotPossible(sentence=TEAM_WRITES)
    if decision is None:
        raise Told.DoesNotExist
    if duty.event_id != decision.event_id or item.state not in STANDS:
        raise NotPossible(sentence="That decision stands no more, so there is no letter about it.")
    choices, then = choices_now_and(item, decision.event.at)
    decider = Decider(referral.decided_by)
    if side is Side.SCHOOL and decision.who_tells != Side.SCHOOL:
        raise NotPossible(sentence=TEAM_WRITES)
    member = Carer.objects.get(pk=duty.family_member_id, item=item)
    if not reach_of(item, member, Channel.LETTER, choices, decider).is_answer:
        if Way.POST in member.not_by:
            raise NotPossible(sentence=gettext(NO_POST))
        raise NotPossible(sentence="They may not be told this, so there is no letter to them.")
    # A yes that came later opens no words that were kept from them: their page shows none either.
    was_kept = not reach_of(item, member, Channel.LETTER, then, decider).is_answer
    outcome = outcome_of(item, decision, {} if was_kept else opened.decision_words)
    said = _contacts(item)
    return FamilyLetter(
        opened=opened,
        duty=duty,
        name=seal.texts(member, item.child_id)["name"],
        relationship=member.relationship,
        language=member.language,
        truth=truth_now(item, member, referral, outcome, clock.today()),
        address=_address(said, member),
        goes_home={"yes": "no", "no": "yes"}.get(said.get("no_letters_home", ""), ""),
        safe_times=_written(said.get("safe_times")),
        side=side,
        contact_limited=member.court_order == Order.LIMITS_CONTACT,
    )


def _contacts(item: Item) -> dict[str, str]:
    found: dict[str, str] = {}
    for row in ChildContact.objects.filter(item=item):
        found |= json.loads(seal.texts(row, item.child_id)["words"] or "{}")
    return found


def _address(said: dict[str, str], member: Carer) -> tuple[str, ...]:
    """Return the home that was written for the young person. Where a carer lives nobody has asked."""
    if member.relationship != "self" or said.get("no_letters_home") != "no":
        return ()
    lines = [*_written(said.get("address")).splitlines(), _written(said.get("postcode"))]
    return tuple(line.strip() for line in lines if line.strip())


def _written(answer: object) -> str:
    """Return what was written, without the marks for "not known" and "ask the family"."""
    return answer if isinstance(answer, str) and not answer.startswith("__") else ""
