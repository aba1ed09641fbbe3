"""On which day somebody wants their weekly mail."""

from django.utils.translation import gettext_lazy as _

from schoolslink.web.forms import NhsForm, RadiosField, TickField

WEEKDAYS = [
    ("0", _("Monday")),
    ("1", _("Tuesday")),
    ("2", _("Wednesday")),
    ("3", _("Thursday")),
    ("4", _("Friday")),
]


class WeeklyForm(NhsForm):
    """The weekday, and whether to write also when there is nothing to say."""

    weekly_on = RadiosField(
        label=_("On which morning would you like it?"),
        missing=_("Choose a day"),
        choices=WEEKDAYS,
    )
    even_when_empty = TickField(
        label=_("When there is nothing to do"),
        tick=_("Write to me all the same"),
        required=False,
    )
