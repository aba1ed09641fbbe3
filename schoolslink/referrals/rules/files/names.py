"""The name of a file: shown to people and given back to them, never used as a place on a disk."""

from __future__ import annotations

import unicodedata

from schoolslink.referrals.rules.files.kinds import FileRefused, Reason

LONGEST = 120
# What stands for a place, a command or a pattern on one system or another.
NOT_IN_A_NAME = set('/\\:*?"<>|\0')
# Names that Windows keeps for its devices, whatever ending follows.
DEVICES = {"con", "prn", "aux", "nul"} | {f"{d}{n}" for d in ("com", "lpt") for n in range(10)}


def clean_name(typed: str) -> str:
    """Return the name in one form; raise FileRefused where it could be taken for something else.

    Refused: places, control and unseen characters, those that turn the reading direction around.
    """
    name = unicodedata.normalize("NFC", typed)
    if not name or len(name) > LONGEST or name != name.strip(" .") or NOT_IN_A_NAME & set(name):
        raise FileRefused(Reason.NAME)
    # Cc control, Cf formats such as the override, Cs Co Cn no characters, Zl Zp line ends.
    if any(unicodedata.category(one) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp") for one in name):
        raise FileRefused(Reason.NAME)
    if name.partition(".")[0].strip().casefold() in DEVICES or ".." in name:
        raise FileRefused(Reason.NAME)
    return name
