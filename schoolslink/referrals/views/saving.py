"""A form is saved once, as on every page: the name by which the views of this part know it."""

from schoolslink.access.saving import save_once

__all__ = ["save_once"]
