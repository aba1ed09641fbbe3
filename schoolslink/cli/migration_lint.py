"""Checks that migrations say what the models say, and that no later one breaks running code.

`breaking` looks at what came after the first release: a column or a table that vanishes, a value
that becomes demanded, and what would hold a table locked while it is read through.
"""

import logging
import os
import re
import sys
from collections.abc import Iterable, Iterator
from typing import Any

import django
from django.core.management import call_command
from django.db.migrations import operations as kinds
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.migrations.questioner import MigrationQuestioner
from django.db.migrations.state import ProjectState

from schoolslink.cli.output import tell

OURS = "schoolslink."
# What makes a new database, before any code of ours runs on it; every 0001_initial is one of them.
FIRST = "0001_initial"
FIRST_RELEASE = {
    ("access", "0002_walls"),
    ("directory", "0002_register_stage"),
    ("directory", "0003_may_manage"),
    ("insight", "0002_schools"),
    ("notices", "0002_walls"),
    ("referrals", "0002_walls"),
    ("referrals", "0003_follow_school"),
}
TWO_STEPS = "needs two steps"
LOCKS = "would lock the table while it is read through"
VANISHES = (
    kinds.RemoveField,
    kinds.RenameField,
    kinds.DeleteModel,
    kinds.RenameModel,
    kinds.AlterModelTable,
    kinds.AlterUniqueTogether,
)
# What is wrong in a statement of SQL, unless it is about a table that the same file makes.
HARMFUL = {
    r"\bdrop\s+(table|column|function|view|schema|type)\b": TWO_STEPS,
    r"\balter table\b.*\brename\b": TWO_STEPS,
    r"\bset\s+not\s+null\b": TWO_STEPS,
    r"\balter\s+column\s+\S+\s+(set\s+data\s+)?type\b": TWO_STEPS,
    r"\badd\s+column\b(?=.*\bnot\s+null\b)(?!.*\bdefault\b)": TWO_STEPS,
    r"\bcreate\s+(unique\s+)?index\s+(?!concurrently\b)": LOCKS,
    r"\badd\s+constraint\b(?!.*\b(not\s+valid|using\s+index)\b)": LOCKS,
    r"^\s*do\b": "cannot be judged: write plain statements",
}


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
    """Return a sentence for each later operation that code still running could not live with."""
    from django.apps import apps

    loader = MigrationLoader(None)
    ours = {app.label for app in apps.get_app_configs() if app.name.startswith(OURS)}
    found = []
    for (label, name), migration in loader.disk_migrations.items():
        if label not in ours or name == FIRST or (label, name) in FIRST_RELEASE:
            continue
        before = loader.project_state((label, name), at_end=False)
        found += [f"{label}.{name}: {said}" for said in faults(label, migration.operations, before)]
    return found


def faults(label: str, steps: Iterable[Operation], before: ProjectState) -> Iterator[str]:
    """Yield a sentence for each step that breaks running code. before: the models as they were."""
    made: set[str] = set()
    for step in steps:
        if isinstance(step, kinds.SeparateDatabaseAndState):
            yield from faults(label, step.database_operations, before.clone())
        elif why := _fault(label, step, before, made):
            yield f"{step.describe()}: {why}"
        if isinstance(step, kinds.CreateModel):
            made.add(step.name_lower)
        step.state_forwards(label, before)


def _fault(label: str, step: Operation, before: ProjectState, made: set[str]) -> str:
    """Say what is wrong with one step; nothing for a table that the same migration makes."""
    from schoolslink.access.migration import SqlFile

    if isinstance(step, (kinds.RunSQL, SqlFile)):
        return _fault_in_sql(_text_of(step))
    if getattr(step, "model_name_lower", "") in made:
        return ""
    if isinstance(step, VANISHES):
        return TWO_STEPS
    if isinstance(step, kinds.AddField) and not step.field.null and not _has_default(step.field):
        return TWO_STEPS
    if isinstance(step, kinds.AlterField):
        old = before.models[label, step.model_name_lower].get_field(step.name)
        narrows = old.null and not step.field.null
        other = old.get_internal_type() != step.field.get_internal_type()
        return TWO_STEPS if narrows or other else ""
    # Their subclasses in django.contrib.postgres build beside the running code, or check later.
    if type(step) in (kinds.AddIndex, kinds.AddConstraint):
        return LOCKS
    return ""


def _has_default(field: Any) -> bool:
    from django.db.models import NOT_PROVIDED

    return field.default is not NOT_PROVIDED or field.db_default is not NOT_PROVIDED


def _text_of(step: Any) -> str:
    """Return the SQL of a step as one text."""
    if not isinstance(step, kinds.RunSQL):
        return str((step.folder / step.name).read_text(encoding="utf-8"))
    if isinstance(step.sql, str):
        return step.sql
    return ";\n".join(part if isinstance(part, str) else part[0] for part in step.sql)


def _fault_in_sql(text: str) -> str:
    plain = re.sub(r"--[^\n]*", "", text)
    plain = re.sub(r"\$(\w*)\$.*?\$\1\$", "''", plain, flags=re.DOTALL)  # bodies run later
    statements = [" ".join(one.lower().split()) for one in plain.split(";")]
    made = {
        found.group(2)
        for one in statements
        if (found := re.match(r"create table (if not exists )?([\w.]+)", one))
    }
    for one in statements:
        about = re.search(r"\b(?:on|alter table(?: only)?) ([\w.]+)", one)
        if about and about.group(1) in made:
            continue
        for pattern, why in HARMFUL.items():
            if re.search(pattern, one):
                return why
    return ""


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
