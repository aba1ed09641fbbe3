"""A family asks for a copy of all: a holder and a month, a clinician's look, others' words, given once."""

import io
import json
import time
import zipfile
from datetime import date, timedelta

import pytest
from django.conf import settings
from django.db import DatabaseError, transaction

from schoolslink.access.jobs import as_job
from schoolslink.access.roles import Role
from schoolslink.access.sessions import FAMILY_KEY, SessionStore
from schoolslink.access.tests.arrange import member, person, sign_in
from schoolslink.access.unit import acting
from schoolslink.checks.oracle import Who
from schoolslink.checks.walls import actor_for
from schoolslink.kernel import clock, outbox
from schoolslink.kernel.calendar import add_working_days
from schoolslink.kernel.ids import new_id
from schoolslink.notices.models import Notice
from schoolslink.referrals import models as held
from schoolslink.referrals.commands import judging, rights
from schoolslink.referrals.commands.beside import end_beside
from schoolslink.referrals.commands.decide import add_service_note
from schoolslink.referrals.commands.moving import find, make_move
from schoolslink.referrals.errors import NotPossible, NotYours
from schoolslink.referrals.models import Carer, Holding, Item, ItemEvent, RightAsked
from schoolslink.referrals.pages.copy_archive import archive
from schoolslink.referrals.queries import who_looked
from schoolslink.referrals.queries.everything import (
    HELD,
    LEFT_OUT,
    Entry,
    Everything,
    Line,
    Section,
    everything,
)
from schoolslink.referrals.queries.own import own_page
from schoolslink.referrals.rules import Kind, Move, State
from schoolslink.referrals.rules.rights import (
    Judged,
    may_ask,
    month_after,
    month_due,
    version_of,
)
from schoolslink.referrals.tests import arrange
from schoolslink.referrals.tests.arrange import acting_as, other_service, sent
from schoolslink.referrals.tests.test_family_truth import family
from schoolslink.referrals.tests.turns import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def noon():
    return clock.real_now()


@pytest.fixture
def asked(world, noon):
    """Let Ellie, 17, ask for a copy of her request."""
    return ellie_asks(world, noon)


def ellie_asks(world, noon):
    """Let Ellie, 17, ask for a copy of her request; return the request, what was asked, and her family."""
    item_id = sent(world, noon, called="Ellie", birth_date="2009-01-10")
    them = family(world, item_id, noon)
    with acting(acting_as(world.priya)) as priya:
        add_service_note(
            actor=priya, item_id=item_id, words="Her uncle drinks.\nShe draws.", at=noon
        )
    with acting(them["self"]) as ellie:
        own = own_page(ellie)
        right_id = rights.ask_copy(
            actor=ellie, item=own.item, member=own.member, asked_on=clock.local_day(noon), at=noon
        )
    outbox.deliver_waiting()
    return item_id, right_id, them


def right_of(world, right_id) -> RightAsked:
    with acting(acting_as(world.lena)):
        return RightAsked.objects.get(pk=right_id)


def manager(world):
    return fresh(world.lena)


def fresh(who):
    """Return the actor of somebody as a session makes it now, with what they answer."""
    return actor_for(Who("person", who.pk))


def looks(world, right_id, noon, harm=None) -> None:
    with acting(fresh(world.sam)) as sam:
        found = everything(sam, right_id)
        lines = {line.text: key for key, line in found.lines().items()}
        marked = {lines[text]: why for text, why in (harm or {}).items()}
        if marked:
            judging.mark_harm(
                actor=sam, held=found, of=marked, harm=marked, version=version_of({}, []), at=noon
            )
        judging.look_through(actor=sam, held=found, of=found.to_look_at(), at=noon)


def judges(world, right_id, noon, out=()) -> None:
    with acting(manager(world)) as lena:
        found = everything(lena, right_id)
        said = {
            key: (Judged.OUT, "Of somebody else.") if line.text in out else (Judged.KEEP, "")
            for key, line in found.lines().items()
            if line.others
        }
        judging.judge(
            actor=lena, held=found, of=said, judged=said, version=version_of({}, []), at=noon
        )


