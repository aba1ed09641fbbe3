"""Run Django's migrations in this process, which was started as the database's owner.

A part's first migration makes its tables in one go: Django would draw up the models anew after each
of some two hundred tables, columns, indexes and constraints, which takes most of building a database.
"""

from __future__ import annotations

import os
from typing import Any

import django
from django.core.management import call_command
from django.core.management.commands import migrate as command
from django.db.migrations import AddConstraint, AddField, AddIndex, CreateModel, Migration
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import ProjectState

ADDING = (AddConstraint, AddField, AddIndex)


class InOneGo(MigrationExecutor):
    """Applies migrations as Django does, but a first one from its end: each table once, complete."""

    def apply_migration(
        self,
        state: ProjectState,
        migration: Migration,
        fake: bool = False,
        fake_initial: bool = False,
    ) -> Any:
        """Make the tables of a first migration; leave every other to Django."""
        if fake or fake_initial or not makes_tables_only(migration):
            return super().apply_migration(state, migration, fake, fake_initial)
        # Without models drawn up: they are once, when the first table asks for them.
        after = ProjectState({key: model.clone() for key, model in state.models.items()})
        after.real_apps = state.real_apps
        for operation in migration.operations:
            operation.state_forwards(migration.app_label, after)
        with self.connection.schema_editor(atomic=migration.atomic) as editor:
            for operation in migration.operations:
                if isinstance(operation, CreateModel):
                    editor.create_model(after.apps.get_model(migration.app_label, operation.name))
        self.record_migration(migration)  # type: ignore[call-arg, arg-type]
        return after


def makes_tables_only(migration: Migration) -> bool:
    """Say whether one of our migrations makes tables, adds to them, and does nothing else."""
    if not migration.__module__.startswith("schoolslink."):
        return False
    made = {one.name_lower for one in migration.operations if isinstance(one, CreateModel)}
    return bool(made) and all(
        isinstance(one, CreateModel)
        or (isinstance(one, ADDING) and getattr(one, "model_name_lower", "") in made)
        for one in migration.operations
    )


def main() -> None:
    """Apply every migration that is not yet applied."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "schoolslink.config.settings")
    django.setup()
    command.MigrationExecutor = InOneGo  # type: ignore[attr-defined]
    call_command("migrate", interactive=False, verbosity=0)


if __name__ == "__main__":
    main()
