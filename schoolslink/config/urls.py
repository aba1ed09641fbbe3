"""Every address of the service, part by part."""

from django.urls import URLPattern, URLResolver, include, path

from schoolslink.access.routes import PUBLIC, route
from schoolslink.config import readiness
from schoolslink.web import errors, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("schoolslink.notices.urls")),
    path("", include("schoolslink.access.urls")),
    path("sign-in/with/", include("schoolslink.interop.oidc.urls")),
    path("", include("schoolslink.directory.urls")),
    path("", include("schoolslink.insight.urls")),
    path("", include("schoolslink.referrals.urls")),
    path("api/v1/", include("schoolslink.config.api", namespace="api")),
    # web knows no actor, so its public pages get their audience here
    route("healthz", views.healthz, name="healthz", to=PUBLIC),
    route("readyz", readiness.readyz, name="readyz", to=PUBLIC),
    route("robots.txt", views.robots, name="robots", to=PUBLIC),
    route("favicon.ico", views.favicon, name="favicon", to=PUBLIC),
    route("accessibility", views.accessibility, name="accessibility", to=PUBLIC),
]

handler400 = errors.bad_request
handler403 = errors.permission_denied
handler404 = errors.not_found
handler500 = errors.server_error
