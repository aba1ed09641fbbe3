"""Something held is wrong: a holder and a month, put right, noted beside it, or left with a reason; told."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from schoolslink.access.jobs import as_job
from schoolslink.access.policy import Group
from schoolslink.access.tests.arrange import sign_in
from schoolslink.access.unit import acting
from schoolslink.kernel import clock, outbox
from schoolslink.kernel.calendar import add_working_days
from schoolslink.kernel.ids import new_id
from schoolslink.referrals.commands import correcting
from schoolslink.referrals.commands.beside import end_beside
from schoolslink.referrals.commands.moving import find, make_move
from schoolslink.referrals.errors import ChangedMeanwhile, NotPossible
from schoolslink.referrals.models import Carer, Holding, Item, ItemEvent, RightAsked
from schoolslink.referrals.queries import open_for_team
from schoolslink.referrals.queries.correcting import correction_of, own_corrections
from schoolslink.referrals.queries.everything import everything
from schoolslink.referrals.queries.own import own_page
from schoolslink.referrals.reconciler.every import BY_NAME
from schoolslink.referrals.rules import Kind, Move, Side, State
from schoolslink.referrals.rules.rights import Corrected, month_due
from schoolslink.referrals.tests.arrange import acting_as, sent
from schoolslink.referrals.tests.test_copy import ellie_asks, fresh, manager, sign_in_family
from schoolslink.referrals.tests.test_family_truth import family
from schoolslink.referrals.tests.turns import text_of

pytestmark = pytest.mark.django_db
WRONG, SHOULD_BE = "It says that I live with my dad.", "I live with my gran."


@pytest.fixture
def noon():
    return clock.real_now()


@pytest.fixture
def said(world, noon):
    """Let Ellie, 17, say that something is wrong; return her request, what stands for it, her family."""
    item_id = sent(world, noon, called="Ellie", birth_date="2009-01-10")
    them = family(world, item_id, noon)
    says(them["self"], noon)
    with acting(acting_as(world.priya)):
        stands = Item.objects.get(about=item_id, kind=Kind.CORRECTION)
    return item_id, stands, them


def says(who, noon, wrong=WRONG, should_be=SHOULD_BE):
    with acting(who) as asking:
        own = own_page(asking)
        right_id = correcting.ask_correction(
            actor=asking, item=own.item, member=own.member, wrong=wrong, should_be=should_be,
            asked_on=clock.local_day(noon), at=noon,
        )  # fmt: skip
    outbox.deliver_waiting()
    return right_id


def answers(who, stands, outcome, words, noon, version=None):
    with acting(fresh(who)) as actor:
        version = Item.objects.get(pk=stands.pk).version if version is None else version
        correcting.answer_correction(
            actor=actor, item_id=stands.pk, version=version, outcome=outcome, words=words, at=noon,
            elsewhere="Our own record" if outcome is Corrected.PUT_RIGHT else "",
        )  # fmt: skip
    outbox.deliver_waiting()


@pytest.fixture
def beside_others(as_seed):
    """Return the reconciler's own question: what stands beside another child, or at another team."""

    def ask() -> set:
        with as_seed(), connection.cursor() as cursor:
            cursor.execute(BY_NAME["beside_another_child"].sql)
            return {row[0] for row in cursor.fetchall()}

    return ask


def test_it_stands_with_whoever_has_the_request_for_one_month(world, said, noon, beside_others):
    item_id, stands, _ = said

    with acting(acting_as(world.priya)):
        request = Holding.objects.get(item=item_id, ended_at__isnull=True)
        holding = Holding.objects.get(item=stands, ended_at__isnull=True)
    assert (stands.state, stands.school_id) == (State.CORRECTION_ASKED, None)
    assert (holding.person_id, holding.pool_id) == (request.person_id, request.pool_id)
    assert holding.due_on == month_due(clock.local_day(noon), add_working_days)
    assert beside_others() == set()


