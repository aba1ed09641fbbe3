"""Post that nobody has yet: somebody has it by a day, ends it as something, and the team alone reads it."""

from datetime import date, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction

from schoolslink.access.roles import Role
from schoolslink.access.tests.arrange import sign_in
from schoolslink.access.unit import acting
from schoolslink.directory.models import HealthcareService, NamedContact
from schoolslink.directory.tests import factories as make
from schoolslink.kernel import clock, rows
from schoolslink.kernel.ids import new_id
from schoolslink.referrals.commands.post import log_post
from schoolslink.referrals.commands.sorting import PostSeen, send_on
from schoolslink.referrals.commands.typed_in import type_in
from schoolslink.referrals.errors import ChangedMeanwhile, NotPossible, NotYours
from schoolslink.referrals.jobs import escalate_overdue
from schoolslink.referrals.models import Holding, Item, ItemEvent, Post, PostFile, ThreadMessage
from schoolslink.referrals.queries import open_item, queue_of
from schoolslink.referrals.queries.post import open_post_file, post_of
from schoolslink.referrals.rules.files import FileRefused
from schoolslink.referrals.rules.post import Danger, FromWhom, How
from schoolslink.referrals.tests.arrange import acting_as

pytestmark = pytest.mark.django_db
TEXT = ("fax.txt", b"She does not sleep. Please ring.")
SAID = {"first_name": "Ellie", "surname": "Wright", "concern": "She does not sleep."}
FORM = {
    "danger": "no", "came_on-day": "2", "came_on-month": "3", "came_on-year": "2026",
    "came_time": "11:15", "how": "fax", "from_whom": "gp", "sender": "Mill Lane Surgery",
    "phone": "01632 960 144", "about": "A girl who does not sleep; the first page is missing.",
    "sorts": "me",
}  # fmt: skip


def logged(world, who, at, **more):
    said = {
        "came_at": at, "how": How.FAX, "from_whom": FromWhom.GP, "danger": Danger.NO,
        "about": "A girl who does not sleep.", "sender": "Mill Lane", "phone": "", "is_mine": True,
    }  # fmt: skip
    with acting(acting_as(who)) as actor:
        return log_post(
            actor=actor, team_id=world.riverside.pk, form_key=new_id(), at=at, **said | more
        )


def typed_from(world, who, item_id, at, version=1):
    with acting(acting_as(who)) as actor:
        return type_in(
            actor=actor, service_id=world.riverside.pk, school_id=None, form_key=new_id(), at=at,
            asked_by="gp", said=SAID, gate={}, made_at=at - timedelta(days=1),
            post=PostSeen(item_id, version),
        )  # fmt: skip


def held(item_id):
    return Holding.objects.get(item_id=item_id, ended_at__isnull=True)


def test_the_page_keeps_it_and_shows_who_has_it_by_when(world, priya, noon):
    answer = priya.post("/queue/post/new", {**FORM, "form_key": str(new_id())})
    page = priya.get(answer["Location"]).content.decode()

    assert "A girl who does not sleep; the first page is missing." in page
    assert "Monday 2 March at 11:15am" in page
    assert "Priya Nair" in page
    assert "Find out whose it is, and bring it there: today" in page
    with acting(acting_as(world.priya)) as actor:
        (row,) = [one for one in queue_of(actor) if one.kind == "post"]
        assert (row.duty, row.due_on, row.initials) == ("sort", date(2026, 3, 3), "")


def test_the_queue_leads_there_and_says_what_it_is(world, priya, noon):
    item_id = logged(world, world.sam, noon)

    page = priya.get("/queue").content.decode()
    record = priya.get(f"/queue/{item_id}")

    assert "/queue/post/new" in page
    assert "Post to sort" in page
    assert record["Location"] == f"/queue/post/{item_id}"


def test_pressed_twice_it_is_kept_once(world, priya, noon):
    form = {**FORM, "form_key": str(new_id())}

    answers = [priya.post("/queue/post/new", form)["Location"] for _ in range(2)]

    assert answers[0] == answers[1]
    with acting(acting_as(world.priya)):
        assert Item.objects.filter(kind="post").count() == 1


