"""Blocks 5, 10, 14 and 15: school, what was tried, safeguarding, the person who asks."""

from schoolslink.referrals.rules.request.blocks.common import YES_NO
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

SCHOOL = Block(
    "school",
    _("At school or college"),
    (
        Field("school_year", _("School year"), K.TEXT, G.ROUTING, W.NEEDED),
        Field("attendance", _("Attendance this term, in per cent"), K.NUMBER),
        Field("exclusions", _("Suspensions or exclusions"), K.TEXT),
        Field(
            "send",
            _("Special educational needs"),
            K.ONE_OF,
            weight=W.NEEDED,
            choices=choices(
                ("none", _("None")),
                ("support", _("SEN support")),
                ("plan", _("Education, health and care plan")),
            ),
        ),
        Field(
            "pupil_premium",
            _("Pupil premium"),
            K.ONE_OF,
            weight=W.NOT_NEEDED,
            choices=YES_NO,
            in_college=False,
        ),
        Field("not_these_times", _("Times that do not suit, such as exams"), K.TEXT),
    ),
)

TRIED = Block(
    "tried",
    _("What was tried so far"),
    (
        Field(
            "tried",
            _("What have you tried at school, when, and did it help?"),
            K.LONG_TEXT,
            weight=W.NEEDED,
            longest=2000,
            hint=_("Or say below why nothing of the kind would be right to try."),
        ),
        Field("tried_when", _("From when to when?"), K.TEXT),
        Field(
            "tried_effect",
            _("Did it help?"),
            K.ONE_OF,
            choices=choices(
                ("helped", _("Yes, a lot")),
                ("a_little", _("A little")),
                ("no", _("No")),
                ("worse", _("It got worse")),
                ("too_soon", _("Too soon to say")),
            ),
        ),
        Field(
            "not_tried_because",
            _("Not appropriate to try anything at school, because"),
            K.LONG_TEXT,
            weight=W.NOT_NEEDED,
            longest=600,
            hint=_("This answers the question above just as well."),
        ),
        Field("services_now", _("Who else helps now, and how to reach them"), K.LONG_TEXT),
    ),
)

SAFEGUARDING = Block(
    "safeguarding",
    _("Keeping safe"),
    (
        Field(
            "dsl_told",
            _("Does your safeguarding lead know?"),
            K.ONE_OF,
            weight=W.NEEDED,
            choices=YES_NO,
        ),
        Field("dsl_told_who", _("Who, and when?"), K.TEXT, when=when("dsl_told", "yes")),
        Field(
            "child_plan",
            _("Is there a plan with children's social care?"),
            K.ONE_OF,
            weight=W.NEEDED,
            until_age=18,
            choices=choices(
                ("none", _("No")),
                ("child_in_need", _("Child in need plan")),
                ("protection", _("Child protection plan")),
            ),
        ),
        Field(
            "social_worker",
            _("Social worker, and how to reach them"),
            K.TEXT,
            G.CONTACTS,
            W.NEEDED,
            when=when("child_plan", "child_in_need", "protection"),
        ),
    ),
)

REFERRER = Block(
    "referrer",
    _("About you"),
    (
        Field("referrer_phone", _("Your phone number"), K.PHONE, G.CONTACTS, W.NEEDED),
        Field("referrer_times", _("Best time to phone you"), K.TEXT, G.CONTACTS),
        Field(
            "holiday_contact",
            _("Whom to ask in the school holidays"),
            K.TEXT,
            G.CONTACTS,
            hint=_("Name and role of somebody who can be rung while the school is closed."),
        ),
        Field("holiday_phone", _("Their phone number in the holidays"), K.PHONE, G.CONTACTS),
        Field(
            "seen_them",
            _("Have you talked with them about this yourself?"),
            K.ONE_OF,
            weight=W.NEEDED,
            choices=YES_NO,
        ),
    ),
)
