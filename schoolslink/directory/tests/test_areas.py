"""Areas are dated: a school moves on a day, and an area ends with the one that follows it."""

from datetime import UTC, date, datetime

import pytest

from schoolslink.access.jobs import as_system
from schoolslink.access.models import Role
from schoolslink.access.unit import acting
from schoolslink.directory.commands import areas, register_review
from schoolslink.directory.models import (
    Area,
    AreaMembership,
    Cluster,
    HelpLine,
    RegisterChange,
    RegisterChangeSet,
)
from schoolslink.directory.tests import factories as make
from schoolslink.kernel import clock

pytestmark = pytest.mark.django_db

AT = datetime(2026, 3, 3, 12, tzinfo=UTC)
TODAY = date(2026, 3, 3)


@pytest.fixture
def world(as_seed):
    class World:
        pass

    w = World()
    with as_seed(), clock.fixed(AT):
        w.old = make.an_area("Riverside CCG", kind="ccg", code="15A")
        w.new = make.an_area("River Valley ICB", kind="icb", code="QU9")
        w.school = make.a_school(area=w.old, icb_code="QZZ", sub_icb_code="15A")
        w.service = make.a_service(w.old)
        w.line = HelpLine.objects.create(area=w.old, name="Line", phone="1", hours="", owner="L")
    with clock.fixed(AT):
        yield w


def lay_in(school) -> list[tuple[str, date | None]]:
    """Return in which areas a school lay, the first one first, and until when."""
    rows = AreaMembership.objects.filter(school=school).order_by("from_on", "pk")
    return [(row.area.organisation.name, row.until_on) for row in rows]


def accept_move(world, as_seed, **codes) -> None:
    with as_seed():
        kept = RegisterChangeSet.objects.create(
            source="composite", file_name="a.csv", digest="d", as_of=TODAY, started_at=AT,
            state="checked",
        )  # fmt: skip
        change = RegisterChange.objects.create(
            change_set=kept, kind="moved_area", urn=world.school.urn, needs_review=True,
            decision="waiting", after=codes,
        )  # fmt: skip
    with as_system("review") as actor:
        register_review.accept_changes(actor=actor, change_ids=[change.pk], at=AT)


def test_an_accepted_move_takes_the_school_into_the_area_of_its_new_body(world, as_seed):
    accept_move(world, as_seed, icb_code="QU9", sub_icb_code="10Q")

    assert lay_in(world.school) == [("Riverside CCG", TODAY), ("River Valley ICB", None)]


def test_a_school_is_left_with_its_coordinator_while_its_new_body_has_no_area(world, as_seed):
    accept_move(world, as_seed, icb_code="QYY", sub_icb_code="99X")

    assert lay_in(world.school) == [("Riverside CCG", None)]


def test_an_area_ends_and_everything_goes_on_in_the_one_that_follows(world, as_seed):
    with as_seed():
        cluster = Cluster.objects.create(
            organisation=make.an_organisation("cluster", "Five Oaks"),
            area=world.old,
            from_on=make.LONG_AGO,
        )
        paper = make.a_sharing_agreement(world.old, world.service)
    with as_system("test") as actor:
        done = areas.end_area(actor=actor, area_id=world.old.pk, successor_id=world.new.pk, at=AT)

    assert (done.schools, done.services, done.help_lines) == (1, 1, 1)
    assert lay_in(world.school) == [("Riverside CCG", TODAY), ("River Valley ICB", None)]
    assert (done.clusters, done.sharing_agreements, done.open_items) == (1, 1, 0)
    for row in (world.old, world.service, world.line, cluster, paper):
        row.refresh_from_db()
    assert world.old.until_on == TODAY
    assert world.service.area_id == world.line.area_id == world.new.pk
    assert cluster.area_id == paper.area_id == world.new.pk


@pytest.mark.parametrize(
    ("area", "into", "refusal"),
    [
        ("old", "old", areas.FollowsItself),
        ("gone", "new", areas.HasEnded),
        ("old", "gone", areas.FollowsItself),
    ],
)
def test_an_area_follows_no_area_that_is_over(world, as_seed, area, into, refusal):
    with as_seed():
        world.gone = make.an_area("Gone", until_on=date(2021, 1, 1))

    with pytest.raises(refusal), as_system("test") as actor:
        areas.end_area(
            actor=actor,
            area_id=getattr(world, area).pk,
            successor_id=getattr(world, into).pk,
            at=AT,
        )


def test_a_coordinator_ends_no_area(world, as_seed):
    with as_seed():
        jo = make.an_actor(make.a_person("Jo Marsh"), (world.old, Role.AREA_COORDINATOR))

    with pytest.raises(Area.DoesNotExist), acting(jo):
        areas.end_area(actor=jo, area_id=world.old.pk, successor_id=world.new.pk, at=AT)
