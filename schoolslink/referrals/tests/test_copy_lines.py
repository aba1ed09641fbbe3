"""What is in a copy, line by line: what a carer must not learn by accident, and who saves at once."""

import json
import re
from datetime import date

import pytest

from schoolslink.access.seal import SealedField
from schoolslink.access.tests.arrange import sign_in
from schoolslink.access.unit import acting
from schoolslink.kernel import clock
from schoolslink.kernel.ids import new_id
from schoolslink.referrals import models as held
from schoolslink.referrals.commands import judging
from schoolslink.referrals.commands.decide import add_service_note
from schoolslink.referrals.errors import NotPossible
from schoolslink.referrals.models import Item, Referral, RightAsked
from schoolslink.referrals.pages import rights as pages
from schoolslink.referrals.pages.copy_archive import content
from schoolslink.referrals.pages.copy_words import said_of
from schoolslink.referrals.queries import who_looked
from schoolslink.referrals.queries.copy_lines import APART, FACTS, Reader, entry
from schoolslink.referrals.queries.everything import (
    HELD,
    Entry,
    Everything,
    Line,
    Section,
    everything,
)
from schoolslink.referrals.rules import Kind
from schoolslink.referrals.rules.rights import Judged, version_of
from schoolslink.referrals.tests.test_copy import ellie_asks, fresh, manager
from schoolslink.referrals.tests.test_files import LETTER, attach
from schoolslink.referrals.tests.turns import text_of


@pytest.fixture
def noon():
    return clock.real_now()


@pytest.fixture
def asked(world, noon):
    return ellie_asks(world, noon)


MOTHER, CHILD = new_id(), new_id()
TODAY = date(2026, 3, 2)


def reader(member=MOTHER, *, is_child=False) -> Reader:
    return Reader(
        RightAsked(item_id=ITEM.pk, family_member_id=member, asked_on=TODAY), is_child, {}
    )


ITEM = Item(id=new_id(), kind=Kind.REFERRAL, reference="SL-1", state="in_triage", risk_marked=True)


def copy_of(*rows, member=MOTHER, is_child=False) -> Everything:
    """Return what these rows are in a copy."""
    reading = reader(member, is_child=is_child)
    entries = tuple(entry(row, reading, is_others=False) for row in rows)
    return Everything(reading.right, ITEM, (Section("some", "Some", entries),), is_child)


def test_what_no_list_names_is_in_no_copy_and_each_named_column_is_there() -> None:
    tables = {model._meta.model_name: model for model, *_ in HELD}
    for name, columns in [*FACTS.items(), *APART.items()]:
        fields = {field.name: field for field in tables[name]._meta.concrete_fields}
        assert set(columns) <= set(fields)
        assert not any(isinstance(fields[one], SealedField) for one in columns)
    told = {name for columns in FACTS.values() for name in columns}
    assert not {"risk_marked", "gate", "court_order", "parental_responsibility", "not_by"} & told


@pytest.mark.parametrize(
    "row",
    [
        held.LawfulBasis(basis="safeguarding", emergency_reason="harm"),
        held.CarerOrder(order="barred", responsibility="disputed"),
        held.ContactBar(ways=["person"], asked_by="police"),
        held.ConflictBlock(why="related"),
        held.FamilyPulse(family_member_id=CHILD, knows_who=True),
        held.SharingChoice(whom="carer", may_be_told=False),
        Item(id=new_id(), kind=Kind.COPY, reference="CO-1", state="copy_asked"),
    ],
    ids=lambda row: type(row).__name__,
)
def test_a_carer_learns_of_no_such_row_unless_somebody_lets_each_line_go(row) -> None:
    found = copy_of(row)

    lines = list(found.lines().values())
    assert lines
    assert all(line.others and line.quiet and not line.plain for line in lines)
    said = content(found, found.lines(), None, clock.real_now())
    assert said["sections"] == []
    assert said["left_out"] == 0


def test_a_risk_and_what_was_answered_first_are_decided_by_themselves() -> None:
    item = copy_of(ITEM)
    gate = copy_of(Referral(gate={"harmed": True}))

    (risk,) = [line for line in item.lines().values() if line.label == "risk_marked"]
    (harmed,) = [line for line in gate.lines().values() if line.label == "gate"]
    assert risk.others
    assert harmed.others
    assert said_of(harmed) == "harmed: yes"
    said = json.dumps(content(item, [risk.key], None, clock.real_now()))
    assert "risk" not in said
    assert "Being decided" in said  # and not in_triage


def test_the_young_person_has_what_is_theirs_and_no_trace_of_anothers() -> None:
    own = copy_of(held.LawfulBasis(basis="care"), ITEM, member=CHILD, is_child=True)
    other = copy_of(
        held.FamilyPulse(family_member_id=MOTHER, knows_who=True), member=CHILD, is_child=True
    )

    assert not any(own.to_look_at()[key] for key in own.to_look_at())
    assert all(line.others and line.quiet for line in other.lines().values())


