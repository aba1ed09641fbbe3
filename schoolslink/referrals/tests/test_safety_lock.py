"""Nothing about a real child goes in before a clinical safety officer has signed."""

from dataclasses import replace

import pytest
from django.conf import settings as real_settings

from schoolslink.access import doors
from schoolslink.access.tests.arrange import sign_in
from schoolslink.access.unit import acting
from schoolslink.kernel.ids import new_id
from schoolslink.referrals.commands.request import start_request
from schoolslink.referrals.errors import NotYetSafe
from schoolslink.referrals.models import Item
from schoolslink.referrals.tests.arrange import QUESTION, acting_as, asked

pytestmark = pytest.mark.django_db


@pytest.fixture
def production(settings, monkeypatch):
    """A real installation: production by its settings, and a database without the mark."""

    def signed_by(name: str, *, marked: bool = False) -> None:
        settings.ENVIRONMENT = replace(
            real_settings.ENVIRONMENT, kind="production", clinical_safety_signed_by=name
        )
        ask = doors.value

        def value(statement, *values):
            return marked if "access.mark" in statement else ask(statement, *values)

        monkeypatch.setattr(doors, "value", value)

    return signed_by


def test_question_is_refused_in_production_until_somebody_signed(world, noon, production):
    production("")

    with pytest.raises(NotYetSafe):
        asked(world, noon, new_id())

    with acting(acting_as(world.amira)):
        assert Item.objects.count() == 0


def test_request_is_refused_too(world, noon, production):
    production("")

    with pytest.raises(NotYetSafe), acting(acting_as(world.amira)) as amira:
        start_request(
            actor=amira,
            school_id=world.hillside.pk,
            form_key=new_id(),
            at=noon,
            answers={},
            gate={},
        )


def test_once_signed_real_children_may_be_asked_for(world, noon, production):
    production("Dr A. Officer, 3 March 2026")

    assert asked(world, noon, new_id())


def test_invented_data_may_be_tried_in_production(world, noon, production):
    production("", marked=True)

    assert asked(world, noon, new_id())


def test_the_page_says_why_and_keeps_what_was_typed(client, world, production):
    production("")
    sign_in(client, world.amira)

    answer = client.post(
        "/ask", QUESTION | {"form_key": str(new_id()), "school": str(world.hillside.pk)}
    )

    page = answer.content.decode()
    assert "No clinical safety officer has signed" in page
    assert "Very quiet since half term" in page
