"""Post about a child whom the team already has: put to that request, by whoever has it now."""

from __future__ import annotations

from datetime import datetime

from django.db import DatabaseError, transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from schoolslink.access import audit, seal
from schoolslink.access.actor import Actor
from schoolslink.access.models import Person
from schoolslink.access.policy import Action, Group
from schoolslink.kernel import clock, references
from schoolslink.referrals import events, permissions
from schoolslink.referrals.commands.decide import add_service_note
from schoolslink.referrals.commands.moving import CHANGED, Moved, make_move
from schoolslink.referrals.commands.sorting import PostSeen, copy_files, post_to_sort
from schoolslink.referrals.errors import (
    ChangedMeanwhile,
    HeldByAnother,
    NoSuchRequest,
    NotPossible,
    RequestHasEnded,
)
from schoolslink.referrals.models import Item, Post
from schoolslink.referrals.queries.held import held_now
from schoolslink.referrals.queries.joined import joining_of
from schoolslink.referrals.queries.team import colleagues
from schoolslink.referrals.routing import route_of
from schoolslink.referrals.rules import Kind, Move, Need, RuleBroken, Side, State, is_open
from schoolslink.referrals.rules.moves import JOINED
from schoolslink.referrals.rules.post import FROM, HOW, Danger, FromWhom, How, check_put_to
from schoolslink.web import dates

# A school reads the thread: what came, and from whom, it does not learn by this.
HEARD = _("We have heard that something may have got worse. We look at it by the next working day.")


@transaction.atomic
def put_to(
    *, actor: Actor, post: PostSeen, reference: str, worse: bool, words: str, at: datetime
) -> Moved:
    """End post as put to a request that is open at the same team: what it says, and its files, go along.

    reference: however it was typed. worse: it says that things have got worse, or that somebody is in danger;
    words then say what, and the service looks by the next working day. Only whoever has that request puts
    something there, and anybody of the team where none of them has it. Raises Item.DoesNotExist for another
    team's post, NoSuchRequest, RequestHasEnded, HeldByAnother, ChangedMeanwhile, and NotPossible with the
    broken rule's own sentence.
    """
    item = post_to_sort(actor, post.item_id)
    if item.version != post.version:
        raise ChangedMeanwhile
    row = Post.objects.get(item=item)
    try:
        check_put_to(Danger(row.danger), worse=worse, words=words)
    except RuleBroken as broken:
        raise NotPossible(sentence=broken.message) from broken
    request = _request_of(actor, item, reference)
    _require_theirs(actor, request)
    _say_to_which(item, request)
    copy_files(actor, item, request, at)
    add_service_note(
        actor=actor, item_id=request.pk, words=_note(row, item, words if worse else ""), at=at
    )
    if worse:
        _say_worse(actor, request, at, risk=item.risk_marked and not request.risk_marked)
    return make_move(
        actor=actor, item=item, side=Side.SERVICE, move=Move.PUT_TO, version=post.version, at=at,
        given={Need.OTHER_ITEM: request.pk},
    )  # fmt: skip


def _request_of(actor: Actor, post: Item, reference: str) -> Item:
    """Return the open request with this number of the team to which the post came; note that it was found.

    Of what is joined it is the one that goes on. Whatever else there may be with this number, and nothing,
    look the same: NoSuchRequest.
    """
    try:
        wanted = references.normalise(reference)
    except references.NotAReference as bad:
        raise NoSuchRequest from bad
    theirs = permissions.items(actor, Action.DECIDE).filter(
        kind=Kind.REFERRAL.value, team_id=post.team_id
    )
    request = theirs.filter(reference=wanted).first()
    if request is not None and State(request.state) in JOINED:
        joining = joining_of(request)
        request = theirs.filter(pk=joining.goes_on_id).first() if joining else request
    if request is None:
        raise NoSuchRequest
    audit.read("item", [request.pk], groups=[Group.ROUTING], children=[request.child_id])
    if not is_open(Kind.REFERRAL, State(request.state)):
        raise RequestHasEnded(reference=request.reference)
    return request


def _require_theirs(actor: Actor, request: Item) -> None:
    """Raise HeldByAnother while somebody else of the team has a request: nobody looks there unasked."""
    held = held_now(request.pk)
    if held is None or held.side != Side.SERVICE or held.person_id in (None, actor.person_id):
        return
    assert request.team_id is not None  # noqa: S101 - found by it
    of_team = dict(colleagues(request.team_id, on=clock.local_day(clock.real_now())))
    if held.person_id in of_team:  # a manager who has it for a while may not read what came
        raise HeldByAnother(
            reference=request.reference, name=Person.objects.get(pk=held.person_id).name,
            person_id=held.person_id,
        )  # fmt: skip


def _say_to_which(item: Item, request: Item) -> None:
    """Write down which request it is. Raises ChangedMeanwhile where either has moved since."""
    try:
        with transaction.atomic():
            said = Post.objects.filter(item=item, other_id=None).update(other_id=request.pk)
    except DatabaseError as error:
        if getattr(error.__cause__, "sqlstate", "") == CHANGED:
            raise ChangedMeanwhile from error
        raise
    if not said:
        raise ChangedMeanwhile


def _note(row: Post, item: Item, worse: str) -> str:
    """Return what came as a note of the team on the request: it stays there as long as the request does."""
    seal.open_keys([item.child_id])
    said = seal.texts(row, item.child_id)
    lines = [
        gettext("Came by post, %(when)s.") % {"when": dates.moment(row.came_at)},
        f"{gettext(HOW[How(row.how)])}. {gettext('From')}: "
        + ", ".join(
            filter(None, (gettext(FROM[FromWhom(row.from_whom)]), said["sender"], said["phone"]))
        ),
        said["about"],
        gettext("It says that things have got worse, or that somebody is in danger: %(words)s")
        % {"words": worse}
        if worse
        else "",
    ]
    return "\n".join(filter(None, lines))


def _say_worse(actor: Actor, request: Item, at: datetime, *, risk: bool) -> None:
    """Let the team look again by the next working day; a risk that was read is marked there too."""
    make_move(
        actor=actor, item=request, side=Side.SERVICE, move=Move.SAY_WORSE, version=request.version,
        at=at, route=route_of(request, on=clock.local_day(at)), words=str(HEARD),
        facts={"set_risk": True} if risk else None,
        news=[events.RiskMarked(item_id=request.pk, child_id=request.child_id)] if risk else (),
    )  # fmt: skip
