"""What happens in a scene: what has gone before (`PREPARE`), and the moment itself (`HAPPEN`)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from typing import Any

from schoolslink.access.policy import Action
from schoolslink.access.sealed_files import sealed_blocks
from schoolslink.access.unit import acting
from schoolslink.checks.letters.asking import asked
from schoolslink.checks.letters.barring import of_family
from schoolslink.checks.letters.scene import Scene
from schoolslink.checks.letters.stage import SONG, Ground, Town, some_time_ago
from schoolslink.checks.oracle import Who
from schoolslink.checks.walls import actor_for
from schoolslink.kernel import clock, outbox
from schoolslink.referrals import storage
from schoolslink.referrals.commands import (
    complaining,
    decide,
    joining,
    judging,
    offering,
    rights,
    transferring,
)
from schoolslink.referrals.commands.alike import say_of_pair
from schoolslink.referrals.commands.happening import write_down
from schoolslink.referrals.errors import NotPossible
from schoolslink.referrals.jobs import check_in_on_waiting
from schoolslink.referrals.models import Item, Likeness, Told
from schoolslink.referrals.queries.everything import everything
from schoolslink.referrals.queries.own import own_page
from schoolslink.referrals.rules import Kind, Move
from schoolslink.referrals.rules.alike import Verdict
from schoolslink.referrals.rules.rights import Judged, version_of
from schoolslink.referrals.rules.transferring import Told as Whom
from schoolslink.referrals.rules.transferring import WhyTransfer

Play = Callable[[Town, Ground, Scene], None]
SAID: dict[Move, dict[str, Any]] = {
    Move.ACCEPT: {"level": "getting_help"},
    Move.NOT_ACCEPT: {"reason": "below_level"},
    Move.REDIRECT: {"reason": "below_level"},
    Move.DISCHARGE: {"reason": "goals_met", "watch": SONG},
}


def begun(town: Town, scene: Scene) -> Ground:
    """Ask as the scene says and do all that goes before its moment; nobody is barred yet."""
    at = some_time_ago() if scene.moment == "check_in" else clock.now()
    ground = asked(town, scene, at)
    PREPARE.get(scene.moment, _nothing)(town, ground, scene)
    outbox.deliver_waiting()
    return ground


def _nothing(town: Town, ground: Ground, scene: Scene) -> None:
    """Do nothing: the request has come, and that is all."""


def _decides(move: Move) -> Play:
    def happen(town: Town, ground: Ground, scene: Scene) -> None:
        with town.as_contact() as actor:
            answer = decide.Answering(
                move, words=SONG, next_step=SONG,
                receiver_id=town.other if move is Move.REDIRECT else None, **SAID[move],
            )  # fmt: skip
            item_id = ground.goes_on or ground.item_id
            version = Item.objects.values_list("version", flat=True).get(pk=item_id)
            decide.decide(
                actor=actor,
                item_id=item_id,
                version=version,
                answer=answer,
                at=_when(scene, ground),
            )

    return happen


def _when(scene: Scene, ground: Ground) -> datetime:
    """Return the moment's time: what is to be asked after was decided when it was asked."""
    return ground.at if scene.moment == "check_in" else clock.now()


def _is_accepted(town: Town, ground: Ground, scene: Scene) -> None:
    """Let the team help, and everybody be told who may be: all of the family with a yes."""
    _decides(Move.ACCEPT)(town, ground, scene)
    with town.as_contact() as actor:
        owed = Told.objects.filter(
            item_id=ground.item_id, whom__in=("self", "carer"), told_at__isnull=True
        )
        for told_id in list(owed.values_list("pk", flat=True)):
            decide.record_told(
                actor=actor, item_id=ground.item_id, told_id=told_id, how="phone",
                version=ground.version, at=_when(scene, ground),
            )  # fmt: skip


def _is_helped(town: Town, ground: Ground, scene: Scene) -> None:
    _is_accepted(town, ground, scene)
    at = clock.now()
    with town.as_contact() as actor:
        write_down(
            actor=actor, item_id=ground.item_id, version=ground.version, move=Move.START_HELP,
            happened_on=clock.local_day(at), because="", at=at,
        )  # fmt: skip


def _is_handed_over(town: Town, ground: Ground, scene: Scene) -> None:
    """Hand the child over to another service, which takes them; the family is told last."""
    _is_helped(town, ground, scene)
    at = clock.now()
    with town.as_contact() as actor:
        card_id = transferring.arrange(
            actor=actor, item_id=ground.item_id, version=ground.version, why=WhyTransfer.STEP_UP,
            by=None, words="", at=at,
        )  # fmt: skip
        transferring.hand_over(
            actor=actor, item_id=card_id, version=_version(card_id), receiver_id=town.other,
            words="Nearer to home.", at=at,
        )  # fmt: skip
    ground.beside = card_id
    with town.as_(town.village.places[1].contact.pk) as actor:
        offer = Item.objects.get(about=ground.item_id, kind=Kind.REDIRECT)
        offering.take_offer(actor=actor, item_id=offer.pk, version=offer.version, at=at)


