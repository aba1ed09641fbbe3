"""A wrong answer is put right where it stands: everything follows, what it was stays, nobody else may."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schoolslink.access import seal
from schoolslink.access.jobs import as_job
from schoolslink.access.unit import acting
from schoolslink.kernel import clock, outbox
from schoolslink.kernel.ids import new_id
from schoolslink.notices.models import Notice
from schoolslink.referrals.commands import growing, retention
from schoolslink.referrals.commands.answers import answers_kept, kept_of
from schoolslink.referrals.commands.moving import find, make_move
from schoolslink.referrals.commands.putting_right import Mend, put_right
from schoolslink.referrals.commands.request import send_request, start_request
from schoolslink.referrals.errors import ChangedMeanwhile, NotPossible, NotYours
from schoolslink.referrals.models import (
    Carer,
    FindingToken,
    Holding,
    Item,
    Likeness,
    PutRight,
    Referral,
    RetentionDue,
)
from schoolslink.referrals.rules import Kind, Move
from schoolslink.referrals.rules import putting_right as rules
from schoolslink.referrals.rules.request.fields import Mark
from schoolslink.referrals.tests.arrange import KNOWN, acting_as, begun, sent
from schoolslink.referrals.tests.asking_own import asked as asked_own
from schoolslink.referrals.tests.test_family_truth import family
from schoolslink.referrals.tests.test_retention import ended
from schoolslink.referrals.tests.test_typed_in import typed

pytestmark = pytest.mark.django_db
WHY = "Her mother showed us the passport."


@pytest.fixture
def noon():
    return clock.real_now()


def stands(actor, item_id) -> dict:
    """Return every answer of a request as it stands."""
    item = Item.objects.get(pk=item_id)
    seal.open_keys([item.child_id])
    return answers_kept(item, kept_of(item))


def puts_right(who, item_id, name, answer, at, *, why=WHY, seen=None, correction_id=None):
    """Put one answer right, as it stands now unless somebody saw another; return the row."""
    with acting(acting_as(who)) as actor:
        was = stands(actor, item_id).get(name, "") if seen is None else seen
        row_id = put_right(
            actor=actor, item_id=item_id, at=at, correction_id=correction_id,
            mend=Mend(name, rules.mark_of(was), answer, why),
        )  # fmt: skip
    outbox.deliver_waiting()
    with acting(acting_as(who)):
        return PutRight.objects.get(pk=row_id)


def tokens(who, item_id, kind="birth_date") -> set:
    with acting(acting_as(who)):
        rows = FindingToken.objects.filter(item_id=item_id, kind=kind)
        return {bytes(row.token) for row in rows}


def test_the_new_answer_stands_everywhere_and_the_old_one_beside_it(world, noon):
    item_id = sent(world, noon, postcode="OR1 1AA")

    row = puts_right(world.priya, item_id, "postcode", "OR2 2BB", noon)

    with acting(acting_as(world.nadia)) as nadia:
        assert stands(nadia, item_id)["postcode"] == "OR2 2BB"
        words = seal.texts(PutRight.objects.get(), row.child_id)
    assert (words["was"], words["now"]) == ("OR1 1AA", "OR2 2BB")
    assert words["why"] == WHY
    assert (row.by, row.by_name, row.side) == (world.priya.pk, "Priya Nair", "service")
    assert tokens(world.nadia, item_id, "postcode") == {seal.blind_token("postcode", "OR22BB")}


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    days=st.lists(
        st.dates(min_value=clock.local_day(clock.real_now()) - timedelta(days=17 * 365),
                 max_value=clock.local_day(clock.real_now()) - timedelta(days=6 * 365)),
        min_size=1, max_size=4,
    )
)  # fmt: skip
def test_whatever_birth_dates_are_put_right_the_last_is_found_by_and_all_are_kept(
    world, noon, as_seed, days
):
    with transaction.atomic():
        first = sent(world, noon)
        other = sent(
            world, noon, first_name="Ada", surname="Brown", birth_date=days[-1].isoformat()
        )
        told = [day.isoformat() for day in days]
        kept = ["2010-05-04"]
        for day in told:
            if day != kept[-1]:
                puts_right(world.priya, first, "birth_date", day, noon)
                kept.append(day)

        with acting(acting_as(world.priya)) as priya:
            rows = PutRight.objects.filter(item_id=first).order_by("id")
            said = [seal.texts(row, row.child_id) for row in rows]
            assert stands(priya, first)["birth_date"] == kept[-1]
        assert [one["was"] for one in said] == kept[:-1]
        assert [one["now"] for one in said] == kept[1:]
        assert tokens(world.priya, first) == {seal.blind_token("birth_date", kept[-1])}
        assert tokens(world.priya, first) & tokens(world.priya, other)
        transaction.set_rollback(True)


def test_duplicates_follow_a_birth_date_that_is_put_right(world, noon):
    first = sent(world, noon)
    second = sent(world, noon, birth_date="2012-11-30")
    with acting(acting_as(world.priya)):
        assert not Likeness.objects.exists()

    puts_right(world.priya, second, "birth_date", "2010-05-04", noon)

    with acting(acting_as(world.priya)):
        pair = Likeness.objects.get()
        assert {pair.item_id, pair.other_id} == {first, second}
    puts_right(world.priya, second, "birth_date", "2012-11-30", noon)
    with acting(acting_as(world.priya)):
        assert not Likeness.objects.exists()


def looks_at_age(item_id, child_id, at):
    with as_job(child_id=child_id, purpose="test") as job:
        growing.look_at_age(actor=job, request_id=item_id, at=at)


def test_the_age_window_is_looked_at_anew(world, noon, as_seed):
    """Born in 2012, as was said, they grow out of the team years from now; born earlier, this year."""
    item_id = sent(world, noon, birth_date="2012-05-04", called="Ellie")
    soon = clock.local_day(noon) + timedelta(days=60)
    with acting(acting_as(world.priya)):
        child = Item.objects.get(pk=item_id).child_id
    looks_at_age(item_id, child, noon)
    with acting(acting_as(world.priya)):
        assert not Item.objects.filter(about=item_id, kind=Kind.TRANSFER).exists()

    puts_right(
        world.priya, item_id, "birth_date", soon.replace(year=soon.year - 18).isoformat(), noon
    )

    with as_seed(), connection.cursor() as cursor:
        cursor.execute("select count(*) from referrals_agelook where item_id = %s", [item_id])
        assert cursor.fetchone() == (0,)  # so that tonight somebody looks
    looks_at_age(item_id, child, noon)
    with acting(acting_as(world.priya)):
        assert Item.objects.filter(about=item_id, kind=Kind.TRANSFER).exists()


def test_what_was_to_go_by_a_wrong_birth_date_is_worked_out_anew(world, noon, as_seed):
    """Twenty-two years after the end; born in 2004 the record is kept until 2029 and may not go yet."""
    item_id = sent(world, noon, called="Ellie", birth_date="1990-01-10")
    _, child, _ = ended(as_seed, item_id, years=22)

    def look():
        with as_job(child_id=child, purpose="test") as job:
            retention.look(actor=job, child_id=child, at=noon)
        with as_seed():
            return set(
                RetentionDue.objects.filter(child_id=child, part="all").values_list(
                    "rule", flat=True
                )
            )

    assert look()
    puts_right(world.nadia, item_id, "birth_date", "2004-01-10", noon)
    with as_seed():
        assert not RetentionDue.objects.filter(child_id=child).exists()  # nor what was agreed by it
    assert look() == set()


def test_who_the_child_is_changes_on_each_of_their_requests(world, noon):
    first = sent(world, noon)
    with acting(acting_as(world.nadia)) as nadia:
        request, side = find(nadia, first)
        make_move(
            actor=nadia, item=request, side=side, move=Move.WITHDRAW, version=request.version,
            at=noon, words="Not needed.",
        )  # fmt: skip
        again = start_request(
            actor=nadia, school_id=world.northgate.pk, form_key=new_id(), at=noon, answers=KNOWN,
            gate={"danger_now": False}, again_id=first,
        )  # fmt: skip
        send_request(actor=nadia, item_id=again, version=1, at=noon)
    outbox.deliver_waiting()

    puts_right(world.priya, again, "birth_date", "2011-04-05", noon)
    puts_right(world.priya, again, "carer_phone", "01632 960 111", noon)

    with acting(acting_as(world.priya)) as priya:
        assert stands(priya, first)["birth_date"] == "2011-04-05"
        assert "carer_phone" not in stands(priya, first)  # was so then, and is no fact of the child
        assert PutRight.objects.filter(item_id=first).count() == 1


@pytest.mark.parametrize(
    ("was", "now", "decider"),
    [(15, 17, "presumed"), (15, 14, "carer"), (17, 15, "presumed"), (15, 18, "adult")],
)
def test_whose_decision_it_is_follows_an_age_of_sixteen_and_no_younger_one(
    world, noon, was, now, decider
):
    """Who was found to decide for themselves is not put under a carer again by a typed date."""

    def born(years):
        return (clock.local_day(noon) - timedelta(days=round(365.25 * years) + 40)).isoformat()

    item_id = sent(world, noon, birth_date=born(was), called="Ellie")
    puts_right(world.priya, item_id, "birth_date", born(now), noon)

    with acting(acting_as(world.priya)):
        assert Referral.objects.get(item_id=item_id).decided_by == decider


def test_by_what_a_count_splits_follows_on_the_day_of_asking(world, noon):
    """Eleven a month after the day of asking, so ten on it, whenever that is put right."""
    asked_on = clock.local_day(noon)
    seventeen = asked_on - timedelta(days=round(365.25 * 17) + 40)
    item_id = sent(world, noon, birth_date=seventeen.isoformat(), send="support")
    later = noon + timedelta(days=60)

    def split() -> tuple[str, str]:
        with acting(acting_as(world.priya)):
            found = Referral.objects.get(item_id=item_id)
        return found.age_band, found.sen

    assert split() == ("16_to_17", "support")
    soon_eleven = asked_on - timedelta(days=round(365.25 * 11) - 30)
    puts_right(world.priya, item_id, "birth_date", soon_eleven.isoformat(), later)
    assert split() == ("5_to_10", "support")
    puts_right(world.nadia, item_id, "send", "plan", later)
    assert split() == ("5_to_10", "plan")
    puts_right(world.nadia, item_id, "send", Mark.NOT_KNOWN.value, later)
    assert split() == ("5_to_10", "")


def test_the_language_of_the_queue_follows(world, noon):
    item_id = sent(world, noon, language="English")
    puts_right(world.priya, item_id, "language", "Urdu", noon)
    puts_right(world.priya, item_id, "interpreter", "yes", noon)

    with acting(acting_as(world.priya)):
        item = Item.objects.get(pk=item_id)
        held = Holding.objects.get(item_id=item_id, ended_at__isnull=True)
    assert (item.language, item.interpreter) == ("ur", True)
    assert (held.language, held.interpreter) == ("ur", True)


def test_a_name_put_right_keeps_the_page_and_another_persons_name_closes_it(world, noon):
    item_id = sent(world, noon)
    them = family(world, item_id, noon)
    puts_right(world.priya, item_id, "carer_name", "Helina W.", noon)
    with acting(acting_as(world.priya)):
        kept = Carer.objects.get(item_id=item_id, whose="carer", replaced=False)
        assert kept.family_code_id == them["carer"].subject_id

    puts_right(world.priya, item_id, "carer_name", "Robert Stone", noon)

    with acting(acting_as(world.priya)):
        now = Carer.objects.get(item_id=item_id, whose="carer", replaced=False)
        assert now.family_code_id is None
        assert Carer.objects.get(pk=kept.pk).replaced


def test_a_school_puts_its_own_slip_right_and_the_team_hears(world, noon, as_seed):
    item_id = sent(world, noon)

    row = puts_right(world.nadia, item_id, "concern", "He has stopped coming to lessons.", noon)

    assert row.side == "school"
    with as_seed():
        told = Notice.objects.filter(kind="referrals.answer_put_right", about_id=item_id)
        assert list(told.values_list("recipient_person_id", flat=True)) == [world.priya.pk]


def test_the_team_writes_no_words_of_the_schools_anew(world, noon):
    item_id = sent(world, noon)
    with pytest.raises(NotYours):
        puts_right(world.priya, item_id, "concern", "Something else.", noon)
    for name in (
        "risk_self_harm",
        "carer_agrees",
        "worry",
        "carer_pr",
        "not_to_contact",
        "no_such",
    ):
        with pytest.raises(NotYours):
            puts_right(world.nadia, item_id, name, "yes", noon)


def test_words_that_the_team_typed_in_it_may_put_right_and_a_familys_own_nobody(
    world, open_door, noon, as_seed
):
    by_phone = typed(world, world.priya, noon)
    puts_right(world.priya, by_phone, "concern", "She rang, and was calm.", noon)
    own = asked_own(open_door, noon, as_seed).item_id

    with pytest.raises(NotYours):
        puts_right(world.priya, own, "concern", "Something else.", noon)
    puts_right(world.priya, own, "birth_date", "2011-04-05", noon)
    with acting(acting_as(world.priya)) as priya:
        assert stands(priya, own)["birth_date"] == "2011-04-05"


def test_a_school_that_reads_an_own_request_puts_nothing_of_it_right(
    world, open_door, noon, as_seed
):
    own = asked_own(open_door, noon, as_seed, school_hears="yes").item_id
    outbox.deliver_waiting()
    with acting(acting_as(world.nadia)):
        assert Item.objects.filter(pk=own).exists()

    with pytest.raises(NotYours):
        puts_right(world.nadia, own, "birth_date", "2011-04-05", noon)


def test_who_has_nothing_to_do_with_it_finds_nothing(world, noon):
    item_id = sent(world, noon)
    for who in (world.stranger, world.amira):
        with pytest.raises(Item.DoesNotExist):
            puts_right(who, item_id, "birth_date", "2011-04-05", noon, seen="2010-05-04")
    for who in (world.lena, world.jo):
        with pytest.raises(NotYours):
            puts_right(who, item_id, "birth_date", "2011-04-05", noon, seen="2010-05-04")


def test_of_two_at_once_the_second_is_told_and_nothing_is_lost(world, noon):
    item_id = sent(world, noon)
    puts_right(world.priya, item_id, "birth_date", "2011-04-05", noon)

    with pytest.raises(ChangedMeanwhile):
        puts_right(world.sam, item_id, "birth_date", "2011-04-06", noon, seen="2010-05-04")

    with acting(acting_as(world.priya)) as priya:
        assert stands(priya, item_id)["birth_date"] == "2011-04-05"


@pytest.mark.parametrize(
    ("name", "answer", "why", "says_so"),
    [
        ("birth_date", "2010-05-04", WHY, "stands there already"),
        ("birth_date", "2011-04-05", "  ", "Say why"),
        ("first_name", "__not_known__", WHY, "cannot be left empty"),
        ("address", "", WHY, "say that it is not known"),
        ("no_letters_home", "no", WHY, "nothing may be sent home"),
    ],
)
def test_what_cannot_stand_is_said_beside_it(world, noon, name, answer, why, says_so):
    item_id = sent(world, noon, no_letters_home="yes")
    with pytest.raises(NotPossible, match=says_so):
        puts_right(world.priya, item_id, name, answer, noon, why=why)


def test_what_is_not_sent_yet_is_changed_on_its_own_pages(world, noon):
    with pytest.raises(NotYours):
        puts_right(world.nadia, begun(world, noon), "birth_date", "2011-04-05", noon)


def test_no_letters_home_is_only_made_safer(world, noon):
    item_id = sent(world, noon, no_letters_home="no")
    puts_right(world.priya, item_id, "no_letters_home", "yes", noon)
    with pytest.raises(NotPossible):
        puts_right(world.priya, item_id, "no_letters_home", "no", noon)