def test_what_is_missing_is_said_beside_its_field_and_the_rest_stays(world, priya, noon):
    sent = {**FORM, "form_key": str(new_id())}
    for name in ("danger", "how", "sorts"):
        del sent[name]
    sent["came_time"] = "late"

    page = priya.post("/queue/post/new", sent).content.decode()

    assert "Say whether it tells of danger, or that nobody has read it" in page
    assert "Say what it is" in page
    assert "Write the time like 14:30, or leave it empty" in page
    assert "the first page is missing" in page


def test_what_came_a_week_ago_is_due_today_and_its_clock_runs_since_then(world, noon):
    came = noon - timedelta(days=7)

    item_id = logged(world, world.priya, noon, came_at=came)

    with acting(acting_as(world.priya)) as actor:
        opened = open_item(actor, item_id)
        assert (opened.item.asked_at, opened.holds.due_on) == (came, clock.local_day(noon))


@pytest.mark.parametrize(
    ("danger", "due_on", "risk", "urgent"),
    [
        (Danger.YES, date(2026, 3, 3), True, True),
        (Danger.NOT_READ, date(2026, 3, 3), False, True),
        (Danger.NO, date(2026, 3, 4), False, False),
    ],
)
def test_danger_or_not_read_is_looked_at_the_same_working_day(
    world, noon, danger, due_on, risk, urgent
):
    item_id = logged(world, world.priya, noon, danger=danger)

    with acting(acting_as(world.priya)) as actor:
        opened = open_item(actor, item_id)
        assert opened.holds.due_on == due_on
        assert (opened.item.risk_marked, opened.item.urgent) == (risk, urgent)


@pytest.mark.parametrize("off", [timedelta(minutes=1), timedelta(days=-400)])
def test_a_moment_after_now_or_of_another_year_is_refused(world, noon, off):
    with pytest.raises(NotPossible):
        logged(world, world.priya, noon, came_at=noon + off)


def test_given_to_the_team_its_manager_has_it_by_name(world, noon):
    item_id = logged(world, world.priya, noon, is_mine=False)

    with acting(acting_as(world.priya)):
        assert held(item_id).person_id == world.lena.pk


def test_nobody_of_another_place_writes_it_down_or_finds_it(world, noon):
    item_id = logged(world, world.priya, noon)

    for who in (world.nadia, world.jo, world.stranger, world.lena):
        with pytest.raises(NotYours):
            logged(world, who, noon)
    for who in (world.nadia, world.amira, world.stranger):
        with acting(acting_as(who)) as actor, pytest.raises(Item.DoesNotExist):
            post_of(actor, item_id)
    for who in (world.jo, world.lena):  # they see that there is something, and no word of it
        with acting(acting_as(who)) as actor:
            assert open_item(actor, item_id).item.kind == "post"
            with pytest.raises(Item.DoesNotExist):
                post_of(actor, item_id)
            assert not Post.objects.filter(item_id=item_id).exists()


def test_every_look_is_noted_with_who_looked(world, priya, noon):
    item_id = logged(world, world.sam, noon)
    priya.get(f"/queue/post/{item_id}")

    page = priya.get(f"/records/{item_id}/who-looked").content.decode()

    assert "Priya Nair" in page
    assert "Sam Okoro" in page


def test_it_becomes_a_request_of_the_same_child_with_its_day_and_its_file(world):
    at = clock.real_now()
    item_id = logged(world, world.sam, at, file=TEXT)

    request_id = typed_from(world, world.priya, item_id, at)

    with acting(acting_as(world.priya)) as actor:
        post, request = (Item.objects.get(pk=one) for one in (item_id, request_id))
        assert (post.state, post.child_id) == ("became_request", request.child_id)
        assert request.asked_at == at - timedelta(days=1)
        assert post_of(actor, item_id).other_id == request_id
        (file,) = PostFile.objects.filter(item=request)
        opened = open_post_file(actor, request_id, file.pk)
        assert (opened.name, opened.content) == TEXT


