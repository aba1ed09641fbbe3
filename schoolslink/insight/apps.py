"""The Django application of the part `insight`."""

from django.apps import AppConfig


class InsightConfig(AppConfig):
    """Home pages, projections, dashboards and small-number suppression."""

    name = "schoolslink.insight"
    label = "insight"
