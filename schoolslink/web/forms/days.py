"""Fields of a day: three inputs for a known date, one for a day in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, gettext_lazy, pgettext

from schoolslink.kernel import calendar, clock
from schoolslink.web import dates
from schoolslink.web.forms.fields import NhsField, TextField
from schoolslink.web.forms.render import NhsBoundField

PARTS = ("day", "month", "year")


class ThreeInputs(forms.Widget):
    """Takes a date as three texts, name-day, name-month and name-year."""

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> list[str]:
        """Return the three texts as typed."""
        return [str(data.get(f"{name}-{part}") or "") for part in PARTS]

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        """Say whether none of the three was sent."""
        return all(f"{name}-{part}" not in data for part in PARTS)

    def id_for_label(self, id_: str) -> str:
        """Return no label: the group has a legend."""
        return ""


class WrongDate(ValidationError):
    """A date that is not one, with the parts to mend."""

    def __init__(self, sentence: str, *parts: str):
        super().__init__(sentence, params={"parts": parts})
        self.parts = parts


def month_number(text: str) -> int:
    """Return 3 for "3", "Mar" or "March", in English or in the language of the page."""
    if text.isdecimal():
        return int(text)
    wanted = text.strip(" .").casefold()
    for locale in (dates.locale(), dates.Locale("en", "GB")):
        for number, name in locale.months["format"]["wide"].items():
            if len(wanted) >= 3 and name.casefold().startswith(wanted):
                return int(number)
    raise ValueError(text)


def part_name(part: str) -> str:
    """Return "a day", "a month" or "a year"."""
    names = {"day": gettext("a day"), "month": gettext("a month"), "year": gettext("a year")}
    return names[part]


class DateField(NhsField):
    """A day the person knows, such as a birth date; past and future limits are asked of it.

    not_after, not_before: "today" or a date. The year has four figures, the month may be a word.
    """

    component, macro = "date-input", "dateInput"
    grouped = True
    empty_value = None

    def __init__(
        self,
        *,
        not_after: date | str | None = None,
        not_before: date | str | None = None,
        autocomplete: str = "",
        **kwargs: Any,
    ):
        kwargs.setdefault("widget", ThreeInputs)
        self.not_after, self.not_before, self.autocomplete = not_after, not_before, autocomplete
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> date | None:
        """Return the date, None when nothing was typed; raise WrongDate for anything else."""
        if value is None or isinstance(value, date):
            return value
        texts = [text.strip() for text in value]
        if not any(texts):
            return None
        absent = [part for part, text in zip(PARTS, texts, strict=True) if not text]
        if absent:
            names = {
                "day": gettext("a day"),
                "month": gettext("a month"),
                "year": gettext("a year"),
            }
            words = gettext(" and ").join(names[part] for part in absent)
            raise WrongDate(gettext("The date must include %(parts)s") % {"parts": words}, *absent)
        try:
            month = month_number(texts[1])
        except ValueError:
            raise WrongDate(gettext("Enter the month as a number or a word"), "month") from None
        if not texts[2].isdecimal() or len(texts[2]) != 4:
            raise WrongDate(gettext("Enter the year with four figures, such as 2012"), "year")
        try:
            return date(int(texts[2]), month, int(texts[0]))
        except ValueError:
            raise WrongDate(gettext("There is no such day. Check the date"), "day") from None

    def validate(self, value: Any) -> None:
        """Refuse a missing day, and one outside the limits."""
        super().validate(value)
        if value is None:
            return
        latest, earliest = limit(self.not_after), limit(self.not_before)
        if latest and value > latest:
            if self.not_after == "today":
                raise WrongDate(gettext("This date is after today. Check it"), *PARTS)
            raise WrongDate(
                gettext("The date must be %(day)s or earlier")
                % {"day": dates.day_with_year(latest)},
                *PARTS,
            )
        if earliest and value < earliest:
            raise WrongDate(
                gettext("The date must be %(day)s or later")
                % {"day": dates.day_with_year(earliest)},
                *PARTS,
            )

    def params(self, bound: NhsBoundField) -> dict[str, Any]:
        """Return three inputs, the wrong ones marked."""
        value = bound.value()
        if isinstance(value, date):
            value = [str(value.day), str(value.month), str(value.year)]
        texts = dict(zip(PARTS, value or ("", "", ""), strict=True))
        labels = {
            "day": pgettext("part of a date", "Day"),
            "month": pgettext("part of a date", "Month"),
            "year": pgettext("part of a date", "Year"),
        }
        wrong = self.wrong_parts(bound)
        return {
            "items": [
                {
                    "id": f"{bound.id}-{part}",
                    "name": f"{bound.html_name}-{part}",
                    "label": labels[part],
                    "value": texts[part],
                    "width": 4 if part == "year" else 2,
                    "inputmode": "numeric",
                    "error": part in wrong,
                    "autocomplete": f"{self.autocomplete}-{part}" if self.autocomplete else None,
                }
                for part in PARTS
            ]
        }

    def wrong_parts(self, bound: NhsBoundField) -> tuple[str, ...]:
        """Return the parts to mend; all of them unless the error names some."""
        if not bound.errors:
            return ()
        for error in bound.errors.as_data():
            if isinstance(error.params, dict) and error.params.get("parts"):
                return tuple(error.params["parts"])
        return PARTS

    def first_input_id(self, bound: NhsBoundField) -> str:
        """Return the id of the first part to mend."""
        wrong = self.wrong_parts(bound)
        return f"{bound.id}-{wrong[0] if wrong else 'day'}"


def limit(asked: date | str | None) -> date | None:
    """Return a limit as a date; "today" is today."""
    if asked == "today":
        return clock.today()
    return asked if isinstance(asked, date) else None


class DateInWordsField(TextField):
    """A day as people say it: "Tuesday", "4 March", "in two weeks"; cleaned to a date."""

    def __init__(self, **kwargs: Any):
        kwargs.setdefault("hint", gettext_lazy("For example, 4 March, Tuesday or in two weeks"))
        # No day is None, also where a choice left the question out.
        super().__init__(**{"width": 20, "max_length": 60, "empty_value": None, **kwargs})

    def clean(self, value: Any) -> Any:
        """Return the date the words mean; None when nothing was said."""
        words = super().clean(value)
        if not words:
            return None
        day = calendar.parse_words(words, clock.today())
        if day is None:
            raise ValidationError(gettext("We could not read this date. Write it like 4 March"))
        return day
