"""A child grows out of their team or school: the card of the hand-over opens by itself, in time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection

from schoolslink.access import audit, seal
from schoolslink.access.actor import Actor
from schoolslink.access.policy import Action, Group
from schoolslink.directory.queries import ages_of_school, criteria_of
from schoolslink.kernel import clock
from schoolslink.kernel.calendar import add_working_days
from schoolslink.referrals import permissions
from schoolslink.referrals.commands.check_in import at_service
from schoolslink.referrals.commands.telling import one_at_a_time
from schoolslink.referrals.commands.transferring import open_by_itself, open_transfer_of, steps_of
from schoolslink.referrals.models import ChildIdentity, Item
from schoolslink.referrals.rules import State
from schoolslink.referrals.rules.growing import (
    Window,
    hand_over_by,
    leaves_at,
    look_again_for_a_birth_date,
    must_remind,
    next_look,
    no_later_than,
    window_on,
    windows,
)
from schoolslink.referrals.rules.moves.transfer import UNDER_WAY
from schoolslink.referrals.rules.request import usable_criteria

# No card opens for what waits for a yes, or for word from elsewhere: its holder has to know that the
# child goes, because from September on the school that asks or is asked is no longer theirs.
ONLY_REMINDED = (State.AWAITING_AGREEMENT, State.REDIRECTED, State.NEXT_STEP)


@dataclass(frozen=True)
class Looked:
    """What came of a look: the card that was opened; or a card, or the request, whose holder is reminded."""

    opened: Item | None = None
    remind: Item | None = None


def look_at_age(*, actor: Actor, request_id: UUID, at: datetime) -> Looked:
    """Open the card of a hand-over whose window has come, or say whose holder is to be reminded.

    Once for each window, however often it is called; a card of any other kind that is open will do.
    """
    request = permissions.items(actor, Action.VIEW).get(pk=request_id)
    one_at_a_time(request)
    on, born = clock.local_day(at), _born_on(request)
    if born is None:
        _look_on(request_id, look_again_for_a_birth_date(on))
        return Looked()
    only_reminds = State(request.state) in ONLY_REMINDED
    until_age = None if only_reminds else _until_age(request, on)
    found = windows(born, until_age=until_age, leaves=_leaves(request))
    _look_on(request_id, no_later_than(next_look(found, on), on))
    window = window_on(found, on)
    if window is None:
        return Looked()
    return Looked(remind=request) if only_reminds else _begin(actor, request, window, at)


def _begin(actor: Actor, request: Item, window: Window, at: datetime) -> Looked:
    on, card = clock.local_day(at), open_transfer_of(request)
    if card is not None:
        waits = State(card.state) not in UNDER_WAY and must_remind(window, on)
        return Looked(remind=card if waits else None)
    if not _is_new(request, window, on):
        return Looked()
    by = hand_over_by(window, on, add_working_days(on, 10))
    opened = open_by_itself(
        actor=actor, request=request, why=window.why, by=by, holder=at_service(request, at), at=at
    )
    return Looked(opened=opened)


def _is_new(request: Item, window: Window, on: date) -> bool:
    """Say whether nobody has settled this window yet: said to stay, it is asked once more when it presses."""
    before = [
        one for one in steps_of(request) if one.why == window.why and one.on >= window.opens_on
    ]
    if not before:
        return True
    called_off = all(one.state == State.CALLED_OFF for one in before)
    return called_off and must_remind(window, on) and all(one.on < window.by for one in before)


def _born_on(request: Item) -> date | None:
    row = ChildIdentity.objects.filter(item=request).first()
    if row is None:
        return None
    audit.read("item", [request.pk], groups=[Group.IDENTITY], children=[request.child_id])
    seal.open_keys([request.child_id])
    try:
        return date.fromisoformat(seal.texts(row, request.child_id)["birth_date"])
    except ValueError:
        return None


def _until_age(request: Item, on: date) -> int:
    """Return from which age on the service that has it sees nobody, as it publishes."""
    assert request.service_id is not None  # noqa: S101 - only what a team has is looked at
    view = criteria_of(request.service_id, on=on)
    return usable_criteria(view.content, version=view.version).age_until


def _leaves(request: Item) -> tuple[int, ...]:
    """Return the ages at which the child's school is left; none where no school asked."""
    return leaves_at(*ages_of_school(request.school_id)) if request.school_id else ()


def _look_on(request_id: UUID, on: date) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select access.look_at_age_on(%s, %s)", [request_id, on])
