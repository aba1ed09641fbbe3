"""Identity, sessions and memberships as the database's policies ask for them."""

from django.db import migrations

from schoolslink.access.migration import SqlFile


class Migration(migrations.Migration):
    dependencies = [("access", "0001_initial")]
    operations = [SqlFile("memberships.sql"), SqlFile("sessions.sql")]
