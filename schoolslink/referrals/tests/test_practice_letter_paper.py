"""The letter to the GP practice on paper: complete, on one page, its address alone in the window."""

import io

import pytest
from pypdf import PdfReader

from schoolslink.directory.models import GpPractice
from schoolslink.referrals.pages.practice_letter import as_pdf
from schoolslink.referrals.rules import Move
from schoolslink.referrals.rules.reasons import Reason
from schoolslink.referrals.tests.letters import asked_with, decided, paths, said

pytestmark = pytest.mark.django_db
MM = 72 / 25.4


def test_the_letter_says_what_why_what_next_and_how_to_complain_on_one_page(
    world, noon, surgery, priya
):
    item_id = asked_with(world, noon, surgery, nhs_number="9434765919")
    duty = decided(
        world, item_id, noon, Move.NOT_ACCEPT, reason=Reason.BELOW_LEVEL.value,
        next_step="Talk Time offers eight talks in town.\n#panic() =cmd|' /C calc'!A0",
    )  # fmt: skip

    answer = priya.get(paths(item_id, duty)[1])

    assert answer["Content-Type"] == "application/pdf"
    assert "no-store" in answer["Cache-Control"]
    assert "Ellie" not in answer["Content-Disposition"]
    pdf = PdfReader(io.BytesIO(answer.content))
    text = " ".join(pdf.pages[0].extract_text().split())
    assert len(pdf.pages) == 1
    for words in (
        "Private and confidential", "Dr Vale", "River Street Surgery", "12 River Street",
        "ZE1 2AB", "About Ellie Wiśniewska", "Born 4 May 2010", "NHS number 9434765919",
        "Northgate High asked us at Riverside CAMHS", "We are not the right team for this.",
        "Needs less than this team gives", "Talk Time offers eight talks in town.", "#panic()",
        "Riverside CAMHS tells the family by Tuesday 10 March", "You need not do anything.",
        "can ask again at any time", "Ombudsman", "a parent or carer agreed",
    ):  # fmt: skip
        assert words in text, words
    assert bool(pdf.trailer["/Root"]["/MarkInfo"]["/Marked"])
    assert pdf.trailer["/Root"]["/Lang"] == "en-GB"
    assert pdf.metadata.title == "About Ellie Wiśniewska"
    for private in ("stopped coming to lessons", "Halina", "feels sick"):
        assert private not in text


def test_the_address_alone_stands_in_the_envelopes_window(world, noon, surgery):
    item_id = asked_with(world, noon, surgery)
    duty = decided(world, item_id, noon)
    seen = {}

    def note(text, page, at, _font, _size):
        if text.strip():
            left = at[4] * page[0] + at[5] * page[2] + page[4]
            up = at[4] * page[1] + at[5] * page[3] + page[5]
            seen[text.strip()] = (left / MM, 297 - up / MM)

    page = PdfReader(io.BytesIO(as_pdf(said(world, item_id, duty, noon), noon))).pages[0]
    page.extract_text(visitor_text=note)

    inside = {text for text, (left, down) in seen.items() if left < 110 and 45 < down < 90}
    assert any("River Street Surgery" in text for text in inside)
    assert not any("Ellie" in text or "Wiśniewska" in text for text in inside)
    body = [down for text, (_left, down) in seen.items() if "Ellie" in text]
    assert min(body) > 90
    postcode = next(place for text, place in seen.items() if "ZE1 2AB" in text)
    assert postcode[1] < 90


def test_the_longest_words_stay_on_one_page(world, noon, surgery, as_seed):
    with as_seed():
        GpPractice.objects.update(
            name="The Very Long Name of a Partnership of Many Doctors and Nurses at the Old Bridge",
            address="\n".join(f"Line {n} of an address that goes on for a while" for n in range(5)),
        )
    item_id = asked_with(world, noon, surgery)
    duty = decided(
        world, item_id, noon, Move.NOT_ACCEPT, reason=Reason.UNDERSTANDABLE.value,
        next_step="What comes next is explained here. " * 57 + "\nThe end",
    )  # fmt: skip

    pdf = PdfReader(io.BytesIO(as_pdf(said(world, item_id, duty, noon), noon)))

    assert len(pdf.pages) == 1
    assert "The end" in pdf.pages[0].extract_text()


@pytest.mark.parametrize(
    ("move", "more", "words"),
    [
        (Move.ACCEPT, {}, "asks the young person and their family to a first meeting"),
        (
            Move.ADVISE,
            {"words": "Try a later start.", "next_step": "Her tutor tries it with her."},
            "Her tutor tries it with her.",
        ),
    ],
)
def test_each_decision_has_its_own_sentences(world, noon, surgery, move, more, words):
    item_id = asked_with(world, noon, surgery)

    letter = said(world, item_id, decided(world, item_id, noon, move, **more), noon)

    lines = " ".join(line["text"] for section in letter["sections"] for line in section["lines"])
    assert words in lines
    assert "%(" not in lines
