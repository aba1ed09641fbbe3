"""Forms that join schools and services."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from schoolslink.web.forms import NhsForm, SelectField


class LinkForm(NhsForm):
    """With which service, and with whom of it, a school is joined. One list: contact and service."""

    with_whom = SelectField(
        label=_("Who answers this school?"),
        empty=_("Choose a contact, or a service's whole team"),
    )
    team = SelectField(label=_("Support team"), required=False, empty=_("None"))

    def __init__(
        self,
        *args: Any,
        choices: list[tuple[str, str]],
        teams: list[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["with_whom"].choices = choices  # type: ignore[attr-defined]
        self.fields["team"].choices = [("", _("None")), *teams]  # type: ignore[attr-defined]


class GiveForm(NhsForm):
    """To whom ticked schools of a contact are given."""

    to = SelectField(label=_("Give the ticked schools to"), empty=_("Choose somebody"))

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = choices  # type: ignore[attr-defined]
