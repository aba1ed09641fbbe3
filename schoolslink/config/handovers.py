"""What moves when a school is followed by another: each part's hand-over, in the order they run.

People come before links, which name them; requests come last, when there is somebody to have them.
"""

from collections.abc import Sequence

from schoolslink.directory.commands import hand_over_school
from schoolslink.directory.rules.handover import HandOver
from schoolslink.referrals.commands import follow_school

HANDOVERS: Sequence[HandOver] = (*hand_over_school.hand_overs(), follow_school.HAND_OVER)
