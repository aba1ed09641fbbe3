"""Who hears of what: the one list where parts meet.

A subscriber is `def f(event, *, at)`; its name is kept with what it has still to hear, so a
function that moves takes its waiting news with it only by a migration.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any

from schoolslink.access import events as access
from schoolslink.access import jobs as units
from schoolslink.directory import events as directory
from schoolslink.directory import jobs as directory_jobs
from schoolslink.insight import projections
from schoolslink.referrals import events, jobs

SUBSCRIPTIONS: Mapping[type, Sequence[Callable[..., object]]] = {
    access.MembershipEnded: (
        directory_jobs.let_go,
        directory_jobs.miss_coordinator,
        jobs.hand_on_from_leaver,
    ),
    access.RoleGiven: (directory_jobs.tell_of_role,),
    events.ItemMoved: (
        jobs.tell_holder,
        jobs.tell_asker,
        jobs.tell_family_of_stop,
        jobs.follow_service,
        jobs.leave_joined,
        projections.count_move,
    ),
    events.ReferralSubmitted: (jobs.tell_safeguarding, jobs.finish_sending),
    events.RiskMarked: (jobs.tell_safeguarding,),
    events.AskedToStop: (jobs.tell_safeguarding_of_stop,),
    events.SavedAfterHelp: (jobs.ask_to_look,),
    events.ReferralDecided: (jobs.tell_family, jobs.end_look, jobs.tell_practice),
    events.LeftSchool: (jobs.tell_of_leaving,),
    events.PracticeAsked: (jobs.ask_practice,),
    events.PracticeDidNotAsk: (jobs.tell_of_no,),
    events.GlassOpened: (jobs.tell_of_glass,),
    events.GlassNotRight: (jobs.tell_of_misuse,),
    events.FamilyAnswered: (jobs.tell_answered,),
    events.SomebodyHasThem: (jobs.tell_begun,),
    events.AppointmentMissed: (jobs.tell_school_of_missed,),
    events.AskedByRight: (jobs.begin_right,),
    events.RightAnswered: (jobs.tell_of_right,),
    events.AnswerPutRight: (jobs.tell_of_put_right,),
    events.Complained: (jobs.tell_of_complaint,),
    events.ComplaintHeard: (jobs.tell_who_complained,),
    events.RequestEnded: (jobs.end_beside,),
    events.WaitEnded: (jobs.end_check_in,),
    events.TheyMet: (jobs.end_look,),
    events.FamilySaidHowItIs: (jobs.hear_from_family,),
    events.FamilyThanked: (jobs.pass_on_thanks,),
    events.SchoolChoiceMade: (jobs.follow_school_choice, jobs.tell_school_of_own),
    events.OfferTaken: (jobs.take_over,),
    events.OfferOver: (jobs.come_back,),
    events.ReceiptSaid: (jobs.receive,),
    events.AllTicksStand: (jobs.bring_over,),
    events.OutsideAsked: (jobs.send_outside_link,),
    events.NotPassedOn: (jobs.end_offers,),
    events.LeftByOther: (jobs.go_on_alone,),
    events.ManagerLooked: (jobs.tell_of_look,),
    events.Nudged: (jobs.remind,),
    events.HolderToChange: (jobs.change_holder,),
    directory.ContactChanged: (
        jobs.hand_on_from_contact,
        jobs.ask_cover,
        directory_jobs.tell_counterpart,
        directory_jobs.ask_for_successor,
    ),
    directory.LinkChanged: (
        directory_jobs.tell_coordinator,
        directory_jobs.tell_school,
        directory_jobs.tell_both_of_end,
        jobs.follow_link,
    ),
    directory.CriteriaPublished: (directory_jobs.tell_of_criteria,),
    directory.NominationSent: (directory_jobs.ask_by_mail,),
    directory.AgreementAgreed: (directory_jobs.tell_other_side,),
}


def unit_of_work(event: Any, purpose: str) -> AbstractContextManager[object]:
    """Return the transaction in which a subscriber hears of an event, in the narrowest name.

    An event about a child names it (`child_id`), one about an organisation that one
    (`organisation_id`); all else is the system's affair, to which no child's row is visible.
    """
    if child_id := getattr(event, "child_id", None):
        return units.as_job(child_id=child_id, purpose=purpose)
    if organisation_id := getattr(event, "organisation_id", None):
        return units.as_job(organisation_id=organisation_id, purpose=purpose)
    return units.as_system(purpose)
