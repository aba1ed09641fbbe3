"""The directory: schools, services, areas, contacts and the links between them."""

from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    """Schools, services, areas, contacts, links. Never a child."""

    name = "schoolslink.directory"
    label = "directory"
