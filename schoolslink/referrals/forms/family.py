"""What a young person or a carer writes or chooses on their own page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext

from schoolslink.referrals.rules.family import LABELS
from schoolslink.web.forms import CheckboxesField, NhsForm, TextareaField

TAPS = ("who", "next", "rights")
# A carer is not asked about carers: another's choices are not theirs, nor their own to lose.
READERS = {"self": ("school", "carer", "gp"), "carer": ("school", "gp")}


class FamilyWordsForm(NhsForm):
    """A few words of their own. name keeps the ids of several such forms on one page apart."""

    def __init__(
        self, *args: Any, name: str = "", label: Any = "", missing: Any = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, auto_id=f"{name}-%s", **kwargs)
        self.fields["words"] = TextareaField(label=label, missing=missing, max_length=4000, rows=4)


def family_words(name: str, label: Any, data: Any = None) -> FamilyWordsForm:
    """Return the form of one act."""
    return FamilyWordsForm(data, name=name, label=label, missing=gettext(LABELS["missing"]))


class OwnWordsForm(NhsForm):
    """About me: theirs to write, change and empty."""

    def __init__(self, *args: Any, label: Any = "", **kwargs: Any) -> None:
        super().__init__(*args, auto_id="own-%s", **kwargs)
        self.fields["words"] = TextareaField(label=label, required=False, max_length=4000, rows=6)


class TapForm(NhsForm):
    """Words that may go with one tap."""

    def __init__(self, *args: Any, label: Any = "", **kwargs: Any) -> None:
        super().__init__(*args, auto_id="tap-%s", **kwargs)
        self.fields["words"] = TextareaField(label=label, required=False, max_length=4000, rows=3)


class PulseForm(NhsForm):
    """Three taps: what is clear to them. None ticked is an answer too."""

    def __init__(self, *args: Any, labels: Mapping[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, auto_id="pulse-%s", **kwargs)
        self.fields["clear"] = CheckboxesField(
            label=labels["taps"],
            choices=[(name, labels[f"tap_{name}"]) for name in TAPS],
            required=False,
        )


class ChoiceForm(NhsForm):
    """Who may be told what happens."""

    def __init__(
        self, *args: Any, relationship: str, labels: Mapping[str, Any], **kwargs: Any
    ) -> None:
        super().__init__(*args, auto_id="choose-%s", **kwargs)
        self.fields["told"] = CheckboxesField(
            label=labels["choose"],
            choices=[(name, labels[f"choose_{name}"]) for name in READERS[relationship]],
            required=False,
        )
