"""The addresses of advice and requests, each with who may ever open it."""

from schoolslink.access.roles import Role
from schoolslink.access.routes import FAMILY, roles, route
from schoolslink.referrals.views import family, lead, request

app_name = "referrals"

SCHOOL = roles(
    Role.SCHOOL_LEAD,
    Role.SCHOOL_COVER,
    Role.SCHOOL_HEAD,
    Role.SCHOOL_REFERRER,
    Role.SAFEGUARDING_LEAD,
)

# A safeguarding lead sees what is marked as a risk; asking belongs to those who hold it after.
ASKERS = roles(Role.SCHOOL_LEAD, Role.SCHOOL_COVER, Role.SCHOOL_HEAD, Role.SCHOOL_REFERRER)

urlpatterns = [
    route("help/new", request.gate, name="gate", to=ASKERS),
    route("help/new/know", request.know, name="know", to=ASKERS),
    route("help/<uuid:item_id>", request.tasks, name="tasks", to=ASKERS),
    route("help/<uuid:item_id>/part/<slug:block>", request.part, name="part", to=ASKERS),
    route("help/<uuid:item_id>/agreement", request.agreement, name="agreement", to=ASKERS),
    route("help/<uuid:item_id>/check", request.check, name="check", to=ASKERS),
    route("help/<uuid:item_id>/sent", request.sent, name="sent", to=ASKERS),
    route("help/<uuid:item_id>/add/<slug:block>", request.add, name="add", to=ASKERS),
    route("help/<uuid:item_id>/elsewhere", request.send_elsewhere, name="elsewhere", to=ASKERS),
    route("help/<uuid:item_id>/drop", request.drop, name="drop", to=ASKERS),
    route("ask", lead.ask, name="ask", to=SCHOOL),
    route("asked/<uuid:item_id>", lead.asked, name="asked", to=SCHOOL),
    route("asked/<uuid:item_id>/sheets", lead.sheets, name="sheets", to=SCHOOL),
    route("asked/<uuid:item_id>/<slug:step_name>", lead.go_on, name="go-on", to=SCHOOL),
    route("my-request", family.home, name="family", to=FAMILY),
    route("my-request/<slug:name>", family.act, name="family-act", to=FAMILY),
]
