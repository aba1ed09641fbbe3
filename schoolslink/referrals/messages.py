"""The kinds of message about what was asked, and whether each is still true. No name goes into any.

An address is reached, never a child: sender, subject and text say nothing on a locked screen.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from schoolslink.notices.kinds import About, Kind
from schoolslink.notices.rules import Section
from schoolslink.referrals.link_message import LINK_KINDS
from schoolslink.referrals.messages_own import LET_KNOW, THANKED
from schoolslink.referrals.messages_past import (
    NUDGED,
    PAST_ITS_DAY,
    PAST_ITS_DAY_AGAIN,
    STILL_PAST_ITS_DAY,
    STILL_PAST_LATER,
    still_there,
    unread,
)
from schoolslink.referrals.messages_rights import (
    COMPLAINT_PAST,
    COMPLAINT_UNHEARD,
    COMPLAINT_WAITS,
    LOOK_THROUGH,
)
from schoolslink.referrals.messages_safety import (
    ASK_WHO_TODAY,
    MARKED,
    NO_SAFEGUARDING_LEAD,
    PLEASE_LOOK,
    SEE_TODAY,
    STOPPED_AT_SCHOOL,
)
from schoolslink.referrals.messages_school import (
    ANSWER_PUT_RIGHT,
    CAME_ALONG,
    WENT_ALONG,
    WITH_COUNCIL,
)
from schoolslink.referrals.models import Holding, Item, Review, Told
from schoolslink.referrals.practice_message import PRACTICE_KINDS
from schoolslink.referrals.queries.faults import is_wrong
from schoolslink.referrals.queries.held import is_held_by
from schoolslink.referrals.rules import Duty
from schoolslink.referrals.rules.moves import BEFORE_HELP


def _still_held(about: About) -> bool:
    """Say whether this person still has to act on the item."""
    return is_held_by(about.about_id, about.person_id)


def _still_nobodys(about: About) -> bool:
    """Say whether the item still waits with nobody named to act on it."""
    held = Holding.objects.filter(item_id=about.about_id, ended_at__isnull=True)
    return held.filter(person__isnull=True).exists()


def _still_waits(about: About) -> bool:
    """Say whether they still wait for help to begin, or are asked how things are since it ended."""
    asked = Q(state__in=BEFORE_HELP) | Q(beside__kind="check_in", beside__closed_at__isnull=True)
    return Item.objects.filter(asked, pk=about.about_id).exists()


def _still_owed(about: About) -> bool:
    """Say whether a letter has still to be written."""
    return Told.objects.filter(pk=about.about_id, told_at__isnull=True).exists()


def _not_told_yet(about: About) -> bool:
    """Say whether this member of the family has still to be told."""
    owed = Told.objects.filter(item_id=about.about_id, told_at__isnull=True)
    return owed.filter(family_member_id=about.contact_id).exists()


def _still_waits_for_yes(about: About) -> bool:
    """Say whether this person still has to ask for a yes."""
    return Holding.objects.filter(
        item_id=about.about_id, person_id=about.person_id, ended_at__isnull=True,
        duty=Duty.GET_AGREEMENT.value,
    ).exists()  # fmt: skip


def _still_unread(about: About) -> bool:
    """Say whether what has ended still waits for the school to read its answer."""
    return unread(about).exists()


def _still_to_review(about: About) -> bool:
    """Say whether nobody has looked again yet."""
    return Review.objects.filter(pk=about.about_id, done_at__isnull=True).exists()


def _still_wrong(about: About) -> bool:
    """Say whether anything in the records of this area is still not right."""
    return is_wrong(about.about_id)


def _school_still_asked(about: About) -> bool:
    """Say whether the school has still to say what it knows."""
    held = Holding.objects.filter(item_id=about.about_id, ended_at__isnull=True)
    return held.filter(beside_on__isnull=False).exists()


def _school_was_told(about: About, at: datetime) -> None:
    """Write that the school was told of a decision: only a message that left has told anybody."""
    Told.objects.filter(item_id=about.about_id, whom="school", told_at__isnull=True).update(
        told_at=at, how="mail"
    )


WAITS_FOR_YOU = Kind(
    name="referrals.waits_for_you",
    subject=_("Something waits for you"),
    sentences=(
        _("Something waits for you, with a day by which to act."),
        _("Open your page to see it."),
    ),
    still_true=_still_held,
    urgent=True,
    section=Section.WAITS,
    line=ngettext_lazy("%(count)s thing waits for you", "%(count)s things wait for you", "count"),
)
WAITS_FOR_TEAM = Kind(
    name="referrals.waits_for_team",
    subject=_("Something waits for your team"),
    sentences=(
        _("Something waits for your team, and nobody is named to answer it."),
        _("Open your page to see it, and by when."),
    ),
    still_true=_still_nobodys,
    urgent=True,
    section=Section.WAITS,
    line=ngettext_lazy(
        "%(count)s thing waits for your team", "%(count)s things wait for your team", "count"
    ),
)
NOBODY_NAMED = Kind(
    name="referrals.nobody_named",
    subject=_("Somebody is missing in your area"),
    sentences=(
        _("Something was asked in your area, and nobody is named to answer it."),
        _("Open your page to see where somebody is missing."),
    ),
    still_true=_still_nobodys,
    urgent=True,
    section=Section.WAITS,
    line=ngettext_lazy(
        "%(count)s thing with nobody to answer it",
        "%(count)s things with nobody to answer them",
        "count",
    ),
)
# To the others who could name somebody, on the next working day, where it is nobody's by then.
STILL_NOBODY_NAMED = replace(
    NOBODY_NAMED, name="referrals.still_nobody_named", not_before=time(11), after_days=1,
    sentences=(_("Another coordinator was told first. Still nobody is named to answer it."),
               NOBODY_NAMED.sentences[1]),
)  # fmt: skip
LETTER_OVERDUE = Kind(
    name="referrals.letter_overdue",
    subject=_("Something at your service is past its day"),
    sentences=(
        _("A letter that your team owes is past its day."),
        _("Open your page to see which, and who decided."),
    ),
    still_true=_still_owed,
    urgent=True,
    section=Section.WAITS,
    line=ngettext_lazy(
        "%(count)s letter of your team is past its day",
        "%(count)s letters of your team are past their day",
        "count",
    ),
)
ANSWERED = Kind(
    name="referrals.answered",
    subject=_("A message about your question"),
    sentences=(_("There is an answer for you."), _("Open your page to read it.")),
    still_true=still_there,
    section=Section.ANSWERED,
    line=ngettext_lazy("%(count)s question answered", "%(count)s questions answered", "count"),
)
# To a question that mattered today or tomorrow: the answer is of use now, not with the weekly mail.
ANSWERED_SOON = replace(ANSWERED, name="referrals.answered_soon", urgent=True)
DECIDED = Kind(
    name="referrals.decided",
    subject=_("A message about your request"),
    sentences=(_("There is an answer to your request."), _("Open your page to read it.")),
    still_true=still_there,
    urgent=True,
    section=Section.ANSWERED,
    line=ngettext_lazy("%(count)s request decided", "%(count)s requests decided", "count"),
    when_sent=_school_was_told,
)
HELP_ENDED = replace(
    DECIDED,
    name="referrals.help_ended",
    sentences=(_("There is news of your request."), _("Open your page to read it.")),
)
TAKEN_BACK = Kind(
    name="referrals.taken_back",
    subject=_("Something was taken back"),
    sentences=(
        _("Something that you asked for, or had with you, was taken back."),
        _("Open your page to see who did, and when."),
    ),
    still_true=still_there,
    urgent=True,
    section=Section.ANSWERED,
    line=ngettext_lazy("%(count)s thing taken back", "%(count)s things taken back", "count"),
)
RECORDS_WRONG = Kind(
    name="referrals.records_wrong",
    subject=_("Some records need you"),
    sentences=(
        _("Tonight's check found records of your area that are not right."),
        _("Open your list to see what is wrong and what to do."),
    ),
    still_true=_still_wrong,
    urgent=True,
    section=Section.WAITS,
    line=ngettext_lazy("%(count)s night's finding", "%(count)s nights' findings", "count"),
)
ANSWER_UNREAD = Kind(
    name="referrals.answer_unread",
    not_before=time(15),  # a school looks after lessons: at six, one of six was asked for nothing
    subject=_("Something at your school waits to be opened"),
    sentences=(
        _("Something came for your school, and nobody there has opened it by its day."),
        _("Open your page to read it: you are asked next."),
    ),
    still_true=_still_unread,
    urgent=True,
    section=Section.WAITS,
    line=ngettext_lazy(
        "%(count)s thing of your school that nobody has opened",
        "%(count)s things of your school that nobody has opened",
        "count",
    ),
)
SAY_WHAT_IS_KNOWN = Kind(
    name="referrals.say_what_is_known",
    subject=_("Something at your school needs a word from you"),
    sentences=(
        _("Somebody could not be reached, and you may know why."),
        _("Open your page to say what you know. It takes a minute."),
    ),
    still_true=_school_still_asked,
    urgent=True,
    section=Section.WAITS,
    line=ngettext_lazy(
        "%(count)s thing needs a word from you", "%(count)s things need a word from you", "count"
    ),
)
REVIEW_DUE = Kind(
    name="referrals.review_due",
    subject=_("Something waits for your second look"),
    sentences=(
        _("An exception was made, and somebody has to look at it again."),
        _("Open your page to see which, and by when."),
    ),
    still_true=_still_to_review,
    urgent=True,
    section=Section.WAITS,
    line=ngettext_lazy(
        "%(count)s exception to look at again", "%(count)s exceptions to look at again", "count"
    ),
)
GLASS_OPENED = replace(
    REVIEW_DUE,
    name="referrals.glass_opened",
    subject=_("Something was opened in an emergency"),
    sentences=(
        _("Somebody opened something of yours in an emergency, for an hour."),
        _("Open your page to see who and why it was, and look at it within five working days."),
    ),
)
GLASS_TO_DELAY = replace(
    GLASS_OPENED,
    name="referrals.glass_to_delay",
    sentences=(
        _("Somebody opened something at your school in an emergency, for an hour."),
        _("They will read of it on their own page. Open the link if that has to wait."),
    ),
)
MISUSE_TO_SETTLE = replace(
    REVIEW_DUE,
    name="referrals.misuse_to_settle",
    subject=_("Something waits for you, by name"),
    sentences=(
        _("Somebody whom you lead opened something in an emergency, and it was not right."),
        _("Open the link to read why, and write down what is done, by the day that it says."),
    ),
)
REVIEW_PAST = replace(
    REVIEW_DUE,
    name="referrals.review_past",
    subject=_("Nobody has looked at an exception"),
    sentences=(
        _("An exception in your area is past the day for its second look, and all were asked."),
        _("Open your list to see whom to ring."),
    ),
)
AGREEMENT_WAITS = Kind(
    name="referrals.agreement_waits",
    subject=_("Something still waits with you"),
    sentences=(
        _("Something that you have ready still waits for somebody to agree."),
        _("Open your page to see it. Advice without a name stays open to you meanwhile."),
    ),
    still_true=_still_waits_for_yes,
    urgent=True,
    section=Section.WAITS,
    line=ngettext_lazy(
        "%(count)s thing that waits for a yes", "%(count)s things that wait for a yes", "count"
    ),
)
CHECK_IN = Kind(
    name="referrals.check_in",
    subject=_("Somebody who waits is to be asked after"),
    sentences=(
        _("It is a month since anybody was asked how things are."),
        _("Open your page: one tap is enough."),
    ),
    still_true=_still_held,
    section=Section.WAITS,
    line=ngettext_lazy(
        "%(count)s monthly check-in: one tap", "%(count)s monthly check-ins: one tap each", "count"
    ),
)
TIME_TO_HAND_OVER = Kind(
    name="referrals.time_to_hand_over",
    subject=_("A hand-over is due"),
    sentences=(
        _("Somebody will soon be too old for where they are, and is not handed over yet."),
        _("Open your page to see who, and by when."),
    ),
    still_true=_still_held,
    urgent=True,
    section=Section.WAITS,
    line=ngettext_lazy("%(count)s hand-over is due", "%(count)s hand-overs are due", "count"),
)
ARRIVED = Kind(
    name="referrals.arrived",
    subject=_("Something that was passed on has arrived"),
    sentences=(
        _("Another service has taken up a request that was passed on to it."),
        _("It has it now, with a person and a day. You need not do anything."),
    ),
    still_true=still_there,
    urgent=True,
    section=Section.ANSWERED,
    line=ngettext_lazy(
        "%(count)s request arrived at another service",
        "%(count)s requests arrived at another service",
        "count",
    ),
)
FAMILY_NEWS = Kind(
    name="referrals.family_news",
    subject=_("A message for you"),
    sentences=(_("There is news on your page."), _("You need your code to open it.")),
    still_true=_not_told_yet,
    urgent=True,
)
FAMILY_HOW_IT_IS = replace(
    FAMILY_NEWS,
    name="referrals.family_how_it_is",
    sentences=(_("There is a short question on your page."), _("You need your code to open it.")),
    still_true=_still_waits,
)
FAMILY_ANSWERED = replace(FAMILY_NEWS, name="referrals.family_answered", still_true=still_there)
FAMILY_STOPPED = replace(FAMILY_NEWS, name="referrals.family_stopped", still_true=still_there)

KINDS = (
    WAITS_FOR_YOU, WAITS_FOR_TEAM, NOBODY_NAMED, STILL_NOBODY_NAMED, LETTER_OVERDUE, ANSWERED,
    ANSWERED_SOON, DECIDED, HELP_ENDED, LET_KNOW, THANKED, TAKEN_BACK, MARKED, STOPPED_AT_SCHOOL,
    NO_SAFEGUARDING_LEAD, PLEASE_LOOK, SEE_TODAY, ASK_WHO_TODAY, PAST_ITS_DAY, PAST_ITS_DAY_AGAIN,
    STILL_PAST_ITS_DAY, STILL_PAST_LATER, NUDGED, RECORDS_WRONG, ANSWER_UNREAD, SAY_WHAT_IS_KNOWN,
    REVIEW_DUE, REVIEW_PAST, LOOK_THROUGH, COMPLAINT_WAITS, COMPLAINT_UNHEARD, COMPLAINT_PAST,
    ANSWER_PUT_RIGHT, GLASS_OPENED, GLASS_TO_DELAY, MISUSE_TO_SETTLE, AGREEMENT_WAITS, CHECK_IN, ARRIVED,
    WENT_ALONG, CAME_ALONG, WITH_COUNCIL, TIME_TO_HAND_OVER, *LINK_KINDS, *PRACTICE_KINDS, FAMILY_NEWS,
    FAMILY_HOW_IT_IS, FAMILY_ANSWERED, FAMILY_STOPPED,
)  # fmt: skip
