"""What a family's stop does: it ends what nobody fears for, and everybody who had it is told."""

from datetime import date

import pytest

from schoolslink.access.jobs import as_job
from schoolslink.access.models import Role
from schoolslink.access.tests.arrange import member, person
from schoolslink.access.unit import acting
from schoolslink.kernel import clock
from schoolslink.kernel.ids import new_id
from schoolslink.kernel.models import OutboxMessage
from schoolslink.referrals import events, jobs
from schoolslink.referrals.commands.family import answer_family, say
from schoolslink.referrals.errors import NotYours
from schoolslink.referrals.models import Agreement, FamilyMessage, Holding, Item
from schoolslink.referrals.pages.record import agreement
from schoolslink.referrals.pages.words import done_words
from schoolslink.referrals.queries import open_item
from schoolslink.referrals.queries.team import open_for_team
from schoolslink.referrals.rules import Move
from schoolslink.referrals.rules.family.said import FamilySaid
from schoolslink.referrals.tests.arrange import acting_as, sent
from schoolslink.referrals.tests.letters import AGREED
from schoolslink.referrals.tests.test_family_truth import family
from schoolslink.referrals.tests.test_help_ends import helped
from schoolslink.referrals.tests.test_jobs import moved, notices
from schoolslink.referrals.tests.test_who_decides import pages_of

pytestmark = pytest.mark.django_db
NOT_SAFE = "We must still talk with you. Someone may not be safe."
LATER = "It does not stop at once. We must talk with you first."


def does(world, noon, item_id, whose="carer", act="stop") -> str:
    """Let somebody of the family do this on their page; return what the page said before."""
    browser = pages_of(item_id, world, noon)[whose]
    with acting(acting_as(world.nadia)):
        version = Item.objects.get(pk=item_id).version
    with clock.fixed(noon):
        page = browser.get("/my-request").content.decode()
        given = {"words": "Enough.", "version": str(version), "form_key": new_id()}
        assert browser.post(f"/my-request/{act}", given).status_code == 302
    return page


def marked(world, noon, as_seed, **more):
    item_id = sent(world, noon, called="Ellie", **more)
    with as_seed():
        Item.objects.filter(pk=item_id).update(risk_marked=True)
        Holding.objects.filter(item_id=item_id).update(risk_marked=True)
    return item_id


def now(world, item_id) -> tuple[str, str]:
    """Return where it stands and what is due; nothing when nobody holds it."""
    with acting(acting_as(world.nadia)):
        held = Holding.objects.filter(item_id=item_id, ended_at__isnull=True)
        duty = held.values_list("duty", flat=True).first()
        return Item.objects.get(pk=item_id).state, duty or ""


def panel(world, item_id) -> str:
    with acting(acting_as(world.priya)) as priya:
        return str(agreement(open_for_team(priya, item_id))["stands"])


def told_of(world, noon, as_seed, item_id, hears, event=None) -> set[tuple[str, object]]:
    """Let a subscriber hear of the last move; return which kind of message went to whom."""
    event = event or moved(item_id, world.nadia)
    with as_job(child_id=event.child_id, purpose="tell"):
        hears(event, at=noon)
    return set(notices(as_seed))


def test_a_carers_stop_does_not_end_what_a_risk_is_marked_on(world, noon, as_seed):
    item_id = marked(world, noon, as_seed)

    page = does(world, noon, item_id)

    assert now(world, item_id) == ("submitted", "look_again")
    assert LATER in page
    assert NOT_SAFE not in page  # a carer may be who they are not safe from
    assert panel(world, item_id) == "The agreement was taken back"


def test_a_young_person_reads_why_it_does_not_stop(world, noon, as_seed):
    item_id = marked(world, noon, as_seed, birth_date="2009-01-10")

    assert NOT_SAFE in does(world, noon, item_id, "self")
    assert now(world, item_id) == ("submitted", "look_again")


def test_one_carers_no_does_not_end_what_another_agreed_to(world, noon):
    item_id = sent(
        world, noon, called="Ellie", carer_name="", carer_agrees="", tell=[], second_carer_name="Pat W.",
        second_carer_pr="yes", second_carer_agrees="agrees",
    )  # fmt: skip
    with acting(acting_as(world.nadia)):
        before = Item.objects.get(pk=item_id).state
    two = sent(
        world, noon, called="Ellie", second_carer_name="Pat W.", second_carer_pr="yes",
        second_carer_agrees="agrees",
    )  # fmt: skip

    assert LATER not in does(world, noon, item_id)
    assert LATER in does(world, noon, two)

    assert now(world, item_id) == ("withdrawn", "")
    assert now(world, two) == (before, "look_again")
    assert panel(world, two) == "Two carers say different things"


