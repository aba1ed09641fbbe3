"""Fields of a choice: radios, tick boxes, a list to choose from, one tick."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from schoolslink.web.forms.fields import NhsField
from schoolslink.web.forms.render import NhsBoundField, NoWidgetForMany, typed_text

HIDING_BY_SCRIPT = re.compile(
    r' data-aria-controls="conditional-[^"]*"'
    r"|(?<=nhsuk-radios__conditional) nhsuk-radios__conditional--hidden"
)
Reveals = Mapping[str, str | Sequence[str]]


class Choosing(NhsField):
    """A group of choices, each with its hint and the fields it reveals.

    reveals: value -> name or names of the form's fields shown when it is chosen. What an unchosen
    value reveals is neither asked nor kept. divider: the value before which "or" stands.
    """

    grouped = True
    label_size = "s"

    def __init__(
        self,
        *,
        hints: Mapping[str, Any] | None = None,
        reveals: Reveals | None = None,
        divider: str = "",
        inline: bool = False,
        small: bool = False,
        **kwargs: Any,
    ):
        self.hints = hints or {}
        self.reveals = {
            value: (names,) if isinstance(names, str) else tuple(names)
            for value, names in (reveals or {}).items()
        }
        self.divider, self.inline, self.small = divider, inline, small
        super().__init__(**kwargs)
        self.error_messages["invalid_choice"] = gettext_lazy("Choose one of these answers")

    def chosen(self, bound: NhsBoundField) -> set[str]:
        """Return the values ticked."""
        value = bound.value()
        if value is None or value == "":
            return set()
        many = isinstance(value, list | tuple | set)
        return {str(one) for one in value} if many else {str(value)}

    def items(self, bound: NhsBoundField) -> list[dict[str, Any]]:
        """Return the component's items, each with its hint and what it reveals."""
        chosen = self.chosen(bound)
        items: list[dict[str, Any]] = []
        for choice in self.choices:  # type: ignore[attr-defined]
            value, label = str(choice[0]), str(choice[1])
            if value == "":
                continue
            if value == self.divider:
                items.append({"divider": str(gettext_lazy("or"))})
            item: dict[str, Any] = {"value": value, "text": label, "checked": value in chosen}
            if value in self.hints:
                item["hint"] = {"text": str(self.hints[value])}
            revealed = [bound.form[name] for name in self.reveals.get(value, ())]
            if revealed:
                item["conditional"] = {"html": "\n".join(str(field) for field in revealed)}
            items.append(item)
        return items

    def params(self, bound: NhsBoundField) -> dict[str, Any]:
        """Return items and shape."""
        shape = {"small": self.small, "id": None}
        return {"items": self.items(bound), "inline": self.inline, **shape}


class RadiosField(Choosing, forms.ChoiceField):
    """One of a few, all in sight."""

    component, macro = "radios", "radios"

    def finish(self, html: str) -> str:
        """Leave showing and hiding to the style sheet: aria-expanded may not stand on a radio."""
        return HIDING_BY_SCRIPT.sub("", html)


class CheckboxesField(Choosing, forms.MultipleChoiceField):
    """Any of a few. alone: the value that cannot stand beside another ("none of these")."""

    component, macro = "checkboxes", "checkboxes"

    def __init__(self, *, alone: str = "", **kwargs: Any):
        kwargs.setdefault("widget", NoWidgetForMany)
        self.alone = alone
        super().__init__(**kwargs)

    def items(self, bound: NhsBoundField) -> list[dict[str, Any]]:
        """Return the items; the one that stands alone unticks the others."""
        items = super().items(bound)
        for item in items:
            if self.alone and item.get("value") == self.alone:
                item["behaviour"] = "exclusive"
        return items

    def clean(self, value: Any) -> list[str]:
        """Return what is ticked; without scripts the one that stands alone may come with others."""
        ticked = super().clean(value)
        if self.alone in ticked and len(ticked) > 1:
            raise forms.ValidationError(
                gettext_lazy("Choose “%(alone)s” or the others, not both"),
                params={"alone": dict(self.choices)[self.alone]},  # type: ignore[arg-type]
            )
        return ticked


class SelectField(NhsField, forms.ChoiceField):
    """One of many, in a list that drops down. empty: the words of no choice yet."""

    component, macro = "select", "select"

    def __init__(self, *, empty: Any = "", **kwargs: Any):
        self.empty = empty
        super().__init__(**kwargs)
        self.error_messages["invalid_choice"] = gettext_lazy("Choose one from the list")

    def params(self, bound: NhsBoundField) -> dict[str, Any]:
        """Return the options, the chosen one marked."""
        chosen = typed_text(bound.value())
        options = [(str(value), str(label)) for value, label in self.choices]
        if ("", "") not in options and not any(value == "" for value, _ in options):
            options.insert(0, ("", str(self.empty)))
        return {
            "items": [
                {"value": value, "text": label, "selected": value == chosen}
                for value, label in options
            ]
        }


class TickField(NhsField, forms.BooleanField):
    """One tick box. The label is the question over it, tick the words beside the box."""

    component, macro = "checkboxes", "checkboxes"
    grouped = True

    def __init__(self, *, tick: Any, **kwargs: Any):
        kwargs.setdefault("widget", forms.CheckboxInput)
        self.tick = tick
        super().__init__(**kwargs)

    def params(self, bound: NhsBoundField) -> dict[str, Any]:
        """Return the one box; without a question its words are the whole label."""
        params: dict[str, Any] = {
            "items": [{"value": "on", "text": str(self.tick), "checked": bool(bound.value())}],
            "id": None,
        }
        if self.label is None or self.label == "":
            params["fieldset"] = None
        return params
