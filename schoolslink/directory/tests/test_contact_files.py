"""A coordinator's own spreadsheet makes the pairs; a hostile one changes nothing and says why."""

import io
import zipfile
from datetime import UTC, datetime
from uuid import uuid4

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schoolslink.access.models import Person, Role
from schoolslink.access.tests.arrange import sign_in
from schoolslink.access.unit import acting
from schoolslink.directory import queries, sheets
from schoolslink.directory.commands import contact_files
from schoolslink.directory.models import Link, NamedContact
from schoolslink.directory.rules.contact_columns import Meaning, read_headings
from schoolslink.directory.rules.school_match import (
    Candidate,
    Certainty,
    known,
    match_school,
)
from schoolslink.directory.spreadsheet import as_csv, safe_cell
from schoolslink.directory.tests import factories as make
from schoolslink.kernel import clock

NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)


@pytest.fixture
def world(as_seed):
    """An area with four schools, one CAMHS service, and Jo who coordinates it."""

    class World:
        pass

    w = World()
    with as_seed(), clock.fixed(NOON):
        w.area = make.an_area()
        w.service = make.a_service(w.area, pool_manager=make.a_person("Lena Fox"))
        w.hillside = make.a_school("Hillside Primary School", area=w.area, town="Riverton")
        w.mary = make.a_school(
            "St Mary's Church of England Infant School", area=w.area, town="Riverton"
        )
        w.mary_juniors = make.a_school(
            "St Mary's Church of England Junior School", area=w.area, town="Riverton"
        )
        w.north = make.a_school("Northgate High School", area=w.area, town="Easton")
        w.jo = make.an_actor(make.a_person("Jo Marsh"), (w.area, Role.AREA_COORDINATOR))
        w.elsewhere = make.a_school("Cliff Top", area=make.an_area("Coastal"))
    with clock.fixed(NOON):
        yield w


CSV = """Riverside schools 2026,,,,,,
,,,,,,
School,Town,SMHL,E-mail,CAMHS link worker,Email,Days
Hilside Primary Sch,Riverton,Amira Khan,amira@hillside.example,Priya Nair,priya@nhs.example,Tue-Thu
St. Marys C of E Infants,Riverton,Tom Reed,tom@mary.example,Priya Nair,PRIYA@nhs.example,Tue-Thu
Northgate,,=cmd|' /C calc'!A0,head@north.example,TBC,,
Somewhere Else Entirely,Oz,Nobody Here,,,,
"""


def read(world, content: bytes, name: str = "list.csv"):
    with acting(world.jo):
        return contact_files.read_file(
            actor=world.jo,
            file_id=uuid4(),
            area_id=world.area.pk,
            name=name,
            content=content,
            at=NOON,
        )


def apply(world, file, **choices):
    with acting(world.jo):
        return contact_files.apply_file(
            actor=world.jo, file_id=file.pk, choices=choices.get("choices", {}), at=NOON
        )


def decide(world, file, choices):
    with acting(world.jo):
        return contact_files.decide_rows(actor=world.jo, file_id=file.pk, choices=choices, at=NOON)


@pytest.mark.django_db
def test_own_list_makes_pairs_the_same_day(world):
    file = read(world, CSV.encode())

    done = apply(world, file)

    assert (done.schools, done.pairs, done.contacts, done.left) == (3, 3, 1, 1)
    card = queries.contact_card(world.hillside.pk, on=clock.local_day(NOON))
    assert (card.contact_name, card.contact.days) == ("Priya Nair", (1, 2, 3))
    assert card.school_contact.name == "Amira Khan"
    assert (
        queries.contact_card(world.mary.pk, on=clock.local_day(NOON)).contact_name == "Priya Nair"
    )


@pytest.mark.django_db
def test_same_list_twice_changes_nothing(world):
    apply(world, read(world, CSV.encode()))
    before = (NamedContact.objects.count(), Link.objects.count())

    again = apply(world, read(world, CSV.encode()))

    assert (NamedContact.objects.count(), Link.objects.count()) == before
    assert again.unchanged == again.schools


@pytest.mark.django_db
def test_doubtful_school_waits_for_a_person(world):
    file = read(world, b"School,Lead\nSt Mary's,Tom Reed\n")

    left = apply(world, file)
    chosen = read(world, b"School,Lead\nSt Mary's,Tom Reed\n")
    done = apply(world, chosen, choices={2: str(world.mary_juniors.pk)})

    assert (left.schools, left.left) == (0, 1)
    assert done.schools == 1
    people = queries.school_contacts(world.mary_juniors.pk, on=clock.local_day(NOON))
    assert [person.name for person in people] == ["Tom Reed"]


