"""One violation for every invariant: what an administrator with the triggers off can do wrong.

Each changes just so much that one invariant is broken and no other. `:name` is the id of what was
planted under that name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from uuid import UUID

_HOLDING = "update referrals_holding set {0} where item_id = :{1} and ended_at is null"
_EVENT = "update referrals_itemevent set {0} where item_id = :{1}"
_ITEM = "update referrals_item set {0} where id = :{1}"
_OWED = (
    "update referrals_told set whom = 'carer', told_at = null, how = ''"
    " where item_id = :{0} and whom = 'gp'"
)
_LAST = _EVENT + " and version_seen = {2}"


def _both(what: str, event: str, name: str, version: int) -> tuple[str, ...]:
    """Return the same change of a holding and of the move that made it."""
    return (_HOLDING.format(what, name), _LAST.format(event, name, version))


def _rerouted(what: str, name: str) -> tuple[str, ...]:
    return tuple(words.format(what, name) for words in (_ITEM, _EVENT)) + tuple(
        f"update {table} set {what} where item_id = :{name}"
        for table in ("referrals_holding", "referrals_advicerequest")
    )


VIOLATIONS: Mapping[str, tuple[str, ...]] = {
    "open_without_holder": (_HOLDING.format("ended_at = now()", "request"),),
    "ended_and_held": ("update referrals_holding set ended_at = null where item_id = :withdrawn",),
    "ended_without_outcome": tuple(
        f"update {table} set {clock} closed_on = null where {key} = :withdrawn"
        for table, clock, key in (
            ("referrals_item", "closed_at = null,", "id"), ("referrals_itemevent", "", "item_id"),
            ("referrals_holding", "", "item_id"), ("referrals_referral", "", "item_id"),
        )
    ),
    "history_not_whole": ("delete from referrals_itemevent where item_id = :request",),
    "state_not_last_move": (
        _ITEM.format("state = 'acknowledged'", "request"),
        _HOLDING.format("state = 'acknowledged'", "request"),
    ),
    "clocks_not_its_moves": (_ITEM.format("closed_at = closed_at + interval '1 hour'", "withdrawn"),),
    "waits_too_long_for_agreement": (
        _EVENT.format("at = now() - interval '60 days'", "waiting_for_yes"),
        _ITEM.format("entered_at = now() - interval '60 days'", "waiting_for_yes"),
    ),
    "redirected_without_receipt": (
        _EVENT.format("at = at - interval '40 days'", "passed_on"),
        _ITEM.format(
            "entered_at = entered_at - interval '40 days', asked_at = asked_at - interval '40 days'",
            "passed_on",
        ),
        _HOLDING.format("asked_at = asked_at - interval '40 days'", "passed_on"),
    ),
    "offered_and_not_passed_on": (_ITEM.format("about_id = :refused", "offer"),),
    "asked_outside_and_not_passed_on": (_ITEM.format("about_id = :refused", "asking"),),
    "link_opens_too_long": (
        "update referrals_outsidelink set opens_until = opens_until + interval '9 days' where id = :link",
    ),
    "handed_over_to_nobody": (
        "update referrals_transferstep set receiver_id = :service where item_id = :card"
        " and receiver_id is not null",
    ),
    "agreed_and_not_gone_along": (
        "update referrals_transferstep set next_school = 'no' where item_id = :card_along and whom <> ''",
    ),
    "receipt_without_a_tick": (_ITEM.format("about_id = :refused", "receipt"),),
    "arrival_asked_of_nobody": _both(
        "person_id = null", "holder_person_id = null", "asked_there", 0
    ),
    "not_asked_after_help": (
        _LAST.format("at = now() - interval '80 days'", "after_help", 0),
    ),
    "second_no_alone": (
        _LAST.format("move = 'not_agree', to_state = 'judged_anew'", "look", 1),
        _ITEM.format("state = 'judged_anew'", "look"),
    ),
    "left_behind": (
        "update directory_school set status = 'closing', closed_on = current_date + 5"
        " where organisation_id = :small_school",
    ),
    "move_not_allowed": (_EVENT.format("move = 'ask'", "request"),),
    "move_in_the_future": (
        _EVENT.format("at = now() + interval '2 days'", "request"),
        _ITEM.format(
            "entered_at = now() + interval '2 days', asked_at = now() + interval '2 days'", "request"
        ),
        _HOLDING.format("asked_at = now() + interval '2 days'", "request"),
    ),
    "moves_out_of_order": (_LAST.format("at = now() - interval '1 hour'", "late", 0),
                           _ITEM.format("entered_at = now() - interval '1 hour'", "late")),
    "no_real_day": _both("due_on = current_date + 500", "due_on = current_date + 500", "request", 0),
    "changed_without_a_move": (_HOLDING.format("due_on = due_on + 5", "request"),),
    "queue_shows_another": (_HOLDING.format("state = 'acknowledged'", "request"),),
    "holder_without_role": (
        "update access_membership set until_on = current_date - 3 where person_id = :second",
    ),
    "holder_cannot_sign_in": ("update access_person set is_active = false where id = :second",),
    "nobody_there": (
        "update access_membership set until_on = current_date - 3 where person_id = :small_lead",
    ),
    "pool_without_manager": (
        "update directory_healthcareservice set pool_manager_id = null"
        " where organisation_id = :service",
    ),
    "held_elsewhere": _both(
        "pool_id = :small_school, person_id = :small_lead",
        "holder_pool_id = :small_school, holder_person_id = :small_lead",
        "waiting_for_yes",
        0,
    ),
    "past_its_day_and_nobody_asked": _both(
        "due_on = current_date - 6", "due_on = current_date - 6", "question", 0
    ),
    "the_asking_stopped": (
        *_both("due_on = current_date - 14",
               "due_on = current_date - 14, at = now() - interval '12 days'", "late", 1),
        "delete from notices_notice where about_id = :late",
    ),
    "answered_without_an_answer": ("delete from referrals_decision where item_id = :refused",),
    "asked_by_right_and_not_followed": (
        "update referrals_rightasked set at = now() - interval '2 hours' where item_id = :request",
    ),
    "complaint_with_whom_it_is_about": (
        "update referrals_complaint set not_to = array[person_id] where id = :complaint",
    ),
    "complaint_late_and_nobody_asked": (
        "update referrals_complaint set due_on = current_date - 6 where id = :complaint",
    ),
    "complaint_taken_down_and_not_given": (
        "update referrals_complaint set how = 'phone', same_words = 'x',"
        " typed_at = now() - interval '15 days' where id = :complaint",
    ),
    "ended_without_a_reason": (
        "update referrals_decision set reason = '' where item_id = :helped and move = 'discharge'",
    ),
    "refused_without_a_next_step": ("delete from referrals_decisionwords where item_id = :refused",),
    "decided_and_nobody_to_tell": ("delete from referrals_told where item_id = :refused",),
    "ended_and_family_not_told": (_OWED.format("told_and_closed"),),
    "taken_over_and_family_not_told": (_OWED.format("taken_over"),),
    "begun_and_family_not_told": (_OWED.format("met"),),
    "ended_unread_and_nobody_asked": (
        "update referrals_told set read_at = null, due_on = current_date - 6"
        " where item_id = :told_and_closed and whom = 'school'",
    ),
    "letter_late_and_nobody_asked": (
        "update referrals_told set told_at = null, how = '', due_on = current_date - 6"
        " where item_id = :refused and whom = 'gp'",
    ),
    "risk_and_safeguarding_not_told": ("delete from notices_notice where about_id = :marked",),
    "school_closed": (
        "update directory_school set status = 'closed', closed_on = current_date - 5"
        " where organisation_id = :small_school",
    ),
    "service_closed": (
        "update directory_healthcareservice set until_on = current_date - 5"
        " where organisation_id = :other_service",
    ),
    "nobody_coordinates": (
        "update access_membership set until_on = current_date - 3 where person_id = :coordinator",
    ),
    "not_of_this_area": _rerouted("area_id = :other_area", "question"),
    "in_no_area": _rerouted("area_id = null", "question"),
    "row_goes_elsewhere": (_EVENT.format("area_id = :other_area", "question"),),
    "code_of_another_child": (
        "update access_familycode set child_id = gen_random_uuid() where id = :code",
    ),
    "review_late_and_nobody_asked": (
        "update referrals_review set due_on = current_date - 6 where item_id = :request",
    ),
    "hold_not_looked_at_again": (
        "update referrals_retentionhold set review_on = current_date - 6 where id = :hold",
    ),
    "erased_and_still_there": (
        "update referrals_erasure set subject = (select child_id from referrals_item where id = :request)"
        " where id = :certificate",
    ),
    "code_of_a_barred_carer": (
        "update referrals_carer set court_order = 'barred' where family_code_id = :code",
    ),
    "talk_without_its_time": (
        "update referrals_consultationslot set released_at = now() where item_id = :talk",
    ),
    "two_talks_at_once": (
        "update referrals_consultationslot set starts_at = starts_at - interval '20 minutes'"
        " where item_id = :next_talk",
    ),
    "over_and_joined_to_nothing": ("delete from referrals_joining where item_id = :joined",),
    "joined_and_left_alone": (
        "update referrals_joining set goes_on_id = :withdrawn where item_id = :joined",
    ),
    "decided_and_not_told_to_the_joined": (
        "update referrals_decision set move = 'advise', reason = 'advice_alone' where item_id = :joined",
    ),
    "post_without_a_trace": ("update referrals_post set other_id = null where item_id = :post",),
    "put_to_no_request": (
        "update referrals_post set other_id = gen_random_uuid() where item_id = :letter",
    ),
    "practice_owed_no_answer": (
        "delete from referrals_told where item_id = :helped and whom = 'gp'",
    ),
    "practice_never_confirmed_and_nobody_rang": (
        "update referrals_practiceasking set made_at = now() - interval '20 days' where item_id = :request",
    ),
    "asked_in_a_name_and_nobody_wrote_there": (
        "delete from notices_notice where about_id = :helped",
    ),
    "beside_another_child": (_ITEM.format("about_id = :request", "beside"),),
    "news_does_not_arrive": (
        "update kernel_outboxdelivery set delivered_at = null,"
        " queued_at = now() - interval '1 day' where id = :news",
    ),
}  # fmt: skip


def statements(name: str, ids: Mapping[str, UUID]) -> list[str]:
    """Return what breaks one invariant, in the place that was planted."""
    return [
        re.sub(r"(?<!:):([a-z_]+)", lambda found: f"'{ids[found[1]]}'", words)
        for words in VIOLATIONS[name]
    ]
