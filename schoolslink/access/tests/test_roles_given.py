"""Nobody is let into a role that opens nothing yet: such a person would wait before an empty page."""

import pytest

from schoolslink.access import commands, doors, policy
from schoolslink.access.forms import InviteForm
from schoolslink.access.permissions import roles_to_give
from schoolslink.access.roles import Role
from schoolslink.access.tests import arrange
from schoolslink.access.tests.test_people import acting, actor_of
from schoolslink.kernel import clock

KINDS = "school service team area commissioning_body trust council programme".split()
OPENS_SOMETHING = {grant.role for grant in policy.grants()} & set(Role)


@pytest.fixture
def operator(db, as_seed):
    with as_seed():
        person = arrange.person()
        arrange.member(person, arrange.organisation("programme", "The programme"), Role.OPERATOR)
        places = {kind: arrange.organisation(kind, "Somewhere") for kind in KINDS}
    with acting(actor_of(person)) as actor:
        yield actor, places


def test_every_role_that_opens_something_can_be_given_and_no_other(operator):
    _, places = operator

    given = {role for place in places.values() for role in roles_to_give(place.pk)}

    assert given == OPENS_SOMETHING


@pytest.mark.parametrize(
    ("kind", "role"),
    [
        ("area", Role.FACILITATOR),
        ("programme", Role.FACILITATOR),
        ("programme", Role.EVALUATOR),
        ("programme", Role.GRANT_ASSESSOR),
    ],
)
def test_form_command_and_database_refuse_a_role_that_opens_nothing(operator, as_seed, kind, role):
    actor, places = operator
    with as_seed():
        other = arrange.person("Somebody Else")
    place, at = places[kind], clock.now()
    wanted = {"name": "Pat Vale", "email": "pat@example.invalid", "role": role}

    form = InviteForm(wanted, roles=roles_to_give(place.pk))

    assert not form.is_valid()
    with pytest.raises(commands.RoleNotYours):
        commands.invite(actor=actor, organisation_id=place.pk, at=at, **wanted)
    with pytest.raises(commands.RoleNotYours):
        commands.start_membership(
            actor=actor, person_id=other.pk, organisation_id=place.pk, role=role, at=at
        )
    assert not doors.value("select %s in (select access.roles_to_give(%s))", role.value, place.pk)