def _tells_of_hand_over(town: Town, ground: Ground, scene: Scene) -> None:
    with town.as_contact() as actor:
        transferring.tell_of_transfer(
            actor=actor, item_id=ground.beside, version=_version(ground.beside),
            whom=Whom.YOUNG_PERSON, words="Told.", at=clock.now(),
        )  # fmt: skip


def _asks_for_copy(town: Town, ground: Ground, scene: Scene) -> None:
    """Let one of the family ask for a copy of everything, and a clinician look through it."""
    _is_accepted(town, ground, scene)
    with acting(of_family(ground, scene.whose)) as actor:
        own, at = own_page(actor), clock.now()
        ground.beside = rights.ask_copy(
            actor=actor, item=own.item, member=own.member, asked_on=clock.local_day(at), at=at
        )
    outbox.deliver_waiting()
    with acting(actor_for(Who("person", town.place.contact.pk))) as actor:
        held = everything(actor, ground.beside)
        judging.look_through(actor=actor, held=held, of=[*held.to_look_at()], at=clock.now())


def _gives_copy(town: Town, ground: Ground, scene: Scene) -> None:
    """Let whoever answers for the service judge each line and give it, where it may be given still."""
    assert ground.beside is not None  # noqa: S101 - it was asked for
    with acting(actor_for(Who("person", town.place.contact.pk))) as actor:
        held = everything(actor, ground.beside)
        judging.look_through(actor=actor, held=held, of=[*held.to_look_at()], at=clock.now())
    with acting(actor_for(Who("person", town.place.manager.pk))) as actor:
        held = everything(actor, ground.beside)
        lines = [*held.lines()]
        judging.judge(
            actor=actor, held=held, of=lines, judged=dict.fromkeys(lines, (Judged.KEEP, "")),
            version=version_of(judging.judged_of(held.right), lines), at=clock.now(),
        )  # fmt: skip
        held = everything(actor, ground.beside, Action.GIVE)
        child = Item.objects.get(pk=held.right.stands_id).child_id
        blocks = sealed_blocks(child, ground.beside, BytesIO(SONG.encode()))
        file, sha256 = storage.keep(blocks)
        try:
            rights.give(actor=actor, held=held, file=file, sha256=sha256, at=clock.now())
        except NotPossible:
            return  # whoever asked may not have it any more


def _complains(town: Town, ground: Ground, scene: Scene) -> None:
    _is_accepted(town, ground, scene)
    with acting(of_family(ground, scene.whose)) as actor:
        own = own_page(actor)
        ground.beside = complaining.complain(
            actor=actor, item=own.item, member=own.member, what="Invented.", wish="", reach="",
            not_to=[], at=clock.now(),
        )  # fmt: skip


def _answers_complaint(town: Town, ground: Ground, scene: Scene) -> None:
    assert ground.beside is not None  # noqa: S101 - somebody complained
    with town.as_(town.place.manager.pk) as actor:
        complaining.answer(actor=actor, complaint_id=ground.beside, words=SONG, at=clock.now())


def _asks_after_all(town: Town, ground: Ground, scene: Scene) -> None:
    check_in_on_waiting(0)


def _is_joined(town: Town, ground: Ground, scene: Scene) -> None:
    """Join it to a request of another school about the same child, which goes on."""
    goes_on = asked(town, Scene(age=scene.age), ground.at, school=1)
    with town.as_contact() as actor:
        ids = sorted((ground.item_id, goes_on.item_id))
        pair = Likeness.objects.get(item_id=ids[1], other_id=ids[0])
        say_of_pair(
            actor=actor, item_id=ground.item_id, alike_id=pair.pk, verdict=Verdict.SAME,
            why="One day of birth.", at=ground.at,
        )  # fmt: skip
        joining.join(
            actor=actor, item_id=ground.item_id, alike_id=pair.pk, goes_on_id=goes_on.item_id,
            versions=(_version(goes_on.item_id), ground.version), why="One child.", at=ground.at,
        )  # fmt: skip
    ground.goes_on = goes_on.item_id


def _version(item_id: Any) -> int:
    return int(Item.objects.values_list("version", flat=True).get(pk=item_id))


PREPARE: dict[str, Play] = {
    "ended": _is_helped,
    "handed_over": _is_handed_over,
    "copy": _asks_for_copy,
    "complaint": _complains,
    "check_in": _is_accepted,
    "joined": _is_joined,
}
HAPPEN: dict[str, Play] = {
    "asked": _nothing,
    "accepted": _decides(Move.ACCEPT),
    "not_accepted": _decides(Move.NOT_ACCEPT),
    "redirected": _decides(Move.REDIRECT),
    "ended": _decides(Move.DISCHARGE),
    "handed_over": _tells_of_hand_over,
    "copy": _gives_copy,
    "complaint": _answers_complaint,
    "check_in": _asks_after_all,
    "joined": _decides(Move.ACCEPT),
}
