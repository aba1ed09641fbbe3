"""Nobody, a forger and a thief get nothing from the database, and the service cannot widen its own rights."""

from schoolslink.checks import contexts, equivalence, loading, world


def test_nobody_sees_a_row_and_no_forbidden_statement_is_obeyed(ground):
    invented = world.invent(5, people=18, records=12, today=equivalence.real_today())
    loading.load(invented)

    found = contexts.examine(ground, invented)

    assert [table for table, there in found.rows_there.items() if not there] == []
    assert found.not_refused == []
    assert found.seen.pop("forged") == "error"
    assert set(found.seen.values()) == {0}
    assert found.holds is True
    assert found.refused == len(contexts.FORBIDDEN)


def test_a_statement_that_is_obeyed_is_found(ground):
    invented = world.invent(5, people=18, records=12, today=equivalence.real_today())
    loading.load(invented)
    ground.as_admin(f"grant update (state) on referrals_item to {_app()}")

    found = contexts.examine(ground, invented)

    assert found.not_refused == ["update referrals_item set state = 'closed'"]
    assert not found.holds


def _app() -> str:
    from django.conf import settings

    return settings.DATABASE_ROLES["app"]
