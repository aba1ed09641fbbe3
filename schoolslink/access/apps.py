"""The Django application of the part `access`."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    """Organisations, people, memberships, policy, sign-in, identity and audit."""

    name = "schoolslink.access"
    label = "access"
