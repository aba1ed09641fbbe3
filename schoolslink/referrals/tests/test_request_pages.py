"""Asking for help, page by page: nothing typed is lost, nothing blocks, and it is sent once."""

import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.urls import reverse

from schoolslink.access.tests.arrange import sign_in
from schoolslink.access.unit import acting
from schoolslink.directory.models import AreaMembership, EmergencyShare, HelpLine, ServiceCriteria
from schoolslink.directory.tests import factories
from schoolslink.kernel import clock
from schoolslink.kernel.ids import new_id
from schoolslink.referrals.commands.decide import step
from schoolslink.referrals.models import (
    Draft,
    Holding,
    Item,
    LawfulBasis,
    Referral,
    SharingChoice,
)
from schoolslink.referrals.queries import open_draft, queue_of
from schoolslink.referrals.rules import Move
from schoolslink.referrals.tests.arrange import acting_as, asked, small_world
from schoolslink.referrals.tests.asking import (
    KNOWN,
    NO_TO_ALL,
    as_amira,
    begun,
    key,
    the_id,
    the_item,
    through_the_gate,
)

pytestmark = pytest.mark.django_db


def test_the_gate_cannot_be_skipped(amira):
    assert amira.get(reverse("referrals:know")).url == reverse("referrals:gate")
    assert amira.get(reverse("referrals:know") + "?gate=forged").url == reverse("referrals:gate")


def test_a_yes_shows_whom_to_ring_and_still_lets_the_request_go_on(world, amira):
    answers = NO_TO_ALL | {"danger_now": "yes"}
    page = amira.post(reverse("referrals:gate"), answers | key())

    assert "Do this first" in page.text
    assert "Emergency services, day and night" in page.text
    onward = through_the_gate(amira, answers)
    response = amira.post(onward, KNOWN | key() | {"then": "send"})
    assert response.url.endswith("/sent")
    with as_amira(world):
        item = the_item()
        assert item.risk_marked
        assert Referral.objects.get(item=item).gate["danger_now"] is True


def test_the_gate_shows_the_areas_own_line_with_its_hours_and_who_checked_it(as_seed, world, amira):
    with as_seed():
        area = world.area.area
        AreaMembership.objects.create(
            school=world.hillside.school, area=area, from_on=factories.LONG_AGO
        )
        HelpLine.objects.create(
            area=area, name="Riverside crisis line", phone="01632 960 111",
            hours="Every day, 8 to 10", owner="Riverside CAMHS", checked_on=date(2026, 2, 2),
        )  # fmt: skip
    first = amira.get(reverse("referrals:gate"))
    second = amira.post(reverse("referrals:gate"), NO_TO_ALL | {"cannot_wait": "yes"} | key())

    for page in (first, second):
        assert 'href="tel:01632960111"' in page.text
        assert (
            "Riverside crisis line. Every day, 8 to 10. Riverside CAMHS sees to it that this"
            " number is right. Checked on 2 February 2026." in page.text
        )
    assert "Do this first" in second.text


def test_twelve_answers_and_send_now_make_a_request_with_a_holder_and_a_date(world, amira):
    address = begun(amira, then="send")

    page = amira.get(address)
    assert "You asked on Tuesday 3 March" in page.text
    assert "Priya Nair" in page.text
    assert "Thursday 5 March" in page.text
    assert "Tuesday 10 March" in page.text
    with acting(acting_as(world.priya)) as priya:
        (row,) = queue_of(priya)
    assert (row.initials, row.due_on.isoformat()) == ("EW", "2026-03-05")
    with as_amira(world):
        assert not Draft.objects.filter(item=the_item()).exists()
        choices = SharingChoice.objects.values_list("whom", "may_be_told")
        assert dict(choices) == {"school": True, "carer": True, "gp": False}


