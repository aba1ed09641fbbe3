"""What got worse while a request waits for agreement does not wait: a service has it at once."""

import pytest
from django.test import Client

from schoolslink.access.family import open_page
from schoolslink.access.jobs import as_job
from schoolslink.access.tests.arrange import enter_family
from schoolslink.access.unit import acting
from schoolslink.directory.models import EmergencyShare, SharingParty
from schoolslink.directory.tests import factories
from schoolslink.kernel import clock, outbox
from schoolslink.kernel.ids import new_id
from schoolslink.kernel.models import OutboxMessage
from schoolslink.referrals import events, jobs, permissions
from schoolslink.referrals.commands.additions import add_answers
from schoolslink.referrals.commands.advice import say
from schoolslink.referrals.commands.family import make_sheets
from schoolslink.referrals.commands.request import save_step
from schoolslink.referrals.models import (
    Draft,
    FindingToken,
    Item,
    LawfulBasis,
    Referral,
    SharingChoice,
)
from schoolslink.referrals.queries import open_for_team, open_item, queue_of
from schoolslink.referrals.rules import Move
from schoolslink.referrals.tests.arrange import acting_as, sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting(world, noon):
    """A request that waits for agreement at the school; no service has it."""
    item_id = sent(world, noon, carer_agrees="not_asked", called="Ellie")
    with acting(acting_as(world.priya)) as priya:
        assert queue_of(priya) == []
    return item_id


def in_the_queue(world) -> list[tuple[object, str, str]]:
    with acting(acting_as(world.priya)) as priya:
        return [(row.item_id, row.person_name, row.duty) for row in queue_of(priya)]


def told_of(as_seed, item_id) -> list[str]:
    with as_seed():
        news = OutboxMessage.objects.filter(payload__item_id=str(item_id)).order_by("id")
        return [one.event.rpartition(".")[2] for one in news]


def school_says(world, item_id, at, words="She hurt herself last night."):
    with acting(acting_as(world.nadia)) as nadia:
        version = open_item(nadia, item_id).item.version
        say(actor=nadia, item_id=item_id, move=Move.SAY_WORSE, version=version, words=words, at=at)


def family_says(world, item_id, at, words="I cannot sleep."):
    """Let Ellie say it on her own page."""
    with acting(acting_as(world.nadia)) as nadia:
        sheets = make_sheets(actor=nadia, item_id=item_id, at=at)
        version = open_item(nadia, item_id).item.version
    code = next(sheet.code for sheet in sheets if sheet.relationship == "self")
    ellie = Client()
    enter_family(ellie, open_page(code, machine="192.0.2.9"))
    said = {"version": version, "form_key": str(new_id()), "words": words}
    with clock.fixed(at):
        assert ellie.post("/my-request/worse", said).status_code == 302


def typed(world, item_id, at, **answers):
    """Let the school type more and send nothing."""
    with acting(acting_as(world.nadia)) as nadia:
        save_step(actor=nadia, item_id=item_id, step="more", answers=answers, at=at)


def delivered(at):
    with clock.fixed(at):
        outbox.deliver_waiting()


def as_the_team_reads_it(world, item_id):
    with acting(acting_as(world.priya)) as priya:
        return open_for_team(priya, item_id)


anybody = pytest.mark.parametrize("says", [school_says, family_says])


@anybody
def test_a_service_has_it_and_hears_it(world, waiting, noon, as_seed, says):
    says(world, waiting, noon)

    assert in_the_queue(world) == [(waiting, "Priya Nair", "look_again")]
    assert "ReferralSubmitted" in told_of(as_seed, waiting)


def test_the_team_reads_what_the_young_person_wrote(world, waiting, noon, priya):
    family_says(world, waiting, noon, "I cannot sleep.")

    assert "I cannot sleep." in priya.get(f"/queue/{waiting}").text


@anybody
def test_what_the_school_had_typed_goes_along_as_if_it_were_sent(world, noon, as_seed, says):
    more = {
        "impact_sleep": "2", "tried": "A quiet room.", "gp_practice": ["", "Old Mill"],
        "second_carer_name": "Marek W.", "urgency": "urgent", "language": "pl",
        "interpreter": "yes", "ask_for": "assessment",
    }  # fmt: skip
    worse = sent(world, noon, carer_agrees="not_asked", called="Ellie")
    typed(world, worse, noon, carer_agrees="agrees", **more)
    plain = sent(world, noon, called="Ellie", **more)

    says(world, worse, noon)
    delivered(noon)

    one, other = as_the_team_reads_it(world, worse), as_the_team_reads_it(world, plain)
    assert lasting(one) == lasting(other)
    assert lasting(one)["answers"]["impact"]["impact_sleep"] == "2"
    assert one.opened.referral.missing
    with as_seed():
        assert not Draft.objects.filter(item_id=worse).exists()
        assert LawfulBasis.objects.get(item_id=worse).basis == "care"
        assert FindingToken.objects.filter(item_id=worse).exclude(kind="near").count() == 2


