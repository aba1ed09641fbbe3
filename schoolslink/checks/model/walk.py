"""One walk over the village: steps are tried by everybody, and each is made exactly when it is legal."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.db import DatabaseError, connection, transaction

from schoolslink.access.actor import Actor
from schoolslink.access.unit import acting
from schoolslink.checks.describing import describe
from schoolslink.checks.ground import show, standing_as
from schoolslink.checks.model.beginning import furnish_more
from schoolslink.checks.model.legal import Seen, Standing, leads_to, may_make_now, standing
from schoolslink.checks.model.looking import BECAME, LOOK, as_seed
from schoolslink.checks.model.said import (
    NEEDS_MORE,
    OF_WHOEVER_DECIDES,
    SAID,
    say_beside,
)
from schoolslink.checks.model.tally import Differs, Tally, Tried
from schoolslink.checks.model.whole import (
    MAY_MOVE_TWICE,
    WHOLE,
    Doing,
    begins,
    furnish,
)
from schoolslink.checks.oracle import Record, Who
from schoolslink.checks.village import Village
from schoolslink.checks.walls import actor_for, token_for
from schoolslink.kernel import clock, rows
from schoolslink.referrals.commands.beside import PREFIXES, begin_beside
from schoolslink.referrals.commands.moving import find, make_move, present_holder
from schoolslink.referrals.commands.transferring import arrange
from schoolslink.referrals.errors import ChangedMeanwhile, NoLink, NotPossible, NotYours
from schoolslink.referrals.models import Holding, Item, ItemEvent
from schoolslink.referrals.routing import Holder, Route, route_of
from schoolslink.referrals.rules import NEEDS, WHOSE, Duty, Kind, Move, Need, Side, State, is_open
from schoolslink.referrals.rules.moves import BEGUN_UNTOLD, BESIDE, MOVES
from schoolslink.referrals.rules.transferring import WhyTransfer

REFUSED = (ObjectDoesNotExist, NotYours, NotPossible, ChangedMeanwhile, NoLink)
LOOKS_ANYWAY = 10


class Cast:
    """Everybody who tries, made once: a session each, and for a child its jobs."""

    def __init__(self, village: Village) -> None:
        """Seat them all. Call where the village is."""
        self.village = village
        with standing_as("seed"):
            self.others = furnish(village)
            self.receivers = furnish_more(village)
            describe(village.world)
        self.who = {name: who for name, who in village.askers().items() if who.kind != "public"}
        for number, place in enumerate(village.places):
            self.who |= {
                f"lead {number}": Who("person", place.lead.pk),
                f"contact {number}": Who("person", place.contact.pk),
                f"manager {number}": Who("person", place.manager.pk),
            }
        self.actors = {name: actor_for(who) for name, who in self.who.items()}
        self.roles = {name: village.world.roles_of(who.id) for name, who in self.who.items()}
        self.names = [*self.who, "job", "sending job"]

    def known_as(self, name: str, child: UUID) -> Who:
        """Return who this is; a job is one child's."""
        if name in self.who:
            return self.who[name]
        return Who("job", child=child, sends=name == "sending job")

    def seated(self, name: str, child: UUID) -> tuple[Who, Actor]:
        """Return who this is, and as whom the product knows them."""
        who = self.known_as(name, child)
        return who, self.actors.get(name) or actor_for(who)


