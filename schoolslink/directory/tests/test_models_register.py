"""The tables of the register refuse nonsense."""

import pytest
from django.db import IntegrityError, transaction

from schoolslink.access.models import Organisation
from schoolslink.directory.models import School


def school(**fields) -> School:
    organisation = Organisation.objects.create(kind="school", name="Hillside Primary School")
    return School.objects.create(organisation=organisation, urn=100001, **fields)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "fields",
    [
        {"status": "shut"},
        {"status": "open", "closed_on": "2024-08-31"},
        {"easting": 500000},
        {"imd_decile": 11},
    ],
)
def test_a_school_that_cannot_be_is_refused(fields, as_seed):
    with as_seed(), pytest.raises(IntegrityError), transaction.atomic():
        school(**fields)


@pytest.mark.django_db
def test_a_school_is_named_by_its_organisation(as_seed):
    with as_seed():
        made = school(status="open")

    assert School.objects.get(urn=100001).organisation.name == "Hillside Primary School"
    assert made.is_open
