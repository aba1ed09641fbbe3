"""The adjusted clock over many: the same waits without the days set aside, and only beside their own."""

from dataclasses import dataclass, field, replace
from datetime import timedelta

from schoolslink.referrals.rules.clocks.adjusted import both_clocks
from schoolslink.referrals.rules.clocks.catalogue import BY_ID
from schoolslink.referrals.rules.clocks.records import Clock, Counted, Looking, Reading
from schoolslink.referrals.rules.clocks.timeline import Timeline
from schoolslink.referrals.rules.clocks.timely import OURS
from schoolslink.referrals.rules.text import gettext_noop as _


@dataclass(frozen=True)
class BesideClock(Counted):
    """What stands beside a clock of the family: the same requests, of each the days less those aside."""

    of: Clock = field(compare=False, kw_only=True)

    def reading(self, timeline: Timeline, looking: Looking) -> Reading | None:
        """Return the family's own reading with the adjusted days; None where that leaves it out."""
        found = self.of.reading(timeline, looking)
        known = timeline.until(looking.until)
        if found is None or found.amount is None or known.asked_on is None:
            return found
        until = known.asked_on + timedelta(days=found.amount)
        both = both_clocks(known.asked_on, until, known.pauses)
        return replace(found, amount=both.adjusted_days)


def _beside(id: str, of: Clock, name: str, question: str) -> BesideClock:
    return BesideClock(
        id, name, question,
        _("Days from asking, less each day that was set aside: the family asked to wait, or nobody"
          " could be reached. It says nothing of what was in time: that is the family’s own clock’s."),
        _("The same requests as of the clock beside which it stands."),
        _("Days that were set aside and counted again since; a day counts once, whatever was said of it."),
        OURS, of=of, needs=("set_aside",),
    )  # fmt: skip


BESIDE = (
    _beside(
        "T4B", BY_ID["T4"], _("Help has started, adjusted"),
        _("And without the days set aside?"),
    ),
    _beside(
        "T5B", BY_ID["T5"], _("First contact, adjusted"),
        _("And without the days set aside?"),
    ),
)  # fmt: skip
BESIDE_OF = {one.of.id: one for one in BESIDE}
