"""Run Django's migrations in this process, which was started as the database's owner."""

import os

import django
from django.core.management import call_command


def main() -> None:
    """Apply every migration that is not yet applied."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "schoolslink.config.settings")
    django.setup()
    call_command("migrate", interactive=False, verbosity=0)


if __name__ == "__main__":
    main()
