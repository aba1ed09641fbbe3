"""Nobody says no twice alone, nor ends help after three missed appointments: a manager looks first."""

import pytest
from django.db import DatabaseError
from django.urls import reverse

from schoolslink.access.models import Role
from schoolslink.access.tests.arrange import member, sign_in
from schoolslink.access.unit import acting
from schoolslink.kernel import clock, outbox
from schoolslink.kernel.calendar import add_working_days
from schoolslink.kernel.ids import new_id
from schoolslink.notices.models import Notice
from schoolslink.referrals.commands import second_look
from schoolslink.referrals.commands.decide import Answering, decide, step
from schoolslink.referrals.commands.missed import record_missed
from schoolslink.referrals.errors import NotPossible, NotYours
from schoolslink.referrals.models import Holding, Item, ItemEvent
from schoolslink.referrals.queries.second_look import looks_due, stands_with
from schoolslink.referrals.routing import ladder
from schoolslink.referrals.rules import Duty, Kind, Move, Side, State
from schoolslink.referrals.rules.reasons import Reason
from schoolslink.referrals.rules.second_look import Instead, Stands, missed_in_a_row
from schoolslink.referrals.tests.arrange import acting_as, sent
from schoolslink.referrals.tests.test_help_ends import END, helped
from schoolslink.referrals.tests.turns import text_of

pytestmark = pytest.mark.django_db
NO = Answering(Move.NOT_ACCEPT, reason="below_level", next_step="Talks with Ms Green.")


@pytest.mark.parametrize(
    ("moves", "found"),
    [
        ((), 0),
        ((Move.RECORD_MISSED, Move.SAY_WORSE, Move.RECORD_MISSED), 2),
        ((Move.RECORD_MISSED, Move.RECORD_MISSED, Move.RECORD_FIRST_CONTACT), 0),
        ((Move.START_HELP, *[Move.RECORD_MISSED] * 3), 3),
    ],
)
def test_only_what_was_missed_since_they_were_last_met_counts(moves, found):
    assert missed_in_a_row(moves) == found


def as_(world, who):
    return acting(acting_as(getattr(world, who)))


def version(item_id) -> int:
    return Item.objects.get(pk=item_id).version


def says_no(world, item_id, at, who="priya", answer=NO) -> None:
    with as_(world, who) as actor:
        decide(actor=actor, item_id=item_id, version=version(item_id), answer=answer, at=at)


@pytest.fixture
def refused(world, noon):
    """Return a request that was refused once, and came back."""
    item_id = sent(world, noon)
    says_no(world, item_id, noon)
    with as_(world, "nadia") as nadia:
        step(actor=nadia, item_id=item_id, move=Move.RETURN, version=3, words="Worse.", at=noon)
    return item_id


def asks(world, item_id, at, who="priya"):
    with as_(world, who) as actor:
        return second_look.ask_manager(
            actor=actor, item_id=item_id, version=version(item_id),
            reason=Reason.BELOW_LEVEL, at=at,
        )  # fmt: skip


def looks(world, look, at, instead=None, who="lena"):
    with as_(world, who) as actor:
        return second_look.judge(
            actor=actor, item_id=look, version=version(look), instead=instead, at=at
        )


def test_a_second_no_is_refused_by_the_rule_and_by_the_database(world, refused, noon, monkeypatch):
    with pytest.raises(NotPossible, match="said no to this child before"):
        says_no(world, refused, noon)

    monkeypatch.setattr("schoolslink.referrals.commands.decide.require_judged", lambda *a: None)
    with pytest.raises(DatabaseError, match="a manager looks at it first"):
        says_no(world, refused, noon)
    # A yes needs nobody.
    says_no(world, refused, noon, answer=Answering(Move.ACCEPT, level="getting_help", words="Yes."))