@pytest.mark.parametrize(
    ("asked_on", "after"),
    [
        (date(2026, 1, 31), date(2026, 2, 28)),
        (date(2028, 1, 31), date(2028, 2, 29)),
        (date(2026, 12, 5), date(2027, 1, 5)),
    ],
)
def test_a_month_ends_on_the_same_day_or_on_the_last(asked_on, after) -> None:
    assert month_after(asked_on) == after


def test_a_month_that_ends_on_a_day_off_ends_on_the_next_working_day() -> None:
    assert month_due(date(2026, 3, 25), add_working_days) == date(2026, 4, 27)  # a Saturday before


def test_a_carer_has_a_copy_only_where_they_decide() -> None:
    assert may_ask("self", decides=False)
    assert may_ask("carer", decides=True)
    assert not may_ask("carer", decides=False)


def test_every_table_about_a_child_is_in_the_copy_or_left_out_with_a_reason() -> None:
    tables = {
        model for model in vars(held).values()
        if isinstance(model, type) and issubclass(model, held.ChildRow) and not model._meta.abstract
    }  # fmt: skip

    assert {model for model, *_ in HELD} | set(LEFT_OUT) == tables | {Item}
    assert not {model for model, *_ in HELD} & set(LEFT_OUT)


def test_it_stands_with_the_services_manager_for_one_month_and_outlives_the_request(
    world, asked, noon
):
    item_id, right_id, _ = asked

    with acting(manager(world)):
        copy = Item.objects.get(about=item_id, kind=Kind.COPY)
        holding = Holding.objects.get(item=copy, ended_at__isnull=True)
    assert (copy.state, copy.school_id, copy.team_id) == (State.COPY_ASKED, None, None)
    assert holding.person_id == world.lena.pk
    assert holding.due_on == month_due(clock.local_day(noon), add_working_days)
    assert right_of(world, right_id).stands_id == copy.pk
    with acting(acting_as(world.nadia)):
        assert not Item.objects.filter(about=item_id).exists()  # it is no business of the school
    with acting(acting_as(world.priya)):
        waiting = Notice.objects.filter(kind="referrals.look_through")
        assert waiting.count() == 1  # the clinician who has the request is asked to look
    with acting(acting_as(world.nadia)) as nadia:
        request, side = find(nadia, item_id)
        make_move(
            actor=nadia, item=request, side=side, move=Move.WITHDRAW, version=request.version,
            at=noon, words="Not needed.",
        )  # fmt: skip
    outbox.deliver_waiting()
    with as_job(child_id=copy.child_id, purpose="test") as job:
        end_beside(actor=job, request_id=item_id, at=noon)
        assert Item.objects.get(pk=copy.pk).closed_at is None


def test_it_is_given_only_after_a_clinician_looked_and_others_words_are_decided(world, asked, noon):
    _, right_id, _ = asked

    with acting(manager(world)) as lena, pytest.raises(NotPossible, match="clinician"):
        judging.require_ready(everything(lena, right_id))
    looks(world, right_id, noon)
    with acting(manager(world)) as lena, pytest.raises(NotPossible, match="other people"):
        judging.require_ready(everything(lena, right_id))
    judges(world, right_id, noon)
    with acting(manager(world)) as lena:
        judging.require_ready(everything(lena, right_id))
    with acting(acting_as(world.priya)) as priya:
        item = RightAsked.objects.get(pk=right_id).item_id
        add_service_note(actor=priya, item_id=item, words="New since then.", at=noon)
    with acting(manager(world)) as lena, pytest.raises(NotPossible, match="added since"):
        judging.require_ready(everything(lena, right_id))


def test_a_line_is_left_out_only_with_a_reason(world, asked, noon):
    _, right_id, _ = asked

    with acting(manager(world)) as lena:
        found = everything(lena, right_id)
        key = next(iter(found.lines()))
        with pytest.raises(NotPossible, match="Say why"):
            judging.judge(
                actor=lena, held=found, of=[key], judged={key: (Judged.OUT, " ")}, version="",
                at=noon,
            )  # fmt: skip
    with acting(fresh(world.sam)) as sam:
        found = everything(sam, right_id)
        with pytest.raises(NotPossible, match="Say why"):
            judging.mark_harm(actor=sam, held=found, of=[key], harm={key: ""}, version="", at=noon)


