"""The first page of everybody, and the lists a coordinator's opens."""

from schoolslink.access.roles import Role
from schoolslink.access.routes import PUBLIC, roles, route
from schoolslink.insight.views import clocks, coordinator, faults, giving, home, trust

AREA = roles(Role.AREA_COORDINATOR, Role.OPERATOR)
# Whoever asks after what stays open; an operator sees nothing that is about a child.
CHASES = roles(Role.AREA_COORDINATOR)
# Whoever answers for what a service promises: its own managers, and its area's coordinators.
COUNTS = roles(Role.SERVICE_MANAGER, Role.AREA_COORDINATOR)

urlpatterns = [
    route("", home.home, name="home", to=PUBLIC),
    route("open", home.all_open, name="all-open", to=roles(*home.SCHOOL)),
    route("england", home.national, name="national", to=roles(Role.NATIONAL_TEAM)),
    route("trust", trust.my_schools, name="group-schools", to=roles(Role.TRUST_LEAD)),
    route("service/<uuid:service_id>/clocks", clocks.clocks, name="service-clocks", to=COUNTS),
    route(
        "service/<uuid:service_id>/clocks/<slug:clock_id>",
        clocks.groups,
        name="service-groups",
        to=COUNTS,
    ),
    route("area/<uuid:area_id>", coordinator.area, name="area", to=AREA),
    route("area/<uuid:area_id>/silent", coordinator.silent, name="silent", to=CHASES),
    route("area/<uuid:area_id>/silent.csv", coordinator.silent_csv, name="silent-csv", to=CHASES),
    route(
        "area/<uuid:area_id>/silent/<uuid:item_id>/nudge",
        coordinator.nudge,
        name="nudge",
        to=CHASES,
    ),
    route(
        "area/<uuid:area_id>/silent/<uuid:item_id>/rang", coordinator.rang, name="rang", to=CHASES
    ),
    route("area/<uuid:area_id>/silent/<uuid:item_id>/give", giving.give, name="give", to=CHASES),
    route("area/<uuid:area_id>/waiting", coordinator.waiting, name="waiting", to=CHASES),
    route("area/<uuid:area_id>/not-right", faults.faults, name="faults", to=CHASES),
    route("area/<uuid:area_id>/stuck", coordinator.stuck, name="stuck", to=CHASES),
    route("area/<uuid:area_id>/stuck.csv", coordinator.stuck_csv, name="stuck-csv", to=CHASES),
    route(
        "area/<uuid:area_id>/stuck/<uuid:notice_id>/again",
        coordinator.send_again,
        name="send-again",
        to=CHASES,
    ),
]
