"""The form that takes a coordinator's own list."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from schoolslink.web.forms import FileField, NhsForm


class FileForm(NhsForm):
    """One spreadsheet."""

    file = FileField(
        label=_("Your spreadsheet"),
        hint=_("An Excel workbook (.xlsx) or CSV, up to 5 MB"),
        megabytes=5,
    )
