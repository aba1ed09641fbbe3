"""What each capacity of the third opinion reads and may do: words of our own, in no other file."""

from __future__ import annotations

MAY = {  # capacity -> what it reads, what it may do
    "answers for the school": ("RINKWD", "view create add withdraw tell choose see_log"),
    "guards the school": ("BQX", "guard"),
    "looks in an emergency": ("RINVX", "glance"),
    "safeguards the school": ("RINKWDX", "view add see_log delay"),
    "asked it": ("RINKD", "view create add"),
    "answers for a copy": ("RINVWKDFYZ", "answer give"),
    "guards what no service has": ("P", ""),
    "answers for a copy at school": ("RINVWKDFYZ", "answer give"),
    "looks through a copy": ("RINVWKDFYZP", "answer"),
    "contact of the team": ("RINVKFYZPS", "view add decide tell see_log"),
    "works in the team": ("RINVKFYZPS", "view add decide tell"),
    "manages the service": ("RBQXPU", "view reassign see_log guard"),
    "works in the service": ("R", "view"),
    "coordinates the area": ("RQU", "view reassign chase"),
    "the child": ("RIN", "view add withdraw choose see_log"),
    "a carer": ("RI", "view add withdraw choose"),
    "holds a link": ("RY", "view add"),
    "job for the child": ("RIKQXZPU", "view tell"),
    "job that sends it on": ("RINKD", "view"),
    "job for a place": ("R", "view"),
}
# Those of the school, who ask, and who may be kept from what is answered.
AT_SCHOOL = ASKS = {"answers for the school", "safeguards the school", "asked it"}
# Who may add a row to a table, by capacity; "own": only a row of their own.
HELPS = {"contact of the team", "works in the team"}
GUARDS = {"guards the school", "manages the service"}
GUARDED = ("referrals_conflictblock", "referrals_retentionhold")
SPEAKS = {"answers for the school", "safeguards the school"}
ADDS = {
    "referrals_item": {"answers for the school", "asked it"} | HELPS,
    **dict.fromkeys(
        ("referrals_answer referrals_findingtoken referrals_agreement referrals_carer").split(),
        ASKS | {"job that sends it on", "typed it in"},
    ),
    **dict.fromkeys(
        "referrals_draft referrals_attachment referrals_consultationslot".split(), ASKS
    ),
    "referrals_post": {"typed it in"},
    **dict.fromkeys("referrals_referral referrals_childidentity".split(), ASKS | {"typed it in"}),
    "referrals_lawfulbasis": ASKS | {"job for the child", "typed it in"},
    "referrals_sharingchoice": ASKS | {"decides", "job that sends it on", "typed it in"},
    **dict.fromkeys("referrals_advicerequest referrals_threadmessage".split(), ASKS | HELPS),
    "referrals_putright": ASKS | HELPS,
    "referrals_childcontact": ASKS | HELPS | {"job that sends it on"},
    **dict.fromkeys(
        (
            "referrals_decision referrals_told referrals_decisionwords referrals_tellingwords"
            " referrals_servicenote referrals_clinicreference referrals_offerpreview referrals_postfile"
            " referrals_arrivalpreview referrals_outsideoffer referrals_outsidelink"
            " referrals_consultationnote referrals_joining"
        ).split(),
        HELPS,
    ),
    "referrals_outsidereply": HELPS | {"holds a link"},
    "referrals_familymessage": HELPS | {"own"},
    "referrals_familypulse": {"own"},
    "referrals_complaint": {"own", "answers for the school", "manages the service"} | HELPS,
    "referrals_schoolnote": SPEAKS,
    **dict.fromkeys(GUARDED, GUARDS),
    "referrals_carerorder": SPEAKS | HELPS,
    "referrals_contactbar": ASKS | SPEAKS | HELPS | {"job that sends it on", "typed it in"},
    "referrals_transferstep": ASKS | HELPS | {"job for the child"},
    "referrals_review": SPEAKS | HELPS | {"manages the service", "job for the child"},
    "referrals_rightasked": {"manages the service", "guards what no service has", "own right"}
    | HELPS,
    "referrals_chase": {"coordinates the area"},
    "referrals_practiceasking": set(),  # only in the moment of asking
}
SENDS, ANSWERS = ASKS | {"job that sends it on"}, {"manages the service", "job for the child"}
CHANGES = {  # who may change a row that is there; REMOVES: who takes one away
    **dict.fromkeys("referrals_referral referrals_childidentity referrals_answer".split(), SENDS),
    "referrals_draft": ASKS,
    "referrals_advicerequest": ASKS | HELPS,
    "referrals_childcontact": SENDS | HELPS,
    "referrals_carer": SENDS | HELPS | {"own"},
    "referrals_told": ASKS | HELPS | {"own", "job for the child", "shuts a carer out"},
    **dict.fromkeys("referrals_clinicreference referrals_outsideoffer".split(), HELPS),
    **{f"referrals_{of}": HELPS for of in "outsidelink likeness joining elsewhere post".split()},
    "referrals_practiceasking": HELPS | {"job for the child"},
    **dict.fromkeys((*GUARDED, "referrals_retentiondue"), GUARDS),
    "referrals_contactbar": SPEAKS | HELPS,
    "referrals_glass": {"looks in an emergency", "safeguards the school"},
    "referrals_rightasked": HELPS
    | {"looks through a copy", "guards what no service has", "own"}
    | ANSWERS,
    "referrals_review": {"guards the school", "manages the service", "job for the child"},
    "referrals_complaint": ANSWERS,
}
REMOVES = {"referrals_draft": SENDS, "referrals_findingtoken": SENDS, "referrals_attachment": ASKS}
HANDS_OUT_CODES = {"answers for the school", "asked it"} | HELPS
