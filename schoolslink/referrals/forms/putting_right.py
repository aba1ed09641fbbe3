"""What is typed where a wrong answer is put right: the new one, and why the old one was wrong."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from schoolslink.referrals.forms.questions import FOR_EMPTY, BlockForm
from schoolslink.referrals.rules.putting_right import NEVER_EMPTY, ONLY_TO, Answer
from schoolslink.referrals.rules.request import Mark
from schoolslink.referrals.rules.request.blocks.common import YES_NO
from schoolslink.web.forms import TextareaField, TickField

LONG = 1000


class PutRightForm(BlockForm):
    """One question with its answer as it stands, to be put right. seen: the mark of what was shown."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        (self.question,) = self.questions
        del self.fields[FOR_EMPTY]
        if self._may_be_unknown():
            self.fields["not_known"] = TickField(
                label="", tick=_("It is not known"), required=False
            )
        self.fields["why"] = TextareaField(
            label=_("Why was it wrong?"),
            hint=_(
                "What it was, until when, and your name and reason stay in the record. Whoever reads "
                "this part of the record reads them."
            ),
            missing=_("Say why it was wrong"),
            max_length=LONG,
            rows=3,
        )
        self.fields["seen"] = forms.CharField(widget=forms.HiddenInput, max_length=32)

    def _may_be_unknown(self) -> bool:
        name = self.question.name
        return name not in NEVER_EMPTY and name not in ONLY_TO and self.question.choices != YES_NO

    def answer(self) -> Answer:
        """Return the new answer; empty where nothing was written and nothing ticked."""
        given = self.to_answers()[self.question.name]
        if not given and self.cleaned_data.get("not_known"):
            return Mark.NOT_KNOWN.value
        return given

    def clean(self) -> dict[str, Any]:
        """Refuse an answer beside "not known": one of the two was not meant."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("not_known") and self.to_answers()[self.question.name]:
            self.add_error("not_known", _("Write what is right, or tick this: not both"))
        return cleaned

    def look_again(self, mark: str) -> None:
        """Keep what was typed for another try on what stands now."""
        sent: Any = self.data.copy()  # type: ignore[attr-defined]
        sent["seen"] = mark
        self.data = sent
