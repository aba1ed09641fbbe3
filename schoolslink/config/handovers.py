"""What moves when a school is followed by another: each part's hand-over, in the order they run."""

from collections.abc import Sequence

from schoolslink.directory.rules.handover import HandOver

HANDOVERS: Sequence[HandOver] = ()
