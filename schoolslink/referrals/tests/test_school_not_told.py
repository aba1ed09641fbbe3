"""Where the young person or family chose that school is not told, no page of the school's tells it."""

import pytest

from schoolslink.access.models import Role
from schoolslink.access.tests.arrange import member, person, sign_in
from schoolslink.access.unit import acting
from schoolslink.referrals.models import SharingChoice
from schoolslink.referrals.tests.arrange import acting_as, sent
from schoolslink.referrals.tests.turns import OTHER_TEAM, text_of

pytestmark = pytest.mark.django_db

ANSWERED = OTHER_TEAM | {"who_tells": "service"}
SAYS = ("counsellor", "Ms Green", "fits help that starts sooner")
KEPT = "They chose not to share the answer with school. Priya Nair has it."


def keeps(page: str) -> bool:
    return not [words for words in SAYS if words in page]


def test_unticked_at_asking_the_lead_reads_that_there_is_an_answer(two, world, noon):
    item_id = sent(world, noon, tell=["carer"])
    two.answers(item_id, "other-team", **ANSWERED)

    page = text_of(two.reads(item_id))

    assert KEPT in page
    assert keeps(page)
    assert "We tell the family by Friday 6 March." in page


def test_a_choice_changed_before_the_decision_counts(two, world, noon):
    item_id = sent(world, noon)
    with acting(acting_as(world.nadia)) as nadia:
        SharingChoice.objects.create(
            item_id=item_id, whom="school", may_be_told=False, chosen_by="self",
            at=noon, recorded_by=nadia.subject_id,
        )  # fmt: skip
    two.answers(item_id, "other-team", **ANSWERED)

    page = text_of(two.reads(item_id))

    assert KEPT in page
    assert keeps(page)


def test_a_safeguarding_lead_reads_that_there_is_risk_and_no_answer(two, world, noon, as_seed):
    with as_seed():
        guard = person("Grace Hall")
        member(guard, world.northgate, Role.SAFEGUARDING_LEAD)
    item_id = sent(world, noon, tell=["carer"], risk_self_harm="yes")
    two.answers(item_id, "other-team", **ANSWERED)
    sign_in(two.client, guard)

    came = two.client.get(f"/asked/{item_id}")

    assert came.status_code == 200
    assert keeps(text_of(came.content.decode()))


def test_the_letter_shown_before_it_goes_says_what_the_school_will_read(two, world, noon):
    item_id = sent(world, noon, tell=["carer"])

    preview = two.answers(item_id, "other-team", **ANSWERED | {"letters": ""}).content.decode()

    letter = text_of(preview.split('What Northgate High will read"')[1].split("</section>")[0])
    assert "They chose not to share the answer with school." in letter
    assert keeps(letter)


def test_what_the_team_asks_the_school_stays(two, world, noon):
    item_id = sent(world, noon, tell=["carer"])

    two.answers(item_id, "ask", words="How often is she away?", due_on="5 March")

    assert "How often is she away?" in text_of(two.reads(item_id))
