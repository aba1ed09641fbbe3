"""Why a request gets no help from this team, in one fixed list, and how much help was found right."""

from dataclasses import dataclass
from enum import StrEnum

from schoolslink.referrals.rules.text import gettext_noop as _


class Reason(StrEnum):
    """The reasons that are counted. No answer without help from this team is saved without one."""

    BELOW_LEVEL = "below_level"
    NOT_COVERED = "not_covered"
    OUT_OF_AREA = "out_of_area"
    AGE = "age"
    ONE_PLACE_ONLY = "one_place_only"
    UNDERSTANDABLE = "understandable"
    OTHER_HELP_FIRST = "other_help_first"
    INFORMATION_MISSING = "information_missing"
    NO_AGREEMENT = "no_agreement"
    ALREADY_OPEN = "already_open"
    DUPLICATE = "duplicate"
    FAMILY_SAID_NO = "family_said_no"
    MOVED = "moved"
    CRISIS_ROUTE = "crisis_route"
    ADVICE_ALONE = "advice_alone"  # of every answer with advice, and of no other


@dataclass(frozen=True)
class ReasonWords:
    """One reason as the team picks it, as the school reads it and as the family reads it."""

    reason: Reason
    pick: str
    school: str
    family: str
    at_triage: bool = True  # False: recorded by other moves, given with no answer of a team


REASONS: dict[Reason, ReasonWords] = {
    entry.reason: entry
    for entry in (
        ReasonWords(
            Reason.BELOW_LEVEL,
            _("Needs less than this team gives"),
            _("What you told us fits help that starts sooner and closer than this team's."),
            _("Help nearer to you fits better and can start sooner."),
        ),
        ReasonWords(
            Reason.NOT_COVERED,
            _("This team does not help with this"),
            _("This team does not help with what you described; another does."),
            _("This team does not help with this. Others do."),
        ),
        ReasonWords(
            Reason.OUT_OF_AREA,
            _("Lives outside our area"),
            _("The address belongs to another area's team."),
            _("Another team looks after the place where you live."),
        ),
        ReasonWords(
            Reason.AGE,
            _("Outside the ages we see"),
            _("This team sees another age."),
            _("This team sees people of another age."),
        ),
        ReasonWords(
            Reason.ONE_PLACE_ONLY,
            _("Happens in one place only"),
            _("It happens in one place only, so help is best given in that place."),
            _("Help works best in the place where things are hard."),
        ),
        ReasonWords(
            Reason.UNDERSTANDABLE,
            _("An understandable response to what happened"),
            _("This is how many young people feel after what happened; time and people help most."),
            _("Many people feel this way after hard times. People you trust can help most."),
        ),
        ReasonWords(
            Reason.OTHER_HELP_FIRST,
            _("Other help comes first"),
            _("There is help to try before this team's, and we say which."),
            _("There is other help to try first. We tell you which."),
        ),
        ReasonWords(
            Reason.INFORMATION_MISSING,
            _("Not enough is known, after asking twice"),
            _("We asked and still know too little to decide well. You can ask again at any time."),
            _("We do not know enough yet. You can ask again at any time."),
        ),
        ReasonWords(
            Reason.NO_AGREEMENT,
            _("No agreement to ask"),
            _("Without agreement this team cannot begin. Advice without a name stays open to you."),
            _("We only start when you say yes. You can change your mind."),
        ),
        ReasonWords(
            Reason.ALREADY_OPEN,
            _("Already helped elsewhere"),
            _("Another team is helping already; we have told it of your worry."),
            _("Another team helps you now. We told them that you asked."),
        ),
        ReasonWords(
            Reason.DUPLICATE,
            _("Asked twice"),
            _("We have this request already and go on with the first."),
            _("We have this from you already. We go on with the first one."),
            at_triage=False,
        ),
        ReasonWords(
            Reason.FAMILY_SAID_NO,
            _("The family chose not to go on"),
            _("The family chose not to go on for now."),
            _("You chose to stop for now. You can ask again."),
            at_triage=False,
        ),
        ReasonWords(
            Reason.MOVED,
            _("Moved away"),
            _("They moved; the team at the new place can be asked."),
            _("You moved. The team near your new home can help."),
        ),
        ReasonWords(
            Reason.CRISIS_ROUTE,
            _("The crisis team helps now"),
            _("The crisis team has taken this on."),
            _("The team for urgent help is with you now."),
        ),
        ReasonWords(
            Reason.ADVICE_ALONE,
            _("Advice alone, and no help from this team"),
            _("We think that advice is enough for now, so this team gives no help of its own."),
            _("The team thinks that advice is enough for now."),
        ),
    )
}


class Level(StrEnum):
    """THRIVE: needs-led groups, not steps of severity. Asked for by the school, given at triage."""

    ADVICE = "getting_advice"
    HELP = "getting_help"
    MORE_HELP = "getting_more_help"
    RISK_SUPPORT = "getting_risk_support"


LEVELS: dict[Level, str] = {
    Level.ADVICE: _("Getting advice: one or a few talks, things to try"),
    Level.HELP: _("Getting help: a planned piece of work with a goal"),
    Level.MORE_HELP: _("Getting more help: longer, with more people working together"),
    Level.RISK_SUPPORT: _("Getting risk support: keeping safe, with people close by"),
}
