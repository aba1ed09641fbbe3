"""The sound of a name as a row of consonants, whatever language spelt it.

Vowels are what spellings and transliterations change most, so only a first vowel counts, and all
vowels alike. Letters that trade places between languages (v and w, s and sz, t and th) share one.
"""

import re

_CYRILLIC = dict(
    zip(
        "абвгґдеёжзийіїклмнопрстуфхцчшщьъыэюяє",
        "a b v g g d e e zh z i y i i k l m n o p r s t u f kh ts ch sh sh . . y e u ya e".split(),
        strict=True,
    )
)
_ARABIC = dict(
    zip(
        "ابپتثجچحخدذرزژسشصضطظعغفقکكگلمنهوؤيیئىةءآأإےں",
        (
            "a b p t t j ch h kh d z r z zh s sh s d t z a gh f k k k g l m n h u u y y y y . . "
            "a a a y n"
        ).split(),
        strict=True,
    )
)
_GREEK = dict(
    zip(
        "αβγδεζηθικλμνξοπρσςτυφχψω",
        "a v g d e z i th i k l m n x o p r s s t y f ch ps o".split(),
        strict=True,
    )
)
_LATIN = {
    ord(sign): sound.strip(".")
    for table in (_CYRILLIC, _ARABIC, _GREEK)
    for sign, sound in table.items()
}

# Waw sounds as a consonant where a name begins (Walid) and mostly as a vowel inside (Yusuf).
_FIRST_WAW = re.compile(r"\bو")

# Read from left to right, the longest spelling first; \b is the start of a word.
_SOUNDS = [
    (r"\b(?:kn|gn|pn)", "n"),
    (r"\bps", "s"),
    (r"\bwr", "r"),
    (r"\b(?:kh|gh)", "k"),
    (r"\bmc(?=k)", "m"),
    (r"(?:tsch|tch|sch|szcz|shch|ch|cz|sh|sz|ts|tz|cs|zs)", "s"),
    (r"(?:dzh|dz|dj|zh)", "j"),
    (r"kh$", "k"),
    (r"(?:kh|gh)", ""),
    (r"ph", "f"),
    (r"(?:th|dh)", "t"),
    (r"bh", "p"),
    (r"ck", "k"),
    (r"x", "ks"),
    (r"c(?=[eiy])", "s"),
    (r"[cqg]", "k"),
    (r"b", "p"),
    (r"d", "t"),
    (r"(?<=[ao])w(?=[dlnrt]|$)", ""),
    (r"[vw]", "f"),
    (r"z", "s"),
    (r"\b[jy](?=[aeiou])", "j"),
]
_READ = re.compile("|".join(f"({spelling})" for spelling, _ in _SOUNDS))
_VOWELS = re.compile(r"[aeiouyh]")
_PARTICLES = frozenset(
    (
        "al el ul ad as ash the de del della di da dos das du la le van von der den ter ten "
        "bin ibn bint"
    ).split()
)


def skeleton(plain: str) -> str:
    """Return the consonants of a name in its normal form; empty when there is no letter we know."""
    words = _FIRST_WAW.sub("w", plain).translate(_LATIN).split()
    sounded = [_word(word) for word in words if word not in _PARTICLES or len(words) == 1]
    return "".join(sounded)


def _word(word: str) -> str:
    if not word.isascii() or not word.isalpha():
        return word
    sounds = _READ.sub(lambda found: _SOUNDS[(found.lastindex or 1) - 1][1], word)
    first = "a" if sounds[:1] and _VOWELS.fullmatch(sounds[0]) else ""
    rest = _VOWELS.sub("", sounds)
    return first + re.sub(r"(.)\1+", r"\1", rest)
