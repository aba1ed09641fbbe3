"""Two teams of one area hold the same child: a named adult hears of it, and no word of the other record."""

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import DatabaseError, transaction

from schoolslink.access.tests.arrange import sign_in
from schoolslink.access.unit import acting
from schoolslink.bench.statements import taken_down
from schoolslink.directory.tests import factories
from schoolslink.kernel import clock
from schoolslink.kernel.ids import new_id
from schoolslink.referrals.commands.additions import add_answers
from schoolslink.referrals.commands.decide import step
from schoolslink.referrals.commands.elsewhere import ask_elsewhere_again, say_elsewhere
from schoolslink.referrals.errors import ChangedMeanwhile, NotPossible
from schoolslink.referrals.models import ConflictBlock, Elsewhere, Item, SharingChoice
from schoolslink.referrals.queries import open_item, who_looked
from schoolslink.referrals.queries.alike import alike_of
from schoolslink.referrals.queries.elsewhere import elsewhere_of, elsewhere_to_ask
from schoolslink.referrals.rules import Move
from schoolslink.referrals.rules.elsewhere import Spoken
from schoolslink.referrals.tests.arrange import KNOWN, acting_as, sent
from schoolslink.referrals.tests.asking_own import asked
from schoolslink.referrals.tests.elsewhere import PHONE, sent_to_team, support_team
from schoolslink.referrals.tests.turns import text_of

pytestmark = pytest.mark.django_db
SAME = {
    "first_name": "Elly", "surname": KNOWN["surname"], "birth_date": KNOWN["birth_date"],
}  # fmt: skip


@pytest.fixture
def kit(world, as_seed):
    """Kit, of the support team that Hillside asks: it is of the same area as Riverside."""
    with as_seed():
        return support_team(world)


def heard(who, item_id) -> list:
    """Return of which other teams somebody hears beside a request, and whom to ring there."""
    with acting(acting_as(who)) as actor:
        found = elsewhere_of(open_item(actor, item_id).item)
    return [(one.there.place, one.there.holder, one.there.phone, one.verdict) for one in found]


RIVERSIDE = ("Riverside CAMHS", "Priya Nair", "01632 960 222", "")
SUPPORT = ("Hillside support team", "Kit Bell", PHONE, "")


def line_of(item_id) -> Elsewhere:
    return Elsewhere.objects.get(item_id=item_id, taken_back_at__isnull=True)


def says(who, item_id, verdict, at, why="I rang Kit.") -> None:
    with acting(acting_as(who)) as actor:
        say_elsewhere(
            actor=actor, item_id=item_id, elsewhere_id=line_of(item_id).pk, verdict=verdict,
            why=why, at=at,
        )  # fmt: skip


def again(who, item_id, at, why="It was another Ellie.") -> None:
    with acting(acting_as(who)) as actor:
        ask_elsewhere_again(
            actor=actor, item_id=item_id, elsewhere_id=line_of(item_id).pk, why=why, at=at
        )


def test_two_schools_ask_two_teams_and_a_named_adult_at_each_hears_whom_to_ring(world, kit, noon):
    at_riverside, at_team = sent(world, noon), sent_to_team(world, noon)

    assert heard(world.priya, at_riverside) == [SUPPORT]
    assert heard(kit, at_team) == [RIVERSIDE]
    for who, other in ((world.priya, at_team), (kit, at_riverside)):
        with acting(acting_as(who)) as actor:
            assert not Item.objects.filter(pk=other).exists()
            assert [one.item_id for one in elsewhere_to_ask(actor)] != [other]
            with pytest.raises(ObjectDoesNotExist):
                open_item(actor, other)
    for who in (world.nadia, world.amira, world.jo, world.lena):
        with acting(acting_as(who)) as actor:
            assert not Elsewhere.objects.exists()
            assert elsewhere_to_ask(actor) == []


