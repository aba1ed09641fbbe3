"""In what language a family must be spoken with, from the answers of a request."""

from collections.abc import Mapping
from typing import Any

from schoolslink.kernel.languages import code_of
from schoolslink.referrals.rules.request.fields import read_mark

ENGLISH = "en"


def said_language(answers: Mapping[str, Any], name: str) -> str:
    """Return the language that an answer names, as a code where we know it; empty where none does."""
    answer = answers.get(name)
    return "" if not isinstance(answer, str) or read_mark(answer) else code_of(answer)


def interpreter_for_carer(answers: Mapping[str, Any]) -> str:
    """Return the carer's language where the interpreter is for them, not for the child; else empty.

    A form asks once whether an interpreter is needed. It is the carer's where the child speaks
    English, or nobody said what, and the carer reads another language.
    """
    theirs = said_language(answers, "carer_language")
    child = said_language(answers, "language")
    needed = answers.get("interpreter") == "yes"
    return theirs if needed and child in {"", ENGLISH} and theirs != ENGLISH else ""


def language_to_speak(answers: Mapping[str, Any]) -> str:
    """Return the language by which a list finds a request; empty where nobody was asked or said."""
    return interpreter_for_carer(answers) or said_language(answers, "language")
