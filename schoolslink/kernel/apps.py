"""The Django application of the part `kernel`."""

from django.apps import AppConfig


class KernelConfig(AppConfig):
    """Clock, outbox, ids: what every part needs."""

    name = "schoolslink.kernel"
    label = "kernel"
