"""Fields of one input: text, long text, number, phone, e-mail, password, file."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import validate_email
from django.utils.html import format_html
from django.utils.text import format_lazy
from django.utils.translation import gettext, gettext_lazy

from schoolslink.web.forms.render import TEXT_GOES_HERE, NhsBoundField, NoWidget, typed_text

NEWLINE = re.compile(r"\r\n?")
# Right-to-left override and its twin make a text read other than it is stored.
OVERRIDES = {"\u202d", "\u202e"}
SHORT = 200
LONG = 4_000


def refused_character(text: str) -> str:
    """Return the first character a text may not hold, "" when there is none.

    Control characters but tab and newline, halves of characters, non-characters, and the two marks
    that turn a line's direction round. Joiners and direction marks stay: emoji and Urdu need them.
    """
    for character in text:
        kind = unicodedata.category(character)
        if kind == "Cc" and character not in "\t\n":
            return character
        if kind == "Cs" or character in OVERRIDES or ord(character) & 0xFFFE == 0xFFFE:
            return character
    return ""


def check_characters(text: str) -> None:
    """Raise ValidationError naming where a text holds what we cannot keep."""
    bad = refused_character(text)
    if not bad:
        return
    before = text[: text.index(bad)].split()[-2:]
    if before:
        raise ValidationError(
            gettext("There is an invisible character after “%(words)s”. Delete it and type on.")
            % {"words": " ".join(before)[-40:]}
        )
    raise ValidationError(
        gettext("There is an invisible character at the start. Delete it and type on.")
    )


class NhsField(forms.Field):
    """What every field has: a component, a label's size, a sentence for when it is missing."""

    component = "input"
    macro = "input"
    grouped = False
    label_size = "s"
    bound_field_class = NhsBoundField

    def __init__(self, *, label: Any = None, missing: Any = "", hint: Any = "", **kwargs: Any):
        kwargs.setdefault("help_text", hint)
        kwargs.setdefault("widget", NoWidget)
        super().__init__(label=label, **kwargs)
        asked = gettext_lazy("Answer this question")
        if label:
            asked = format_lazy(gettext_lazy("Answer “{label}”"), label=label)
        self.error_messages["required"] = missing or asked

    def params(self, bound: NhsBoundField) -> dict[str, Any]:
        """Return the component's parameters that only this kind of field has."""
        return {"value": typed_text(bound.value())}

    def first_input_id(self, bound: NhsBoundField) -> str:
        """Return the id an error's link leads to."""
        return bound.id

    def finish(self, html: str) -> str:
        """Return the component's markup, put right where the component falls short."""
        return html


class TextField(NhsField, forms.CharField):
    """One line. Blanks around it are not part of the answer; what was typed is shown as it was."""

    spellcheck: bool | None = None
    input_type = "text"

    def __init__(
        self,
        *,
        max_length: int = SHORT,
        width: int | None = None,
        autocomplete: str = "off",
        inputmode: str = "",
        prefix: str = "",
        suffix: str = "",
        **kwargs: Any,
    ):
        self.longest, self.width, self.autocomplete = max_length, width, autocomplete
        self.inputmode, self.prefix, self.suffix = inputmode, prefix, suffix
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> str:
        """Return the line, newlines made one kind."""
        return NEWLINE.sub("\n", super().to_python(value) or "")

    def run_validators(self, value: Any) -> None:
        """Refuse what we cannot keep, and more than fits, in a plain sentence."""
        if value:
            check_characters(value)
            if len(value) > self.longest:
                raise ValidationError(
                    gettext("Use %(most)s characters or fewer. This has %(used)s.")
                    % {"most": f"{self.longest:,}", "used": f"{len(value):,}"}
                )
        super().run_validators(value)

    def params(self, bound: NhsBoundField) -> dict[str, Any]:
        """Return value, width and what helps a phone's keyboard."""
        return {
            "value": typed_text(bound.value()),
            "type": self.input_type,
            "width": self.width,
            "autocomplete": self.autocomplete or None,
            "inputmode": self.inputmode or None,
            "spellcheck": self.spellcheck,
            "prefix": self.prefix or None,
            "suffix": self.suffix or None,
            "attributes": {"dir": "auto"},
        }


