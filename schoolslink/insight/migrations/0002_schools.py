"""The doors to the counts of schools: counted up by jobs, read rounded by trusts and federations."""

from django.db import migrations

from schoolslink.access.migration import SqlFile


class Migration(migrations.Migration):
    """Hand-written: no model stands behind these."""

    dependencies = [("insight", "0001_initial"), ("directory", "0003_may_manage")]

    operations = [SqlFile("schools.sql")]