def test_a_copy_that_stands_is_no_fault_of_the_record(world, noon, beside_others):
    ellie_asks(world, noon)

    assert beside_others() == set()


def test_it_outlives_the_request(world, said, noon):
    item_id, stands, _ = said
    with acting(acting_as(world.nadia)) as nadia:
        request, side = find(nadia, item_id)
        make_move(
            actor=nadia, item=request, side=side, move=Move.WITHDRAW, version=request.version,
            at=noon, words="Not needed.",
        )  # fmt: skip
    outbox.deliver_waiting()
    with as_job(child_id=stands.child_id, purpose="test") as job:
        end_beside(actor=job, request_id=item_id, at=noon)
        assert Item.objects.get(pk=stands.pk).closed_at is None

    answers(world.priya, stands, Corrected.PUT_RIGHT, "We changed where you live.", noon)

    with acting(acting_as(world.priya)):
        right = RightAsked.objects.get(stands=stands)
    assert (right.item_id, right.outcome) == (stands.pk, "put_right")


def test_its_team_still_opens_it_where_the_request_ended_long_ago(world, said, noon, as_seed):
    item_id, stands, them = said
    with as_seed():
        Holding.objects.filter(item=item_id).update(ended_at=noon)
        long_ago = clock.local_day(noon) - timedelta(days=200)
        Item.objects.filter(pk=item_id).update(
            state="closed", closed_at=noon - timedelta(days=200), closed_on=long_ago
        )

    with acting(fresh(world.priya)) as priya:
        assert Group.NARRATIVE not in open_for_team(priya, item_id).opened.groups
        assert correction_of(priya, stands.pk).said.wrong == WRONG
    answers(world.priya, stands, Corrected.AS_IT_IS, "Your gran told us so herself.", noon)

    with acting(them["self"]) as ellie:
        (own,) = own_corrections(own_page(ellie))
    assert (own.outcome, own.answer) == (Corrected.AS_IT_IS, "Your gran told us so herself.")


def test_a_note_stands_beside_the_record_from_then_on(world, said, client, noon):
    item_id, stands, _ = said
    sign_in(client, world.priya)
    before = text_of(client.get(f"/queue/{item_id}").content.decode())

    answers(world.priya, stands, Corrected.NOTE, "The school wrote it. Yours stands there.", noon)

    page = text_of(client.get(f"/queue/{item_id}").content.decode())
    copy = client.get(f"/queue/{item_id}/copy.txt").content.decode()
    assert WRONG not in before
    assert WRONG in page
    assert SHOULD_BE in page
    assert SHOULD_BE in copy
    sign_in(client, world.nadia)
    at_school = text_of(client.get(f"/asked/{item_id}").content.decode())
    assert "Request for help" in at_school
    assert SHOULD_BE not in at_school  # no school reads what a family wrote to the team


def test_what_was_put_right_leaves_no_note(world, said, client, noon):
    item_id, stands, _ = said
    sign_in(client, world.priya)

    answers(world.priya, stands, Corrected.PUT_RIGHT, "Done.", noon)

    assert SHOULD_BE not in text_of(client.get(f"/queue/{item_id}").content.decode())


def test_the_family_is_told_on_its_own_page_and_whom_to_ask_next(world, said, client, noon):
    _, stands, them = said
    sign_in_family(client, them["self"])
    waiting = text_of(client.get("/my-request/rights").content.decode())
    assert "must answer you by" in waiting
    assert WRONG in waiting
    assert "Tell us it is wrong" not in waiting  # one after the other

    answers(world.priya, stands, Corrected.AS_IT_IS, "Your dad signed it, and you did.", noon)

    told = text_of(client.get("/my-request/rights").content.decode())
    assert "It was not changed. The team says: Your dad signed it, and you did." in told
    assert "ico.org.uk" in told
    assert "Tell us it is wrong" in told
    sign_in_family(client, them["carer"])
    assert WRONG not in text_of(client.get("/my-request/rights").content.decode())


