"""What was kept long enough: listed, agreed to by name, held by name, erased with a certificate."""

import json
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from schoolslink.access import seal
from schoolslink.access.jobs import as_job, as_system
from schoolslink.access.tests.arrange import sign_in
from schoolslink.access.unit import acting
from schoolslink.kernel import clock
from schoolslink.kernel.ids import new_id
from schoolslink.referrals import certificates
from schoolslink.referrals.commands import erasing, retention
from schoolslink.referrals.jobs.retention import look_round
from schoolslink.referrals.models import Item, ItemEvent, RetentionDue, RetentionHold, SchoolNote
from schoolslink.referrals.queries.retention import kept_long, listed
from schoolslink.referrals.rules.retention import (
    End,
    Hold,
    Lift,
    Part,
    Rule,
    ends,
    first_after,
)
from schoolslink.referrals.tests.arrange import acting_as, sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def noon():
    return clock.real_now()


@pytest.mark.parametrize(
    ("born", "last", "rule", "on"),
    [
        # the longer of two: twenty years after the last contact, or a birthday
        (date(2010, 5, 4), date(2024, 7, 9), Rule.AFTER_CONTACT, date(2044, 8, 1)),
        (date(2021, 5, 4), date(2025, 7, 9), Rule.BIRTHDAY_25, date(2046, 6, 1)),
        (date(2020, 2, 29), date(2024, 7, 1), Rule.BIRTHDAY_25, date(2045, 3, 1)),
        # nobody knows when they were born: perhaps on that very day
        (None, date(2024, 7, 9), Rule.BIRTHDAY_25, date(2049, 8, 1)),
        # a birth date after the last contact is a slip, and no reason to keep it longer
        (date(2033, 1, 1), date(2024, 7, 9), Rule.BIRTHDAY_25, date(2049, 8, 1)),
    ],
)
def test_the_longer_period_holds_and_no_day_tells_a_birthday(born, last, rule, on) -> None:
    assert ends(born, last)[0] == End(Part.ALL, rule, on)
    assert ends(born, last)[1].on.day == 1


def test_over_thirty_years_nothing_goes_too_early_and_nothing_stays_a_month_too_long() -> None:
    """Every class, aged year by year, against the periods counted anew in plain days."""
    wrong = 0
    for born in (date(1990, 1, 31), date(2000, 2, 29), date(2005, 12, 1), date(2012, 9, 15)):
        for age in range(4, 25):
            last = date(born.year + age, 6, 30)
            years = 26 if (last.month, last.day) >= (born.month, born.day) and age == 17 else 25
            if age == 18 and (last.month, last.day) < (born.month, born.day):
                years = 26
            born_day = (born.month, born.day) if (born.month, born.day) != (2, 29) else (2, 28)
            longest = max(date(born.year + years, *born_day), date(last.year + 20, 6, 30))
            on = ends(born, last)[0].on
            wrong += not longest <= on <= longest + timedelta(days=32)
    assert wrong == 0
    assert first_after(date(2026, 12, 2)) == date(2027, 1, 1)


@pytest.fixture
def old(world, noon, as_seed):
    """Ellie's request ended twenty-two years ago; return its id, its child's, and its number."""
    item_id = sent(world, noon, called="Ellie", birth_date="1990-01-10")
    return ended(as_seed, item_id, years=22)


def ended(as_seed, item_id, *, years):
    """Let what was asked have ended so many years ago, as the database would have it by then."""
    day = clock.local_day(clock.real_now()) - timedelta(days=round(365.25 * years))
    with as_seed(), connection.cursor() as cursor:
        cursor.execute(
            "update referrals_holding set ended_at = now() where item_id = %s and ended_at is null;"
            "update referrals_item set closed_on = %s, closed_at = %s, state = 'withdrawn' where id = %s",
            [item_id, day, day, item_id],
        )
        item = Item.objects.get(pk=item_id)
    return item.pk, item.child_id, item.reference


def agreed(world, at) -> None:
    for who in (world.lena, world.nadia):
        with acting(acting_as(who)) as actor:
            for one in kept_long(actor):
                retention.agree(actor=actor, due_id=one.id, at=at)


def erase(at):
    return erasing.erase_agreed(ordered_by="Olu Operator", at=at)


