"""Words of danger where no team has the request yet: two adults at the school see somebody today."""

import pytest

from schoolslink.access.jobs import as_job
from schoolslink.access.models import Role
from schoolslink.access.tests.arrange import member, person, sign_in
from schoolslink.access.unit import acting
from schoolslink.kernel import clock, outbox
from schoolslink.kernel.ids import new_id
from schoolslink.notices.models import Notice
from schoolslink.referrals import events
from schoolslink.referrals.commands.family import make_sheets
from schoolslink.referrals.jobs import ask_to_look
from schoolslink.referrals.messages import ASK_WHO_TODAY, SEE_TODAY
from schoolslink.referrals.models import Item
from schoolslink.referrals.rules.putting_right import mark_of
from schoolslink.referrals.tests.arrange import KNOWN, acting_as, begun, sent
from schoolslink.referrals.tests.test_family_pages import browser, words
from schoolslink.referrals.tests.test_help_first import DANGER, SHOWN, again

pytestmark = pytest.mark.django_db
KINDS = [SEE_TODAY.name, ASK_WHO_TODAY.name]


@pytest.fixture
def waiting(world, noon):
    """A request of Nadia's that waits for a yes: no team has it."""
    return sent(
        world, noon, called="Ellie", young_person_agrees="not_asked", carer_agrees="not_asked"
    )


@pytest.fixture
def nadia_reads(client, world, noon):
    """Seat Nadia at a browser at noon."""
    sign_in(client, world.nadia)
    with clock.fixed(noon):
        yield client


def asked_to_see(as_seed):
    with as_seed():
        rows = Notice.objects.filter(kind__in=KINDS).order_by("pk")
        return [(row.recipient_person_id, row.kind) for row in rows]


def let_ask(item_id, noon, as_seed, side="family", times=1):
    with as_seed():
        child = Item.objects.get(pk=item_id).child_id
    for _ in range(times):
        with as_job(child_id=child, purpose="tell"):
            ask_to_look(events.SavedAfterHelp(item_id, child, side), at=noon)
    return asked_to_see(as_seed)


def given(who, school, role, as_seed):
    with as_seed():
        found = person(who)
        member(found, school, role)
    return found


def test_whoever_has_it_and_the_safeguarding_lead_are_asked_once_a_day(
    world, waiting, noon, as_seed
):
    sade = given("Sade Cole", world.northgate, Role.SAFEGUARDING_LEAD, as_seed)

    told = let_ask(waiting, noon, as_seed, times=2)

    assert told == [(world.nadia.pk, SEE_TODAY.name), (sade.pk, ASK_WHO_TODAY.name)]
    with as_seed():
        rows = {row.kind: row for row in Notice.objects.filter(kind__in=KINDS)}
    assert {row.act_by_on for row in rows.values()} == {clock.local_day(noon)}
    assert rows[SEE_TODAY.name].link_path == f"/asked/{waiting}"
    # The safeguarding lead cannot open what has no risk marked, so nothing leads them to it.
    assert str(waiting) not in rows[ASK_WHO_TODAY.name].link_path


def test_without_a_safeguarding_lead_the_head_is_the_second_adult(world, waiting, noon, as_seed):
    head = given("Mr Shaw", world.northgate, Role.SCHOOL_HEAD, as_seed)

    told = let_ask(waiting, noon, as_seed)

    assert told == [(world.nadia.pk, SEE_TODAY.name), (head.pk, SEE_TODAY.name)]


def test_in_a_leads_own_draft_a_second_adult_hears_too(world, noon, as_seed):
    head = given("Mr Shaw", world.northgate, Role.SCHOOL_HEAD, as_seed)

    told = let_ask(begun(world, noon), noon, as_seed, side="school")

    assert {who for who, _kind in told} == {world.nadia.pk, head.pk}


def test_the_message_says_neither_who_wrote_nor_what_nor_of_whom():
    for kind in (SEE_TODAY, ASK_WHO_TODAY):
        said = " ".join(map(str, (kind.subject, *kind.sentences))).lower()
        assert kind.urgent
        for word in ("%", "wrote", "pupil", "child", "famil", "parent", "danger", "help", "words"):
            assert word not in said


def test_own_words_while_a_yes_is_awaited_reach_an_adult_and_stay_the_young_persons(
    world, waiting, noon, as_seed
):
    with acting(acting_as(world.nadia)) as nadia:
        made = make_sheets(actor=nadia, item_id=waiting, at=noon)
    ellie = browser(next(sheet for sheet in made if sheet.relationship == "self"))
    with clock.fixed(noon):
        page = ellie.post("/my-request/own", {"words": DANGER, "form_key": str(new_id())})
        ellie.post("/my-request/own", again(page, "yes"))
    outbox.deliver_waiting()

    assert "we ask the school to see you today. They do not get your words." in words(page)
    assert "we ask the team" not in words(page)
    assert asked_to_see(as_seed) == [(world.nadia.pk, SEE_TODAY.name)]
    with as_seed():
        everybody = Notice.objects.filter(kind__in=KINDS)
        assert not everybody.filter(recipient_contact_id__isnull=False).exists()


def test_a_part_of_a_draft_lets_them_be_asked_and_says_so(world, noon, nadia_reads, as_seed):
    item_id = begun(world, noon)
    address = f"/help/{item_id}/part/history"
    page = nadia_reads.post(
        address, {"losses": "She said she wants to kill herself.", "form_key": str(new_id())}
    )

    assert "asked to see the pupil in person today" in words(page)
    nadia_reads.post(address, again(page, "yes"))
    outbox.deliver_waiting()
    assert asked_to_see(as_seed) == [(world.nadia.pk, SEE_TODAY.name)]


def mended(text):
    return {
        "form_key": str(new_id()), "seen": mark_of(KNOWN["concern"]), "concern": text,
        "why": "We heard more.",
    }  # fmt: skip


def test_a_school_that_puts_its_words_right_is_shown_help_before_they_are_saved(
    world, noon, nadia_reads, as_seed
):
    item_id = sent(world, noon)
    page = f"/records/{item_id}/put-right/concern"
    shown = nadia_reads.post(page, mended("She has taken an overdose."))

    assert "Read this before it is saved" in words(shown)
    assert "whoever has it is asked to look today" in words(shown)
    saved = nadia_reads.post(page, again(shown, "yes"))
    assert saved.status_code == 302
    outbox.deliver_waiting()
    with as_seed():
        assert Notice.objects.filter(kind="referrals.please_look", about_id=item_id).exists()
    plain = nadia_reads.post(
        page, mended("She is better.") | {"seen": mark_of("She has taken an overdose.")}
    )
    assert plain.status_code == 302
    assert SHOWN not in words(plain)
