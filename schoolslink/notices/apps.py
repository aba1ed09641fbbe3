"""The Django application of the part `notices`."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """Messages to people and their log."""

    name = "schoolslink.notices"
    label = "notices"
