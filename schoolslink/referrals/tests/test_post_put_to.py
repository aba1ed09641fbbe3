"""Post about a child whom the team has already: put to that request by whoever has it now."""

import pytest
from django.db import DatabaseError, connection, transaction

from schoolslink.access import seal
from schoolslink.access.roles import Role
from schoolslink.access.tests.arrange import sign_in
from schoolslink.access.unit import acting
from schoolslink.directory.models import HealthcareService
from schoolslink.directory.tests import factories as make
from schoolslink.kernel import clock, rows
from schoolslink.kernel.ids import new_id
from schoolslink.referrals.commands.decide import step
from schoolslink.referrals.commands.hand_over import reassign
from schoolslink.referrals.commands.put_to import HEARD, put_to
from schoolslink.referrals.commands.sorting import PostSeen
from schoolslink.referrals.errors import (
    ChangedMeanwhile,
    HeldByAnother,
    NoSuchRequest,
    NotPossible,
    RequestHasEnded,
)
from schoolslink.referrals.models import (
    ConflictBlock,
    Holding,
    Item,
    ItemEvent,
    Post,
    PostFile,
    ServiceNote,
    ThreadMessage,
)
from schoolslink.referrals.queries import open_item
from schoolslink.referrals.queries.post import open_post_file
from schoolslink.referrals.rules import Move
from schoolslink.referrals.rules.post import Danger
from schoolslink.referrals.tests.arrange import acting_as, sent
from schoolslink.referrals.tests.test_post import TEXT, held, logged
from schoolslink.referrals.tests.test_retention import ended

pytestmark = pytest.mark.django_db


@pytest.fixture
def at():
    return clock.real_now()


@pytest.fixture
def request_id(world, at):
    """Ellie's request, which Priya has."""
    return sent(world, at, called="Ellie", birth_date="1990-01-10")


def number(world, item_id):
    with acting(acting_as(world.priya)):
        return Item.objects.get(pk=item_id).reference


def puts(world, who, item_id, reference, at, **more):
    said = {"worse": False, "words": "", "version": 1} | more
    with acting(acting_as(who)) as actor:
        return put_to(
            actor=actor, post=PostSeen(item_id, said.pop("version")), reference=reference, at=at,
            **said,
        )  # fmt: skip


def state(world, item_id):
    with acting(acting_as(world.priya)):
        return Item.objects.get(pk=item_id).state


def gives(world, item_id, to, at, version):
    with acting(acting_as(world.priya)) as actor:
        reassign(actor=actor, item_id=item_id, version=version, to_person=to.pk, at=at)


def form(**more):
    return {"version": "1", "form_key": str(new_id()), "worse": "no", "words": ""} | more


def test_it_ends_with_the_request_which_has_what_came_and_leads_back(world, client, at, request_id):
    sign_in(client, world.priya)
    item_id = logged(world, world.sam, at, file=TEXT)

    answer = client.post(f"/queue/post/{item_id}/put-to", form(reference=number(world, request_id)))
    page = client.get(answer["Location"]).content.decode()
    record = client.get(f"/queue/{request_id}").content.decode()

    assert "Put to a request that is open here" in page
    assert f'href="/queue/{request_id}">The request to which it was put' in page
    assert f"/queue/post/{item_id}" in record
    assert "A girl who does not sleep." in record
    assert "Mill Lane" in record
    with acting(acting_as(world.priya)) as actor:
        post, request = (Item.objects.get(pk=one) for one in (item_id, request_id))
        assert (post.state, request.state) == ("put_to_request", "submitted")
        assert post.child_id != request.child_id
        (file,) = PostFile.objects.filter(item=request)
        assert file.child_id == request.child_id
        opened = open_post_file(actor, request_id, file.pk)
        assert (opened.name, opened.content) == TEXT


@pytest.mark.parametrize(
    "spell",
    [str.lower, lambda r: r.replace("-", " "), lambda r: f" {r[:3]}{r[3:].replace('-', '')} "],
)
def test_the_number_is_found_however_it_is_typed(world, at, request_id, spell):
    item_id = logged(world, world.priya, at)

    puts(world, world.priya, item_id, spell(number(world, request_id)), at)

    assert state(world, item_id) == "put_to_request"


def test_what_got_worse_is_looked_at_by_the_next_working_day(world, at, request_id):
    item_id = logged(world, world.priya, at, danger=Danger.NOT_READ)

    puts(
        world, world.priya, item_id, number(world, request_id), at, worse=True,
        words="He hit her on Sunday.",
    )  # fmt: skip

    with acting(acting_as(world.priya)) as actor:
        opened = open_item(actor, request_id)
        assert opened.holds.duty == "look_again"
        assert opened.holds.person_id == world.priya.pk
        (note,) = ServiceNote.objects.filter(item_id=request_id)
        seal.open_keys([opened.item.child_id])
        assert "He hit her on Sunday." in seal.texts(note, opened.item.child_id)["words"]


