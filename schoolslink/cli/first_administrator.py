"""Lets the first person in: an invitation that nobody inside could have made yet."""

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    import psycopg

    from schoolslink.cli.place import Place

GOOD_FOR = timedelta(days=7)
PROGRAMME = "The programme"


class AlreadyIn(Exception):
    """There is an administrator already; people are invited on the pages now."""

    def __str__(self) -> str:
        return str(self.__doc__)


def invite(here: "Place", name: str, email: str) -> str:
    """Return the link by which the first administrator comes in, into the role of operator.

    Written as the database's administrator. Raises AlreadyIn once somebody has come in: from then on
    people are invited on the pages. An earlier link that was not used is withdrawn.
    """
    import psycopg

    from schoolslink.access import links  # type: ignore[attr-defined]
    from schoolslink.access.roles import Role
    from schoolslink.kernel import clock, ids

    now, invitation = clock.now(), ids.new_id()
    hashed = links.hashed(links.token(invitation))
    with psycopg.connect(here.installation.owner_url()) as connection:
        known = connection.execute(
            "select 1 from access_membership where role = %s", [Role.OPERATOR.value]
        ).fetchone()
        if known:
            raise AlreadyIn
        connection.execute(
            "update access_invitation set withdrawn_at = %s"
            " where role = %s and used_at is null and withdrawn_at is null",
            [now, Role.OPERATOR.value],
        )
        connection.execute(
            "insert into access_invitation"
            " (id, purpose, email, name, organisation_id, role, token_hash, made_at, expires_at)"
            " values (%s, 'join', %s, %s, %s, %s, %s, %s, %s)",
            [
                invitation,
                email.lower(),
                name,
                _programme(connection),
                Role.OPERATOR.value,
                hashed,
                now,
                now + GOOD_FOR,
            ],
        )
    return str(links.address(invitation, hashed))


def _programme(connection: "psycopg.Connection") -> UUID:
    """Return the organisation that runs the programme; make it the first time."""
    from schoolslink.kernel import ids

    row = connection.execute(
        "select id from access_organisation where kind = 'programme' order by id"
    ).fetchone()
    if row:
        return UUID(str(row[0]))
    made = ids.new_id()
    connection.execute(
        "insert into access_organisation (id, kind, name) values (%s, 'programme', %s)",
        [made, PROGRAMME],
    )
    return made
