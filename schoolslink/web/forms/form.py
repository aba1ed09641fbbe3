"""The form itself: errors in order with links that work, one key for each form shown."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django import forms
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, gettext_lazy

from schoolslink.kernel.ids import new_id
from schoolslink.web.errors import Refusal
from schoolslink.web.forms.choices import Choosing
from schoolslink.web.forms.render import NhsBoundField, macro


class FormKeyField(forms.UUIDField):
    """The idempotency key: made anew for each form shown, and sent back with it."""

    def __init__(self) -> None:
        super().__init__(widget=forms.HiddenInput, initial=lambda: str(new_id()))
        stale = gettext_lazy("This form is no longer complete. Check your answers, then send again")
        self.error_messages.update(required=stale, invalid=stale)


class VersionField(forms.IntegerField):
    """The version the page was shown on. One that cannot be read matches none."""

    def __init__(self) -> None:
        super().__init__(widget=forms.HiddenInput)

    def clean(self, value: Any) -> int:
        """Return the version, -1 for what is none."""
        text = str(value or "")
        return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else -1


# What a page that stands before the saving sends back: that it was read, or that the words are to change.
READ_FIRST, HAS_READ, TO_CHANGE = "read_first", "yes", "change"


class NhsForm(forms.Form):
    """A form of NHS components. What was typed stays, whatever is wrong with it.

    ``cleaned_data["form_key"]`` goes into the command, which saves the same key only once.
    """

    template_name = ""
    error_css_class = required_css_class = ""
    use_required_attribute = False
    bound_field_class = NhsBoundField

    form_key = FormKeyField()

    def __init__(self, *args: Any, **kwargs: Any):
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)

    @property
    def key(self) -> UUID:
        """Return the idempotency key of a valid form."""
        key: UUID = self.cleaned_data["form_key"]
        return key

    @property
    def was_read_first(self) -> bool:
        """Say whether what stands before the saving has been shown: once for one form is enough."""
        return self.is_bound and bool(self.data.get(READ_FIRST))

    def is_valid(self) -> bool:
        """Say whether it can be saved; not while somebody goes back to change what they typed."""
        return super().is_valid() and self.data.get(READ_FIRST) != TO_CHANGE

    def to_input(self) -> dict[str, Any]:
        """Return the answers by name, without the key."""
        return {name: value for name, value in self.cleaned_data.items() if name != "form_key"}

    def revealed_by(self) -> dict[str, set[tuple[str, str]]]:
        """Return for each field that a choice reveals, the (field, value) pairs that do."""
        found: dict[str, set[tuple[str, str]]] = {}
        for name, field in self.fields.items():
            if isinstance(field, Choosing):
                for value, names in field.reveals.items():
                    for revealed in names:
                        found.setdefault(revealed, set()).add((name, value))
        return found

    def _clean_fields(self) -> None:
        super()._clean_fields()
        # What an unchosen answer would reveal was not asked: neither its errors nor its text count.
        hidden = {
            name
            for name, pairs in self.revealed_by().items()
            if not any(self.is_chosen(field, value) for field, value in pairs)
        }
        for name in hidden:
            self._errors.pop(name, None)
            field = self.fields[name]
            self.cleaned_data[name] = getattr(field, "empty_value", None)

    def is_chosen(self, name: str, value: str) -> bool:
        """Say whether a field's answer includes a value."""
        answer = self.cleaned_data.get(name)
        return value in answer if isinstance(answer, list) else str(answer) == value

    def refuse(self, refusal: Refusal) -> None:
        """Show an expected error of a command, beside its field when it names one."""
        self.add_error(refusal.field if refusal.field in self.fields else None, refusal.message)

    def shown_fields(self) -> Iterator[NhsBoundField]:
        """Yield the fields to draw one after another; what a choice reveals is drawn inside it."""
        inside = self.revealed_by()
        for field in self:
            if not field.is_hidden and field.name not in inside:
                yield field  # type: ignore[misc]

    def hidden(self) -> SafeString:
        """Return the hidden inputs; a key that could not be read is replaced by a fresh one."""
        values = [(field.html_name, self.hidden_value(field)) for field in self.hidden_fields()]
        if self.was_read_first:
            values.append((READ_FIRST, HAS_READ))
        return format_html_join("", '<input type="hidden" name="{}" value="{}">', values)

    def hidden_value(self, field: Any) -> str:
        """Return what a hidden input carries."""
        broken = field.name == "form_key" and self.is_bound and "form_key" in self.errors
        value = field.initial if broken else field.value()
        return "" if value is None else str(value)

    def as_nhs(self) -> SafeString:
        """Return every field, in order."""
        return format_html_join("\n", "{}", ((field.as_nhs(),) for field in self.shown_fields()))

    def error_summary(self) -> SafeString:
        """Return the box at the top of the page that names every error and leads to it."""
        if not self.is_bound or not self.errors:
            return mark_safe("")
        return macro(
            "error-summary",
            "errorSummary",
            {"heading": gettext("There is a problem"), "errorList": list(self.error_links())},
        )

    def error_links(self) -> Iterator[dict[str, str]]:
        """Yield each error, the form's own first, then in the order of the fields on the page."""
        for sentence in self.non_field_errors():
            yield {"text": str(sentence)}
        for sentence in self.errors.get("form_key", []):
            yield {"text": str(sentence)}
        for field in self:
            if field.name == "form_key":
                continue
            for sentence in field.errors:
                yield {"text": str(sentence), "href": f"#{field.first_input_id}"}  # type: ignore[attr-defined]

    @property
    def multipart(self) -> bool:
        """Say whether a file is among the fields."""
        return self.is_multipart()
