"""Photographs and scans: made anew from their points alone, so that nothing else in them is kept."""

from __future__ import annotations

import warnings
from io import BytesIO

from PIL import Image, ImageOps

from schoolslink.referrals.rules.files.kinds import MOST_BYTES, FileRefused, Reason

MOST_POINTS = 40_000_000
LONGEST_SIDE = 12_000
# Markers of a JPEG that stand alone, without a length behind them.
ALONE = {0x01, *range(0xD0, 0xD8)}


def jpeg(content: bytes) -> bytes:
    """Return a JPEG with its points alone: no place, no camera, no thumbnail, nothing behind it."""
    if _end_of_jpeg(content) != len(content):
        raise FileRefused(Reason.BEHIND)
    picture = _opened(content, "JPEG")
    picture = picture.convert("L" if picture.mode == "L" else "RGB")
    # Pillow writes back what it read beside the points, unless it is taken away.
    picture.info.clear()
    for quality in (90, 75):  # what came in within the limit goes on within it
        kept = BytesIO()
        picture.save(kept, "JPEG", quality=quality)
        if kept.tell() <= MOST_BYTES:
            break
    return kept.getvalue()


def png(content: bytes) -> bytes:
    """Return a PNG with its points alone."""
    end, chunks = _end_of_png(content)
    if b"acTL" in chunks:
        raise FileRefused(Reason.MOVES)
    if end != len(content):
        raise FileRefused(Reason.BEHIND)
    picture = _opened(content, "PNG")
    if picture.mode not in ("1", "L", "LA", "RGB", "RGBA"):
        picture = picture.convert("RGBA" if "transparency" in picture.info else "RGB")
    picture.info.clear()
    kept = BytesIO()
    picture.save(kept, "PNG")
    return kept.getvalue()


def _opened(content: bytes, form: str) -> Image.Image:
    """Return the picture turned the right way up; its size is known before a point is read."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            picture = Image.open(BytesIO(content), formats=[form])
        except Image.DecompressionBombError:
            raise FileRefused(Reason.PIXELS) from None
        except (OSError, SyntaxError, ValueError):
            raise FileRefused(Reason.DAMAGED) from None
        width, height = picture.size
        if max(width, height) > LONGEST_SIDE or width * height > MOST_POINTS:
            raise FileRefused(Reason.PIXELS)
        if getattr(picture, "n_frames", 1) != 1:
            raise FileRefused(Reason.MOVES)
        try:
            picture.load()
            return ImageOps.exif_transpose(picture)
        except (OSError, SyntaxError, ValueError, MemoryError, KeyError, IndexError, TypeError):
            raise FileRefused(Reason.DAMAGED) from None


def _end_of_jpeg(content: bytes) -> int:
    """Return where the picture ends; its own thumbnail lies in a segment and ends nothing."""
    at, size = 2, len(content)
    while at + 2 <= size:
        if content[at] != 0xFF:
            raise FileRefused(Reason.DAMAGED)
        marker = content[at + 1]
        if marker == 0xFF:
            at += 1
        elif marker == 0xD9:
            return at + 2
        elif marker in ALONE:
            at += 2
        else:
            length = int.from_bytes(content[at + 2 : at + 4], "big")
            if length < 2:
                raise FileRefused(Reason.DAMAGED)
            at += 2 + length
            if marker == 0xDA:
                at = _after_scan(content, at)
    raise FileRefused(Reason.DAMAGED)


def _after_scan(content: bytes, at: int) -> int:
    """Return where the coded points end: at the next marker that is none of their own."""
    while (at := content.find(b"\xff", at)) != -1 and at + 1 < len(content):
        if content[at + 1] != 0 and content[at + 1] not in ALONE and content[at + 1] != 0xFF:
            return at
        at += 1 if content[at + 1] == 0xFF else 2
    raise FileRefused(Reason.DAMAGED)


def _end_of_png(content: bytes) -> tuple[int, set[bytes]]:
    """Return where the picture ends, and the names of its parts."""
    at, found = 8, set()
    while at + 12 <= len(content):
        length, name = int.from_bytes(content[at : at + 4], "big"), content[at + 4 : at + 8]
        at += 12 + length
        found.add(name)
        if name == b"IEND" and at <= len(content):
            return at, found
    raise FileRefused(Reason.DAMAGED)
