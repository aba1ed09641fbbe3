"""The letter to one of the family: their page's sentences, theirs alone, printed by whoever tells them."""

import io
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from schoolslink.access.tests.arrange import sign_in
from schoolslink.access.unit import acting
from schoolslink.kernel import clock
from schoolslink.referrals.models import SharingChoice, Told
from schoolslink.referrals.pages.family_letter import as_pdf
from schoolslink.referrals.rules import Move, Side
from schoolslink.referrals.tests.arrange import acting_as, sent
from schoolslink.referrals.tests.test_family_truth import decided
from schoolslink.referrals.tests.test_help_ends import END, helped
from schoolslink.referrals.tests.test_preview import families, stand_in_order
from schoolslink.referrals.tests.turns import text_of

pytestmark = pytest.mark.django_db
MM = 72 / 25.4

HELP = {"level": "getting_help", "words": "Priya rings you.\nShe is kind."}
YES_AT_HOME = {
    "address": "1 Mill Lane\nRiverton", "postcode": "ZE1 2AB", "no_letters_home": "no",
}  # fmt: skip


def duties(world, item_id) -> dict[str, Told]:
    with acting(acting_as(world.priya)):
        return {duty.whom: duty for duty in Told.objects.filter(item_id=item_id).order_by("id")}


def at_team(item_id, duty) -> str:
    return f"/queue/{item_id}/family-letter/{duty.pk}"


def at_school(item_id, duty) -> str:
    return f"/asked/{item_id}/letter/{duty.pk}"


def sheet_of(page: str) -> str:
    """Return the sheet itself, which alone is printed."""
    return re.search(r'<section class="sl-letter sl-paper.*?</section>', page, re.S)[0]


def pdf_of(answer) -> tuple[PdfReader, str]:
    assert answer.status_code == 200
    pdf = PdfReader(io.BytesIO(answer.content))
    return pdf, " ".join(" ".join(page.extract_text() for page in pdf.pages).split())


@pytest.mark.parametrize("whom", ["self", "carer"])
@pytest.mark.parametrize(
    ("move", "given"),
    [
        (Move.ACCEPT, HELP),
        (Move.ADVISE, {"words": "Ten minutes a day.", "next_step": "Her tutor, at school."}),
        (Move.NOT_ACCEPT, {"reason": "below_level", "next_step": "Talk Time in town."}),
        (Move.DISCHARGE, END),
    ],
)
def test_the_letter_says_what_their_page_says(priya, world, noon, move, given, whom):
    item_id = sent(world, noon, called="Ellie", carer_language="en")
    homes = families(world, item_id, noon)
    if move is Move.DISCHARGE:
        helped(world, item_id, noon)
        decided(world, item_id, noon, move, 4, **given)
    else:
        decided(world, item_id, noon, move, **given)
    duty = duties(world, item_id)[whom]

    page = sheet_of(priya.get(at_team(item_id, duty)).content.decode())
    pdf, paper = pdf_of(priya.get(f"{at_team(item_id, duty)}.pdf"))

    home = homes["Ellie" if whom == "self" else "Halina W."]
    theirs = text_of(home.get("/my-request", follow=True).content.decode())
    sentences = [
        text_of(words).strip() for words in re.findall(r"<(?:p|li|blockquote)[^>]*>(.*?)</", page, re.S)
    ][2:]  # fmt: skip
    kept = [s for s in sentences if not re.search(r"must (talk|set up)|has the request", s)]
    assert len(kept) > 12
    assert [s for s in kept if s not in theirs] == []
    assert stand_in_order(sentences[:3], theirs)
    assert [s for s in sentences if s not in paper] == []
    assert len(pdf.pages) == 1


def test_a_polish_letter_is_polish_with_the_english_beside_it_for_the_team_alone(
    priya, world, noon
):
    item_id = sent(world, noon)
    decided(world, item_id, noon, Move.ACCEPT, **HELP)
    path = at_team(item_id, duties(world, item_id)["carer"])

    page = priya.get(path).content.decode()
    _pdf, paper = pdf_of(priya.get(f"{path}.pdf"))

    assert 'lang="pl" dir="ltr"' in sheet_of(page)
    assert "The team said yes" not in sheet_of(page)
    assert "The team said yes. It will help your child." in page
    assert "zespół" in paper.lower()
    assert "The team said yes" not in paper


def test_a_letter_that_is_not_in_their_language_says_so_to_the_team(priya, world, noon):
    item_id = sent(world, noon, carer_language="Somali")
    decided(world, item_id, noon, Move.ACCEPT, **HELP)
    page = priya.get(at_team(item_id, duties(world, item_id)["carer"])).content.decode()

    assert "They read Somali best, and there is no letter in it yet." in page


