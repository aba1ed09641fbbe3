"""The pattern that every scanner knows and that harms nobody, put together only when it is needed."""

from __future__ import annotations

from schoolslink.checks.attachments.making import pdf, stream
from schoolslink.checks.attachments.sample import Sample, bad
from schoolslink.referrals.rules.files import Reason


def pattern() -> bytes:
    """Return the pattern; no file of ours holds it whole, or scanners would take that one away."""
    named = "-".join(["EICAR", "STANDARD", "ANTIVIRUS", "TEST", "FILE!$H+H*"])
    return ("X5O!P%@AP[4" + chr(92) + "PZX54(P^)7CC)7}$" + named).encode()


def eicar() -> list[Sample]:
    """Return it as a plain text, and inside a PDF: both look harmless but to a scanner."""
    return [
        bad("eicar as text", "note.txt", pattern(), Reason.VIRUS),
        bad("eicar in a pdf", "a.pdf", pdf({6: stream(pattern())}), Reason.VIRUS),
    ]
