"""What a family said on its own page, and whether anybody writes over it: each tried as `app`, undone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import DatabaseError, connection, transaction

from schoolslink.checks import oracle
from schoolslink.checks.ground import show, standing_as, undone
from schoolslink.checks.oracle import Record, Row, Who
from schoolslink.checks.walls import actor_for, token_for
from schoolslink.checks.world import Invented
from schoolslink.checks.writing import Written

AGREEMENT, CHOICE = "referrals_agreement", "referrals_sharingchoice"
# Which of the family answered on their own page, as the database names them.
ANSWERED = {"nobody": "", "the child": "self", "a carer": "carer"}
THEIR_NO = (
    "insert into referrals_agreement (id, item_id, state, decided_by, at, own, risk_marked,"
    " competence, words) values (gen_random_uuid(), %(item)s, 'objected', %(decider)s, now(),"
    " %(own)s, false, '', '')"
)
THEIR_CHOICE = (
    "insert into referrals_sharingchoice (id, item_id, whom, may_be_told, chosen_by, at, own,"
    " risk_marked) values (gen_random_uuid(), %(item)s, 'school', false, %(own)s, now(), %(own)s,"
    " false)"
)
WRITES = {
    AGREEMENT: (
        "insert into referrals_agreement (id, item_id, state, decided_by, at, own, risk_marked,"
        " competence, words) values (gen_random_uuid(), %(item)s, %(state)s, %(decider)s, now(),"
        " %(own)s, false, '', '')"
    ),
    CHOICE: (
        "insert into referrals_sharingchoice (id, item_id, whom, may_be_told, chosen_by, at, own,"
        " risk_marked) values (gen_random_uuid(), %(item)s, 'school', true, %(by)s, now(), %(own)s,"
        " false)"
    ),
}


@dataclass(frozen=True)
class Try:
    """One row that somebody tries to write. in_their_name: as though the family had said so."""

    table: str
    said: str
    in_their_name: bool
    values: dict[str, str]


def _tries(record: Record) -> list[Try]:
    decider, own = ("competent", "self") if record.keeps_carers_out else ("carer", "carer")
    agreed = {"state": "agreed", "decider": decider, "own": ""}
    # A row that calls itself the family's is stamped as what it is: no more, and no less.
    return [
        Try(AGREEMENT, "yes", False, agreed),
        Try(AGREEMENT, "yes", False, agreed | {"own": own}),
        Try(AGREEMENT, "no answer yet", False, agreed | {"state": "waiting"}),
        Try(AGREEMENT, "no", True, agreed | {"state": "objected"}),
        Try(CHOICE, "chosen", False, {"by": decider, "own": ""}),
        Try(CHOICE, "chosen", False, {"by": decider, "own": own}),
        Try(CHOICE, "chosen", True, {"by": "self", "own": ""}),
    ]


def compare_own_words(invented: Invented) -> Written:
    """Let everybody else who may write down what a family said do so, before and after it spoke itself."""
    found, world = Written(), invented.world
    askers = [(who, token_for(who, actor_for(who))) for who in invented.askers()]
    for record in world.records.values():
        if record.kind != "referral":
            continue
        rows = {table: Row(table, record.id, record.id) for table in WRITES}
        theirs = [
            (who, token)
            for who, token in askers
            if who.kind != "family"  # they have a page of their own
            if any(oracle.may_add(world, who, row) for row in rows.values())
        ]
        for they_said in ANSWERED:
            for who, one, lets in _tried(record, they_said, theirs):
                may = oracle.may_write_down(
                    world, who, rows[one.table], one.said,
                    in_their_name=one.in_their_name, they_said=they_said,
                )  # fmt: skip
                found.judge(who, f"write down {one.said!r} in", rows[one.table], lets=lets, may=may)
    return found


def _tried(
    record: Record, they_said: str, askers: list[tuple[Who, str]]
) -> Iterator[tuple[Who, Try, bool]]:
    """Yield each try of each asker once this one of the family has answered, and whether it was let."""
    answered = []
    with undone():
        if own := ANSWERED[they_said]:
            decider = "competent" if record.keeps_carers_out else "carer"
            with standing_as("seed") as cursor:
                show(cursor, "")
                for statement in (THEIR_NO, THEIR_CHOICE):
                    cursor.execute(statement, {"item": record.id, "decider": decider, "own": own})
        for who, token in askers:
            for one in _tries(record):
                answered.append((who, one, _let(token, record, one)))
    yield from answered


def _let(token: str, record: Record, one: Try) -> bool:
    with undone():
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                show(cursor, token)
                cursor.execute(WRITES[one.table], {"item": record.id, **one.values})
        except DatabaseError:
            return False
    return True