def test_a_school_reads_that_it_may_be_worse_and_nothing_of_what_came(
    world, client, at, request_id
):
    item_id = logged(world, world.priya, at)
    puts(
        world, world.priya, item_id, number(world, request_id), at, worse=True,
        words="He hit her on Sunday.",
    )  # fmt: skip
    sign_in(client, world.nadia)

    page = client.get(f"/asked/{request_id}").content.decode()

    assert str(HEARD) in page
    assert "He hit her" not in page
    assert "Mill Lane" not in page
    with acting(acting_as(world.nadia)):
        assert not ServiceNote.objects.filter(item_id=request_id).exists()
        assert not Post.objects.exists()


def test_a_danger_that_was_read_is_marked_on_the_request_too(world, at, request_id):
    item_id = logged(world, world.priya, at, danger=Danger.YES)
    reference = number(world, request_id)

    with pytest.raises(NotPossible, match="somebody had read that a person is in danger"):
        puts(world, world.priya, item_id, reference, at)
    puts(world, world.priya, item_id, reference, at, worse=True, words="He hit her on Sunday.")

    with acting(acting_as(world.priya)):
        assert Item.objects.get(pk=request_id).risk_marked


def test_the_database_takes_no_danger_that_is_not_said_there(world, at, request_id):
    item_id = logged(world, world.priya, at, danger=Danger.YES)
    with acting(acting_as(world.priya)) as actor:
        with pytest.raises(DatabaseError, match="nothing says why"), transaction.atomic():
            _moves_bare(actor, item_id, at, request_id)
        assert Post.objects.get(item_id=item_id).other_id is None


def test_it_cannot_end_without_saying_to_which(world, at, request_id):
    item_id = logged(world, world.priya, at)
    with (
        acting(acting_as(world.priya)) as actor,
        pytest.raises(DatabaseError, match="nothing says why"),
        transaction.atomic(),
    ):
        _moves_bare(actor, item_id, at)


def _moves_bare(actor, item_id, at, request_id=None):
    """Write the event as the application's role could if its own rules were gone."""
    if request_id:
        Post.objects.filter(item_id=item_id).update(other_id=request_id)
    event = ItemEvent(
        item_id=item_id, move="put_to", version_seen=1, at=at, side="service",
        actor_kind="person", actor_id=actor.subject_id,
    )  # fmt: skip
    rows.insert([event])
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")


def test_worse_needs_the_words_that_say_so(world, at, request_id):
    item_id = logged(world, world.priya, at)

    with pytest.raises(NotPossible, match="Write what it says"):
        puts(world, world.priya, item_id, number(world, request_id), at, worse=True, words="  ")

    assert state(world, item_id) == "to_sort"


def test_somebody_else_has_it_and_gets_it_by_name_with_one_press(world, client, at, request_id):
    item_id = logged(world, world.sam, at, danger=Danger.NOT_READ)
    reference = number(world, request_id)
    sign_in(client, world.sam)

    page = client.post(
        f"/queue/post/{item_id}/put-to",
        form(reference=reference, worse="yes", words="He hit her on Sunday."),
    ).content.decode()
    answer = client.post(
        _hand_over_of(page),
        {"version": "1", "form_key": str(new_id()), "to": str(world.priya.pk)},
    )

    assert f"{reference} is with Priya Nair. Hand this over to Priya Nair" in page
    assert f'value="{reference}"' in page
    assert "He hit her on Sunday." in page
    assert answer.status_code == 302
    with acting(acting_as(world.priya)):
        assert held(item_id).person_id == world.priya.pk
        assert Post.objects.get(item_id=item_id).other_id is None
    puts(world, world.priya, item_id, reference, at, version=2)
    assert state(world, item_id) == "put_to_request"


def _hand_over_of(page):
    before = page[: page.index("Hand this over to Priya Nair</button>")]
    return before.rsplit('action="', 1)[1].split('"', 1)[0]


def test_while_the_school_has_it_anybody_of_the_team_puts_it_there(world, at, request_id):
    with acting(acting_as(world.priya)) as actor:
        step(
            actor=actor, item_id=request_id, move=Move.ASK_MORE, version=2, at=at,
            words="Who lives at home?",
        )  # fmt: skip
    item_id = logged(world, world.sam, at)

    puts(world, world.sam, item_id, number(world, request_id), at, worse=True, words="Worse.")

    assert state(world, item_id) == "put_to_request"
    with acting(acting_as(world.priya)):
        assert (held(request_id).person_id, held(request_id).duty) == (world.priya.pk, "look_again")


@pytest.mark.parametrize("who", ["nobody by name", "lena"])
def test_what_nobody_of_the_team_has_by_name_anybody_of_it_puts_there(
    world, at, request_id, as_seed, who
):
    with as_seed():
        person = world.lena.pk if who == "lena" else None
        Holding.objects.filter(item_id=request_id, ended_at=None).update(person_id=person)
    item_id = logged(world, world.sam, at)

    puts(world, world.sam, item_id, number(world, request_id), at)

    assert state(world, item_id) == "put_to_request"


