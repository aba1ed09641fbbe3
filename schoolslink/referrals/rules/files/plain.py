"""Plain text: UTF-8 with nothing in it that a reader would take for a page, a picture or a program."""

from __future__ import annotations

import re
import unicodedata

from schoolslink.referrals.rules.files.kinds import FileRefused, Reason

# What a browser, a viewer or a shell would begin to act on, wherever the text is opened.
ACTS = re.compile(
    r"<\s*(?:!doctype|html|head|body|script|svg|iframe|object|embed|img|link|meta|style|form|base|"
    r"math|x:|\?xml|\?php|%|!\[cdata\[|!entity|!--#)|^\s*(?:#!|@echo off|%pdf-|mime-version:)|"
    r"javascript\s*:|vbscript\s*:|data\s*:\s*text/html",
    re.IGNORECASE,
)
# The first kilobytes decide what a viewer takes a file for; a formula works in any line of a table.
HEAD = 65_536
FORMULA = re.compile(r"^[\t ]*[=@+-]\s*(?:cmd|dde|hyperlink|webservice|importxml)\b", re.I | re.M)


def look_through(content: bytes) -> bytes:
    """Return the text as it is; raise FileRefused where it is none, or more than that."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise FileRefused(Reason.NOT_PLAIN) from None
    if not text.strip():
        raise FileRefused(Reason.EMPTY)
    for one in set(text) - set("\t\n\r\f"):
        kind = unicodedata.category(one)
        # Joiners belong to Urdu, Farsi and Bengali; what turns or hides a line does not.
        if kind in ("Cc", "Cs", "Cn", "Co") or (
            kind == "Cf" and one not in "\u200c\u200d\u200e\u200f"
        ):
            raise FileRefused(Reason.NOT_PLAIN)
    if ACTS.search(text[:HEAD]) or ACTS.search(text[-HEAD:]) or FORMULA.search(text):
        raise FileRefused(Reason.ACTIVE)
    return content
