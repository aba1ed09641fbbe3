"""Why help ends: a dated list, refused in words, and by the database where the words are gone round."""

import re
from datetime import date
from pathlib import Path

import pytest
from django.db import DatabaseError, connection

from schoolslink.access.unit import acting, attempt
from schoolslink.referrals.commands import decide as decide_module
from schoolslink.referrals.commands.decide import Answering, decide
from schoolslink.referrals.errors import NotPossible
from schoolslink.referrals.models import Decision, Told
from schoolslink.referrals.rules import Move, Side
from schoolslink.referrals.rules.ending import (
    FIRST_LIST,
    WHY_ENDS,
    NotLookedAt,
    NotOnTheList,
    WhyEnds,
    check_why,
    offered_on,
)
from schoolslink.referrals.rules.reasons import Reason
from schoolslink.referrals.rules.second_look import Stands
from schoolslink.referrals.tests.arrange import acting_as, sent
from schoolslink.referrals.tests.test_help_ends import END, helped

SQL = Path(decide_module.__file__).parents[1] / "migrations/sql/ends.sql"


def test_every_reason_has_words_for_each_reader_and_is_no_other_lists() -> None:
    assert set(WHY_ENDS) == set(WhyEnds)
    assert all(w.pick and w.school and w.family for w in WHY_ENDS.values())
    assert not {why.value for why in WhyEnds} & {reason.value for reason in Reason}


def test_the_database_has_the_same_list() -> None:
    listed = re.search(r"coalesce\(why, ''\) not in \(([^)]*)\)", SQL.read_text())
    assert listed is not None
    assert set(re.findall(r"'(\w+)'", listed[1])) == {why.value for why in WhyEnds}


def test_a_reason_is_offered_from_its_day() -> None:
    assert [w.why for w in offered_on(FIRST_LIST)] == list(WhyEnds)
    assert offered_on(date(2019, 12, 31)) == ()


@pytest.mark.parametrize("code", ["", "below_level", "better"])
def test_nothing_else_is_a_reason(code: str) -> None:
    with pytest.raises(NotOnTheList):
        check_why(code, date(2026, 3, 2), Stands.NOT_NEEDED)


def test_could_not_be_met_is_for_what_a_manager_has_looked_at() -> None:
    check_why("not_met", date(2026, 3, 2), Stands.AGREED)
    for stands in set(Stands) - {Stands.AGREED}:
        with pytest.raises(NotLookedAt):
            check_why("not_met", date(2026, 3, 2), stands)


@pytest.mark.django_db
def test_a_service_cannot_say_that_they_could_not_be_met_alone(world, noon):
    item_id = sent(world, noon)
    helped(world, item_id, noon)
    answer = Answering(Move.DISCHARGE, **END | {"reason": "not_met", "who_tells": Side.SERVICE})

    with (
        acting(acting_as(world.priya)) as priya,
        pytest.raises(NotPossible, match="manager's look"),
    ):
        decide(actor=priya, item_id=item_id, version=4, at=noon, answer=answer)


@pytest.mark.django_db
@pytest.mark.parametrize("lost", ["a reason", "the look of a manager", "a plan", "who is told"])
def test_the_database_refuses_an_end_without_all_four(world, noon, as_seed, lost):
    item_id = sent(world, noon)
    helped(world, item_id, noon)
    answer = Answering(Move.DISCHARGE, **END | {"who_tells": Side.SERVICE})
    with acting(acting_as(world.priya)) as priya, attempt():
        decide(actor=priya, item_id=item_id, version=4, at=noon, answer=answer)
        row = Decision.objects.get(item_id=item_id, move="discharge")
        with as_seed():
            _lose(lost, row)
        with pytest.raises(DatabaseError, match=lost) as came:
            connection.cursor().execute("set constraints all immediate")
        assert came.value.__cause__.sqlstate == "SL432"
        connection.needs_rollback = True


def _lose(lost: str, row: Decision) -> None:
    """Let an application that is wrong write less than it should."""
    if lost == "a reason":
        Decision.objects.filter(pk=row.pk).update(reason="")
    elif lost == "the look of a manager":
        Decision.objects.filter(pk=row.pk).update(reason="not_met")
    elif lost == "a plan":
        row.words.delete()
    else:
        Told.objects.filter(event_id=row.event_id).update(whom="gp")
