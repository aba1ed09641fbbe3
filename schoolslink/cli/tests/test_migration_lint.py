"""A migration that running code could not live with is found, whatever it is made of."""

import pytest
from django.contrib.postgres.operations import AddConstraintNotValid, AddIndexConcurrently
from django.db import migrations, models
from django.db.migrations.state import ModelState, ProjectState

from schoolslink.access.migration import SqlFile
from schoolslink.cli import migration_lint
from schoolslink.cli.migration_lint import LOCKS, TWO_STEPS, faults

POSITIVE = models.CheckConstraint(name="positive", condition=models.Q(age__gt=0))
BY_AGE = models.Index(fields=["age"], name="by_age")


@pytest.fixture
def before() -> ProjectState:
    """A table with a name that may be empty, an age and a code."""
    fields = [
        ("id", models.AutoField(primary_key=True)),
        ("name", models.TextField(null=True)),
        ("age", models.IntegerField()),
    ]
    state = ProjectState()
    state.add_model(ModelState("made", "Thing", fields))
    return state


def file(tmp_path, text: str) -> SqlFile:
    step = SqlFile("later.sql")
    step.folder = tmp_path
    (tmp_path / "later.sql").write_text(text)
    return step


BREAKS = [
    (migrations.RemoveField("Thing", "name"), TWO_STEPS),
    (migrations.RenameField("Thing", "name", "called"), TWO_STEPS),
    (migrations.RenameModel("Thing", "Object"), TWO_STEPS),
    (migrations.DeleteModel("Thing"), TWO_STEPS),
    (migrations.AlterModelTable("Thing", "things"), TWO_STEPS),
    (migrations.AddField("Thing", "size", models.IntegerField()), TWO_STEPS),
    (migrations.AlterField("Thing", "name", models.TextField()), TWO_STEPS),
    (migrations.AlterField("Thing", "name", models.TextField(default="")), TWO_STEPS),
    (migrations.AlterField("Thing", "age", models.TextField()), TWO_STEPS),
    (migrations.AddIndex("Thing", BY_AGE), LOCKS),
    (migrations.AddConstraint("Thing", POSITIVE), LOCKS),
    (migrations.RunSQL("alter table made_thing alter column name set not null"), TWO_STEPS),
    (migrations.RunSQL(["select 1", ("drop table made_thing", [])]), TWO_STEPS),
    (
        migrations.SeparateDatabaseAndState([migrations.RemoveField("Thing", "name")], []),
        TWO_STEPS,
    ),
]
FINE = [
    migrations.AddField("Thing", "size", models.IntegerField(null=True)),
    migrations.AddField("Thing", "size", models.IntegerField(db_default=0)),
    migrations.AlterField("Thing", "age", models.IntegerField(null=True)),
    migrations.AlterField("Thing", "name", models.TextField(null=True, db_index=True)),
    migrations.RemoveIndex("Thing", "by_age"),
    migrations.RunSQL("create index concurrently by_age on made_thing (age)"),
]


@pytest.mark.parametrize(("step", "why"), BREAKS, ids=lambda one: type(one).__name__)
def test_a_step_that_breaks_running_code_is_found(before, step, why):
    [said] = faults("made", [step], before)

    assert said.endswith(f": {why}")


@pytest.mark.parametrize("step", FINE, ids=lambda one: type(one).__name__)
def test_a_step_that_running_code_can_live_with_is_not(before, step):
    if isinstance(step, migrations.RemoveIndex):
        before.add_index("made", "thing", BY_AGE)

    assert list(faults("made", [step], before)) == []


def test_what_is_built_beside_running_code_or_checked_later_is_fine(before):
    steps = [AddIndexConcurrently("Thing", BY_AGE), AddConstraintNotValid("Thing", POSITIVE)]

    assert list(faults("made", steps, before)) == []


def test_a_table_made_by_the_same_migration_may_have_anything(before):
    made = migrations.CreateModel("Other", [("id", models.AutoField(primary_key=True))])
    field = migrations.AddField("Other", "age", models.IntegerField())
    steps = [made, field, migrations.AddIndex("Other", BY_AGE)]

    assert list(faults("made", steps, before)) == []


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("alter table a drop column b;", TWO_STEPS),
        ("alter table a rename column b to c;", TWO_STEPS),
        ("alter table a rename b to c;", TWO_STEPS),
        ("alter table a add column b int not null;", TWO_STEPS),
        ("alter table a alter column b type text;", TWO_STEPS),
        ("create unique index b on a (c);", LOCKS),
        ("alter table a add constraint b check (c > 0);", LOCKS),
        ("do $$ begin execute 'drop table a'; end $$;", "cannot be judged"),
        ("drop function f();", TWO_STEPS),
    ],
)
def test_a_file_of_sql_is_read(before, tmp_path, text, why):
    [said] = faults("made", [file(tmp_path, text)], before)

    assert why in said


@pytest.mark.parametrize(
    "text",
    [
        "create table a (b int not null); create index c on a (b);",
        "alter table a add column b int not null default 0;",
        "alter table a add constraint b check (c > 0) not valid;",
        "-- drop table a\ncreate or replace function f() returns int language sql as"
        " $body$ select 1; $body$;",
        "drop policy p on a; create policy p on a using (true);",
    ],
)
def test_a_file_of_sql_that_running_code_can_live_with_is_not_blamed(before, tmp_path, text):
    assert list(faults("made", [file(tmp_path, text)], before)) == []


def test_every_migration_of_ours_was_looked_at_and_the_first_release_alone_is_excused(monkeypatch):
    assert migration_lint.breaking() == []

    monkeypatch.setattr(migration_lint, "FIRST_RELEASE", set())
    blamed = {said.partition(":")[0] for said in migration_lint.breaking()}

    assert "referrals.0002_walls" in blamed
