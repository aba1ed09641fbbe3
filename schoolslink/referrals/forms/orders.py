"""How a carer stands to a child by law: three lines, and by what one knows it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from schoolslink.referrals.rules.guarding import RESPONSIBILITIES, SEEN, Responsibility, Seen
from schoolslink.referrals.rules.sharing import ORDERS, Order
from schoolslink.web.forms import NhsForm, RadiosField


class OrderForm(NhsForm):
    """What is known of one carer."""

    responsibility = RadiosField(
        label=_("Do they have parental responsibility?"),
        choices=[(one.value, _(words)) for one, words in RESPONSIBILITIES.items()],
        missing=_("Say whether they have parental responsibility"),
    )
    order = RadiosField(
        label=_("What does a court order say?"),
        choices=[(one.value, _(words)) for one, words in ORDERS.items()],
        missing=_("Say what a court order says"),
    )
    seen = RadiosField(
        label=_("How do you know?"),
        choices=[(one.value, _(words)) for one, words in SEEN.items()],
        missing=_("Say how you know"),
    )

    def said(self) -> tuple[Responsibility, Order, Seen]:
        """Return what was chosen."""
        chosen = self.cleaned_data
        return (
            Responsibility(chosen["responsibility"]),
            Order(chosen["order"]),
            Seen(chosen["seen"]),
        )