class TextareaField(TextField):
    """Several lines, with a count of the characters, or words, left. Nothing typed is taken away."""

    component, macro = "character-count", "characterCount"

    def __init__(self, *, max_length: int = LONG, max_words: int = 0, rows: int = 5, **kwargs: Any):
        self.rows, self.most_words = rows, max_words
        super().__init__(max_length=max_length, strip=False, **kwargs)

    def validate(self, value: Any) -> None:
        """Blanks and newlines alone are no answer."""
        super().validate(value.strip() if value else value)

    def run_validators(self, value: Any) -> None:
        """Refuse more words than are asked for, and say how many there are."""
        super().run_validators(value)
        used = len(value.split()) if value and self.most_words else 0
        if used > self.most_words:
            raise ValidationError(
                gettext("Use %(most)s words or fewer. This has %(used)s.")
                % {"most": self.most_words, "used": used}
            )

    def _words(self) -> dict[str, Any]:
        under = gettext("You have %(count)s words left") % {"count": "%{count}"}
        over = gettext("You have %(count)s words too many") % {"count": "%{count}"}
        return {
            "maxwords": self.most_words,
            "textareaDescriptionText": gettext("You can enter up to %(count)s words")
            % {"count": self.most_words},
            "wordsUnderLimitText": {"one": under, "other": under},
            "wordsAtLimitText": gettext("You have 0 words left"),
            "wordsOverLimitText": {"one": over, "other": over},
        }

    def params(self, bound: NhsBoundField) -> dict[str, Any]:
        """Return rows, limit, and the counter's sentences in the page's language."""
        if self.most_words:
            own = {"value": TEXT_GOES_HERE, "rows": self.rows, "threshold": 50}
            return own | self._words() | {"attributes": {"dir": "auto"}}
        under = gettext("You have %(count)s characters left") % {"count": "%{count}"}
        over = gettext("You have %(count)s characters too many") % {"count": "%{count}"}
        return {
            "value": TEXT_GOES_HERE,
            "rows": self.rows,
            "maxlength": self.longest,
            "threshold": 50,
            "textareaDescriptionText": gettext("You can enter up to %(count)s characters")
            % {"count": f"{self.longest:,}"},
            "charactersUnderLimitText": {"one": under, "other": under},
            "charactersAtLimitText": gettext("You have 0 characters left"),
            "charactersOverLimitText": {"one": over, "other": over},
            "attributes": {"dir": "auto"},
        }


class FindField(TextField):
    """A box to search with inside a form: its button asks for the form again, with what was found.

    The button's name is "find". Where scripts run, what is found follows the typing: `address` answers
    with the element `results`, and `beside` are the inputs that go along.
    """

    def __init__(self, *, address: str, results: str, beside: str = "", **kwargs: Any):
        self.address, self.results, self.beside = address, results, beside
        super().__init__(**{"max_length": 100, "required": False, **kwargs})

    def params(self, bound: NhsBoundField) -> dict[str, Any]:
        """Return the box with its button, and what a script is to do as one types."""
        params = super().params(bound)
        button = format_html(
            '<button class="nhsuk-button nhsuk-button--secondary sl-search__button"'
            ' name="find" value="yes">{}</button>',
            gettext("Find"),
        )
        asking = {
            "hx-get": self.address, "hx-trigger": "input changed delay:250ms",
            "hx-target": f"#{self.results}", "hx-select": f"#{self.results}",
            "hx-swap": "outerHTML", "hx-sync": "this:replace", "hx-include": self.beside,
            "aria-controls": self.results,
        }  # fmt: skip
        return params | {
            "type": "search",
            "spellcheck": False,
            "classes": "sl-search__input",
            "inputWrapper": {"classes": "sl-search__row"},
            "formGroup": {"afterInput": {"html": button}},
            "attributes": params["attributes"] | asking,
        }


