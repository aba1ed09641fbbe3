"""Agreement beyond chance, beside the share: what may be said of it, and in which words."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from schoolslink.insight.permissions import Sight
from schoolslink.insight.rules import HIDDEN, HIDDEN_BELOW, rounded_share
from schoolslink.referrals.rules.clocks import Total, table_of, weighted_kappa


def agreement_figures(total: Total, sight: Sight) -> list[dict[str, Any]]:
    """Return weighted kappa; hidden where few were counted, and beyond the service where the share is."""
    if not total.counted:
        return []
    return [{"key": _("Weighted kappa"), "text": _said(total, sight), "note": _note(total)}]


def _said(total: Total, sight: Sight) -> str:
    rounded = sight is Sight.ROUNDED
    if total.counted < HIDDEN_BELOW:
        return HIDDEN
    if rounded and rounded_share(total.kept, total.counted) is None:
        return HIDDEN
    kappa = weighted_kappa(table_of(total.amounts))
    if kappa is None:
        return _("cannot be said")
    places = 1 if rounded else 2
    return f"{round(float(kappa), places) + 0.0:.{places}f}".replace("-", "−")


def _note(total: Total) -> str:
    if total.counted < HIDDEN_BELOW:
        return _("of fewer than eight, not told")
    if weighted_kappa(table_of(total.amounts)) is None:
        return _("all asked for one step and were given it")
    return _("1 is always alike, 0 as by chance")
