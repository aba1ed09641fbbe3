"""The Django application of the part `referrals`."""

from django.apps import AppConfig


class ReferralsConfig(AppConfig):
    """Advice, requests for help, holdings, clocks, and the families' pages."""

    name = "schoolslink.referrals"
    label = "referrals"
