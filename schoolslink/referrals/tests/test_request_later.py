"""What follows after sending, and whatever people type into the pages."""

import re

import pytest
from django.urls import reverse

from schoolslink.access.models import Role
from schoolslink.access.tests.arrange import member, person, sign_in
from schoolslink.checks.pages.reading import read
from schoolslink.checks.tests.test_sent_twice import filled
from schoolslink.kernel import clock
from schoolslink.referrals.commands.request import send_request
from schoolslink.referrals.models import (
    Carer,
    Holding,
    Item,
)
from schoolslink.referrals.pages.said import answers_of
from schoolslink.referrals.queries import open_item
from schoolslink.referrals.queries.school import open_as_sent
from schoolslink.referrals.tests.asking import (
    KNOWN,
    NO_TO_ALL,
    as_amira,
    begun,
    key,
    the_id,
    through_the_gate,
)

pytestmark = pytest.mark.django_db


def test_what_was_left_out_follows_later_and_changes_nothing_else(world, amira):
    sent = amira.get(begun(amira, then="send"))
    assert "What you can still add" in sent.text
    item_id = the_id(world)
    with as_amira(world):
        before = Holding.objects.get(item_id=item_id, ended_at__isnull=True)

    page = amira.get(reverse("referrals:add", args=[item_id, "family"]))
    version = re.search(r'name="version" value="(\d+)"', page.text)[1]
    family = {"carer_name": "Halina Ward", "carer_pr": "yes", "for_empty": "later"}
    added = amira.post(
        reverse("referrals:add", args=[item_id, "family"]), family | {"version": version} | key()
    )

    assert added.url == reverse("referrals:asked", args=[item_id])
    assert "Added to it" in amira.get(added.url).text
    with as_amira(world) as actor:
        after = Holding.objects.get(item_id=item_id, ended_at__isnull=True)
        assert (after.person_id, after.duty, after.due_on) == (
            before.person_id,
            before.duty,
            before.due_on,
        )
        opened = open_item(actor, item_id)
        assert opened.identity["surname"] == "Ward"
        assert opened.answers["concern"]["concern"] == KNOWN["concern"]
        assert "carer_name" not in opened.referral.missing
        assert "carer_phone" in opened.referral.missing
        assert Carer.objects.filter(item_id=item_id, relationship="carer").count() == 1


def test_a_risk_marked_later_is_looked_at_by_the_next_working_day(world, amira):
    begun(amira, then="send")
    item_id = the_id(world)
    risk = reverse("referrals:add", args=[item_id, "risk"])
    version = re.search(r'name="version" value="(\d+)"', amira.get(risk).text)[1]
    said = {"risk_self_harm": "yes", "risk_self_harm_said": "Seen today.", "for_empty": "later"}

    amira.post(risk, said | {"version": version} | key())

    with as_amira(world):
        assert Item.objects.get(pk=item_id).risk_marked
        holding = Holding.objects.get(item_id=item_id, ended_at__isnull=True)
        assert (holding.duty, holding.due_on.isoformat()) == ("look_again", "2026-03-04")


def test_a_safeguarding_lead_can_open_every_page_that_is_offered(world, amira, client, as_seed):
    begun(amira, KNOWN, then="send")
    item_id = the_id(world)
    risk = reverse("referrals:add", args=[item_id, "risk"])
    version = re.search(r'name="version" value="(\d+)"', amira.get(risk).text)[1]
    said = {"risk_self_harm": "yes", "risk_self_harm_said": "Seen today.", "for_empty": "later"}
    amira.post(risk, said | {"version": version} | key())
    with as_seed():
        marcus = person("Marcus Dabiri")
        member(marcus, world.hillside, Role.SAFEGUARDING_LEAD)
    sign_in(client, marcus)

    page = client.get(reverse("referrals:asked", args=[item_id])).text

    offered = set(re.findall(r'href="(/(?:help|asked)/[^"#]+)"', page))
    assert len(offered) > 3
    assert {href for href in offered if client.get(href).status_code != 200} == set()


def test_words_typed_while_a_colleague_added_others_come_back(world, amira):
    begun(amira, then="send")
    family = reverse("referrals:add", args=[the_id(world), "family"])
    version = re.search(r'name="version" value="(\d+)"', amira.get(family).text)[1]
    typed = {
        "carer_name": "Halina Ward",
        "carer_pr": "yes",
        "for_empty": "later",
        "version": version,
    }
    amira.post(family, typed | key())

    again = amira.post(family, typed | key())
    other = amira.post(family, typed | {"carer_name": "Jan <Ward>"} | key())

    assert "came meanwhile" not in again.text
    assert "Other answers came meanwhile" in other.text
    assert "yes to a risk" not in other.text
    assert "Jan &lt;Ward&gt;" in other.text
    with as_amira(world) as actor:
        assert "Halina Ward" in str(answers_of(open_as_sent(actor, the_id(world))))


