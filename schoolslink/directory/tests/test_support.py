"""What support a school has already is its own to enter."""

import pytest
from django.urls import reverse

from schoolslink.access.models import Role
from schoolslink.access.tests.arrange import sign_in
from schoolslink.directory.tests import factories as make

pytestmark = pytest.mark.django_db


def test_a_form_with_the_id_of_another_schools_support_is_refused_in_a_sentence(client, as_seed):
    with as_seed():
        area, amira = make.an_area(), make.a_person("Amira Khan")
        ours, theirs = make.a_school(area=area), make.a_school("Cliff Top", area=area)
        make.a_member(amira, ours, Role.SCHOOL_LEAD)
        other = make.some_support(theirs, provider="Theirs")
    sign_in(client, amira)

    page = client.post(
        reverse("directory:add-support", args=[ours.pk]),
        {"form_key": str(other.pk), "kind": other.kind, "provider": "Typed by Amira"},
    )

    assert page.status_code == 200
    assert "sent by somebody else" in page.content.decode()
    assert "Typed by Amira" in page.content.decode()
    with as_seed():
        other.refresh_from_db()
    assert (other.school_id, other.provider) == (theirs.pk, "Theirs")
