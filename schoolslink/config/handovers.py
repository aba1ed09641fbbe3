"""What moves when a school or an area is followed by another: each part's hand-over, in order.

People come before links, which name them; requests come last, when there is somebody to have them.
"""

from collections.abc import Sequence

from schoolslink.directory.commands import hand_over_school
from schoolslink.directory.rules.handover import HandOver, MoveOfArea
from schoolslink.referrals.commands import follow_area, follow_school

HANDOVERS: Sequence[HandOver] = (*hand_over_school.hand_overs(), follow_school.HAND_OVER)
# An ended area's schools, services and papers are the directory's own; the other parts' rows follow.
AREA_HANDOVERS: Sequence[MoveOfArea] = (follow_area.move_open_items,)
