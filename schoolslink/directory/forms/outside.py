"""The form about a place that helps near by and works without this product."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from schoolslink.directory.models import OutsideKind
from schoolslink.web.forms import (
    EmailField,
    NhsForm,
    PhoneField,
    RadiosField,
    TextareaField,
    TextField,
    TickField,
)


class OutsideForm(NhsForm):
    """Who they are, what they do, how they are reached, and who sees that this stays right."""

    name = TextField(label=_("Name"), max_length=160, width=None)
    kind = RadiosField(label=_("What is it?"), choices=OutsideKind.choices)
    what_they_do = TextareaField(
        label=_("Whom do they help, and with what?"),
        hint=_("Ages, what they help with, and how long one waits, if you know it."),
        max_length=1_000,
        rows=4,
    )
    phone = PhoneField(
        label=_("Phone number"),
        hint=_("A team rings this number to say who the young person is, once they have said yes."),
    )
    email = EmailField(
        label=_("E-mail address for messages"),
        hint=_(
            "A link goes there that asks whether they can help. It names nobody. Leave it empty where"
            " they are only rung."
        ),
        required=False,
        autocomplete="off",
    )
    owner = TextField(
        label=_("Who sees to it that this is right?"),
        max_length=120,
        hint=_("A person or a team that can be asked"),
    )
    is_checked = TickField(
        label=_("Is it checked?"),
        tick=_("I rang them today: the number and the address are theirs"),
        required=False,
    )
    has_ended = TickField(
        label=_("Do they still take anybody?"),
        tick=_("No: nobody is passed on to them any more"),
        required=False,
    )