@pytest.mark.django_db
def test_a_row_never_ends_who_is_named_already_until_somebody_decides(world, as_seed):
    today = clock.local_day(NOON)
    with as_seed():
        amira = make.a_contact(world.hillside, "Amira Khan", email="amira@hillside.example",
                               confirmed_on=today)  # fmt: skip
        priya = make.a_contact(world.service, "Priya Nair")
        make.a_link(world.hillside, world.service, nhs_contact=priya)
    rows = (
        b"School,Lead,E-mail,Cover,CAMHS link worker\n"
        b"Hillside Primary School,Tom Reed,tom@hillside.example,Una Day,Sam Okoro\n"
    )
    file = read(world, rows)

    done = apply(world, file)

    assert (done.to_decide, done.leads, done.covers, done.pairs) == (1, 0, 0, 0)
    assert done.unchanged == 0
    card = queries.contact_card(world.hillside.pk, on=today)
    assert (card.school_contact.name, card.contact_name) == ("Amira Khan", "Priya Nair")
    file.refresh_from_db()
    assert [row["there"] for row in file.lines] == [{"lead": "Amira Khan", "contact": "Priya Nair"}]
    # Whom the row names is nobody here yet: not at the service, and not to be offered as cover.
    assert done.contacts == 0
    assert [c.name for c in queries.service_contacts(world.service.pk, on=today)] == ["Priya Nair"]

    decide(world, file, {2: {"lead": "keep", "contact": "keep"}})

    assert [c.name for c in queries.service_contacts(world.service.pk, on=today)] == ["Priya Nair"]
    card = queries.contact_card(world.hillside.pk, on=today)
    assert (card.school_contact.name, card.contact_name) == ("Amira Khan", "Priya Nair")
    assert [c.by.name for c in amira.covers.all()] == ["Una Day"]

    again = read(world, rows)
    apply(world, again)
    decide(world, again, {2: {"lead": "take", "contact": "take"}})

    card = queries.contact_card(world.hillside.pk, on=today)
    assert (card.school_contact.name, card.contact_name) == ("Tom Reed", "Sam Okoro")
    again.refresh_from_db()
    assert (again.lines, again.counts["to_decide"]) == ([], 0)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("first", "then", "wanted"),
    [
        ("lead", "contact", ("Tom Reed", "Priya Nair")),
        ("contact", "lead", ("Amira Khan", "Sam Okoro")),
    ],
)
def test_lead_and_contact_are_two_choices_and_each_waits_for_its_own(
    world, as_seed, first, then, wanted
):
    today = clock.local_day(NOON)
    with as_seed():
        make.a_contact(world.hillside, "Amira Khan")
        priya = make.a_contact(world.service, "Priya Nair")
        make.a_link(world.hillside, world.service, nhs_contact=priya)
    file = read(
        world,
        b"School,Lead,CAMHS link worker\nHillside Primary School,Tom Reed,Sam Okoro\n",
    )
    apply(world, file)

    decide(world, file, {2: {first: "take"}})

    file.refresh_from_db()
    assert [list(row["there"]) for row in file.lines] == [[then]]
    decide(world, file, {2: {then: "keep"}})
    file.refresh_from_db()
    card = queries.contact_card(world.hillside.pk, on=today)
    assert (card.school_contact.name, card.contact_name) == wanted
    assert file.lines == []


@pytest.mark.django_db
def test_what_nobody_decided_waits_on_the_page(world, as_seed, client):
    with as_seed():
        make.a_contact(world.hillside, "Amira Khan")
    file = read(world, b"School,Lead\nHillside Primary School,Tom Reed\n")
    apply(world, file)
    jo = Person.objects.get(pk=world.jo.person_id)
    sign_in(client, jo)
    page = f"/area/{world.area.pk}/import/{file.pk}"

    said = client.get(page).content.decode()
    client.post(page, {"row-2-lead": "nonsense"})
    waits = client.get(f"/area/{world.area.pk}/import").content.decode()
    client.post(page, {"row-2-lead": "keep"})

    assert "Keep Amira Khan" in said
    assert f'href="{page}"' in waits
    assert "Keep Amira Khan" not in client.get(page).content.decode()
    assert f'href="{page}"' not in client.get(f"/area/{world.area.pk}/import").content.decode()


@pytest.mark.django_db
def test_school_of_another_area_cannot_be_chosen(world):
    file = read(world, b"School,Lead\nCliff Top,Tom Reed\n")

    done = apply(world, file, choices={2: str(world.elsewhere.pk)})

    assert (done.schools, done.left) == (0, 1)


@pytest.mark.django_db
def test_workbook_is_read_from_its_fullest_sheet(world):
    book = openpyxl.Workbook()
    book.active.append(["Notes"])
    sheet = book.create_sheet("Contacts")
    for row in (
        ["URN", "School lead", "Lead email"],
        [world.north.urn, "Ann Day", "ann@n.example"],
    ):
        sheet.append(row)
    buffer = io.BytesIO()
    book.save(buffer)

    done = apply(world, read(world, buffer.getvalue(), "list.xlsx"))

    assert (done.schools, done.leads) == (1, 1)


def bomb() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as box:
        box.writestr("xl/workbook.xml", "<workbook/>")
        box.writestr("xl/worksheets/sheet1.xml", b"0" * 80_000_000)
    return buffer.getvalue()


def entities() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as box:
        box.writestr(
            "xl/workbook.xml",
            '<!DOCTYPE a [<!ENTITY b "c"><!ENTITY d "&b;&b;">]><workbook>&d;</workbook>',
        )
    return buffer.getvalue()


