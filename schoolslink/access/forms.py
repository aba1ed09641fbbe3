"""Forms of signing in, of one's own account, of people, and of a family's code."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from schoolslink.access import passwords, wording
from schoolslink.access.roles import Role
from schoolslink.web.forms import (
    DateInWordsField,
    EmailField,
    NhsForm,
    PasswordField,
    SelectField,
    TextField,
)


class ButtonForm(NhsForm):
    """A button and nothing to fill in; its key lets it be pressed once."""


class SignInForm(NhsForm):
    """Address and password."""

    email = EmailField(label=_("E-mail address"), missing=_("Enter your e-mail address"))
    password = PasswordField(label=_("Password"), missing=_("Enter your password"))


class CodeForm(NhsForm):
    """Six digits from a phone, or a code on paper."""

    code = TextField(
        label=_("Code"),
        hint=_("Six numbers from the app on your phone, or one of your paper codes"),
        missing=_("Enter the code"),
        max_length=40,
        width=10,
        autocomplete="one-time-code",
    )


class SetUpCodeForm(NhsForm):
    """The first code from a phone: proof that it was set up."""

    code = TextField(
        label=_("The six numbers your phone shows now"),
        missing=_("Enter the six numbers your phone shows"),
        max_length=20,
        width=10,
        inputmode="numeric",
        autocomplete="one-time-code",
    )


class AddressForm(NhsForm):
    """The address of somebody who has forgotten their password."""

    email = EmailField(label=_("E-mail address"), missing=_("Enter your e-mail address"))


class NewPasswordForm(NhsForm):
    """A new password, typed once: it can be shown while typing."""

    password = PasswordField(
        label=_("New password"),
        hint=_("At least 12 characters. Three words that do not belong together are good."),
        missing=_("Enter a new password"),
        autocomplete="new-password",
    )

    def __init__(self, *args: Any, whose: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.whose = whose

    def clean_password(self) -> str:
        """Return the password; refuse a short or common one, and one's own name or address."""
        password: str = self.cleaned_data["password"]
        validate_password(password)
        if passwords.is_made_of(self.whose, password):
            raise ValidationError(_("Your name and your address are what is tried first"))
        return password


class ChangePasswordForm(NewPasswordForm):
    """The present password, then the new one."""

    present_password = PasswordField(
        label=_("Your password now"), missing=_("Enter your password now")
    )
    field_order = ("present_password", "password")


class InviteForm(NhsForm):
    """Whom to invite, as what, from when to when."""

    name = TextField(label=_("Full name"), missing=_("Enter the person’s name"), max_length=120)
    email = EmailField(
        label=_("Work e-mail address"),
        hint=_("Their own, not one that several people read"),
        missing=_("Enter the person’s e-mail address"),
    )
    role = SelectField(label=_("Role"), missing=_("Choose a role"), choices=[])
    from_on = DateInWordsField(label=_("First day (if not today)"), required=False)
    last_on = DateInWordsField(label=_("Last day (if it ends, as for cover)"), required=False)

    def __init__(self, *args: Any, roles: list[Role], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [  # type: ignore[attr-defined]
            (role.value, wording.ROLES[role]) for role in roles
        ]

    def clean_role(self) -> Role:
        """Return the role."""
        return Role(self.cleaned_data["role"])


class EndForm(NhsForm):
    """The last day of somebody's role."""

    last_on = DateInWordsField(
        label=_("Last day in this role"),
        hint=_("For example, Friday or 31 July. Leave it empty to end it now"),
        required=False,
    )


class FamilyCodeForm(NhsForm):
    """A family's access code, however spaced."""

    code = TextField(
        label=_("Your code"),
        hint=_("It is on the sheet you were given and looks like 7K3M-9QX4-20HB-ZT6W"),
        missing=_("Enter the code you were given"),
        max_length=60,
        width=20,
        autocomplete="off",
    )

    def clean_code(self) -> str:
        """Return what was typed; something too short is no code and costs no try."""
        code: str = self.cleaned_data["code"]
        if sum(c.isalnum() for c in code) != 16:
            raise ValidationError(_("A code has 16 letters and numbers. Check yours"))
        return code
