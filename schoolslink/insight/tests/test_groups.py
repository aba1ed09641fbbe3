"""Clocks by kinds of school: counted by the service's job, rounded, and nothing left to be reckoned."""

import re
from collections import defaultdict
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import product
from random import Random

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from schoolslink.access.jobs import as_job
from schoolslink.access.models import Role
from schoolslink.access.tests.arrange import member, organisation, person, sign_in
from schoolslink.access.unit import acting
from schoolslink.directory.models import School
from schoolslink.directory.queries import strata_of_schools
from schoolslink.insight import jobs
from schoolslink.insight.commands import NOT_KNOWN, SPLITS, NotItsJob, count_groups
from schoolslink.insight.models import ServiceGroup
from schoolslink.insight.permissions import NoCounts
from schoolslink.insight.queries import service_split
from schoolslink.insight.rules import HIDDEN, Cell, split_shown
from schoolslink.kernel import clock
from schoolslink.kernel.calendar import add_working_days
from schoolslink.referrals.queries import ForWhom, totals_by_whom
from schoolslink.referrals.rules import Move, Side
from schoolslink.referrals.rules.clocks import BY_ID, CLOCKS, Looking, Total, total_of, whole_weeks
from schoolslink.referrals.rules.clocks.groups import NEEDS, SPLIT_WEEKS, age_band, need_said
from schoolslink.referrals.rules.request.blocks import FIELDS
from schoolslink.referrals.tests.arrange import acting_as, small_world
from schoolslink.referrals.tests.timelines import Step, Story, invented, write_down

NOON = datetime(2026, 11, 18, 12, tzinfo=UTC)
SENT = datetime(2026, 6, 15, 9, tzinfo=UTC)  # long before the twelve weeks of the other page
WEEKS = whole_weeks(NOON.date(), SPLIT_WEEKS)
FIRST, UNTIL = WEEKS[0], WEEKS[-1] + timedelta(days=6)


def helped(child: int, school, days: int) -> Story:
    steps = [
        Step(Move.SUBMIT, SENT, Side.SCHOOL),
        Step(Move.ACCEPT, SENT + timedelta(days=2)),
        Step(Move.START_HELP, SENT + timedelta(days=days)),
    ]
    return Story(tuple(steps), child, school=school.pk)


@pytest.fixture
def world(as_seed):
    """Twenty of a secondary school in town helped after 20 days, of these ten late; nine of a primary."""
    with as_seed():
        made = small_world()
        School.objects.filter(pk=made.northgate.pk).update(
            phase="Secondary", kind="Academy converter", rural_urban="UN1", imd_decile=2
        )
        School.objects.filter(pk=made.hillside.pk).update(
            phase="Primary", kind="Community school", rural_urban="RLN1", imd_decile=9
        )
        write_down(
            made,
            [
                *(helped(n, made.northgate, 20 if n % 2 else 40) for n in range(20)),
                *(helped(30 + n, made.hillside, 10) for n in range(9)),
            ],
        )
    return made


def count(world) -> None:
    with clock.fixed(NOON):
        jobs.clocks(0)


def split(world, who, clock_id="T4"):
    with acting(acting_as(who)) as actor:
        return service_split(actor, world.riverside.pk, clock_id)


def text(client, world, who, clock_id="T4") -> str:
    sign_in(client, who)
    with clock.fixed(NOON):
        answer = client.get(reverse("service-groups", args=[world.riverside.pk, clock_id]))
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


@pytest.mark.django_db
def test_a_night_counts_each_clock_by_kinds_of_school_once_however_often_it_runs(world) -> None:
    count(world)
    count(world)

    recorded = sum(one.is_recorded for one in CLOCKS)
    groups = sum(len(names) + 1 for names in SPLITS.values())
    assert ServiceGroup.objects.count() == recorded * groups
    found = split(world, world.lena)
    assert found.until_on == UNTIL
    assert found.group("phase", "secondary") == Total(20, 10, {20: 10, 40: 10})
    assert found.group("phase", "primary") == Total(9, 9, {10: 9})
    assert found.group("place", "urban") == found.group("kind", "academy")
    assert found.group("fifth", "5") == found.group("place", "rural")
    assert found.group("phase", NOT_KNOWN) == Total()