def test_a_named_manager_has_it_by_a_day_and_the_team_keeps_its_own(world, refused, noon):
    look = asks(world, refused, noon)

    with as_(world, "priya") as priya:
        held = Holding.objects.get(item_id=look, ended_at__isnull=True)
        own = Holding.objects.get(item_id=refused, ended_at__isnull=True)
        assert stands_with(refused)[0] is Stands.WAITS
        assert ladder(Item.objects.get(pk=look), Side.SERVICE, at=noon) == [world.lena.pk]
        with pytest.raises(Item.DoesNotExist):
            second_look.judge(actor=priya, item_id=look, version=1, instead=None, at=noon)
    assert (held.person_id, held.duty) == (world.lena.pk, Duty.JUDGE)
    assert held.due_on == add_working_days(clock.local_day(noon), 3)
    assert own.duty == Duty.DECIDE
    with pytest.raises(NotPossible):
        says_no(world, refused, noon)


def test_agreed_it_goes_with_that_reason_and_once(world, refused, noon, as_seed):
    look = asks(world, refused, noon)
    looks(world, look, noon)
    outbox.deliver_waiting()

    with as_seed():
        told = Notice.objects.filter(once_key=f"looked:{look}")
        assert [one.recipient_person_id for one in told] == [world.priya.pk]
    other = Answering(Move.NOT_ACCEPT, reason="age", next_step="Talks with Ms Green.")
    with pytest.raises(NotPossible, match="another reason"):
        says_no(world, refused, noon, answer=other)
    says_no(world, refused, noon)
    with as_(world, "nadia") as nadia:
        step(actor=nadia, item_id=refused, move=Move.RETURN, version=version(refused),
             words="Still.", at=noon)  # fmt: skip
    with as_(world, "priya"):
        assert stands_with(refused)[0] is Stands.ASK


def test_what_comes_first_is_read_by_the_team_and_no_more_no_is_possible(
    world, refused, noon, client
):
    looks(world, asks(world, refused, noon), noon, Instead.ASK_WHAT_IS_NEW)

    sign_in(client, world.priya)
    with clock.fixed(noon):
        page = client.get(reverse("referrals:record", args=[refused])).text
    assert "Ask whoever asked what is new since the last time" in text_of(page)
    assert f"/queue/{refused}/other-team" not in page
    assert f"/queue/{refused}/ask-manager" in page
    with pytest.raises(NotPossible):
        says_no(world, refused, noon)


def test_nobody_agrees_to_what_they_asked_for(world, refused, noon, as_seed, monkeypatch):
    with as_seed():
        member(world.priya, world.riverside, Role.SERVICE_MANAGER)
    look = asks(world, refused, noon)

    with pytest.raises(NotYours):
        looks(world, look, noon, who="priya")
    monkeypatch.setattr(second_look, "asked_by", lambda look: None)
    with pytest.raises(NotYours):
        looks(world, look, noon, who="priya")


def test_whoever_agreed_does_not_say_it_too(world, refused, noon, as_seed):
    with as_seed():
        member(world.lena, world.riverside, Role.TRIAGER)
    looks(world, asks(world, refused, noon), noon)

    with pytest.raises(DatabaseError, match="a manager looks at it first"):
        says_no(world, refused, noon, who="lena")


def test_without_a_manager_nobody_is_refused_twice(world, refused, noon, as_seed):
    with as_seed():
        world.lena.is_active = False
        world.lena.save()

    with pytest.raises(NotPossible, match="coordinator"):
        asks(world, refused, noon)


def test_another_answer_ends_the_look(world, refused, noon):
    look = asks(world, refused, noon)
    says_no(world, refused, noon, answer=Answering(Move.ACCEPT, level="getting_help", words="Yes."))

    outbox.deliver_waiting()

    with as_(world, "priya"):
        assert Item.objects.get(pk=look).state == State.CLOSED


def test_while_a_manager_looks_at_one_thing_another_look_is_refused_in_words(world, refused, noon):
    asks(world, refused, noon)
    yes = Answering(Move.ACCEPT, level="getting_help", words="Yes.")
    says_no(world, refused, noon, answer=yes)  # the look ends when a worker has heard of it
    with as_(world, "priya") as priya:
        for _ in range(3):
            record_missed(
                actor=priya, item_id=refused, version=version(refused), words="By letter.", at=noon
            )
        with pytest.raises(NotPossible, match="something else of this request still"):
            second_look.ask_before_end(
                actor=priya, item_id=refused, version=version(refused), at=noon
            )


