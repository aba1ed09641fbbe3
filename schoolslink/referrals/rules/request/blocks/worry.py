"""Blocks 6 to 9: what worries you, what it changes, what makes it risky, what was before."""

from schoolslink.referrals.rules.request.blocks.common import HOW_MUCH, YES_NO
from schoolslink.referrals.rules.request.fields import (
    Block,
    Field,
    FieldKind,
    Group,
    Weight,
    choices,
    when,
)
from schoolslink.referrals.rules.text import gettext_noop as _

K, G, W = FieldKind, Group, Weight

# What was seen, never a diagnosis. A service publishes which of these it takes.
TOPICS = choices(
    ("low", _("Sad or low much of the time")),
    ("worry", _("Worried, afraid or panicking")),
    ("school", _("Not able to come to school")),
    ("angry", _("Angry, or often in trouble")),
    ("harm", _("Hurting themselves")),
    ("eating", _("Eating, weight or how they look")),
    ("voices", _("Seeing or hearing what others do not")),
    ("repeating", _("Thoughts or acts they must repeat")),
    ("frightening", _("Something frightening that happened")),
    ("loss", _("Somebody died or left")),
    ("attention", _("Attention, or never still")),
    ("social", _("Finding other people hard to understand")),
    ("learning", _("Learning, speech or movement")),
    ("sleep", _("Sleep")),
    ("substances", _("Alcohol or drugs")),
    ("identity", _("Who they are, or whom they love")),
    ("family", _("Hard times in the family")),
    ("other", _("Something else")),
)

CONCERN = Block(
    "concern",
    _("What worries you"),
    (
        Field(
            "concern",
            _("What have you seen or heard? In your own words"),
            K.LONG_TEXT,
            weight=W.NEEDED,
            longest=3000,
            words=300,
            hint=_("Up to 300 words. What you saw and what was said, not what it might be called."),
        ),
        Field("topics", _("Which of these fit?"), K.SOME_OF, G.ROUTING, choices=TOPICS),
        Field(
            "worry",
            _("How worried are you?"),
            K.ONE_OF,
            G.ROUTING,
            W.NEEDED,
            choices=choices(
                ("1", _("I want to ask early")),
                ("2", _("Worried")),
                ("3", _("Very worried")),
                ("4", _("It cannot go on like this")),
            ),
        ),
        Field("since", _("Since when?"), K.TEXT, weight=W.NEEDED),
        Field(
            "where",
            _("Where does it happen?"),
            K.ONE_OF,
            weight=W.NEEDED,
            choices=choices(
                ("home", _("Mostly at home")),
                ("school", _("Mostly at school")),
                ("both", _("Both")),
            ),
        ),
        Field("how_often", _("How often?"), K.TEXT),
        Field("triggers", _("What sets it off, and what calms it?"), K.LONG_TEXT, longest=600),
        Field("why_now", _("Why are you asking now?"), K.LONG_TEXT, weight=W.NEEDED, longest=600),
    ),
)

_impact = (
    ("impact_learning", _("Learning")),
    ("impact_attendance", _("Coming to school")),
    ("impact_family", _("Life at home")),
    ("impact_friends", _("Friends")),
    ("impact_care", _("Looking after themselves")),
    ("impact_sleep", _("Sleep")),
    ("impact_eating", _("Eating")),
)
IMPACT = Block(
    "impact",
    _("How much does it get in the way?"),
    tuple(
        Field(name, label, K.ONE_OF, weight=W.NEEDED, choices=HOW_MUCH) for name, label in _impact
    ),
)

_risks = (
    ("risk_self_harm", _("Do they hurt themselves?")),
    ("risk_suicide_thoughts", _("Have they talked of not wanting to live?")),
    ("risk_suicide_plan", _("Have they talked of a plan to end their life?")),
    ("risk_eating", _("Are they eating very little, or losing weight fast?")),
    ("risk_voices", _("Do they see, hear or believe things that others do not?")),
    ("risk_to_others", _("Might they hurt somebody?")),
    ("risk_from_others", _("Might somebody be hurting them?")),
    ("risk_exploitation", _("Might somebody be using them, for crime or sex?")),
    ("risk_substances", _("Alcohol or drugs in a way that worries you?")),
    ("risk_missing", _("Do they go missing?")),
)
RISK_FIELDS = tuple(name for name, _label in _risks)
RISK = Block(
    "risk",
    _("What could make it worse or unsafe?"),
    (
        *(
            field
            for name, label in _risks
            for field in (
                Field(name, label, K.ONE_OF, weight=W.NEEDED, choices=YES_NO),
                Field(
                    f"{name}_said",
                    _("What was seen or said, and when?"),
                    K.LONG_TEXT,
                    weight=W.NEEDED,
                    longest=600,
                    when=when(name, "yes"),
                ),
            )
        ),
        Field(
            "safety_plan",
            _("What have you agreed so that they stay safe?"),
            K.LONG_TEXT,
            longest=1000,
        ),
    ),
)

HISTORY = Block(
    "history",
    _("What was before"),
    (
        Field("seen_before", _("Has a mental health service helped them before?"), K.TEXT),
        Field("diagnoses", _("What they were told by a doctor, if anything"), K.TEXT),
        Field("medication", _("Medicines"), K.TEXT),
        Field("development", _("Early years, health, learning"), K.LONG_TEXT, longest=1000),
        Field("losses", _("Losses, moves or frightening events"), K.LONG_TEXT, longest=1000),
    ),
)