@pytest.mark.django_db
def test_a_group_that_is_gone_is_none_the_next_night(world, as_seed) -> None:
    count(world)
    with as_seed():
        School.objects.filter(pk=world.hillside.pk).update(phase="")
    count(world)

    found = split(world, world.lena)
    assert found.group("phase", "primary") == Total()
    assert found.group("phase", NOT_KNOWN) == Total(9, 9, {10: 9})


@pytest.mark.django_db
@pytest.mark.parametrize("seed", [2, 4])
def test_each_school_has_what_the_rules_say_of_its_requests(as_seed, seed) -> None:
    draw = Random(seed)
    begin, end = datetime(2026, 1, 5, tzinfo=UTC), datetime(2026, 11, 17, 12, tzinfo=UTC)
    with as_seed():
        made = small_world()
        schools = [made.northgate.pk, made.hillside.pk]
        stories = [
            replace(
                invented(draw, begin, end, child=n),
                school=draw.choice(schools),
                age_band=draw.choice(["", "under_5", "11_to_15"]),
                sen=draw.choice(["", *NEEDS]),
            )
            for n in range(40)
        ]
        write_down(made, stories)

    with as_job(organisation_id=made.riverside.pk, purpose="insight.clocks"):
        found = totals_by_whom(made.riverside.pk, first=FIRST, until=UNTIL)

    wanted = defaultdict(list)
    for story in stories:
        for one in CLOCKS:
            reading = one.reading(story.timeline(), Looking(UNTIL, add_working_days))
            if reading and reading.on >= FIRST:
                wanted[one.id, ForWhom(story.school, story.age_band, story.sen)].append(reading)
    ours = {place: total for place, total in found.items() if place[0] in BY_ID}
    assert ours == {place: total_of(readings) for place, readings in wanted.items()}
    assert {whom.school_id for _, whom in ours} == set(schools)
    assert {whom.age_band for _, whom in ours} == {"", "under_5", "11_to_15"}


@pytest.mark.django_db
def test_the_year_begins_with_its_first_monday(world, as_seed) -> None:
    """Met on the Sunday before, and on the Monday with which 52 weeks begin."""
    with as_seed():
        write_down(
            world,
            [
                Story(
                    (
                        Step(Move.SUBMIT, datetime(2025, 11, 3, 9, tzinfo=UTC), Side.SCHOOL),
                        Step(Move.ACCEPT, datetime(2025, 11, 4, 9, tzinfo=UTC)),
                        Step(Move.START_HELP, datetime.combine(day, SENT.timetz())),
                    ),
                    child, school=world.hillside.pk,
                )
                for child, day in ((70, FIRST - timedelta(days=1)), (71, FIRST))
            ],
        )  # fmt: skip
    count(world)

    assert date(2025, 11, 17) == FIRST
    assert split(world, world.lena, "T5").group("phase", "primary") == Total(10, 10, {10: 9, 14: 1})


@pytest.mark.django_db
def test_only_a_job_of_the_service_counts_it(world) -> None:
    with acting(acting_as(world.lena)) as lena, pytest.raises(NotItsJob):
        count_groups(actor=lena, service_id=world.riverside.pk, at=NOON)
    with (
        as_job(organisation_id=world.hillside.pk, purpose="insight.clocks") as other,
        pytest.raises(NotItsJob),
    ):
        count_groups(actor=other, service_id=world.riverside.pk, at=NOON)


