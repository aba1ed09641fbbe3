"""Every kind of message that leaves the service: the one list of them.

A part declares its kinds in its own `messages.py` and is named here.
"""

from __future__ import annotations

from schoolslink.directory import messages as directory
from schoolslink.notices.kinds import Kind
from schoolslink.notices.messages import WEEKLY
from schoolslink.referrals import messages as referrals
from schoolslink.referrals.jobs import family_reach, outside_reach

KINDS: tuple[Kind, ...] = (WEEKLY, *directory.KINDS, *referrals.KINDS)

# Where families' addresses are kept, and whom outside a link goes to.
__all__ = ["KINDS", "family_reach", "outside_reach"]
