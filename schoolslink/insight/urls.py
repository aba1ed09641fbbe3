"""The first page of everybody."""

from schoolslink.access.routes import PUBLIC, route
from schoolslink.insight import views

urlpatterns = [route("", views.home, name="home", to=PUBLIC)]
