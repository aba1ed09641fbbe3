"""Whoever writes SQL as the application with somebody's valid identity moves what they may, and no more."""

from dataclasses import astuple
from itertools import product
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction

from schoolslink.access import identity
from schoolslink.access.actor import Actor
from schoolslink.access.models import FamilyCode, Role
from schoolslink.access.tests.arrange import member, organisation, person
from schoolslink.access.unit import acting
from schoolslink.kernel.ids import new_id
from schoolslink.referrals import permissions
from schoolslink.referrals.models import Carer, Item, Referral
from schoolslink.referrals.move_rights import move_rights
from schoolslink.referrals.rules import Move, Side
from schoolslink.referrals.rules.family.said import BY_WHOEVER_DECIDES
from schoolslink.referrals.tests.arrange import acting_as, asked

pytestmark = pytest.mark.django_db

INSERT = """
insert into referrals_itemevent (id, item_id, move, version_seen, at, actor_kind, actor_id, side,
  reason, from_state, to_state, holder_pool_id, holder_side, duty, due_on, risk_marked, to_team_id)
values (%(id)s, %(item)s, %(move)s, 1, now(), 'person', %(forged)s, %(side)s, '', '', '',
  %(pool)s, 'service', 'look', current_date, false, %(team)s)
"""
REFUSED = {"SL403", "42501"}


@pytest.fixture
def item(world, noon, as_seed) -> Item:
    """A question of Amira's; it is marked, so that the safeguarding lead is concerned too."""
    item_id = asked(world, noon, new_id())
    with as_seed():
        Item.objects.update(risk_marked=True)
        return Item.objects.get(pk=item_id)


def family(
    item: Item, relationship: str, *, of: UUID | None = None, right: str = "yes", **more
) -> Actor:
    code = FamilyCode.objects.create(
        child_id=item.child_id, item_id=of or item.pk, relationship=relationship,
        code_hash=new_id().bytes, made_at=item.opened_at, made_by_id=item.opened_by_id, **more,
    )  # fmt: skip
    Carer.objects.create(
        item=item, relationship=relationship, family_code_id=code.pk, parental_responsibility=right
    )
    return Actor(
        kind="family", subject_id=code.pk, child_id=item.child_id, item_id=item.pk,
        relationship=relationship,
    )  # fmt: skip


def everybody(world, item) -> dict[str, Actor]:
    """Return who might try; call as the seed role."""
    names = "amira nadia priya sam lena jo stranger".split()
    who = {name: acting_as(getattr(world, name)) for name in names}
    for name, role, place in (
        ("referrer", Role.SCHOOL_REFERRER, world.hillside),
        ("safeguarding", Role.SAFEGUARDING_LEAD, world.hillside),
        ("worker", Role.SUPPORT_TEAM_WORKER, world.riverside),
        ("national", Role.NATIONAL_TEAM, world.area),
    ):
        somebody = person(name)
        member(somebody, place, role)
        who[name] = acting_as(somebody)
    return who | {
        "young person": family(item, "self"),
        "carer": family(item, "carer"),
        "job": Actor(kind="job", child_id=item.child_id),
        "job that sends on": Actor(kind="job", child_id=item.child_id, purpose=permissions.SENDING),
        "job elsewhere": Actor(kind="job", child_id=new_id()),
        "job of the school": Actor(kind="job", subject_id=item.school_id),
    }


def tried(actor: Actor | None, item: Item, move: Move, side: Side, *, team=None, pool=None) -> str:
    """Insert an event as the application; return what the database said, "" for nothing."""
    values = {
        "id": new_id(), "item": item.pk, "move": move.value, "side": side.value,
        "forged": new_id(), "pool": pool or item.team_id, "team": team,
    }  # fmt: skip
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            token = identity.mint(actor) if actor else ""
            cursor.execute("select set_config('schoolslink.token', %s, true)", [token])
            try:
                cursor.execute(INSERT, values)
            finally:
                transaction.set_rollback(True)
    except DatabaseError as error:
        return error.__cause__.sqlstate
    return ""


def test_the_database_keeps_the_same_rights_as_the_rules():
    with connection.cursor() as cursor:
        cursor.execute("select role, relationship, move, side, reroutes from referrals_move_right")
        kept = sorted(cursor.fetchall())

    assert kept == [astuple(right) for right in move_rights()]
    assert len(kept) > 100


def test_the_database_lets_move_whom_the_rules_let_move(world, item, as_seed):
    with as_seed():
        who = everybody(world, item)
        young = who["young person"]
    differing, allowed = [], 0
    for (name, actor), move, side in product(who.items(), Move, Side):
        lets = permissions.may_move(actor, item, move, side)
        if actor is young and move in BY_WHOEVER_DECIDES:
            lets = False  # it is the carer who decides here
        if side is Side.FAMILY and move is Move.WITHDRAW:
            lets = False  # a risk is marked
        allowed += lets
        if (tried(actor, item, move, side) not in REFUSED) != lets:
            differing.append((name, move, side, lets))

    assert differing == []
    assert allowed > 60


