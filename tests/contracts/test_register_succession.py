"""Succession tried on England: the lists of July 2023 and July 2024, the links of May 2024."""

from collections import Counter
from datetime import UTC, date, datetime

import pytest
from django.db import connection

from schoolslink.access.jobs import as_system
from schoolslink.directory.models import School
from schoolslink.directory.queries.register import waiting_changes
from schoolslink.interop.gias.imports import import_planned, plan
from tests.contracts.real import real_file

AT = datetime(2024, 7, 9, tzinfo=UTC)


def take(*names):
    done = []
    for planned in plan([real_file(name) for name in names], AT)[0]:
        with as_system("register") as actor:
            with connection.cursor() as cursor:  # the limits of an import, not of a page
                cursor.execute("set local statement_timeout = 0")
            done.append(import_planned(planned, actor=actor, at=AT))
    return done


@pytest.mark.django_db
def test_a_year_of_england_settles_itself_where_it_is_clear():
    take("gias/register_list_2023_07_20_open_state.csv.gz")
    take("gias/links_edubasealldata20240524.csv.gz")

    year = take("gias/register_list_2024_07_08_open_state.csv.gz")[0]

    found = {kind: count for kind, count in year.changes.items() if count}
    assert (found["added"], found["vanished"]) == (671, 671)
    waiting = waiting_changes()
    endings = Counter(change.outcome for change in waiting if change.kind == "vanished")
    followed = School.objects.filter(status="closed", successor__isnull=False)
    # 671 schools left the list; most became academies under another number.
    assert followed.count() == 545
    assert endings == {"none": 103, "merged": 23}
    newick = followed.get(urn=114528)
    assert (newick.successor.urn, newick.successor.opened_on) == (150391, date(2024, 3, 1))
    sudley = [change for change in waiting if change.urn in (104596, 104580)]
    assert {change.candidates for change in sudley} == {
        (150149,)
    }  # infants and juniors: one primary
