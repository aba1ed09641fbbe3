"""A copy of what a school alone holds: asked of it, with a holder and a month, looked through, given once."""

import io

import pytest
from django.db import DatabaseError, transaction

from schoolslink.access.policy import Action
from schoolslink.access.roles import Role
from schoolslink.access.sealed_files import sealed_blocks
from schoolslink.access.tests.arrange import member, person, sign_in
from schoolslink.access.unit import acting
from schoolslink.kernel import clock, outbox
from schoolslink.kernel.calendar import add_working_days
from schoolslink.kernel.ids import new_id
from schoolslink.notices.models import Notice
from schoolslink.referrals import storage
from schoolslink.referrals.commands import judging, rights
from schoolslink.referrals.commands.decide import step
from schoolslink.referrals.commands.request import save_step, send_request
from schoolslink.referrals.errors import NotPossible
from schoolslink.referrals.models import Carer, Holding, Item, RightAsked
from schoolslink.referrals.pages.copy_archive import archive
from schoolslink.referrals.pages.rights import family_page
from schoolslink.referrals.queries.everything import everything
from schoolslink.referrals.queries.own import own_page
from schoolslink.referrals.queries.rights import own_rights
from schoolslink.referrals.routing import ladder
from schoolslink.referrals.rules import Kind, Move, Side, State
from schoolslink.referrals.rules.rights import Judged, month_due, version_of
from schoolslink.referrals.tests.arrange import acting_as, sent
from schoolslink.referrals.tests.test_copy import fresh
from schoolslink.referrals.tests.test_family_truth import family

pytestmark = pytest.mark.django_db
UNSENT = {"called": "Ellie", "birth_date": "2009-01-10", "young_person_agrees": "not_asked"}


@pytest.fixture
def noon():
    return clock.real_now()


def ask(who, noon):
    """Let one of the family ask for a copy on their own page; return what was asked."""
    with acting(who) as asking:
        own = own_page(asking)
        right_id = rights.ask_copy(
            actor=asking, item=own.item, member=own.member, asked_on=clock.local_day(noon), at=noon
        )
    outbox.deliver_waiting()
    return right_id


def test_what_no_service_has_yet_is_asked_of_the_schools_lead_with_a_month(world, noon):
    item_id = sent(world, noon, **UNSENT)
    them = family(world, item_id, noon)

    ask(them["self"], noon)

    with acting(acting_as(world.nadia)):
        copy = Item.objects.get(about=item_id, kind=Kind.COPY)
        holding = Holding.objects.get(item=copy, ended_at__isnull=True)
    assert (copy.state, copy.school_id, copy.service_id) == (
        State.COPY_ASKED, world.northgate.pk, None,
    )  # fmt: skip
    assert (holding.side, holding.person_id) == (Side.SCHOOL, world.nadia.pk)
    assert holding.due_on == month_due(clock.local_day(noon), add_working_days)


@pytest.fixture
def people(world, as_seed):
    """Dana leads safeguarding at Northgate, Hal is its head, Cam covers, and Ty teaches there."""
    with as_seed():
        found = {}
        for name, role in (
            ("Dana Price", Role.SAFEGUARDING_LEAD),
            ("Hal Moore", Role.SCHOOL_HEAD),
            ("Cam Ross", Role.SCHOOL_COVER),
            ("Ty Lowe", Role.SCHOOL_REFERRER),
        ):
            found[name.split()[0].lower()] = person(name)
            member(found[name.split()[0].lower()], world.northgate, role)
    return found


@pytest.fixture
def asked(world, people, noon):
    """Let Ellie, 17, ask for a copy of what only the school has; return the request, what was asked, who."""
    item_id = sent(world, noon, **UNSENT)
    them = family(world, item_id, noon)
    return item_id, ask(them["self"], noon), them


def look(who, right_id, noon):
    with acting(fresh(who)) as looking:
        found = everything(looking, right_id)
        judging.look_through(actor=looking, held=found, of=found.to_look_at(), at=noon)


