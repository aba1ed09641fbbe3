"""Paper: a PDF that a screen reader can read (PDF/UA-1), made in this process, asking nobody."""

from __future__ import annotations

import itertools
import json
import struct
import unicodedata
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import typst
from django.utils.translation import gettext

from schoolslink.web.assets import NODE_MODULES

FONTS = NODE_MODULES / "dejavu-fonts-ttf" / "ttf"
FONT = FONTS / "DejaVuSans.ttf"
NEEDS_NO_SHAPE = "\n\t\u200c\u200d"


def pdf(template: Path, content: dict[str, Any], *, at: datetime) -> bytes:
    """Return the PDF of a typst template, which finds the content under `sys.inputs.content`.

    The content is data and never source: what people typed cannot become a command. Texts come
    through `showable` first. at: the moment the document says it was made.
    """
    return typst.compile(
        template.read_bytes(),
        font_paths=fonts(),
        pdf_standards="ua-1",
        sys_inputs={"content": json.dumps(content, ensure_ascii=False)},
        timestamp=int(at.timestamp()),
    )


@cache
def fonts() -> typst.Fonts:
    """Return our own fonts, read once: those of the machine would make two copies differ."""
    return typst.Fonts(include_system_fonts=False, font_paths=[FONTS])


def showable(content: Any) -> Any:
    """Return texts, lists and mappings with what the font cannot draw put into words.

    A sign is named ("[woman]"); a word in letters we have no shapes for says so. A page that silently
    leaves something out would be worse than one that says what is missing.
    """
    if isinstance(content, str):
        return "".join(_in_words(content))
    if isinstance(content, dict):
        return {key: showable(value) for key, value in content.items()}
    if isinstance(content, list):
        return [showable(value) for value in content]
    return content


def _in_words(text: str) -> Iterator[str]:
    shapes = shapes_of(FONT)

    def is_drawn(character: str) -> bool:
        return character in NEEDS_NO_SHAPE or ord(character) in shapes

    for drawn, run in itertools.groupby(text, is_drawn):
        piece = "".join(run)
        if drawn:
            yield piece
        elif any(unicodedata.category(character)[0] in "LMN" for character in piece):
            yield gettext("[written in letters this page cannot show]")
        else:
            yield "".join(f"[{_name(character)}]" for character in piece)


def _name(character: str) -> str:
    return unicodedata.name(character, gettext("a sign")).lower()


@cache
def shapes_of(font: Path) -> frozenset[int]:
    """Return the code points a TrueType font has shapes for, from its `cmap` table of format 12."""
    data = font.read_bytes()
    (count,) = struct.unpack_from(">H", data, 4)
    tables = {}
    for number in range(count):
        tag, _sum, offset, _length = struct.unpack_from(">4sLLL", data, 12 + 16 * number)
        tables[tag] = offset
    cmap = tables[b"cmap"]
    (subtables,) = struct.unpack_from(">H", data, cmap + 2)
    for number in range(subtables):
        _platform, _encoding, offset = struct.unpack_from(">HHL", data, cmap + 4 + 8 * number)
        (form,) = struct.unpack_from(">H", data, cmap + offset)
        if form == 12:
            (groups,) = struct.unpack_from(">L", data, cmap + offset + 12)
            ranges = struct.iter_unpack(
                ">LLL", data[cmap + offset + 16 : cmap + offset + 16 + 12 * groups]
            )
            return frozenset(
                point for first, last, _shape in ranges for point in range(first, last + 1)
            )
    raise ValueError(f"{font.name} has no list of its characters that we can read.")
