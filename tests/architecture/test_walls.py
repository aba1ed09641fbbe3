"""Where children's rows lie: the walls of the database stand around every one of them."""

import pytest
from django.db import connection

from schoolslink.config.database.grants import GRANTS
from schoolslink.config.database.roles import Roles

# Columns that say whose child a row is about. A table that has one has a policy, or stands here.
ABOUT_A_CHILD = {"child_id", "item_id"}
WITHOUT_POLICY = {
    "access_familycode": "closed to the application; reached by doors that ask who may",
}


def rows(statement: str, *values: object) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)
        return cursor.fetchall()


@pytest.mark.django_db
def test_every_protected_table_holds_its_owner_to_its_policies_too() -> None:
    loose = rows(
        "select relname from pg_class where relnamespace = 'public'::regnamespace"
        " and relrowsecurity and not relforcerowsecurity"
    )

    assert loose == []


@pytest.mark.django_db
def test_every_protected_table_has_a_policy_for_the_application_and_for_its_owner() -> None:
    from django.conf import settings

    roles = Roles(settings.ENVIRONMENT.installation)
    found = {
        name: set(who or [])
        for name, who in rows(
            "select c.relname, array_agg(distinct r.rolname) from pg_class c"
            " left join pg_policy p on p.polrelid = c.oid"
            " left join pg_roles r on r.oid = any(p.polroles)"
            " where c.relnamespace = 'public'::regnamespace and c.relrowsecurity group by 1"
        )
    }

    assert len(found) > 20
    assert {name for name, who in found.items() if not {roles.app, roles.owner} <= who} == set()


@pytest.mark.django_db
def test_no_policy_is_for_everybody() -> None:
    assert rows("select polrelid::regclass, polname from pg_policy where 0 = any(polroles)") == []


@pytest.mark.django_db
def test_no_policy_lets_the_application_see_every_row() -> None:
    from django.conf import settings

    app = Roles(settings.ENVIRONMENT.installation).app

    assert (
        rows(
            "select polrelid::regclass, polname from pg_policy p join pg_roles r"
            " on r.oid = any(p.polroles) where r.rolname = %s"
            " and pg_get_expr(polqual, polrelid) = 'true'",
            app,
        )
        == []
    )


@pytest.mark.django_db
def test_every_table_about_a_child_has_a_policy() -> None:
    open_tables = {
        name
        for (name,) in rows(
            "select distinct c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid"
            " where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')"
            " and a.attname = any(%s) and not c.relrowsecurity",
            sorted(ABOUT_A_CHILD),
        )
    }

    assert open_tables == set(WITHOUT_POLICY)


@pytest.mark.django_db
def test_every_table_has_its_grants_and_no_grant_is_for_a_table_that_is_gone() -> None:
    tables = {
        name
        for (name,) in rows(
            "select relname from pg_class where relnamespace = 'public'::regnamespace"
            " and relkind in ('r', 'p') and relname not like 'procrastinate%'"
        )
    }

    assert tables == set(GRANTS)


@pytest.mark.django_db
def test_the_application_may_not_change_what_a_move_sets() -> None:
    for table in ("referrals_item", "referrals_itemevent", "referrals_holding"):
        assert "update" not in GRANTS[table].app
        assert "delete" not in GRANTS[table].app


@pytest.mark.django_db
def test_nobody_of_ours_passes_row_security_but_those_who_must() -> None:
    from django.conf import settings

    base = settings.ENVIRONMENT.installation
    passing = {
        name.removeprefix(f"{base}_")
        for (name,) in rows("select rolname from pg_roles where rolbypassrls or rolsuper")
        if name.startswith(f"{base}_")
    }

    assert passing == {"backup", "seed"}
