"""Names of people and places: one form to compare, one to sound, one to sort, initials to show.

Nothing here assumes two names, a Latin script or English spelling.
"""

import re
import unicodedata

from schoolslink.kernel import name_sounds

# Letters that no decomposition takes apart.
_LETTERS = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ħ": "h", "ı": "i", "ŧ": "t", "æ": "ae", "œ": "oe", "þ": "th",
     "ð": "d", "ŋ": "ng", "ə": "a", "ĸ": "k"}
)  # fmt: skip
_APOSTROPHES = re.compile(r"['’‘ʼʻ`´ʿʾ]")
_PLAIN = {
    code: None if chr(code) in "'`" else chr(code).lower() if chr(code).isalnum() else " "
    for code in range(128)
}
_NUMBER = re.compile(r"\d+")
_SAINT = re.compile(r"\bst\b")


def normal_form(name: str) -> str:
    """Return a name for comparing: no case, no accents, no apostrophes, one space between words.

    "Łucja O’Brien-Nowak" and "LUCJA OBRIEN NOWAK" have the same. Marks that are letters of their
    own in other scripts stay only as far as their base letter; two names may share a form.
    """
    if name.isascii():  # the same, twenty times as quick: registers hold names by the ten thousand
        return " ".join(name.translate(_PLAIN).split())
    folded = unicodedata.normalize("NFKC", name).casefold().translate(_LETTERS)
    bare = "".join(
        sign
        for sign in unicodedata.normalize("NFKD", _APOSTROPHES.sub("", folded))
        if not _is_dropped_mark(sign)
    )
    spaced = "".join(sign if _is_kept(sign) else " " for sign in bare)
    return " ".join(unicodedata.normalize("NFC", spaced).split())


def phonetic_key(name: str) -> str:
    """Return how a name sounds, roughly: for finding likely duplicates, never for deciding.

    Different spellings of one name share a key (Mohammed, Muhamad; Kowalski, Kovalsky; Chaudhry,
    Chowdhury; Cyrillic and Arabic letters with their Latin forms). A text without any letter we
    can sound is its own key.
    """
    plain = normal_form(name)
    return name_sounds.skeleton(plain) or plain


def sort_key(name: str) -> str:
    """Return a stored key whose order, sign by sign, is the order people expect in a list.

    First without case, accents and punctuation, "St" as "Saint", numbers by their value (School 2
    before School 10); then with accents; then with case. Scripts other than Latin follow it.
    """
    saintly = _SAINT.sub("saint", normal_form(name))
    first = _NUMBER.sub(_by_value, saintly)
    if not (name.isascii() and name.isprintable()):
        name = unicodedata.normalize("NFC", _without_controls(name))
    tidy = " ".join(name.split())
    # A tab sorts before every sign of a name: Ann before Anna, whatever follows.
    return "\t".join((first, tidy.casefold(), tidy))


def initials(*names: str) -> str:
    """Return the first letter of each given name, such as "EW"; "?" where a name has no letter."""
    return "".join(_initial(name) for name in names if name.strip()) or "?"


def _initial(name: str) -> str:
    for sign in unicodedata.normalize("NFC", _APOSTROPHES.sub("", name)):
        if unicodedata.category(sign)[0] == "L":
            return sign.upper()[:1]
    return "?"


def _by_value(found: re.Match[str]) -> str:
    digits = str(int(found[0]))
    return f"{len(digits):04d}{digits}"


def _without_controls(name: str) -> str:
    return "".join(
        " " if sign.isspace() else sign
        for sign in name
        if sign.isspace() or unicodedata.category(sign)[0] != "C"
    )


def _is_dropped_mark(sign: str) -> bool:
    # Vowel signs of Indic scripts (Mc, and Mn there) carry the name; accents and Arabic points not.
    if unicodedata.category(sign) != "Mn":
        return False
    return not "\u0900" <= sign <= "\u0dff"


def _is_kept(sign: str) -> bool:
    return unicodedata.category(sign)[0] in "LMN"
