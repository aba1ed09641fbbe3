"""The two forms of the first set-up that no other page has: an area, and whose schools lie in it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from schoolslink.directory.models.area import AreaKind
from schoolslink.web.forms import NhsForm, SelectField, TextField


class NewAreaForm(NhsForm):
    """A name and what the area was made from."""

    name = TextField(label=_("Name of the area"), max_length=160)
    kind = SelectField(
        label=_("What it was made from"), choices=AreaKind.choices, initial=AreaKind.PROGRAMME
    )
    code = TextField(label=_("Its code, if it has one"), required=False, max_length=20, width=10)


class SchoolsOfCouncilForm(NhsForm):
    """All open schools of a council that lie in no area yet."""

    council = SelectField(
        label=_("Council"), empty=_("Choose a council"), missing=_("Choose a council"), choices=[]
    )

    def __init__(self, *args: Any, councils: list[tuple[str, str, int]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["council"].choices = [  # type: ignore[attr-defined]
            ("", _("Choose a council")),
            *((code, f"{name} ({schools})") for code, name, schools in councils),
        ]
