"""What the database alone gives to a family's valid identity, whatever statement asks for it."""

from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection, transaction

from schoolslink.access import identity
from schoolslink.access.actor import Actor
from schoolslink.access.family import open_page
from schoolslink.access.models import FamilyCode
from schoolslink.access.unit import acting
from schoolslink.referrals.commands.decide import add_service_note
from schoolslink.referrals.commands.family import choose, keep_own_words, make_sheets, say
from schoolslink.referrals.models import Answer, Item, SchoolNote
from schoolslink.referrals.queries import open_item
from schoolslink.referrals.queries.own import own_item
from schoolslink.referrals.rules.family.said import FamilySaid
from schoolslink.referrals.tests.arrange import acting_as, sent

pytestmark = pytest.mark.django_db

NOBODY_OF_THE_FAMILY = ("servicenote", "schoolnote", "clinicreference", "draft")
NO_CARER = (
    "answer", "advicerequest", "agreement", "decisionwords", "threadmessage",
)  # fmt: skip


@pytest.fixture
def families(world, noon, as_seed):
    """Ellie is 17 and decides; she and her mother have codes; every kind of word is there."""
    item_id = sent(world, noon, called="Ellie", birth_date="2009-01-10")
    with acting(acting_as(world.nadia)) as nadia:
        sheets = make_sheets(actor=nadia, item_id=item_id, at=noon)
    codes = {s.relationship: open_page(s.code, machine="192.0.2.7") for s in sheets}
    with as_seed():
        item = Item.objects.get(pk=item_id)
        SchoolNote(item=item, at=noon, written_by=world.nadia.pk).save(force_insert=True)
        if not Answer.objects.filter(item=item, block="voice").exists():
            Answer(item=item, block="voice").save(force_insert=True)
    with acting(acting_as(world.priya)) as priya:
        add_service_note(actor=priya, item_id=item_id, words="Ours alone.", at=noon)
    found = {
        who: Actor(
            kind="family", subject_id=code, child_id=item.child_id, item_id=item_id,
            relationship=who,
        )
        for who, code in codes.items()
    }  # fmt: skip
    with acting(found["self"]) as ellie:
        keep_own_words(actor=ellie, words="I like drawing.", at=noon)
        version = own_item(ellie).version
        say(actor=ellie, said=FamilySaid.ASKED, version=version, words="Mine.", at=noon)
    return found


def counted(actor: Actor, *tables: str, where: str = "true") -> dict[str, int]:
    found = {}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select set_config('schoolslink.token', %s, true)", [identity.mint(actor)])
        for table in tables:
            cursor.execute(f"select count(*) from referrals_{table} where {where}")  # noqa: S608
            (found[table],) = cursor.fetchone()
        cursor.execute("select set_config('schoolslink.token', '', true)")
    return found


def test_no_note_of_school_or_service_is_a_familys_to_read(families, as_seed):
    with as_seed(), connection.cursor() as cursor:
        cursor.execute("select count(*) from referrals_servicenote")
        assert cursor.fetchone() == (1,)

    for actor in families.values():
        assert counted(actor, *NOBODY_OF_THE_FAMILY) == dict.fromkeys(NOBODY_OF_THE_FAMILY, 0)


def test_no_carer_reads_the_words_of_the_request_nor_the_young_persons_own(families):
    mother, ellie = families["carer"], families["self"]

    assert counted(mother, *NO_CARER) == dict.fromkeys(NO_CARER, 0)
    assert counted(mother, "familymessage", "familypulse") == {"familymessage": 0, "familypulse": 0}
    assert counted(mother, "carer", where="relationship = 'self'") == {"carer": 0}
    assert counted(ellie, "answer", where="block = 'voice'") == {"answer": 1}
    assert counted(ellie, "familymessage") == {"familymessage": 1}
    assert counted(ellie, "carer") == {"carer": 1}


def test_a_carer_who_is_shut_out_is_given_no_row_at_all(families, noon):
    mother, ellie = families["carer"], families["self"]
    tables = ("item", "itemevent", "holding", "childidentity", "carer", "sharingchoice")
    before = counted(mother, *tables)
    with acting(ellie):
        choose(actor=ellie, whom="carer", may_be_told=False, at=datetime.now(UTC))

    assert all(before.values())
    assert counted(mother, *tables) == dict.fromkeys(tables, 0)
    assert all(counted(ellie, *tables).values())
    with acting(mother), connection.cursor() as cursor:
        cursor.execute("select access.may_see_log(%s)", [mother.child_id])
        assert cursor.fetchone() == (False,)


def test_who_looked_is_told_to_the_young_person_and_to_no_carer(families, world):
    with acting(acting_as(world.priya)) as priya:
        open_item(priya, families["self"].item_id)
    told = {}
    for whose, actor in families.items():
        with acting(actor), connection.cursor() as cursor:
            cursor.execute(
                "select access.may_see_log(%s), (select count(*) from audit.days_looked(%s, %s, 9)) > 0",
                [actor.child_id, actor.child_id, actor.item_id],
            )
            told[whose] = cursor.fetchone()

    assert told == {"self": (True, True), "carer": (False, False)}


def test_a_code_that_was_taken_back_is_given_no_row_at_all(families, noon, as_seed):
    with as_seed():
        FamilyCode.objects.update(revoked_at=noon)

    for actor in families.values():
        assert counted(actor, "item", "carer", "familymessage", "childidentity") == {
            "item": 0, "carer": 0, "familymessage": 0, "childidentity": 0,
        }  # fmt: skip


def test_a_carer_who_does_not_decide_chooses_for_nobody(families, noon):
    mother = families["carer"]
    statement = (
        "insert into referrals_sharingchoice (id, item_id, whom, may_be_told, chosen_by, own,"
        " at, risk_marked) values (gen_random_uuid(), %s, 'carer', true, %s, '', now(), false)"
    )

    for chosen_by in ("carer", "self"):
        with pytest.raises(DatabaseError, match="row-level security"), acting(mother):
            connection.cursor().execute(statement, [mother.item_id, chosen_by])


def test_a_key_is_given_to_those_alone_who_may_open_the_words(families, world, noon):
    mother, ellie = families["carer"], families["self"]
    may = {
        "carer": mother, "self": ellie, "job": Actor(kind="job", child_id=ellie.child_id),
        **{name: acting_as(getattr(world, name)) for name in ("nadia", "priya", "sam")},
    }  # fmt: skip
    may_not = {
        "job elsewhere": Actor(kind="job", child_id=mother.item_id),
        "system": Actor(kind="system"),
        **{name: acting_as(getattr(world, name)) for name in ("amira", "lena", "jo", "stranger")},
    }
    given = {name: keys_given(actor, ellie.child_id) for name, actor in (may | may_not).items()}
    with acting(ellie):
        choose(actor=ellie, whom="carer", may_be_told=False, at=datetime.now(UTC))

    assert given == dict.fromkeys(may, 1) | dict.fromkeys(may_not, 0)
    assert keys_given(mother, ellie.child_id) == 0


def keys_given(actor: Actor, child) -> int:
    with acting(actor), connection.cursor() as cursor:
        cursor.execute("select count(*) from keys.get(%s)", [[child]])
        (many,) = cursor.fetchone()
        return many
