"""Making a world: the same twice, and around a register that is not ours."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from schoolslink.access.models import Persona
from schoolslink.access.personas import has_real_register
from schoolslink.directory.models import Area, AreaMembership, Link, NamedContact, School
from schoolslink.directory.tests import factories as make
from schoolslink.insight.models import Coverage, Projection
from schoolslink.kernel import clock
from schoolslink.referrals.models import Holding, Item, ItemEvent
from schoolslink.simulate.world import cast, files
from schoolslink.simulate.world.build import NoPlaces, _schools_by_area, build
from schoolslink.simulate.world.connection import arranging
from schoolslink.simulate.world.country import country
from schoolslink.simulate.world.order import Order

A_DAY = date(2026, 3, 3)


def quietly(sentence: str) -> None:
    """Hear of a stage and say nothing."""


def fingerprint() -> str:
    """Return a hash of all that the world says, without ids, references and sealed words."""
    told: list[Any] = [
        School.objects.order_by("urn").values_list("urn", "organisation__name", "postcode"),
        Link.objects.order_by("school__urn", "service__organisation__name").values_list(
            "school__urn", "nhs_contact__name", "linked_from", "confirmed_on"
        ),
        NamedContact.objects.order_by("email", "name", "from_on", "phone").values_list(
            "name", "email", "phone", "days", "from_on", "until_on", "confirmed_on"
        ),
        Item.objects.order_by("opened_at", "school__name").values_list(
            "kind", "state", "school__name", "opened_at", "closed_at", "risk_marked"
        ),
        ItemEvent.objects.order_by("at", "item__opened_at", "version_seen").values_list(
            "move", "at", "due_on", "duty", "to_state"
        ),
        Holding.objects.order_by("began_at", "item__opened_at", "due_on", "duty").values_list(
            "person__name", "due_on", "duty", "began_at", "ended_at"
        ),
        Projection.objects.order_by("area__name", "month", "measure").values_list(
            "area__name", "month", "measure", "count"
        ),
        Coverage.objects.order_by("area__name", "on_day").values_list(
            "area__name", "on_day", "settings", "live", "confirmed"
        ),
    ]
    whole = hashlib.sha256()
    with arranging():
        for rows in told:
            whole.update(repr(sorted(map(repr, rows))).encode())
    return whole.hexdigest()


def test_same_seed_and_day_make_the_same_world(world_database, own_database):
    from django.db import connection

    build(Order(clock.today(), schools=80), quietly)
    again = fingerprint()
    connection.close()
    connection.settings_dict["NAME"] = world_database
    first = fingerprint()
    connection.close()
    connection.settings_dict["NAME"] = own_database

    assert first == again


@pytest.fixture
def foreign_register(tmp_path):
    """Return a folder with a register of which the cast knows nothing."""
    whole = country(Order(A_DAY, seed=99, schools=90))
    strangers = [school for school in whole.schools if school.area.number != 0]
    whole.schools[:] = strangers
    files.write(whole, tmp_path, "2026_03_03")
    return tmp_path


def test_people_live_in_one_area_of_a_register_that_is_given(foreign_register, own_database):
    build(Order(clock.today(), register=foreign_register), quietly)

    with arranging():
        area = Area.objects.get()
        # Post has no school yet, and what is asked by right is in no school's list.
        asked = Item.objects.filter(about__isnull=True).exclude(kind="post")
        played = set(asked.values_list("school__name", flat=True))
        abouts = list(Persona.objects.values_list("about", flat=True))
        there = AreaMembership.objects.filter(area=area)
        names = set(there.values_list("school__organisation__name", flat=True))
    assert area.organisation.name.endswith("(invented people)")
    assert played <= names
    assert not any("Hillside" in about for about in abouts)
    assert has_real_register()


@pytest.mark.django_db
def test_a_register_that_came_alone_is_lived_in_by_council(as_seed):
    with as_seed():
        for number in range(2 * len(cast.SCHOOLS)):
            code = "856" if number % 2 else "857"
            make.a_school(f"School {number}", la_code=code, la_name="Leicester")
        make.a_school("Alone", la_code="202")

        by_area, lived_in = _schools_by_area(Order(A_DAY, register=Path("edubasealldata.csv")))
        assert lived_in == "856"
        assert len(by_area[lived_in]) == len(cast.SCHOOLS)
        School.objects.update(la_code="")
        with pytest.raises(NoPlaces):
            _schools_by_area(Order(A_DAY, register=Path("names_alone.csv")))
