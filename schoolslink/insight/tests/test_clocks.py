"""A service's clocks: counted by a nightly job of its own, seen whole, rounded, or not at all."""

import re
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from django.urls import reverse

from schoolslink.access.jobs import as_job
from schoolslink.access.models import Role
from schoolslink.access.tests.arrange import member, organisation, person, sign_in
from schoolslink.access.unit import acting
from schoolslink.bench.statements import taken_down
from schoolslink.directory.models import HealthcareService, ServiceKind
from schoolslink.insight import jobs
from schoolslink.insight.commands import WEEKS, NotItsJob, count_weeks
from schoolslink.insight.models import ServiceWeek
from schoolslink.insight.pages.agreement import agreement_figures
from schoolslink.insight.pages.clocks import figures, rounded_figures
from schoolslink.insight.permissions import NoCounts, Sight
from schoolslink.insight.queries import service_clocks
from schoolslink.kernel import clock, heartbeat
from schoolslink.referrals.rules import Move, Side
from schoolslink.referrals.rules.clocks import BESIDE, BY_ID, CLOCKS, MARKED, SPELL_CLOCKS, Total
from schoolslink.referrals.tests.arrange import acting_as, small_world
from schoolslink.referrals.tests.timelines import Step, Story, invented, write_down

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 18, 12, tzinfo=UTC)
SENT = datetime(2026, 9, 14, 9, tzinfo=UTC)  # a Monday


def story(child: int, *steps: tuple[Move, int]) -> Story:
    done = [Step(move, SENT + timedelta(days=n)) for move, n in steps]
    return Story((Step(Move.SUBMIT, SENT, Side.SCHOOL), *done), child)


@pytest.fixture
def world(as_seed):
    """Ten sent on one Monday: nine looked at on the Tuesday, one a week later; some helped."""
    with as_seed():
        made = small_world()
        quick = [
            story(n, (Move.ACKNOWLEDGE, 1), (Move.ACCEPT, 3), (Move.START_HELP, 10 + n))
            for n in range(9)
        ]
        write_down(made, [*quick, story(9, (Move.ACKNOWLEDGE, 7), (Move.ACCEPT, 9))])
    return made


def count(world) -> None:
    with clock.fixed(NOON):
        jobs.clocks(0)


def read(world, who, **more):
    with acting(acting_as(who)) as actor:
        return service_clocks(actor, world.riverside.pk, on=NOON.date(), weeks=WEEKS)


def page(client, world, who) -> str:
    sign_in(client, who)
    with clock.fixed(NOON):
        answer = client.get(reverse("service-clocks", args=[world.riverside.pk]))
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_night_counts_each_clock_of_each_week_once_however_often_it_runs(world) -> None:
    count(world)
    before = list(
        ServiceWeek.objects.order_by("week", "clock").values_list("week", "clock", "counted")
    )
    count(world)

    assert (
        list(ServiceWeek.objects.order_by("week", "clock").values_list("week", "clock", "counted"))
        == before
    )
    assert len(before) == WEEKS * sum(
        one.is_recorded for one in (*CLOCKS, *BESIDE, *MARKED, *SPELL_CLOCKS)
    )
    assert heartbeat.is_done_today(jobs.CLOCKS)
    found = read(world, world.lena)
    assert found.whole("T2") == Total(10, 9, {1: 9, 7: 1})
    # Two working days after Monday the 14th is the Wednesday of that week.
    assert found.week("T2", date(2026, 9, 14)).counted == 10
    assert found.whole("T4").counted == 10
    assert found.whole("T4").kept == 9


def test_what_came_late_changes_the_week_the_next_night(world, as_seed) -> None:
    count(world)
    with as_seed():
        write_down(world, [story(20, (Move.ACKNOWLEDGE, 2))])
    count(world)

    assert read(world, world.lena).whole("T2").counted == 11


def test_only_a_job_of_the_service_counts_it(world) -> None:
    with acting(acting_as(world.lena)) as lena, pytest.raises(NotItsJob):
        count_weeks(actor=lena, service_id=world.riverside.pk, at=NOON)
    with (
        as_job(organisation_id=world.hillside.pk, purpose="insight.clocks") as other,
        pytest.raises(NotItsJob),
    ):
        count_weeks(actor=other, service_id=world.riverside.pk, at=NOON)


