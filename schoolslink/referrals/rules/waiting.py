"""What may honestly be said of a wait: what people really waited lately, else what a service publishes."""

from dataclasses import dataclass

from schoolslink.referrals.rules.clocks import RecentWaits

_WEEK = 7


@dataclass(frozen=True)
class ExpectedWait:
    """Whole weeks from asking to the first meeting.

    half, most: within which half, and nine in ten, of the last families met the team; both None where
    too few met anybody of late. published: from and until, as the service says it itself.
    """

    published: tuple[int, int] | None = None
    half: int | None = None
    most: int | None = None

    @property
    def is_known(self) -> bool:
        """Return whether people waited lately, so many that it can be said."""
        return self.half is not None and self.most is not None


def expected(recent: RecentWaits, published: tuple[int, int] | None) -> ExpectedWait:
    """Return what may be said: a week that has begun counts whole, and never as none."""
    return ExpectedWait(published, _weeks(recent.median_days), _weeks(recent.most_days))


def _weeks(days: int | None) -> int | None:
    return None if days is None else max(1, -(-days // _WEEK))
