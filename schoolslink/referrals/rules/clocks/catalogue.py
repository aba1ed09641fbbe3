"""Every clock there is, in the order in which a manager reads them."""

from schoolslink.referrals.rules.clocks.appropriate import APPROPRIATE
from schoolslink.referrals.rules.clocks.timely import TIMELY

CLOCKS = (*TIMELY, *APPROPRIATE)
BY_ID = {clock.id: clock for clock in CLOCKS}
FIRST = tuple(BY_ID[name] for name in ("T2", "T3", "T4", "T5", "T7F", "T7S", "T8", "A1", "A8"))
REST = tuple(clock for clock in CLOCKS if clock not in FIRST)
