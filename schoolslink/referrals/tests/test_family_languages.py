"""Each language of the families' pages is one file: complete, with the same places, marked unread."""

import gettext
import io
import re
import string
from datetime import date

import pytest
from babel.dates import format_date
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from hypothesis import given

from schoolslink.referrals.rules.ending import WHY_ENDS
from schoolslink.referrals.rules.family import Truth, family_page
from schoolslink.referrals.rules.family import sentences as words
from schoolslink.referrals.rules.reasons import REASONS
from schoolslink.referrals.rules.text import FIRST_STRONG_ISOLATE, POP_ISOLATE, Language, say
from schoolslink.referrals.tests.test_family import sentences_of, truths
from schoolslink.web import translations
from schoolslink.web.languages import TRANSLATED

CATALOGUES = {code: translations.read(code) for code in TRANSLATED}
SINGLE = [
    *words.ALL,
    *(reason.family for reason in (*REASONS.values(), *WHY_ENDS.values())),
]


def language(code: str) -> Language:
    compiled = io.BytesIO()
    write_mo(compiled, CATALOGUES[code])
    compiled.seek(0)
    spoken = gettext.GNUTranslations(compiled)

    def day(value: date) -> str:
        return str(format_date(value, "EEEE d MMMM", code))

    return Language(spoken.gettext, spoken.ngettext, day, right_to_left=code in {"ar", "ur"})


LANGUAGES = {code: language(code) for code in TRANSLATED}


def places(text: str) -> set[str]:
    return {name for _before, name, _spec, _conversion in string.Formatter().parse(text) if name}


def forms(catalogue: Catalog, text: str) -> tuple[str, ...]:
    message = catalogue.get(text)
    assert message is not None, f"not translated: {text}"
    return message.string if isinstance(message.string, tuple) else (message.string,)


@pytest.mark.parametrize("code", TRANSLATED)
def test_every_sentence_is_there_with_the_same_places(code: str) -> None:
    for text in SINGLE:
        (translated,) = forms(CATALOGUES[code], text)
        assert translated.strip(), text
        assert places(translated) == places(text), translated


@pytest.mark.parametrize("code", TRANSLATED)
def test_every_form_of_a_count_is_there(code: str) -> None:
    catalogue = CATALOGUES[code]
    for one, many in words.PLURALS:
        translated = forms(catalogue, one)
        assert len(translated) == catalogue.num_plurals
        assert all(form.strip() and places(form) <= {"count"} for form in translated)
        said = [LANGUAGES[code].many(one, many, count) for count in range(1, 130)]
        assert one not in said
        # A form without its number may stand only for the counts that it names in words.
        assert all("{count}" in text for text in said[10:])


@pytest.mark.parametrize("code", TRANSLATED)
def test_a_file_says_that_nobody_has_checked_it(code: str) -> None:
    assert "unreviewed" in CATALOGUES[code].header_comment


@pytest.mark.parametrize("code", ["ar", "ur"])
def test_no_latin_word_is_left_in_a_right_to_left_file(code: str) -> None:
    for text in SINGLE:
        (translated,) = forms(CATALOGUES[code], text)
        assert not re.search("[A-Za-z]", re.sub(r"\{\w+\}", "", translated)), translated


@pytest.mark.parametrize("code", TRANSLATED)
@given(truth=truths)
def test_every_page_can_be_said_in_every_language(code: str, truth: Truth) -> None:
    for sentence in sentences_of(family_page(truth)):
        text = say(sentence, LANGUAGES[code])
        assert text
        assert "{" not in text
        if code in {"ar", "ur"}:
            outside = re.sub(f"{FIRST_STRONG_ISOLATE}.*?{POP_ISOLATE}", "", text)
            assert not re.search("[A-Za-z]", outside), text
