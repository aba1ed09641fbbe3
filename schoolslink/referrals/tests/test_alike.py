"""Two open requests about one child are shown to the team as such, and to nobody who asked for one."""

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import DatabaseError, transaction

from schoolslink.access.tests.arrange import sign_in
from schoolslink.access.unit import acting
from schoolslink.kernel import clock
from schoolslink.kernel.ids import new_id
from schoolslink.referrals.commands.additions import add_answers
from schoolslink.referrals.commands.alike import say_of_pair
from schoolslink.referrals.commands.typed_in import type_in
from schoolslink.referrals.errors import ChangedMeanwhile
from schoolslink.referrals.models import ConflictBlock, Holding, Item, Likeness
from schoolslink.referrals.queries import open_item, who_looked
from schoolslink.referrals.queries.alike import alike_of
from schoolslink.referrals.rules.alike import Verdict
from schoolslink.referrals.tests.arrange import KNOWN, acting_as, sent
from schoolslink.referrals.tests.asking_own import asked
from schoolslink.referrals.tests.turns import text_of

pytestmark = pytest.mark.django_db
SAME = {
    "first_name": "Elly", "surname": KNOWN["surname"], "birth_date": KNOWN["birth_date"],
}  # fmt: skip


def other_of(world, item_id) -> list:
    with acting(acting_as(world.priya)) as priya:
        return [one.item_id for one in alike_of(open_item(priya, item_id).item)]


def test_a_school_and_the_young_person_ask_and_the_team_sees_both(open_door, noon, as_seed, priya):
    school_asked = sent(open_door, noon)
    own = asked(open_door, noon, as_seed, **SAME).item_id

    assert other_of(open_door, own) == [school_asked]
    assert other_of(open_door, school_asked) == [own]
    page = priya.get(f"/queue/{school_asked}").content.decode()
    assert "This may be the same child" in page
    assert f"/queue/{school_asked}/alike/" in page
    with acting(acting_as(open_door.nadia)):
        assert list(Item.objects.values_list("pk", flat=True)) == [school_asked]


def test_a_doctor_asks_on_paper_for_the_same_child(open_door, noon):
    school_asked = sent(open_door, noon)
    with acting(acting_as(open_door.priya)) as priya:
        typed = type_in(
            actor=priya, service_id=open_door.riverside.pk, school_id=None, form_key=new_id(),
            asked_by="gp", said=SAME | {"concern": "Low mood."}, gate={}, made_at=noon, at=noon,
        )  # fmt: skip

    assert other_of(open_door, typed) == [school_asked]


def read(client, path) -> str:
    return text_of(client.get(path).content.decode())


def key() -> dict[str, str]:
    return {"form_key": str(new_id())}


def says(actor, item_id, alike, at, verdict=Verdict.NOT_SAME) -> None:
    say_of_pair(
        actor=actor, item_id=item_id, alike_id=alike.pk, verdict=verdict, why="Cousins.", at=at
    )


def as_team(world):
    return acting(acting_as(world.priya))


def test_not_the_same_is_remembered_with_its_reason_and_can_be_taken_back(world, noon, priya):
    first, second = sent(world, noon), sent(world, noon)
    with as_team(world):
        alike = Likeness.objects.get()
    assert "1 pair of requests may be about the same child" in read(priya, "/queue")
    assert f"/queue/{second}/alike/{alike.pk}" in priya.get("/queue/alike").content.decode()

    page = f"/queue/{first}/alike/{alike.pk}"
    said = priya.post(page, key() | {"verdict": "not_same", "why": "They are cousins."})

    assert said.status_code == 302
    assert "may be the same child" not in read(priya, f"/queue/{first}")
    assert "Not the same child as" in read(priya, f"/queue/{first}")
    assert "may be about the same child" not in read(priya, "/queue")
    shown = priya.get(page)
    assert "They are cousins." in text_of(shown.content.decode())
    with as_team(world) as actor:  # more is said of the child, and it stays remembered
        assert [one.verdict for one in alike_of(open_item(actor, second).item)] == ["not_same"]

    again = priya.post(f"{page}/again", key() | {"why": "The school rang."})

    assert again.status_code == 302
    assert "This may be the same child" in read(priya, f"/queue/{first}")
    with as_team(world):
        kept = Likeness.objects.get(pk=alike.pk)
        assert (kept.verdict, kept.judged_by, kept.taken_back_by) == (
            "not_same", world.priya.pk, world.priya.pk,
        )  # fmt: skip


