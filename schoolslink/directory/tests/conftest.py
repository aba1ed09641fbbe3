"""The pair with which most stories of the directory begin."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest

from schoolslink.access.models import Role
from schoolslink.directory.tests import factories as make
from schoolslink.kernel import clock

NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)


@pytest.fixture
def hillside(as_seed) -> Iterator[SimpleNamespace]:
    """Hillside, whose lead is Amira, is answered by Priya; Lena manages, Jo coordinates; it is noon."""
    w = SimpleNamespace()
    with as_seed(), clock.fixed(NOON):
        w.area = make.an_area()
        w.jo, w.lena = make.a_person("Jo Marsh"), make.a_person("Lena Fox")
        w.amira, w.priya = make.a_person("Amira Khan"), make.a_person("Priya Nair")
        make.a_member(w.jo, w.area, Role.AREA_COORDINATOR)
        w.service = make.a_service(w.area, pool_manager=w.lena)
        w.membership = make.a_member(w.priya, w.service, Role.CAMHS_CONTACT)
        w.school = make.a_school(area=w.area)
        make.a_member(w.amira, w.school, Role.SCHOOL_LEAD)
        w.lead = make.a_contact(w.school, "Amira Khan", person=w.amira, confirmed_on=NOON.date())
        w.contact = make.a_contact(w.service, person=w.priya, confirmed_on=date(2025, 11, 3))
        w.link = make.a_link(w.school, w.service, nhs_contact=w.contact)
    with clock.fixed(NOON):
        yield w
