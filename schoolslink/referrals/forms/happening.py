"""When something took place; and which day was written down wrong."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from schoolslink.referrals.forms.contact import ActForm
from schoolslink.web.forms import DateField, RadiosField, TextareaField

SCHOOL_READS = _("Where the school may hear what was answered, it reads this too.")


class WhenForm(ActForm):
    """The day on which it took place, and why it is written down late, if it is."""

    happened_on = DateField(
        label=_("When did this happen?"),
        hint=_("Today, unless you say another day. How long people wait is counted from this day."),
        not_after="today",
        required=False,
    )
    because = TextareaField(
        label=_("If it was more than two weeks ago: why is it written down only now?"),
        hint=SCHOOL_READS,
        required=False,
        max_length=500,
        rows=2,
    )


class DayWrongForm(ActForm):
    """What has the wrong day, the right day, and how the wrong one came about."""

    of_version = RadiosField(
        label=_("What has the wrong day?"), missing=_("Choose what has the wrong day")
    )
    happened_on = DateField(
        label=_("On which day did it take place?"),
        missing=_("Say on which day it took place"),
        not_after="today",
    )
    words = TextareaField(
        label=_("What was wrong?"),
        hint=SCHOOL_READS,
        missing=_("Write what was wrong"),
        max_length=500,
        rows=2,
    )
    field_order = ["of_version", "happened_on", "words"]

    def __init__(self, *args: Any, took_place: Sequence[tuple[str, str]] = (), **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["of_version"].choices = list(took_place)
