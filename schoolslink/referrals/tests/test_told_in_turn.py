"""One coordinator of an area is told of what is past its day, and at three the others."""

from collections.abc import Iterable
from datetime import timedelta

import pytest

from schoolslink.access.models import Membership, Person, Role
from schoolslink.access.tests.arrange import member, person
from schoolslink.access.unit import acting
from schoolslink.directory.models import Cover, NamedContact
from schoolslink.kernel import clock
from schoolslink.kernel.calendar import add_working_days
from schoolslink.kernel.ids import new_id
from schoolslink.notices import delivery, queries
from schoolslink.notices.models import Notice
from schoolslink.referrals import jobs
from schoolslink.referrals.commands.advice import say
from schoolslink.referrals.commands.chasing import rang
from schoolslink.referrals.models import Item
from schoolslink.referrals.rules import Move
from schoolslink.referrals.rules.chasing import Came
from schoolslink.referrals.tests.arrange import LONG_AGO, acting_as, asked

pytestmark = pytest.mark.django_db


@pytest.fixture
def kim(world, as_seed):
    """Return a second coordinator of the area; at the service nobody is left to be asked before them."""
    with as_seed():
        Membership.objects.filter(person__in=[world.sam, world.lena]).delete()
        kim = person("Kim Vale")
        member(kim, world.area, Role.AREA_COORDINATOR)
        return kim


def told(as_seed) -> dict[str, tuple[str, str]]:
    """Return of what kind each coordinator's message is, and what has become of it."""
    return _told(as_seed, kind__contains="past_")


def told_of(item_id, as_seed) -> dict[str, tuple[str, str]]:
    """Return the same of one thing."""
    return _told(as_seed, kind__contains="past_", about_id=item_id)


def _told(as_seed, **of) -> dict[str, tuple[str, str]]:
    with as_seed():
        rows = Notice.objects.filter(**of).order_by("pk")
        return {
            row.recipient_person.name: (row.kind.removeprefix("referrals."), row.state)
            for row in rows.select_related("recipient_person")
        }


def late(moment):
    """Make the morning's round of the day after a question's day; return that day at seven."""
    seven = (moment + timedelta(days=3)).replace(hour=7)
    with clock.fixed(seven):
        jobs.escalate_overdue(0)
        delivery.deliver_waiting()
    return seven


def working_days_after(moment, days: int):
    """Return the same hour so many days later on which people work."""
    return moment + (add_working_days(moment.date(), days) - moment.date())


def at(moment, hour: int, as_seed) -> None:
    """Let the hours pass, also for the machine, and the mail leave."""
    with as_seed():
        Notice.objects.update(due_at=clock.real_now())
    with clock.fixed(moment.replace(hour=hour)):
        delivery.deliver_waiting()


@pytest.mark.parametrize(("acts_at", "other"), [(None, "sent"), (12, "withdrawn")])
def test_the_other_is_told_at_three_where_nobody_has_acted(
    world, kim, noon, as_seed, acts_at, other
):
    item_id = asked(world, noon, new_id())

    day = late(noon)
    at(day, 11, as_seed)
    at_eleven = told(as_seed)
    if acts_at:
        with clock.fixed(day.replace(hour=acts_at)), acting(acting_as(world.priya)) as priya:
            version = Item.objects.get(pk=item_id).version
            say(actor=priya, item_id=item_id, move=Move.ANSWER, version=version,
                words="Try mornings.", at=clock.now())  # fmt: skip
    at(day, 15, as_seed)

    first = {"Jo Marsh": ("past_its_day", "sent")}
    assert at_eleven == first | {"Kim Vale": ("still_past_its_day", "queued")}
    assert told(as_seed) == first | {"Kim Vale": ("still_past_its_day", other)}


def test_they_are_first_in_turn_and_a_later_round_tells_nobody_twice(world, kim, noon, as_seed):
    for _ in range(3):
        asked(world, noon, new_id())

    late(noon)
    with clock.fixed(noon + timedelta(days=6)):
        jobs.escalate_overdue(0)

    with as_seed():
        rows = Notice.objects.filter(kind__contains="past_its_day").order_by("pk")
        names = list(rows.values_list("recipient_person__name", "kind"))
    first = [name for name, kind in names if kind == "referrals.past_its_day"]
    assert (len(names), first) == (6, ["Jo Marsh", "Kim Vale", "Jo Marsh"])


def test_a_week_later_the_next_in_turn_is_told_again_and_nobody_else(world, kim, noon, as_seed):
    asked(world, noon, new_id())

    late(noon)
    for days in range(6, 32):
        with clock.fixed(noon + timedelta(days=days)):
            jobs.escalate_overdue(0)

    with as_seed():
        rows = Notice.objects.filter(kind="referrals.past_its_day_again").order_by("pk")
        again = list(rows.values_list("recipient_person__name", flat=True))
    assert again == ["Jo Marsh", "Kim Vale", "Jo Marsh"]


