"""Forms of a child who comes to a school: which school is asked, and why they have not arrived."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from schoolslink.referrals.forms.contact import LONG, ActForm
from schoolslink.referrals.rules.transferring import WHY_NOT_HERE, WhyNotHere
from schoolslink.web.forms import RadiosField, TextareaField, TextField


class HandToSchoolForm(ActForm):
    """To which school, with whom there it was spoken, and what was handed over."""

    typed = TextField(
        label=_("Which school, college or council?"),
        hint=_(
            "Its name and town, its postcode, or its URN. For somebody who is taught at home: the council."
        ),
        missing=_("Write which school"),
        max_length=120,
        width=None,
    )
    school = RadiosField(label=_("Is it one of these?"), required=False)
    person = TextField(
        label=_("With whom there did you speak?"),
        hint=_("Tell them who it is, and this reference. Their page shows no name."),
        missing=_("Write with whom you spoke"),
        max_length=200,
        width=None,
    )
    words = TextareaField(
        label=_("What did you hand over, and how?"),
        hint=_("The school that they leave reads it too, where it may hear what is answered."),
        missing=_("Write what you handed over"),
        max_length=LONG,
        rows=4,
    )

    def __init__(
        self,
        *args: Any,
        found: Sequence[tuple[UUID, str]] = (),
        is_exact: bool = True,
        **kwargs: Any,
    ):
        super().__init__(*args, **kwargs)
        self.is_exact = is_exact
        self.fields["school"].choices = [(str(i), name) for i, name in found]
        if not found:
            del self.fields["school"]

    def clean(self) -> dict[str, Any]:
        """Ask which one is meant, where several are found or one that was typed otherwise."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        choices = self.fields["school"].choices if "school" in self.fields else []
        if not choices and given.get("typed"):
            self.add_error(
                "typed", _("No school is found by that. Try its name and town, or its postcode")
            )
        elif len(choices) == 1 and self.is_exact:
            given["school"] = choices[0][0]
        elif choices and not given.get("school") and "school" not in self.errors:
            self.add_error("school", _("Choose which one it is"))
        return given


class NotHereForm(ActForm):
    """Why somebody has not arrived."""

    reason = RadiosField(
        label=_("Why?"),
        choices=[(reason.value, _(words)) for reason, words in WHY_NOT_HERE.items()],
        missing=_("Choose why"),
    )
    words = TextareaField(
        label=_("What should the team that asked know?"),
        hint=_("They see it on their page. If you know where the young person is, say so."),
        missing=_("Write to them what you know"),
        max_length=2_000,
        rows=4,
    )

    def why(self) -> WhyNotHere:
        """Return the reason."""
        return WhyNotHere(self.cleaned_data["reason"])
