"""The form that puts a file to a request."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy

from schoolslink.referrals.rules.files import ENDINGS
from schoolslink.referrals.rules.request import FIELDS
from schoolslink.web.forms import FileField, NhsForm, RadiosField

ALL_ENDINGS = tuple(ending for endings in ENDINGS.values() for ending in endings)


class AttachForm(NhsForm):
    """One file, and what it is. What it may be is judged by what is in it."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["kind"] = RadiosField(
            label=gettext_lazy("What is it?"),
            choices=[(one.value, gettext_lazy(one.label)) for one in FIELDS["attached"].choices],
            missing=gettext_lazy("Say what it is"),
            small=True,
        )
        self.fields["file"] = FileField(
            label=gettext_lazy("Choose the file"),
            hint=gettext_lazy(
                "PDF, JPEG, PNG, Word (.docx), OpenDocument (.odt) or plain text, up to 10 MB. Of a "
                "photograph the picture alone is kept, not where it was taken."
            ),
            endings=ALL_ENDINGS,
            megabytes=10,
            missing=gettext_lazy("Choose a file"),
        )