def lasting(record) -> dict:
    """Return what is kept of a request, without the moves by which it came there."""
    opened, item = record.opened, record.opened.item
    return {
        "routing": (item.team_id, item.service_id, item.area_id),
        "item": (item.risk_marked, item.urgent, item.language, item.interpreter),
        "referral": (
            opened.referral.missing, opened.referral.criteria_version, opened.referral.level_asked
        ),
        "identity": opened.identity,
        "answers": opened.answers,
        "contacts": record.contacts,
        "family": sorted((one.name, one.relationship) for one in record.family),
        "agreement": (record.agreement.state, record.agreement.decided_by),
        "choices": record.choices,
    }  # fmt: skip


def test_a_name_that_was_emptied_is_not_lost_and_a_sentence_taken_out_is(world, noon):
    item_id = sent(world, noon, carer_agrees="not_asked", tried="Told in confidence.")
    typed(world, item_id, noon, surname="", tried="")

    school_says(world, item_id, noon)
    delivered(noon)

    opened = as_the_team_reads_it(world, item_id).opened
    assert opened.identity["surname"] == "Wiśniewska"
    assert "surname" not in opened.referral.missing
    assert not opened.answers["tried"]["tried"]


def test_it_goes_to_the_service_it_was_meant_for(world, waiting, noon, as_seed):
    with as_seed():
        other = factories.a_service(world.area.area, "Little Steps")
        factories.a_link(world.northgate.school, other, is_main=False)
        Referral.objects.filter(item_id=waiting).update(intended_service_id=other.pk)

    family_says(world, waiting, noon)

    with as_seed():
        assert Item.objects.get(pk=waiting).service_id == other.pk


def test_what_the_family_chose_meanwhile_stays_chosen(world, waiting, noon, as_seed):
    with as_seed():
        SharingChoice.objects.create(
            item_id=waiting, whom="school", may_be_told=False, chosen_by="carer", at=noon
        )

    school_says(world, waiting, noon)
    delivered(noon)

    choices = as_the_team_reads_it(world, waiting).choices
    assert choices == {"school": False, "carer": True, "gp": False}


def test_more_that_is_added_before_the_rest_has_followed_is_kept_last(world, waiting, noon):
    typed(world, waiting, noon, tried="A quiet room.", wants_not="Nothing at school.")
    family_says(world, waiting, noon)
    with acting(acting_as(world.nadia)) as nadia:
        version = open_item(nadia, waiting).item.version
        add_answers(
            actor=nadia, item_id=waiting, version=version, answers={"tried": "A mentor."}, at=noon
        )  # fmt: skip

    delivered(noon)

    answers = as_the_team_reads_it(world, waiting).opened.answers
    assert answers["tried"]["tried"] == "A mentor."
    assert "Nothing at school." in str(answers)


def test_the_job_that_sends_it_on_is_named_as_the_database_knows_it():
    assert outbox.subscriber_name(jobs.finish_sending) == f"schoolslink.{permissions.SENDING}"


@pytest.mark.parametrize(("signed", "reason", "shares"), [(True, "", 0), (False, "waiting", 1)])
def test_why_it_was_shared_is_recorded_once(world, waiting, noon, as_seed, signed, reason, shares):
    if not signed:
        with as_seed():
            SharingParty.objects.all().delete()
    school_says(world, waiting, noon)
    with as_seed():
        child = Item.objects.get(pk=waiting).child_id
    event = events.ReferralSubmitted(item_id=waiting, child_id=child)

    for _ in range(2):
        with as_job(child_id=child, purpose=permissions.SENDING):
            jobs.finish_sending(event, at=noon)

    with as_seed():
        kept = list(
            LawfulBasis.objects.filter(item_id=waiting).values_list("basis", "emergency_reason")
        )
        assert kept == [("safeguarding", reason)]
        assert EmergencyShare.objects.count() == shares
