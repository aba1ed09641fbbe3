"""Staging tables of the register's import, and the index that finds misspelt names."""

from django.db import migrations

from schoolslink.access.migration import SqlFile


class Migration(migrations.Migration):
    """Hand-written: no model stands behind these."""

    dependencies = [("directory", "0001_initial")]

    operations = [SqlFile("0002_register_stage.sql")]
