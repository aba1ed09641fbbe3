"""When something took place; and which day was written down wrong."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from schoolslink.referrals.forms.contact import ActForm
from schoolslink.referrals.rules.clocks.adjusted import PAUSES, offered_on
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


class AsideForm(ActForm):
    """Why days are set aside, and which: the first and the last."""

    why = RadiosField(
        label=_("Why did they wait longer?"),
        choices=[(one.why.value, _(one.pick)) for one in PAUSES.values()],
        missing=_("Choose why they waited longer"),
    )
    happened_on = DateField(
        label=_("From which day?"), missing=_("Say from which day"), not_after="today"
    )
    until_on = DateField(
        label=_("Until which day, that day included?"),
        hint=_(
            "The family’s own wait goes on and counts every day. These days are left out of a second"
            " figure beside it. Who of the family may hear the answer reads that on their page."
        ),
        missing=_("Say until which day"),
        not_after="today",
    )
    field_order = ["why", "happened_on", "until_on"]

    def __init__(self, *args: Any, on: date | None = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if on is not None:
            self.fields["why"].choices = [(one.why.value, _(one.pick)) for one in offered_on(on)]


class CountAgainForm(ActForm):
    """Which days count again."""

    of_version = RadiosField(
        label=_("Which days count after all?"), missing=_("Choose which days count again")
    )

    def __init__(self, *args: Any, aside: Sequence[tuple[str, str]] = (), **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["of_version"].choices = list(aside)