def test_the_line_stands_on_record_act_and_queue_and_says_nothing_of_the_child(
    world, kit, noon, client
):
    item_id = sent(world, noon, concern="Here she hides.")
    at_team = sent_to_team(world, noon, concern="At home she does not sleep.", first_name="Elly")
    sign_in(client, kit)
    with clock.fixed(noon), acting(acting_as(kit)):
        line = line_of(at_team)
    with clock.fixed(noon):
        for address in (
            f"/queue/{at_team}", f"/queue/{at_team}/help", f"/queue/{at_team}/at/{line.pk}",
            "/queue/elsewhere",
        ):  # fmt: skip
            page = client.get(address).content.decode()
            assert "Riverside CAMHS" in text_of(page), address
            assert "Here she hides." not in page
            assert "Northgate" not in page
        assert "1 request: ask another team" in text_of(client.get("/queue").content.decode())
        page = text_of(client.get(f"/queue/{at_team}/at/{line.pk}").content.decode())
        assert "Priya Nair" in page
        assert "01632 960 222" in page
        assert client.get(f"/queue/{item_id}/at/{line.pk}").status_code == 404


def test_its_pages_send_the_database_at_most_twenty_statements(world, kit, noon, client):
    sent(world, noon)
    at_team = sent_to_team(world, noon)
    says(kit, at_team, Spoken.BOTH_GO_ON, noon)
    sign_in(client, kit)
    with acting(acting_as(kit)):
        line = line_of(at_team).pk

    for address in (
        "/queue", f"/queue/{at_team}", f"/queue/{at_team}/help", f"/queue/{at_team}/at/{line}",
        "/queue/elsewhere",
    ):  # fmt: skip
        with clock.fixed(noon), taken_down() as said:
            assert client.get(address).status_code == 200
        own = [one for one in said if not one.startswith(("SAVEPOINT", "RELEASE"))]  # the test's
        assert len(own) <= 20, (address, own)


def test_every_look_is_noted_with_the_child_whose_record_it_is_and_with_no_other(world, kit, noon):
    at_riverside, at_team = sent(world, noon), sent_to_team(world, noon)
    heard(kit, at_team)

    with acting(acting_as(world.amira)) as amira:
        assert kit.name in {look.who for look in who_looked(amira, at_team)[1]}
    with acting(acting_as(world.nadia)) as nadia:
        assert kit.name not in {look.who for look in who_looked(nadia, at_riverside)[1]}


def test_of_what_a_young_person_asked_alone_only_the_team_that_keeps_it_hears(
    world, kit, noon, as_seed
):
    own = asked(world, noon, as_seed, **SAME).item_id
    at_team = sent_to_team(world, noon)

    assert heard(world.priya, own) == [SUPPORT]
    assert heard(kit, at_team) == []
    with acting(acting_as(kit)) as actor:
        assert elsewhere_to_ask(actor) == []


def test_nor_does_the_one_that_comes_later_hear_of_a_young_person_who_asked_alone(
    world, kit, noon, as_seed
):
    at_team = sent_to_team(world, noon, school_hears="no")
    own = asked(world, noon, as_seed, **SAME).item_id

    assert heard(world.priya, own) == [SUPPORT]
    assert heard(kit, at_team) == []


def test_of_two_that_are_kept_quiet_the_later_hears_so_that_one_always_knows(world, kit, noon):
    first = sent(world, noon, school_hears="no")
    second = sent_to_team(world, noon, school_hears="no")

    assert heard(world.priya, first) == []
    assert heard(kit, second) == [RIVERSIDE]


def test_a_no_that_comes_later_takes_the_line_from_the_other_team(world, kit, noon, as_seed):
    at_riverside, at_team = sent(world, noon), sent_to_team(world, noon)
    assert heard(kit, at_team) == [RIVERSIDE]

    with as_seed():
        SharingChoice.objects.create(
            item_id=at_riverside, whom="school", may_be_told=False, chosen_by="self", at=noon
        )

    assert heard(kit, at_team) == []
    assert heard(world.priya, at_riverside) == [SUPPORT]