def test_the_database_lets_nobody_put_it_where_a_colleague_has_the_request(world, at, request_id):
    item_id = logged(world, world.sam, at)

    with (
        acting(acting_as(world.sam)),
        pytest.raises(DatabaseError, match="somebody else has it"),
        transaction.atomic(),
    ):
        Post.objects.filter(item_id=item_id).update(other_id=request_id)
    with (
        acting(acting_as(world.sam)),
        pytest.raises(DatabaseError, match="not a request of this team"),
        transaction.atomic(),
    ):
        Post.objects.filter(item_id=item_id).update(other_id=new_id())


@pytest.mark.parametrize(
    "typed",
    ["SL-7K3M-9QX4", "SL-0000-0000", "'; drop table referrals_item; --", "\u202eSL", "é" * 40],
)
def test_no_number_that_is_not_theirs_tells_anything(world, client, at, request_id, typed):
    sign_in(client, world.priya)
    item_id = logged(world, world.priya, at)

    page = client.post(f"/queue/post/{item_id}/put-to", form(reference=typed))

    assert page.status_code == 200
    assert state(world, item_id) == "to_sort"


def test_unknown_of_another_team_and_closed_to_them_look_the_same(world, at, request_id, as_seed):
    with as_seed():
        other = make.a_service(HealthcareService.objects.get(pk=world.riverside.pk).area, "Hill")
        make.a_member(world.sam, other, Role.TRIAGER)
    theirs = number(world, sent(world, at, called="Ada"))
    closed = sent(world, at, called="Bea")
    with as_seed():
        ConflictBlock.objects.create(
            item_id=closed, person_id=world.sam.pk, why="relative", at=at, set_by=world.lena.pk
        )
        Item.objects.filter(reference=theirs).update(team_id=other.pk)
    item_id = logged(world, world.sam, at)
    said = set()

    for reference in (theirs, number(world, closed), "SL-7K3M-9QX4", number(world, item_id)):
        with pytest.raises(NoSuchRequest) as refused:
            puts(world, world.sam, item_id, reference, at)
        said.add(refused.value.message)

    assert len(said) == 1


def test_a_request_that_has_ended_takes_nothing_more(world, client, at, request_id, as_seed):
    reference = number(world, request_id)
    ended(as_seed, request_id, years=0)
    item_id = logged(world, world.priya, at)
    sign_in(client, world.priya)

    with pytest.raises(RequestHasEnded):
        puts(world, world.priya, item_id, reference, at)
    page = client.post(f"/queue/post/{item_id}/put-to", form(reference=reference)).content.decode()

    assert f"{reference} has ended" in page
    assert "type it in as a request" in page
    assert held_by(world, item_id) == world.priya.pk


def held_by(world, item_id):
    with acting(acting_as(world.priya)):
        return held(item_id).person_id


def test_of_two_at_once_the_second_is_told_and_the_same_press_twice_is_one(
    world, client, at, request_id
):
    sign_in(client, world.priya)
    item_id = logged(world, world.priya, at, file=TEXT)
    reference = number(world, request_id)
    once = form(reference=reference)

    answers = [client.post(f"/queue/post/{item_id}/put-to", once) for _ in range(2)]
    second = client.post(f"/queue/post/{item_id}/put-to", form(reference=reference))
    with pytest.raises(ChangedMeanwhile):
        puts(world, world.priya, item_id, reference, at)

    assert [one.status_code for one in answers] == [302, 302]
    assert "Somebody else answered this" in second.content.decode()
    assert reference in second.content.decode()
    with acting(acting_as(world.priya)):
        assert PostFile.objects.filter(item_id=request_id).count() == 1
        assert ServiceNote.objects.filter(item_id=request_id).count() == 1


def test_handed_away_between_showing_and_sending_nothing_is_put_anywhere(world, at, request_id):
    item_id = logged(world, world.priya, at)
    gives(world, item_id, world.sam, at, 1)

    with pytest.raises(ChangedMeanwhile):
        puts(world, world.priya, item_id, number(world, request_id), at)

    with acting(acting_as(world.priya)):
        assert Post.objects.get(item_id=item_id).other_id is None
        assert not ServiceNote.objects.filter(item_id=request_id).exists()


def test_the_request_handed_away_in_that_moment_is_the_colleagues(world, at, request_id):
    item_id = logged(world, world.priya, at)
    gives(world, request_id, world.sam, at, 2)

    with pytest.raises(HeldByAnother, match="Sam Okoro"):
        puts(world, world.priya, item_id, number(world, request_id), at)


def test_nobody_of_another_place_puts_it_anywhere(world, at, request_id):
    item_id = logged(world, world.priya, at)
    reference = number(world, request_id)

    for who in (world.nadia, world.amira, world.stranger, world.lena, world.jo):
        with pytest.raises(Item.DoesNotExist):
            puts(world, who, item_id, reference, at)


def test_the_events_of_post_carry_no_word_of_the_child(world, at, request_id):
    item_id = logged(world, world.priya, at)
    puts(world, world.priya, item_id, number(world, request_id), at, worse=True, words="Worse.")

    with acting(acting_as(world.priya)):
        assert not ThreadMessage.objects.filter(item_id=item_id).exists()
