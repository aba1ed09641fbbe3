"""Addresses of the directory, by audience."""

from schoolslink.access.roles import Role
from schoolslink.access.routes import ANYONE_WITH_LINK, PUBLIC, SIGNED_IN, roles, route
from schoolslink.directory.views import (
    area,
    by_link,
    clusters,
    contact_files,
    coordinator,
    hours,
    outside,
    pair,
    people,
    register,
    service,
    set_up,
    turn,
)

app_name = "directory"

AREA = roles(Role.AREA_COORDINATOR, Role.OPERATOR)
PROGRAMME = roles(
    Role.AREA_COORDINATOR, Role.NATIONAL_TEAM, Role.OPERATOR, Role.FACILITATOR, Role.EVALUATOR
)
KEEPERS = roles(Role.SERVICE_MANAGER, Role.AREA_COORDINATOR, Role.OPERATOR)
SERVICE = roles(Role.SERVICE_MANAGER, Role.AREA_COORDINATOR, Role.OPERATOR, Role.CAMHS_CONTACT)

urlpatterns = [
    # anybody
    route("help-now", turn.help_now, name="help-now", to=PUBLIC),
    route("sources", turn.sources, name="sources", to=PUBLIC),
    route("where-to-turn", turn.search, name="turn", to=PUBLIC),
    route("where-to-turn/school/<int:urn>", turn.school, name="school-turn", to=PUBLIC),
    route("where-to-turn/school/<int:urn>/poster", turn.poster, name="poster", to=PUBLIC),
    route("where-to-turn/school/<int:urn>/card", turn.pocket_card, name="pocket-card", to=PUBLIC),
    route("where-to-turn/postcode/<str:typed>", turn.postcode, name="postcode-turn", to=PUBLIC),
    route("where-to-turn/service/<uuid:service_id>", turn.service, name="service-turn", to=PUBLIC),
    route(
        "where-to-turn/outline/<slug:layer>/<slug:code>", turn.outline, name="outline", to=PUBLIC
    ),
    # whoever holds a link from a mail
    route("name/<str:token>", by_link.nominate, name="nominate", to=ANYONE_WITH_LINK),
    # the area's coordinator
    route("set-up", set_up.areas, name="set-up-areas", to=AREA),
    route("set-up/<uuid:area_id>", set_up.steps, name="set-up", to=AREA),
    route("set-up/<uuid:area_id>/schools", set_up.schools, name="set-up-schools", to=AREA),
    route("area", coordinator.mine, name="areas", to=AREA),
    route("area/<uuid:area_id>/schools", coordinator.schools, name="schools", to=AREA),
    route("area/<uuid:area_id>/schools.csv", coordinator.schools_csv, name="schools-csv", to=AREA),
    route("area/<uuid:area_id>/phone", coordinator.phone, name="phone", to=AREA),
    route("area/<uuid:area_id>/phone.csv", coordinator.phone_csv, name="phone-csv", to=AREA),
    route("area/<uuid:area_id>/register", register.waiting, name="register", to=AREA),
    route("area/<uuid:area_id>/register/<uuid:change_id>", register.decide, name="decide", to=AREA),
    route("register/schools", register.schools, name="all-schools", to=PROGRAMME),
    route("area/<uuid:area_id>/contacts", coordinator.contacts, name="contacts", to=AREA),
    route("area/<uuid:area_id>/people", coordinator.people, name="people", to=AREA),
    route("area/<uuid:area_id>/clusters", clusters.clusters, name="clusters", to=AREA),
    route("area/<uuid:area_id>/clusters/new", clusters.new, name="new-cluster", to=AREA),
    route(
        "area/<uuid:area_id>/clusters/<uuid:cluster_id>",
        clusters.cluster,
        name="cluster",
        to=AREA,
    ),
    route(
        "area/<uuid:area_id>/clusters/<uuid:cluster_id>/change",
        clusters.change,
        name="change-cluster",
        to=AREA,
    ),
    route(
        "area/<uuid:area_id>/clusters/<uuid:cluster_id>/end",
        clusters.end,
        name="end-cluster",
        to=AREA,
    ),
    route("area/<uuid:area_id>/service/new", service.new, name="new-service", to=AREA),
    route("area/<uuid:area_id>/sharing", area.sharing, name="sharing", to=AREA),
    route("area/<uuid:area_id>/sharing.csv", area.sharing_csv, name="sharing-csv", to=AREA),
    route(
        "area/<uuid:area_id>/sharing/new", area.register_sharing, name="register-sharing", to=AREA
    ),
    route(
        "area/<uuid:area_id>/sharing/<uuid:agreement_id>",
        area.add_parties,
        name="add-parties",
        to=AREA,
    ),
    route("area/<uuid:area_id>/help-lines", area.help_lines, name="help-lines", to=AREA),
    route("area/<uuid:area_id>/help-lines/new", area.help_line, name="add-help-line", to=AREA),
    route(
        "area/<uuid:area_id>/help-lines/<uuid:line_id>", area.help_line, name="help-line", to=AREA
    ),
    route("area/<uuid:area_id>/outside", outside.receivers, name="outside", to=KEEPERS),
    route("area/<uuid:area_id>/outside/new", outside.receiver, name="add-outside", to=KEEPERS),
    route(
        "area/<uuid:area_id>/outside/<uuid:receiver_id>",
        outside.receiver,
        name="outside-entry",
        to=KEEPERS,
    ),
    route(
        "help-now/checks",
        area.national_numbers,
        name="national-numbers",
        to=roles(Role.NATIONAL_TEAM, Role.OPERATOR),
    ),
    route("area/<uuid:area_id>/import", contact_files.upload, name="import", to=AREA),
    route(
        "area/<uuid:area_id>/import/<uuid:file_id>", contact_files.review, name="review", to=AREA
    ),
    # a school, its service and whoever is named for them
    route("directory/school/<uuid:school_id>", people.school, name="school", to=SIGNED_IN),
    route("directory/school/<uuid:school_id>/card", pair.card, name="card", to=SIGNED_IN),
    route("directory/school/<uuid:school_id>/link", people.link, name="link", to=AREA),
    route(
        "directory/school/<uuid:school_id>/support",
        pair.support_in_place,
        name="support",
        to=SIGNED_IN,
    ),
    route(
        "directory/school/<uuid:school_id>/support/new",
        pair.save_support,
        name="add-support",
        to=SIGNED_IN,
    ),
    route(
        "directory/school/<uuid:school_id>/support/<uuid:support_id>",
        pair.save_support,
        name="change-support",
        to=SIGNED_IN,
    ),
    route("directory/link/<uuid:link_id>/end", people.end_link, name="end-link", to=AREA),
    route(
        "directory/link/<uuid:link_id>/agreement", pair.agreement, name="agreement", to=SIGNED_IN
    ),
    route(
        "directory/link/<uuid:link_id>/agreement/by-phone",
        pair.agreed_by_phone,
        name="agreed-by-phone",
        to=SIGNED_IN,
    ),
    route(
        "directory/link/<uuid:link_id>/agreement/write",
        pair.write_agreement,
        name="write-agreement",
        to=SIGNED_IN,
    ),
    route(
        "directory/organisation/<uuid:organisation_id>/name",
        people.add,
        name="add-contact",
        to=SIGNED_IN,
    ),
    route(
        "directory/organisation/<uuid:organisation_id>/ask",
        people.ask,
        name="ask-school",
        to=AREA,
    ),
    route(
        "directory/organisation/<uuid:organisation_id>/nudge",
        people.nudge,
        name="nudge",
        to=AREA,
    ),
    route("directory/nomination/<uuid:nomination_id>", people.phoned, name="phoned", to=AREA),
    route("directory/contact/<uuid:contact_id>", people.edit, name="edit-contact", to=SIGNED_IN),
    route("directory/contact/<uuid:contact_id>/cover", people.cover, name="cover", to=SIGNED_IN),
    route(
        "directory/contact/<uuid:contact_id>/replace",
        people.replace,
        name="replace-contact",
        to=SIGNED_IN,
    ),
    route(
        "directory/contact/<uuid:contact_id>/leave",
        people.leave,
        name="leave-contact",
        to=SIGNED_IN,
    ),
    route("directory/contact/<uuid:contact_id>/times", hours.hours, name="hours", to=SIGNED_IN),
    route("directory/confirm", people.confirm, name="confirm", to=SIGNED_IN),
    route("my-schools", pair.my_schools, name="my-schools", to=SIGNED_IN),
    route("directory/service/<uuid:service_id>", service.service, name="service", to=SERVICE),
    route(
        "directory/service/<uuid:service_id>/schools",
        service.schools,
        name="service-schools",
        to=SERVICE,
    ),
    route(
        "directory/service/<uuid:service_id>/edit", service.edit, name="edit-service", to=SERVICE
    ),
    route(
        "directory/service/<uuid:service_id>/criteria",
        service.publish,
        name="publish-criteria",
        to=SERVICE,
    ),
]
