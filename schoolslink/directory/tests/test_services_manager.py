"""Who may be named as the manager of a service's pool: only somebody who can open what lies there."""

from datetime import UTC, datetime

import pytest

from schoolslink.access.models import Role
from schoolslink.access.unit import acting
from schoolslink.directory.commands import services
from schoolslink.directory.tests import factories as make

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)


def test_only_somebody_with_a_role_at_the_service_can_manage_its_pool(as_seed):
    with as_seed():
        area = make.an_area()
        service, school = make.a_service(area, "Talk Time"), make.a_school(area=area)
        amira, lena = make.a_person("Amira Khan"), make.a_person("Lena Fox")
        make.a_member(amira, school, Role.SCHOOL_LEAD)
        make.a_member(lena, service, Role.SERVICE_MANAGER)
        jo = make.an_actor(make.a_person("Jo Marsh"), (area, Role.AREA_COORDINATOR))

    def name(person):
        with acting(jo):
            services.change_service(
                actor=jo, service_id=service.pk, name="", details={},
                pool_manager_email=person.email, at=NOON,
            )  # fmt: skip
        service.refresh_from_db()
        return service.pool_manager

    with pytest.raises(services.NoRoleThere, match="no role in this service"):
        name(amira)
    assert name(lena) == lena
