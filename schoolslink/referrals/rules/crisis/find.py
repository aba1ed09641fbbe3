"""Does a text hold words that somebody in danger may use? Asked before it is saved, and of it alone."""

from dataclasses import dataclass

from schoolslink.referrals.rules.crisis.lists import Sign, WordList, read_list
from schoolslink.referrals.rules.crisis.plain import one_slip, plain

LISTS: tuple[WordList, ...] = (
    read_list("en", "english"),
    read_list("pl", "polish"),
    read_list("cy", "welsh"),
)
# As far back as a "not" may stand before what it takes back.
_WINDOW = 5


@dataclass(frozen=True)
class Found:
    """What was found: in which list, by which phrase, about what. Nothing keeps it."""

    language: str
    sign: Sign
    phrase: str


def crisis_words(text: str, language: str = "") -> Found | None:
    """Return the first phrase found in a text, or None.

    language: that of the page, whose list is read first. The others are read too: nobody has to
    write in the language of the page. Whose words they are, and when it was, makes no difference.
    """
    if not text.strip():
        return None
    first = language[:2].casefold()
    for words in sorted(LISTS, key=lambda words: words.language != first):
        found = _in_list(text, words)
        if found is not None:
            return found
    return None


def _in_list(text: str, words: WordList) -> Found | None:
    read = _mended(plain(text, words.spoken, words.pairs), words.often_mistyped)
    sayings = [match.span() for saying in words.sayings for match in saying.finditer(read)]
    for sign, phrase, pattern in words.patterns:
        for match in pattern.finditer(read):
            inside = any(a <= match.start() and match.end() <= b for a, b in sayings)
            if not inside and not _is_taken_back(read[: match.start()], words):
                return Found(words.language, sign, phrase)
    return None


def _mended(read: str, meant: frozenset[str]) -> str:
    """Return a text with slips of the finger put right in the words that matter most."""
    return f" {' '.join(_meant(word, meant) for word in read.split())} "


def _meant(word: str, meant: frozenset[str]) -> str:
    if len(word) < 5 or word in meant:
        return word
    return next((one for one in sorted(meant) if one_slip(word, one)), word)


def _is_taken_back(before: str, words: WordList) -> bool:
    """Say whether a "not" stands right before, with nothing but small words between."""
    for word in reversed(before.split()[-_WINDOW:]):
        if word in words.nots:
            return True
        if word not in words.fillers:
            return False
    return False
