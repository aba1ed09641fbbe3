"""A language is one code, whatever it was called; what nobody knows stays as it was written."""

import pytest

from schoolslink.kernel.languages import code_of


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Polish", "pl"), ("  POLISH. ", "pl"), ("polski", "pl"), ("PL", "pl"), ("pl-PL", "pl"),
        ("اردو", "ur"), ("Portugues", "pt"), ("English", "en"), ("en-gb", "en"), ("Farsi", "fa"),
        ("Bengali", "bn"), ("Cymraeg", "cy"), ("Cantonese", "yue"), ("Turkish", "tr"),
    ],
)  # fmt: skip
def test_names_and_codes_of_a_language_are_one_code(written, code):
    assert code_of(written) == code
    assert code_of(code) == code


@pytest.mark.parametrize(
    "written", ["", "Mirpuri", "BSL", "Polish and some English", "xq", "-", "N/A"]
)
def test_what_is_no_language_we_know_stays_as_written(written):
    assert code_of(written) == written
