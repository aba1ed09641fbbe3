"""Identity, sessions, memberships and the doors of signing in, as the database's policies ask."""

from django.db import migrations

from schoolslink.access.migration import SqlFile


class Migration(migrations.Migration):
    dependencies = [("access", "0001_initial")]
    operations = [
        SqlFile("memberships.sql"),
        SqlFile("sessions.sql"),
        SqlFile("limits.sql"),
        SqlFile("credentials.sql"),
        SqlFile("invitations.sql"),
        SqlFile("family.sql"),
    ]