def by_hand(child_id, at) -> None:
    """Ask the database itself, as somebody who passes every check of ours by."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "select access.erase_child(%s, %s, 'all', 'after_contact', 's', 'x', %s)",
            [new_id(), child_id, at],
        )


def anywhere(child_id, item_id) -> set[str]:
    """Return the tables in which anything of the child is left."""
    found = set()
    with connection.cursor() as cursor:
        cursor.execute(
            "select n.nspname || '.' || c.relname from pg_class c join pg_namespace n"
            " on n.oid = c.relnamespace where c.relkind = 'r'"
            " and n.nspname in ('public', 'access', 'keys', 'audit')"
            " and has_table_privilege(c.oid, 'select')"
        )
        for (table,) in cursor.fetchall():
            cursor.execute(
                f"select 1 from {table} t where to_jsonb(t)::text ~ %s limit 1",  # noqa: S608
                [f"{child_id}|{item_id}"],
            )
            if cursor.fetchone():
                found.add(table)
    return found


@pytest.fixture
def shelf(tmp_path, monkeypatch):
    """Let the certificates be written to a folder of the test's own."""
    place = tmp_path / "erasures.jsonl"
    monkeypatch.setattr(certificates, "file", lambda: place)
    return place


def test_what_is_due_is_listed_and_nothing_happens_to_it_by_night(world, old, noon, as_seed):
    item_id, _child_id, reference = old
    sent(world, noon, called="Still here")

    assert look_round(noon) == 0

    with as_system("retention") as _system:
        found = listed()
    assert [(row["reference"], row["part"], row["rule"]) for row in found] == [
        (reference, "all", "after_contact")
    ]
    assert not found[0]["agreed"]
    assert not found[0]["held"]
    with as_seed():
        assert Item.objects.filter(pk=item_id).exists()
        assert RetentionDue.objects.get().due_on.day == 1


def test_what_was_agreed_to_goes_whole_and_leaves_a_certificate(world, old, noon, as_seed, shelf):
    item_id, child_id, _reference = old
    with as_seed(), connection.cursor() as cursor:
        cursor.execute("select wrapped from keys.child_key where subject = %s", [child_id])
        assert cursor.fetchone()
    look_round(noon)
    assert erase(noon).waiting == 1
    agreed(world, noon)

    done = erase(noon)

    assert done.refused == {}
    (line,) = done.certificates
    assert line["ordered_by"] == "Olu Operator"
    assert line["agreed_by"] == [str(world.lena.pk)]
    assert line["rule"] == "after_contact"
    assert line["counts"]["referrals_childidentity"] == 1
    assert line["counts"]["keys.child_key"] == 1
    assert "Ellie" not in json.dumps(line)
    assert certificates.read(shelf) == [line]
    with as_seed():
        left = anywhere(child_id, item_id)
    # What was done and read stays known, by numbers; nothing of what it was.
    assert left <= {
        "public.referrals_erasure",
        "public.kernel_outboxmessage", "public.procrastinate_jobs", "public.kernel_savedform",
    }  # fmt: skip
    with as_job(child_id=child_id, purpose="test"), pytest.raises(seal.NoKey):
        seal.seal(child_id, "t", "c", child_id, "x")


@pytest.mark.parametrize("stands", ["open", "held", "young", "unagreed"])
def test_the_database_refuses_whatever_anybody_computed(world, old, noon, as_seed, stands, shelf):
    item_id, child_id, reference = old
    look_round(noon)
    if stands != "unagreed":
        agreed(world, noon)
    if stands == "held":
        with acting(acting_as(world.lena)) as lena:
            retention.hold(
                actor=lena, reference=reference, reason=Hold.INQUIRY,
                review_on=clock.local_day(noon) + timedelta(days=90), at=noon,
            )  # fmt: skip
    if stands == "open":
        with as_seed(), connection.cursor() as cursor:
            cursor.execute(
                "update referrals_item set closed_on = null, closed_at = null where id = %s",
                [item_id],
            )
            cursor.execute(
                "update referrals_holding set ended_at = null where id = (select id from"
                " referrals_holding where item_id = %s order by began_at desc, id desc limit 1)",
                [item_id],
            )
    if stands == "young":
        ended(as_seed, item_id, years=19)
    code = {"open": "open", "held": "holds", "young": "long enough", "unagreed": "everybody"}

    with as_system(erasing.PURPOSE), pytest.raises(DatabaseError, match=code[stands]):
        by_hand(child_id, noon)
    if stands == "held":
        assert erase(noon).waiting == 1
    with as_seed():
        assert Item.objects.filter(pk=item_id).exists()


def test_nobody_erases_but_by_order_and_history_is_not_deleted_otherwise(world, old, noon, as_seed):
    item_id, child_id, _ = old
    for within in (
        as_system("anything"), acting(acting_as(world.lena)), as_job(child_id=child_id, purpose="x")
    ):  # fmt: skip
        with within, pytest.raises(DatabaseError, match="by order"):
            by_hand(child_id, noon)
    with as_seed(), pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        ItemEvent.objects.filter(item_id=item_id)._raw_delete("default")


