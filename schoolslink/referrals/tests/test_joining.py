"""A person joins two requests about one child: one goes on, all who asked are told, it can be undone."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from schoolslink.access.unit import acting
from schoolslink.kernel import clock
from schoolslink.kernel.ids import new_id
from schoolslink.referrals.commands.alike import take_back
from schoolslink.referrals.commands.decide import Answering, acknowledge, decide, record_told
from schoolslink.referrals.commands.family import say
from schoolslink.referrals.commands.joining import join
from schoolslink.referrals.errors import ChangedMeanwhile, NotPossible, NotYours
from schoolslink.referrals.models import (
    ConflictBlock,
    Decision,
    Holding,
    Item,
    ItemEvent,
    Joining,
    Likeness,
    Told,
)
from schoolslink.referrals.queries import open_for_school
from schoolslink.referrals.queries.family import family_view
from schoolslink.referrals.queries.own import own_page
from schoolslink.referrals.queries.school import open_at_school
from schoolslink.referrals.rules import Move, Side, State
from schoolslink.referrals.rules.family.said import FamilySaid
from schoolslink.referrals.tests.arrange import KNOWN, acting_as, begins_elsewhere, sent
from schoolslink.referrals.tests.asking_own import asked
from schoolslink.referrals.tests.joining import (
    apart,
    join_them,
    joined,
    last_tuesday,
    pair_of,
    said_same,
)

pytestmark = pytest.mark.django_db
SAME = {
    "first_name": "Ellie", "surname": KNOWN["surname"], "birth_date": KNOWN["birth_date"],
    "school_hears": "yes", "home_hears": "yes", "gp_hears": "no",
}  # fmt: skip


@pytest.fixture
def noon():
    """Noon of last Tuesday."""
    return last_tuesday()


def as_priya(world):
    return acting(acting_as(world.priya))


def seen(world, item_id, at) -> None:
    with as_priya(world) as priya:
        acknowledge(actor=priya, seen=[(item_id, Item.objects.get(pk=item_id).version)], at=at)


def decides(world, item_id, at, move=Move.ACCEPT, **more):
    said = {"level": "getting_help", "words": "We meet on Tuesday."} | more
    with as_priya(world) as priya:
        version = Item.objects.get(pk=item_id).version
        return decide(
            actor=priya,
            item_id=item_id,
            version=version,
            answer=Answering(move=move, **said),
            at=at,
        )


def all_told(world, item_id, at) -> None:
    with as_priya(world) as priya:
        for duty in Told.objects.filter(
            item_id=item_id, told_at__isnull=True, family_member_id__isnull=False
        ).order_by("id"):
            version = Item.objects.get(pk=item_id).version
            record_told(
                actor=priya, item_id=item_id, told_id=duty.pk, how="phone", version=version, at=at
            )


def state_of(item_id, as_seed) -> str:
    with as_seed():
        return Item.objects.get(pk=item_id).state


def held(item_id, as_seed) -> list[tuple]:
    with as_seed():
        rows = Holding.objects.filter(item_id=item_id, ended_at__isnull=True)
        return list(rows.values_list("person_id", "duty", "due_on"))


def test_one_goes_on_and_the_other_is_over_here(world, noon, as_seed):
    first, second = sent(world, noon), sent(world, noon)
    due = held(first, as_seed)

    row = joined(world, second, first, noon)

    assert state_of(second, as_seed) == State.DUPLICATE
    assert held(second, as_seed) == []
    assert held(first, as_seed) == due
    assert (row.item_id, row.goes_on_id, row.joined_by) == (second, first, None)
    with as_seed():
        kept = Joining.objects.get()
        assert (kept.joined_by, kept.apart_at) == (world.priya.pk, None)
        moves = list(ItemEvent.objects.filter(item_id=first).values_list("move", flat=True))
    assert moves[-1] == Move.TAKE_IN


def test_the_earliest_promise_and_a_risk_hold_for_the_one_that_goes_on(world, noon, as_seed):
    later = noon + timedelta(days=5)
    first = sent(world, noon, risk_suicide_thoughts="yes")
    with clock.fixed(later):
        second = sent(world, later)
    was_due = held(first, as_seed)[0][2]

    joined(world, first, second, later)

    assert held(second, as_seed)[0][2] == was_due
    with as_seed():
        assert Item.objects.get(pk=second).risk_marked
    seen(world, second, later)  # the day by which it is decided counts from the earliest asking too
    assert held(second, as_seed)[0][2] == max(
        clock.local_day(later), clock.local_day(noon) + timedelta(days=7)
    )


def test_whoever_asked_for_the_joined_one_reads_who_has_it_and_by_when(world, noon, as_seed):
    first, second = sent(world, noon), sent(world, noon)
    seen(world, first, noon)
    joined(world, second, first, noon)
    (_, _, due_on) = held(first, as_seed)[0]

    with acting(acting_as(world.nadia)) as nadia:
        record = open_at_school(nadia, second)
        rows = {row.item_id: row for row in open_for_school(nadia)}

    assert record.opened.item.state == State.IN_TRIAGE
    assert record.opened.item.closed_at is None
    holds = record.opened.holds
    assert (holds.name, holds.due_on, holds.side) == (world.priya.name, due_on, Side.SERVICE)
    assert Move.MERGE not in {one.move for one in record.opened.history}
    assert set(rows) == {first, second}
    assert (rows[second].person_name, rows[second].due_on) == (world.priya.name, due_on)
    assert not rows[second].has_ended


def test_the_school_learns_nothing_of_what_a_family_asked_by_itself(open_door, noon, as_seed):
    school_asked = sent(open_door, noon)
    own = asked(open_door, noon, as_seed, **SAME)
    with as_seed():
        Item.objects.filter(pk=own.item_id).update(school=None)

    joined(open_door, school_asked, own.item_id, noon)

    with acting(acting_as(open_door.nadia)) as nadia:
        record = open_at_school(nadia, school_asked)
        assert list(Item.objects.values_list("pk", flat=True)) == [school_asked]
        assert not Joining.objects.exists()
        assert [one.move for one in record.opened.history if one.move == Move.MERGE] == []
    with as_seed():
        reference = Item.objects.get(pk=own.item_id).reference
    assert reference not in repr(record)


def test_the_young_person_reads_who_has_it_and_is_told_of_the_decision(open_door, noon, as_seed):
    school_asked = sent(open_door, noon)
    own = asked(open_door, noon, as_seed, **SAME)
    joined(open_door, own.item_id, school_asked, noon)
    with clock.fixed(noon), acting(own) as young:
        before = family_view(young, own_page(young), at=noon).truth

    decides(open_door, school_asked, noon)

    assert (before.state, before.holder.name) == (State.IN_TRIAGE, "Priya")
    assert state_of(own.item_id, as_seed) == State.TO_TELL_TOO
    assert held(own.item_id, as_seed)[0][1] == "tell"
    with clock.fixed(noon), acting(own) as young:
        truth = family_view(young, own_page(young), at=noon).truth
    assert (truth.state, truth.words) == (State.ACCEPTED, "We meet on Tuesday.")
    all_told(open_door, own.item_id, noon)
    assert state_of(own.item_id, as_seed) == State.DUPLICATE
    assert state_of(school_asked, as_seed) == State.ACCEPTED
    with clock.fixed(noon), acting(own) as young:
        assert family_view(young, own_page(young), at=noon).truth.holder.name == "Priya"


def test_joined_to_one_that_was_promised_help_they_are_told_so_in_nobody_elses_words(
    world, noon, as_seed
):
    first = sent(world, noon)
    seen(world, first, noon)
    decides(world, first, noon)
    all_told(world, first, noon)
    second = sent(world, noon)

    joined(world, second, first, noon)

    assert state_of(second, as_seed) == State.TO_TELL_TOO
    with as_seed():
        owed = Told.objects.filter(item_id=second, told_at__isnull=True)
        assert {duty.whom for duty in owed} >= {"school", "self"}
    with acting(acting_as(world.nadia)) as nadia:
        record = open_at_school(nadia, second)
        assert record.opened.item.state == State.WAITING
        assert record.opened.decision.move == Move.ACCEPT
        assert record.opened.decision_words["words"] == ""


def test_apart_again_it_has_a_holder_and_a_day_at_once(world, noon, as_seed):
    first, second = sent(world, noon), sent(world, noon)
    joined(world, second, first, noon)

    apart(world, second, noon)

    assert state_of(second, as_seed) == State.IN_TRIAGE
    [(person, duty, due_on)] = held(second, as_seed)
    assert (person, duty) == (world.priya.pk, "decide")
    assert due_on > clock.local_day(noon)
    with as_seed():
        row = Joining.objects.get()
        assert (row.apart_by, row.apart_at) == (world.priya.pk, noon)
    with acting(acting_as(world.nadia)) as nadia:
        assert open_at_school(nadia, second).opened.item.state == State.IN_TRIAGE
    joined_again(world, second, first, noon)
    with as_seed():
        assert Joining.objects.count() == 2


def joined_again(world, one, goes_on, at) -> None:
    with as_priya(world) as priya:
        join_them(priya, one, goes_on, at)


def test_apart_also_when_the_one_that_went_on_has_ended(world, noon, as_seed):
    first, second = sent(world, noon), sent(world, noon)
    seen(world, first, noon)
    joined(world, second, first, noon)
    decides(world, first, noon, Move.ADVISE, words="Try this.", level="", next_step="A tutor.")
    all_told(world, first, noon)
    begins_elsewhere(world.nadia, first, noon + timedelta(days=1))
    assert state_of(first, as_seed) == State.CLOSED

    apart(world, second, noon)

    assert state_of(second, as_seed) == State.IN_TRIAGE
    assert len(held(second, as_seed)) == 1
    with as_seed():
        assert set(
            Told.objects.filter(item_id=second, family_member_id__isnull=False).values_list(
                "how", flat=True
            )
        ) == {"taken_apart"}


def test_whoever_says_that_it_is_worse_has_a_request_of_their_own_again(open_door, noon, as_seed):
    school_asked = sent(open_door, noon)
    own = asked(open_door, noon, as_seed, **SAME)
    joined(open_door, own.item_id, school_asked, noon)
    with as_seed():
        version = Item.objects.get(pk=own.item_id).version

    with clock.fixed(noon), acting(own) as young:
        say(actor=young, said=FamilySaid.WORSE, version=version, words="Worse.", at=noon)

    assert state_of(own.item_id, as_seed) == State.IN_TRIAGE
    assert held(own.item_id, as_seed)[0][1] == "look_again"
    with as_seed():
        assert Joining.objects.get().apart_at == noon


def test_no_chain_no_circle_and_nothing_twice(world, noon, as_seed):
    a, b, c = sent(world, noon), sent(world, noon), sent(world, noon)
    for one, other in ((a, b), (b, c), (a, c)):
        said_same(world, one, other, noon)
    with as_priya(world) as priya:
        join_them(priya, a, b, noon)

    for one, other in ((b, a), (b, c), (c, a)):
        with pytest.raises((NotPossible, ChangedMeanwhile)), as_priya(world) as priya:
            join_them(priya, one, other, noon)
    with as_priya(world) as priya:
        join_them(priya, c, b, noon)  # two to one is no chain
    with as_seed():
        assert Joining.objects.filter(goes_on_id=b).count() == 2


def test_a_stale_page_a_pair_nobody_judged_and_another_team_join_nothing(world, noon, as_seed):
    first, second = sent(world, noon), sent(world, noon)
    with pytest.raises(NotPossible), as_priya(world) as priya:
        join_them(priya, second, first, noon)
    said_same(world, first, second, noon)
    seen(world, first, noon)
    with pytest.raises(ChangedMeanwhile), as_priya(world) as priya:
        join_them(priya, second, first, noon, versions=(2, 2))
    with pytest.raises(NotPossible), as_priya(world) as priya:
        join_them(priya, second, first, noon, why=" ")
    with as_seed():
        pair = pair_of(first, second)
    for who in (world.nadia, world.amira, world.stranger, world.lena, world.jo):
        with (
            acting(acting_as(who)) as actor,
            pytest.raises((NotYours, Item.DoesNotExist, Likeness.DoesNotExist)),
        ):
            join(
                actor=actor, item_id=second, alike_id=pair.pk, goes_on_id=first,
                versions=(3, 2), why="One.", at=noon,
            )  # fmt: skip
    assert not exists(as_seed)


def exists(as_seed) -> bool:
    with as_seed():
        return Joining.objects.exists()


def test_what_was_said_of_a_joined_pair_is_not_taken_back_before_they_are_apart(world, noon):
    first, second = sent(world, noon), sent(world, noon)
    joined(world, second, first, noon)

    with pytest.raises((ChangedMeanwhile, NotPossible)), as_priya(world) as priya:
        take_back(
            actor=priya, item_id=first, alike_id=pair_of(first, second).pk, why="Twins.", at=noon
        )
    apart(world, second, noon)
    with as_priya(world) as priya:
        take_back(
            actor=priya, item_id=first, alike_id=pair_of(first, second).pk, why="Twins.", at=noon
        )
    with as_priya(world):
        assert Likeness.objects.filter(verdict="", taken_back_at__isnull=True).count() == 1


def test_the_database_refuses_a_bare_joining(world, noon, as_seed):
    first, second = sent(world, noon), sent(world, noon)
    said_same(world, first, second, noon)

    for one, other in ((second, first), (first, second)):
        with as_seed():
            event = ItemEvent.objects.filter(item_id=one).latest("version_seen")
        bare = Joining(item_id=one, goes_on_id=other, event=event, words=b"x", at=noon)
        with as_priya(world), pytest.raises(DatabaseError), transaction.atomic():
            bare.save(force_insert=True)


def test_what_is_unfinished_is_finished_first(open_door, noon, as_seed):
    school_asked = sent(open_door, noon)
    own = asked(open_door, noon, as_seed, **SAME | {"home_hears": "no"})
    said_same(open_door, school_asked, own.item_id, noon)

    with pytest.raises(NotPossible, match="Who may be told"), as_priya(open_door) as priya:
        join_them(priya, school_asked, own.item_id, noon)
    assert not exists(as_seed)


def test_closed_to_a_colleague_on_one_is_closed_on_both(world, noon, as_seed):
    first, second = sent(world, noon), sent(world, noon)
    joined(world, second, first, noon)
    with acting(acting_as(world.sam)):
        assert Item.objects.filter(pk=first).exists()
    with as_seed():
        ConflictBlock.objects.create(
            id=new_id(), item_id=second, person_id=world.sam.pk, why="relative",
            set_by=world.lena.pk, at=noon,
        )  # fmt: skip

    with acting(acting_as(world.sam)):
        assert not Item.objects.filter(pk__in=(first, second)).exists()
    apart(world, second, noon)
    with acting(acting_as(world.sam)):
        assert Item.objects.filter(pk=first).exists()


def test_a_decision_is_kept_for_each_and_nothing_of_it_twice(world, noon, as_seed):
    first, second = sent(world, noon), sent(world, noon)
    joined(world, second, first, noon)

    decides(world, first, noon)

    with as_seed():
        assert {d.item_id: d.move for d in Decision.objects.all()} == {
            first: Move.ACCEPT, second: Move.ACCEPT,
        }  # fmt: skip
        for item_id in (first, second):
            whom = sorted(Told.objects.filter(item_id=item_id).values_list("whom", flat=True))
            assert whom == ["carer", "school", "self"]
