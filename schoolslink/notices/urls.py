"""Addresses of messages."""

from schoolslink.access.routes import PUBLIC, SIGNED_IN, route
from schoolslink.notices import views

urlpatterns = [
    route("messages", views.messages, name="messages", to=SIGNED_IN),
    route("messages/weekly", views.weekly, name="messages-weekly", to=SIGNED_IN),
    # Invented people only: the view looks for the mark of a demonstration.
    route("outbox-demo", views.demonstration_mail, name="outbox-demo", to=PUBLIC),
]