class WholeNumberField(NhsField, forms.IntegerField):
    """A whole number, typed; no spinner, which changes a number when one scrolls the page."""

    def __init__(self, *, width: int = 3, suffix: str = "", **kwargs: Any):
        self.width, self.suffix = width, suffix
        super().__init__(**kwargs)
        self.error_messages |= {
            "invalid": gettext_lazy("Enter a whole number, such as 12"),
            "min_value": gettext_lazy("Enter %(limit_value)s or more"),
            "max_value": gettext_lazy("Enter %(limit_value)s or less"),
        }

    def params(self, bound: NhsBoundField) -> dict[str, Any]:
        """Return value and width."""
        return {
            "value": typed_text(bound.value()),
            "width": self.width,
            "inputmode": "numeric",
            "suffix": self.suffix or None,
            "autocomplete": "off",
        }


class PhoneField(TextField):
    """A telephone number, kept as typed; digits and the marks people put between them."""

    def __init__(self, **kwargs: Any):
        super().__init__(
            **{"width": 20, "inputmode": "tel", "autocomplete": "tel", "max_length": 40, **kwargs}
        )
        self.input_type = "tel"

    def run_validators(self, value: Any) -> None:
        """Refuse what cannot be rung."""
        super().run_validators(value)
        number, _, extension = value.lower().partition("ext")
        digits = sum(character.isdecimal() for character in number)
        marks = re.sub(r"[\d\s()+.\-–/]", "", number)
        if value and (marks or not 3 <= digits <= 15 or re.search(r"[^\d\s.]", extension)):
            raise ValidationError(gettext("Enter a phone number, such as 01632 960 001"))


class EmailField(TextField):
    """An e-mail address."""

    spellcheck = False
    input_type = "email"

    def __init__(self, **kwargs: Any):
        super().__init__(
            **{"inputmode": "email", "autocomplete": "email", "max_length": 254, **kwargs}
        )

    def run_validators(self, value: Any) -> None:
        """Refuse what is no address."""
        super().run_validators(value)
        if not value:
            return
        try:
            validate_email(value)
        except ValidationError as wrong:
            sentence = gettext("Enter an e-mail address, such as name@example.com")
            raise ValidationError(sentence) from wrong


class PasswordField(TextField):
    """A password: never shown again, never trimmed."""

    component, macro = "password-input", "passwordInput"

    def __init__(self, *, autocomplete: str = "current-password", **kwargs: Any):
        super().__init__(autocomplete=autocomplete, strip=False, **kwargs)

    def params(self, bound: NhsBoundField) -> dict[str, Any]:
        """Return no value: a password is typed again."""
        return {"value": "", "autocomplete": self.autocomplete}


class FileField(NhsField, forms.FileField):
    """A file, with the most it may weigh and the endings it may have."""

    component, macro = "file-upload", "fileUpload"

    def __init__(self, *, endings: tuple[str, ...] = (), megabytes: int = 10, **kwargs: Any):
        kwargs.setdefault("widget", forms.FileInput)
        self.endings, self.megabytes = endings, megabytes
        super().__init__(**kwargs)
        self.error_messages["empty"] = gettext_lazy("This file is empty. Choose another")

    def clean(self, data: Any, initial: Any = None) -> UploadedFile | None:
        """Return the file; refuse an ending we cannot read, or a weight we do not take."""
        file = super().clean(data, initial)
        if not file:
            return None
        if self.endings and not file.name.lower().endswith(self.endings):
            raise ValidationError(
                gettext("Choose a file that ends in %(endings)s")
                % {"endings": gettext(" or ").join(self.endings)}
            )
        if file.size > self.megabytes * 1024 * 1024:
            raise ValidationError(
                gettext("Choose a file of %(most)s MB or less") % {"most": self.megabytes}
            )
        return file

    def params(self, bound: NhsBoundField) -> dict[str, Any]:
        """Return what the browser offers to choose from."""
        return {"attributes": {"accept": ",".join(self.endings)}} if self.endings else {}

    def finish(self, html: str) -> str:
        """Keep the browser's own input: the script's button does not say aloud what it shows."""
        return html.replace(' data-module="nhsuk-file-upload"', "")
