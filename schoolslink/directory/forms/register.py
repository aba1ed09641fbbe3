"""The form that decides one change of the register."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from schoolslink.web.forms import NhsForm, RadiosField, TextField

FOLLOWED, ACCEPT, LEAVE = "followed", "accept", "leave"


class DecideForm(NhsForm):
    """What is right: the register or what we have; and who follows a closed school."""

    decision = RadiosField(
        label=_("What is right?"),
        choices=[],
        reveals={FOLLOWED: "successor"},
    )
    successor = TextField(
        label=_("Number (URN) of the school that follows"),
        hint=_("Six digits. Contacts, links and all requests go to it."),
        inputmode="numeric",
        width=10,
        max_length=6,
    )

    def __init__(
        self, *args: Any, choices: list[tuple[str, str]], is_ending: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["decision"].choices = choices  # type: ignore[attr-defined]
        if not is_ending:
            del self.fields["successor"]
            self.fields["decision"].reveals = {}  # type: ignore[attr-defined]

    def clean_successor(self) -> str:
        """Keep the digits of what was typed; who it is, the command finds out."""
        return str(self.cleaned_data.get("successor") or "").strip()

    @property
    def successor_urn(self) -> int | None:
        """Return the number of the school that follows, when one does."""
        if self.cleaned_data["decision"] != FOLLOWED:
            return None
        typed = self.cleaned_data.get("successor", "")
        # What is no number is no school: the command says so beside the field.
        return int(typed) if typed.isascii() and typed.isdecimal() else 0
