"""Who is to have one thing now: chosen by a coordinator, or by whoever answers for a school."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from schoolslink.web.forms import NhsForm, RadiosField, VersionField


class GiveForm(NhsForm):
    """Somebody else of the school or team that has it. seen: the version that was on the page."""

    seen = VersionField()
    person = RadiosField(label=_("Who should have it?"), missing=_("Choose somebody"))

    def __init__(self, *args: Any, people: Sequence[tuple[UUID, str]] = (), **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = [(str(person), said) for person, said in people]

    def chosen(self) -> tuple[int, UUID]:
        """Return the version that was seen, and who was chosen."""
        return self.cleaned_data["seen"], UUID(self.cleaned_data["person"])
