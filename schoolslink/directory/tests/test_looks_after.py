"""Nobody makes somebody else's school, service or team their own, whatever statement tries it."""

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from schoolslink.access.actor import Actor
from schoolslink.access.models import Role
from schoolslink.access.unit import acting
from schoolslink.directory.tests import factories as make
from schoolslink.kernel.ids import new_id

pytestmark = pytest.mark.django_db

PLACE = (
    "insert into directory_areamembership (id, school_id, area_id, from_on)"
    " values (%(id)s, %(of)s, %(mine)s, %(day)s)"
)
LET_GO = "update directory_areamembership set until_on = from_on where school_id = %(of)s"
TAKES = {
    "a school": [LET_GO, PLACE],
    "a service": [
        "update directory_healthcareservice set area_id = %(mine)s where organisation_id = %(of)s"
    ],
    "a school as a service": [
        "insert into directory_healthcareservice select * from jsonb_populate_record("
        "null::directory_healthcareservice, (select to_jsonb(s) || jsonb_build_object("
        "'organisation_id', %(of)s::uuid, 'area_id', %(mine)s::uuid)"
        " from directory_healthcareservice s limit 1))"
    ],
}


@pytest.fixture
def other(as_seed, hillside):
    """Somebody who coordinates another area, with a school that lies nowhere yet."""
    with as_seed():
        hillside.their_area = make.an_area("Elsewhere area")
        hillside.kim = make.a_person("Kim Stone")
        make.a_member(hillside.kim, hillside.their_area, Role.AREA_COORDINATOR)
        hillside.free = make.a_school(name="Free School", urn=100777)
    return hillside


def tried(person, *statements: str, **values) -> str:
    actor = Actor(kind="person", subject_id=person.pk)
    try:
        with acting(actor), transaction.atomic(), connection.cursor() as cursor:
            for one in statements:
                cursor.execute(one, values)
            cursor.execute("select access.may_manage(%(of)s)", values)
            return str(cursor.fetchone()[0])
    except DatabaseError as error:
        return str(error).splitlines()[0]


@pytest.mark.parametrize("what", TAKES)
def test_a_coordinator_takes_nothing_of_another_area(other, what):
    of = other.service.pk if what == "a service" else other.school.pk
    values = {"id": new_id(), "of": of, "mine": other.their_area.pk, "day": date(2026, 3, 3)}

    assert tried(other.kim, *TAKES[what], **values) in ("not theirs to look after", "not a service")
    assert tried(other.kim, **values) == "False"


def test_a_school_that_lies_nowhere_is_taken_in_and_ones_own_given_away(other):
    day = date(2026, 3, 3)
    into_mine = {"id": new_id(), "of": other.free.pk, "mine": other.their_area.pk, "day": day}
    away = {"id": new_id(), "of": other.school.pk, "mine": other.their_area.pk, "day": day}

    assert tried(other.lena, PLACE, **into_mine) == "not theirs to look after"
    assert tried(other.kim, PLACE, **into_mine) == "True"
    assert tried(other.jo, LET_GO, PLACE, **away) == "False"