def test_a_services_own_limits_make_the_days_and_every_page_says_the_same(
    as_seed, world, amira, noon
):
    with as_seed():
        limits = {"look_wd": 1, "decide_days": 3, "told_wd": 2}
        factories.criteria(world.riverside.service, limits=limits)
    tasks = begun(amira)

    check = amira.get(tasks + "/check").text
    version = re.search(r'name="version" value="(\d+)"', check)[1]
    amira.post(tasks + "/check", {"version": version} | key())
    with as_seed():
        # Published on the same day, and meant for those who ask from tomorrow on.
        later = {"look_wd": 9, "decide_days": 90}
        criteria = factories.criteria(world.riverside.service, version=2, limits=later)
        ServiceCriteria.objects.filter(pk=criteria.pk).update(from_on=date(2026, 3, 4))
    confirmed = amira.get(tasks + "/sent").text

    assert "Priya Nair must look at it by Wednesday 4 March." in check
    assert "Priya Nair must decide by Friday 6 March." in check
    assert "Must look at it by Wednesday 4 March." in confirmed
    assert "Then decides by Friday 6 March" in confirmed
    assert due_of(as_seed) == ("look", date(2026, 3, 4))
    with clock.fixed(noon + timedelta(days=1)), acting(acting_as(world.priya)) as priya:
        step(actor=priya, item_id=the_item().pk, move=Move.ACKNOWLEDGE, version=2, at=clock.now())
    assert due_of(as_seed) == ("decide", date(2026, 3, 6))


def due_of(as_seed) -> tuple[str, date]:
    with as_seed():
        holding = Holding.objects.get(item__kind="referral", ended_at__isnull=True)
    return holding.duty, holding.due_on


def test_the_confirmation_can_be_kept_and_leads_to_the_familys_sheets(world, amira):
    page = amira.get(begun(amira, then="send"))

    with as_amira(world):
        reference = the_item().reference
    assert f"<strong>{reference}</strong>" in page.text
    assert "Must look at it by Thursday 5 March." in page.text
    assert "Then decides by Tuesday 10 March, and you are told." in page.text
    assert "What happens next" in page.text
    # Without a script the button stays away and the sentence says it all.
    assert re.search(
        r"<p data-sl-print hidden><button[^>]*>Print this page</button></p>", page.text
    )
    assert f'action="{reverse("referrals:sheets", args=[the_id(world)])}"' in page.text


def test_the_same_first_page_sent_twice_makes_one_request(world, amira):
    address, answers = through_the_gate(amira), KNOWN | key() | {"then": "send"}

    first, second = amira.post(address, answers), amira.post(address, answers)

    assert first.url == second.url
    with as_amira(world):
        assert Item.objects.filter(kind="referral").count() == 1


def test_send_now_asks_for_a_name_and_a_worry_and_keeps_what_was_typed(amira):
    typed = KNOWN | {"surname": "", "concern": "", "school_year": "Year 5 Swallows"}
    response = amira.post(through_the_gate(amira), typed | key() | {"then": "send"})

    assert response.status_code == 200
    assert "Needed before it can be sent" in response.text
    assert "Year 5 Swallows" in response.text


def test_agreement_not_asked_yet_waits_with_the_lead_and_nothing_reaches_the_service(world, amira):
    not_asked = KNOWN | {"carer_agrees": "not_asked", "young_person_agrees": "not_asked"}
    page = amira.get(begun(amira, not_asked, then="send"))

    assert "Kept with you until the agreement is there" in page.text
    with as_amira(world):
        holding = Holding.objects.get(item=the_item(), ended_at__isnull=True)
        assert (holding.person_id, holding.duty) == (world.amira.pk, "get_agreement")
    with acting(acting_as(world.priya)) as priya:
        assert queue_of(priya) == []


def test_the_list_shows_what_this_service_needs_and_each_page_is_kept(world, amira):
    tasks = begun(amira)
    page = amira.get(tasks)
    assert "Riverside CAMHS needs 15 short pages. 1 done so far." in page.text

    part = tasks + "/part/gp"
    amira.post(part, {"gp_practice": "", "for_empty": "__ask_family__"} | key())

    with as_amira(world) as actor:
        draft = open_draft(actor, the_item().pk, on=clock.today())
    assert draft.answers["gp_practice"] == "__ask_family__"
    assert draft.answers["first_name"] == "Ellie"
    assert "left for the family" in amira.get(tasks).text


