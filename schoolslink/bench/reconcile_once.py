"""One run of the reconciler as a process of its own: what it found, how long it took, in how much memory."""

from __future__ import annotations

import json
import sys
import time

from schoolslink.bench.measure import peak_mb


def main() -> None:
    """Run the reconciler once, here, and write what it took."""
    import django

    django.setup()
    from schoolslink.kernel import clock
    from schoolslink.referrals.reconciler.run import own_connection, reconcile

    began = time.perf_counter()
    with own_connection() as connection:
        examined = reconcile(connection, now=clock.now()).examined
    seconds = time.perf_counter() - began
    slowest = sorted(examined.seconds.items(), key=lambda one: -one[1])[:5]
    figures = {
        "open": examined.law["open_with_one_holder"]
        if not examined.counts
        else examined.law["open"],
        "by_invariant": examined.counts,
        "seconds": round(seconds, 2),
        "peak_mb": round(peak_mb(), 1),
        "slowest": {name: round(took, 2) for name, took in slowest},
    }
    sys.stdout.write(json.dumps(figures) + "\n")


if __name__ == "__main__":
    main()