def test_the_manager_reads_no_word_of_the_child_and_says_so_on_one_page(
    world, refused, noon, client, django_assert_max_num_queries
):
    look = asks(world, refused, noon)
    sign_in(client, world.lena)
    with clock.fixed(noon):
        with django_assert_max_num_queries(20):
            start = client.get(reverse("referrals:service")).text
        assert reverse("referrals:look", args=[look]) in start
        page = client.get(reverse("referrals:look", args=[look]))
        said = text_of(page.text)
        assert "Needs less than this team gives" in said
        assert "Priya Nair" in said
        assert "Ellie" not in said
        came = client.post(
            reverse("referrals:look", args=[look]),
            {"form_key": str(new_id()), "version": "1", "said": "agree"},
        )
    assert came.status_code == 302
    with as_(world, "priya"):
        assert stands_with(refused)[0] is Stands.AGREED
    sign_in(client, world.priya)
    assert client.get(reverse("referrals:look", args=[look])).status_code in (403, 404)


def test_after_three_missed_in_a_row_help_ends_only_when_a_manager_has_looked(
    world, noon, monkeypatch
):
    item_id = sent(world, noon, called="Ellie")
    helped(world, item_id, noon)
    for _ in range(3):
        with as_(world, "priya") as priya:
            record_missed(
                actor=priya, item_id=item_id, version=version(item_id), words="Tuesday.", at=noon
            )
    monkeypatch.setattr(
        "schoolslink.referrals.commands.decide.require_nothing_missed", lambda item: None
    )
    end = Answering(move=Move.DISCHARGE, **END)

    with pytest.raises(NotPossible, match="Three appointments in a row"):
        says_no(world, item_id, noon, answer=end)
    with as_(world, "lena") as lena:
        (look,) = looks_due(lena)
    assert look.reason == "third_missed"
    monkeypatch.setattr("schoolslink.referrals.commands.decide.require_judged", lambda *a: None)
    with pytest.raises(DatabaseError, match="a manager looks at it first"):
        says_no(world, item_id, noon, answer=end)

    looks(world, look.item_id, noon)
    with as_(world, "priya"):
        assert stands_with(item_id)[1] is Stands.AGREED
        assert ItemEvent.objects.filter(item_id=item_id, move=Move.ASK_MANAGER).count() == 1


def test_two_missed_and_a_meeting_ask_no_manager(world, noon):
    item_id = sent(world, noon)
    helped(world, item_id, noon)
    with as_(world, "priya") as priya:
        for move in (None, None, Move.RECORD_SECOND_CONTACT, None):
            if move is None:
                record_missed(actor=priya, item_id=item_id, version=version(item_id),
                              words="Tuesday.", at=noon)  # fmt: skip
            else:
                step(actor=priya, item_id=item_id, move=move, version=version(item_id), at=noon)
        assert stands_with(item_id)[1] is Stands.NOT_NEEDED


def test_met_again_nobody_looks_at_what_was_missed_before(world, noon):
    item_id = sent(world, noon)
    helped(world, item_id, noon)
    with as_(world, "priya") as priya:
        for _ in range(3):
            record_missed(actor=priya, item_id=item_id, version=version(item_id),
                          words="Tuesday.", at=noon)  # fmt: skip
        look = Item.objects.get(about_id=item_id, kind=Kind.SECOND_LOOK)
        assert look.state == State.TO_JUDGE
        step(actor=priya, item_id=item_id, move=Move.RECORD_SECOND_CONTACT,
             version=version(item_id), at=noon)  # fmt: skip

    outbox.deliver_waiting()

    with as_(world, "priya"):
        assert Item.objects.get(pk=look.pk).state == State.CLOSED
