"""The pages on which a complaint is taken down, printed and given, and its copy on the family's own."""

from datetime import timedelta

import pytest

from schoolslink.access.models import Membership, Role
from schoolslink.access.tests.arrange import sign_in
from schoolslink.kernel import clock, outbox, references
from schoolslink.kernel.ids import new_id
from schoolslink.notices.models import Notice
from schoolslink.referrals.models import Carer, Complaint, Item
from schoolslink.referrals.tests.arrange import sent
from schoolslink.referrals.tests.letters import AGREED
from schoolslink.referrals.tests.test_complaint import ANSWER, WHAT, WISH, noon
from schoolslink.referrals.tests.test_complaint_taken_down import REACH, asked, takes
from schoolslink.referrals.tests.test_copy import sign_in_family
from schoolslink.referrals.tests.test_family_truth import family
from schoolslink.referrals.tests.turns import text_of
from schoolslink.web.forms import READ_FIRST
from schoolslink.web.forms.form import HAS_READ

pytestmark = pytest.mark.django_db
__all__ = ["asked", "noon"]


@pytest.fixture
def form(world, asked, as_seed, noon):
    """Return what somebody types who takes down what the carer said on the telephone today."""
    with as_seed():
        carer = Carer.objects.get(item_id=asked, relationship="carer")
    on = clock.local_day(noon)
    return {
        "form_key": str(new_id()), "member": str(carer.pk), "how": "phone", "made_on-day": on.day,
        "made_on-month": on.month, "made_on-year": on.year, "made_time": "", "what": WHAT,
        "wish": WISH, "reach": REACH,
    }  # fmt: skip


def address(item_id) -> str:
    return f"/records/{item_id}/complaint"


def kept(as_seed) -> list[Complaint]:
    with as_seed():
        return list(Complaint.objects.all())


@pytest.mark.parametrize("who", ["nadia", "priya", "lena"])
def test_school_team_and_manager_find_the_page_and_press_twice(
    client, world, asked, form, who, as_seed
):
    sign_in(client, getattr(world, who))
    came_from = {"nadia": f"/asked/{asked}", "priya": f"/queue/{asked}", "lena": "/service"}[who]
    link = "/service/complained" if who == "lena" else address(asked)
    assert link in client.get(came_from).content.decode()
    shown = text_of(client.get(address(asked)).content.decode())
    assert f"{world.lena.name} reads it, who answers for Riverside CAMHS." in shown

    for _ in range(2):
        done = client.post(address(asked), form)
        assert (done.status_code, done["Location"]) == (302, f"{address(asked)}/taken")

    after = text_of(client.get(done["Location"]).content.decode())
    assert "It is written down" in after
    assert WHAT not in after
    (one,) = kept(as_seed)
    assert (one.how, one.said_as) == ("phone", "carer")


def test_the_names_stand_there_for_the_team_and_not_for_whoever_answers_for_the_service(
    client, world, asked
):
    with_names, without = [], []
    for who, found in ((world.priya, with_names), (world.nadia, with_names), (world.lena, without)):
        sign_in(client, who)
        found.append("Halina" in client.get(address(asked)).content.decode())

    assert (with_names, without) == ([True, True], [False])


def test_a_manager_finds_the_request_by_its_number_and_no_other(client, world, asked, as_seed):
    with as_seed():
        reference = Item.objects.get(pk=asked).reference
    sign_in(client, world.lena)

    found = client.post(
        "/service/complained", {"form_key": str(new_id()), "reference": f" {reference.lower()} "}
    )
    assert found["Location"] == address(asked)
    for number in ("SL-0000-0000", "\u0660", references.new("SL")):
        none = client.post("/service/complained", {"form_key": str(new_id()), "reference": number})
        assert "No request with this number" in text_of(none.content.decode())


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("made_on-year", "2099", "This date is after today"),
        ("made_on-year", "2019", "more than a year ago"),
        ("made_time", "25:99", "Write the time like 14:30"),
        ("made_time", "\x00", "character"),
        ("member", "0192aaaa-0000-7000-8000-000000000001", "Choose one of these answers"),
        ("member", "priya", "Choose one of these answers"),
        ("how", "pigeon", "Choose one of these answers"),
        ("what", "   ", "Write down what they say went wrong"),
        ("reach", "", "how an answer safely comes to them"),
        ("not_to", "priya", "Choose one of these answers"),
        ("what", "x" * 4001, "4,000"),
    ],
)
def test_what_cannot_be_is_said_and_keeps_what_was_typed(
    client, world, asked, form, field, value, words, as_seed
):
    sign_in(client, world.priya)

    came = client.post(address(asked), form | {field: value})

    page = text_of(came.content.decode())
    assert came.status_code == 200
    assert words in page
    assert WISH in came.content.decode()
    assert kept(as_seed) == []


def test_of_a_barred_carer_nothing_is_offered_and_nothing_taken(
    client, world, asked, form, as_seed
):
    with as_seed():
        Carer.objects.filter(item_id=asked, relationship="carer").update(court_order="barred")
    sign_in(client, world.nadia)

    shown = client.get(address(asked)).content.decode()
    came = client.post(address(asked), form)

    assert form["member"] not in shown
    assert "Choose one of these answers" in text_of(came.content.decode())
    assert kept(as_seed) == []


