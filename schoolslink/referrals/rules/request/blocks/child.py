"""Blocks 1 to 4: the child, how to reach them, the family, the GP."""

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

CHILD = Block(
    "child",
    _("About the child or young person"),
    (
        Field("first_name", _("First name"), K.TEXT, G.IDENTITY, W.NEEDED),
        Field("surname", _("Surname"), K.TEXT, G.IDENTITY, W.NEEDED),
        Field("called", _("What do they like to be called?"), K.TEXT, G.IDENTITY),
        Field("birth_date", _("Date of birth"), K.DATE, G.IDENTITY, W.NEEDED),
        Field(
            "age",
            _("Their age"),
            K.NUMBER,
            G.IDENTITY,
            W.NOT_NEEDED,
            hint=_("Only if you do not know the date."),
        ),
        Field("address", _("Home address"), K.LONG_TEXT, G.CONTACTS, longest=400),
        Field("postcode", _("Postcode"), K.POSTCODE, G.CONTACTS, W.NEEDED),
        Field("gender", _("Gender, in their own words"), K.TEXT, G.IDENTITY),
        Field("pronouns", _("Pronouns, if they told you"), K.TEXT, G.IDENTITY, W.NOT_NEEDED),
        Field(
            "ethnicity",
            _("Ethnic group, if they or their family told you"),
            K.TEXT,
            G.IDENTITY,
            W.NOT_NEEDED,
            hint=_("You may leave this out. They may prefer not to say."),
        ),
        Field("language", _("Language they speak best"), K.TEXT, G.ROUTING),
        Field("interpreter", _("Is an interpreter needed?"), K.ONE_OF, G.ROUTING, choices=YES_NO),
        Field(
            "access_needs",
            _("What helps them to talk, hear, see, read or get in?"),
            K.LONG_TEXT,
            longest=600,
        ),
        Field(
            "nhs_number",
            _("NHS number"),
            K.NHS_NUMBER,
            G.IDENTITY,
            hint=_("Schools often do not know it. The service can look it up."),
        ),
    ),
)

CONTACT = Block(
    "contact",
    _("How to reach them safely"),
    (
        Field(
            "contact_first",
            _("Who should the service contact first?"),
            K.ONE_OF,
            G.CONTACTS,
            W.NEEDED,
            choices=choices(
                ("young_person", _("The young person")),
                ("carer", _("A parent or carer")),
                ("school", _("The school")),
            ),
        ),
        Field(
            "young_person_phone",
            _("The young person's own mobile"),
            K.PHONE,
            G.CONTACTS,
            from_age=16,
            hint=_("Only if they want to be contacted there."),
        ),
        Field(
            "young_person_email",
            _("The young person's own e-mail"),
            K.EMAIL,
            G.CONTACTS,
            W.NOT_NEEDED,
            from_age=16,
            hint=_("Only if nobody else reads it. A mail says that there is news, and never what."),
        ),
        Field("safe_times", _("Safe ways and times to reach them"), K.TEXT, G.CONTACTS),
        Field(
            "not_to_contact",
            _("Is there anybody who must not be contacted?"),
            K.TEXT,
            G.CONTACTS,
            hint=_("Who, and why."),
        ),
        Field(
            "no_letters_home",
            _("Should nothing be sent to their home?"),
            K.ONE_OF,
            G.CONTACTS,
            W.NEEDED,
            choices=YES_NO,
        ),
    ),
)

FAMILY = Block(
    "family",
    _("Family"),
    (
        Field(
            "carer_name",
            _("Name of a parent or carer"),
            K.TEXT,
            G.CONTACTS,
            W.NEEDED,
            hint=_("Also of one who said no, or was not asked and is to be told."),
        ),
        Field("carer_relationship", _("How are they related?"), K.TEXT, G.CONTACTS, W.NEEDED),
        Field("carer_phone", _("Their phone number"), K.PHONE, G.CONTACTS, W.NEEDED),
        Field("carer_email", _("Their e-mail"), K.EMAIL, G.CONTACTS, W.NOT_NEEDED),
        Field("carer_language", _("Language they read best"), K.TEXT, G.ROUTING),
        Field(
            "carer_pr",
            _("Do they have parental responsibility?"),
            K.ONE_OF,
            G.CONTACTS,
            W.NEEDED,
            choices=YES_NO,
            until_age=18,
            in_college=False,
            hint=_("The legal right to decide for the child."),
        ),
        Field("second_carer_name", _("Another parent or carer"), K.TEXT, G.CONTACTS),
        Field(
            "second_carer_relationship",
            _("How is this second person related?"),
            K.TEXT,
            G.CONTACTS,
        ),
        Field("second_carer_phone", _("Phone of the second person"), K.PHONE, G.CONTACTS),
        Field(
            "second_carer_email",
            _("E-mail of the second person"),
            K.EMAIL,
            G.CONTACTS,
            W.NOT_NEEDED,
        ),
        Field(
            "second_carer_pr",
            _("Does the second person have parental responsibility?"),
            K.ONE_OF,
            G.CONTACTS,
            choices=YES_NO,
            until_age=18,
        ),
        Field("lives_with", _("Who lives with them?"), K.TEXT, G.CONTACTS),
        Field("siblings", _("Brothers and sisters"), K.TEXT, G.CONTACTS, W.NOT_NEEDED),
        Field(
            "looked_after",
            _("Are they looked after by a council?"),
            K.ONE_OF,
            choices=YES_NO,
            until_age=18,
            weight=W.NEEDED,
        ),
        Field(
            "looked_after_council",
            _("Which council?"),
            K.TEXT,
            when=when("looked_after", "yes"),
            weight=W.NEEDED,
        ),
        Field(
            "looked_after_order",
            _("On what footing?"),
            K.ONE_OF,
            choices=choices(
                ("s20", _("By agreement (section 20)")),
                ("s31", _("By a care order (section 31)")),
            ),
            when=when("looked_after", "yes"),
        ),
        Field(
            "looked_after_worker",
            _("Their social worker, and how to reach them"),
            K.TEXT,
            G.CONTACTS,
            W.NEEDED,
            when=when("looked_after", "yes"),
        ),
    ),
    in_college=False,
)

GP = Block(
    "gp",
    _("Their GP"),
    (
        Field("gp_practice", _("GP practice"), K.PRACTICE, G.CONTACTS, W.NEEDED),
        Field("gp_name", _("Name of the doctor"), K.TEXT, G.CONTACTS, W.NOT_NEEDED),
    ),
)
