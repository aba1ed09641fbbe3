"""Every way in which somebody was told, as it is written down, has words on the pages that show it."""

import re
from pathlib import Path

import schoolslink.referrals as part
from schoolslink.referrals.pages.told import HOW_TOLD, LETTER_SENT, SEEN
from schoolslink.referrals.rules.practice_letter import NO_PRACTICE

WRITES = re.compile(r'\bhow="(\w+)"')


def test_every_channel_written_has_words():
    home = Path(part.__file__).parent
    written = {
        channel
        for folder in (home, home / "commands")
        for file in folder.glob("*.py")
        for channel in WRITES.findall(file.read_text(encoding="utf-8"))
    }

    assert {"page", "mail"} <= written
    assert written - {NO_PRACTICE} <= set(dict(HOW_TOLD + LETTER_SENT + SEEN))