def test_where_nobody_would_hear_it_there_is_no_form_and_whom_to_turn_to(
    client, world, asked, form, as_seed
):
    with as_seed():
        Membership.objects.filter(role__in=[Role.SERVICE_MANAGER, Role.AREA_COORDINATOR]).delete()
    sign_in(client, world.priya)

    shown = client.get(address(asked)).content.decode()
    came = client.post(address(asked), form).content.decode()

    assert 'name="what"' not in shown
    assert "Parliamentary and Health Service Ombudsman" in shown
    assert WHAT in came  # what was typed meanwhile is still there
    assert kept(as_seed) == []


def test_a_stranger_and_a_family_find_nothing(client, world, asked, noon):
    for who in (world.stranger, world.jo, world.amira):
        sign_in(client, who)
        assert client.get(address(asked)).status_code in (403, 404)
        assert client.get(f"{address(asked)}/taken").status_code in (403, 404)
    sign_in_family(client, family(world, asked, noon)["carer"])
    assert client.get(address(asked)).status_code in (302, 403, 404)


@pytest.mark.parametrize("who", ["priya", "nadia", "lena"])
def test_words_of_danger_show_help_first_and_let_the_team_be_asked_to_look(
    client, world, asked, form, who, as_seed
):
    sign_in(client, getattr(world, who))
    words = {"what": "She said: nobody listens, I want to kill myself."}

    first = client.post(address(asked), form | words)

    assert "999" in text_of(first.content.decode())
    assert kept(as_seed) == []
    again = client.post(address(asked), form | words | {READ_FIRST: HAS_READ})
    outbox.deliver_waiting()
    assert again.status_code == 302
    assert len(kept(as_seed)) == 1
    with as_seed():
        assert Notice.objects.filter(kind="referrals.please_look", about_id=asked).exists()


@pytest.mark.parametrize("words", ["<script>alert(1)</script>", "'; drop table x; --", "ع" * 3000])
def test_hostile_words_are_words(client, world, asked, form, words, as_seed):
    sign_in(client, world.priya)
    assert client.post(address(asked), form | {"what": words}).status_code == 302
    (one,) = kept(as_seed)
    sign_in(client, world.lena)

    for page in (f"/service/complaint/{one.pk}", f"/service/complaint/{one.pk}/paper"):
        assert "<script>alert" not in client.get(page).content.decode()


def test_who_hears_it_sees_how_it_came_prints_it_and_marks_it_once(
    client, world, asked, noon, as_seed
):
    one = takes(world, asked, noon, as_seed, whose="self", ago=1)
    sign_in(client, world.lena)
    page = f"/service/complaint/{one.pk}"

    shown = client.get(page).content.decode()
    assert "By telephone; written down by Priya Nair on" in text_of(shown)
    assert f"{page}/paper" in shown
    paper = text_of(client.get(f"{page}/paper").content.decode())
    assert "Someone wrote this down for you." in paper
    assert WHAT in paper
    bad = client.post(page, {"form_key": str(new_id()), "act": "given", "how": "dove"})
    assert "Choose one of these answers" in text_of(bad.content.decode())
    key = str(new_id())
    for _ in range(2):
        done = client.post(page, {"form_key": key, "act": "given", "how": "letter"})
        assert done.status_code == 302
    late = client.post(page, {"form_key": str(new_id()), "act": "given", "how": "phone"})
    assert "They have it already" in text_of(late.content.decode())

    with as_seed():
        Complaint.objects.filter(pk=one.pk).update(given_at=noon - timedelta(hours=1))
    client.post(page, {"form_key": str(new_id()), "act": "answer", "words": ANSWER})
    assert f"Give it to whoever said it: {one.reference}" in text_of(
        client.get("/service").content.decode()
    )
    assert ANSWER in text_of(client.get(f"{page}/paper").content.decode())
    for who in (world.priya, world.nadia, world.jo):
        sign_in(client, who)
        assert client.get(f"{page}/paper").status_code in (403, 404)


def test_the_family_finds_its_copy_and_a_mail_that_says_nothing(client, world, noon, as_seed):
    item_id = sent(world, noon, called="Ellie", carer_email="halina@example.test", tell=AGREED)
    them = family(world, item_id, noon)
    takes(world, item_id, noon, as_seed)

    sign_in_family(client, them["carer"])
    mine = text_of(client.get("/my-request/complain").content.decode())
    assert "Someone wrote this down for you." in mine
    assert f"Is it not what you said? Tell {world.lena.name}." in mine
    assert WHAT in mine
    sign_in_family(client, them["self"])
    assert WHAT not in client.get("/my-request/complain").content.decode()
    with as_seed():
        told = Notice.objects.get(kind="referrals.family_answered")
        carer = Carer.objects.get(item_id=item_id, relationship="carer")
    assert told.recipient_contact_id == carer.pk