def test_the_same_child_stands_on_both_and_beside_each_act_and_both_go_on(world, noon, priya):
    first = sent(world, noon)
    second = sent(world, noon, risk_suicide_thoughts="yes")
    with as_team(world):
        alike = Likeness.objects.get()
        before = list(Holding.objects.values_list("item_id", "due_on", "ended_at"))

    page = f"/queue/{first}/alike/{alike.pk}"
    priya.post(page, key() | {"verdict": "same", "why": "The school says so."})

    for address in (f"/queue/{first}", f"/queue/{first}/help"):
        shown = read(priya, address)
        assert "The same child is asked for twice" in shown
    assert "Risk" in read(priya, f"/queue/{first}/help")
    assert "may be about the same child" not in read(priya, "/queue")
    with as_team(world):
        assert list(Holding.objects.values_list("item_id", "due_on", "ended_at")) == before
    with acting(acting_as(world.nadia)):
        assert not Likeness.objects.exists()
    assert second


def test_what_differs_stands_first_and_both_reads_are_noted(world, noon, priya):
    first, second = sent(world, noon), sent(world, noon, first_name="Adam")
    with as_team(world):
        alike = Likeness.objects.get()

    page = read(priya, f"/queue/{first}/alike/{alike.pk}")

    assert "They may be twins" in page
    assert page.index("Not the same") < page.index("The same")
    assert "Halina W." in page
    for one in (first, second):
        with acting(acting_as(world.nadia)) as nadia:
            assert world.priya.name in {look.who for look in who_looked(nadia, one)[1]}


def test_what_is_said_later_finds_them_and_what_is_put_right_loses_the_hint(world, noon):
    first = sent(world, noon, nhs_number="943 476 5919")
    second = sent(world, noon, surname="Brown", birth_date="2011-01-01")
    assert other_of(world, first) == []

    with acting(acting_as(world.nadia)) as nadia:
        add_answers(
            actor=nadia, item_id=second, version=2, at=noon, answers={"nhs_number": "9434765919"},
        )  # fmt: skip
    assert other_of(world, first) == [second]


def test_who_may_not_open_both_sees_and_says_nothing(world, noon, as_seed, client):
    first = sent(world, noon)
    second = sent(world, noon)
    with as_team(world):
        alike = Likeness.objects.get()
    with as_seed():
        ConflictBlock.objects.create(
            item_id=first, person_id=world.sam.pk, set_by=world.lena.pk, why="relative", at=noon
        )

    sign_in(client, world.sam)
    with clock.fixed(noon):
        assert client.get(f"/queue/{second}/alike/{alike.pk}").status_code == 404
        assert "same child" not in read(client, f"/queue/{second}")
    with acting(acting_as(world.sam)) as sam, pytest.raises(ObjectDoesNotExist):
        says(sam, second, alike, noon)
    with acting(acting_as(world.sam)), pytest.raises(DatabaseError), transaction.atomic():
        Likeness.objects.filter(pk=alike.pk).update(verdict="not_same", words=b"x", judged_at=noon)


def test_it_is_said_once_and_by_two_at_once_the_second_hears_of_it(world, noon):
    first, _ = sent(world, noon), sent(world, noon)
    with as_team(world) as priya:
        alike = Likeness.objects.get()
        says(priya, first, alike, noon)

    with acting(acting_as(world.sam)) as sam, pytest.raises(ChangedMeanwhile):
        says(sam, first, alike, noon)
    with as_team(world), pytest.raises(DatabaseError), transaction.atomic():
        Likeness.objects.filter(pk=alike.pk).update(words=b"other")


@pytest.mark.parametrize("differs", [{"surname": "Brown"}, {"birth_date": "2012-01-01"}])
def test_another_child_is_none(open_door, noon, as_seed, differs):
    sent(open_door, noon)
    own = asked(open_door, noon, as_seed, **SAME | differs).item_id

    assert other_of(open_door, own) == []
