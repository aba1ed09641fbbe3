"""A face without a photograph: the initials of somebody's name."""

from functools import lru_cache

_TITLES = frozenset({"dr", "mr", "mrs", "ms", "miss", "mx", "prof", "professor", "sir", "revd"})


@lru_cache(maxsize=2_048)
def initials_of(name: str) -> str:
    """Return the first letter of the first name and of the last; of one name alone, its own.

    A title counts as no name. Empty where there is no letter.
    """
    words = [word for word in name.split() if any(sign.isalpha() for sign in word)]
    named = [word for word in words if word.rstrip(".").casefold() not in _TITLES] or words
    letters = [next(sign for sign in word if sign.isalpha()).upper() for word in named]
    return "".join([*letters[:1], *(letters[-1:] if len(letters) > 1 else [])])
