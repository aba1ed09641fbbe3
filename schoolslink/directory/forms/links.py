"""Forms that join schools and services."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from schoolslink.web.forms import NhsForm, RadiosField, SelectField


class LinkForm(NhsForm):
    """With which service, and with whom of it, a school is joined. One list: contact and service.

    former: the service that answers now, empty where none does or its pair is not ours to end.
    """

    with_whom = SelectField(
        label=_("Who answers this school?"),
        empty=_("Choose a contact, or a service's whole team"),
    )
    team = SelectField(label=_("Support team"), required=False, empty=_("None"))
    former = RadiosField(
        required=False,
        choices=[
            ("stays", _("It stays: the school may choose to ask them too")),
            ("ends", _("It ends today; what is open stays with their team until it is finished")),
        ],
    )

    def __init__(
        self,
        *args: Any,
        choices: list[tuple[str, str]],
        teams: list[tuple[str, str]],
        former: str,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        if former:
            self.fields["former"].label = gettext(
                "The pair with %(service)s, if another service answers from today"
            ) % {"service": former}
        else:
            del self.fields["former"]
        self.fields["with_whom"].choices = choices  # type: ignore[attr-defined]
        self.fields["team"].choices = [("", _("None")), *teams]  # type: ignore[attr-defined]
