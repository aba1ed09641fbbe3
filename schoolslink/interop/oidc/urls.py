"""Addresses of signing in through a provider."""

from schoolslink.access.routes import PUBLIC, route
from schoolslink.interop.oidc import views

app_name = "oidc"

urlpatterns = [
    route("<slug:provider>/begin", views.begin, name="begin", to=PUBLIC),
    route("<slug:provider>/back", views.back, name="back", to=PUBLIC),
]
