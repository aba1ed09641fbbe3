"""Blocks 11, 12, 13, 16 and 17: the child's voice, the carers' view, agreement, what is asked."""

from schoolslink.referrals.rules.request.blocks.common import AGREES
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

VOICE = Block(
    "voice",
    _("In their own words"),
    (
        Field(
            "wants",
            _("What does the young person want to happen?"),
            K.LONG_TEXT,
            weight=W.NEEDED,
            longest=1000,
            hint=_("As they said it. Or say below why they could not be asked."),
        ),
        Field(
            "wants_not_asked",
            _("Not possible to ask them, because"),
            K.TEXT,
            weight=W.NOT_NEEDED,
            longest=400,
        ),
        Field("wants_not", _("What do they not want?"), K.LONG_TEXT, longest=600),
        Field("matters", _("What matters to them, what they are good at"), K.LONG_TEXT),
    ),
)

CARER_VIEW = Block(
    "carer_view",
    _("What parents or carers say"),
    (
        Field(
            "carer_view",
            _("What do they think, and what do they hope for?"),
            K.LONG_TEXT,
            weight=W.NEEDED,
            longest=1000,
        ),
        Field(
            "carer_view_not_asked",
            _("Not possible to ask them for their view, because"),
            K.TEXT,
            weight=W.NOT_NEEDED,
            longest=400,
        ),
    ),
    in_college=False,
)

# The agreement itself, who may be told and the lawful basis are three records: see agreement.py.
AGREEMENT = Block(
    "agreement",
    _("Who knows and who agrees"),
    (
        Field(
            "young_person_agrees",
            _("Does the young person know, and do they agree?"),
            K.ONE_OF,
            weight=W.NEEDED,
            choices=AGREES,
        ),
        Field(
            "carer_agrees",
            _("Do their parents or carers know, and do they agree?"),
            K.ONE_OF,
            weight=W.NEEDED,
            choices=AGREES,
            in_college=False,
        ),
        Field(
            "second_carer_agrees",
            _("Does another parent or carer know, and do they agree?"),
            K.ONE_OF,
            choices=AGREES,
            hint=_("Leave it empty where there is nobody else."),
            until_age=18,
            in_college=False,
        ),
        Field(
            "school_hears",
            _("May you, at school, hear the answer?"),
            K.ONE_OF,
            weight=W.NEEDED,
            choices=choices(("yes", _("Yes, they said so")), ("no", _("No, they said so"))),
            hint=_(
                "Write down what they said: the young person or carer who decides about this request. "
                "If it is no, school reads that there is an answer and who has it, and no more."
            ),
        ),
        Field(
            "tell",
            _("Who else should hear the answer?"),
            K.SOME_OF,
            weight=W.NEEDED,
            choices=choices(
                ("young_person", _("The young person")),
                ("carer", _("Parents or carers")),
                ("gp", _("Their GP")),
            ),
        ),
    ),
)

WHAT = Block(
    "what",
    _("What you ask for"),
    (
        Field(
            "ask_for",
            _("What do you think would help?"),
            K.ONE_OF,
            G.ROUTING,
            W.NEEDED,
            choices=choices(
                ("advice", _("Advice for us")),
                ("consultation", _("To talk it over together")),
                ("assessment", _("That somebody sees them")),
                ("support_team", _("Help from the support team in school")),
                ("not_sure", _("I am not sure")),
            ),
        ),
        Field(
            "urgency",
            _("How soon does somebody have to look?"),
            K.ONE_OF,
            G.ROUTING,
            W.NEEDED,
            choices=choices(
                ("routine", _("Within the usual time")),
                ("urgent", _("By the next working day, and I will ring as well")),
            ),
        ),
        Field(
            "urgency_why",
            _("Why can it not wait?"),
            K.LONG_TEXT,
            weight=W.NEEDED,
            longest=600,
            when=when("urgency", "urgent"),
        ),
        Field(
            "where_to_meet",
            _("Where would they like to be seen?"),
            K.SOME_OF,
            choices=choices(
                ("school", _("At school")),
                ("clinic", _("At the service")),
                ("home", _("At home")),
                ("online", _("Online")),
            ),
        ),
    ),
)