def test_a_risk_typed_while_a_colleague_answered_shows_whom_to_ring_and_that_it_is_not_saved(
    world, amira
):
    begun(amira, then="send")
    risk = reverse("referrals:add", args=[the_id(world), "risk"])
    version = re.search(r'name="version" value="(\d+)"', amira.get(risk).text)[1]
    typed = {"for_empty": "later", "version": version}
    amira.post(risk, typed | {"risk_self_harm": "no"} | key())

    late = amira.post(risk, typed | {"risk_self_harm": "yes"} | key()).text

    assert "You said yes to a risk. It is not saved" in late
    assert late.index('href="tel:999"') < late.index("What you typed")
    with as_amira(world):
        assert not Item.objects.get(pk=the_id(world)).risk_marked


def test_nothing_said_adds_nothing(world, amira):
    begun(amira, then="send")
    gp = reverse("referrals:add", args=[the_id(world), "gp"])
    version = re.search(r'name="version" value="(\d+)"', amira.get(gp).text)[1]

    page = amira.post(gp, {"for_empty": "later", "version": version} | key())

    assert "Answer at least one question" in page.text


NASTY = [
    "",
    "\x00",
    "\u202e desrever",
    "<script>alert(1)</script>",
    "=cmd|' /C calc'!A0",
    "سارة 👩‍👩‍👧",
    "x" * 10_000,
    "99999999999999999999",
    "__not_known__",
]


@pytest.mark.parametrize("nasty", NASTY, ids=range(len(NASTY)))
def test_whatever_is_typed_is_kept_or_answered_with_a_sentence(amira, nasty):
    onward = through_the_gate(amira)
    tasks = begun(amira)
    every = dict.fromkeys([*KNOWN, "age", "since", "wants", "then", "version"], nasty)
    pages = [
        (reverse("referrals:gate"), dict.fromkeys(NO_TO_ALL, nasty)),
        (onward, every),
        (tasks + "/part/child", dict.fromkeys(["first_name", "nhs_number", "for_empty"], nasty)),
        (tasks + "/part/risk", dict.fromkeys(["risk_self_harm", "safety_plan"], nasty)),
        (tasks + "/agreement", dict.fromkeys(["who_decides", "gillick", "agreed_how"], nasty)),
        (tasks + "/check", {"version": nasty, "incomplete_because": nasty}),
        (tasks + "/elsewhere", {"service": nasty}),
    ]

    for address, typed in pages:
        for form in (typed, typed | key()):
            response = amira.post(address, form)
            assert response.status_code in (200, 302, 404), address
    assert "<script>alert" not in amira.get(tasks + "/part/child").text


@pytest.mark.parametrize(
    ("page", "typed", "label"),
    [
        (
            ("part", "risk"),
            {"risk_self_harm_said": "Seen <today>.", "risk_self_harm": "yes"},
            "Yes",
        ),
        (("agreement",), {"agreed_how": "By phone <today>."}, "How and when did you ask?"),
    ],
)
def test_words_typed_while_it_was_sent_elsewhere_come_back(world, amira, page, typed, label):
    amira.get(begun(amira))
    name, *rest = page
    address = reverse(f"referrals:{name}", args=[the_id(world), *rest])
    amira.get(address)
    with as_amira(world) as actor:
        send_request(actor=actor, item_id=the_id(world), version=1, at=clock.now())

    late = amira.post(address, typed | {"for_empty": "later"} | key())

    assert late.status_code == 200
    assert "It was sent meanwhile" in late.text
    assert ("You said yes to a risk" in late.text) == ("risk_self_harm" in typed)
    assert "&lt;today&gt;" in late.text
    assert label in late.text
    assert amira.get(address).url == reverse("referrals:sent", args=[the_id(world)])


def test_each_page_that_is_added_to_can_be_pressed_twice(world, amira):
    sent = amira.get(begun(amira, then="send")).text
    offered = sorted(set(re.findall(r'href="(/help/[^"]+/add/[a-z_]+)"', sent)))
    twice, as_before = [], []
    for address in offered:
        form = next(one for one in read(address, amira.get(address).text).posts if one.fields)
        given = filled(form)
        first = amira.post(address, given)
        if first.status_code == 302:
            twice.append(address)
            as_before.append(amira.post(address, given).headers.get("Location") == first.url)

    assert len(twice) > 8
    assert as_before == [True] * len(twice)