class Walk:
    """The village as it is, and what each thing in it must be by now."""

    def __init__(self, cast: Cast, tally: Tally, at: datetime) -> None:
        """Look at what there is. at: the moment at which the walk begins."""
        self.cast, self.tally, self.at = cast, tally, at
        self.world = replace(cast.village.world, rows=[], records=dict(cast.village.world.records))
        self.seen: dict[UUID, Seen] = {}
        self.last: Tried | None = None
        self.why = ""  # what was said of the last refusal
        self.look()

    # What people do

    def ask(self, number: int, kind: Kind) -> None:
        """Let a lead ask a question, book a talk, or begin a request."""
        place = self.cast.village.places[number % 2]
        with acting(self.cast.actors[f"lead {number % 2}"]) as actor:
            begins(actor, kind, place.schools[number % 3 % 2].pk, self.at)
        self.look()

    def begin_beside(self, item_id: UUID, number: int) -> bool:
        """Open something beside a request that a team has; False where that cannot be begun now."""
        ways_in = sorted(
            (k, m) for k, at, m in MOVES if k in BESIDE & PREFIXES.keys() and at is State.NEW
        )
        kind, move = ways_in[number % len(ways_in)]
        record = self.world.records[item_id]
        if self.seen[item_id].kind is not Kind.REFERRAL or record.team is None:
            return False
        name = "job" if Side.SYSTEM in WHOSE[move] else self._of_the_team(record)
        if name is None:
            return False
        _, actor = self.cast.seated(name, record.child)
        try:
            with acting(actor) as acts:
                self._begin(kind, move, acts, item_id)
        except (*REFUSED, DatabaseError):
            return False  # one is open already, or more is needed than its first move
        self.look()
        return True

    def step(self, tried: Tried) -> bool:
        """Try one step; return whether it was made. Raises Differs where the model says otherwise."""
        before, self.last = dict(self.seen), tried
        thing = before[tried.item]
        record = self.world.records[tried.item]
        who, actor = self.cast.seated(tried.who, record.child)
        to = leads_to(thing, tried.move) if tried.behind == 0 else None
        own = self._standing(tried.who, record)
        legal = to is not None and may_make_now(own, tried.move, thing, record)
        legal = legal and (thing.state is not State.DISCHARGED or self._is_asked_after(tried.item))
        legal = legal and (tried.bare or tried.given or not NEEDS[tried.move])
        self.tally.steps += 1
        try:
            if tried.bare:
                self._straight_into_the_database(actor, who, tried, thing)
            else:
                with acting(actor) as acts:
                    self._by_command(acts, tried, thing)
            made = True
        except REFUSED as refusal:
            made, self.why = False, getattr(refusal, "message", "") or repr(refusal)
        except DatabaseError as error:
            if not getattr(error.__cause__, "sqlstate", "").startswith(("SL4", "42501")):
                raise
            made, self.why = False, repr(error)
        if made or self.tally.steps % LOOKS_ANYWAY == 0:  # a refusal takes back what it had begun
            self.look()
        self._compare(tried, before, made=made, legal=legal, to=to)
        return made

    def at_once(self, first: Tried, second: Tried) -> None:
        """Let two who look at the same thing act at the same version: at most one is heard."""
        thing = self.seen[first.item]
        made = self.step(first)
        if not made or first.item != second.item:
            return
        late = replace(second, behind=1)
        self.tally.at_once += 1
        if self.step(late):
            raise Differs(f"two moved version {thing.version} of one thing: {first}, {second}")

    def later(self, days: int) -> None:
        """Let days go by."""
        self.at += timedelta(days=days)

    def ahead(self, item_id: UUID) -> list[tuple[str, Move]]:
        """Return each step that leads on: by one who may take it, and to where the thing is not yet."""
        state, found = self.seen[item_id].state, dict[Move, str]()
        for name, move in self.lawful(item_id):
            if leads_to(self.seen[item_id], move) is not state or move in WHOLE:
                found.setdefault(move, name)
        return [(name, move) for move, name in found.items()]

    def lawful(self, item_id: UUID) -> list[tuple[str, Move]]:
        """Return each step that the model lets somebody take with this thing now."""
        seen, record = self.seen[item_id], self.world.records[item_id]
        possible = [move for move in Move if leads_to(seen, move) is not None]
        if seen.state is State.DISCHARGED and not self._is_asked_after(item_id):
            return []
        return [
            (name, move)
            for name in self.names
            for own in [self._standing(name, record)]
            for move in possible
            if may_make_now(own, move, seen, record)
        ]

    @property
    def names(self) -> list[str]:
        """Return everybody who may try something."""
        return self.cast.names

    # What is compared

    def look(self) -> None:
        """Take everything as the database says it is now."""
        found = as_seed(LOOK)
        self.seen = {
            key: Seen(Kind(kind), State(state), version, is_now_open, held, events, about)
            for key, kind, state, version, is_now_open, held, events, about, *_ in found
        }
        if any(row[16] for row in found):
            raise Differs(f"somebody is owed word and nobody has to tell them, after {self.last}")
        known = self.world.records
        self.world.records = {
            row[0]: replace(
                known.get(row[0]) or Record(row[0], row[1], *row[8:]),
                **dict(zip(("school", "team", "service", "area"), row[9:13], strict=True)),
                opened_by=row[13], risk=row[14], closed_on=row[15],
            )
            for row in found
        }  # fmt: skip
        for key, seen in self.seen.items():
            if seen.held != int(seen.open) or seen.open != is_open(seen.kind, seen.state):
                raise Differs(f"{seen} ({key}) after {self.last}")
            if seen.events != seen.version or seen.version < 1:
                raise Differs(f"a part of its history is missing: {seen} after {self.last}")

    def _compare(
        self, tried: Tried, before: dict[UUID, Seen], *, made: bool, legal: bool, to: State | None
    ) -> None:
        if any(self.seen[key] != seen for key, seen in before.items() if key != tried.item):
            raise Differs(f"another thing moved with {tried}")
        new = [seen for key, seen in self.seen.items() if key not in before]
        if any(seen.about not in (tried.item, before[tried.item].about) for seen in new) or (
            new and not made
        ):
            raise Differs(f"something began that is not beside it: {new}, with {tried}")
        thing, now = before[tried.item], self.seen[tried.item]
        if not made:
            self.tally.refused += 1
            if now != thing:
                raise Differs(f"refused, and yet changed: {tried}: {thing} -> {now}")
            if legal and not self._needs_more(tried):
                raise Differs(f"legal and refused ({self.why}): {tried} on {thing}")
            self.tally.needed_more += int(legal)
            return
        if not legal or to is None:
            raise Differs(f"made and not legal: {tried} on {thing}")
        more = int(now.version == thing.version + 2 and tried.move in MAY_MOVE_TWICE)
        if (now.state, now.version - more, now.events - more) != (
            to,
            thing.version + 1,
            thing.events + 1,
        ):
            raise Differs(f"{tried} led from {thing} to {now}")
        self.tally.made += 1
        self.tally.kinds[thing.kind.value] += 1
        self.tally.who[tried.who] += 1
        self.tally.add_way(thing.kind, thing.state, tried.move)

    def _needs_more(self, tried: Tried) -> bool:
        family = tried.who in self.cast.who and self.cast.who[tried.who].kind == "family"
        unsaid = tried.move in SAID and (tried.bare or family)
        return tried.move in NEEDS_MORE or unsaid or (family and tried.move in OF_WHOEVER_DECIDES)

    # How a step is made

    def _by_command(self, actor: Actor, tried: Tried, thing: Seen) -> None:
        item, side = find(actor, tried.item)
        if tried.move in WHOLE and tried.given and leads_to(thing, tried.move) is not None:
            other = self.cast.others[item.service_id or next(iter(self.cast.others))]
            WHOLE[tried.move](Doing(actor, item, thing.version - tried.behind, self.at, other))
            return
        moved = make_move(
            actor=actor, item=item, side=side, move=tried.move, at=self.at, route=self._route(item),
            version=thing.version - tried.behind, holder=self._holder(item, tried.move),
            given=dict.fromkeys(Need, "given") if tried.given else {},
            # What a family says, and what a job carries, is kept elsewhere than in the thread.
            words="Some words." if tried.given and side in (Side.SCHOOL, Side.SERVICE) else "",
        )  # fmt: skip
        request = self._new_request() if tried.move is Move.BECOME_REQUEST else None
        say_beside(item, moved.event, tried.move, became=request, at=self.at)

    def _route(self, item: Item) -> Route | None:
        """Return the pair it goes through; what stands beside a family's own request goes through none."""
        if item.school_id is None and not item.is_own:
            return None
        return route_of(item, on=clock.local_day(self.at))

    def _new_request(self) -> UUID:
        """Return a request that no question has become yet."""
        became = {key for (key,) in as_seed(BECAME)}  # also those that whoever acts does not see
        return next(
            key for key, seen in self.seen.items()
            if seen.kind is Kind.REFERRAL and key not in became
        )  # fmt: skip

    def _straight_into_the_database(
        self, actor: Actor, who: Who, tried: Tried, thing: Seen
    ) -> None:
        """Write the event as the application's role could if its own rules were gone."""
        record = self.world.records[tried.item]
        side = self._standing(tried.who, record).side_for(tried.move) or Side.SCHOOL
        to = leads_to(thing, tried.move)
        stays = to is not None and is_open(thing.kind, to)
        sent_to = self._service_of(record) if to is State.SUBMITTED and not record.team else None
        pool = record.team or sent_to or record.school
        event = ItemEvent(
            item_id=tried.item, move=tried.move.value, version_seen=thing.version - tried.behind,
            at=self.at, actor_kind=actor.kind, actor_id=actor.subject_id, side=side.value,
            holder_pool_id=pool if stays else None,
            holder_side=(Side.SCHOOL if pool == record.school else Side.SERVICE) if stays else "",
            to_team_id=sent_to, to_service_id=sent_to,
            duty=(Duty.TELL if to in BEGUN_UNTOLD else Duty.LOOK).value if stays else "",
            due_on=clock.local_day(self.at) if stays else None,
        )  # fmt: skip
        with transaction.atomic(), connection.cursor() as cursor:
            show(cursor, token_for(who, actor))
            rows.insert([event])
            cursor.execute(
                "set constraints all immediate; set constraints all deferred;"
                " select set_config('schoolslink.token', '', true)"
            )

    def _holder(self, item: Item, move: Move) -> Holder | None:
        """Return who is to have it where the commands name somebody: handing on, and beside."""
        if item.closed_at is not None or (
            item.about_id is None and move not in (Move.REASSIGN, Move.ESCALATE)
        ):
            return None
        held = Holding.objects.filter(item=item, ended_at__isnull=True).exists()
        return present_holder(item) if held else None

    def _begin(self, kind: Kind, move: Move, actor: Actor, item_id: UUID) -> None:
        request, side = find(actor, item_id)
        if kind is Kind.TRANSFER:
            arrange(
                actor=actor, item_id=item_id, version=request.version, why=WhyTransfer.OTHER,
                by=None, words="They move.", at=self.at,
            )  # fmt: skip
            return
        holder = Holder(Side.SERVICE, None, request.team_id)
        begin_beside(kind, move, request, actor=actor, side=side, holder=holder, at=self.at)

    def _is_asked_after(self, item: UUID) -> bool:
        """Say whether somebody asks how things are since help has ended: only then it moves again."""
        return any(
            seen.about == item and seen.kind is Kind.CHECK_IN and seen.open
            for seen in self.seen.values()
        )

    def _service_of(self, record: Record) -> UUID:
        places = self.cast.village.places
        own = (p for p in places if record.school in [school.pk for school in p.schools])
        return next(own, places[0]).service.pk

    def _of_the_team(self, record: Record) -> str | None:
        own = ((name, self._standing(name, record).own) for name in self.cast.who)
        return next((name for name, ways in own if "contact of the team" in ways), None)

    def _standing(self, name: str, record: Record) -> Standing:
        return self._stands(self.cast.known_as(name, record.child), name, record)

    def _stands(self, who: Who, name: str, record: Record) -> Standing:
        """Return as what somebody stands to it; what whoever looks on may do, `lived` tries alone."""
        own = standing(self.world, who, record, self.cast.roles.get(name, []))
        return replace(own, looks=frozenset())
