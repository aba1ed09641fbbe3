"""A zip archive taken apart with care: nothing before, between or behind its members, none too large."""

from __future__ import annotations

import zipfile

from schoolslink.referrals.rules.files.kinds import FileRefused, Reason

MOST_MEMBERS = 500
MOST_UNPACKED = 60 * 1024 * 1024
# Text packs well, but not so well; below this size nobody minds.
MOST_RATIO = 150
MINDED_FROM = 1024 * 1024
ENCRYPTED, SIGNED_LATER = 0x1, 0x8
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
BLOCK = 65_536


def checked_members(archive: zipfile.ZipFile, content: bytes) -> dict[str, bytes]:
    """Return each member's content by name, in their order; raise FileRefused for what is not plain."""
    found = archive.infolist()
    if len(found) > MOST_MEMBERS:
        raise FileRefused(Reason.UNFOLDS)
    names = [one.filename for one in found]
    if len({name.casefold() for name in names}) != len(names):
        raise FileRefused(Reason.DAMAGED)
    for one in found:
        _check_name(one)
        if one.flag_bits & ENCRYPTED:
            raise FileRefused(Reason.LOCKED)
        if one.compress_type not in METHODS:
            raise FileRefused(Reason.DAMAGED)
    if sum(one.file_size for one in found) > MOST_UNPACKED:
        raise FileRefused(Reason.UNFOLDS)
    _nothing_hidden(archive, content, found)
    left, members = MOST_UNPACKED, {}
    for one in found:
        members[one.filename] = _unpacked(archive, one, left)
        left -= len(members[one.filename])
    return members


def _check_name(one: zipfile.ZipInfo) -> None:
    name = one.orig_filename
    steps = name.split("/")
    if "\0" in name or "\\" in name or ":" in name or name.startswith("/") or ".." in steps:
        raise FileRefused(Reason.DAMAGED)
    # A link to somewhere else, of systems that keep one in an archive.
    if one.create_system == 3 and (one.external_attr >> 28) == 0xA:
        raise FileRefused(Reason.DAMAGED)


def _nothing_hidden(archive: zipfile.ZipFile, content: bytes, found: list[zipfile.ZipInfo]) -> None:
    """Refuse an archive with something before, between or behind what it says that it holds."""
    at = 0
    for one in sorted(found, key=lambda member: member.header_offset):
        # Two names for one place, or a gap between two.
        if not 0 <= one.header_offset - at <= (24 if at else 0):
            raise FileRefused(Reason.BEHIND)
        head = content[one.header_offset : one.header_offset + 30]
        if head[:4] != b"PK\3\4":
            raise FileRefused(Reason.DAMAGED)
        named, extra = int.from_bytes(head[26:28], "little"), int.from_bytes(head[28:30], "little")
        start = one.header_offset + 30
        if content[start : start + named] != _written(one):
            raise FileRefused(Reason.DAMAGED)
        at = start + named + extra + one.compress_size
        if one.flag_bits & SIGNED_LATER and content[at : at + 4] == b"PK\7\x08":
            at += 16
    if not 0 <= archive.start_dir - at <= 24 or archive.comment:
        raise FileRefused(Reason.BEHIND)
    if content[-22:-18] != b"PK\5\6":
        raise FileRefused(Reason.BEHIND)


def _written(one: zipfile.ZipInfo) -> bytes:
    return one.orig_filename.encode("utf-8" if one.flag_bits & 0x800 else "cp437")


def _unpacked(archive: zipfile.ZipFile, one: zipfile.ZipInfo, left: int) -> bytes:
    """Return a member, read in blocks, so that a size that is a lie fills no memory."""
    parts, size = [], 0
    with archive.open(one) as packed:
        while block := packed.read(BLOCK):
            size += len(block)
            too_dense = size > MINDED_FROM and size > MOST_RATIO * max(one.compress_size, 1)
            if size > left or size > one.file_size or too_dense:
                raise FileRefused(Reason.UNFOLDS)
            parts.append(block)
    return b"".join(parts)