HOSTILE = {
    "empty": (b"", sheets.NothingInIt),
    "only blanks": (b"\xef\xbb\xbf \r\n,,,\n", sheets.FileRefused),
    "huge": (b"a,b\n" * 2_000_000, sheets.TooLarge),
    "many rows": (b"a,b\n" * 30_000, sheets.TooLarge),
    "binary": (bytes(range(256)) * 40, sheets.NotASpreadsheet),
    "pdf": (b"%PDF-1.7 ...", sheets.NotASpreadsheet),
    "page": (b"<html><script>alert(1)</script></html>", sheets.NotASpreadsheet),
    "old workbook": (b"\xd0\xcf\x11\xe0" + b"\x00" * 600, sheets.OldWorkbook),
    "locked": (
        b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"),
        sheets.Locked,
    ),
    "cut workbook": (b"PK\x03\x04" + b"\x00" * 200, sheets.Damaged),
    "zip bomb": (bomb(), sheets.TooLarge),
    "xml entities": (entities(), sheets.Damaged),
    "cut utf-16": (b"\xff\xfea", sheets.Damaged),
    "no headings": (b"1,2,3\n4,5,6\n", contact_files.NoHeadings),
    "one word": (b"hello", contact_files.NoHeadings),
    "headings alone": (b"School,Lead\n", contact_files.NoRows),
    "no school in any row": (b"School,Lead\n,Amira Khan\n", contact_files.NoRows),
}


@pytest.mark.django_db
@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_file_is_refused_with_a_sentence(world, kind):
    content, refusal = HOSTILE[kind]

    with pytest.raises(refusal) as refused:
        read(world, content)

    assert refused.value.message.endswith(".")


@pytest.mark.parametrize(
    ("headings", "wanted"),
    [
        (
            ["School", "Mental health lead", "Email", "Deputy", "CAMHS contact", "Email", "Tel"],
            [0, 1, 2, 3, 4, 5, 6],
        ),
        (["Name of school", "Head", "DSL phone"], [0, 1, 2]),
    ],
)
def test_headings_are_understood_by_their_words_and_neighbours(headings, wanted):
    assert sorted(read_headings(headings).places.values()) == wanted


def test_mail_belongs_to_whoever_stands_before_it():
    places = read_headings(["School", "Lead", "Email", "CAMHS worker", "Email"]).places

    assert (places[Meaning.LEAD_EMAIL], places[Meaning.CONTACT_EMAIL]) == (2, 4)


def test_contact_alone_means_whoever_stands_before_it_or_lacks_the_detail():
    for first in (["Lead", "Lead email", "CAMHS contact"], ["CAMHS contact", "Lead", "Lead email"]):
        columns = read_headings(["School", *first, "Contact e-mail"])
        assert (columns.places[Meaning.CONTACT_EMAIL], columns.doubtful) == (4, ())


def test_a_contact_at_the_service_is_not_taken_for_the_lead():
    columns = read_headings(["School", "Lead", "Email", "Service contact"])

    assert (columns.places[Meaning.LEAD], columns.places[Meaning.CONTACT]) == (1, 3)
    assert columns.doubtful == ()


def schools(*names: str) -> list:
    return [known(Candidate(uuid4(), 100_000 + n, name)) for n, name in enumerate(names)]


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("Hilside Primary", "Hillside Primary School"),
        ("HILLSIDE PRIM. SCH.", "Hillside Primary School"),
        ("St. Marys CE Inf", "St Mary's Church of England Infant School"),
        ("Saint Mary's C of E Juniors", "St Mary's Church of England Junior School"),
        ("Northgate", "Northgate High School"),
    ],
)
def test_shortened_and_misspelt_names_are_found(typed, wanted):
    area = schools(
        "Hillside Primary School",
        "St Mary's Church of England Infant School",
        "St Mary's Church of England Junior School",
        "Northgate High School",
    )

    match = match_school(typed, area)

    assert match.certainty in (Certainty.EXACT, Certainty.LIKELY)
    assert match.choices[0].name == wanted


def test_name_that_only_one_school_has_is_clear_beside_its_neighbours():
    area = schools("Aldworth Community College", "Aldworth Primary School", "Aldworth Academy")

    match = match_school("Aldworth Comm. Coll.", area)

    assert (match.certainty, match.choices[0].name) == (
        Certainty.EXACT,
        "Aldworth Community College",
    )


@given(st.text(max_size=40))
def test_twins_are_never_chosen_by_us(typed):
    twins = schools("Oak Infant School", "Oak Infant School")

    assert match_school(typed, twins).school_id is None


@given(st.text(max_size=60))
def test_no_cell_leaves_as_a_formula(text):
    cell = safe_cell(text)

    assert not cell.lstrip(" ").startswith(("=", "+", "-", "@", "|", "%", "\t", "\r", "\n"))


def test_list_opens_in_a_spreadsheet_with_its_letters():
    assert as_csv(["School"], [["Łódź"], ["=1+1"]]) == "\ufeffSchool\r\nŁódź\r\n'=1+1\r\n"
