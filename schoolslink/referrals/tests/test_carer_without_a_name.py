"""A carer who was asked is owed word also before anybody wrote down their name."""

import re

import pytest
from django.test import Client

from schoolslink.access.tests.arrange import sign_in
from schoolslink.access.unit import acting
from schoolslink.kernel import clock
from schoolslink.kernel.ids import new_id
from schoolslink.referrals.commands.additions import add_answers
from schoolslink.referrals.commands.family import make_sheets
from schoolslink.referrals.commands.request import save_step, send_request
from schoolslink.referrals.models import Carer, Item, TellingWords
from schoolslink.referrals.queries.team import open_for_team
from schoolslink.referrals.rules import Move, State
from schoolslink.referrals.rules.request.first import MOST_QUESTIONS, first_questions
from schoolslink.referrals.tests.arrange import acting_as, sent
from schoolslink.referrals.tests.asking import KNOWN, begun, key, the_id, through_the_gate
from schoolslink.referrals.tests.test_answer_unread import version
from schoolslink.referrals.tests.test_family_letter import at_team, duties, sheet_of
from schoolslink.referrals.tests.test_family_truth import decided
from schoolslink.referrals.tests.test_preview import ACTS
from schoolslink.referrals.tests.test_who_decides import pages_of
from schoolslink.referrals.tests.turns import text_of

pytestmark = pytest.mark.django_db

NAMELESS = "A parent or carer (name not known yet)"
NO = {"reason": "below_level", "next_step": "Eight talks with Ms Green."}


def named(world, item_id) -> dict[str, str]:
    with acting(acting_as(world.priya)) as priya:
        family = open_for_team(priya, item_id).family
        whose = {row.pk: row.whose for row in Carer.objects.filter(item_id=item_id)}
    return {whose[one.id]: one.name for one in family}


def carers(world, item_id) -> list[tuple[str, str]]:
    with acting(acting_as(world.nadia)):
        rows = Carer.objects.filter(item_id=item_id, relationship="carer").order_by("whose")
        return [(row.whose, row.parental_responsibility) for row in rows]


def test_the_shortest_way_owes_a_carer_word_and_ends_only_when_they_heard(world, amira, noon):
    begun(amira, KNOWN, then="send")
    item_id = the_id(world)
    team = Client()
    sign_in(team, world.priya)
    here = f"/queue/{item_id}"
    at = version(world.priya, item_id)
    act = ACTS["other-team"] | {"version": at, "form_key": str(new_id()), "show": "yes"}
    before = team.post(f"{here}/other-team", act).text
    decided(world, item_id, noon, Move.NOT_ACCEPT, version=at, **NO)
    owed = duties(world, item_id)

    record = text_of(team.get(here).text)
    tick = {"how": "phone", "version": at + 1, "form_key": str(new_id())}
    team.post(f"{here}/told/{owed['self'].pk}", tick)
    with acting(acting_as(world.priya)):
        between = Item.objects.get(pk=item_id).state
    letter = team.get(at_team(item_id, owed["carer"]))
    team.post(f"{here}/told/{owed['carer'].pk}", tick | {"form_key": str(new_id())})

    assert NAMELESS in before
    assert "Parent or carer (name not known yet)" in record
    assert "A parent or carer" in sheet_of(letter.text)
    assert duties(world, item_id)["self"].told_at
    assert between == State.NOT_ACCEPTED
    with acting(acting_as(world.priya)):
        assert Item.objects.get(pk=item_id).state == State.NEXT_STEP


def test_they_have_a_sheet_and_a_page_of_their_own(world, client, noon):
    item_id = sent(world, noon, called="Ellie", carer_name="")
    sign_in(client, world.nadia)
    with clock.fixed(noon):
        sheets = client.post(f"/asked/{item_id}/sheets").text
    with acting(acting_as(world.nadia)):
        Carer.objects.filter(item_id=item_id).update(family_code_id=None)
    mother = pages_of(item_id, world, noon)["carer"]
    with clock.fixed(noon):
        page = mother.get("/my-request").text

    assert NAMELESS in sheets
    assert "Hello." in page