def test_one_services_trouble_keeps_no_other_from_being_counted(
    world, as_seed, monkeypatch
) -> None:
    from schoolslink.directory.tests import factories

    with as_seed():
        other = factories.a_service(world.area.area, "Little Steps")
    counted = []

    def fails(*, actor, service_id, at) -> None:
        counted.append(service_id)
        if len(counted) == 1:
            raise ValueError

    monkeypatch.setattr(jobs.commands, "count_weeks", fails)
    with clock.fixed(NOON), pytest.raises(jobs.NotAllCounted):
        jobs.clocks(0)

    assert set(counted) == {world.riverside.pk, other.pk}


def test_a_manager_sees_every_number_with_its_definition_and_no_child(client, world) -> None:
    count(world)

    shown = page(client, world, world.lena)

    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", shown))
    assert "90 % 9 of 10" in text
    assert "Half within 1 day" in text
    assert "Numerator" in text
    assert "Denominator" in text
    assert "half had waited 14 days" not in text
    assert "Fewer than ten families met this service first" in text
    assert "Whoever went to a crisis team or a hospital: none sends word" in text
    assert "Did we say no for a reason we had not told anybody of?" in text
    assert "Not recorded" not in text
    assert shown.count("<svg") >= 6
    assert "T-" not in text  # no reference of any request
    assert reverse("service-clocks", args=[world.riverside.pk]) in shown


def test_what_was_marked_is_told_beside_its_limit_and_eating_disorders_at_their_own_service(
    client, world, as_seed
) -> None:
    """Four marked as urgent: looked at after a day, three helped within the week."""
    with as_seed():
        write_down(
            world,
            [
                Story(
                    (
                        Step(Move.SUBMIT, SENT, Side.SCHOOL, urgent=True),
                        Step(Move.ACCEPT, SENT + timedelta(days=1)),
                        Step(Move.START_HELP, SENT + timedelta(days=7 if n else 8)),
                    ),
                    child=70 + n,
                )
                for n in range(4)
            ],
        )
    count(world)

    def told(name: str) -> str:
        shown = page(client, world, world.lena)
        card = shown[shown.index(f'id="standard-{name}"') :]
        return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", card[: card.index("</section>")]))

    assert "100 % in time: 4 of 4" in told("urgent_look")
    assert "0 % in time: 0 of 4" in told("urgent")
    assert "Not counted: this is no service for eating disorders" in told("eating_urgent")
    with as_seed():
        HealthcareService.objects.filter(pk=world.riverside.pk).update(kind=ServiceKind.EATING)
    assert "75 % in time: 3 of 4" in told("eating_urgent")
    assert "90 % in time: 9 of 10" in told("eating_routine")


def wished(child: int, wish: str, level: str = "") -> Story:
    """Return a request of which the school had a wish, answered after three days: by a yes, or by advice."""
    at = SENT + timedelta(days=3)
    first = (
        Step(Move.ACCEPT, at, level=level)
        if level
        else Step(Move.ADVISE, at, reason="advice_alone")
    )
    return Story((Step(Move.SUBMIT, SENT, Side.SCHOOL), first), child, level_asked=wish)


def agreement(shown: str) -> str:
    card = shown[shown.index('id="clock-A3"') :]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", card[: card.index("</dl>")]))


def test_beside_the_share_stands_the_agreement_beyond_chance(client, world, as_seed) -> None:
    """Four asked for advice and had it, three for help; two asked for help and had advice, one a talk."""
    stories = [
        *(wished(30 + n, "advice") for n in range(4)),
        *(wished(40 + n, "assessment", "getting_more_help") for n in range(3)),
        *(wished(50 + n, "support_team") for n in range(2)),
        wished(60, "assessment", "getting_advice"),
    ]
    with as_seed():
        write_down(world, stories)
    count(world)

    # Apart: 2 * 2 + 1 = 5. By chance, of ten: (4 (1 + 2 * 3) + 6 (2 * 6 + 1)) / 10 = 10.6. 1 - 5 / 10.6.
    assert "70 % 7 of 10 Weighted kappa 0.53 1 is always alike" in agreement(
        page(client, world, world.lena)
    )
    assert "Weighted kappa *" in agreement(page(client, world, world.jo))