@pytest.mark.django_db
def test_a_manager_reads_numbers_shares_and_medians_of_each_group(client, world) -> None:
    count(world)

    shown = text(client, world, world.lena)

    assert "Secondary 20 50 % 20 days" in shown
    # Of nine none was late; of all together ten were, and the share of these is one of many.
    assert "Primary 10 100 % 10 days" in shown
    assert "All together 30 65 % 20 days" in shown
    assert "Most deprived fifth 20 50 % 20 days" in shown
    assert "Least deprived fifth 10 100 % 10 days" in shown
    assert "No school is ranked by this" in shown
    assert "Not asked. Gender is asked in the young person&#39;s own words" in shown
    assert "Northgate" not in shown
    assert "Numerator" in shown
    assert "Primary 10 14" not in text(client, world, world.lena, "T5")
    assert "Primary 10 10 days" in text(client, world, world.lena, "T5")


@pytest.mark.django_db
def test_a_small_group_is_hidden_and_so_is_the_next_smallest(client, world, as_seed) -> None:
    with as_seed():
        elsewhere = School.objects.exclude(pk__in=[world.northgate.pk, world.hillside.pk]).get()
        School.objects.filter(pk=elsewhere.pk).update(phase="Nursery", rural_urban="UN1")
        write_down(world, [helped(80 + n, elsewhere, 5) for n in range(2)])
    count(world)

    for who in (world.lena, world.jo):
        shown = text(client, world, who)
        assert "Nursery * * * " in shown
        assert "Primary * * * " in shown
        assert "Secondary 20 50 % 20 days" in shown
        assert "All together 30 70 %" in shown
        # By place both are of one group with others, which is large enough.
        assert "Town or city 20 55 % 20 days" in shown


@pytest.mark.django_db
def test_before_a_night_has_counted_it_says_so_and_an_unknown_clock_is_not_found(
    client, world
) -> None:
    assert "This has not been counted yet." in text(client, world, world.lena)
    assert "None were counted in these weeks." not in text(client, world, world.lena)
    for clock_id in ("T99", "S1", "T4B"):
        address = reverse("service-groups", args=[world.riverside.pk, clock_id])
        assert client.get(address).status_code == 404


@pytest.mark.django_db
def test_nobody_else_opens_it_and_whoever_looks_is_noted(
    client, world, as_seed, django_assert_max_num_queries
) -> None:
    count(world)
    with as_seed():
        far, elsewhere = person("Far Away"), organisation("area", "Elsewhere")
        member(far, elsewhere, Role.AREA_COORDINATOR)
        manager, other = person("Other Manager"), organisation("service", "Another service")
        member(manager, other, Role.SERVICE_MANAGER)
    address = reverse("service-groups", args=[world.riverside.pk, "T4"])
    for who in (world.amira, world.priya, far, manager):
        sign_in(client, who)
        assert client.get(address).status_code == 404
    for who in (world.amira, far, manager):
        with pytest.raises(NoCounts):
            split(world, who)

    with django_assert_max_num_queries(20) as asked:
        text(client, world, world.lena)
    noted = [one["sql"] for one in asked.captured_queries if "audit.append" in one["sql"]]
    assert any("service clocks" in one and str(world.riverside.pk) in one for one in noted)


@pytest.mark.django_db
def test_a_school_of_which_the_register_is_silent_stands_in_no_stratum(world, as_seed) -> None:
    found = strata_of_schools([world.northgate.pk, world.hillside.pk])

    assert found[world.northgate.pk] == {
        "phase": "secondary", "kind": "academy", "place": "urban", "fifth": "1",
    }  # fmt: skip
    with as_seed():
        School.objects.filter(pk=world.hillside.pk).update(kind="", rural_urban="", imd_decile=None)
    assert strata_of_schools([world.hillside.pk])[world.hillside.pk] == {
        "phase": "primary", "kind": "", "place": "", "fifth": "",
    }  # fmt: skip