def test_large_print_is_large_on_the_page_and_on_paper(priya, world, noon):
    item_id = sent(world, noon, carer_language="en")
    decided(world, item_id, noon, Move.ACCEPT, **HELP)
    path, sizes = at_team(item_id, duties(world, item_id)["carer"]), set()

    page = priya.get(f"{path}?size=large").content.decode()
    pdf, paper = pdf_of(priya.get(f"{path}.pdf?size=large"))
    pdf.pages[-1].extract_text(visitor_text=lambda text, _p, _t, _f, size: sizes.add(
        round(size) if text.strip() else 18))  # fmt: skip

    assert "sl-paper--large" in sheet_of(page)
    assert f"{path}.pdf?size=large" in page
    assert "ring 999 now" in paper
    assert min(sizes - {15}) >= 18


def test_a_letter_says_how_far_it_has_come_after_who_has_it(priya, world, noon):
    item_id = sent(world, noon, called="Ellie")
    decided(world, item_id, noon, Move.ACCEPT, **HELP)
    path = at_team(item_id, duties(world, item_id)["self"])

    page = text_of(sheet_of(priya.get(path).content.decode()))
    _pdf, paper = pdf_of(priya.get(f"{path}.pdf"))

    for letter in (page, paper):
        assert "You meet the team. You are here" in letter
        assert "Help starts. Later" in letter
        assert letter.index("has the request") < letter.index("What happens next")


def test_in_large_print_no_word_beside_the_window_is_small(priya, world, noon):
    item_id = sent(world, noon, called="Ellie")
    decided(world, item_id, noon, Move.ACCEPT, **HELP)
    path, sizes = at_team(item_id, duties(world, item_id)["self"]), {}

    pdf, _paper = pdf_of(priya.get(f"{path}.pdf?size=large"))
    pdf.pages[0].extract_text(visitor_text=lambda text, _p, _t, _f, size: sizes.update(
        {text.strip(): round(size)}))  # fmt: skip

    assert {text for text, size in sizes.items() if text and size < 16} == {"Ellie"}


@pytest.mark.parametrize("before", range(8, 24))
def test_no_step_stands_alone_at_the_foot_of_a_page(noon, before):
    labels = dict.fromkeys(("hello", "next", "cannot_wait", "rights"), "Heading")
    steps = [{"title": f"Step {number}.", "text": "", "place": "Later"} for number in (1, 2, 3)]
    written = {
        "language": "en", "rtl": False, "title": "T", "from": "Riverside", "to": ["Ellie"],
        "date": "3 March", "reference": "SL-1", "labels": labels, "asked": "Asked.", "decided": [],
        "quoted": {"text": "", "rtl": False}, "then": [], "who": ["A line."] * before,
        "steps": steps, "cannot_wait": [], "rights": ["A right."], "interpreter": "",
        "unreviewed": "",
    }  # fmt: skip

    pages = PdfReader(io.BytesIO(as_pdf(written, noon, is_large=True))).pages

    assert [
        text
        for text in (page.extract_text() for page in pages)
        if "Step 1" in text and "Step 3" in text
    ]


def test_the_window_shows_name_and_home_and_nothing_of_what_it_is(priya, world, noon):
    item_id = sent(world, noon, called="Ellie", **YES_AT_HOME)
    decided(world, item_id, noon, Move.ACCEPT, **HELP)
    duty, seen = duties(world, item_id)["self"], {}

    def note(text, page, at, _font, _size):
        if text.strip():
            left = at[4] * page[0] + at[5] * page[2] + page[4]
            up = at[4] * page[1] + at[5] * page[3] + page[5]
            seen[text.strip()] = (left / MM, 297 - up / MM)

    pdf, _text = pdf_of(priya.get(f"{at_team(item_id, duty)}.pdf"))
    pdf.pages[0].extract_text(visitor_text=note)

    inside = " ".join(text for text, (left, down) in seen.items() if left < 110 and 45 < down < 90)
    assert inside.split() == ["Ellie", "1", "Mill", "Lane", "Riverton", "ZE1", "2AB"]


@pytest.mark.parametrize(
    ("said", "words", "shows_home"),
    [
        ({}, "Nobody has said whether letters may go to their home.", False),
        ({"no_letters_home": "yes"}, "Send nothing to their home.", False),
        ({"no_letters_home": "no"}, "posted in a plain window envelope", True),
    ],
)
def test_a_home_where_nothing_may_go_stands_on_no_letter(
    priya, world, noon, said, words, shows_home
):
    about = {k: v for k, v in YES_AT_HOME.items() if k != "no_letters_home"}
    item_id = sent(world, noon, called="Ellie", **about | said)
    decided(world, item_id, noon, Move.ACCEPT, **HELP)
    owed = duties(world, item_id)

    page = priya.get(at_team(item_id, owed["self"])).content.decode()
    to_carer = priya.get(at_team(item_id, owed["carer"])).content.decode()

    assert words in page
    assert ("Mill Lane" in page) is shows_home
    assert "Mill Lane" not in to_carer  # nobody has asked where she lives


