"""Hands a stranger's file to a process of its own, and takes its verdict."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys

from schoolslink.referrals.rules.files import MOST_BYTES, Accepted, FileRefused, FileType, Reason

SECONDS = 15
PROGRAM = (sys.executable, "-I", "-m", "schoolslink.referrals.rules.files")
log = logging.getLogger(__name__)


def inspect_apart(name: str, content: bytes) -> Accepted:
    """Return what may be kept of a file; raise FileRefused with the reason why not.

    A process that dies, or takes too long, has found nothing good.
    """
    if len(content) > MOST_BYTES:
        raise FileRefused(Reason.TOO_LARGE)
    try:
        done = subprocess.run(
            PROGRAM,
            input=json.dumps({"name": name}).encode() + b"\n" + content,
            capture_output=True,
            timeout=SECONDS,
            check=True,
            env={"PATH": os.defpath, "LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"},
        )
        line, _, kept = done.stdout.partition(b"\n")
        verdict = json.loads(line)
    except (subprocess.SubprocessError, OSError, ValueError):
        log.warning("a file could not be looked through")
        raise FileRefused(Reason.NOT_LOOKED_AT) from None
    if "refused" in verdict:
        raise FileRefused(Reason(verdict["refused"]))
    return Accepted(verdict["name"], FileType(verdict["type"]), kept)
