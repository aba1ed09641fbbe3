"""A bound field as an NHS component: Django's field in, the component's parameters out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.forms.boundfield import BoundField
from django.template import engines
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

if TYPE_CHECKING:
    from schoolslink.web.forms.fields import NhsField

# The component's macros indent what they nest, which would add spaces to each line a person typed;
# so the text is put in last. No form can hold this: control characters are refused.
TEXT_GOES_HERE = "\x02text\x03"


def macro(component: str, name: str, params: dict[str, Any]) -> SafeString:
    """Return one NHS component's markup."""
    template = engines["jinja2"].env.get_template(f"nhsuk/components/{component}/macro.jinja")
    return mark_safe(getattr(template.module, name)(params))  # noqa: S308 - the macro escapes


class NhsBoundField(BoundField):
    """A field with its data and errors, which shows itself as an NHS component."""

    def as_nhs(self, *, heading: bool = False, size: str = "", **more: Any) -> SafeString:
        """Return the component.

        heading: the label is the page's only question and its h1. size: s, m, l or xl of the label.
        more: further parameters of the NHS component, last word given to them.
        """
        field = cast("NhsField", self.field)
        params = {**self.params(heading=heading, size=size), **field.params(self), **more}
        html: str = field.finish(macro(field.component, field.macro, params))
        if TEXT_GOES_HERE in html:
            html = html.replace(TEXT_GOES_HERE, self.textarea_text(), 1)
        return mark_safe(html)  # noqa: S308 - the macro escapes, and so does textarea_text

    __html__ = __str__ = lambda self: self.as_nhs()

    def params(self, *, heading: bool = False, size: str = "") -> dict[str, Any]:
        """Return the parameters every component takes: name, label or legend, hint, error."""
        field = cast("NhsField", self.field)
        size = size or ("l" if heading else field.label_size)
        label: dict[str, Any] = {"text": str(self.label), "isPageHeading": heading, "size": size}
        params: dict[str, Any] = {"id": self.id, "name": self.html_name}
        if field.grouped:
            params.update(idPrefix=self.id, fieldset={"legend": label})
        else:
            params["label"] = label
        if self.help_text:
            params["hint"] = {"text": str(self.help_text)}
        if self.errors:
            params["errorMessage"] = {
                "text": " ".join(str(error) for error in self.errors),
                "visuallyHiddenText": gettext("Error:").removesuffix(":"),
            }
        return params

    @property
    def id(self) -> str:
        """Return the id of the field's first input, where its error's link leads."""
        # Not id_for_label: that is empty for a field of several inputs.
        return str(self.auto_id or self.html_name)

    @property
    def first_input_id(self) -> str:
        """Return the id an error summary links to: the first input to mend, inside a group."""
        return cast("NhsField", self.field).first_input_id(self)

    def textarea_text(self) -> str:
        """Return a text area's text; browsers drop a newline at its start, so it gets another."""
        text = typed_text(self.value())
        return escape(("\n" + text) if text.startswith(("\n", "\r")) else text)


def typed_text(value: object) -> str:
    """Return what goes back into an input: what was typed, or nothing."""
    return "" if value is None else str(value)


class NoWidget(forms.HiddenInput):
    """The widget of a field drawn by a component: it only takes the value from the request."""

    is_hidden = False
    input_type = "text"


class NoWidgetForMany(forms.MultipleHiddenInput):
    """The same for a field of several values."""

    is_hidden = False
    input_type = "text"