def test_harmless_facts_that_were_left_out_stay_out_when_they_change() -> None:
    before = next(iter(copy_of(ITEM).lines()))
    later = Item(id=ITEM.pk, kind=ITEM.kind, reference="SL-1", state="waiting")
    assert next(iter(copy_of(later).lines())) == before


def long_one() -> Everything:
    lines = tuple(Line(f"k{n}", "words", f"Line {n}", others=True) for n in range(250))
    asked_for = RightAsked(id=new_id(), due_on=clock.real_now().date())
    notes = Section("servicenote", "Notes", (Entry(new_id(), lines),))
    return Everything(asked_for, ITEM, (notes,))


def test_a_long_section_is_several_forms_each_small_enough_to_save() -> None:
    page = pages.look_page(long_one(), set(), {}, {})

    assert [len(part["lines"]) for part in page["sections"]] == [100, 100, 50]
    assert len({part["name"] for part in page["sections"]}) == 3
    assert page["shown"].count(",") == 249


@pytest.mark.django_db
def test_a_full_form_can_be_saved_and_what_was_not_shown_is_not_looked_at(
    world,
    asked,
    client,
    noon,
):
    item_id, right_id, _ = asked
    with acting(fresh(world.priya)) as priya:
        words = "\n".join(f"Line {n}" for n in range(120))
        add_service_note(actor=priya, item_id=item_id, words=words, at=noon)
    sign_in(client, world.sam)
    page = client.get(f"/copies/{right_id}/look").content.decode()
    forms = page.split("<form")[1:]
    part = next(form for form in forms if form.count('name="why-') == 100)
    fields = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', part))
    fields |= dict.fromkeys(re.findall(r'name="(how-[^"]+)"', part), "keep")
    fields |= dict.fromkeys(re.findall(r'name="(why-[^"]+)"', part), "")
    assert client.post(f"/copies/{right_id}/look", fields).status_code == 302

    with acting(fresh(world.priya)) as priya:
        add_service_note(actor=priya, item_id=item_id, words="Written meanwhile.", at=noon)
    done = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', forms[-1]))
    came = client.post(f"/copies/{right_id}/looked", done)

    assert came["Location"].endswith(f"/copies/{right_id}/look")  # something is new
    with acting(fresh(world.sam)) as sam:
        found = everything(sam, right_id)
        seen, _ = judging.harm_of(found.right)
        new = [found.lines()[key].text for key in found.to_look_at() if key not in seen]
        assert "Written meanwhile." in new
        assert found.right.looked_at is None
    again = text_of(client.get(f"/copies/{right_id}/look").content.decode())
    assert "added since somebody looked" in again


@pytest.mark.django_db
def test_what_one_clinician_marked_no_stale_page_of_another_frees(world, asked, noon):
    _, right_id, _ = asked
    with acting(fresh(world.priya)) as priya:
        stale = everything(priya, right_id)
    key = next(key for key, line in stale.lines().items() if line.text == "She draws.")
    other = next(key for key, line in stale.lines().items() if line.text == "Her uncle drinks.")
    of, version = [key, other], version_of({}, [])

    with acting(fresh(world.sam)) as sam:
        mine = everything(sam, right_id)
        judging.mark_harm(
            actor=sam, held=mine, of=of, harm={key: "It harms."}, version=version, at=noon
        )
    with acting(fresh(world.priya)) as priya:
        with pytest.raises(NotPossible, match="Somebody else saved"):
            judging.mark_harm(
                actor=priya, held=stale, of=of, harm={other: "Uncle."}, version=version, at=noon
            )
        now = RightAsked.objects.get(pk=right_id)
        assert judging.harm_of(now)[1] == {key: "It harms."}
        # The same form sent twice is no clash.
        judging.mark_harm(
            actor=priya, held=stale, of=of, harm={key: "It harms."}, version=version, at=noon
        )
    with acting(manager(world)) as lena:
        found = everything(lena, right_id)
        judging.judge(
            actor=lena, held=found, of=of, judged={key: (Judged.OUT, "Hers.")}, version=version,
            at=noon,
        )  # fmt: skip
        with pytest.raises(NotPossible, match="Somebody else saved"):
            judging.judge(actor=lena, held=found, of=of, judged={}, version=version, at=noon)


@pytest.mark.django_db
def test_whoever_decides_opens_a_file_and_nobody_else(
    world, asked, client, noon, settings, tmp_path
):
    settings.FILES_FOLDER = tmp_path / "files"
    item_id, right_id, _ = asked
    file_id = attach(world.nadia, item_id, noon)
    address = f"/copies/{right_id}/file/{file_id}"

    for who in (world.sam, world.lena):
        sign_in(client, who)
        page = client.get(f"/copies/{right_id}" + ("/look" if who == world.sam else ""))
        assert address in page.content.decode()
        assert client.get(address).content == LETTER
    with acting(fresh(world.lena)) as lena:
        _, looks = who_looked(lena, item_id)
    assert "file.saved" in {look.kind for look in looks}
    sign_in(client, world.nadia)
    assert client.get(address).status_code in (403, 404)
