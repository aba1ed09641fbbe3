"""The first page of everybody."""

from schoolslink.access.roles import Role
from schoolslink.access.routes import PUBLIC, roles, route
from schoolslink.insight import views

urlpatterns = [
    route("", views.home, name="home", to=PUBLIC),
    route("open", views.all_open, name="all-open", to=roles(*views.SCHOOL)),
    route("england", views.national, name="national", to=roles(Role.NATIONAL_TEAM)),
]