def first_told(world, noon, as_seed, weeks: Iterable[int], *, rings: bool) -> list[str]:
    """Return who is told first of one thing after another, so many weeks on, where Jo hardly ever looks.

    Of each the others hear at three, and Kim rings then, if anybody does.
    """
    for week in weeks:
        moment = noon + timedelta(weeks=week)
        with clock.fixed(moment):
            item_id = asked(world, moment, new_id())
        day = late(moment)
        at(day, 11, as_seed)
        at(day, 15, as_seed)
        with as_seed():
            kim = Person.objects.get(name="Kim Vale")
        if rings:
            with clock.fixed(day.replace(hour=16)), acting(acting_as(kim)) as actor:
                rang(actor=actor, item_id=item_id, came=Came.MESSAGE, at=clock.now())
        at(working_days_after(day, 2), 15, as_seed)
    with as_seed():
        rows = Notice.objects.filter(kind="referrals.past_its_day").order_by("pk")
        return list(rows.values_list("recipient_person__name", flat=True))


@pytest.mark.parametrize(("rings", "becomes"), [(False, "sent"), (True, "withdrawn")])
def test_who_let_the_last_one_pass_hears_two_working_days_later_where_nobody_rang(
    world, kim, noon, as_seed, rings, becomes
):
    first_told(world, noon, as_seed, [0], rings=True)
    moment = noon + timedelta(weeks=1)
    with clock.fixed(moment):
        item_id = asked(world, moment, new_id())
    day = late(moment)

    at(day, 15, as_seed)
    same_day = told_of(item_id, as_seed)
    if rings:
        with clock.fixed(day.replace(hour=16)), acting(acting_as(kim)) as actor:
            rang(actor=actor, item_id=item_id, came=Came.MESSAGE, at=clock.now())
    third = working_days_after(day, 2)
    at(third, 14, as_seed)
    too_early = told_of(item_id, as_seed)
    at(third, 15, as_seed)

    kims = {"Kim Vale": ("past_its_day", "sent")}
    assert same_day == too_early == kims | {"Jo Marsh": ("still_past_later", "queued")}
    assert told_of(item_id, as_seed) == kims | {"Jo Marsh": ("still_past_later", becomes)}


def test_who_let_it_pass_is_not_first_for_a_year(world, kim, noon, as_seed):
    names = first_told(world, noon, as_seed, [0, 1, 26, 52, 53], rings=True)

    assert names == ["Jo Marsh", "Kim Vale", "Kim Vale", "Kim Vale", "Jo Marsh"]


def test_after_one_call_they_are_told_in_turn_again(world, kim, noon, as_seed):
    first_told(world, noon, as_seed, [0], rings=True)
    with as_seed():
        (item_id,) = Notice.objects.filter(kind="referrals.past_its_day").values_list("about_id")
    with clock.fixed(noon + timedelta(days=6)), acting(acting_as(world.jo)) as jo:
        rang(actor=jo, item_id=item_id[0], came=Came.MESSAGE, at=clock.now())

    names = first_told(world, noon, as_seed, [1, 2], rings=True)

    assert names == ["Jo Marsh", "Kim Vale", "Jo Marsh"]


def test_where_all_let_it_pass_they_are_told_in_turn(world, kim, noon, as_seed):
    names = first_told(world, noon, as_seed, range(4), rings=False)

    assert names == ["Jo Marsh", "Kim Vale", "Jo Marsh", "Kim Vale"]


@pytest.mark.parametrize(
    ("away", "first"), [(["jo"], ["Kim Vale"]), (["jo", "kim"], ["Jo Marsh", "Kim Vale"])]
)
def test_whoever_is_away_is_not_first_and_where_all_are_all_are_told(
    world, kim, noon, as_seed, away, first
):
    with as_seed():
        for who in away:
            gone = {"jo": world.jo, "kim": kim}[who]
            contact = NamedContact.objects.create(
                side="nhs", position="contact", organisation=world.northgate, person=gone,
                name=gone.name, from_on=LONG_AGO,
            )  # fmt: skip
            by = NamedContact.objects.create(
                side="nhs", position="cover", organisation=world.northgate, person=world.stranger,
                name=gone.name, from_on=LONG_AGO,
            )  # fmt: skip
            Cover.objects.create(contact=contact, by=by, from_on=noon.date(), is_away=True,
                                 until_on=noon.date() + timedelta(days=9))  # fmt: skip
    asked(world, noon, new_id())

    late(noon)

    kinds = told(as_seed)
    assert sorted(name for name, (kind, _) in kinds.items() if kind == "past_its_day") == first
    assert len(kinds) == 2


def test_what_is_kept_for_its_hour_is_not_stuck(world, kim, noon, as_seed, monkeypatch):
    asked(world, noon, new_id())
    day = late(noon)
    later = clock.real_now() + timedelta(hours=5)
    monkeypatch.setattr(clock, "real_now", lambda: later)

    overdue = queries.stuck_total()
    with as_seed():
        both = list(Notice.objects.filter(kind__contains="past_").values_list("pk", "child_id"))
    with clock.fixed(day.replace(hour=12)):
        for job in both:
            delivery.deliver(*job)

    with as_seed():
        kept = Notice.objects.get(kind="referrals.still_past_its_day")
    # Nobody has looked at either for five hours, so both were; then one has left, and one is kept on.
    assert (overdue, kept.state, queries.stuck_total()) == (2, "queued", 0)
