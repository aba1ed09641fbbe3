"""What moves when a school is followed by another: each part's hand-over, in the order they run."""

from collections.abc import Sequence

from schoolslink.directory.commands import hand_over_school
from schoolslink.directory.rules.handover import HandOver

HANDOVERS: Sequence[HandOver] = (*hand_over_school.hand_overs(),)
