"""A file looked through in a process of its own: name and content come in, a verdict goes out.

What reads a stranger's file may hang, or ask for all there is: it has little time, little memory,
and nothing of ours in its hands. Input: one line of JSON {"name"}, then the content. Output: one line
of JSON {"type", "name"} or {"refused"}, then the content as it is kept.
"""

from __future__ import annotations

import json
import resource
import sys

SECONDS = 10
MEMORY = 1024**3


def main() -> None:
    """Judge one file."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    from schoolslink.referrals.rules.files import FileRefused, Reason, inspect

    name = json.loads(sys.stdin.buffer.readline())["name"]
    kept = b""
    try:
        found = inspect(name, sys.stdin.buffer.read())
        verdict = {"type": found.type.value, "name": found.name}
        kept = found.content
    except FileRefused as refused:
        verdict = {"refused": refused.reason.value}
    except MemoryError:
        verdict = {"refused": Reason.UNFOLDS.value}
    sys.stdout.buffer.write(json.dumps(verdict).encode() + b"\n" + kept)


if __name__ == "__main__":
    main()
