"""Each of the family who may hear and has an address of their own is written to; nobody else ever is."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schoolslink.access.jobs import as_job
from schoolslink.access.unit import acting
from schoolslink.kernel import clock, outbox
from schoolslink.notices.models import Notice
from schoolslink.referrals.commands import correcting
from schoolslink.referrals.commands.complaining import answer, complain
from schoolslink.referrals.commands.contact_bars import bar_contact
from schoolslink.referrals.commands.decide import Answering, decide
from schoolslink.referrals.jobs import family_reach
from schoolslink.referrals.models import Carer, Complaint, Item
from schoolslink.referrals.queries.own import own_page
from schoolslink.referrals.rules import Kind, Move
from schoolslink.referrals.rules.not_to_contact import Asked, Way
from schoolslink.referrals.rules.rights import Corrected
from schoolslink.referrals.tests.arrange import acting_as, sent
from schoolslink.referrals.tests.asking_own import asked
from schoolslink.referrals.tests.test_correction import says
from schoolslink.referrals.tests.test_family_truth import family
from schoolslink.referrals.tests.test_putting_right import puts_right

pytestmark = pytest.mark.django_db
ELLIE, HALINA, MAREK = (f"{name}@example.invalid" for name in ("ellie", "halina", "marek"))
ADDRESSES = {
    "young_person_email": ELLIE, "carer_email": HALINA, "second_carer_email": MAREK,
    "second_carer_name": "Marek W.", "second_carer_pr": "yes",
}  # fmt: skip


@pytest.fixture
def noon():
    return clock.real_now()


def reached(as_seed, item_id) -> dict[str, str]:
    """Return at which address each of the family is written to now, as the job that writes finds it."""
    with as_seed():
        child_id = Item.objects.get(pk=item_id).child_id
    with as_job(child_id=child_id, purpose="test"):
        rows = Carer.objects.filter(item_id=item_id, replaced=False)
        found = {row.whose: family_reach(row.pk) for row in rows}
    return {whose: reach.email for whose, reach in found.items() if reach}


def told(as_seed, kind) -> set:
    with as_seed():
        rows = Notice.objects.filter(kind=kind)
        return {
            Carer.objects.get(pk=row.recipient_contact_id).whose
            for row in rows
            if row.recipient_contact_id
        }


def yes(world, item_id, noon):
    with acting(acting_as(world.priya)) as priya:
        decide(
            actor=priya, item_id=item_id, version=Item.objects.get(pk=item_id).version, at=noon,
            answer=Answering(Move.ACCEPT, level="getting_help"),
        )  # fmt: skip
    outbox.deliver_waiting()


def test_each_is_written_to_at_their_own_address(world, noon, as_seed):
    item_id = sent(world, noon, birth_date="2009-01-10", **ADDRESSES)

    assert reached(as_seed, item_id) == {"child": ELLIE, "carer": HALINA, "second_carer": MAREK}
    yes(world, item_id, noon)
    assert told(as_seed, "referrals.family_news") == {"child", "carer", "second_carer"}


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    given_addresses=st.sets(st.sampled_from(sorted(ADDRESSES))),
    tell_home=st.booleans(),
    young=st.booleans(),
)
def test_no_mail_ever_goes_where_it_was_not_said_or_may_not(
    world, noon, as_seed, given_addresses, tell_home, young
):
    """Whatever addresses were given: each has their own or none, and home hears only what it may."""
    said = {name: ADDRESSES[name] for name in given_addresses}
    said |= {"birth_date": "2014-01-10" if young else "2009-01-10"}
    said |= {} if tell_home or young else {"carer_agrees": "not_asked", "tell": ["young_person"]}
    item_id = sent(world, noon, **said)

    found = reached(as_seed, item_id)

    own = {
        "child": "young_person_email",
        "carer": "carer_email",
        "second_carer": "second_carer_email",
    }
    assert all(found[whose] == said[own[whose]] for whose in found)
    if not (tell_home or young):
        assert not {"carer", "second_carer"} & found.keys()


def test_a_barred_way_or_person_gets_nothing(world, noon, as_seed):
    item_id = sent(world, noon, birth_date="2009-01-10", **ADDRESSES)
    with acting(acting_as(world.nadia)) as nadia:
        halina = Carer.objects.get(item_id=item_id, whose="carer")
        bar_contact(
            actor=nadia, item_id=item_id, member_id=halina.pk, ways=[Way.EMAIL], why="Shared.",
            asked_by=Asked.YOUNG_PERSON, since_on=clock.local_day(noon), at=noon,
        )  # fmt: skip

    assert reached(as_seed, item_id) == {"child": ELLIE, "second_carer": MAREK}
    yes(world, item_id, noon)
    assert told(as_seed, "referrals.family_news") == {"child", "second_carer"}


def test_who_asked_by_themselves_hears_and_nobody_at_home(world, open_door, noon, as_seed):
    who = asked(open_door, noon, as_seed, young_person_email=ELLIE, home_hears="no")
    puts_right(world.priya, who.item_id, "carer_name", "Halina W.", noon)
    puts_right(world.priya, who.item_id, "carer_email", HALINA, noon)

    assert reached(as_seed, who.item_id) == {"child": ELLIE}
    yes(world, who.item_id, noon)
    assert told(as_seed, "referrals.family_news") == {"child"}


def test_a_carer_who_asked_by_themselves_hears(world, open_door, noon, as_seed):
    who = asked(
        open_door, noon, as_seed, "carer", carer_name="Halina W.", carer_email=HALINA,
        carer_pr="yes", birth_date="2014-05-04",
    )  # fmt: skip

    yes(world, who.item_id, noon)

    assert told(as_seed, "referrals.family_news") == {"carer"}


def test_what_they_asked_by_right_and_complained_of_is_answered_by_mail_too(world, noon, as_seed):
    item_id = sent(world, noon, called="Ellie", birth_date="2009-01-10", young_person_email=ELLIE)
    them = family(world, item_id, noon)
    says(them["self"], noon)
    with acting(acting_as(world.priya)) as priya:
        one = Item.objects.get(about=item_id, kind=Kind.CORRECTION)
        correcting.answer_correction(
            actor=priya, item_id=one.pk, version=one.version, outcome=Corrected.NOTE,
            words="Beside it.", at=noon,
        )  # fmt: skip
    outbox.deliver_waiting()
    assert told(as_seed, "referrals.family_answered") == {"child"}

    with acting(them["self"]) as ellie:
        own = own_page(ellie)
        complain(
            actor=ellie, item=own.item, member=own.member, at=noon, not_to=[], what="He laughed.",
            wish="A word.", reach="",
        )  # fmt: skip
    outbox.deliver_waiting()
    with as_seed():
        Notice.objects.all().delete()
    with acting(acting_as(world.lena)) as lena:
        answer(actor=lena, complaint_id=Complaint.objects.get().pk, words="Sorry.", at=noon)
    outbox.deliver_waiting()
    assert told(as_seed, "referrals.family_answered") == {"child"}


def test_an_address_put_right_is_written_to_from_then_on_and_one_taken_away_no_more(
    world, noon, as_seed
):
    item_id = sent(world, noon, carer_email="old@example.invalid")
    puts_right(world.priya, item_id, "carer_email", HALINA, noon)
    assert reached(as_seed, item_id)["carer"] == HALINA

    puts_right(world.priya, item_id, "carer_email", "__not_known__", noon)
    assert "carer" not in reached(as_seed, item_id)
