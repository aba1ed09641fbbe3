"""What a family reads where it asks for something by right: fixed sentences, a language a file."""

from collections.abc import Mapping
from types import MappingProxyType

from schoolslink.referrals.rules.text import gettext_noop as _

WRONG: Mapping[str, str] = MappingProxyType(
    {
        "wrong_title": _("Is something we hold wrong?"),
        "wrong_what": _("Tell us what is wrong, and what it should say."),
        "wrong_facts": _("We must put facts right."),
        "wrong_others": _(
            "We do not change what someone else thought. Your words can stand next to it."
        ),
        "wrong_within": _("{place} must answer you within one month, on this page."),
        "wrong_label": _("What is wrong?"),
        "wrong_should": _("What should it say?"),
        "wrong_send": _("Tell us it is wrong"),
        "wrong_asked": _("You told us on {day}."),
        "wrong_by": _("{place} must answer you by {day}, on this page."),
        "wrong_said": _("You said this is wrong:"),
        "wrong_said_should": _("You said it should say:"),
        "wrong_put_right": _("It was put right."),
        "wrong_now": _("It says this now:"),
        "wrong_note": _("Your words now stand next to it."),
        "wrong_as_it_is": _("It was not changed."),
        "wrong_answer": _("The team says:"),
        "wrong_next": _(
            "Do you not agree? You can tell the {who}. It checks how facts about people are kept."
        ),
        "wrong_ico": _("Ring {phone}, or go to {place}."),
        "wrong_school": _("No service has the request yet. Ask the school to put it right."),
        "wrong_not_you": _("The young person can ask for this, or who decides for them."),
    }
)
