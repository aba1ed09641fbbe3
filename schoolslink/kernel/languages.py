"""Languages that people name in their own words, as one code each: "Polish", "polski" and "PL" are pl.

A code is what a list can be filtered by and what a page or a letter can be found by. What nobody
knows is kept as it was written.
"""

import re
from functools import lru_cache

from babel import Locale

from schoolslink.kernel.names import normal_form

# Those whose own name for themselves is known too; the English names of all others are.
OWN_NAMES = (
    "am ar bg bn cs cy de el en es fa fr gu hi hu ig it ku lt ml ne nl pa pl ps pt ro ru sk so sq sw"
    " ta ti tr uk ur vi yo zh"
).split()
# Said in England, and not what the Unicode Consortium's English calls them.
ALSO = {
    "bengali": "bn",
    "farsi": "fa",
    "kurmanji": "ku",
    "mandarin": "zh",
    "panjabi": "pa",
    "persian (farsi)": "fa",
    "tigrigna": "ti",
}
_CODE = re.compile(r"([a-z]{2,3})(?:[-_][a-z]{2})?")


def code_of(written: str) -> str:
    """Return a language's code for its English name, its own name or a code; else what was written."""
    written = " ".join(written.split())
    named = _codes().get(normal_form(written.strip(".,;")))
    if named:
        return named
    code = _CODE.fullmatch(written.lower())
    return code[1] if code and code[1] in Locale("en").languages else written


@lru_cache(maxsize=1)
def _codes() -> dict[str, str]:
    """Return the codes by name, each in the form for comparing. Only languages, not their regions."""
    found = {normal_form(name): code for name, code in ALSO.items()}
    for code, name in Locale("en").languages.items():
        if len(code) <= 3:
            found.setdefault(normal_form(name), code)
    for code in OWN_NAMES:
        found.setdefault(normal_form(Locale(code).languages[code]), code)
    found.pop("", None)
    return found
