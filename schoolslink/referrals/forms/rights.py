"""What is typed where something is asked by right, and where it is answered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from schoolslink.referrals.rules.rights import Judged
from schoolslink.web.forms import DateField, NhsForm, RadiosField


class PressForm(NhsForm):
    """One button."""


class RecordCopyForm(NhsForm):
    """Somebody asked for a copy on paper or by telephone: who, and when."""

    member = RadiosField(label=_("Who asked?"), missing=_("Say who asked"))
    asked_on = DateField(
        label=_("When did they ask?"),
        hint=_("The month runs from this day, however they asked."),
        missing=_("Say when they asked"),
    )

    def __init__(self, *args: Any, members: Sequence[tuple[UUID, str]] = (), **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["member"].choices = [(str(one), name) for one, name in members]

    def member_id(self) -> UUID:
        """Return who asked."""
        return UUID(self.cleaned_data["member"])


class LinesForm(NhsForm):
    """What is decided of each line of a copy: the lines are not fields of their own."""

    def shown(self) -> set[str]:
        """Return the lines that were on the page when it was sent: they come as one field."""
        return set(self.data.get("shown", "").split(",")) - {""}

    def version(self) -> str:
        """Return the mark of what was saved of those lines when they were shown."""
        return str(self.data.get("version", ""))

    def judged(self) -> dict[str, tuple[Judged, str]]:
        """Return what was chosen of each line, and why."""
        return {
            name.removeprefix("how-"): (
                Judged(self.data[name]),
                self.data.get(f"why-{name.removeprefix('how-')}", "").strip()[:300],
            )
            for name in self.data
            if name.startswith("how-") and self.data[name] in set(Judged)
        }

    def harm(self) -> dict[str, str]:
        """Return which lines are to be left out, and why."""
        return {key: why for key, (what, why) in self.judged().items() if what is Judged.OUT}
