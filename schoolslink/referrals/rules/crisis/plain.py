"""A text as the lists of words read it: small letters, no accents, short forms written out."""

import re
import unicodedata
from collections.abc import Mapping

# Letters that no decomposition takes apart, and figures and marks put in a letter's place.
_LETTERS = str.maketrans({"ł": "l", "Ł": "l", "ø": "o", "ß": "ss", "æ": "ae", "đ": "d"})
_INSTEAD = str.maketrans(
    {"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s"}
)
_APOSTROPHES = re.compile(r"['’‘`´]")
_MIXED = re.compile(r"(?<![\w@$])(?=[\w@$]*[a-z])(?=[\w@$]*[0-9@$])[\w@$]+")
_STARRED = re.compile(r"(?<=[a-z])[*!#_]+(?=[a-z])")
_LONG = re.compile(r"([a-z])\1{2,}")
_SPELT = re.compile(r"\b(?:[a-z][ .\-]){2,}[a-z]\b")
_END = re.compile(r"[.!?;:\n\r]+")
_NO_WORD = re.compile(r"[^a-z0-9.]+")


def plain(text: str, spoken: Mapping[str, str], pairs: Mapping[str, str]) -> str:
    """Return a text in plain words with a space between, " . " where a sentence ends.

    spoken: short forms of the language and what they stand for. pairs: two words written as one.
    """
    letters = text.translate(_LETTERS).casefold()
    letters = "".join(
        c for c in unicodedata.normalize("NFKD", letters) if not unicodedata.combining(c)
    )
    letters = _APOSTROPHES.sub("", letters)
    letters = _MIXED.sub(lambda found: found.group().translate(_INSTEAD), letters)
    letters = _STARRED.sub("*", letters)
    letters = _LONG.sub(r"\1", letters)
    letters = _SPELT.sub(lambda found: re.sub(r"[ .\-]", "", found.group()), letters)
    letters = letters.replace("*", "")
    letters = _NO_WORD.sub(" ", _END.sub(" . ", letters))
    read = f" {' '.join(spoken.get(word, word) for word in letters.split())} "
    for apart, together in pairs.items():
        read = read.replace(f" {apart} ", f" {together} ")
    return read


def one_slip(word: str, meant: str) -> bool:
    """Say whether a word is another with one letter missing, too many, wrong, or two changed round."""
    if word == meant:
        return True
    if abs(len(word) - len(meant)) > 1 or word[:1] != meant[:1]:
        return False
    at = next((i for i, (a, b) in enumerate(zip(word, meant, strict=False)) if a != b), None)
    if at is None:
        return True  # one letter more or less, at the end
    rest, due = word[at:], meant[at:]
    return (
        rest[1:] == due[1:]
        or rest[1:] == due
        or rest == due[1:]
        or (len(rest) == len(due) and rest[:2] == due[:2][::-1] and rest[2:] == due[2:])
    )
