"""The link that somebody outside is sent, with no word of anybody, and word of their yes."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from schoolslink.access import links
from schoolslink.kernel import clock
from schoolslink.notices.kinds import About, Kind
from schoolslink.notices.rules import Section
from schoolslink.referrals.models import Holding, Item, OutsideLink
from schoolslink.referrals.rules import State
from schoolslink.referrals.rules.moves.outside import ASKED
from schoolslink.referrals.rules.outside import OUTSIDE_LINK


def _link_opens(about: About) -> bool:
    """Say whether a link that somebody outside is sent still opens anything."""
    waits = {"item__state__in": ASKED, "ended_at__isnull": True}
    link = OutsideLink.objects.filter(pk__in=[about.outside_id], **waits).first()
    return link is not None and clock.now() < link.opens_until


def _link_path(about: About) -> str:
    """Return the way by which a link opens, made anew: its token is kept nowhere."""
    link = OutsideLink.objects.get(pk__in=[about.outside_id])
    return reverse(
        "referrals:asked-outside",
        args=[links.made_again(link.pk, link.token_hash, purpose=OUTSIDE_LINK)],
    )


def _still_to_hand_over(about: About) -> bool:
    """Say whether they still wait to be rung by this person."""
    return Holding.objects.filter(
        item_id__in=[about.about_id], person_id__in=[about.person_id], ended_at__isnull=True,
        state=State.TO_RING.value,
    ).exists()  # fmt: skip


def _is_there(about: About) -> bool:
    """Say whether the hand-over can still be opened by a page."""
    return Item.objects.filter(pk__in=[about.about_id]).exists()


HAS_THEM = Kind(
    name="referrals.has_them",
    subject=_("A hand-over is complete"),
    sentences=(
        _("Those to whom somebody was handed over say themselves that they have them."),
        _(
            "The family knows too. Open your page to see who said it, and end your help when it is time."
        ),
    ),
    still_true=_is_there,
    section=Section.ANSWERED,
    line=ngettext_lazy(
        "%(count)s hand-over is complete", "%(count)s hand-overs are complete", "count"
    ),
)
OUTSIDE_YES = Kind(
    name="referrals.outside_yes",
    subject=_("Somebody whom you asked says yes"),
    sentences=(
        _("Somebody outside whom you asked says that they take it."),
        _("Ring them by the end of the next working day, on the number of your area's list."),
    ),
    still_true=_still_to_hand_over,
    urgent=True,
    section=Section.WAITS,
    line=ngettext_lazy(
        "%(count)s organisation to ring: it says yes",
        "%(count)s organisations to ring: they say yes",
        "count",
    ),
)
CAN_YOU_HELP = Kind(
    name="referrals.can_you_help",
    subject=_("A question for your organisation"),
    sentences=(
        _("A service near you asks whether you can help with something."),
        _(
            "Open the link to read a little and to say yes or no. It names nobody, works for one answer,"
            " and ends after a few working days."
        ),
    ),
    still_true=_link_opens,
    urgent=True,
    path=_link_path,
)
LINK_KINDS = (CAN_YOU_HELP, OUTSIDE_YES, HAS_THEM)
