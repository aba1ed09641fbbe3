"""Asks ClamAV about a file, where its socket is: clean, found, or not scanned, which is told."""

from __future__ import annotations

import contextlib
import logging
import socket
import struct
from enum import StrEnum

from django.conf import settings

BLOCK = 64 * 1024
SECONDS = 20
log = logging.getLogger(__name__)


class Scan(StrEnum):
    """What a scanner said."""

    CLEAN = "clean"
    FOUND = "found"
    NOT_SCANNED = "not_scanned"


def scan(content: bytes, *, path: str = "") -> Scan:
    """Return what clamd says of a file (its INSTREAM); NOT_SCANNED where it is not there, or fails.

    path: of its socket, where that is not the installation's.
    """
    path = path or settings.CLAMD_SOCKET
    if not path:
        return Scan.NOT_SCANNED
    try:
        said = _ask(str(path), content)
    except OSError:
        log.warning("the scanner of files does not answer")
        return Scan.NOT_SCANNED
    if said.endswith(" FOUND"):
        return Scan.FOUND
    if said.endswith(": OK"):
        return Scan.CLEAN
    log.warning("the scanner of files gave no verdict")
    return Scan.NOT_SCANNED


def _ask(path: str, content: bytes) -> str:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as wire:
        wire.settimeout(SECONDS)
        wire.connect(path)
        # It hangs up in the middle where it has seen enough, with its verdict already on the way.
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            wire.sendall(b"zINSTREAM\0")
            for start in range(0, len(content), BLOCK):
                block = content[start : start + BLOCK]
                wire.sendall(struct.pack("!L", len(block)) + block)
            wire.sendall(struct.pack("!L", 0))
        answer = b""
        while not answer.endswith(b"\0") and (more := wire.recv(4096)):
            answer += more
    return answer.rstrip(b"\0\n").decode(errors="replace").strip()