def test_no_letter_to_somebody_who_may_not_be_told(priya, world, noon):
    item_id = sent(world, noon, called="Ellie", birth_date="2009-01-10")
    decided(world, item_id, noon, Move.ACCEPT, **HELP)
    path = at_team(item_id, duties(world, item_id)["carer"])
    assert priya.get(path).status_code == 200
    assert path in priya.get(f"/queue/{item_id}").content.decode()

    with acting(acting_as(world.nadia)) as nadia:
        SharingChoice.objects.create(
            item_id=item_id, whom="carer", may_be_told=False, chosen_by="presumed",
            at=noon, recorded_by=nadia.subject_id,
        )  # fmt: skip

    for refused in (priya.get(path), priya.get(f"{path}.pdf")):
        assert "They may not be told this" in refused.content.decode()
        assert "Priya rings you" not in refused.content.decode()
    assert path not in priya.get(f"/queue/{item_id}").content.decode()


def test_a_yes_that_came_later_opens_no_words_on_paper_that_their_page_keeps(priya, world, noon):
    item_id = sent(world, noon, called="Ellie", birth_date="2009-01-10", tell="")
    decided(world, item_id, noon, Move.ACCEPT, **HELP)
    with acting(acting_as(world.nadia)) as nadia:
        SharingChoice.objects.create(
            item_id=item_id, whom="carer", may_be_told=True, chosen_by="presumed",
            at=noon + timedelta(minutes=1), recorded_by=nadia.subject_id,
        )  # fmt: skip

    page = priya.get(at_team(item_id, duties(world, item_id)["carer"])).content.decode()

    assert "Priya rings you" not in page


def test_a_school_prints_it_where_the_school_tells_and_may_read_it(client, world, noon):
    ours = sent(world, noon)
    theirs, kept = sent(world, noon), sent(world, noon)
    decided(world, ours, noon, Move.ACCEPT, **HELP, who_tells=Side.SCHOOL)
    decided(world, theirs, noon, Move.ACCEPT, **HELP)
    decided(world, kept, noon, Move.ACCEPT, **HELP, who_tells=Side.SCHOOL)
    with acting(acting_as(world.nadia)) as nadia:
        SharingChoice.objects.create(
            item_id=kept, whom="school", may_be_told=False, chosen_by="carer",
            at=noon + timedelta(minutes=1), recorded_by=nadia.subject_id,
        )  # fmt: skip
    paths = {i: at_school(i, duties(world, i)["carer"]) for i in (ours, theirs, kept)}
    sign_in(client, world.nadia)

    with clock.fixed(noon):
        assert paths[ours] in client.get(f"/asked/{ours}").content.decode()
        assert "Priya rings you" in client.get(paths[ours]).content.decode()
        assert client.get(f"{paths[ours]}.pdf").status_code == 200
        for other in (theirs, kept):
            assert paths[other] not in client.get(f"/asked/{other}").content.decode()
            refused = client.get(paths[other]).content.decode()
            assert "The team writes this letter" in refused
            assert "Priya rings you" not in refused
    sign_in(client, world.amira)
    with clock.fixed(noon):
        assert client.get(paths[ours]).status_code == 404


@pytest.mark.parametrize("who", ["lena", "jo", "stranger"])
def test_the_letter_is_for_those_who_tell(client, world, noon, who):
    item_id = sent(world, noon)
    decided(world, item_id, noon, Move.ACCEPT, **HELP, who_tells=Side.SCHOOL)
    duty = duties(world, item_id)["carer"]
    sign_in(client, getattr(world, who))

    for path in (at_team(item_id, duty), at_school(item_id, duty)):
        assert client.get(path).status_code == 404
        assert client.get(f"{path}.pdf").status_code == 404


def test_each_letter_made_is_in_the_audit_and_asks_little(priya, world, noon):
    item_id = sent(world, noon)
    decided(world, item_id, noon, Move.ACCEPT, **HELP)
    path = at_team(item_id, duties(world, item_id)["carer"])

    with CaptureQueriesContext(connection) as made:
        assert priya.get(path).status_code == 200
    priya.get(f"{path}.pdf")

    frame = ("SAVEPOINT", "RELEASE", "set constraints", "select set_config")
    assert len([query for query in made if not query["sql"].startswith(frame)]) <= 20
    log = text_of(priya.get(f"/records/{item_id}/who-looked").content.decode())
    assert log.count("Made the letter to one of the family") == 2


def test_a_letter_about_an_older_decision_is_none(priya, world, noon):
    item_id = sent(world, noon)
    decided(
        world, item_id, noon, Move.NOT_ACCEPT, reason="below_level", next_step="Talk Time in town."
    )
    path = at_team(item_id, duties(world, item_id)["carer"])
    with acting(acting_as(world.nadia)) as nadia:
        from schoolslink.referrals.commands.decide import step

        step(actor=nadia, item_id=item_id, move=Move.RETURN, version=3, at=noon, words="Please.")

    assert "stands no more" in priya.get(path).content.decode()
    assert path not in priya.get(f"/queue/{item_id}").content.decode()
