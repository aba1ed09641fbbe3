"""Moves applied by the database, routing carried by every row, row-level security on all of them."""

from dataclasses import astuple

from django.db import migrations

from schoolslink.access.migration import SqlFile
from schoolslink.referrals.move_rights import move_rights
from schoolslink.referrals.rules.moves import MOVES, is_open
from schoolslink.referrals.rules.putting_right import HELD, reader_of


def fill_moves(apps, schema_editor):
    """Write the moves table from the rules: one source, checked again by a test."""
    with schema_editor.connection.cursor() as cursor:
        cursor.executemany(
            "insert into referrals_allowed_move values (%s, %s, %s, %s, %s)",
            [
                (kind.value, state.value, move.value, to.value, not is_open(kind, to))
                for (kind, state, move), to in MOVES.items()
            ],
        )


def fill_rights(apps, schema_editor):
    """Write who may make which move, from the grants and the same rules."""
    with schema_editor.connection.cursor() as cursor:
        cursor.executemany(
            "insert into referrals_move_right values (%s, %s, %s, %s, %s)",
            [astuple(right) for right in move_rights()],
        )


def fill_answers(apps, schema_editor):
    """Write which answers are put right, and who of the family reads the new one, from the rules."""
    with schema_editor.connection.cursor() as cursor:
        cursor.executemany(
            "insert into referrals_may_put_right values (%s, %s, %s)",
            [(name, held.value, reader_of(name).value) for name, held in HELD.items()],
        )


class Migration(migrations.Migration):
    dependencies = [("referrals", "0001_initial"), ("access", "0002_walls")]
    operations = [
        SqlFile("rights.sql"),
        SqlFile("moves.sql"),
        SqlFile("carry.sql"),
        SqlFile("kept.sql"),
        SqlFile("beside.sql"),
        SqlFile("ends.sql"),
        SqlFile("happened.sql"),
        SqlFile("aside.sql"),
        SqlFile("offers.sql"),
        SqlFile("second_look.sql"),
        SqlFile("consultations.sql"),
        SqlFile("outside.sql"),
        SqlFile("authors.sql"),
        SqlFile("own.sql"),
        SqlFile("practice.sql"),
        SqlFile("complaints.sql"),
        SqlFile("putting_right.sql"),
        SqlFile("misuse.sql"),
        SqlFile("policies.sql"),
        SqlFile("transfers.sql"),
        SqlFile("family_history.sql"),
        SqlFile("next_school.sql"),
        SqlFile("leaving_school.sql"),
        SqlFile("guard.sql"),
        SqlFile("asked_by_right.sql"),
        SqlFile("contact_bars.sql"),
        SqlFile("likeness.sql"),
        SqlFile("joinings.sql"),
        SqlFile("elsewhere.sql"),
        SqlFile("chases.sql"),
        SqlFile("let_go.sql"),
        SqlFile("growing.sql"),
        SqlFile("left_behind.sql"),
        SqlFile("last_resort.sql"),
        SqlFile("waits.sql"),
        SqlFile("check_in.sql"),
        SqlFile("silence.sql"),
        SqlFile("retention.sql"),
        SqlFile("faults.sql"),  # last: it opens the routing of every table that is there by now
        migrations.RunPython(fill_moves),
        migrations.RunPython(fill_rights),
        migrations.RunPython(fill_answers),
    ]