def test_only_a_clinician_says_what_would_harm_and_only_the_manager_gives(world, asked, noon):
    _, right_id, _ = asked

    with acting(manager(world)) as lena:
        found = everything(lena, right_id)
        with pytest.raises(DatabaseError, match="a clinician says so"), transaction.atomic():
            judging.look_through(actor=lena, held=found, of=found.to_look_at(), at=noon)
    with acting(fresh(world.sam)) as sam:
        found = everything(sam, right_id)
        key = next(iter(found.lines()))
        with pytest.raises(DatabaseError, match="not theirs to answer"), transaction.atomic():
            judging.judge(
                actor=sam, held=found, of=[key], judged={key: (Judged.KEEP, "")},
                version=version_of({}, [key]), at=noon,
            )  # fmt: skip
    looks(world, right_id, noon)
    with acting(fresh(world.sam)) as sam:
        found = everything(sam, right_id)
        stands = Item.objects.filter(about=found.item, kind=Kind.COPY)
        assert stands.exists()
        with pytest.raises((NotYours, NotPossible)):
            rights.give(actor=sam, held=found, file="a" * 64, sha256="b" * 64, at=noon)


def test_nobody_of_another_service_opens_it(world, asked, as_seed, noon):
    _, right_id, _ = asked
    with as_seed():
        away = person("Manager elsewhere")
        member(away, other_service(world).organisation, Role.SERVICE_MANAGER)

    with acting(fresh(away)) as other:
        assert not RightAsked.objects.filter(pk=right_id).exists()
        with pytest.raises(RightAsked.DoesNotExist):
            everything(other, right_id)


def test_the_manager_reads_it_only_until_it_is_given(world, asked, client, noon):
    item_id, right_id, them = asked
    out = "Her uncle drinks."
    looks(world, right_id, noon, harm={"She draws.": "She is not to know that we saw it."})
    judges(world, right_id, noon, out=[out])

    sign_in(client, world.lena)
    page = client.get(f"/copies/{right_id}")
    assert page.status_code == 200
    assert "serious harm" in text_of(page.content.decode())
    came = client.post(f"/copies/{right_id}/give", {"form_key": str(new_id())})
    assert came.status_code == 302

    assert client.get(f"/copies/{right_id}").status_code == 404
    with acting(fresh(world.lena)):
        assert not held.ServiceNote.objects.exists()
        given = ItemEvent.objects.get(item__about=item_id, move=Move.GIVE_COPY)
        assert given.actor_id == world.lena.pk
    outbox.deliver_waiting()
    family_takes(client, them["self"], right_id, out)


def family_takes(client, who, right_id, out) -> None:
    sign_in_family(client, who)
    shown = text_of(client.get("/my-request/rights").content.decode())
    assert "A copy of what is held about you Your copy is ready" in shown
    came = client.post(f"/my-request/rights/copy/{right_id}", {"form_key": str(new_id())})
    assert came["Content-Type"] == "application/zip"
    inside = zipfile.ZipFile(io.BytesIO(came.content))
    assert {"copy.html", "copy.pdf", "copy.json"} <= set(inside.namelist())
    said = json.loads(inside.read("copy.json"))
    words = [w["text"] for s in said["sections"] for e in s["entries"] for w in e["words"]]
    page, paper = inside.read("copy.html").decode(), inside.read("copy.pdf")
    for gone in (out, "She draws.", "She is not to know", "serious harm"):
        assert gone not in json.dumps(said)
        assert gone not in page.replace("what could cause serious harm", "")
    assert words.count("[Left out, as the law allows]") == 2
    assert any("stopped coming to lessons" in text for text in words)
    assert said["who_looked"]
    assert paper.startswith(b"%PDF")
    again = client.post(f"/my-request/rights/copy/{right_id}", {"form_key": str(new_id())})
    assert "application/zip" not in again["Content-Type"]
    assert "You took your copy" in text_of(client.get("/my-request/rights").content.decode())


