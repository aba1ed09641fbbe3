"""Block 17: what goes with a request. The files are rows of their own; here only of which kinds."""

from schoolslink.referrals.rules.request.fields import Block, Field, FieldKind, Weight, choices
from schoolslink.referrals.rules.text import gettext_noop as _

FILE_KINDS = choices(
    ("letter", _("A letter")),
    ("measure", _("A questionnaire with its answers")),
    ("report", _("A report")),
    ("drawing", _("A drawing, or something they wrote")),
    ("other", _("Something else")),
)
FILES = Block(
    "files",
    _("Letters, reports and drawings"),
    (
        Field(
            "attached",
            _("What goes with it?"),
            FieldKind.SOME_OF,
            weight=Weight.NOT_NEEDED,
            choices=FILE_KINDS,
        ),
    ),
)