def test_the_page_of_the_request_leads_back_to_what_came(world, client):
    at = clock.real_now()
    sign_in(client, world.priya)
    item_id = logged(world, world.sam, at, file=TEXT)
    request_id = typed_from(world, world.priya, item_id, at)

    page = client.get(f"/queue/{request_id}").content.decode()
    with acting(acting_as(world.priya)):
        file = PostFile.objects.get(item_id=request_id)
    saved = client.get(f"/queue/post/{request_id}/file/{file.pk}")

    assert f"/queue/post/{item_id}" in page
    assert "Files that came by post" in page
    assert saved.content == TEXT[1]
    assert saved["X-Content-Type-Options"] == "nosniff"


def test_the_typing_in_page_brings_along_what_is_known(world, client):
    at = clock.real_now()
    sign_in(client, world.priya)
    item_id = logged(world, world.sam, at)

    page = client.get(f"/queue/typed-in?post={item_id}").content.decode()
    sent = {
        **SAID, "danger_now": "no", "cannot_wait": "no", "harmed": "no", "asked_by": "gp",
        "made_on-day": str(at.day), "made_on-month": str(at.month), "made_on-year": str(at.year),
        "young_person_agrees": "not_asked", "carer_agrees": "not_asked", "school_hears": "not_asked",
        "home_hears": "not_asked", "gp_hears": "yes", "version": "1", "form_key": str(new_id()),
    }  # fmt: skip
    answer = client.post(f"/queue/typed-in?post={item_id}", sent)
    again = client.post(f"/queue/typed-in?post={item_id}", sent)

    assert "A girl who does not sleep." in page
    assert 'value="Mill Lane"' in page
    assert answer["Location"] == again["Location"]
    with acting(acting_as(world.priya)):
        assert Item.objects.get(pk=item_id).state == "became_request"


def test_of_two_who_type_it_in_the_second_is_told_and_loses_nothing(world):
    at = clock.real_now()
    item_id = logged(world, world.sam, at)
    typed_from(world, world.priya, item_id, at)

    with pytest.raises((ChangedMeanwhile, NotPossible)):
        typed_from(world, world.sam, item_id, at)

    with acting(acting_as(world.priya)):
        assert Item.objects.filter(kind="referral").count() == 1


def test_it_cannot_end_without_saying_what_it_became(world, noon):
    item_id = logged(world, world.priya, noon)
    with acting(acting_as(world.priya)) as actor:
        event = ItemEvent(
            item_id=item_id, move="become_request", version_seen=1, at=noon, side="service",
            actor_kind="person", actor_id=actor.subject_id,
        )  # fmt: skip
        with pytest.raises(DatabaseError, match="nothing says why"), transaction.atomic():
            _move_at_once(event)


def test_what_it_became_is_said_once(world):
    at = clock.real_now()
    item_id = logged(world, world.priya, at)
    request_id = typed_from(world, world.priya, item_id, at)

    with (
        acting(acting_as(world.priya)),
        pytest.raises(DatabaseError, match="what it became stays"),
        transaction.atomic(),
    ):
        Post.objects.filter(item_id=item_id).update(other_id=None)
    with acting(acting_as(world.priya)):
        assert Post.objects.get(item_id=item_id).other_id == request_id


def _move_at_once(event):
    rows.insert([event])
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")


def test_a_harmful_file_is_kept_nowhere_and_what_was_typed_stays(world, priya, noon):
    with pytest.raises(FileRefused):
        logged(world, world.priya, noon, file=("run.exe", b"MZ\x90\x00"))
    bad = SimpleUploadedFile("scan.pdf", b"MZ\x90\x00")
    page = priya.post("/queue/post/new", {**FORM, "form_key": str(new_id()), "file": bad})

    assert page.status_code == 200
    assert "the first page is missing" in page.content.decode()
    with acting(acting_as(world.priya)):
        assert not Item.objects.filter(kind="post").exists()
        assert not PostFile.objects.exists()


