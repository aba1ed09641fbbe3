"""What somebody says of two requests that may be about one child, and why."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from schoolslink.referrals.rules.alike import Verdict
from schoolslink.web.forms import NhsForm, RadiosField, TextareaField, VersionField


class SaidForm(NhsForm):
    """They are one child, or two."""

    verdict = RadiosField(
        label=_("Are they the same child?"),
        choices=[
            (Verdict.SAME.value, _("Yes, the same child")),
            (Verdict.NOT_SAME.value, _("No, two children")),
        ],
        missing=_("Say whether they are the same child"),
    )
    why = TextareaField(
        label=_("How do you know?"),
        hint=_("In one sentence, for your colleagues. Nobody who asked reads it."),
        missing=_("Say how you know"),
        max_length=300,
    )


class LookAgainForm(NhsForm):
    """What was said of them may be wrong."""

    why = TextareaField(
        label=_("Why should somebody look again?"),
        hint=_("In one sentence, for your colleagues. Nobody who asked reads it."),
        missing=_("Say why"),
        max_length=300,
    )


class JoinForm(NhsForm):
    """Which of two goes on, and why they are one. Both versions are those of the page as it was shown."""

    goes_on = RadiosField(
        label=_("Which request goes on?"),
        choices=[],
        missing=_("Say which request goes on"),
    )
    why = TextareaField(
        label=_("Why are they joined?"),
        hint=_("In one sentence, for your colleagues. Nobody who asked reads it."),
        missing=_("Say why"),
        max_length=300,
    )
    version = VersionField()
    other_version = VersionField()

    def __init__(self, *args: Any, choices: list[tuple[str, Any]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["goes_on"].choices = choices  # type: ignore[attr-defined]


class ApartForm(NhsForm):
    """A request is to be one of its own again."""

    why = TextareaField(
        label=_("Why are they not joined any more?"),
        hint=_("In one sentence, for your colleagues. Nobody who asked reads it."),
        missing=_("Say why"),
        max_length=300,
    )
    version = VersionField()
