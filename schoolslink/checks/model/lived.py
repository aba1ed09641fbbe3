"""The walk that people live: whole commands, news as it is delivered, rounds, and every question asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import DatabaseError, connection

from schoolslink.access.actor import Actor
from schoolslink.access.unit import acting
from schoolslink.checks.describing import describe
from schoolslink.checks.ground import standing_as
from schoolslink.checks.model import beginning
from schoolslink.checks.model.acts import LOOKS_ANEW, Turn, act_of, look_through
from schoolslink.checks.model.along import ALONG, HEARD, INSTEAD, MOVES_OF, MUST_GO_ALONG, Event
from schoolslink.checks.model.asked import ask_everything
from schoolslink.checks.model.legal import Standing, leads_to, may_make_now, standing
from schoolslink.checks.model.looking import as_seed
from schoolslink.checks.model.now import Now
from schoolslink.checks.model.ready import is_ready
from schoolslink.checks.model.said import OF_WHOEVER_DECIDES
from schoolslink.checks.model.tally import Differs, Often, Tally, Tried
from schoolslink.checks.model.walk import REFUSED, Cast, Walk
from schoolslink.checks.oracle import Who
from schoolslink.checks.walls import actor_for
from schoolslink.config.schedule import SCHEDULE
from schoolslink.kernel import clock, outbox
from schoolslink.referrals.models import Item
from schoolslink.referrals.rules import MOVES, WHOSE, Kind, Move, Side, State
from schoolslink.referrals.rules.moves import TOLD_OF
from schoolslink.web.errors import Refusal

ASKS_EVERY = 60  # steps between two times that the reconciler asks everything
ROUNDS = (
    "escalate_overdue", "check_in_on_waiting", "look_at_ages", "ask_councils", "every_morning",
)  # fmt: skip
LOOKS_AHEAD = 24  # so many of the ways that were walked least are thought of
TRIES_UNREADY = 9  # one in so many is tried although something is still wanting
NOT_SURE = OF_WHOEVER_DECIDES | {Move.RECORD_TOLD}
ROUNDS_EVERY = 3  # days; the reconciler gives everybody four


class Lived(Walk):
    """A village in which everything is done as people do it, and what follows follows."""

    def __init__(self, cast: Cast, tally: Tally, at: datetime, often: Often | None = None) -> None:
        """Look at what there is. at: when it begins. often: each way was walked before it."""
        self.often = Counter(often or {})
        self.who, self.actors = dict(cast.who), dict(cast.actors)
        self.links: dict[str, Who] = {}
        self.open_links: set[UUID] = set()
        self.unasked = 0
        super().__init__(cast, tally, at)
        (self.latest,) = as_seed("select max(id::text)::uuid from referrals_itemevent")[0]
        self._settle()  # what the village was built with is told to nobody yet

    # What people do

    def begin(self, number: int) -> bool:
        """Let something begin: asked by a school, a family or a team, or come by post."""
        number, which = divmod(number, len(beginning.BEGINNINGS))
        return self.begin_by(beginning.BEGINNINGS[which], number)

    def begin_by(self, how: Callable[[Lived, int], None], number: int) -> bool:
        """Let something begin in one way of `beginning`; say whether it did."""
        began = self._whole(lambda: how(self, number))
        self._count(self._since())
        self._settle()
        return began

    def act(self, tried: Tried, number: int) -> bool:
        """Try one step by its whole command; return whether it was made. Raises Differs as `Walk.step`."""
        before, self.last = dict(self.seen), tried
        thing, record = before[tried.item], self.world.records[tried.item]
        now = self._now(tried.item, tried.who, number)
        side = now.own.side_for(tried.move) or Side.SCHOOL
        act = act_of(thing.kind, tried.move, side=side)
        if act is None:
            return False
        who, actor = self._known(tried.who, record.child)
        if thing.kind is Kind.COPY:
            actor = actor_for(who)  # of what they prepare they know since it was asked
        if (thing.kind, tried.move, side) in LOOKS_ANEW:
            tried = replace(tried, behind=0)
        legal = self._is_legal(tried, now)
        should = legal and self._is_sure(tried, now) and is_ready(tried.move, now)
        may = legal and (not self._is_sure(tried, now) or is_ready(tried.move, now))
        self.tally.steps += 1
        self.tally.lived += 1
        self.tally.tries[thing.kind, thing.state, tried.move] += 1
        self.often[thing.kind, thing.state, tried.move] += 1
        self.unasked += 1
        if tried.move is Move.GIVE_COPY and should:
            self._prepares(tried.item, record, number)

        def do() -> None:
            with acting(actor) as acts:
                act(self._turn(acts, tried, thing, number))
                self._as_at_a_commit()

        made = self._whole(do)
        events = self._since()
        self._compare_events(tried, now, events, made=made, should=should, may=may)
        self._settle()
        if self.unasked >= ASKS_EVERY:
            self.ask_everything()
        return made and bool(events)  # what is typed again in a draft moves nothing

    def press_twice(self, number: int, item_id: UUID) -> None:
        """Let two who look at the same thing do the same at the same version: at most one is heard."""
        for item, name, move in self._ahead(number, item_id):
            if not self.act(Tried(name, item, move), number):
                return
            self.tally.at_once += 1
            if self.last and self.last.move in (Move.BECOME_REQUEST, Move.RECORD_TOLD):
                return  # what looks anew may find it open still
            if self.act(Tried(name, item, move, behind=1), number):
                raise Differs(f"pressed twice, and heard twice: {self.last}")
            return

    def live(self, days: int) -> None:
        """Let days go by, with a morning's rounds on the last, and on some of those before it."""
        for ahead in range(days):
            self.at += timedelta(days=1)
            if ahead % ROUNDS_EVERY and ahead + 1 < days:
                continue
            with clock.fixed(self.at):
                for _cron, task in SCHEDULE:
                    if task.name.removeprefix("referrals.") in ROUNDS:
                        task(0)
            self._settle()

    def ask_everything(self) -> None:
        """Ask the reconciler's own questions, as its role; raise Differs where one finds anything."""
        self.unasked = 0
        self.tally.asked += 1
        if found := ask_everything(self.at):
            raise Differs(f"the reconciler finds {found}, after {self.last}")

    def go_on(self, number: int, item_id: UUID | None = None) -> bool:
        """Take a step that the model lets somebody take, of the ways that were walked least; with one thing.

        item_id: None with whatever there is. Now and then one for which something is still wanting.
        """
        for item, name, move in self._ahead(number, item_id):
            if number % TRIES_UNREADY == 0 or is_ready(move, self._now(item, name, number)):
                return self.act(Tried(name, item, move), number)
        return False

    def _ahead(self, number: int, item_id: UUID | None) -> Iterator[tuple[UUID, str, Move]]:
        """Yield steps that are legal, of the least walked; which of them comes first, the number says."""
        ways = sorted(
            (self.often[seen.kind, seen.state, move], move, key)
            for key, seen in self.seen.items()
            if item_id in (None, key)
            for move in MOVES_OF.get((seen.kind, seen.state), ())
        )[:LOOKS_AHEAD]
        start = number % max(1, len(ways))
        for _times, move, key in (*ways[start:], *ways[:start]):
            seen, names = self.seen[key], self.names
            first = number // 7 % len(names)
            for name in (*names[first:], *names[:first]):
                now = self._now(key, name, number)
                side = now.own.side_for(move)
                if side is None or act_of(seen.kind, move, side=side) is None:
                    continue
                if self._is_legal(Tried(name, key, move), now):
                    yield key, name, move
                    break

    def _now(self, item_id: UUID, name: str, number: int) -> Now:
        record = self.world.records[item_id]
        who, _ = self._known(name, record.child)
        return Now(
            item_id, self.seen[item_id], record, self._standing(name, record), who.id, self.at, number,
            self.seen, self.world.records,
        )  # fmt: skip

    # How it is done

    def _whole(self, do: Callable[[], object]) -> bool:
        try:
            with clock.fixed(self.at):
                do()
        except (*REFUSED, Refusal) as refusal:
            self.why = getattr(refusal, "message", "") or repr(refusal)
            return False
        except DatabaseError as error:
            if not getattr(error.__cause__, "sqlstate", "").startswith(("SL4", "42501")):
                raise
            self.why = repr(error)
            return False
        return True

    def _turn(self, actor: Actor, tried: Tried, thing: Any, number: int) -> Turn:
        item = Item.objects.get(pk=tried.item)
        other = self.cast.others[item.service_id or next(iter(self.cast.others))]
        return Turn(
            actor, item, thing.version - tried.behind, self.at, other, number,
            self.cast.receivers.get(item.area_id) or next(iter(self.cast.receivers.values())),
            self._another_school(item),
        )  # fmt: skip

    def _another_school(self, item: Item) -> UUID:
        places = [[school.pk for school in place.schools] for place in self.cast.village.places]
        near = next((schools for schools in places if item.school_id in schools), places[0])
        return next(one for one in near if one != item.school_id)

    def _prepares(self, item_id: UUID, record: Any, number: int) -> None:
        """Let a clinician look through a copy before it is given; of what a school alone has, its head."""
        name = self._of_service(record) if record.service else self._head_of(record)
        actor = actor_for(self.who[name])
        with clock.fixed(self.at), acting(actor) as acts:
            look_through(
                self._turn(acts, Tried(name, item_id, Move.GIVE_COPY), self.seen[item_id], number)
            )

    def _head_of(self, record: Any) -> str:
        head = ("school_head", record.school)
        return next(name for name, roles in self.cast.roles.items() if head in roles)

    def _of_service(self, record: Any) -> str:
        places = self.cast.village.places
        return next(
            f"contact {number}" for number, place in enumerate(places)
            if record.service in (place.service.pk, self.cast.others[place.service.pk])
            and ("camhs_contact", record.service) in self.cast.roles[f"contact {number}"]
        )  # fmt: skip

    def _known(self, name: str, child: UUID) -> tuple[Who, Actor]:
        if name in self.links:
            return self.links[name], actor_for(self.links[name])
        if name in self.who:
            return self.who[name], self.actors[name]
        return self.cast.seated(name, child)

    def _standing(self, name: str, record: Any) -> Any:
        if name in self.links or name in self.who:
            who = self.links.get(name) or self.who[name]
            return self._stands(who, name, record)
        return super()._standing(name, record)

    def _stands(self, who: Who, name: str, record: Any) -> Standing:
        return standing(self.world, who, record, self.cast.roles.get(name, []))

    @property
    def names(self) -> list[str]:
        """Return everybody who may try something; what a job does follows by itself."""
        return [*self.who, *self.links]

    @staticmethod
    def _as_at_a_commit() -> None:
        with connection.cursor() as cursor:
            cursor.execute("set constraints all immediate; set constraints all deferred")

    # What is compared

    def _is_legal(self, tried: Tried, now: Now) -> bool:
        to = leads_to(now.seen, tried.move) if tried.behind == 0 else None
        legal = to is not None and may_make_now(now.own, tried.move, now.seen, now.record)
        return legal and (
            now.seen.state is not State.DISCHARGED or self._is_asked_after(tried.item)
        )

    def _is_sure(self, tried: Tried, now: Now) -> bool:
        """Say whether the model knows that this is made.

        Of a family it is a matter of who decides; and it was told by the last of them who looks.
        """
        return now.own.side is not Side.FAMILY or tried.move not in NOT_SURE

    def _compare_events(
        self,
        tried: Tried,
        now: Now,
        events: Sequence[Event],
        *,
        made: bool,
        should: bool,
        may: bool,
    ) -> None:
        if not made or not events:
            self.tally.refused += 1
            if events:
                raise Differs(f"refused, and yet moved: {tried}: {events}")
            if should:
                raise Differs(f"legal and refused ({self.why}): {tried} on {now.seen}")
            self.tally.needed_more += int(may and not should)
            return
        own = [one for one in events if one.item == tried.item]
        if not own:
            raise Differs(f"another thing moved with {tried}: {events}")
        for one in own[:1]:
            actual = replace(tried, move=one.move)
            if one.move not in (tried.move, INSTEAD.get(tried.move), *ALONG.get(tried.move, ())):
                raise Differs(f"{tried} made {one.move}")
            if not self._is_legal(actual, now) or (one.move is tried.move and not may):
                raise Differs(f"made and not legal: {tried} on {now.seen}")
        follow = {*ALONG.get(tried.move, ()), *(ALONG.get(own[0].move, ()))}
        for one in [*own[1:], *(each for each in events if each.item != tried.item)]:
            if one.move not in follow:
                raise Differs(f"{one.move} of {one.kind} with {tried}")
        wanted = MUST_GO_ALONG.get(own[0].move)
        if own[0].move in TOLD_OF and self._joined_to(tried.item):
            wanted = HEARD
        if wanted and not any(one.move in wanted for one in events):
            raise Differs(f"nothing of {[*wanted]} went with {tried}")
        self.tally.made += 1
        self.tally.who[tried.who] += 1
        self._count(events)

    @staticmethod
    def _joined_to(item: UUID) -> bool:
        return bool(
            as_seed(
                "select exists (select from referrals_joining where apart_at is null and goes_on_id = %s)",
                item,
            )[0][0]
        )

    def _count(self, events: Sequence[Event]) -> None:
        for one in events:
            if MOVES.get((one.kind, one.came_from, one.move)) is not one.to:
                raise Differs(f"not in the table: {one}, after {self.last}")
            if one.side not in WHOSE[one.move]:
                raise Differs(f"made on a side whose it is not: {one}, after {self.last}")
            self.tally.kinds[one.kind.value] += 1
            self.tally.add_way(one.kind, one.came_from, one.move)
            self.often[one.kind, one.came_from, one.move] += 2

    def _settle(self) -> None:
        """Deliver the news, with what comes of it; each move by then is a job's, and in the table."""
        with clock.fixed(self.at):
            outbox.deliver_waiting()
        failed = as_seed(
            "select subscriber, last_error from kernel_outboxdelivery where delivered_at is null"
        )
        if failed:
            raise Differs(f"news that could not be heard: {failed}, after {self.last}")
        events = self._since()
        if wrong := [
            one for one in events if one.actor_kind != "job" or one.side is not Side.SYSTEM
        ]:
            raise Differs(f"moved by nobody: {wrong}, after {self.last}")
        self._count(events)
        self.look()
        self._see_links()

    def _since(self) -> list[Event]:
        rows = as_seed(
            "select e.id, e.item_id, i.kind, e.from_state, e.move, e.to_state, e.side, e.actor_kind,"
            " e.child_id from referrals_itemevent e join referrals_item i on i.id = e.item_id"
            " where e.id > %s order by e.id",
            self.latest,
        )
        if rows:
            self.latest = rows[-1][0]
        return [
            Event(key, item, Kind(kind), State(was), Move(move), State(to), Side(side), by, child)
            for key, item, kind, was, move, to, side, by, child in rows
        ]

    def look(self) -> None:
        """Take everything as it is now, with who may be told what since."""
        super().look()
        kept = as_seed(
            "select item_id from referrals_rightasked where done_at is null and kind = 'copy'"
        )
        if {key for (key,) in kept} != set(self.world.copies):
            self.describe()

    def describe(self) -> None:
        """Tell the oracle anew what there is: codes that were handed out, and copies that are asked for."""
        self.world.copies.clear()
        with standing_as("seed"):
            describe(self.world)
        super().look()

    def _see_links(self) -> None:
        """Let whoever was sent a link that opens something act by it."""
        if not any(one.kind is Kind.OUTSIDE for one in self.seen.values()):
            return
        opens = as_seed("select id from referrals_outsidelink where ended_at is null")
        if {key for (key,) in opens} == self.open_links:
            return
        self.open_links = {key for (key,) in opens}
        self.describe()
        self.links = {
            f"link {number}": Who("link", link.id, record=link.record)
            for number, link in enumerate(sorted(self.world.links.values(), key=lambda one: one.id))
            if link.opens
        }