def test_of_few_or_where_chance_leaves_nothing_no_agreement_is_told() -> None:
    def said(total: Total, sight: Sight) -> list[str]:
        return [one["text"] for one in agreement_figures(total, sight)]

    assert said(Total(), Sight.WHOLE) == []
    assert said(Total(7, 7, {11: 3, 33: 4}), Sight.WHOLE) == ["*"]
    assert said(Total(8, 8, {33: 8}), Sight.WHOLE) == ["cannot be said"]
    assert said(Total(8, 0, {13: 4, 31: 4}), Sight.WHOLE) == ["−1.00"]
    assert said(Total(8, 0, {13: 8}), Sight.WHOLE) == ["0.00"]
    # Apart: 2 * 5 + 5 = 15. By chance, of thirty: (15 (30 + 5) + 15 (20 + 5)) / 30 = 30.
    assert said(Total(30, 20, {11: 10, 33: 10, 13: 5, 32: 5}), Sight.WHOLE) == ["0.50"]
    # Beyond the service to one place, and only where the share may be seen.
    assert said(Total(30, 20, {11: 10, 33: 10, 13: 5, 32: 5}), Sight.ROUNDED) == ["0.5"]
    assert said(Total(30, 25, {11: 15, 33: 10, 13: 5}), Sight.ROUNDED) == ["*"]


FOUR = (
    (Move.RECORD_FIRST_CONTACT, 5), (Move.RECORD_BASELINE, 6), (Move.RECORD_ASSESSMENT, 7),
    (Move.RECORD_PLAN, 8), (Move.START_HELP, 21),
)  # fmt: skip


def with_spells(as_seed, world, *, whole: int, without: int) -> None:
    """Some with all four after three weeks, and some that end with a plan and help alone."""
    ended = ((Move.DISCHARGE, 26), (Move.RECORD_TOLD, 27))
    with as_seed():
        some = [story(100 + n, (Move.ACCEPT, 2), *FOUR) for n in range(whole)]
        partly = [
            step for step in FOUR if step[0] not in (Move.RECORD_BASELINE, Move.RECORD_ASSESSMENT)
        ]
        others = [story(200 + n, (Move.ACCEPT, 2), *partly, *ended) for n in range(without)]
        write_down(world, [*some, *others])


def test_a_manager_sees_the_spells_and_which_of_the_four_was_missing(
    client, world, as_seed
) -> None:
    with_spells(as_seed, world, whole=3, without=2)
    count(world)

    shown = page(client, world, world.lena)

    spells = shown[shown.index('id="clock-S1"') : shown.index("The rest</h2>")]
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", spells))
    assert "Counted 3 Half within 21 days Nine in ten within 21 days" in text
    assert "Ended with something missing 100 % 2 of 2" in text
    assert "Ended without a first measure 2" in text
    assert "Ended without a plan 0" in text
    assert "Ended before help began 0" in text
    assert "Ended without an assessment 2" in text
    assert "no codes are read" in text
    assert spells.count("<svg") == 2


def test_beyond_the_service_the_spells_are_rounded_and_small_numbers_hidden(
    client, world, as_seed
) -> None:
    with_spells(as_seed, world, whole=7, without=8)
    count(world)

    shown = page(client, world, world.jo)

    spells = shown[shown.index('id="clock-S1"') : shown.index("The rest</h2>")]
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", spells))
    assert "Counted * " in text
    assert "Half within" not in text
    assert "Ended without a first measure 10" in text
    assert "Ended without a plan 0" in text
    assert "<svg" not in spells


