"""The lock before the first real child: a clinical safety officer signs, or only invention goes in."""

from __future__ import annotations

from django.conf import settings

from schoolslink.access import doors
from schoolslink.referrals.errors import NotYetSafe


def require_signed_for_real_children() -> None:
    """Raise NotYetSafe unless a record about a child may be begun here.

    A demonstration and a database marked as invented take any; a real installation none until the
    setting CLINICAL_SAFETY_SIGNED_BY names who signed (docs/safety.md).
    """
    if not settings.ENVIRONMENT.is_production or settings.ENVIRONMENT.clinical_safety_signed_by:
        return
    if not doors.value("select exists (select from access.mark where synthetic)"):
        raise NotYetSafe
