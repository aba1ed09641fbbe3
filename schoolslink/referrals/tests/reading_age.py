"""How hard a text is to read: Flesch and Kincaid's grade, with a plain count of syllables.

Source: Kincaid, Fishburne, Rogers, Chissom (1975), grade = 0.39 words/sentences
+ 11.8 syllables/words - 15.59. A child of nine reads at grade 4.
"""

import re

_WORD = re.compile(r"[A-Za-z']+|\d+")
_SENTENCE = re.compile(r"[.!?:]+(?:\s|$)")


def syllables(word: str) -> int:
    """Return the syllables of an English word, by its groups of vowels; a number counts as two."""
    if word.isdigit():
        return 2
    word = word.lower().strip("'")
    groups = len(re.findall(r"[aeiouy]+", word))
    if re.search(r"[^aeiouyl]e$|[^aeiouytd]ed$|[^aeiouysxz]es$", word) and groups > 1:
        groups -= 1
    return max(1, groups)


def grade(text: str) -> float:
    """Return the school grade of a text; a child is about five years older than her grade."""
    words = _WORD.findall(text)
    count = max(1, len([part for part in _SENTENCE.split(text) if _WORD.search(part)]))
    return (
        0.39 * len(words) / count + 11.8 * sum(map(syllables, words)) / max(1, len(words)) - 15.59
    )