def test_the_adjusted_wait_stands_after_the_familys_own_and_never_changes_it(
    client, world, as_seed
) -> None:
    """Three met after twenty days, of which five were set aside; of one, these count again."""
    aside = Step(
        Move.SET_ASIDE, SENT + timedelta(days=9), happened_on=date(2026, 9, 18),
        until_on=date(2026, 9, 22), reason="not_reached",
    )  # fmt: skip
    accept = Step(Move.ACCEPT, SENT + timedelta(days=2))
    met = Step(Move.RECORD_FIRST_CONTACT, SENT + timedelta(days=20))
    again = Step(Move.COUNT_AGAIN, SENT + timedelta(days=10), puts_right=2)
    sent_on = Step(Move.SUBMIT, SENT, Side.SCHOOL)
    with as_seed():
        alike = [Story((sent_on, accept, aside, met), 100 + n) for n in range(2)]
        write_down(world, [*alike, Story((sent_on, accept, aside, again, met), 102)])
    count(world)

    found = read(world, world.lena)
    shown = page(client, world, world.lena)

    week = date(2026, 9, 28)
    assert found.week("T5", week) == Total(8, 8, {**dict.fromkeys(range(14, 19), 1), 20: 3})
    adjusted = {14: 1, 15: 3, 16: 1, 17: 1, 18: 1, 20: 1}
    assert found.week("T5B", week) == Total(8, 8, adjusted)
    clocks = shown[shown.index('id="clock-T5"') : shown.index('id="clock-T7F"')]
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", clocks))
    assert text.index("Half within") < text.index("Half, adjusted (beside)")
    assert "days, half within counted adjusted (beside)" in text
    assert "Mon 28 Sept 17 8 15" in text
    assert "less each day that was set aside" in text


def test_a_coordinator_sees_rounded_numbers_and_no_weeks(client, world) -> None:
    count(world)

    shown = page(client, world, world.jo)

    assert "9 of 10" not in shown
    assert "sl-chart" not in shown
    assert "rounded to the nearest 5" in shown
    area = client.get(reverse("area", args=[world.area.pk])).content.decode()
    assert reverse("service-clocks", args=[world.riverside.pk]) in area


def test_beyond_the_service_small_numbers_are_hidden() -> None:
    def texts(total: Total) -> list[str]:
        return [one["text"] for one in rounded_figures(BY_ID["T2"], total)]

    assert texts(Total(7, 7, {1: 7})) == ["*", "*"]
    assert texts(Total(20, 18, {1: 20})) == ["20", "*", "1 day"]
    assert texts(Total(41, 30, {1: 30, 2: 11})) == ["40", "75 %", "1 day"]
    assert texts(Total()) == ["0", "*"]
    assert figures(BY_ID["T2"], Total())[0]["text"] == "none in these weeks"
    assert [one["text"] for one in figures(BY_ID["T4"], Total(4, 1, {9: 1}))] == [
        "25 %", "not yet", "not yet", "3",
    ]  # fmt: skip


def test_nobody_else_opens_it(client, world, as_seed) -> None:
    with as_seed():
        elsewhere = organisation("area", "Elsewhere")
        far = person("Far Away")
        member(far, elsewhere, Role.AREA_COORDINATOR)
        other = organisation("service", "Another service")
        manager = person("Other Manager")
        member(manager, other, Role.SERVICE_MANAGER)
    address = reverse("service-clocks", args=[world.riverside.pk])
    for who in (world.amira, world.priya, far, manager):
        sign_in(client, who)
        assert client.get(address).status_code == 404
    for who in (world.amira, far, manager):
        with pytest.raises(NoCounts):
            read(world, who)
    assert read(world, world.lena).sight is Sight.WHOLE
    assert read(world, world.jo).sight is Sight.ROUNDED


def test_the_page_asks_little_and_notes_that_somebody_looked(
    client, world, as_seed, django_assert_max_num_queries
) -> None:
    count(world)
    with django_assert_max_num_queries(20) as asked:
        page(client, world, world.lena)

    noted = [one["sql"] for one in asked.captured_queries if "audit.append" in one["sql"]]
    assert any("service clocks" in one and str(world.riverside.pk) in one for one in noted)


def test_the_count_at_many_requests_is_one_statement_for_weeks_and_one_for_groups(
    world, as_seed
) -> None:
    draw = Random(3)
    begin, end = datetime(2026, 8, 3, tzinfo=UTC), datetime(2026, 11, 1, tzinfo=UTC)
    with as_seed():
        write_down(world, [invented(draw, begin, end, child=50 + n) for n in range(10)])
    with taken_down() as said:
        count(world)

    assert sum("with calendar as" in one for one in said) == 2
    assert sum("with lately as" in one for one in said) == 1