def test_a_coordinator_hands_over_and_makes_no_other_move(world, item):
    jo = acting_as(world.jo)

    assert tried(jo, item, Move.REASSIGN, Side.SERVICE) == ""
    assert tried(jo, item, Move.ANSWER, Side.SERVICE) == "SL403"
    assert tried(jo, item, Move.WITHDRAW, Side.SCHOOL) == "SL403"


@pytest.mark.parametrize("who", ["amira", "priya", "lena", "jo"])
def test_nobody_gives_what_was_asked_to_a_team_elsewhere(world, item, who):
    actor, elsewhere = acting_as(getattr(world, who)), world.northgate.pk

    assert tried(actor, item, Move.REASSIGN, Side.SERVICE, team=elsewhere) == "SL403"


def test_nobody_gives_it_to_a_pool_that_is_not_its_own(world, item, as_seed):
    with as_seed():
        elsewhere = organisation("service", "Elsewhere CAMHS")
    jo, system = acting_as(world.jo), Actor(kind="job", child_id=item.child_id)

    def held_by(pool, actor=jo, side=Side.SERVICE) -> str:
        return tried(actor, item, Move.REASSIGN, side, pool=pool.pk)

    assert (held_by(world.riverside), held_by(elsewhere)) == ("", "SL403")
    assert held_by(world.hillside) == "SL403"  # its own school, which is not on the service's side
    assert held_by(world.riverside, system, Side.SYSTEM) == ""
    assert held_by(elsewhere, system, Side.SYSTEM) == "SL403"


def test_a_code_that_was_taken_back_or_opens_another_request_moves_nothing(world, item, as_seed):
    with as_seed():
        gone = family(item, "self", revoked_at=item.opened_at)
        other = family(item, "self", of=new_id())

    assert tried(gone, item, Move.WITHDRAW, Side.FAMILY) in REFUSED
    assert tried(other, item, Move.WITHDRAW, Side.FAMILY) in REFUSED


@pytest.mark.parametrize("move", sorted(BY_WHOEVER_DECIDES))
@pytest.mark.parametrize(
    ("decider", "may"),
    [("carer", "carer"), ("competent", "young person"), ("presumed", "young person")],
)
def test_only_who_decides_takes_it_back_or_sends_it_back(world, item, as_seed, decider, may, move):
    with as_seed():
        Item.objects.update(risk_marked=False)
        Referral.objects.create(
            item=item, intended_service_id=world.riverside.pk, decided_by=decider
        )
        who = everybody(world, item)

    let = [
        name
        for name in ("carer", "young person")
        if tried(who[name], item, move, Side.FAMILY) not in REFUSED
    ]

    assert let == [may]


@pytest.mark.parametrize(("right", "refused"), [("yes", False), ("no", True), ("not_known", True)])
def test_a_carer_withdraws_only_with_parental_responsibility(world, item, as_seed, right, refused):
    with as_seed():
        Item.objects.update(risk_marked=False)
        Referral.objects.create(
            item=item, intended_service_id=world.riverside.pk, decided_by="carer"
        )
        carer = family(item, "carer", right=right)

    assert (tried(carer, item, Move.WITHDRAW, Side.FAMILY) in REFUSED) is refused


@pytest.mark.parametrize(
    ("risk", "other", "refused"),
    [(False, "no", False), (True, "no", True), (False, "yes", True), (True, "yes", True)],
)
def test_no_carer_ends_alone_what_a_risk_is_marked_on_or_another_decides_too(
    world, item, as_seed, risk, other, refused
):
    with as_seed():
        Item.objects.update(risk_marked=risk)
        carer = family(item, "carer")
        family(item, "carer", right=other)

    assert (tried(carer, item, Move.WITHDRAW, Side.FAMILY) in REFUSED) is refused
    assert tried(carer, item, Move.ASK_TO_STOP, Side.FAMILY) not in REFUSED


def test_a_carer_gives_themselves_no_right(world, item, as_seed):
    with as_seed():
        carer = family(item, "carer", right="no")

    with pytest.raises(DatabaseError, match="not theirs to say"), acting(carer):
        Carer.objects.filter(item=item).update(parental_responsibility="yes")


def test_an_event_names_who_made_it_whatever_was_written(world, item):
    with connection.cursor() as cursor:
        token = identity.mint(acting_as(world.jo))
        cursor.execute("select set_config('schoolslink.token', %s, true)", [token])
        values = {
            "id": new_id(), "item": item.pk, "move": "reassign", "side": "service",
            "forged": world.amira.pk, "pool": item.team_id, "team": None,
        }  # fmt: skip
        cursor.execute(INSERT + " returning actor_id", values)
        (actor_id,) = cursor.fetchone()

    assert actor_id == world.jo.pk


def test_nobody_at_all_and_the_system_move_nothing(world, item):
    assert tried(None, item, Move.REASSIGN, Side.SERVICE) in REFUSED
    assert tried(Actor(kind="system"), item, Move.REASSIGN, Side.SYSTEM) in REFUSED
