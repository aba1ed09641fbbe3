from __future__ import annotations

import gettext

import pytest
from babel.messages.pofile import write_po

from schoolslink.web import translations
from schoolslink.web.languages import TRANSLATED

CHROME = ("web/jinja2/components/", "web/jinja2/layout", "web/jinja2/errors/")
PUBLIC = (
    *(
        f"directory/jinja2/directory/{page}.jinja"
        for page in (
            "turn", "turn-search", "turn-service", "service-card", "criteria", "numbers",
            "help-now", "poster", "pocket-card", "unreviewed",
        )
    ),
    "directory/pages/turn.py",
    "directory/rules/help_now.py",
    "directory/models/service.py",
    "referrals/rules/request/criteria.py",
)  # fmt: skip


def test_sentences_are_found_in_templates_and_in_code() -> None:
    found = translations.sentences()

    assert found.get("Exit this page")
    assert found.get("There is a problem")
    assert found.get("Day", "part of a date")


@pytest.mark.parametrize("language", TRANSLATED)
def test_what_stands_around_every_page_is_said_in_every_language(language: str) -> None:
    assert list(translations.missing(language, CHROME)) == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_where_to_turn_is_said_in_every_language(language: str) -> None:
    assert list(translations.missing(language, PUBLIC)) == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_keeps_the_places_to_fill_in(language: str) -> None:
    for message in translations.read(language):
        if message.id and message.python_format and message.string:
            assert not list(message.check(translations.read(language))), message.id


def test_a_sentence_not_yet_translated_stays_english(tmp_path) -> None:
    catalogue = translations.Catalog()
    catalogue.add("Untold")
    catalogue.add("Told", "Powiedziane")
    path = translations.catalogue_path("pl", tmp_path)
    path.parent.mkdir(parents=True)
    with path.open("wb") as file:
        write_po(file, catalogue)

    compiled = translations.compile_all(tmp_path)

    with compiled[0].open("rb") as file:
        spoken = gettext.GNUTranslations(file)
    assert spoken.gettext("Told") == "Powiedziane"
    assert spoken.gettext("Untold") == "Untold"