def test_what_was_tried_begins_with_the_schools_own_list_and_what_is_typed_replaces_it(
    as_seed, world, amira
):
    with as_seed():
        factories.some_support(world.hillside.school)
    part = begun(amira) + "/part/tried"

    first = unescape(amira.get(part).text)
    assert "From our school's own list of help:\nCounsellor, Quiet Corner, Mondays" in first
    with as_amira(world) as actor:
        assert "tried" not in open_draft(actor, the_item().pk, on=clock.today()).answers
    amira.post(part, {"tried": "Six weeks with the counsellor.", "for_empty": "later"} | key())
    second = amira.get(part).text
    assert ">Six weeks with the counsellor.<" in "".join(second.split("\n"))
    assert "own list of help" not in second


def test_a_yes_to_a_risk_brings_its_detail_and_the_gate_again_and_does_not_wait(world, amira):
    not_asked = KNOWN | {"carer_agrees": "not_asked", "young_person_agrees": "not_asked"}
    tasks = begun(amira, not_asked)
    said = {"risk_suicide_thoughts": "yes", "risk_suicide_thoughts_said": "On Monday, to a friend."}
    amira.post(tasks + "/part/risk", said | {"for_empty": "__not_known__"} | key())

    page = amira.get(tasks + "/check")
    assert "NHS 111, mental health option" in page.text
    assert "It goes at once" in page.text
    version = re.search(r'name="version" value="(\d+)"', page.text)[1]
    sent = amira.post(tasks + "/check", {"version": version} | key())
    assert sent.url == tasks + "/sent"
    with as_amira(world):
        assert the_item().state == "submitted"
        assert LawfulBasis.objects.get().basis == "safeguarding"


def test_what_an_unticked_answer_would_bring_is_not_kept(world, amira):
    tasks = begun(amira)
    stale = {"risk_self_harm": "no", "risk_self_harm_said": "typed before the answer was changed"}
    amira.post(tasks + "/part/risk", stale | {"for_empty": "later"} | key())

    with as_amira(world) as actor:
        answers = open_draft(actor, the_item().pk, on=clock.today()).answers
    assert answers["risk_self_harm"] == "no"
    assert answers["risk_self_harm_said"] == ""


def test_under_sixteen_decides_only_with_all_four_and_a_name(world, amira):
    tasks = begun(amira, KNOWN | {"carer_agrees": "not_asked"})
    said = {
        "young_person_agrees": "agrees",
        "carer_agrees": "not_asked",
        "who_decides": "young_person",
        "gillick": ["understands", "keeps"],
        "school_hears": "yes",
        "tell": ["young_person"],
    }
    half = amira.post(tasks + "/agreement", said | key())
    assert "Tick all four" in half.text
    assert "Say who judged this" in half.text

    whole = said | {
        "gillick": ["understands", "keeps", "weighs", "tells"],
        "judged_by": "Amira Khan, lead",
        "then": "check",
    }
    assert amira.post(tasks + "/agreement", whole | key()).url == tasks + "/check"
    assert "The agreement that is needed is there" in amira.get(tasks + "/check").text


def test_check_and_send_shows_answers_in_words_and_sends_once(world, amira):
    tasks = begun(amira)
    page = amira.get(tasks + "/check")

    assert "12 May 2015" in page.text
    assert "Yes, and they agree" in page.text
    assert "also asks for" in page.text
    version = re.search(r'name="version" value="(\d+)"', page.text)[1]
    form = {"version": version, "incomplete_because": "The family is away."} | key()
    first = amira.post(tasks + "/check", form)
    second = amira.post(tasks + "/check", form)
    assert first.url == second.url == tasks + "/sent"
    item_id = the_id(world)
    sign_in(amira, world.priya)
    record = amira.get(reverse("referrals:record", args=[item_id])).text
    copied = amira.get(reverse("referrals:copy", args=[item_id, "txt"])).content.decode()
    for reader in (record, copied):
        assert "Why it came with gaps: The family is away." in reader
        assert "Your phone number" in reader


def test_without_a_sharing_agreement_it_is_kept_and_an_emergency_reason_sends_it(
    as_seed, client, noon
):
    with as_seed():
        world = small_world()
    sign_in(client, world.amira)
    with clock.fixed(noon):
        address = begun(client, then="send")
        assert address.endswith("/check?sharing=missing")
        page = client.get(address)
        version = re.search(r'name="version" value="(\d+)"', page.text)[1]
        without = client.post(address, {"version": version, "emergency_reason": ""} | key())
        assert "no sharing agreement" in without.text
        assert "your area coordinator sees it" in without.text
        reason = {"version": version, "emergency_reason": "life"}
        assert client.post(address, reason | key()).url.endswith("/sent")
    with as_seed():
        share = EmergencyShare.objects.get()
        assert (share.school_id, share.service_id) == (world.hillside.pk, world.riverside.pk)
        assert (share.reason, share.shared_by, share.shared_at) == ("life", world.amira, noon)