def test_what_waits_for_a_yes_stays_with_the_school(world, noon):
    item_id = sent(
        world, noon, called="Ellie", carer_agrees="not_asked", second_carer_name="Pat W.",
        second_carer_pr="yes",
    )  # fmt: skip

    does(world, noon, item_id)

    assert now(world, item_id) == ("awaiting_agreement", "after_no")


def test_who_does_not_agree_stands_on_the_panel(world, noon):
    item_id = sent(world, noon, called="Ellie")
    assert panel(world, item_id) == "There is agreement to ask"

    does(world, noon, item_id, act="disagree")

    assert panel(world, item_id) == "Whoever decides has said that they do not agree"


def test_a_no_of_who_does_not_decide_changes_no_agreement(world, noon):
    item_id = sent(world, noon, called="Ellie")

    does(world, noon, item_id, "self", act="disagree")

    assert panel(world, item_id) == "There is agreement to ask"


def test_a_stop_says_who_and_takes_the_agreement_back(world, noon):
    item_id = sent(world, noon, called="Ellie")

    does(world, noon, item_id)

    assert now(world, item_id) == ("withdrawn", "")
    with acting(acting_as(world.nadia)) as nadia:
        last = open_item(nadia, item_id).history[-1]
        assert (last.move, done_words(last)) == (Move.WITHDRAW, "The family took it back")
        said = Agreement.objects.filter(item_id=item_id).order_by("-id").first()
        assert said.state == "taken_back"


def test_whoever_asked_and_whoever_had_it_hear_that_it_was_taken_back(world, noon, as_seed):
    item_id = sent(world, noon, called="Ellie")

    does(world, noon, item_id)

    assert told_of(world, noon, as_seed, item_id, jobs.tell_asker) == {
        ("referrals.taken_back", world.nadia.pk),
        ("referrals.taken_back", world.priya.pk),
    }


def test_the_holder_and_the_safeguarding_lead_hear_of_a_stop_where_a_risk_is_marked(
    world, noon, as_seed
):
    with as_seed():
        guards = person("Safe Guard")
        member(guards, world.northgate, Role.SAFEGUARDING_LEAD)
    item_id = marked(world, noon, as_seed)

    does(world, noon, item_id)
    with as_seed():
        assert OutboxMessage.objects.filter(event__endswith="AskedToStop").count() == 1
    last = moved(item_id, world.nadia)
    event = events.AskedToStop(last.item_id, last.child_id, last.event_id)

    told_of(world, noon, as_seed, item_id, jobs.tell_holder)
    assert told_of(world, noon, as_seed, item_id, jobs.tell_safeguarding_of_stop, event) == {
        ("referrals.waits_for_you", world.priya.pk),
        ("referrals.marked", guards.pk),
    }


HELP = "Help does not stop at once. The team must talk with you first."


@pytest.mark.parametrize(
    ("whose", "given"), [("carer", {}), ("self", {"birth_date": "2009-01-10"})]
)
def test_who_decides_may_ask_to_stop_help_that_has_begun_and_it_ends_nothing(
    world, noon, whose, given
):
    item_id = sent(world, noon, called="Ellie", tell=AGREED, **given)
    helped(world, item_id, noon)
    with acting(acting_as(world.nadia)):
        before = Holding.objects.get(item_id=item_id, ended_at=None)

    page = does(world, noon, item_id, whose)

    assert HELP in page
    assert now(world, item_id) == ("help_started", "look_again")
    with acting(acting_as(world.nadia)):
        held = Holding.objects.get(item_id=item_id, ended_at=None)
    assert held.due_on == date(2026, 3, 4)  # the next working day
    assert held.person_id == world.priya.pk
    assert panel(world, item_id) == "There is agreement to ask"

    with acting(acting_as(world.priya)) as priya:
        member_id = FamilyMessage.objects.get(item_id=item_id).family_member_id
        answer_family(
            actor=priya, item_id=item_id, member_id=member_id, version=5, words="Let us talk.",
            at=noon,
        )  # fmt: skip

    with acting(acting_as(world.nadia)):
        held = Holding.objects.get(item_id=item_id, ended_at=None)
    assert (held.duty, held.due_on) == (before.duty, before.due_on)


def test_who_does_not_decide_is_offered_no_stop_of_help(world, noon):
    item_id = sent(world, noon, called="Ellie", tell=AGREED)
    helped(world, item_id, noon)
    actor = family(world, item_id, noon)["self"]

    with pytest.raises(NotYours), acting(actor):
        say(actor=actor, said=FamilySaid.STOPS, version=4, words="Enough.", at=noon)

    assert now(world, item_id) == ("help_started", "review")