@pytest.mark.django_db
def test_ages_and_needs_are_counted_as_they_were_said_and_nobody_said_is_a_group(
    client, world, as_seed
) -> None:
    """Beside the fixture's, of whom nobody said: twelve of eleven to fifteen with a plan, helped late."""
    with as_seed():
        write_down(
            world,
            [
                replace(helped(80 + n, world.hillside, 40), age_band="11_to_15", sen="plan")
                for n in range(12)
            ],
        )
    count(world)

    shown = text(client, world, world.lena)
    assert "11 to 15 10 0 % 40 days" in shown
    assert "Education, health and care plan 10 0 % 40 days" in shown
    assert "Nobody said 30 65 % 20 days" in shown
    assert "Birth" not in shown
    assert "Ethnic group : Asked in the family" in shown


def test_each_age_has_one_band_and_only_one_of_three_words_is_a_need() -> None:
    bands = [age_band(age) for age in range(30)]

    assert bands[:5] == ["under_5"] * 5
    assert (bands[5], bands[10], bands[11], bands[15]) == (
        "5_to_10",
        "5_to_10",
        "11_to_15",
        "11_to_15",
    )
    assert (bands[16], bands[17], bands[18], bands[29]) == (
        "16_to_17",
        "16_to_17",
        "18_on",
        "18_on",
    )
    assert (age_band(None), age_band(-1)) == ("", "")
    assert [need_said(one) for one in ("none", "support", "plan")] == ["none", "support", "plan"]
    assert [need_said(one) for one in (None, "", "-", "yes", ["plan"])] == [""] * 5
    asked = {choice.value for choice in FIELDS["send"].choices}
    assert asked == set(NEEDS)


def published(cells) -> tuple:
    groups, whole = split_shown(cells)
    return tuple((one.number, one.share) for one in groups), (whole.number, whole.share)


def worlds(cells, groups: int) -> dict[tuple, list]:
    """Return every table of so many groups, by what would be seen of it."""
    found = defaultdict(list)
    for table in product(cells, repeat=groups):
        found[published(table)].append(table)
    return found


def test_no_hidden_number_can_be_reckoned_from_what_is_shown() -> None:
    """Of each picture of three groups of up to twenty there are two worlds, in which a hidden one differs."""
    seen = worlds([Cell(n, n) for n in range(28)], 3)
    hidden = 0
    for (groups, _whole), tables in seen.items():
        if max(one.counted for table in tables for one in table) > 20:
            continue
        for n, (number, _share) in enumerate(groups):
            if number == HIDDEN:
                hidden += 1
                assert len({table[n].counted for table in tables}) > 1, (groups, _whole)
    assert hidden > 100


def test_no_hidden_share_can_be_reckoned_from_what_is_shown() -> None:
    """But where none, or all, of the whole kept: that is said of all of them together."""
    seen = worlds([Cell(n, k) for n in range(17) for k in range(n + 1)], 2)
    hidden = 0
    for (groups, (_number, whole)), tables in seen.items():
        for n, (number, share) in enumerate(groups):
            if share is None and number != "0" and whole not in (0, 100):
                hidden += 1
                assert len({table[n].kept for table in tables}) > 1, (groups, whole)
    assert hidden > 100


CELLS = st.integers(0, 60).flatmap(lambda n: st.builds(Cell, st.just(n), st.integers(0, n)))


@given(st.lists(CELLS, max_size=8))
def test_one_group_is_never_hidden_alone(cells) -> None:
    groups, _whole = split_shown(cells)
    some = [n for n, one in enumerate(cells) if one.counted]

    numbers = [n for n in some if groups[n].number == HIDDEN]
    shares = [n for n in some if groups[n].share is None]
    assert len(numbers) != 1 or len(some) == 1
    assert len(shares) != 1 or len(some) == 1
    assert set(numbers) <= set(shares)
    assert all(groups[n].number == HIDDEN for n in some if cells[n].counted < 8)


@given(st.lists(CELLS, max_size=8))
def test_what_is_shown_is_to_the_nearest_five(cells) -> None:
    groups, whole = split_shown(cells)

    for one in (*groups, whole):
        assert one.number == HIDDEN or int(one.number) % 5 == 0
        assert one.share is None or one.share % 5 == 0
