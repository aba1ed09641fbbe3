"""The days of one simulated area: the morning's jobs, the service at ten, the schools after lessons."""

from __future__ import annotations

import random
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache, partial
from uuid import UUID

from schoolslink.access.roles import Role
from schoolslink.access.unit import acting
from schoolslink.directory import jobs as directory_jobs
from schoolslink.directory.rules.way_in import is_confirming_time
from schoolslink.kernel import calendar, clock, outbox
from schoolslink.kernel.calendar import is_working_day
from schoolslink.notices import delivery
from schoolslink.notices import jobs as notices_jobs
from schoolslink.referrals import jobs
from schoolslink.referrals.rules import Duty, Kind, Move, Side
from schoolslink.simulate.days import Calendar
from schoolslink.simulate.programme import acts, habits, ringing, watch
from schoolslink.simulate.programme.acts import Held, Turn
from schoolslink.simulate.programme.area import Place
from schoolslink.simulate.programme.cast import AT_SCHOOL, Player
from schoolslink.simulate.programme.comings import Comings
from schoolslink.simulate.programme.post import Post
from schoolslink.web.errors import Refusal

AT_SERVICE = ("service_manager", "camhs_contact", "triager")
_HELD = """
select h.item_id, h.kind, h.duty, h.side, h.due_on, h.person_id, h.school_id, h.service_id,
  i.rounds, h.beside_on is not null, h.team_id
from referrals_holding h join referrals_item i on i.id = h.item_id
where h.ended_at is null order by h.due_on, h.began_at, h.kind, h.duty, i.opened_at, i.reference
"""
_UNREAD = """
select t.item_id, t.school_id, t.opened_by_id from referrals_told t join referrals_item i on i.id = t.item_id
where t.whom = 'school' and t.read_at is null order by t.due_on, i.opened_at, t.id
"""
_WAITING = """
select i.id, i.school_id from referrals_item i where i.kind = 'referral' and i.closed_at is null
  and i.state in ('accepted', 'waiting', 'first_contact', 'help_started') and i.school_id = %s
order by i.opened_at, i.id limit 1
"""


