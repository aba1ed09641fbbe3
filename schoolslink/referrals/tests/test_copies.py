"""Copies for the clinic's own record: complete, readable aloud, harmless in a spreadsheet, audited."""

from __future__ import annotations

import io

import pytest
from pypdf import PdfReader

from schoolslink.access.tests.arrange import organisation, sign_in
from schoolslink.access.unit import acting
from schoolslink.directory.models import SupportTeam
from schoolslink.kernel.ids import new_id
from schoolslink.referrals.models import Item
from schoolslink.referrals.pages.copies import as_pdf, as_text, clean, is_right_to_left
from schoolslink.referrals.queries import open_item, who_looked
from schoolslink.referrals.tests.arrange import (
    LONG_AGO,
    acting_as,
    asked,
    sent,
)

pytestmark = pytest.mark.django_db

WORDS = "=cmd|' /C calc'!A0\n@SUM(1)\n<script>alert(1)</script> #panic()\nشكرا لكم"


def read(body: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(body)).pages)


def test_text_holds_everything_and_begins_no_formula(priya, world, noon):
    item_id = sent(world, noon, concern=WORDS, risk_self_harm="yes")

    answer = priya.get(f"/queue/{item_id}/copy.txt")

    text = answer.content.decode()
    for words in ("Ellie Wiśniewska", "Northgate High", "hurts themselves", "شكرا", "4 May 2010"):
        assert words in text
    assert not [line for line in text.split("\n") if line.lstrip().startswith(("=", "+", "-", "@"))]
    assert "'=cmd|" in text


def test_pdf_is_tagged_titled_and_holds_the_words_as_words(priya, world, noon):
    item_id = sent(world, noon, concern=WORDS)

    answer = priya.get(f"/queue/{item_id}/copy.pdf")

    pdf = PdfReader(io.BytesIO(answer.content))
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert pdf.trailer["/Root"]["/Lang"] == "en-GB"
    assert pdf.metadata.title == "Ellie Wiśniewska"
    assert "#panic()" in read(answer.content)
    assert "<script>" in read(answer.content)


@pytest.mark.parametrize("form", ["pdf", "txt"])
def test_a_copy_is_a_download_that_nothing_keeps_and_nobody_is_named_by(priya, world, noon, form):
    item_id = sent(world, noon)
    with acting(acting_as(world.priya)) as actor:
        reference = open_item(actor, item_id).item.reference

    answer = priya.get(f"/queue/{item_id}/copy.{form}")

    assert answer["Content-Disposition"] == f'attachment; filename="{reference}.{form}"'
    assert "no-store" in answer["Cache-Control"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    with acting(acting_as(world.priya)) as actor:
        _, looks = who_looked(actor, item_id)
    assert ("Priya Nair", "copied") in [(look.who, look.kind) for look in looks]


def test_a_question_is_copied_too(priya, world, noon):
    item_id = asked(world, noon, new_id())

    assert "What could we try next?" in priya.get(f"/queue/{item_id}/copy.txt").content.decode()
    assert "What could we try next?" in read(priya.get(f"/queue/{item_id}/copy.pdf").content)


def test_a_copy_is_the_teams_own(client, world, noon):
    item_id = sent(world, noon)
    for who in (world.amira, world.lena, world.jo):
        sign_in(client, who)
        assert client.get(f"/queue/{item_id}/copy.pdf").status_code == 404
    sign_in(client, world.priya)
    assert client.get(f"/queue/{item_id}/copy.exe").status_code == 404


@pytest.mark.parametrize("form", ["pdf", "txt"])
def test_what_another_team_of_the_service_has_is_not_copied(priya, world, noon, as_seed, form):
    item_id = asked(world, noon, new_id())
    with as_seed():
        team = SupportTeam.objects.create(
            organisation=organisation("team", "Team of twenty schools"),
            service_id=world.riverside.pk,
            from_on=LONG_AGO,
        )
        Item.objects.filter(pk=item_id).update(team_id=team.pk)

    page = priya.get(f"/queue/{item_id}")
    copied = priya.get(f"/queue/{item_id}/copy.{form}")

    assert page.status_code == 200
    assert "What was said belongs to the team that has it." in page.text
    assert "Copy for our record" not in page.text
    assert copied.status_code == 404


def test_hostile_texts_of_ten_thousand_characters_make_a_page(noon):
    lines = [
        {"label": "x", "text": clean(text), "rtl": is_right_to_left(text)}
        for text in ("ا" * 10_000, "a" * 10_000, "\x00\x07\u202e", "👩‍👧 \u2066x\u2069", '"]#{')
    ]
    content = {"title": "t", "subtitle": "s", "author": "a", "mark": "m", "foot": "f",
               "sections": [{"title": "q", "lines": lines}]}  # fmt: skip

    assert as_pdf(content, noon).startswith(b"%PDF")
    assert "\u202e" not in as_text(content)


def test_a_text_turns_the_way_its_letters_do():
    assert is_right_to_left("١ مرحبا")
    assert not is_right_to_left("Hello مرحبا")
    assert not is_right_to_left("123")