def test_nobody_of_a_school_opens_a_file_that_came_by_post(world, noon):
    item_id = logged(world, world.priya, noon, file=TEXT)
    with acting(acting_as(world.priya)):
        file = PostFile.objects.get(item_id=item_id)

    for who in (world.nadia, world.amira, world.lena, world.jo):
        with (
            acting(acting_as(who)) as actor,
            pytest.raises((Item.DoesNotExist, PostFile.DoesNotExist)),
        ):
            open_post_file(actor, item_id, file.pk)


def test_post_that_nobody_sorts_goes_up_one_step_a_working_day(world, noon, as_seed):
    with as_seed():
        contact = NamedContact.objects.get(person=world.priya)
        cover = make.a_contact(world.riverside, "Sam Okoro", person=world.sam)
        make.a_cover(contact, cover)
    item_id = logged(world, world.priya, noon)
    seen = []

    for day in (4, 5, 6):
        with clock.fixed(datetime(2026, 3, day, 6, tzinfo=clock.LONDON)):
            escalate_overdue(0)
        with acting(acting_as(world.priya)):
            seen.append(held(item_id).person_id)

    assert seen == [world.priya.pk, world.sam.pk, world.lena.pk]


def test_no_words_of_it_stand_where_others_read(world, noon):
    item_id = logged(world, world.priya, noon)

    with acting(acting_as(world.priya)):
        assert not ThreadMessage.objects.filter(item_id=item_id).exists()


def test_whoever_works_in_two_teams_says_to_which_it_came(world, priya, noon, as_seed):
    with as_seed():
        area = HealthcareService.objects.get(pk=world.riverside.pk).area
        other = make.a_service(area, "Hill CAMHS")
        make.a_member(world.priya, other, Role.TRIAGER)
    form = {**FORM, "form_key": str(new_id())}

    asks = priya.post("/queue/post/new", form).content.decode()
    answer = priya.post("/queue/post/new", form | {"team": str(other.pk)})

    assert "To which of your teams did it come?" in asks
    with acting(acting_as(world.priya)):
        assert Item.objects.get(pk=answer["Location"].rsplit("/", 1)[1]).team_id == other.pk


SENT = {
    "to": "Mill Lane Surgery", "who": "Dr Day", "how": "By telephone at 10.",
    "sender": "Rung back: the surgery has it.",
}  # fmt: skip


def test_it_is_sent_on_only_with_the_name_of_who_has_it(world, client):
    at = clock.real_now()
    sign_in(client, world.priya)
    item_id = logged(world, world.sam, at)
    form = {"version": "1", "form_key": str(new_id())}

    refused = client.post(f"/queue/post/{item_id}/sent-on", form | {"to": "Mill Lane"})
    answer = client.post(f"/queue/post/{item_id}/sent-on", form | SENT)
    page = client.get(answer["Location"]).content.decode()

    assert "Say who there has said that they have it" in refused.content.decode()
    assert 'value="Mill Lane"' in refused.content.decode()
    assert "Said that they have it: Dr Day." in page
    assert "Brought to somebody who has it" in page
    with acting(acting_as(world.priya)):
        assert Item.objects.get(pk=item_id).state == "sent_on"


@pytest.mark.parametrize("left_out", ["to", "who", "how", "sender"])
def test_the_command_refuses_to_send_on_without_each_of_the_four(world, noon, left_out):
    item_id = logged(world, world.priya, noon)

    with acting(acting_as(world.priya)) as actor, pytest.raises(NotPossible):
        send_on(actor=actor, item_id=item_id, version=1, at=noon, **SENT | {left_out: "  "})

    with acting(acting_as(world.priya)):
        assert held(item_id).person_id == world.priya.pk


def test_of_two_who_send_it_on_the_second_keeps_what_they_typed(world, client):
    at = clock.real_now()
    sign_in(client, world.priya)
    item_id = logged(world, world.sam, at)
    with acting(acting_as(world.sam)) as actor:
        send_on(actor=actor, item_id=item_id, version=1, at=at, **SENT)

    page = client.post(
        f"/queue/post/{item_id}/sent-on",
        SENT | {"to": "Hill School", "version": "1", "form_key": str(new_id())},
    ).content.decode()

    assert 'value="Hill School"' in page
    assert "Said that they have it: Dr Day." in page
