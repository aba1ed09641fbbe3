"""The kinds of message about contacts, links, agreements and roles. Most are weekly."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from schoolslink.access.models import Invitation, Membership
from schoolslink.directory.models import (
    HealthcareService,
    Link,
    NamedContact,
    Side,
    WorkingAgreement,
)
from schoolslink.directory.queries import areas_without_coordinator
from schoolslink.kernel import calendar, clock
from schoolslink.kernel.worded import Question
from schoolslink.notices.kinds import About, Kind
from schoolslink.notices.rules import Section

# Asked of everybody once a week while a term's confirming goes on.
_NAMED: Question[NamedContact] = Question(
    lambda pk: NamedContact.objects.filter(pk=pk, until_on__isnull=True), pk=UUID
)


_VACANT: Question[Link] = Question(
    lambda pk: Link.objects.filter(pk=pk, nhs_contact__isnull=True, linked_until__isnull=True),
    pk=UUID,
)


def _still_vacant(about: About) -> bool:
    """Say whether nobody is named on this link yet."""
    return about.about_id is not None and _VACANT.exists(pk=about.about_id)


def _still_unmanaged(about: About) -> bool:
    """Say whether nobody answers for the pool of this service yet."""
    return HealthcareService.objects.filter(pk=about.about_id, pool_manager__isnull=True).exists()


def _still_uncoordinated(about: About) -> bool:
    """Say whether nobody coordinates this area yet."""
    return bool(areas_without_coordinator(on=clock.today(), among=[about.about_id]))


def _still_apart(about: About) -> bool:
    """Say whether a school and the service of a link that ended are not joined again."""
    ended = Link.objects.filter(pk=about.about_id, linked_until__isnull=False).first()
    return (
        ended is not None
        and not Link.objects.filter(
            school_id=ended.school_id, service_id=ended.service_id, linked_until__isnull=True
        ).exists()
    )


def _still_linked(about: About) -> bool:
    """Say whether the link still holds."""
    return Link.objects.filter(pk=about.about_id, linked_until__isnull=True).exists()


def _still_to_confirm(about: About) -> bool:
    """Say whether this contact has not confirmed since the term began."""
    began = calendar.term_at(clock.today()).first_on
    contact = _NAMED.first(pk=about.about_id)
    return contact is not None and (contact.confirmed_on is None or contact.confirmed_on < began)


def _still_to_agree(about: About) -> bool:
    """Say whether one side of the newest version has still to agree."""
    agreement = WorkingAgreement.objects.filter(pk=about.about_id).first()
    return agreement is not None and (
        agreement.school_agreed_on is None or agreement.nhs_agreed_on is None
    )


def _still_given(about: About) -> bool:
    """Say whether the invitation still opens, or was used, or the role is still held."""
    if Invitation.objects.filter(pk=about.about_id, withdrawn_at__isnull=True).exists():
        return True
    return Membership.objects.filter(pk=about.about_id, until_on__isnull=True).exists()


def _still_nobody_follows(about: About) -> bool:
    """Say whether nobody is named yet in the place of a contact who has gone."""
    left = NamedContact.objects.filter(pk=about.about_id).first()
    if left is None:
        return False
    if left.side == Side.NHS:
        vacant = Link.objects.filter(nhs_contact__isnull=True, linked_until__isnull=True)
        return vacant.filter(service_id=left.organisation_id).exists()
    named = NamedContact.objects.filter(
        organisation_id=left.organisation_id, position=left.position, until_on__isnull=True
    )
    return not named.exists()


# The school's lead or a service's contact has gone: whoever may name another is asked on that day.
WHO_FOLLOWS = Kind(
    name="directory.who_follows",
    subject=_("Somebody is to be named"),
    sentences=(
        _("Somebody whom others reach at your place has gone, and nobody is named after them."),
        _("Open the page: name who follows them, and invite them to sign in."),
    ),
    still_true=_still_nobody_follows,
    # What they had with them lies with their cover or with nobody by name until somebody follows.
    urgent=True,
    section=Section.WAITS,
    line=ngettext_lazy("%(count)s place to fill", "%(count)s places to fill", "count"),
)
NOBODY_NAMED = Kind(
    name="directory.nobody_named",
    subject=_("Somebody is to be named"),
    sentences=(
        _("A school's pair with a service has no named contact."),
        _("Questions go to the whole team until you name somebody."),
    ),
    still_true=_still_vacant,
    section=Section.WAITS,
    line=ngettext_lazy(
        "%(count)s school without a named contact",
        "%(count)s schools without a named contact",
        "count",
    ),
)
NOBODY_MANAGES = Kind(
    name="directory.nobody_manages",
    subject=_("Nobody answers for a team"),
    sentences=(
        _("Whoever answered for a team has left it."),
        _("What reaches that team while no contact is named is held by nobody until you say who."),
    ),
    still_true=_still_unmanaged,
    # A child's request may be waiting there already: the weekly mail is too late.
    urgent=True,
    section=Section.WAITS,
    line=ngettext_lazy(
        "%(count)s team for which nobody answers",
        "%(count)s teams for which nobody answers",
        "count",
    ),
)
# Without a coordinator, nobody is left to hear of what nobody at school or service sees to.
NOBODY_COORDINATES = Kind(
    name="directory.nobody_coordinates",
    subject=_("Nobody coordinates an area"),
    sentences=(
        _("An area has nobody who coordinates it."),
        _("Until you invite somebody, nobody hears of what is late there."),
    ),
    still_true=_still_uncoordinated,
    urgent=True,
    section=Section.WAITS,
    line=ngettext_lazy(
        "%(count)s area that nobody coordinates",
        "%(count)s areas that nobody coordinates",
        "count",
    ),
)
LINK_ENDED = Kind(
    name="directory.link_ended",
    subject=_("A school and a service are no longer joined"),
    sentences=(
        _("What is still open went to the service's whole team."),
        _("Please see that it ends well there, and that the school can ask somebody."),
    ),
    still_true=_still_apart,
    section=Section.WAITS,
    line=ngettext_lazy(
        "%(count)s school whose link has ended",
        "%(count)s schools whose link has ended",
        "count",
    ),
)
PAIR_ENDED = Kind(
    name="directory.pair_ended",
    subject=_("A school and a service are no longer joined"),
    sentences=(
        _("Nothing new goes between them from now on."),
        _("What is still open stays with the service's team until it is finished."),
    ),
    still_true=_still_apart,
    line=ngettext_lazy("%(count)s pair has ended", "%(count)s pairs have ended", "count"),
)
NEW_CONTACT = Kind(
    name="directory.new_contact",
    subject=_("Your contact has changed"),
    sentences=(_("Somebody else answers you from now on."), _("Open your page to see who.")),
    still_true=_still_linked,
    urgent=True,
    line=ngettext_lazy("%(count)s new contact", "%(count)s new contacts", "count"),
)
COUNTERPART_CHANGED = Kind(
    name="directory.counterpart_changed",
    subject=_("A school's contact has changed"),
    sentences=(
        _("Whoever led at one of your schools no longer does."),
        _("Open your schools to see who answers there now."),
    ),
    still_true=_still_linked,
    urgent=True,  # the same day: whoever rings on Monday rings somebody who is there
    line=ngettext_lazy(
        "%(count)s school with a new contact", "%(count)s schools with a new contact", "count"
    ),
)
CONFIRM = Kind(
    name="directory.confirm",
    subject=_("Is this still right?"),
    sentences=(
        _("A new term has begun."),
        _("Please say with one click whether your days and numbers are still right."),
    ),
    still_true=_still_to_confirm,
    section=Section.WAITS,
    line=ngettext_lazy(
        "%(count)s entry to confirm with one click",
        "%(count)s entries to confirm with one click",
        "count",
    ),
)
AGREE = Kind(
    name="directory.agree",
    subject=_("A page to agree"),
    sentences=(
        _("The other side has said yes to a page on how you work together."),
        _("Please read it and agree with one click, or change it."),
    ),
    still_true=_still_to_agree,
    section=Section.WAITS,
    line=ngettext_lazy(
        "%(count)s working agreement to read",
        "%(count)s working agreements to read",
        "count",
    ),
)
NEW_CRITERIA = Kind(
    name="directory.new_criteria",
    subject=_("What a service takes has changed"),
    sentences=(
        _("A service you can ask has published anew what it takes."),
        _("Open its page to see what is new."),
    ),
    still_true=_still_linked,
    line=ngettext_lazy(
        "%(count)s service has published what it takes",
        "%(count)s services have published what they take",
        "count",
    ),
)

ROLE_GIVEN = Kind(
    name="directory.role_given",
    subject=_("Somebody was given a role"),
    sentences=(
        _("Somebody was given a role in which they can open records at your organisation."),
        _("If you did not expect this, look at the list of people, or ask who looks after it."),
    ),
    still_true=_still_given,
    # Whoever lets somebody in on the quiet has what they wanted long before a weekly mail.
    urgent=True,
    line=ngettext_lazy("%(count)s new role", "%(count)s new roles", "count"),
)

KINDS = (
    WHO_FOLLOWS,
    NOBODY_NAMED,
    NOBODY_MANAGES,
    NOBODY_COORDINATES,
    LINK_ENDED,
    PAIR_ENDED,
    NEW_CONTACT,
    COUNTERPART_CHANGED,
    CONFIRM,
    AGREE,
    NEW_CRITERIA,
    ROLE_GIVEN,
)
