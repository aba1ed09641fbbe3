"""Who may read, make and move a message."""

from django.db import migrations

from schoolslink.access.migration import SqlFile


class Migration(migrations.Migration):
    dependencies = [("notices", "0001_initial"), ("access", "0002_walls")]
    operations = [SqlFile("walls.sql")]
