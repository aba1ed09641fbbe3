"""What a GP practice that asked without an account is sent, with no word of anybody; and word of its no."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from schoolslink.access import links
from schoolslink.kernel import clock
from schoolslink.notices.kinds import About, Kind
from schoolslink.notices.rules import Section
from schoolslink.referrals.models import PracticeAsking
from schoolslink.referrals.rules.asking_practice import PRACTICE_LINK


def _to_confirm(about: About) -> bool:
    """Say whether the practice has still to say that it asked."""
    row = PracticeAsking.objects.filter(pk__in=[about.outside_id], asked__isnull=True).first()
    return row is not None and clock.now() < row.opens_until


def _to_ring(about: About) -> bool:
    """Say whether the practice has still to say whether it asked, of what is still open."""
    rows = PracticeAsking.objects.filter(item_id__in=[about.about_id], asked__isnull=True)
    return rows.filter(closed_on__isnull=True).exists()


def _to_read(about: About) -> bool:
    """Say whether the practice said that it asked, and its link still opens."""
    row = PracticeAsking.objects.filter(pk__in=[about.outside_id], asked=True).first()
    return row is not None and clock.now() < row.opens_until


def _says_no(about: About) -> bool:
    """Say whether the practice still says that it did not ask."""
    return PracticeAsking.objects.filter(item_id__in=[about.about_id], asked=False).exists()


def _link_path(about: About) -> str:
    """Return the way by which a link opens, made anew: its token is kept nowhere."""
    row = PracticeAsking.objects.get(pk__in=[about.outside_id])
    made = links.made_again(row.pk, row.token_hash, purpose=PRACTICE_LINK)
    return reverse("referrals:practice-link", args=[made])


DID_YOU_ASK = Kind(
    name="referrals.did_you_ask",
    subject=_("A message for your practice"),
    sentences=(
        _(
            "Something was asked of a service near you in the name of your practice, and has arrived there."
        ),
        _(
            "Open the link to say whether you asked. It names nobody. Afterwards it shows where it is, as far"
            " as you may know."
        ),
    ),
    still_true=_to_confirm,
    urgent=True,
    path=_link_path,
)
PRACTICE_NEWS = Kind(
    name="referrals.practice_news",
    subject=_("A message for your practice"),
    sentences=(
        _("There is news of something that your practice asked."),
        _("Open the link to read it. It names nobody."),
    ),
    still_true=_to_read,
    urgent=True,
    path=_link_path,
)
DID_NOT_ASK = Kind(
    name="referrals.did_not_ask",
    subject=_("A practice says that it did not ask"),
    sentences=(
        _("A GP practice says that it did not ask for something that came in its name."),
        _("Open it, and ring the practice and the family: it stays with you, with the same day."),
    ),
    still_true=_says_no,
    urgent=True,
    section=Section.WAITS,
    line=ngettext_lazy(
        "%(count)s request that a practice says it did not make",
        "%(count)s requests that practices say they did not make",
        "count",
    ),
)
DID_YOU_ASK_AGAIN = Kind(
    name="referrals.did_you_ask_again",
    subject=_("A message for your practice, a second time"),
    sentences=(
        _(
            "Something was asked of a service near you in the name of your practice. Nobody there has said"
            " yet whether you asked."
        ),
        _("Open the link to say so. It names nobody. Otherwise the service will ring you."),
    ),
    still_true=_to_confirm,
    urgent=True,
    path=_link_path,
)
RING_PRACTICE = Kind(
    name="referrals.ring_practice",
    subject=_("A practice has not confirmed what came in its name"),
    sentences=(
        _("A GP practice was asked twice whether something came from it, and has not answered."),
        _("Open it, and ring the practice on the number that stands there."),
    ),
    still_true=_to_ring,
    urgent=True,
    section=Section.WAITS,
    line=ngettext_lazy(
        "%(count)s GP practice to ring: did it ask?",
        "%(count)s GP practices to ring: did they ask?",
        "count",
    ),
)
NOT_RUNG = Kind(
    name="referrals.practice_not_rung",
    subject=_("Something at your service is past its day"),
    sentences=(
        _("A GP practice should have been rung: it has not said whether it asked for something."),
        _("Open your page to see which, and let somebody ring."),
    ),
    still_true=_to_ring,
    urgent=True,
    section=Section.WAITS,
    line=ngettext_lazy(
        "%(count)s GP practice that your team has not rung",
        "%(count)s GP practices that your team has not rung",
        "count",
    ),
)
PRACTICE_KINDS = (
    DID_YOU_ASK, DID_YOU_ASK_AGAIN, PRACTICE_NEWS, DID_NOT_ASK, RING_PRACTICE, NOT_RUNG,
)  # fmt: skip
