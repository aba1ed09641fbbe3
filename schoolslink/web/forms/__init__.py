"""Forms whose fields render themselves as NHS components and keep what was typed."""

from schoolslink.web.forms.choices import (
    CheckboxesField,
    RadiosField,
    SelectField,
    TickField,
)
from schoolslink.web.forms.days import DateField, DateInWordsField
from schoolslink.web.forms.fields import (
    EmailField,
    FileField,
    FindField,
    PasswordField,
    PhoneField,
    TextareaField,
    TextField,
    WholeNumberField,
)
from schoolslink.web.forms.form import READ_FIRST, NhsForm, VersionField

__all__ = [
    "READ_FIRST",
    "CheckboxesField",
    "DateField",
    "DateInWordsField",
    "EmailField",
    "FileField",
    "FindField",
    "NhsForm",
    "PasswordField",
    "PhoneField",
    "RadiosField",
    "SelectField",
    "TextField",
    "TextareaField",
    "TickField",
    "VersionField",
    "WholeNumberField",
]
