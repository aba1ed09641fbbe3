"""A part's first migration makes its tables in one go; whatever does more is left to Django."""

from django.db import models
from django.db.migrations import AddField, CreateModel, Migration, RunSQL
from django.db.migrations.loader import MigrationLoader

from schoolslink.config.database.migrate import makes_tables_only

PARTS = ("kernel", "access", "notices", "directory", "referrals", "insight")


def test_each_part_begins_with_tables_and_nothing_else():
    disk = MigrationLoader(None).disk_migrations

    assert [part for part in PARTS if not makes_tables_only(disk[part, "0001_initial"])] == []
    assert not makes_tables_only(disk["referrals", "0002_walls"])
    assert not makes_tables_only(disk["auth", "0001_initial"])


def test_what_touches_an_older_table_or_runs_sql_is_left_to_django():
    table = CreateModel("thing", [("id", models.UUIDField(primary_key=True))])
    column = AddField("Thing", "size", models.IntegerField(default=0))
    elsewhere = AddField("other", "size", models.IntegerField(default=0))

    def of(*operations) -> bool:
        kind = type("Migration", (Migration,), {"operations": operations})
        kind.__module__ = "schoolslink.kernel.migrations.0001_initial"
        return makes_tables_only(kind("0001_initial", "kernel"))

    assert of(table, column)
    assert not of(table, elsewhere)
    assert not of(table, RunSQL("select 1"))
    assert not of(column)