def test_both_go_on_stands_at_both_without_the_words_of_the_one(world, kit, noon, client):
    at_riverside, at_team = sent(world, noon), sent_to_team(world, noon)

    says(world.priya, at_riverside, Spoken.BOTH_GO_ON, noon, why="Kit helps with anxiety.")

    assert heard(world.priya, at_riverside) == [(*SUPPORT[:3], "both_go_on")]
    assert heard(kit, at_team) == [(*RIVERSIDE[:3], "both_go_on")]
    sign_in(client, kit)
    with acting(acting_as(kit)) as actor:
        assert elsewhere_to_ask(actor) == []
        line = line_of(at_team)
    with clock.fixed(noon):
        page = text_of(client.get(f"/queue/{at_team}/at/{line.pk}").content.decode())
    assert "The other team wrote this down." in page
    assert "anxiety" not in page


def test_two_children_are_remembered_when_more_is_said_and_can_be_taken_back(world, kit, noon):
    at_riverside, at_team = sent(world, noon), sent_to_team(world, noon)
    says(world.priya, at_riverside, Spoken.NOT_SAME, noon)

    with acting(acting_as(world.nadia)) as nadia:
        add_answers(
            actor=nadia, item_id=at_riverside, version=2, at=noon,
            answers={"nhs_number": "9434765919"},
        )  # fmt: skip
    assert heard(world.priya, at_riverside) == [("Hillside support team", "", "", "not_same")]
    assert heard(kit, at_team) == [("Riverside CAMHS", "", "", "not_same")]

    again(world.priya, at_riverside, noon)

    assert heard(world.priya, at_riverside) == [SUPPORT]
    assert heard(kit, at_team) == [RIVERSIDE]
    with acting(acting_as(world.priya)):
        kept = Elsewhere.objects.get(taken_back_at__isnull=False)
        assert (kept.verdict, kept.judged_by, kept.taken_back_by) == (
            "not_same", world.priya.pk, world.priya.pk,
        )  # fmt: skip


def test_it_is_written_down_and_taken_back_on_its_page(world, kit, noon, client):
    sent(world, noon)
    at_team = sent_to_team(world, noon)
    sign_in(client, kit)
    with acting(acting_as(kit)):
        page = f"/queue/{at_team}/at/{line_of(at_team).pk}"

    with clock.fixed(noon):
        unsaid = client.post(page, {"form_key": str(new_id()), "why": "I rang."})
        said = client.post(
            page, {"form_key": str(new_id()), "verdict": "not_same", "why": "I rang Priya."}
        )
        shown = text_of(client.get(page).content.decode())
        back = client.post(f"{page}/again", {"form_key": str(new_id()), "why": "They rang back."})

    assert "Say what came of it" in text_of(unsaid.content.decode())
    assert (said.status_code, back.status_code) == (302, 302)
    assert "I rang Priya." in shown
    assert heard(kit, at_team) == [RIVERSIDE]


def test_what_one_team_takes_back_the_other_is_asked_again_too(world, kit, noon):
    at_riverside, at_team = sent(world, noon), sent_to_team(world, noon)
    says(world.priya, at_riverside, Spoken.NOT_SAME, noon)

    again(kit, at_team, noon)

    assert heard(world.priya, at_riverside) == [SUPPORT]
    assert heard(kit, at_team) == [RIVERSIDE]
    with acting(acting_as(world.priya)):
        kept = Elsewhere.objects.get(taken_back_at__isnull=False)
        assert (kept.judged_by, kept.taken_back_by) == (world.priya.pk, kit.pk)


def test_what_is_not_to_be_spoken_of_leaves_the_other_team_and_is_not_asked_again(world, kit, noon):
    at_riverside, at_team = sent(world, noon), sent_to_team(world, noon)

    says(world.priya, at_riverside, Spoken.UNSAID, noon, why="She asked me not to.")
    with acting(acting_as(world.amira)) as amira:
        add_answers(
            actor=amira, item_id=at_team, version=2, at=noon, answers={"nhs_number": "9434765919"}
        )

    assert heard(kit, at_team) == []
    assert heard(world.priya, at_riverside) == [(*SUPPORT[:3], "unsaid")]


