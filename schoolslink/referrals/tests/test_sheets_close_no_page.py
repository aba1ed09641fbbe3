"""Who must only not be handed a paper keeps the page they have, whoever prints sheets for others."""

import pytest

from schoolslink.access.models import FamilyCode
from schoolslink.access.unit import acting
from schoolslink.kernel import clock
from schoolslink.referrals.commands.contact_bars import bar_contact
from schoolslink.referrals.commands.family import make_sheets
from schoolslink.referrals.models import Carer
from schoolslink.referrals.rules.not_to_contact import Asked, Way
from schoolslink.referrals.tests.arrange import acting_as, sent
from schoolslink.referrals.tests.test_family_truth import family

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("whose", ["self", "carer"])
def test_sheets_for_others_close_no_page_of_whoever_must_not_be_handed_a_paper(
    world, noon, as_seed, whose
):
    item_id = sent(world, noon, called="Ellie")
    them = family(world, item_id, noon)
    with acting(acting_as(world.priya)) as priya:
        member = Carer.objects.get(item_id=item_id, relationship=whose)
        bar_contact(
            actor=priya, item_id=item_id, member_id=member.pk, ways=[Way.CODE], why="Found.",
            asked_by=Asked.YOUNG_PERSON, since_on=clock.local_day(noon), at=noon,
        )  # fmt: skip

        sheets = make_sheets(actor=priya, item_id=item_id, at=noon)

    assert whose not in [one.relationship for one in sheets]
    with as_seed():
        code = FamilyCode.objects.get(pk=them[whose].subject_id)
        assert code.revoked_at is None
        assert Carer.objects.get(pk=member.pk).family_code_id == code.pk
