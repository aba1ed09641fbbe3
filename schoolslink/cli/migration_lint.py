"""Checks that migrations say what the models say, and that no later one breaks running code."""

import logging
import os
import sys

import django
from django.core.management import call_command
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.questioner import MigrationQuestioner
from django.db.migrations.state import ProjectState

from schoolslink.cli.output import tell

OURS = "schoolslink."
FIRST = "0001_initial"


def missing() -> list[str]:
    """Return a sentence for each change of a model that no migration makes."""
    from django.apps import apps

    loader = MigrationLoader(None)
    changes = MigrationAutodetector(
        loader.project_state(), ProjectState.from_apps(apps), MigrationQuestioner()
    ).changes(graph=loader.graph)
    ours = {app.label for app in apps.get_app_configs() if app.name.startswith(OURS)}
    return [
        f"{label}: no migration says: {operation.describe()}"
        for label, migrations in changes.items()
        if label in ours
        for migration in migrations
        for operation in migration.operations
    ]


def breaking() -> list[str]:
    """Return a sentence for each later operation that code still running could not live with.

    A column that vanishes, or a new one that may not be empty and has no default: such a change
    comes in two steps.
    """
    from django.apps import apps
    from django.db.migrations import operations
    from django.db.models import NOT_PROVIDED

    loader = MigrationLoader(None)
    ours = {app.label for app in apps.get_app_configs() if app.name.startswith(OURS)}
    found = []
    for (label, name), migration in loader.disk_migrations.items():
        if label not in ours or name == FIRST:
            continue
        for step in migration.operations:
            vanishes = isinstance(step, (operations.RemoveField, operations.RenameField))
            vanishes = vanishes or isinstance(
                step, (operations.DeleteModel, operations.RenameModel)
            )
            demands = (
                isinstance(step, operations.AddField)
                and not step.field.null
                and step.field.default is NOT_PROVIDED
                and step.field.db_default is NOT_PROVIDED
            )
            if vanishes or demands:
                found.append(f"{label}.{name}: {step.describe()}: needs two steps")
    return found


def main() -> int:
    """Print what is wrong with the migrations; return 1 when something is."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "schoolslink.config.settings")
    logging.disable()
    django.setup()
    call_command("check", verbosity=0)
    sentences = missing() + breaking()
    for sentence in sentences:
        tell(sentence)
    return 1 if sentences else 0


if __name__ == "__main__":
    sys.exit(main())