def test_one_of_the_family_says_it_on_their_own_page(world, client, noon):
    item_id = sent(world, noon, called="Ellie", birth_date="2009-01-10")
    them = family(world, item_id, noon)
    sign_in_family(client, them["self"])
    key = str(new_id())
    half = client.post("/my-request/rights/wrong", {"form_key": key, "wrong": WRONG})
    assert half.status_code == 200
    assert "Write it here first" in text_of(half.content.decode())
    assert WRONG in half.content.decode()  # what was typed is still there

    sent_twice = [
        client.post(
            "/my-request/rights/wrong", {"form_key": key, "wrong": WRONG, "should_be": SHOULD_BE}
        )
        for _ in range(2)
    ]

    assert [one.status_code for one in sent_twice] == [302, 302]
    with acting(acting_as(world.priya)):
        assert RightAsked.objects.filter(kind="correction").count() == 1


def test_help_is_shown_before_words_of_danger_are_saved(world, client, noon):
    item_id = sent(world, noon, called="Ellie", birth_date="2009-01-10")
    them = family(world, item_id, noon)
    sign_in_family(client, them["self"])
    typed = {"form_key": str(new_id()), "wrong": "I want to die", "should_be": "That I am sad."}

    first = client.post("/my-request/rights/wrong", typed)

    assert first.status_code == 200
    assert "999" in text_of(first.content.decode())
    with acting(acting_as(world.priya)):
        assert not RightAsked.objects.exists()
    then = client.post("/my-request/rights/wrong", typed | {"read_first": "yes"})
    assert then.status_code == 302
    with acting(acting_as(world.priya)):
        assert RightAsked.objects.count() == 1


def test_a_carer_who_does_not_decide_may_not_say_it(world, said, noon):
    _, _, them = said

    with acting(them["carer"]) as halina:
        own = own_page(halina)
        with pytest.raises(NotPossible, match="carer who decides"):
            correcting.ask_correction(
                actor=halina, item=own.item, member=own.member, wrong="a", should_be="b",
                asked_on=clock.local_day(noon), at=noon,
            )  # fmt: skip


def test_one_is_answered_before_the_next_is_said(world, said, noon):
    _, stands, them = said
    with pytest.raises(NotPossible, match="owed an answer"):
        says(them["self"], noon)

    answers(world.priya, stands, Corrected.PUT_RIGHT, "Done.", noon)

    assert says(them["self"], noon)


def test_of_two_who_answer_at_once_the_second_is_told(world, said, noon):
    _, stands, _ = said
    answers(world.priya, stands, Corrected.PUT_RIGHT, "Done.", noon, version=stands.version)

    with pytest.raises((ChangedMeanwhile, NotPossible)):
        answers(world.sam, stands, Corrected.AS_IT_IS, "No.", noon, version=stands.version)

    with acting(acting_as(world.priya)):
        assert RightAsked.objects.get(stands=stands).outcome == "put_right"


@transaction.atomic
def keeps_a_note_without_words(actor, stands, noon):
    make_move(
        actor=actor, item=Item.objects.get(pk=stands.pk), side=Side.SERVICE, move=Move.KEEP_NOTE,
        version=stands.version, at=noon,
    )  # fmt: skip
    connection.check_constraints()


def test_it_does_not_end_without_an_answer(world, said, noon):
    _, stands, _ = said
    with acting(fresh(world.priya)) as priya:
        with pytest.raises(DatabaseError, match="nothing says why"):
            keeps_a_note_without_words(priya, stands, noon)
        right = RightAsked.objects.get(stands=stands)
        with pytest.raises(IntegrityError, match="done_with_an_answer"), transaction.atomic():
            RightAsked.objects.filter(pk=right.pk).update(done_at=noon)
        with pytest.raises(NotPossible, match="Say what you did"):
            correcting.answer_correction(
                actor=priya, item_id=stands.pk, version=stands.version,
                outcome=Corrected.NOTE, words="  ", at=noon,
            )  # fmt: skip


