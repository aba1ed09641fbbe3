"""Forms about clusters: the name of a new one; its name and who answers for it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from schoolslink.web.forms import NhsForm, SelectField, TextField


class NewClusterForm(NhsForm):
    """What a cluster is called."""

    name = TextField(
        label=_("Name of the cluster"),
        max_length=120,
        missing=_("Enter a name"),
        hint=_("As its schools call it, for example Mill Valley cluster"),
    )


class ClusterForm(NewClusterForm):
    """What it is called, and who answers for it."""

    answers = SelectField(
        label=_("Who answers when somebody at one of its schools is away?"),
        required=False,
        choices=[],
        hint=_("Somebody who is named at one of its schools"),
    )

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["answers"].choices = [  # type: ignore[attr-defined]
            ("", _("Nobody yet")),
            *people,
        ]

    def to_input(self) -> dict[str, Any]:
        """Return the answers as the command takes them."""
        given = self.cleaned_data
        chosen = given["answers"]
        return {"name": given["name"], "answers": UUID(chosen) if chosen else None}
