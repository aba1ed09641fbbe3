"""A simulated programme: a fortnight of it, the same again from the same seed, and one that must fail."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction

from schoolslink.access.roles import Role
from schoolslink.kernel import ids
from schoolslink.referrals import jobs
from schoolslink.referrals.rules import Duty, Kind, Side, growing
from schoolslink.simulate import days
from schoolslink.simulate.programme import acts, habits, watch
from schoolslink.simulate.programme.area import make_area
from schoolslink.simulate.programme.cast import Cast
from schoolslink.simulate.programme.comings import Comings
from schoolslink.simulate.programme.counts import counts
from schoolslink.simulate.programme.life import Life
from schoolslink.simulate.programme.report import over_budget, report

pytestmark = pytest.mark.django_db

FIRST = date(2027, 11, 1)


def lived(seed: int, span: int = 5) -> dict:
    """Live some days of a small area, take them back, and return what was counted."""
    with transaction.atomic():
        found = _lived(seed, span)
        transaction.set_rollback(True)
    return found


def _lived(seed: int, span: int) -> dict:
    chance = random.Random(seed)
    morning = datetime(FIRST.year, FIRST.month, FIRST.day, 5, tzinfo=UTC)
    with days.living(morning) as calendar, ids.drawn_from(random.Random(seed)):
        place = make_area(3, FIRST, chance)
        life = Life(place, calendar, chance)
        life.live(FIRST, span)
        return counts(place, life.tally, 3.0)


@pytest.fixture
def busy(monkeypatch):
    """Let schools ask much in a short time."""
    monkeypatch.setattr(habits, "QUESTIONS_A_YEAR", 60.0)
    monkeypatch.setattr(habits, "REQUESTS_A_YEAR", 60.0)


def test_nobody_falls_out_of_sight_and_the_same_seed_lives_the_same_life(busy):
    first, again = lived(7), lived(7)

    assert first["unseen"] == []
    assert first["acts"]["request"] >= 2
    assert first["refused"] == {}
    assert first == again


def test_whoever_leaves_their_school_in_summer_is_handed_over_and_has_arrived(busy, monkeypatch):
    first = date(2028, 5, 2)
    monkeypatch.setattr(growing, "LEAVES_IN", tuple(range(6, 17)))  # all of them leave this summer
    monkeypatch.setattr(habits, "TO_A_SCHOOL", 1.0)
    monkeypatch.setattr(habits, "RETURNED", 0.0)
    monkeypatch.setattr(Comings, "plan", lambda self, begins: None)
    with transaction.atomic():
        morning = datetime(first.year, first.month, first.day, 5, tzinfo=UTC)
        with days.living(morning) as calendar, ids.drawn_from(random.Random(5)):
            chance = random.Random(5)
            place = make_area(3, first, chance)
            life = Life(place, calendar, chance)
            life.live(first, 24)
            found = counts(place, life.tally, 3.0)
            stands = watch.rows(
                "select kind, state, count(*) from referrals_item"
                " where kind in ('transfer', 'arrival') group by kind, state"
            )
        transaction.set_rollback(True)

    many = {(kind, state): count for kind, state, count in stands}
    assert many["arrival", "arrived"] >= 1
    assert many["transfer", "transferred"] >= 1
    assert found["unseen"] == []
    # What is decided meanwhile has to wait until the others have all said yes, and is tried again.
    later = ("This is being handed over", "Whoever was asked before has not been told")
    assert all(any(one in said for one in later) for said in found["refused"])


def test_two_schools_become_one_and_nobody_there_is_lost(busy, monkeypatch):
    monkeypatch.setattr(Comings, "plan", lambda self, begins: None)
    monkeypatch.setattr(habits, "PAPER_SIGNED_AFTER_DAYS", (0, 0))
    with transaction.atomic():
        chance = random.Random(5)
        morning = datetime(FIRST.year, FIRST.month, FIRST.day, 5, tzinfo=UTC)
        with days.living(morning) as calendar, ids.drawn_from(random.Random(5)):
            place = make_area(3, FIRST, chance)
            life = Life(place, calendar, chance)
            life.comings.merging[FIRST + timedelta(days=2)] = place.schools[0]
            life.live(FIRST, 4)
            found = counts(place, life.tally, 3.0)
        transaction.set_rollback(True)

    assert found["happened"]["schools merged"] == 1
    assert (len(place.schools), found["unseen"], found["refused"]) == (2, [], {})
    assert any(one.place_id == place.schools[-1] for one in place.cast.here())


def test_a_new_school_signs_what_is_shared_by_and_then_asks_in_vain_no_more(busy, monkeypatch):
    monkeypatch.setattr(Comings, "plan", lambda self, begins: None)
    monkeypatch.setattr(habits, "PAPER_SIGNED_AFTER_DAYS", (7, 7))
    with transaction.atomic():
        chance = random.Random(5)
        morning = datetime(FIRST.year, FIRST.month, FIRST.day, 5, tzinfo=UTC)
        with days.living(morning) as calendar, ids.drawn_from(random.Random(5)):
            place = make_area(3, FIRST, chance)
            life = Life(place, calendar, chance)
            life.comings.merging[FIRST] = place.schools[0]
            refused = []
            for begins in (0, 7, 14):
                life.live(FIRST + timedelta(days=begins), 7)
                refused.append(life.tally.refused.total())
        transaction.set_rollback(True)

    assert life.tally.events["new school signed"] == 1
    assert refused[0] > 0
    assert refused[1] == refused[2]


def test_where_no_coordinator_is_left_whoever_follows_a_contact_has_no_card(monkeypatch):
    monkeypatch.setattr(Comings, "plan", lambda self, begins: None)
    with transaction.atomic():
        chance = random.Random(5)
        morning = datetime(FIRST.year, FIRST.month, FIRST.day, 5, tzinfo=UTC)
        with days.living(morning) as calendar, ids.drawn_from(random.Random(5)):
            place = make_area(3, FIRST, chance)
            life = Life(place, calendar, chance)
            for one in place.cast.at(place.area_id):
                one.has_left = True
            contact = place.cast.at(place.service_id, Role.CAMHS_CONTACT)[0]
            life.comings.vacant[FIRST] = [contact]
            life.live(FIRST, 1)
        transaction.set_rollback(True)

    assert place.cast.players[-1].contact_id is None
    assert life.tally.refused["named: no coordinator"] == 1


def test_an_area_without_coordinators_is_given_one_who_names_whoever_waits(monkeypatch):
    monkeypatch.setattr(Comings, "plan", lambda self, begins: None)
    monkeypatch.setattr(habits, "POST_IS_LOST", 1.0)
    monkeypatch.setattr(habits, "VACANT_WEEKS", (1, 1))
    with transaction.atomic():
        chance = random.Random(5)
        morning = datetime(FIRST.year, FIRST.month, FIRST.day, 5, tzinfo=UTC)
        with days.living(morning) as calendar, ids.drawn_from(random.Random(5)):
            place = make_area(3, FIRST, chance)
            life = Life(place, calendar, chance)
            for one in place.cast.at(place.area_id):
                one.leaves_on = FIRST
            contact = place.cast.at(place.service_id, Role.CAMHS_CONTACT)[0]
            life.comings.vacant[FIRST + timedelta(days=2)] = [contact]
            life.live(FIRST, 9)
        transaction.set_rollback(True)

    assert life.tally.events["nobody coordinated"] == life.tally.events["post lost"] == 1
    assert len(place.cast.at(place.area_id)) == 1
    followed = place.cast.at(place.service_id, Role.CAMHS_CONTACT)[-1]
    assert followed.contact_id is not None


def test_a_manager_gives_what_came_back_to_somebody_else(busy):
    chance = random.Random(5)
    morning = datetime(FIRST.year, FIRST.month, FIRST.day, 5, tzinfo=UTC)
    with days.living(morning) as calendar, ids.drawn_from(random.Random(5)):
        place = make_area(3, FIRST, chance)
        life = Life(place, calendar, chance)
        there = [one for one in place.cast.here() if one.place_id == place.service_id]
        held = acts.Held(
            place.area_id, Kind.REFERRAL, Duty.DECIDE, Side.SERVICE, FIRST, None, None,
            place.service_id, 0,
        )  # fmt: skip

        given = [life._given_to(held, place.service_id, there, {}) for _ in range(2)]

    assert len({one.person_id for one in given}) == 2


def test_without_the_morning_round_somebody_falls_out_of_sight(busy, monkeypatch):
    monkeypatch.setattr(jobs, "escalate_overdue", lambda timestamp: None)
    monkeypatch.setattr(habits, "DILIGENCE", (0.0, 0.01))

    assert lived(7, span=9)["unseen"] != []


def test_every_duty_is_somebodys_to_do():
    assert set(acts.ACTS) | acts.BESIDE | acts.NOT_BEGUN == set(Duty)
    assert not acts.NOT_BEGUN & set(acts.ACTS)


def test_a_load_over_the_budget_is_said_and_one_within_is_not():
    life = {
        "people": [["school_lead", 25.0, 1.0], ["camhs_contact", 50.0, 1.0]],
        "schools_a_contact": 35.0, "unseen": [], "most_days_past": 0,
        "asked": {}, "decided_days": [], "help_days": [],
        "escalations": 0, "alarms": {"a": 10}, "alarms_for_nothing": {"a": 1}, "happened": {},
        "acts": {}, "refused": {},
    }  # fmt: skip

    (sentence,) = report([life])["over_budget"]

    assert sentence == "The median lead needs 25.0 minutes a week; 20.0 is the most."
    assert report([life, life | {"schools_a_contact": 20.0}])["most_schools_of_a_contact"] == 35.0
    vain = report([life | {"acts": {"ask": 9}, "refused": {"no paper": 1}}])["over_budget"]
    assert "Of all that people tried 0.1 was refused; 0.01 is the most." in vain
    calm = report([life | {"people": [["school_lead", 5.0, 1.0], ["camhs_contact", 50.0, 1.0]]}])
    assert over_budget(calm) == []


def test_a_coordinator_who_rang_writes_it_down_and_no_other_is_told_of_it(busy, monkeypatch):
    monkeypatch.setattr(habits, "DILIGENCE", (0.0, 0.01))
    monkeypatch.setattr(habits, "HARDLY_EVER", 0.0)
    monkeypatch.setattr(Cast, "enters", _eager_coordinator(Cast.enters))

    found = lived(7, span=12)

    assert found["acts"]["ring, written down"] >= 1
    assert found["alarms"]["referrals.past_its_day"] >= 1
    assert "referrals.still_past_its_day" not in found["alarms"]


def _eager_coordinator(enters):
    """Let coordinators look every day, whatever the others do."""

    def enter(self, person, membership, contact_id):
        player = enters(self, person, membership, contact_id)
        if player.role is Role.AREA_COORDINATOR:
            player.diligence = 1.0
        return player

    return enter
