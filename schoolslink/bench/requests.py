"""Any number of open requests, made by COPY as the arranger of invented worlds; the triggers are real.

Each service has a thousand open things, a named contact and twenty-five schools, so that ten
thousand and a million differ in how many there are and not in what one team has.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

import psycopg
from django.conf import settings
from django.db.models import JSONField, Model
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.types.json import Jsonb

from schoolslink.access import seal
from schoolslink.access.actor import Actor
from schoolslink.access.models import Membership, Organisation, Person
from schoolslink.access.roles import Role
from schoolslink.access.unit import acting, current
from schoolslink.config.database import roles
from schoolslink.directory.models import (
    Area,
    HealthcareService,
    Link,
    NamedContact,
    School,
    SharingAgreement,
    SharingParty,
)
from schoolslink.kernel import clock
from schoolslink.kernel.calendar import add_working_days
from schoolslink.kernel.ids import new_id
from schoolslink.referrals.models import (
    Answer,
    ChildIdentity,
    Item,
    ItemEvent,
    Referral,
    YoungPerson,
)

EACH = 1_000  # open things at one service
SCHOOLS = 25
LONG_AGO = datetime(2020, 9, 1, tzinfo=UTC).date()
FIRST = ["Ellie", "Tom", "Zofia", "Amir", "Łucja", "Sami", "Grace", "Noah"]
LAST = ["Ward", "Bell", "Nowak", "Khan", "Evans", "Okafor", "Singh", "O'Neill"]


@dataclass(frozen=True)
class Team:
    """One service with its contact and the lead of its first school; a coordinator looks after its area."""

    area_id: UUID
    service_id: UUID
    contact_id: UUID
    lead_id: UUID
    school_ids: tuple[UUID, ...]


@dataclass(frozen=True)
class Made:
    """One open thing to be made."""

    item_id: UUID
    child_id: UUID
    school_id: UUID
    team: Team
    reference: str
    is_advice: bool
    risk: bool
    language: str
    asked_back: bool
    asked_at: datetime
    due_days: int


def rows_into(cursor: psycopg.Cursor, model: type[Model], rows: Iterable[dict[str, Any]]) -> None:
    """Copy rows of a model, with its defaults for what is not said."""
    fields = list(model._meta.concrete_fields)
    words = sql.SQL("copy {} ({}) from stdin").format(
        sql.Identifier(model._meta.db_table),
        sql.SQL(", ").join(sql.Identifier(field.column) for field in fields),
    )
    with cursor.copy(words) as copy:
        for row in rows:
            copy.write_row([_value(field, row) for field in fields])


def _value(field: Any, row: dict[str, Any]) -> Any:
    value = row[field.attname] if field.attname in row else field.get_default()
    return Jsonb(value) if isinstance(field, JSONField) and value is not None else value


class Builder:
    """Makes services with their requests, in a database that is marked as invented."""

    def __init__(self, admin: str, base: str, seed: int = 1, each: int = EACH):
        self.admin, self.base, self.random = admin, base, Random(seed)  # noqa: S311 (a world)
        self.each = each
        self.teams: list[Team] = []
        self.made = 0

    def grow_to(self, wanted: int, tell: Callable[[str], None]) -> None:
        """Add services until there are at least this many open things."""
        while self.made < wanted:
            size = min(20, -(-(wanted - self.made) // self.each))
            teams = [self._team() for _ in range(size)]
            things = [thing for team in teams for thing in self._things(team)]
            with psycopg.connect(self.admin) as connection:
                self._write(connection, things)
            self.teams += teams
            self.made += len(things)
            if self.made % 100_000 == 0:
                tell(f"{self.made:,} open requests ...")
        with psycopg.connect(self.admin, autocommit=True) as connection:
            connection.execute("vacuum analyze")

    @property
    def database(self) -> str:
        """Return the name of the database that is being filled."""
        return str(conninfo_to_dict(self.admin)["dbname"])

    def copy_to(self, name: str) -> None:
        """Copy the world as it is into another database, and go on there."""
        self.drop(name)
        with self._server() as server:
            server.execute(
                sql.SQL("create database {} template {}").format(
                    sql.Identifier(name), sql.Identifier(self.database)
                )
            )
            roles.grant_database(server, self.base, name, synthetic=True)
        self.admin = make_conninfo(self.admin, dbname=name)

    def drop(self, name: str) -> None:
        """Drop a copy, if it is there."""
        with self._server() as server:
            server.execute(
                sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name))
            )

    def _server(self) -> psycopg.Connection:
        return psycopg.connect(self.admin, dbname="postgres", autocommit=True)

    def as_seed(self, connection: psycopg.Connection) -> psycopg.Cursor:
        """Return a cursor of the arranger of invented worlds."""
        cursor = connection.cursor()
        cursor.execute(sql.SQL("set role {}").format(sql.Identifier(f"{self.base}_seed")))
        return cursor

    def _team(self) -> Team:
        number = len(self.teams) * 1_000 + self.random.randrange(1_000)
        area, service = new_id(), new_id()
        schools = tuple(new_id() for _ in range(SCHOOLS))
        contact, lead, coordinator, paper = new_id(), new_id(), new_id(), new_id()
        named = [(area, "area", f"Area {number}"), (service, "service", f"Service {number}")]
        named += [(s, "school", f"School {number}-{n}") for n, s in enumerate(schools)]
        people = [(contact, "Priya Nair"), (lead, "Amira Khan"), (coordinator, "Jo Marsh")]
        nhs = new_id()
        with psycopg.connect(self.admin) as connection:
            cursor = self.as_seed(connection)
            rows_into(cursor, Organisation, [{"id": i, "kind": k, "name": n} for i, k, n in named])
            rows_into(
                cursor,
                Person,
                [
                    {"id": i, "name": n, "email": f"{i}@example.invalid", "password": ""}
                    for i, n in people
                ],
            )
            since = clock.real_now().date() - timedelta(days=2)
            roles = [
                (contact, service, Role.CAMHS_CONTACT), (lead, schools[0], Role.SCHOOL_LEAD),
                (coordinator, area, Role.AREA_COORDINATOR),
            ]  # fmt: skip
            rows_into(
                cursor,
                Membership,
                [{"person_id": p, "organisation_id": o, "role": r.value, "from_on": since}
                 for p, o, r in roles],
            )  # fmt: skip
            rows_into(cursor, Area, [{"organisation_id": area, "from_on": LONG_AGO}])
            rows_into(
                cursor,
                HealthcareService,
                [{"organisation_id": service, "area_id": area, "pool_manager_id": contact,
                      "from_on": LONG_AGO}],
            )  # fmt: skip
            rows_into(
                cursor,
                NamedContact,
                [{"id": nhs, "side": "nhs", "position": "contact", "organisation_id": service,
                      "person_id": contact, "name": "Priya Nair", "from_on": LONG_AGO}],
            )  # fmt: skip
            first_urn = 100_000 + len(self.teams) * SCHOOLS + self._urns()
            rows_into(
                cursor,
                School,
                [{"organisation_id": s, "urn": first_urn + n, "phase": "primary", "status": "open",
                      "sort_key": f"school {number} {n:03}"} for n, s in enumerate(schools)],
            )  # fmt: skip
            rows_into(
                cursor,
                Link,
                [{"school_id": s, "service_id": service, "nhs_contact_id": nhs, "linked_from": LONG_AGO}
                 for s in schools],
            )  # fmt: skip
            rows_into(
                cursor,
                SharingAgreement,
                [{"id": paper, "name": f"Agreement {number}", "purpose": "care", "from_on": LONG_AGO,
                      "area_id": area}],
            )  # fmt: skip
            rows_into(
                cursor,
                SharingParty,
                [{"agreement_id": paper, "organisation_id": o, "signed_on": LONG_AGO}
                 for o in (service, *schools)],
            )  # fmt: skip
        return Team(area, service, contact, lead, schools)

    def _urns(self) -> int:
        self.urns = getattr(self, "urns", 0) + SCHOOLS
        return self.urns

    def _things(self, team: Team) -> Iterator[Made]:
        now = clock.real_now()
        for _number in range(self.each):
            dice = self.random.random
            advice = dice() < 0.2
            item_id = new_id()
            yield Made(
                item_id=item_id,
                child_id=new_id(),
                school_id=self.random.choice(team.school_ids),
                team=team,
                reference=f"{'QU' if advice else 'SL'}-{item_id.hex[-12:]}",
                is_advice=advice,
                risk=not advice and dice() < 0.08,
                language="pl" if dice() < 0.1 else "en",
                asked_back=dice() < 0.2,
                asked_at=now - timedelta(minutes=self.random.randrange(60, 40_000)),
                due_days=self.random.randrange(-1, 8),
            )

    def _write(self, connection: psycopg.Connection, things: list[Made]) -> None:
        children, keys, identities, answers = self._sealed(things)
        with connection.cursor() as cursor:
            cursor.execute(sql.SQL("set role {}").format(sql.Identifier(f"{self.base}_owner")))
            with cursor.copy("copy keys.child_key (subject, wrapped, master_kid) from stdin") as c:
                for row in keys:
                    c.write_row(row)
            cursor.execute("reset role")
        cursor = self.as_seed(connection)
        rows_into(cursor, YoungPerson, children)
        rows_into(cursor, Item, map(_item, things))
        rows_into(cursor, ItemEvent, map(_first_move, things))
        rows_into(
            cursor,
            Referral,
            ({"item_id": t.item_id, "intended_service_id": t.team.service_id}
             for t in things if not t.is_advice),
        )  # fmt: skip
        rows_into(cursor, ChildIdentity, identities)
        rows_into(cursor, Answer, answers)
        rows_into(cursor, ItemEvent, (_asked_back(t) for t in things if t.asked_back))

    def _sealed(self, things: list[Made]) -> tuple[list, list, list, list]:
        """Return children, their keys, and what is sealed about them, as the application seals it."""
        kid, master = settings.RINGS["CHILD_MASTER_KEY"].current
        children, keys, identities, answers = [], [], [], []
        said = json.dumps({"risk_suicide_thoughts": "yes"})
        with acting(Actor(kind="system", purpose="bench")):
            for thing in things:
                key = self.random.randbytes(32)
                current().keys[thing.child_id] = key
                keys.append((thing.child_id, seal.wrap(master, thing.child_id, key), kid))
                children.append({"id": thing.child_id, "made_at": thing.asked_at})
                if thing.is_advice:
                    continue
                identity = ChildIdentity(item_id=thing.item_id)
                seal.fill(
                    identity,
                    thing.child_id,
                    first_name=self.random.choice(FIRST),
                    surname=self.random.choice(LAST),
                )
                identities.append(_values(identity))
                if thing.risk:
                    answer = Answer(item_id=thing.item_id, block="risk")
                    seal.fill(answer, thing.child_id, words=said)
                    answers.append(_values(answer))
        return children, keys, identities, answers


def _values(row: Model) -> dict[str, Any]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def _item(thing: Made) -> dict[str, Any]:
    # Already where its first move brings it: otherwise each would move through every table in vain.
    return {
        "id": thing.item_id,
        "kind": "advice" if thing.is_advice else "referral",
        "reference": thing.reference,
        "child_id": thing.child_id,
        "school_id": thing.school_id,
        "team_id": thing.team.service_id,
        "service_id": thing.team.service_id,
        "area_id": thing.team.area_id,
        "risk_marked": thing.risk,
        "opened_at": thing.asked_at,
        "state": "new",
    }


def _first_move(thing: Made) -> dict[str, Any]:
    return {
        "item_id": thing.item_id,
        "move": "ask" if thing.is_advice else "submit",
        "version_seen": 0,
        "at": thing.asked_at,
        "actor_kind": "person",
        "actor_id": thing.team.lead_id,
        "side": "school",
        "holder_person_id": thing.team.contact_id,
        "holder_pool_id": thing.team.service_id,
        "holder_side": "service",
        "duty": "answer" if thing.is_advice else "look",
        "due_on": _due(thing),
        "set_risk": thing.risk,
        "set_language": thing.language,
        "set_interpreter": thing.language != "en",
        "to_team_id": thing.team.service_id,
        "to_service_id": thing.team.service_id,
    }


def _asked_back(thing: Made) -> dict[str, Any]:
    return _first_move(thing) | {
        "move": "ask_back" if thing.is_advice else "ask_more",
        "version_seen": 1,
        "side": "service",
        "holder_person_id": thing.team.lead_id,
        "holder_pool_id": thing.school_id,
        "holder_side": "school",
        "duty": "reply" if thing.is_advice else "give_more",
        "to_team_id": None,
        "to_service_id": None,
    }


def _due(thing: Made) -> Any:
    return add_working_days(clock.real_now().date(), 1) + timedelta(days=thing.due_days)