def test_a_name_that_comes_later_goes_into_the_same_row(world, noon):
    item_id = sent(world, noon, called="Ellie", carer_name="", carer_pr="")
    mother = pages_of(item_id, world, noon)["carer"]

    with acting(acting_as(world.nadia)) as nadia:
        save_step(
            actor=nadia, item_id=item_id, step="family", at=noon,
            answers={"carer_name": "Halina W.", "carer_pr": "yes"},
        )  # fmt: skip
        seen = Item.objects.get(pk=item_id).version
        send_request(actor=nadia, item_id=item_id, version=seen, at=noon)

    with clock.fixed(noon):
        assert mother.get("/my-request").status_code == 200
    assert named(world, item_id) == {"child": "Ellie", "carer": "Halina W."}
    assert carers(world, item_id) == [("carer", "yes")]


def test_what_is_added_later_of_a_carer_without_a_name_is_theirs(world, noon):
    item_id = sent(world, noon, called="Ellie", carer_name="", birth_date="2008-05-04", carer_pr="")
    for more in ({"carer_pr": "yes"}, {"carer_name": "Halina W."}):
        with acting(acting_as(world.nadia)) as nadia:
            seen = Item.objects.get(pk=item_id).version
            add_answers(actor=nadia, item_id=item_id, version=seen, answers=more, at=noon)
        assert carers(world, item_id) == [("carer", "yes")]

    assert named(world, item_id) == {"child": "Ellie", "carer": "Halina W."}


@pytest.mark.parametrize(
    ("said", "there"),
    [
        ({"carer_agrees": "agrees", "tell": []}, ["carer"]),
        ({"carer_agrees": "says_no", "tell": []}, ["carer"]),
        ({"carer_agrees": "knows", "tell": []}, ["carer"]),
        ({"carer_agrees": "not_asked", "tell": []}, []),
        ({"carer_agrees": "", "tell": []}, []),
        ({"carer_agrees": "not_asked", "tell": ["carer"]}, ["carer"]),
        ({"carer_agrees": "", "tell": ["carer"], "second_carer_name": "Pat W."}, ["second_carer"]),
        ({"second_carer_agrees": "agrees", "tell": ["carer"]}, ["carer", "second_carer"]),
    ],
)
def test_a_carer_is_there_when_somebody_said_so(world, noon, said, there):
    item_id = sent(world, noon, called="Ellie", carer_name="", **said)

    assert [whose for whose, _ in carers(world, item_id)] == there


def said_again(world, item_id, noon, **answers):
    with acting(acting_as(world.nadia)) as nadia:
        save_step(actor=nadia, item_id=item_id, step="agreement", answers=answers, at=noon)
        seen = Item.objects.get(pk=item_id).version
        send_request(actor=nadia, item_id=item_id, version=seen, at=noon)


def shown(world, item_id) -> list[tuple[str, str]]:
    with acting(acting_as(world.nadia)) as nadia:
        sheets = make_sheets(actor=nadia, item_id=item_id, at=clock.now())
    return [(sheet.relationship, sheet.name) for sheet in sheets]


WAITS = {"called": "Ellie", "carer_name": "", "carer_pr": "", "carer_agrees": "knows", "tell": []}
NOT_ASKED = {"carer_agrees": "not_asked", "tell": []}


def test_a_carer_of_whom_it_is_not_said_any_more_is_owed_nothing_and_shown_to_nobody(
    world, client, noon
):
    item_id = sent(world, noon, **WAITS)
    assert carers(world, item_id) == [("carer", "not_known")]

    worse = {"risk_self_harm": "yes"}  # it goes to the service all the same
    said_again(world, item_id, noon, **NOT_ASKED)
    with acting(acting_as(world.nadia)) as nadia:
        save_step(actor=nadia, item_id=item_id, step="risk", answers=worse, at=noon)
    decided(world, item_id, noon, Move.NOT_ACCEPT, version=version(world.priya, item_id), **NO)
    sign_in(client, world.priya)

    assert shown(world, item_id) == [("self", "Ellie")]
    assert named(world, item_id) == {"child": "Ellie"}
    assert set(duties(world, item_id)) & {"self", "carer"} == {"self"}
    assert "not known yet" not in text_of(client.get(f"/queue/{item_id}").text)


