"""Answers that several blocks offer."""

from schoolslink.referrals.rules.request.fields import choices
from schoolslink.referrals.rules.text import gettext_noop as _

YES_NO = choices(("yes", _("Yes")), ("no", _("No")))
HOW_MUCH = choices(
    ("0", _("Not at all")),
    ("1", _("A little")),
    ("2", _("Quite a lot")),
    ("3", _("A great deal")),
)
AGREES = choices(
    ("agrees", _("Yes, and they agree")),
    ("knows", _("They know, and have not decided")),
    ("says_no", _("They know, and said no")),
    ("not_asked", _("Not asked yet")),
)