def decide(who, right_id, noon):
    with acting(fresh(who)) as deciding:
        found = everything(deciding, right_id, Action.GIVE)
        said = {key: (Judged.KEEP, "") for key, line in found.lines().items() if line.others}
        judging.judge(
            actor=deciding, held=found, of=said, judged=said, version=version_of({}, []), at=noon
        )


def give(who, right_id, noon):
    with acting(fresh(who)) as giving:
        found = everything(giving, right_id, Action.GIVE)
        body = archive(found, set(), None, lambda entry: b"", noon)
        file, sha256 = storage.keep(sealed_blocks(found.right.child_id, right_id, io.BytesIO(body)))
        rights.give(actor=giving, held=found, file=file, sha256=sha256, at=noon)
    outbox.deliver_waiting()


def test_it_is_looked_through_for_harm_then_given_by_the_lead_and_taken_once(
    world, people, asked, noon
):
    item_id, right_id, them = asked
    with acting(fresh(people["dana"])):
        told = Notice.objects.filter(kind="referrals.look_through", recipient_person=people["dana"])
        assert told.count() == 1

    with acting(fresh(world.nadia)) as nadia, pytest.raises(NotPossible, match="at school"):
        judging.require_ready(everything(nadia, right_id, Action.GIVE))
    look(people["dana"], right_id, noon)
    with acting(fresh(world.nadia)) as nadia, pytest.raises(NotPossible, match="other people"):
        judging.require_ready(everything(nadia, right_id, Action.GIVE))
    decide(world.nadia, right_id, noon)
    give(world.nadia, right_id, noon)

    with acting(acting_as(world.nadia)):
        assert Item.objects.get(about=item_id, kind=Kind.COPY).state == State.COPY_GIVEN
    with acting(fresh(people["dana"])) as dana, pytest.raises(RightAsked.DoesNotExist):
        everything(dana, right_id)
    with acting(them["self"]) as ellie:
        assert own_rights(ellie, own_page(ellie)).copy.is_ready
        assert rights.take(actor=ellie, right_id=right_id, at=noon)
        with pytest.raises(NotPossible, match="taken already"):
            rights.take(actor=ellie, right_id=right_id, at=noon)


def test_nobody_else_of_the_school_looks_gives_or_reads_more_than_before(
    world, people, asked, noon
):
    _, right_id, _ = asked

    with acting(fresh(world.nadia)) as nadia:
        found = everything(nadia, right_id, Action.GIVE)
        with pytest.raises(DatabaseError, match="a clinician says so"), transaction.atomic():
            judging.look_through(actor=nadia, held=found, of=found.to_look_at(), at=noon)
    with acting(fresh(people["dana"])) as dana:
        found = everything(dana, right_id)
        key = next(iter(found.lines()))
        with pytest.raises(DatabaseError, match="not theirs to answer"), transaction.atomic():
            judging.judge(
                actor=dana, held=found, of=[key], judged={key: (Judged.KEEP, "")},
                version=version_of({}, [key]), at=noon,
            )  # fmt: skip
        with pytest.raises(RightAsked.DoesNotExist):
            everything(dana, right_id, Action.GIVE)
    for who in (people["cam"], people["ty"], world.amira, world.stranger, world.lena, world.priya):
        with acting(fresh(who)) as other:
            assert not RightAsked.objects.filter(pk=right_id).exists()
            with pytest.raises(RightAsked.DoesNotExist):
                everything(other, right_id)


def test_where_a_service_gets_the_request_its_manager_answers_and_all_is_looked_at_anew(
    world, people, asked, noon
):
    item_id, right_id, _ = asked
    look(people["dana"], right_id, noon)

    with acting(acting_as(world.nadia)) as nadia:
        save_step(
            actor=nadia, item_id=item_id, step="agreement", at=noon,
            answers={"young_person_agrees": "agrees", "carer_agrees": "agrees"},
        )  # fmt: skip
        send_request(actor=nadia, item_id=item_id, version=2, at=noon)
    outbox.deliver_waiting()

    with acting(fresh(world.lena)):
        copy = Item.objects.get(about=item_id, kind=Kind.COPY)
        holding = Holding.objects.get(item=copy, ended_at__isnull=True)
        right = RightAsked.objects.get(pk=right_id)
    assert (copy.school_id, copy.service_id) == (None, world.riverside.pk)
    assert (holding.side, holding.person_id) == (Side.SERVICE, world.lena.pk)
    assert holding.due_on == right.due_on
    assert (right.looked_at, right.looked_by, bytes(right.harm)) == (None, None, b"")
    with acting(fresh(people["dana"])) as dana, pytest.raises(RightAsked.DoesNotExist):
        everything(dana, right_id)