def sign_in_family(client, who) -> None:
    session = SessionStore()
    session[FAMILY_KEY] = str(who.subject_id)
    session.create()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key


def test_a_carer_who_does_not_decide_is_given_none(world, asked, noon):
    _, _, them = asked

    with acting(them["carer"]) as halina:
        own = own_page(halina)
        with pytest.raises(NotPossible, match="carer who decides"):
            rights.ask_copy(
                actor=halina, item=own.item, member=own.member, asked_on=clock.local_day(noon),
                at=noon,
            )  # fmt: skip
        with pytest.raises(DatabaseError, match="not theirs to ask"), transaction.atomic():
            RightAsked(
                item=own.item, kind="copy", family_member_id=own.member.pk, asked_by=new_id(),
                asked_on=noon.date(), at=noon, due_on=noon.date(),
            ).save(force_insert=True)  # fmt: skip


def test_what_was_asked_on_paper_runs_from_that_day(world, noon, client):
    item_id = sent(world, noon, called="Ellie", birth_date="2009-01-10")
    sign_in(client, world.priya)
    with acting(acting_as(world.priya)):
        child = Carer.objects.get(item_id=item_id, relationship="self")
    then = clock.local_day(noon) - timedelta(days=20)

    shown = client.get(f"/queue/{item_id}/asked-for-a-copy")
    came = client.post(
        f"/queue/{item_id}/asked-for-a-copy",
        {
            "form_key": str(new_id()), "member": str(child.pk), "asked_on-day": str(then.day),
            "asked_on-month": str(then.month), "asked_on-year": str(then.year),
        },
    )  # fmt: skip

    assert shown.status_code == 200
    of_a_question = client.get(f"/queue/{arrange.asked(world, noon, new_id())}/asked-for-a-copy")
    assert of_a_question.status_code == 404  # it names nobody who could have one
    assert came.status_code == 302, text_of(came.content.decode())
    outbox.deliver_waiting()
    with acting(manager(world)):
        copy = Item.objects.get(about=item_id, kind=Kind.COPY)
        due = Holding.objects.get(item=copy).due_on
    assert due == month_due(then, add_working_days)


def test_whoever_is_barred_meanwhile_is_given_nothing(world, asked, noon, as_seed):
    item_id, right_id, _ = asked
    looks(world, right_id, noon)
    judges(world, right_id, noon)
    with as_seed():
        Carer.objects.filter(item_id=item_id, relationship="self").update(replaced=True)

    with acting(manager(world)) as lena:
        found = everything(lena, right_id)
        with pytest.raises(NotPossible, match="young person"):
            rights.give(actor=lena, held=found, file="a" * 64, sha256="b" * 64, at=noon)


def test_each_step_is_in_the_audit(world, asked, noon):
    item_id, right_id, _ = asked
    looks(world, right_id, noon)
    judges(world, right_id, noon)

    with acting(manager(world)) as lena:
        _, found = who_looked(lena, item_id)
        kinds = {look.kind for look in found}
    assert {"right.copy_asked", "right.looked_through", "right.judged", "view"} <= kinds


def test_a_large_copy_is_made_within_a_minute(noon):
    today = noon.date()
    right = RightAsked(family_member_id=new_id(), asked_on=today, at=noon, due_on=today)
    item = Item(reference="SL-LARGE", kind=Kind.REFERRAL)
    words = "What was said at this appointment, as it was written down by hand. " * 5
    entries = tuple(
        Entry(new_id(), (Line(str(n), "words", words, others=True),)) for n in range(2000)
    )
    held_here = Everything(right, item, (Section("servicenote", "Notes of the service", entries),))

    began = time.perf_counter()
    made = archive(held_here, {"7"}, [], lambda entry: b"", noon)

    assert time.perf_counter() - began < 60
    assert len(zipfile.ZipFile(io.BytesIO(made)).namelist()) == 3
