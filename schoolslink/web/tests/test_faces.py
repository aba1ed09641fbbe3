"""Initials stand for a face: two letters of a name, whatever alphabet, and never a title."""

import pytest

from schoolslink.web.faces import initials_of


@pytest.mark.parametrize(
    ("name", "initials"),
    [
        ("Priya Nair", "PN"),
        ("Dr Lena Fox", "LF"),
        ("Mr Shaw", "S"),
        ("Priya", "P"),
        ("Ana María de la Cruz", "AC"),
        ("Łucja Żak", "ŁŻ"),
        ("  ", ""),
        ("Dr", "D"),
        ("(Kit) O'Neil", "KO"),
        ("12 34", ""),
    ],
)
def test_initials(name: str, initials: str) -> None:
    assert initials_of(name) == initials