def test_the_manager_reads_no_word_of_it_and_answers_nothing(world, said, noon):
    _, stands, _ = said
    with acting(manager(world)) as lena:
        with pytest.raises(Item.DoesNotExist):
            correction_of(lena, stands.pk)
        right = RightAsked.objects.get(stands=stands)
        with pytest.raises(DatabaseError, match="not theirs to answer"), transaction.atomic():
            RightAsked.objects.filter(pk=right.pk).update(done_at=noon, outcome="note", answer=b"x")
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            RightAsked.objects.filter(pk=right.pk).update(wrong=b"x")  # it stays as it was said
    with acting(acting_as(world.nadia)):
        assert not RightAsked.objects.exists()
        assert not Item.objects.filter(pk=stands.pk).exists()


def test_the_team_answers_on_its_page(world, said, client, noon):
    _, stands, _ = said
    sign_in(client, world.priya)
    came = client.get(f"/queue/{stands.pk}")
    assert came["Location"] == f"/queue/{stands.pk}/correction"
    page = client.get(f"/queue/{stands.pk}/correction")
    assert WRONG in text_of(page.content.decode())
    assert "says that something is wrong" in text_of(client.get("/queue").content.decode())
    sent_in = {
        "form_key": str(new_id()), "version": str(stands.version), "outcome": "note", "words": "",
    }  # fmt: skip
    bad = client.post(f"/queue/{stands.pk}/correction", sent_in)
    assert bad.status_code == 200
    assert "Say what you did, and why" in text_of(bad.content.decode())

    done = client.post(f"/queue/{stands.pk}/correction", sent_in | {"words": "It stands there."})

    assert done.status_code == 302
    after = text_of(client.get(f"/queue/{stands.pk}/correction").content.decode())
    assert "A note of the family stands beside it" in after
    assert "It stands there." in after
    late = client.post(
        f"/queue/{stands.pk}/correction",
        sent_in | {"form_key": str(new_id()), "words": "Too late."},
    )
    assert "Too late." in text_of(late.content.decode())


def test_what_was_said_on_paper_runs_from_that_day(world, noon, client):
    item_id = sent(world, noon, called="Ellie", birth_date="2009-01-10")
    sign_in(client, world.priya)
    with acting(acting_as(world.priya)):
        child = Carer.objects.get(item_id=item_id, relationship="self")
    then = clock.local_day(noon) - timedelta(days=20)
    page = f"/queue/{item_id}/said-to-be-wrong"

    shown = client.get(page)
    came = client.post(
        page,
        {
            "form_key": str(new_id()), "member": str(child.pk), "asked_on-day": str(then.day),
            "asked_on-month": str(then.month), "asked_on-year": str(then.year),
            "wrong": WRONG, "should_be": SHOULD_BE,
        },
    )  # fmt: skip

    assert shown.status_code == 200
    assert came.status_code == 302, text_of(came.content.decode())
    outbox.deliver_waiting()
    with acting(acting_as(world.priya)) as priya:
        stands = Item.objects.get(about=item_id, kind=Kind.CORRECTION)
        assert Holding.objects.get(item=stands).due_on == month_due(then, add_working_days)
        assert correction_of(priya, stands.pk).said.is_typed_in


def test_it_is_in_the_young_persons_copy_with_its_answer(world, noon):
    _, right_id, them = ellie_asks(world, noon)
    says(them["self"], noon)

    with acting(fresh(world.sam)) as sam:
        texts = [line.text for line in everything(sam, right_id).lines().values()]

    assert WRONG in texts
    assert SHOULD_BE in texts


def test_each_step_is_in_the_history(world, said, noon):
    _, stands, _ = said
    answers(world.priya, stands, Corrected.NOTE, "Beside it.", noon)

    with acting(acting_as(world.priya)):
        moves = ItemEvent.objects.filter(item=stands).order_by("version_seen")
        assert list(moves.values_list("move", "side")) == [
            ("ask_correction", "system"), ("keep_note", "service"),
        ]  # fmt: skip
