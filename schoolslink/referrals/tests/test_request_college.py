"""A college asks the student alone: 16 to 25, and no question about parents."""

import pytest

from schoolslink.directory.tests import factories
from schoolslink.referrals.tests.asking import KNOWN, as_amira, begun, the_item, through_the_gate

pytestmark = pytest.mark.django_db


def test_a_college_asks_the_student_alone(as_seed, world, amira):
    with as_seed():
        factories.School.objects.filter(pk=world.hillside.pk).update(phase="16 plus")
    first = amira.get(through_the_gate(amira))
    assert "parents or carers" not in first.text.replace("Parents or carers", "").lower()
    known = {k: v for k, v in KNOWN.items() if not k.startswith(("birth_date", "carer"))}

    address = begun(amira, known, then="send")

    assert address.endswith("/sent")
    with as_amira(world):
        assert the_item().state == "submitted"
