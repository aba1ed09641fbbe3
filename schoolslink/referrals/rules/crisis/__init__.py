"""Words that somebody in danger may use: help is shown before they are saved, and nothing is decided.

The match is no judgement about a child. It stops nothing, sorts nothing and is kept nowhere; a miss
is worse than a false alarm.
"""

from schoolslink.referrals.rules.crisis.find import LISTS, Found, crisis_words
from schoolslink.referrals.rules.crisis.lists import Sign

__all__ = ["LISTS", "Found", "Sign", "crisis_words"]
