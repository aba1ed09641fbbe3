"""What is said of a request of which another team of the area may have the child too."""

from __future__ import annotations

from enum import StrEnum

from schoolslink.referrals.rules.text import gettext_noop as _


class Spoken(StrEnum):
    """What came of it, as whoever looked has written down."""

    NOT_SAME = "not_same"
    BOTH_GO_ON = "both_go_on"
    UNSAID = "unsaid"


SPOKEN: dict[Spoken, str] = {
    Spoken.NOT_SAME: _("We have spoken: they are two children"),
    Spoken.BOTH_GO_ON: _("We have spoken: it is one child, and both teams go on"),
    Spoken.UNSAID: _("The young person, or who decides for them, does not want us to speak"),
}