def test_one_who_has_a_page_or_is_to_be_told_stays(world, noon):
    with_page, told, added = (sent(world, noon, **WAITS) for _ in range(3))
    pages_of(with_page, world, noon)
    said_again(world, with_page, noon, **NOT_ASKED)
    said_again(world, told, noon, **NOT_ASKED | {"tell": ["carer"]})

    assert [one for one, _ in shown(world, with_page)] == ["self", "carer"]
    assert [one for one, _ in shown(world, told)] == ["self", "carer"]
    said_again(world, added, noon, **NOT_ASKED)
    said_again(world, added, noon, carer_agrees="knows")
    assert [one for one, _ in shown(world, added)] == ["self", "carer"]


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("pl", "Rodzic lub opiekun"),
        ("cy", "Rhiant neu ofalwr"),
        ("ar", "أحد الوالدين أو مقدّم الرعاية"),
        ("ur", "والد، والدہ یا دیکھ بھال کرنے والا"),
    ],
)
def test_their_letter_names_them_in_its_own_language(world, noon, client, code, words):
    item_id = sent(world, noon, called="Ellie", carer_name="", carer_language=code)
    decided(world, item_id, noon, Move.NOT_ACCEPT, version=version(world.priya, item_id), **NO)
    sign_in(client, world.priya)

    sheet = sheet_of(client.get(at_team(item_id, duties(world, item_id)["carer"])).text)

    assert words in sheet
    assert "parent or carer" not in sheet


def test_a_name_can_be_typed_whatever_they_said_and_a_college_asks_none(amira):
    page = amira.get(through_the_gate(amira)).text
    college = first_questions(is_college=True)
    name = page.index('name="carer_name"')

    assert page.count('name="carer_name"') == 1
    assert "said no, or was not asked and is to be told" in page
    assert not inside_a_conditional(page, name)
    assert inside_a_conditional(page, page.index('name="carer_pr"'))
    assert len(first_questions(is_college=False)) <= MOST_QUESTIONS
    assert not {f.name for one in college for f in one.fields if f.name.startswith("carer_")}


def inside_a_conditional(page: str, place: int) -> bool:
    """Say whether a box stands within what one of the answers opens."""
    opened = page.rfind("__conditional", 0, place)
    between = page[opened:place]
    return opened > 0 and between.count("<div") - between.count("</div") >= 0


def test_a_name_is_kept_from_the_page_of_agreement_and_not_lost_by_an_empty_box(world, amira):
    tasks = begun(amira, KNOWN | {"carer_agrees": "says_no"})
    page = amira.get(tasks + "/agreement").text
    said = {"carer_agrees": "says_no", "young_person_agrees": "agrees", "then": "check"}
    for name in ("Halina W.", ""):
        amira.post(tasks + "/agreement", said | key() | {"carer_name": name})
    version_now = re.search(r'name="version" value="(\d+)"', amira.get(tasks + "/check").text)[1]
    amira.post(tasks + "/check", {"version": version_now} | key())

    assert 'name="carer_name"' in page
    with acting(acting_as(world.amira)):
        rows = Carer.objects.filter(relationship="carer")
        assert [bool(row.name) for row in rows] == [True]


@pytest.mark.parametrize(
    ("right", "tell", "risk", "hears"),
    [
        ("yes", [], {}, True),  # whoever decides hears, also where nobody ticked it
        ("no", [], {}, False),
        ("yes", [], {"risk_self_harm": "yes"}, False),  # it may be of them that somebody is afraid
        ("yes", ["carer"], {"risk_self_harm": "yes"}, True),
    ],
)
def test_a_carer_who_decides_reads_the_answer(world, noon, right, tell, risk, hears):
    given = {"birth_date": "2012-05-04", "carer_name": "Halina W.", "carer_language": "en"}
    if right == "no":
        given |= {"second_carer_name": "Pat W.", "second_carer_pr": "yes"}
        given |= {"second_carer_agrees": "agrees"}
    item_id = sent(world, noon, called="Ellie", carer_pr=right, tell=tell, **given, **risk)
    mother = pages_of(item_id, world, noon)["carer"] if right == "yes" else None
    decided(world, item_id, noon, Move.NOT_ACCEPT, version=version(world.priya, item_id), **NO)

    with acting(acting_as(world.priya)):
        row = Carer.objects.get(item_id=item_id, whose="carer")
        assert TellingWords.objects.filter(family_member_id=row.pk).exists() is hears
    if mother:
        with clock.fixed(noon):
            page = text_of(mother.get("/my-request", follow=True).text)
        assert ("Eight talks with Ms Green." in page) is hears