def test_what_was_taken_back_before_it_was_sent_may_be_asked_for_too(world, people, noon):
    item_id = sent(world, noon, **UNSENT)
    them = family(world, item_id, noon)
    with acting(acting_as(world.nadia)) as nadia:
        step(
            actor=nadia, item_id=item_id, move=Move.WITHDRAW, version=2, words="Not now.", at=noon
        )  # fmt: skip

    ask(them["self"], noon)

    with acting(acting_as(world.nadia)):
        assert Item.objects.get(about=item_id, kind=Kind.COPY).state == State.COPY_ASKED


def test_lead_and_head_are_asked_in_turn_and_nobody_who_only_covers(world, people, noon, as_seed):
    item_id = sent(world, noon, **UNSENT)
    with acting(acting_as(world.nadia)):
        item = Item.objects.get(pk=item_id)
        assert ladder(Item(kind=Kind.COPY, school_id=item.school_id, child_id=item.child_id),
                      Side.SCHOOL, at=noon) == [world.nadia.pk, people["hal"].pk]  # fmt: skip


def test_the_familys_page_says_who_gives_it_and_by_when(world, people, client, noon):
    item_id = sent(world, noon, **UNSENT)
    them = family(world, item_id, noon)

    with acting(them["self"]) as ellie:
        before = family_page(own_rights(ellie, own_page(ellie)))["copy_lines"]
    ask(them["self"], noon)
    with acting(them["self"]) as ellie:
        after = family_page(own_rights(ellie, own_page(ellie)))["copy_lines"]

    assert before[-1] == "No service has the request. Northgate High gives you the copy."
    assert after[-1].startswith("Northgate High must give it to you by ")


def test_the_lead_writes_down_who_asked_on_paper_prepares_it_and_gives_it(
    world, people, client, noon
):
    item_id = sent(world, noon, **UNSENT)
    family(world, item_id, noon)
    with acting(acting_as(world.nadia)):
        ellie = Carer.objects.get(item=item_id, relationship="self")
        asked = f"/asked/{item_id}"
    sign_in(client, world.nadia)
    day = clock.local_day(noon)

    page = client.get(asked).content.decode()
    assert "Somebody of the family asks for a copy" in page
    made = client.post(
        f"{asked}/for-a-copy",
        {
            "member": str(ellie.pk), "asked_on-day": day.day, "asked_on-month": day.month,
            "asked_on-year": day.year, "form_key": str(new_id()),
        },
    )  # fmt: skip
    assert (made.status_code, made["Location"]) == (302, asked)
    outbox.deliver_waiting()

    page = client.get(asked).content.decode()
    assert "Prepare the copy for the family" in page
    assert "Make the sheets for the family" in page
    with acting(fresh(world.nadia)):
        right_id = RightAsked.objects.get(item=item_id).pk
        beside = Item.objects.get(about=item_id, kind=Kind.COPY)
    assert beside.reference in client.get("/").content.decode() or "Copy asked for" in page
    assert "Prepare the copy for the family" in client.get(f"/asked/{beside.pk}").content.decode()
    answer = client.get(f"/copies/{right_id}")
    assert "Whoever leads safeguarding at your school" in answer.content.decode()
    assert client.get(f"/copies/{right_id}/look").status_code == 404

    sign_in(client, people["dana"])
    assert f"/copies/{right_id}/look" in client.get("/").content.decode()
    look_page = client.get(f"/copies/{right_id}/look").content.decode()
    assert "what it alone holds" in look_page
    assert client.get(f"/copies/{right_id}").status_code == 404
