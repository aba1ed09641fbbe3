"""Every function that runs as somebody else than its caller is a door: it stands on this list."""

import pytest
from django.db import connection

pytestmark = pytest.mark.django_db

# Who may call it is in the file that makes it; what it lets through is in its first comment.
DOORS = """
    access.agreed_next_school
    access.agreements_to_ask_for
    access.answered_items
    access.answers_of
    access.asked_first
    access.asked_elsewhere
    access.at_the_door
    access.barred_codes
    access.become_contact
    access.begin_own
    access.begun_event
    access.being_put_right
    access.break_glass
    access.child_being_sent
    access.child_scope
    access.children_open
    access.closed_among
    access.closed_to
    access.closed_to_me
    access.complaints_heard
    access.complaints_left_by
    access.complaints_of
    access.complaints_to_follow
    access.complaints_to_give
    access.copies_to_drop
    access.council_of
    access.count_at_school
    access.credential_of
    access.due_age_looks
    access.due_check_ins
    access.due_left_behind
    access.due_to_council
    access.ends_without_a_reason
    access.erase_child
    access.erasures
    access.factor_of
    access.factor_reset
    access.factor_set
    access.factor_use
    access.family_code
    access.family_code_make
    access.family_code_opens
    access.family_code_revoke
    access.family_codes_of
    access.family_decides
    access.family_decides_alone
    access.family_draft
    access.family_draft_child
    access.family_enter
    access.family_history
    access.family_item
    access.family_member
    access.family_relationship
    access.family_transfer
    access.figures_of_my_schools
    access.files_kept
    access.forget_old_drafts
    access.forget_own_draft
    access.glass_items
    access.glass_of
    access.glasses_to_judge
    access.goes_on_as
    access.goes_on_at
    access.has_a_way
    access.hold_to_put_right
    access.how_to_give
    access.invitation_accept
    access.invitation_of
    access.invitation_withdraw
    access.invite
    access.is_asked_after
    access.is_system
    access.item_to_council
    access.items_follow_area
    access.items_follow_school
    access.items_on_schools
    access.job_child
    access.job_organisation
    access.last_told
    access.left_and_holding
    access.left_by
    access.let_pass
    access.link_item
    access.look_at_age_on
    access.manager_first
    access.may_hand_over_school
    access.may_make_code
    access.may_manage
    access.may_reply
    access.may_see_log
    access.membership_end
    access.membership_start
    access.misuses_for_me
    access.my_password
    access.offers_to_nobody
    access.opened_in_emergency
    access.organisations_as
    access.outside_link
    access.overdue_answers
    access.overdue_items
    access.overdue_letters
    access.overdue_reviews
    access.password_link
    access.password_put
    access.password_rehash
    access.password_set
    access.person
    access.personas
    access.practice_item
    access.practice_link
    access.practice_says
    access.practice_sent
    access.practice_where
    access.practices_not_rung
    access.practices_unanswered
    access.rate_limit
    access.rates_sweep
    access.recent_waits
    access.recovery_left
    access.recovery_put
    access.recovery_set
    access.recovery_use
    access.retention_found
    access.retention_listed
    access.retention_to_look
    access.roles_to_give
    access.session_end
    access.session_open
    access.session_save
    access.sessions_sweep
    access.speaks_for_pair
    access.subject_bind
    access.subject_person
    access.taken_times
    access.who
    access.who_complains
    access.who_hears
    access.who_hears_me
    access.who_hears_of
    audit.append
    audit.days_looked
    audit.head_now
    audit.people_who_read
    audit.who_looked
    keys.get
    keys.put
    public.directory_judge_place
    public.directory_judge_service
    public.directory_judge_team
    public.directory_learn_new_words
    public.directory_learn_words
    public.directory_may_place
    public.directory_put_in_order
    public.directory_weigh
    public.referrals_aim_right
    public.referrals_apply_bar
    public.referrals_apply_move
    public.referrals_apply_order
    public.referrals_asked_after_help
    public.referrals_being_handed_over
    public.referrals_book_slot
    public.referrals_carry
    public.referrals_check_aside
    public.referrals_check_happened
    public.referrals_check_held
    public.referrals_choice_elsewhere
    public.referrals_come_apart
    public.referrals_end_after_missed
    public.referrals_end_links
    public.referrals_ends_with_all
    public.referrals_follow_request
    public.referrals_found_there
    public.referrals_handed_outside
    public.referrals_item_alike
    public.referrals_item_elsewhere
    public.referrals_joined_stays_judged
    public.referrals_judge_agreement
    public.referrals_judge_another
    public.referrals_judge_change_of_school
    public.referrals_judge_choice
    public.referrals_judge_family_message
    public.referrals_judge_joining
    public.referrals_judge_leaving
    public.referrals_judge_link
    public.referrals_judge_next_school
    public.referrals_judge_of_move
    public.referrals_judge_offer
    public.referrals_judge_put_right
    public.referrals_judge_taking_over
    public.referrals_judge_telling
    public.referrals_judge_told
    public.referrals_judge_transfer
    public.referrals_judged_first
    public.referrals_keep_decider
    public.referrals_keep_decision
    public.referrals_keep_message
    public.referrals_let_go
    public.referrals_let_go_by_word
    public.referrals_look_again_alike
    public.referrals_may_begin_anew
    public.referrals_name_was_told
    public.referrals_no_delete
    public.referrals_nothing_beside
    public.referrals_over_together
    public.referrals_release_slot
    public.referrals_said_elsewhere
    public.referrals_says_who_has_them
    public.referrals_says_why
    public.referrals_says_why_late
    public.referrals_school_by_choice
    public.referrals_school_chosen
    public.referrals_school_hears_beside
    public.referrals_second_no
    public.referrals_spread
    public.referrals_stamp_complaint
    public.referrals_stamp_elsewhere
    public.referrals_stamp_family_message
    public.referrals_stamp_kept_long
    public.referrals_stamp_likeness
    public.referrals_stamp_message
    public.referrals_stamp_noted
    public.referrals_stamp_post
    public.referrals_stamp_practice
    public.referrals_stamp_put_right
    public.referrals_stamp_recorded
    public.referrals_stamp_reply
    public.referrals_stamp_right
    public.referrals_stamp_said
    public.referrals_stamp_told
    public.referrals_stand_beside
    public.referrals_step_is_said
    public.referrals_still_offered
    public.referrals_tokens_alike
    public.referrals_tokens_elsewhere
    public.referrals_word_first
"""


def doors() -> dict[str, tuple]:
    """Return each definer function: whether public may call it, whether its search path is set."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select p.pronamespace::regnamespace || '.' || p.proname,"
            " bool_or(has_function_privilege('public', p.oid, 'execute')),"
            " bool_and(coalesce(array_to_string(p.proconfig, ','), '') like '%%search_path=%%')"
            " from pg_proc p where p.prosecdef"
            " and p.pronamespace::regnamespace::text not in ('pg_catalog', 'information_schema')"
            " group by 1"
        )
        return {name: (public, path) for name, public, path in cursor.fetchall()}


def test_every_door_is_on_the_list() -> None:
    assert set(doors()) == set(DOORS.split())


def test_no_door_is_open_to_everybody() -> None:
    assert [name for name, (public, _) in doors().items() if public] == []


def test_every_door_looks_names_up_in_the_system_alone() -> None:
    assert [name for name, (_, path) in doors().items() if not path] == []
