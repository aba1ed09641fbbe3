"""Migration operations for what Django has no words for: hand-written SQL beside the models."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.migrations.operations.base import Operation


class SqlFile(Operation):
    """Run `sql/<name>` beside the migration, with the installation's role names filled in.

    Not reversible: a wall is changed by a later file, never by taking one down.
    """

    reduces_to_sql = True
    reversible = False

    def __init__(self, name: str) -> None:
        self.name = name
        caller = sys._getframe(1)  # the migration; the whole stack would take a third of a second
        self.folder = Path(caller.f_code.co_filename).parent / "sql"

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """Return what Django writes into a migration file."""
        return type(self).__name__, [self.name], {}

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Leave the models' state as it is."""

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        """Run the file as the role that migrates."""
        text = (self.folder / self.name).read_text(encoding="utf-8")
        for placeholder, name in settings.DATABASE_ROLES.items():
            text = text.replace("{" + placeholder + "}", name)
        # A percent sign would be a parameter; the file has none to give.
        schema_editor.connection.cursor().connection.execute(text)

    def describe(self) -> str:
        """Return one line for `migrate -v 2`."""
        return f"Run {self.name}"