@pytest.mark.parametrize(("yes", "why"), [("danger_now", "life"), ("harmed", "harm")])
@pytest.mark.parametrize("agrees", ["agrees", "not_asked"])
def test_no_missing_agreement_blocks_a_marked_risk_and_the_share_is_recorded(
    as_seed, client, noon, yes, why, agrees
):
    with as_seed():
        world = small_world()
    sign_in(client, world.amira)
    known = KNOWN | {"carer_agrees": agrees, "young_person_agrees": agrees}
    with clock.fixed(noon):
        onward = through_the_gate(client, NO_TO_ALL | {yes: "yes"})
        response = client.post(onward, known | key() | {"then": "send"})

    assert response.url.endswith("/sent")
    with as_amira(world):
        assert the_item().state == "submitted"
    with as_seed():
        assert EmergencyShare.objects.get().reason == why


def test_with_an_agreement_in_force_no_emergency_is_recorded(as_seed, world, amira):
    onward = through_the_gate(amira, NO_TO_ALL | {"danger_now": "yes"})
    amira.post(onward, KNOWN | key() | {"then": "send"})

    with as_seed():
        assert not EmergencyShare.objects.exists()
        assert LawfulBasis.objects.get().emergency_reason == ""


def test_too_young_for_the_service_is_said_before_it_is_sent(as_seed, world, amira):
    with as_seed():
        factories.criteria(world.riverside.service, ages={"from": 5, "until": 18})
    tasks = begun(amira, KNOWN | {"birth_date-year": "2022"})

    assert "does not see children under 5" in amira.get(tasks).text


def test_another_linked_service_can_be_chosen_and_an_unlinked_one_cannot(as_seed, world, amira):
    with as_seed():
        little = factories.a_service(world.area.area, "Little Steps", kind="early_years")
        other = factories.a_service(world.area.area, "Far Away")
        factories.a_link(world.hillside.school, little, is_main=False)
        factories.criteria(little, ages={"from": 0, "until": 5})
        factories.criteria(world.riverside.service, ages={"from": 5, "until": 18})
    tasks = begun(amira, KNOWN | {"birth_date-year": "2022"})
    assert "Send to Little Steps instead" in amira.get(tasks).text

    amira.post(tasks + "/elsewhere", {"service": str(little.pk)})
    refused = amira.post(tasks + "/elsewhere", {"service": str(other.pk)})

    assert refused.status_code == 409
    with as_amira(world):
        assert Referral.objects.get().intended_service_id == little.pk


def test_a_question_becomes_a_request_with_nothing_typed_again(world, amira, noon):
    question = asked(world, noon, new_id())
    onward = through_the_gate(amira, query=f"?question={question}")

    page = amira.get(onward)
    assert "Very quiet since half term" in page.text
    amira.post(onward, KNOWN | key() | {"then": "more"})
    with as_amira(world):
        assert Item.objects.get(pk=question).state == "became_request"


def test_a_draft_can_be_dropped_and_a_sent_request_cannot(world, amira):
    tasks = begun(amira)
    amira.post(tasks + "/drop", key())
    with as_amira(world):
        assert the_item().state == "discarded"
    after = amira.get(tasks, follow=True)
    assert after.redirect_chain[-1][0] == reverse("referrals:asked", args=[the_id(world)])


def test_another_schools_lead_finds_nothing(world, amira, client):
    tasks = begun(amira)
    sign_in(client, world.nadia)

    for page in ("", "/check", "/agreement", "/part/gp", "/sent"):
        assert client.get(tasks + page).status_code == 404
    assert client.post(tasks + "/part/gp", {"gp_practice": "X"} | key()).status_code == 404


@pytest.mark.parametrize("block", ["nonsense", "attachments", "agreement"])
def test_a_part_that_is_not_there_is_not_found(amira, block):
    assert amira.get(begun(amira) + f"/part/{block}").status_code == 404