@dataclass
class Life:
    """One area living through its days.

    rung: what a coordinator rang somebody about today, and rang_before ever. handed: to whom a manager
    gave what came up to them.
    """

    place: Place
    days: Calendar
    chance: random.Random
    tally: watch.Tally = field(default_factory=watch.Tally)
    rung: set[UUID] = field(default_factory=set)
    rang_before: set[UUID] = field(default_factory=set)
    handed: dict[UUID, list[UUID]] = field(default_factory=dict)
    asked: int = 0
    met_today: int = 0

    def __post_init__(self) -> None:
        """Let people come and go by the same luck."""
        self.comings = Comings(self.place, self.chance, self.tally)
        self.surges: set[tuple[int, int]] = set()
        self.outages: set[date] = set()

    def years(self, first: date, years: int, told: Callable[[str], object]) -> None:
        """Live so many years from a first day."""
        for year in range(years):
            self.live(first + timedelta(days=365 * year), 365)
            alarms, idle = self.tally.alarms.total(), self.tally.without_action.total()
            told(
                f"Year {year + 1} of {years}: {self.tally.acts.total():,} acts, {alarms:,} alarms of which"
                f" {idle:,} needed nobody, {len(self.tally.unseen)} unseen"
            )

    def live(self, begins: date, days: int) -> None:
        """Live so many days, with what the year that begins brings."""
        self._plan(begins)
        for ahead in range(days):
            self._day(begins + timedelta(days=ahead))

    def _plan(self, begins: date) -> None:
        """Draw what the year brings: leave, illness, posts given up, surges, days without mail."""
        self.comings.plan(begins)
        for _ in range(habits.SURGE_WEEKS_A_YEAR):
            self.surges.add((begins + timedelta(days=self.chance.randrange(365))).isocalendar()[:2])
        many = int(habits.MAIL_OUTAGES_A_YEAR)
        for _ in range(many):
            day = begins + timedelta(days=self.chance.randrange(365))
            long = self.chance.randint(*habits.OUTAGE_DAYS)
            self.outages |= {day + timedelta(days=n) for n in range(long)}

    def _day(self, day: date) -> None:
        Post.is_down = day in self.outages
        self.met_today = 0
        with self.days.at(_moment(day, 5)):
            jobs.every_morning(0)
        if day.weekday() >= 5:
            return
        with self.days.at(_moment(day, 6)):
            jobs.escalate_overdue(0)
            jobs.check_in_on_waiting(0)
            jobs.look_at_ages(0)
            directory_jobs.every_day(0)
            notices_jobs.weekly_mails(0)
            self._settle(day, _moment(day, 6), _moment(day, 9))
            found = watch.unseen(day)
            self.tally.unseen += [one | {"found_on": day.isoformat()} for one in found]
            past = watch.most_days_past(day)
            self.tally.most_days_past = max(past, self.tally.most_days_past)
        if not is_working_day(day):
            return
        self.comings.come_and_go(day, _moment(day, 9), self.days)
        self._span(day, 10, lambda one: one.role.value in AT_SERVICE)
        with self.days.at(_moment(day, 12)):
            self._settle(day, _moment(day, 9), _moment(day, 13))
            self.rung.clear()
            self._coordinate(day, 12, self.place.cast.at(self.place.area_id))
        self._span(day, 15, lambda one: one.role in AT_SCHOOL)
        self._ask_for_more(day)
        with self.days.at(_moment(day, 16)):
            # Whoever is told in the afternoon looks an hour later, as who is told in the morning does.
            told = self._settle(day, _moment(day, 13), _moment(day, 17))
            after = [one for one, kind in told if kind in watch.TOLD_AFTER]
            self._coordinate(day, 16, after, self.rung)
        with self.days.at(_moment(day, 17)):
            self._settle(day, _moment(day, 17), _moment(day + timedelta(days=1), 5))

    def _settle(self, day: date, since: datetime, until: datetime) -> list[tuple[Player, str]]:
        """Deliver news and mails as a worker would, and count who got what; return it."""
        outbox.deliver_waiting()
        if not (watch.mail_waits() and delivery.deliver_waiting()):
            return []  # nobody got anything
        people = {one.person_id: one for one in self.place.cast.players}
        got = watch.note_messages(self.tally, people, _week(day), since, until)
        for player, kind in got:
            weekly = kind == watch.WEEKLY
            self._spend(player, day, "read a weekly mail" if weekly else "read a message")
        return got

    def _spend(self, player: Player, day: date, act: str) -> None:
        self.tally.spends(player, _week(day), act, habits.MINUTES[act])

    def _span(self, day: date, hour: int, who: Callable[[Player], bool]) -> None:
        """Let everybody of one side who is there, and looks today, do what is theirs."""
        with self.days.at(_moment(day, hour)):
            there = [one for one in self.place.cast.here() if who(one) and one.is_there(day)]
            for player in there:
                self.tally.weeks[player.number].add(_week(day))
            looking = {one.number: one for one in there if self.chance.random() < one.diligence}
            before = self.tally.acts.total()
            for player in looking.values():
                watch.judge_alarms(self.tally, player, day)
                self._confirm(player, day, hour)
            for held, beside, team_id in _held():
                self._see_to(held, beside, team_id, there, looking, day, hour)
            if looking or self.rung:
                for item_id, school_id, asker in watch.rows(_UNREAD):
                    rung = item_id in self.rung
                    readers = there if rung else list(looking.values())
                    self._read(item_id, school_id, asker, readers, day, hour, is_rung=rung)
            self._deliver_since(before)

    def _deliver_since(self, before: int) -> None:
        """Let what was done be heard of; where nobody did anything there is no news."""
        if self.tally.acts.total() != before:
            outbox.deliver_waiting()

    def _confirm(self, player: Player, day: date, hour: int) -> None:
        """Let a named contact say once a term that their card is right, when they are asked to."""
        if player.contact_id is None:
            return
        began = _to_confirm_since(day)
        if began is not None and player.confirmed != began:
            player.confirmed = began
            self._do(player, day, hour, acts.confirm)

    def _see_to(
        self, held: Held, beside: bool, team_id: UUID | None, there: list[Player],
        looking: dict[int, Player], day: date, hour: int,
    ) -> None:  # fmt: skip
        if beside and hour == 15 and held.kind is Kind.MISSED:
            teller = next((one for one in looking.values() if one.place_id == held.school_id), None)
            if teller is not None:
                self._do(teller, day, hour, lambda turn: _say_known(turn, held))
        player = self._whose(held, team_id, there, looking)
        if player is None:
            return
        # What a manager judges is theirs; of all else they see no word, and give it to somebody who does.
        if player.role is Role.SERVICE_MANAGER and held.duty is not Duty.JUDGE:
            to = self._given_to(held, team_id, there, looking)
            if to is None:
                return
            self._do(player, day, hour, lambda turn: acts.hand_over(turn, held, to.person_id))
            if to.number not in looking:
                return
            player, held = to, replace(held, person_id=to.person_id)  # they see it the same day
        if not self._is_moved(held, player, day):
            return
        self._do(player, day, hour, lambda turn: acts.ACTS[held.duty](turn, held))

    def _given_to(
        self, held: Held, team_id: UUID | None, there: list[Player], looking: dict[int, Player]
    ) -> Player | None:
        """Return to whom a manager, who sees no word of it, gives what came up to them.

        To somebody who is at work today, at their desk where one is, and not a second time to one from
        whom it came back while there is another.
        """
        tried = self.handed.setdefault(held.item_id, [])
        able = [one for one in there
                if one.place_id == team_id and one.role in (Role.CAMHS_CONTACT, Role.TRIAGER)]  # fmt: skip
        to = min(
            able,
            key=lambda one: (tried.count(one.person_id), one.number not in looking),
            default=None,
        )
        if to is not None:
            tried.append(to.person_id)
        return to

    def _whose(
        self, held: Held, team_id: UUID | None, there: list[Player], looking: dict[int, Player]
    ) -> Player | None:
        """Return who sees to it now: whoever has it, if they look; of what nobody has, the first who does."""
        rung = held.item_id in self.rung
        if held.person_id is not None:
            pool = there if rung else list(looking.values())
            return next((one for one in pool if one.person_id == held.person_id), None)
        place = held.school_id if held.side is Side.SCHOOL else team_id
        return next(
            (one for one in looking.values()
             if one.place_id == place and one.role.value != "service_manager"), None,
        )  # fmt: skip

    def _is_moved(self, held: Held, player: Player, day: date) -> bool:
        """Say whether they do it today: sooner the nearer the day, and families wait for meetings."""
        if held.duty in acts.BESIDE or held.duty not in acts.ACTS:
            return False
        if held.duty is Duty.ARRANGE_CONTACT:
            if self.met_today >= habits.MOST_MEETINGS_A_DAY:
                return False
            self.met_today += 1
            return True
        if held.duty is Duty.REVIEW:
            return held.due_on <= day or self.chance.random() < 0.01
        if held.duty in (Duty.SAY_WHAT_HELP, Duty.CHECK_NEXT_STEP):
            return held.due_on <= day + timedelta(days=3) or self.chance.random() < 0.1
        return held.due_on <= day + timedelta(days=1) or self.chance.random() < 0.5

    def _do(
        self, player: Player, day: date, hour: int, act: Callable[[Turn], str | tuple[UUID, str]]
    ) -> None:
        """Let somebody do one thing; what is refused is counted by its reason, and never passed over."""
        at = _moment(day, hour) + timedelta(seconds=self.tally.acts.total() % 3_000)
        try:
            with (
                clock.lived(at),
                acting(self.place.cast.actor(player), route="simulation") as actor,
            ):
                done = act(
                    Turn(actor, at, self.chance, self.place.other_id, tuple(self.place.schools))
                )
        except Refusal as refusal:
            self.tally.refused[type(refusal).__name__ + ": " + refusal.message[:60]] += 1
            return
        self._spend(player, day, done if isinstance(done, str) else done[1])

    def _read(
        self, item_id: UUID, school_id: UUID, asker: UUID | None, readers: list[Player],
        day: date, hour: int, *, is_rung: bool,
    ) -> None:  # fmt: skip
        at_school = [one for one in readers if one.place_id == school_id]
        first = next((one for one in at_school if one.person_id == asker), None)
        reader = first or next((one for one in at_school if one.role.value != "school_head"), None)
        if reader is not None and (is_rung or self.chance.random() < 0.5):
            self._do(reader, day, hour, lambda turn: acts.read_decision(turn, item_id))

    def _coordinate(
        self, day: date, hour: int, coordinators: list[Player], rung: Collection[UUID] = ()
    ) -> None:
        """Let coordinators ring about what they were told of, and write it down, so that no other does.

        Whoever has it acts today, or tomorrow. rung: what another has rung about already.
        """
        already = frozenset(rung)
        for player in {one.number: one for one in coordinators}.values():
            if not player.is_there(day) or self.chance.random() > player.diligence:
                continue
            self.tally.weeks[player.number].add(_week(day))
            for item_id in watch.judge_alarms(self.tally, player, day, already):
                self.rung.add(item_id)
                has_it = {person_id for person_id, _ in watch.held_by(item_id)}
                there = any(
                    one.person_id in has_it and one.is_there(day) for one in self.place.cast.here()
                )
                act = ringing.ring if item_id not in self.rang_before else self._give(day)
                self.rang_before.add(item_id)
                self._do(
                    player, day, hour,
                    lambda turn, a=act, i=item_id, t=there: a(turn, i, is_there=t),  # type: ignore[misc]
                )  # fmt: skip

    def _give(self, day: date) -> Callable[..., str]:
        """Return how a coordinator who rang in vain gives something to somebody who is there today."""
        there = {
            one.person_id
            for one in self.place.cast.here()
            if one.is_there(day) and one.role is not Role.SERVICE_MANAGER
        }
        return partial(ringing.give, there=there)

    def _ask_for_more(self, day: date) -> None:
        """Let schools ask: some questions, some requests, more in a bad week; and say what got worse."""
        surge = habits.SURGE if day.isocalendar()[:2] in self.surges else 1.0
        term_days, before = 190, self.tally.acts.total()
        leads = self._leads(day)
        with self.days.at(_moment(day, 15, 40)):
            for school_id in self.place.schools:
                lead = leads.get(school_id)
                if lead is None:
                    continue
                if self.chance.random() < habits.QUESTIONS_A_YEAR / term_days * surge:
                    self._do(lead, day, 15, lambda turn, s=school_id: acts.ask(turn, s))  # type: ignore[misc]
                if self.chance.random() < habits.REQUESTS_A_YEAR / term_days * surge:
                    self.asked += 1
                    self._do(
                        lead, day, 15,
                        lambda turn, s=school_id: acts.request_help(turn, s, self.asked),  # type: ignore[misc]
                    )  # fmt: skip
                if self.chance.random() < habits.WORSE_A_WEEK / 5:
                    for item_id, _ in watch.rows(_WAITING, school_id):
                        self._do(lead, day, 15, lambda turn, i=item_id: acts.say_worse(turn, i))  # type: ignore[misc]
            self._deliver_since(before)

    def _leads(self, day: date) -> dict[UUID, Player]:
        """Return who leads at each school today: of those at work the lead, else whoever stands in."""
        there = [
            one for one in self.place.cast.here() if one.role in AT_SCHOOL and one.is_there(day)
        ]
        there.sort(key=lambda one: (one.role.value != "school_lead", one.role.value, one.number))
        leads: dict[UUID, Player] = {}
        for one in there:
            leads.setdefault(one.place_id, one)
        return leads


def _say_known(turn: Turn, held: Held) -> str:
    turn.beside(held.item_id, Move.SAY_WHAT_IS_KNOWN, "Invented: she was in class all day.")
    return "missed"


def _held() -> Iterator[tuple[Held, bool, UUID | None]]:
    """Return everything that is held now, the nearest day first."""
    for row in watch.rows(_HELD):
        item, kind, duty, side, due_on, person, school, service, rounds, beside, team = row
        yield (
            Held(item, Kind(kind), Duty(duty), Side(side), due_on, person, school, service, rounds),
            beside, team,
        )  # fmt: skip


@lru_cache(maxsize=8)
def _to_confirm_since(day: date) -> date | None:
    """Return when the term began, on a day on which people are asked whether all is right; else None."""
    began = calendar.term_at(day).first_on
    return began if is_confirming_time(day, term_began_on=began) else None


def _moment(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), UTC)


def _week(day: date) -> int:
    return day.toordinal() // 7
