"""The doors by which what was asked follows a school, or an area, to its successor."""

from django.db import migrations

from schoolslink.access.migration import SqlFile


class Migration(migrations.Migration):
    """Hand-written: no model stands behind these."""

    dependencies = [("referrals", "0002_walls"), ("directory", "0003_may_manage")]

    operations = [SqlFile("follow_school.sql"), SqlFile("follow_area.sql")]
