"""What a family reads where it says what went wrong: fixed sentences, a language a file."""

from collections.abc import Mapping
from types import MappingProxyType

from schoolslink.referrals.rules.text import gettext_noop as _

COMPLAIN: Mapping[str, str] = MappingProxyType(
    {
        "complain_link": _("Tell us what went wrong"),
        "complain_title": _("Did we do something wrong?"),
        "complain_safe": _("You can tell us. It never changes the help you get."),
        "complain_who": _("{who} reads it. They are in charge at {place}."),
        "complain_or": _("If that person cannot, one of these reads it: {who}."),
        "complain_who_not": _("Your school does not read it. Nor do the people who help you."),
        "complain_nobody": _("No one at {place} can read it yet. {who} must find someone."),
        "complain_no_one": _("No one here can read it now. These people can. It is free."),
        "complain_within": _("They must write back to you within three working days."),
        "complain_long_ago": _(
            "The help ended more than a year ago. Please also say why you tell us now."
        ),
        "complain_what": _("What went wrong?"),
        "complain_wish": _("What would put it right?"),
        "complain_empty": _("You can leave this empty."),
        "complain_reach": _("Who are you, and how can they talk with you?"),
        "complain_reach_hint": _("You can leave this empty. Then they only write to you here."),
        "complain_about": _("Is it about one of these people?"),
        "complain_about_hint": _("Then that person does not read it."),
        "complain_send": _("Send it"),
        "complain_told": _("You told us on {day}."),
        "complain_by": _("{who} has it, and must write back by {day}."),
        "complain_by_area": _("{who} must find someone to read it. They must write back by {day}."),
        "complain_seen": _("{who} has read it. You get an answer here by {day}."),
        "complain_seen_paper": _("{who} has read it. You get an answer by {day}."),
        "complain_copy": _("What you told us went wrong"),
        "complain_typed": _("Someone wrote this down for you."),
        "complain_not_so": _("Is it not what you said? Tell {who}."),
        "complain_late": _("This is late. Someone else was asked to see to it."),
        "complain_answer": _("{who} says:"),
        "complain_said": _("You said this went wrong:"),
        "complain_said_wish": _("You said this would put it right:"),
        "complain_next": _("Are you not happy with this? Others can look at it, for free."),
        "complain_health": _(
            "If it is about the NHS, ask the {who}. Ring {phone}, or go to {place}."
        ),
        "complain_council": _(
            "If it is about a council, ask the {who}. Ring {phone}, or go to {place}."
        ),
        "complain_facts": _(
            "If it is about facts we hold, ask the {who}. Ring {phone}, or go to {place}."
        ),
        "complain_help": _(
            "Someone can help you complain. It is free. Ask your council for an advocate."
        ),
        "complain_school": _("No service has the request yet. You can tell the school."),
    }
)
