"""The addresses of advice and requests, each with who may ever open it."""

from schoolslink.access.roles import Role
from schoolslink.access.routes import roles, route
from schoolslink.referrals.views import lead

app_name = "referrals"

SCHOOL = roles(
    Role.SCHOOL_LEAD,
    Role.SCHOOL_COVER,
    Role.SCHOOL_HEAD,
    Role.SCHOOL_REFERRER,
    Role.SAFEGUARDING_LEAD,
)

urlpatterns = [
    route("ask", lead.ask, name="ask", to=SCHOOL),
    route("asked/<uuid:item_id>", lead.asked, name="asked", to=SCHOOL),
    route("asked/<uuid:item_id>/<slug:step_name>", lead.go_on, name="go-on", to=SCHOOL),
]
