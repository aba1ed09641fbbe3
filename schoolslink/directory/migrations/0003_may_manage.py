"""Who may name people, and write a pair's page, known where areas are; mails by the week."""

from django.db import migrations

from schoolslink.access.migration import SqlFile


class Migration(migrations.Migration):
    """Hand-written: no model stands behind these."""

    dependencies = [("access", "0002_walls"), ("directory", "0002_register_stage")]

    operations = [
        SqlFile("0003_may_manage.sql"),
        SqlFile("looks_after.sql"),
        SqlFile("mails.sql"),
        SqlFile("agreements.sql"),
    ]