def test_a_hold_is_lifted_by_name_and_with_a_reason_and_only_where_one_answers(
    world, old, noon, as_seed
):
    _item, _child, reference = old
    soon = clock.local_day(noon) + timedelta(days=90)
    with acting(acting_as(world.amira)) as amira, pytest.raises(retention.NotARecordOfYours):
        retention.hold(actor=amira, reference=reference, reason=Hold.COURT, review_on=soon, at=noon)
    with acting(acting_as(world.nadia)) as nadia:
        with pytest.raises(retention.ReviewInThePast):
            retention.hold(
                actor=nadia, reference=reference, reason=Hold.COURT,
                review_on=clock.local_day(noon), at=noon,
            )  # fmt: skip
        kept = retention.hold(
            actor=nadia, reference=reference, reason=Hold.COURT, review_on=soon, at=noon
        )
    with acting(acting_as(world.amira)) as amira, pytest.raises(RetentionHold.DoesNotExist):
        retention.lift(actor=amira, hold_id=kept, why=Lift.OVER, at=noon)
    with acting(acting_as(world.lena)) as lena:
        retention.lift(actor=lena, hold_id=kept, why=Lift.OVER, at=noon)
        with pytest.raises(DatabaseError, match="lifted already"), transaction.atomic():
            RetentionHold.objects.filter(pk=kept).update(lifted_at=None)
    with as_seed():
        row = RetentionHold.objects.get(pk=kept)
    assert (row.set_by, row.lifted_by, row.lifted_why) == (world.nadia.pk, world.lena.pk, "over")


def test_what_is_asked_anew_takes_back_what_was_agreed(world, old, noon, as_seed, shelf):
    item_id, _child_id, _ = old
    look_round(noon)
    agreed(world, noon)
    ended(as_seed, item_id, years=21)

    look_round(noon)

    with as_seed():
        assert RetentionDue.objects.get().agreed_at is None
    assert erase(noon).certificates == []


def test_a_schools_own_notes_end_by_their_own_rule_and_the_record_stays(
    world, noon, as_seed, shelf
):
    item_id = sent(world, noon, called="Ellie", birth_date="1990-01-10")
    with as_seed():
        SchoolNote.objects.create(item_id=item_id, at=noon, written_by=world.nadia.pk)
    item_id, child_id, reference = ended(as_seed, item_id, years=10)
    look_round(noon)
    with as_system("retention"):
        assert [(row["reference"], row["part"]) for row in listed()] == [(reference, "school")]
    with acting(acting_as(world.lena)) as lena:
        assert kept_long(lena) == []
    agreed(world, noon)

    (line,) = erase(noon).certificates

    assert (line["part"], line["rule"]) == ("school", "school_25")
    assert line["agreed_by"] == [str(world.nadia.pk)]
    assert line["counts"]["referrals_schoolnote"] == 1
    with as_seed():
        assert Item.objects.filter(pk=item_id).exists()
        assert not SchoolNote.objects.filter(item_id=item_id).exists()
        assert not RetentionDue.objects.exists()
    with as_job(child_id=child_id, purpose="test"):
        assert seal.seal(child_id, "t", "c", child_id, "x")


def test_the_page_agrees_holds_and_lifts(world, old, noon, client, as_seed):
    _item, _child, reference = old
    look_round(noon)
    with clock.fixed(noon):
        sign_in(client, world.lena)
        first = client.get(reverse("referrals:service")).content.decode()
        assert reverse("referrals:retention") in first
        page = client.get(reverse("referrals:retention")).content.decode()
        assert reference in page
        assert "20 years after the last contact" in page
        assert "Ellie" not in page
        with as_seed():
            due = RetentionDue.objects.get()
        soon = (clock.local_day(noon) + timedelta(days=90)).isoformat()
        said = {"reference": reference.lower(), "reason": "inquiry", "review_on": soon}
        shown = client.post(
            reverse("referrals:retention"), said | {"form_key": str(new_id())}, follow=True
        ).content.decode()
        assert "An inquiry has asked" in shown
        with as_seed():
            kept = RetentionHold.objects.get()
        asked = client.post(
            reverse("referrals:hold-lift", args=[kept.pk]), {"form_key": str(new_id())}
        )
        assert "Choose why it ends" in asked.content.decode()
        client.post(
            reverse("referrals:hold-lift", args=[kept.pk]),
            {"why": "over", "form_key": str(new_id())},
        )
        client.post(
            reverse("referrals:retention-agree", args=[due.pk]), {"form_key": str(new_id())}
        )
        with as_seed():
            assert RetentionDue.objects.get().agreed_by == world.lena.pk
            assert RetentionHold.objects.get().lifted_by == world.lena.pk
        sign_in(client, world.nadia)
        other = client.get(reverse("referrals:retention")).content.decode()
        assert reference not in other
        again = client.post(
            reverse("referrals:retention-agree", args=[due.pk]), {"form_key": str(new_id())}
        )
        assert again.status_code == 404