def test_whoever_relied_on_the_other_team_hears_when_it_is_over_there(world, kit, noon):
    at_riverside, at_team = sent(world, noon), sent_to_team(world, noon)
    says(world.priya, at_riverside, Spoken.BOTH_GO_ON, noon)

    with acting(acting_as(world.nadia)) as nadia:
        step(actor=nadia, item_id=at_riverside, move=Move.WITHDRAW, version=2, words="No.", at=noon)

    with acting(acting_as(kit)) as actor:
        (one,) = elsewhere_to_ask(actor)
        assert (one.item_id, one.place) == (at_team, "Riverside CAMHS")
        assert (one.holder, one.reference_there) == ("", "")
        (line,) = elsewhere_of(open_item(actor, at_team).item)
        assert line.over_at is not None
    again(kit, at_team, noon, why="I take her on alone.")
    with acting(acting_as(kit)) as actor:
        assert elsewhere_to_ask(actor) == []


def test_what_ends_unasked_or_comes_to_the_same_team_is_no_line_any_more(world, kit, noon, as_seed):
    at_riverside, at_team = sent(world, noon), sent_to_team(world, noon)

    with as_seed():
        Item.objects.filter(pk=at_team).update(team_id=world.riverside.pk)

    assert heard(world.priya, at_riverside) == []
    assert heard(world.priya, at_team) == []
    with acting(acting_as(world.priya)) as priya:
        (pair,) = alike_of(open_item(priya, at_riverside).item)
        assert pair.item_id == at_team


def test_who_is_closed_out_of_either_child_sees_and_says_nothing(world, kit, noon, as_seed):
    at_riverside, at_team = sent(world, noon), sent_to_team(world, noon)
    with as_seed():
        ConflictBlock.objects.create(
            item_id=at_riverside, person_id=kit.pk, set_by=world.lena.pk, why="relative", at=noon
        )

    assert heard(kit, at_team) == []
    with acting(acting_as(kit)) as actor:
        assert elsewhere_to_ask(actor) == []
        line = line_of(at_team).pk
    with acting(acting_as(kit)), pytest.raises(ObjectDoesNotExist):
        says(kit, at_team, Spoken.NOT_SAME, noon)
    with acting(acting_as(kit)), pytest.raises(DatabaseError), transaction.atomic():
        Elsewhere.objects.filter(pk=line).update(verdict="unsaid", words=b"x", judged_at=noon)


def test_it_is_said_once_with_a_reason_and_by_this_team_alone(world, kit, noon):
    at_riverside = sent(world, noon)
    sent_to_team(world, noon)
    with pytest.raises(NotPossible):
        says(world.priya, at_riverside, Spoken.NOT_SAME, noon, why=" ")
    says(world.priya, at_riverside, Spoken.NOT_SAME, noon)

    with pytest.raises(ChangedMeanwhile):
        says(world.sam, at_riverside, Spoken.UNSAID, noon)
    with acting(acting_as(world.priya)):
        line = line_of(at_riverside).pk
        with pytest.raises(DatabaseError), transaction.atomic():
            Elsewhere.objects.filter(pk=line).update(words=b"other")
    with acting(acting_as(kit)) as actor, pytest.raises(ObjectDoesNotExist):
        ask_elsewhere_again(
            actor=actor, item_id=at_riverside, elsewhere_id=line, why="No.", at=noon
        )


def test_a_team_of_another_area_is_not_named_and_another_child_is_none(world, kit, noon, as_seed):
    at_riverside = sent(world, noon)
    other = sent_to_team(world, noon, surname="Brown", first_name="Ann", birth_date="2011-01-01")
    assert heard(kit, other) == []
    with as_seed():
        area = factories.an_area("Far away")
        Item.objects.filter(pk=at_riverside).update(area_id=area.pk)

    at_team = sent_to_team(world, noon)

    assert heard(kit, at_team) == []
    assert heard(world.priya, at_riverside) == []
